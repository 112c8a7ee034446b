"""The keys that lock confidential records: from the environment or a file, never the database."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vocabulary.refusal import Refused

KEY_BYTES = 32
SETTING = "NEWSROOM_CONFIDENTIAL_KEYS"


class Locked(Refused):
    """A confidential record cannot be opened or written: a key is missing, or the record damaged.

    `str()` says what to do. Nothing is lost by it.
    """


@dataclass(frozen=True)
class Key:
    """A key, and the name by which records say which one locked them."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Eight letters that tell keys apart and give nothing of them away."""
        return hashlib.sha256(b"newsroom confidential key" + self.secret).hexdigest()[:8]


def load_keys() -> list[Key]:
    """Return the keys, the one that locks first. A file is read each time, so it may be replaced.

    Raises: Locked, when there is none or one is not a key.
    """
    texts = settings.CONFIDENTIAL_KEYS or _read_file(settings.CONFIDENTIAL_KEYS_FILE)
    keys = [_parse(text, number) for number, text in enumerate(texts, start=1)]
    if not keys:
        raise Locked(
            _(
                "Confidential sources are locked: this site has no key for them. Ask whoever runs "
                "it to set %(setting)s."
            )
            % {"setting": SETTING}
        )
    return keys


def _read_file(name: str) -> list[str]:
    if not name:
        return []
    try:
        text = Path(name).read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise Locked(
            _(
                "Confidential sources are locked: the file of their keys cannot be read. Ask "
                "whoever runs the site to look at %(setting)s_FILE."
            )
            % {"setting": SETTING}
        ) from None
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [word for word in ",".join(lines).replace(" ", "").split(",") if word]


def _parse(text: str, number: int) -> Key:
    """Decode a key: 32 bytes in the URL-safe alphabet. An error does not repeat it."""
    try:
        secret = b64decode(text.strip().encode("ascii"), altchars=b"-_", validate=True)
    except (NotBase64, UnicodeEncodeError, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise Locked(
            _(
                "Confidential sources are locked: key number %(number)s of %(setting)s is not a "
                "key. Ask whoever runs the site to mend it."
            )
            % {"number": number, "setting": SETTING}
        )
    return Key(secret)
