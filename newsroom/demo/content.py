"""Reads the demo: paper.toml, stories in Markdown with TOML between +++ lines, and pictures.

`[[words|source]]` attributes words to a source by its slug: a quotation, unless it ends in
` figure` or ` paraphrase`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from articles.body.source_marks import QUOTATION, SourceMark, write_mark

HERE = Path(__file__).parent
_PHOTO = re.compile(r"^!\[\[([\w-]+)\]\]$", re.MULTILINE)
_ATTRIBUTION = re.compile(r"\[\[([^\[\]|]+)\|([\w-]+)(?: (figure|paraphrase))?\]\]")
_SPEAKER = re.compile(r"\n> (— .+)$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Story:
    """The metadata of a story and its text in Markdown."""

    slug: str
    metadata: dict[str, Any]
    text: str

    def replace_words(self, now: str, instead: str) -> Story:
        """Return the story with some words replaced, in its text and its metadata."""
        metadata = {
            name: value.replace(now, instead) if isinstance(value, str) else value
            for name, value in self.metadata.items()
        }
        return Story(self.slug, metadata, self.text.replace(now, instead))

    def render_body(self, photos: dict[str, int], sources: dict[str, int]) -> str:
        """Render the text as body HTML, with the ids of photos and sources by their slugs."""

        def render_attribution(match: re.Match[str]) -> str:
            source_mark = SourceMark(sources[match[2]], match[3] or QUOTATION, match[1])
            return f"{write_mark(source_mark)}{source_mark.html}</span>"

        text = _SPEAKER.sub(r"\n>\n> \1", self.text)
        text = _PHOTO.sub(lambda match: f"[[photo {photos[match[1]]}]]", text)
        html = _ATTRIBUTION.sub(render_attribution, _MARKDOWN.render(text))
        return re.sub(r"<p>\[\[photo (\d+)\]\]</p>", r'<figure data-photo="\1"></figure>', html)


@cache
def read_paper() -> dict[str, Any]:
    """Return the outlet, sections, authors, topics, sources and photos."""
    return tomllib.loads((HERE / "paper.toml").read_text(encoding="utf-8"))


def read_stories() -> list[Story]:
    """Return all stories, oldest first."""
    found = []
    for path in (HERE / "stories").glob("*.md"):
        _, metadata, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        found.append(Story(path.stem, tomllib.loads(metadata), text.strip()))
    return sorted(found, key=lambda story: -story.metadata["hours_ago"])


def find_picture(slug: str) -> Path:
    """Return the file of a photo."""
    return HERE / "pictures" / f"{slug}.webp"
