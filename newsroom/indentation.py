"""Leaves the indentation of templates out of pages, once, when a template is compiled.

Templates are laid out to be read; sent as they are, a page would be 5 to 20 per cent more to
transfer. A run of whitespace with a line break in it becomes the break alone, and one that surely
follows another goes: a browser shows the same space. Nothing is done per request.

What keeps its lines in a browser (`pre`, `textarea`) takes them from a variable, never from the
template itself.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.template.base import Node, Template, TextNode
from django.template.defaulttags import ForNode, IfNode, LoadNode, WithNode
from django.template.loaders import base, cached

BREAK = re.compile(r"[ \t]*\n\s*")


class _Outdenting(base.Loader):
    """Compiles templates; stands below the cache, so that each is seen to once."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if template_name.endswith(".html"):
            outdent(template.nodelist, after_space=False)
        return template


class Loader(cached.Loader, _Outdenting):
    """Django's cached loader, with templates freed of their indentation."""


def outdent(nodes: Iterable[object], *, after_space: bool) -> bool:
    """Shorten the whitespace of `nodes`, and return whether what they draw ends with some.

    Args:
        after_space: whether what is drawn before them ends with whitespace, whatever is true.
    """
    for node in nodes:
        if isinstance(node, TextNode):
            node.s = BREAK.sub("\n", node.s)
            if after_space:
                node.s = node.s.lstrip()
            if node.s:
                after_space = node.s[-1].isspace()
        elif isinstance(node, IfNode):
            ends = [
                outdent(branch, after_space=after_space) for _, branch in node.conditions_nodelists
            ]
            has_else = node.conditions_nodelists[-1][0] is None
            after_space = all(ends) and (has_else or after_space)
        elif isinstance(node, ForNode):
            body_ends = outdent(node.nodelist_loop, after_space=False)
            outdent(node.nodelist_loop, after_space=after_space and body_ends)
            after_space = outdent(node.nodelist_empty, after_space=after_space) and body_ends
        elif isinstance(node, WithNode):
            after_space = outdent(node.nodelist, after_space=after_space)
        elif isinstance(node, Node) and not isinstance(node, LoadNode):
            for name in node.child_nodelists:
                outdent(getattr(node, name, None) or (), after_space=False)
            after_space = False
    return after_space
