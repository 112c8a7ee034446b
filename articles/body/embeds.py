"""Embeds: what others show, by its address, and whose addresses may stand in a body.

In a body an embed is a marker, `<figure data-embed="https://vimeo.com/76979871"></figure>`, with
the desk's words under it in a figcaption. Readers get a card; nothing is asked of the provider
before they press its button. A provider that settings.EMBEDS leaves out is drawn as a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vocabulary.embed_providers import PROVIDERS, Provider

_COMPILED = {name: re.compile(each.pattern, re.ASCII) for name, each in PROVIDERS.items()}

ACTIONS = {  # by the shape of the player
    "wide": gettext_lazy("Play video"),
    "tall": gettext_lazy("Play video"),
    "post": gettext_lazy("Show post"),
    "sound": gettext_lazy("Play audio"),
    "chart": gettext_lazy("Show chart"),
}


@dataclass(frozen=True)
class Embed:
    """Something of a provider's: its own page, and where it is shown in a frame."""

    provider: Provider
    page: str
    player: str
    may_load: bool

    @property
    def what(self) -> str:
        return _("%(kind)s on %(name)s") % {
            "kind": self.provider.kind,
            "name": self.provider.name,
        }

    @property
    def action(self) -> str:
        """Return the label of the button that loads it."""
        return str(ACTIONS[self.provider.shape])

    @property
    def host(self) -> str:
        """Return the name of the server that a reader's browser would ask."""
        return urlsplit(self.player).netloc


def embed_of(address: str) -> Embed | None:
    """Return what an address shows; None where it is of nobody on the list."""
    for name, provider in PROVIDERS.items():
        if found := _COMPILED[name].fullmatch(address):
            parts = found.groups()
            return Embed(
                provider,
                provider.page.format(*parts),
                provider.player.format(*parts),
                name in settings.EMBEDS,
            )
    return None


def as_link(embed: Embed, caption: str) -> SafeString:
    """Draw an embed where no card can be: in feeds, and in letters to machines."""
    words = SafeString(f" {caption}") if caption else ""
    return format_html('<p><a href="{}">{}</a>{}</p>', embed.page, embed.what, words)


def for_editor() -> list[dict[str, Any]]:
    """Return what the editor knows of the providers that may be used."""
    return [
        {"name": provider.name, "kind": provider.kind, "pattern": provider.pattern}
        for name, provider in PROVIDERS.items()
        if name in settings.EMBEDS
    ]
