"""Which URLs a link may have, and how inline text is written as HTML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

ALLOWED = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.IGNORECASE)


def is_allowed(address: str) -> bool:
    """Tell whether a story may link to `address`: http, https and mailto only."""
    return ALLOWED.fullmatch(address) is not None


@dataclass(frozen=True)
class Span:
    """Some text with one look. A newline in it is a line break the author made."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str | None = None


def spans_to_html(spans: Iterable[Span]) -> str:
    """Write spans as `<strong>`, `<em>`, `<a>` and `<br>`; spans of one look share their tags."""
    parts = []
    for address, linked in groupby(_strip_spans(list(spans)), key=lambda span: span.address):
        inside = "".join(
            _render_run("".join(span.text for span in run), bold, italic)
            for (bold, italic), run in groupby(linked, key=lambda span: (span.bold, span.italic))
        )
        parts.append(f'<a href="{escape(address)}">{inside}</a>' if address else inside)
    return "".join(parts)


def spans_to_text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans).strip()


def _render_run(text: str, bold: bool, italic: bool) -> str:
    html = "<br>".join(escape(line, quote=False) for line in text.split("\n"))
    if not text.strip():
        return html
    html = f"<em>{html}</em>" if italic else html
    return f"<strong>{html}</strong>" if bold else html


def _strip_spans(spans: list[Span]) -> list[Span]:
    """Take white space off both ends, however many spans it is spread over."""
    kept = [span for span in spans if span.text]
    while kept and not kept[0].text.lstrip():
        kept.pop(0)
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept
