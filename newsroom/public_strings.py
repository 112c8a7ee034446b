"""Finds the words of the interface that readers meet, so that a test can ask for each of them.

The desk's words are not among them: its language is the staff's, and it may stay in English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

NOT_FOR_READERS = ("admin", "desk", "registration")
# What the desk shows to people without an account.
YET_FOR_READERS = ("desk/preview.html", "desk/share_link.html", "desk/share_link_ended.html")
# Modules whose every word may reach a reader.
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
# Lists of choices whose labels are printed, by module.
CHOICES = {
    "articles/models/kinds.py": {"ArticleKind"},
    "articles/models/byline.py": {"Role"},
    "articles/models/citation.py": {"Role", "Terms"},
    "articles/models/edition.py": {"Change"},
    "sources/models.py": {"Kind", "Pronouns"},
}
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}

Message = tuple[str, ...]  # context ("" for none), singular, perhaps plural


def reader_words() -> set[Message]:
    """Return every message of readers' templates and modules."""
    return {*_of_templates(), *_of_modules()}


def _of_templates() -> Iterator[Message]:
    root = settings.BASE_DIR / "templates"
    for path in sorted(root.rglob("*.html")):
        name = path.relative_to(root)
        if name.parts[0] not in NOT_FOR_READERS or str(name) in YET_FOR_READERS:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # It is Python but for the template's own letters, which it turns into X's.
            for call in re.findall(r"(?<!\w)(?:_|n?p?gettext)\(.*?\)(?=\s|$)", source, re.DOTALL):
                yield from _of_tree(ast.parse(call.replace("\n", " ")))


def _of_modules() -> Iterator[Message]:
    for name in MODULES:
        path = settings.BASE_DIR / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists()
        for file in files:
            yield from _of_tree(_read(file))
    for name, classes in CHOICES.items():
        for node in ast.walk(_read(settings.BASE_DIR / name)):
            if isinstance(node, ast.ClassDef) and node.name in classes:
                yield from _of_tree(node)


def _read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _of_tree(tree: ast.AST) -> Iterator[Message]:
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
