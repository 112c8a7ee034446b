"""Who a confidential source is, encrypted and back. Knows no models.

Each writing takes a new random key for the data (AES-256-GCM), which is itself encrypted with the
first of the site's keys. Both are bound to the number of their record, so that one cannot be put in
another's place. The length is padded: it tells nothing of what is written.

Source: NIST SP 800-38D (AES-GCM, 96-bit nonces); NIST SP 800-57 part 1, 5.3 (keys wrapping keys)
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from .keys import SETTING, Key, Locked

NONCE_BYTES = 12
PAD_TO = 1024  # bytes
VERSION = b"\x01"


@dataclass(frozen=True)
class Identity:
    """Who a confidential source is and how to reach them. Its repr says nothing."""

    name: str = field(repr=False)
    telephone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sealed:
    """An identity as it is stored.

    Attributes:
        locked_with: the name of the key that wrapped its key.
    """

    ciphertext: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    locked_with: str


@sensitive_variables()
def seal(identity: Identity, record: int, keys: list[Key]) -> Sealed:
    """Encrypt an identity for the record of this number, with the first key."""
    plain = json.dumps(asdict(identity), ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % PAD_TO)
    data_key = AESGCM.generate_key(256)
    ciphertext = _encrypt(data_key, plain, _purpose(b"identity", record))
    wrapped = _encrypt(keys[0].secret, data_key, _purpose(b"key", record))
    return Sealed(ciphertext, wrapped, keys[0].name)


@sensitive_variables()
def unseal(sealed: Sealed, record: int, keys: list[Key]) -> Identity:
    """Decrypt an identity.

    Raises: Locked, when none of the keys is the right one, or the record is damaged.
    """
    data_key = _unwrap(sealed, record, keys)
    plain = _decrypt(data_key, sealed.ciphertext, _purpose(b"identity", record))
    return Identity(**json.loads(plain))


@sensitive_variables()
def rewrap(sealed: Sealed, record: int, keys: list[Key]) -> Sealed:
    """Lock a sealed identity with the first key instead of another; it is not decrypted.

    Raises: Locked, as `unseal` does.
    """
    data_key = _unwrap(sealed, record, keys)
    wrapped = _encrypt(keys[0].secret, data_key, _purpose(b"key", record))
    return Sealed(sealed.ciphertext, wrapped, keys[0].name)


@sensitive_variables()
def _unwrap(sealed: Sealed, record: int, keys: list[Key]) -> bytes:
    key = next((key for key in keys if key.name == sealed.locked_with), None)
    if key is None:
        raise Locked(
            _(
                "This record is locked with another key, %(name)s. Nothing is lost: ask whoever "
                "runs the site to add that key to %(setting)s."
            )
            % {"name": sealed.locked_with, "setting": SETTING}
        )
    return _decrypt(key.secret, sealed.wrapped_key, _purpose(b"key", record))


def _purpose(what: bytes, record: int) -> bytes:
    return b"newsroom confidential %s %d" % (what, record)


def _encrypt(key: bytes, plain: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, purpose)


def _decrypt(key: bytes, stored: bytes, purpose: bytes) -> bytes:
    nonce, rest = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
    try:
        if stored[:1] != VERSION:
            raise InvalidTag
        return AESGCM(key).decrypt(nonce, rest, purpose)
    except (InvalidTag, ValueError):
        raise Locked(
            _(
                "This record is damaged in the database and cannot be opened. Ask whoever runs "
                "the site to restore it from a backup."
            )
        ) from None
