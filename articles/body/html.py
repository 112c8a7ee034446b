"""The one place where body HTML is cleaned, and where its markers are drawn.

What a body may hold is ALLOWED; docs/editors.md lists it for editors. A picture is a marker,
`<figure data-photo="12"></figure>`, with words of its own in a figcaption if the desk wrote any:
the words are printed with the edition, the picture is looked up when the page is drawn, since its
rights may have ended. So is what others show, `<figure data-embed="https://vimeo.com/76979871">`:
`embeds.py` says whose. A link to one of our own stories is `<a data-article="12">` and follows the
story when its address changes. Words are attributed to a source by a mark,
`<span data-source="12" data-attribution="quotation">`: the source's id and one of
`source_marks.KINDS`. A span that says neither is taken off its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from html import unescape
from typing import TYPE_CHECKING, Any

import nh3
from django.db import models
from django.urls import reverse_lazy
from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.fields import ProseEditorField

from . import embeds, source_marks

if TYPE_CHECKING:
    _RichTextField = models.TextField[str, str]  # django-prose-editor has no types
else:
    _RichTextField = ProseEditorField

ALLOWED: dict[str, set[str]] = {
    "p": {"lang", "dir"},
    "h2": {"id"},
    "h3": {"id"},
    "strong": set(),
    "em": set(),
    "s": set(),
    "sub": set(),
    "sup": set(),
    "br": set(),
    "hr": set(),
    "a": {"href", "data-article"},
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "blockquote": {"lang", "dir"},
    "cite": set(),
    "q": {"lang", "dir"},
    "span": {"data-source", "data-attribution"},
    "pre": set(),
    "code": set(),
    "figure": {"data-photo", "data-embed"},
    "figcaption": set(),
    "aside": {"class"},
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
ASIDES = {"pullquote", "facts"}
SCHEMES = {"http", "https", "mailto"}
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_EMPTY = re.compile(r"<(p|h2|h3|li|blockquote)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")
_FIGURE = re.compile(r'<figure data-photo="(\d+)">(.*?)</figure>', re.DOTALL)
_EMBED = re.compile(r'<figure data-embed="([^"]*)">(.*?)</figure>', re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_OWN_LINK = re.compile(r'<a(?: href="[^"]*")? data-article="(\d+)"[^>]*>(.*?)</a>', re.DOTALL)


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Drop attributes whose value is not of its kind; nh3 has checked the names already."""
    if name == "data-attribution":
        return value if value in source_marks.KINDS else None
    if name == "data-embed":
        embed = embeds.embed_of(value)
        return embed.page if embed else None
    if name.startswith("data-") or name in {"start", "colspan", "rowspan"}:
        return value if _NUMBER.fullmatch(value) else None
    if tag == "aside":
        return value if value in ASIDES else None
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    if name == "scope":
        return value if value in {"row", "col"} else None
    if name == "id":
        return value if re.fullmatch(r"[\w-]{1,80}", value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes={tag: names for tag, names in ALLOWED.items() if names},
    attribute_filter=_keep_attribute,
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> str:
    """Return `html` with nothing but what ALLOWED names, and without empty paragraphs.

    Idempotent: clean(clean(x)) == clean(x). Words are never lost, only markup, scripts and styles.
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    cleaned = source_marks.strip_invalid(_CLEANER.clean(html))
    while True:
        shorter = _EMPTY.sub("", cleaned)
        if shorter == cleaned:
            return cleaned.strip()
        cleaned = shorter


def photo_ids(html: str) -> list[int]:
    """Return the photos a cleaned body shows, in order, each once."""
    return list(dict.fromkeys(int(number) for number, _ in _FIGURE.findall(html)))


def drop_marks(html: str, *, photos: Collection[int], sources: Collection[int]) -> str:
    """Return a cleaned body without the marks of these photos and sources; every word stays."""

    def replace_figure(match: re.Match[str]) -> str:
        if int(match[1]) not in photos:
            return match[0]
        caption = _caption_in(match[2])
        return f"<p>{caption}</p>" if caption else ""

    return source_marks.drop(_FIGURE.sub(replace_figure, html), sources)


def own_captions(html: str) -> dict[int, str]:
    """Return the captions the desk wrote into the body, by photo, as cleaned inline HTML."""
    found = {}
    for number, inner in _FIGURE.findall(html):
        if caption := _caption_in(inner):
            found[int(number)] = caption
    return found


def article_ids(html: str) -> list[int]:
    """Return our own stories that a cleaned body links to, each once."""
    return list(dict.fromkeys(int(number) for number, _ in _OWN_LINK.findall(html)))


def draw(
    html: str,
    *,
    figure: Callable[[int, str], str] = lambda photo, caption: "",
    embed: Callable[[embeds.Embed, str], str] = lambda embed, caption: "",
    addresses: dict[int, str] | None = None,
    around_mark: Callable[[source_marks.SourceMark], tuple[str, str]] = lambda mark: ("", ""),
) -> SafeString:
    """Draw a cleaned body: put pictures at their markers and addresses into our own links.

    No source mark is left in what is drawn: it names a source by its id. Boxes beside the text
    are notes: as landmarks they would crowd the list of a page's parts.

    Args:
        html: a body that went through `clean`.
        figure: draws a photo by id and the desk's own caption; "" where it may not be shown.
        embed: draws what others show, with the desk's caption.
        addresses: our own stories by id. A link to a story without one keeps only its words.
        around_mark: says what HTML stands before and after words marked with their source.
    """
    addresses = addresses or {}

    def own_link(match: re.Match[str]) -> str:
        address = addresses.get(int(match[1]))
        return f'<a href="{address}">{match[2]}</a>' if address else match[2]

    def own_figure(match: re.Match[str]) -> str:
        return figure(int(match[1]), _caption_in(match[2]))

    def shown_by_others(match: re.Match[str]) -> str:
        found = embeds.embed_of(unescape(match[1]))
        return embed(found, _caption_in(match[2])) if found else ""

    html = html.replace('<aside class="', '<aside role="note" class="')  # no value holds a bare "
    html = _OWN_LINK.sub(own_link, source_marks.render(html, around_mark))
    html = _EMBED.sub(shown_by_others, _FIGURE.sub(own_figure, html))
    return mark_safe(html)  # noqa: S308 - cleaned when it was written


def _caption_in(inner: str) -> str:
    caption = _CAPTION.search(inner)
    return caption[1].strip() if caption else ""


class BodyField(_RichTextField):
    """A body: the rich text editor in forms, cleaned on every way into the database."""

    EXTENSIONS = {
        "Bold": True,
        "Italic": True,
        "Strike": True,
        "Subscript": True,
        "Superscript": True,
        "Code": True,
        "CodeBlock": True,
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Heading": {"levels": [2, 3]},
        "Blockquote": True,
        "HorizontalRule": True,
        "HardBreak": True,
        "Link": {
            "enableTarget": False,
            "protocols": sorted(SCHEMES),
            "storiesUrl": reverse_lazy("admin:story_links"),
        },
        "Table": True,
        "TableRow": True,
        "TableHeader": True,
        "TableCell": True,
        "SpecialCharacters": True,
        "NoSpellCheck": False,
        "Fullscreen": True,
        "PhotoFigure": {
            "pickerUrl": reverse_lazy("admin:photos_picker"),
            "uploadUrl": reverse_lazy("admin:photos_upload"),
        },
        "Embed": {"providers": embeds.for_editor()},
        "PullQuote": True,
        "FactBox": True,
        "StoryLink": True,
        "PreservedMarkup": True,
        "SourceMark": {"sourcesUrl": reverse_lazy("admin:sources_choices")},
        "SmartQuotes": True,
        "WordPaste": True,
        "AtomGuard": True,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", self.EXTENSIONS)
        kwargs.setdefault("sanitize", clean)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Clean here as well: save(), bulk_create and imports never call `clean`."""
        value = clean(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value
