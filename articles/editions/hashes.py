"""The hashes of an edition: of its content, and of its place in the chain of its article."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from vocabulary.text import canonical_json

from ..models import Edition


def seal(edition: Edition) -> Edition:
    """Salt and hash an edition in the chain of its article."""
    edition.salt = secrets.token_hex(16)
    edition.content_sha = content_sha(edition)
    edition.sha = chain_sha(edition)
    return edition


def content_sha(edition: Edition) -> str:
    """H(salt, content). Withholding erases both; the hash stays and gives nothing away."""
    content = {"printed": edition.printed, "body": edition.body, "note": edition.note}
    return _sha(edition.salt + canonical_json(content))


def chain_sha(edition: Edition) -> str:
    """H(previous sha, content sha, number, live_from, recorded_at, change)."""
    return _sha(
        "\n".join(
            [
                edition.previous_sha,
                edition.content_sha,
                str(edition.number),
                _stamp(edition.live_from),
                _stamp(edition.recorded_at),
                edition.change,
            ]
        )
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
