"""What the page gives to the copy desk's script."""

import json

from django import template

from copydesk.languages import KNOWN

register = template.Library()


@register.simple_tag
def marks_by_language() -> str:
    """Return the quotation marks the editor inserts while typing, outer and inner, by language."""
    marks = {}
    for code, language in KNOWN.items():
        outer = language.pairs[0]
        opened, closed = outer
        marks[code] = {
            "outer": [opened + language.padding, language.padding + closed],
            "inner": list(language.inner[outer]),
        }
    return json.dumps(marks, ensure_ascii=False)
