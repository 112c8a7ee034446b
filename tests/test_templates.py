"""How templates are written: what djhtml and djlint cannot check."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
LONGEST = 120
TAG = re.compile(r"\{%\s*(?:el)?if\b(?P<condition>.*?)%\}")
COMPARED = re.compile(r"""(?:==|!=|\b(?:not )?in)\s*["']|["']\s*(?:==|!=|\bin\b)""")
INCLUDE = re.compile(r"\{%\s*include\b(?P<rest>.*?)%\}")
COMMENTS = re.compile(r"\A(?:\{#.*?#\}\n)+")


def faults(template: str, name: str) -> Iterator[str]:
    """Name what is wrong with a template's text, by line."""
    for number, line in enumerate(template.splitlines(), 1):
        if len(line) > LONGEST:
            yield f"{name}:{number} has more than {LONGEST} characters"
        if any(COMPARED.search(tag["condition"]) for tag in TAG.finditer(line)):
            yield f"{name}:{number} compares strings; a property says it instead"
        for tag in INCLUDE.finditer(line):
            if "theme.js" not in tag["rest"] and not tag["rest"].rstrip().endswith(" only"):
                yield f"{name}:{number} includes without only"
    above = template.partition("{% extends")[0] if "{% extends" in template else ""
    if COMMENTS.sub("", above).strip():
        yield f"{name} has more than a comment above extends"


def is_part(name: str, template: str) -> bool:
    """Say whether a template is drawn inside another."""
    return name.startswith(("components/", "desk/")) and "{% extends" not in template


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_a_template_is_fit_to_be_edited(path: Path) -> None:
    name, template = str(path.relative_to(TEMPLATES)), path.read_text()
    assert list(faults(template, name)) == []
    if is_part(name, template):
        said = COMMENTS.match(template)
        assert said and "Needs" in said[0], "its first lines say what it needs, or Needs nothing."


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("x" * 121, "characters"),
        ('{% if a and kind == "news" %}', "compares"),
        ("{% elif 'x' != kind %}", "compares"),
        ('{% if "lead_photo" in fields %}', "compares"),
        ('{% include "components/card_byline.html" with edition=edition %}', "only"),
        ('{% load desk %}\n{% extends "base.html" %}', "above"),
    ],
)
def test_what_is_not_is_found(template: str, fault: str) -> None:
    (found,) = faults(template, "a.html")
    assert fault in found


def test_what_is_allowed_is_let_through() -> None:
    allowed = (
        '{# A page. #}\n{% extends "base.html" %}\n{% if a == b and c|default:"x" %}{% endif %}'
        '\n{% include "components/card_byline.html" with edition=edition only %}'
    )
    assert list(faults(allowed, "a.html")) == []
