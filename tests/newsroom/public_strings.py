"""Finds the messages of the public site, so that a test can require each to be translated.

The desk is not included: it may stay in English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

DESK_TEMPLATES = ("account", "admin", "desk", "mfa", "registration")
# Templates of the desk that people without an account see.
SHARED_TEMPLATES = ("desk/preview.html", "desk/share_link.html", "desk/share_link_ended.html")
# Modules all of whose messages are public.
MODULES = (
    "vocabulary/text.py",
    "articles/templatetags/reading.py",
    "articles/search",
    "articles/public/archive.py",
    "articles/body/embeds.py",
    "vocabulary/embed_providers.py",
    "articles/public/source_ledger.py",
    "newsroom/search_views.py",
    "newsroom/error_views.py",
)
# Choices whose labels are public, by module.
CHOICES = {
    "articles/models/kinds.py": {"ArticleKind"},
    "articles/models/byline.py": {"Role"},
    "articles/models/citation.py": {"Role", "Terms"},
    "articles/models/edition.py": {"Change"},
    "sources/models/source.py": {"Kind", "Pronouns"},
}
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}

Message = tuple[str, ...]  # context ("" for none), singular, perhaps plural


def find_public_messages() -> set[Message]:
    """Return every message of public templates and modules."""
    return {*_read_templates(), *_read_modules()}


def _read_templates() -> Iterator[Message]:
    root = settings.BASE_DIR / "templates"
    for path in sorted(root.rglob("*.html")):
        name = path.relative_to(root)
        if name.parts[0] not in DESK_TEMPLATES or str(name) in SHARED_TEMPLATES:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Templatize turns all but the calls of gettext into X's.
            for call in re.findall(r"(?<!\w)(?:_|n?p?gettext)\(.*?\)(?=\s|$)", source, re.DOTALL):
                yield from _read_calls(ast.parse(call.replace("\n", " ")))


def _read_modules() -> Iterator[Message]:
    for name in MODULES:
        path = settings.BASE_DIR / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists()
        for file in files:
            yield from _read_calls(_parse(file))
    for name, classes in CHOICES.items():
        for node in ast.walk(_parse(settings.BASE_DIR / name)):
            if isinstance(node, ast.ClassDef) and node.name in classes:
                yield from _read_calls(node)


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _read_calls(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        words = [
            arg.value
            for arg in node.args
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if words and node.func.id in CALLS:
            yield ("", *words[:2])
        elif len(words) > 1 and node.func.id in WITH_CONTEXT:
            yield tuple(words[:3])
