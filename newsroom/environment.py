"""What the settings are read from: variables, the file `.env`, and the folder of local state.

Reading writes nothing: `manage.py` makes the folder and the secret keys before each command.
"""

from __future__ import annotations

import getpass
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("NEWSROOM_ENV", "development")
VAR_DIR = Path(env.str("NEWSROOM_VAR", str(BASE_DIR / "var")))


def make_local_state() -> None:
    """Make the folder of local state and, outside production, the secret keys, where missing."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    if ENVIRONMENT == "production":
        return
    make_secret("secret-key", secrets.token_urlsafe(50))
    make_secret("confidential-keys", urlsafe_b64encode(secrets.token_bytes(32)).decode())


def make_secret(name: str, secret: str) -> None:
    """Write a secret into a file of the folder of local state, unless the file is there."""
    path = VAR_DIR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secret)


def find_unwritable() -> Path | None:
    """Return what of the folder of local state this user may not write to, if anything."""
    there = next(folder for folder in (VAR_DIR, *VAR_DIR.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return VAR_DIR
    if there != VAR_DIR:  # it is still to be made
        return None
    files = (path for path in VAR_DIR.iterdir() if path.is_file())
    return next((path for path in files if not os.access(path, os.R_OK | os.W_OK)), None)


def explain_unwritable(path: Path) -> str:
    """Say in a sentence that a file or the folder of local state cannot be used, and the cure."""
    return (
        f"{path} cannot be written to by {getpass.getuser()}: give it back with"
        f" `sudo chown -R {getpass.getuser()} {VAR_DIR}`, or choose another folder with"
        " NEWSROOM_VAR=/another/folder."
    )


def is_local_state(error: OSError) -> bool:
    """Say whether an error is about the folder of local state or a file in it."""
    named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
    return named is not None and (named in VAR_DIR.parents or named.is_relative_to(VAR_DIR))


def read_local_state(name: str, default: str) -> str:
    """Return what an earlier command wrote in a file of the folder of local state."""
    path = VAR_DIR / name
    return path.read_text() if path.exists() else default


def read_required(name: str) -> str:
    """Return a variable that production cannot do without.

    Raises: ImproperlyConfigured, where it is not set.
    """
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Production needs it; see .env.example for what it is."
        )
    return value


def read_length(name: str, default: str) -> tuple[int, int]:
    """Return the shortest and the longest a text should be, in characters, from "40-90".

    Raises: ImproperlyConfigured, where the variable is not written like that.
    """
    least, _dash, most = (value := env.str(name, default)).partition("-")
    if not (least.isdecimal() and most.isdecimal() and 0 < int(least) < int(most)):
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be like {default}.")
    return int(least), int(most)
