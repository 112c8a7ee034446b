"""The services whose videos, posts, sounds and charts can be embedded in stories.

Imports no models or settings: the settings read the players' hosts from here for the
Content-Security-Policy, and the story editor the patterns of the addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Provider:
    """A service whose players can be embedded.

    Attributes:
        kind: what it embeds.
        pattern: matches its addresses, in Python and in JavaScript; the groups are ids.
        page: the canonical address; `{0}` is the first group.
        player: the address for the iframe.
        shape: CSS class of the iframe: wide (16:9), tall (9:16), post, sound or chart.
    """

    name: str
    kind: str | Promise
    pattern: str
    page: str
    player: str
    shape: str

    @cached_property
    def host(self) -> str:
        """Return the origin of the player, for the Content-Security-Policy."""
        parts = urlsplit(self.player)
        return f"{parts.scheme}://{parts.netloc}"


_VIDEO = gettext_lazy("Video")
_POST = gettext_lazy("Post")
_SOUND = gettext_lazy("Sound")
_CHART = gettext_lazy("Chart")
_REST = r"(?:[?#&/]\S*)?"

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "youtube": Provider(
            "YouTube",
            _VIDEO,
            r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/"
            r"(?:watch\?(?:\S*&)?v=|shorts/|live/|embed/)|youtu\.be/)([\w\-]{11})" + _REST,
            "https://www.youtube.com/watch?v={0}",
            "https://www.youtube-nocookie.com/embed/{0}?autoplay=1",
            "wide",
        ),
        "vimeo": Provider(
            "Vimeo",
            _VIDEO,
            r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?([0-9]{5,12})" + _REST,
            "https://vimeo.com/{0}",
            "https://player.vimeo.com/video/{0}?dnt=1&autoplay=1",
            "wide",
        ),
        "dailymotion": Provider(
            "Dailymotion",
            _VIDEO,
            r"https?://(?:(?:www\.)?dailymotion\.com/video|dai\.ly)/([a-z0-9]{5,12})" + _REST,
            "https://www.dailymotion.com/video/{0}",
            "https://geo.dailymotion.com/player.html?video={0}",
            "wide",
        ),
        "tiktok": Provider(
            "TikTok",
            _VIDEO,
            r"https?://(?:www\.)?tiktok\.com/@([\w.]{2,24})/video/([0-9]{10,25})" + _REST,
            "https://www.tiktok.com/@{0}/video/{1}",
            "https://www.tiktok.com/player/v1/{1}?autoplay=1",
            "tall",
        ),
        "instagram": Provider(
            "Instagram",
            _POST,
            r"https?://(?:www\.)?instagram\.com/(?:[\w.]+/)?(p|reel)/([\w\-]{5,40})" + _REST,
            "https://www.instagram.com/{0}/{1}/",
            "https://www.instagram.com/{0}/{1}/embed/",
            "post",
        ),
        "x": Provider(
            "X",
            _POST,
            r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,15})/status/([0-9]{5,25})"
            + _REST,
            "https://x.com/{0}/status/{1}",
            "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={1}",
            "post",
        ),
        "spotify": Provider(
            "Spotify",
            _SOUND,
            r"https?://open\.spotify\.com/(?:intl-[a-z]{2}/|embed/)?"
            r"(episode|show|track|album|playlist)/([A-Za-z0-9]{22})" + _REST,
            "https://open.spotify.com/{0}/{1}",
            "https://open.spotify.com/embed/{0}/{1}",
            "sound",
        ),
        "soundcloud": Provider(
            "SoundCloud",
            _SOUND,
            r"https?://(?:www\.|m\.)?soundcloud\.com/([\w\-]{1,60})/([\w\-]{1,200})" + _REST,
            "https://soundcloud.com/{0}/{1}",
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/{0}/{1}",
            "sound",
        ),
        "datawrapper": Provider(
            "Datawrapper",
            _CHART,
            r"https?://(?:datawrapper\.dwcdn\.net|www\.datawrapper\.de/_)/([A-Za-z0-9]{5})" + _REST,
            "https://datawrapper.dwcdn.net/{0}/",
            "https://datawrapper.dwcdn.net/{0}/",
            "chart",
        ),
        "flourish": Provider(
            "Flourish",
            _CHART,
            r"https?://(?:public\.flourish\.studio|flo\.uri\.sh)/(visualisation|story)/"
            r"([0-9]{3,12})" + _REST,
            "https://public.flourish.studio/{0}/{1}/",
            "https://flo.uri.sh/{0}/{1}/embed",
            "chart",
        ),
    }
)
