"""Reads the demo paper: paper.toml, stories as TOML between +++ lines and Markdown, and pictures.

`[[words|source]]` ties words to a source by its slug: a quotation, unless it ends in ` figure` or
` paraphrase`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from articles.body.source_marks import QUOTATION, SourceMark, mark

HERE = Path(__file__).parent
_MARKER = re.compile(r"^!\[\[([\w-]+)\]\]$", re.MULTILINE)
_TIE = re.compile(r"\[\[([^\[\]|]+)\|([\w-]+)(?: (figure|paraphrase))?\]\]")
_SPEAKER = re.compile(r"\n> (— .+)$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Story:
    """A story's facts and its text in Markdown."""

    slug: str
    facts: dict[str, Any]
    text: str

    def with_words(self, now: str, instead: str) -> Story:
        """Return the story with some words of it replaced, wherever they stand."""
        facts = {
            name: value.replace(now, instead) if isinstance(value, str) else value
            for name, value in self.facts.items()
        }
        return Story(self.slug, facts, self.text.replace(now, instead))

    def body(self, photos: dict[str, int], sources: dict[str, int]) -> str:
        """Draw the text as body HTML, with the ids of its pictures and sources by their slugs."""

        def tied(match: re.Match[str]) -> str:
            tie = SourceMark(sources[match[2]], match[3] or QUOTATION, match[1])
            return f"{mark(tie)}{tie.html}</span>"

        text = _SPEAKER.sub(r"\n>\n> \1", self.text)
        text = _MARKER.sub(lambda match: f"[[photo {photos[match[1]]}]]", text)
        html = _TIE.sub(tied, _MARKDOWN.render(text))
        return re.sub(r"<p>\[\[photo (\d+)\]\]</p>", r'<figure data-photo="\1"></figure>', html)


@cache
def paper() -> dict[str, Any]:
    """Return the outlet, sections, authors, topics, sources and photos."""
    return tomllib.loads((HERE / "paper.toml").read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """Return all stories, oldest first."""
    found = []
    for path in (HERE / "stories").glob("*.md"):
        _, facts, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        found.append(Story(path.stem, tomllib.loads(facts), text.strip()))
    return sorted(found, key=lambda story: -story.facts["hours_ago"])


def picture(slug: str) -> Path:
    """Return the file of a photo of the paper."""
    return HERE / "pictures" / f"{slug}.webp"
