"""Make .venv and install a requirements file into it. Called by bin/setup, which found Python.

Standard library only: nothing is installed yet. A stamp in .venv says what was installed, so that
a second call costs some milliseconds and needs no network.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
# What pip says when it cannot get at a registry, whatever the reason.
UNREACHABLE = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "from versions: none",
)


def files_meant(name: str) -> list[Path]:
    """List a requirements file and those it includes with -r."""
    path = BASE_DIR / name
    included = [line.split()[1] for line in path.read_text().splitlines() if line.startswith("-r ")]
    return [path, *(found for inner in included for found in files_meant(inner))]


def signature(name: str) -> str:
    """Return what the stamp must say: this interpreter's version and every line asked for."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files_meant(name):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def works(python: Path) -> bool:
    """Say whether a virtual environment is there and whole, pip included."""
    if not python.exists():
        return False
    command = [python, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(command, capture_output=True).returncode == 0  # noqa: S603


def make_venv() -> None:
    """Make .venv anew, or say which module of Python is missing."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            sys.exit(
                f"Python's {module} module is missing: install it first"
                " (on Debian and Ubuntu: apt install python3-venv)."
            )
    print("Making a virtual environment in .venv ...", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    made = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        said = (made.stderr or made.stdout).strip().splitlines()
        sys.exit(f"The virtual environment .venv cannot be made: {said[-1] if said else 'unknown'}")


def install(name: str) -> None:
    """Run pip, quietly; explain a failure in one sentence and keep what pip said."""
    print(f"Installing what {name} lists (once; a minute or so) ...", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--quiet", "--retries", "2", "--timeout", "20", "-r", name]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)  # noqa: S603
    if done.returncode == 0:
        return
    said = done.stdout + done.stderr
    LOG.write_text(said)
    if any(sign in said for sign in UNREACHABLE):
        sys.exit(f"The package registry cannot be reached; what pip said is in {LOG}.")
    last = said.strip().splitlines()[-1] if said.strip() else "pip said nothing"
    sys.exit(f"Installing {name} failed ({last}); what pip said is in {LOG}.")


def main(name: str) -> None:
    stamp = VENV / f"installed-{name}"
    # Two calls at once wait for each other instead of installing into one place together.
    with open(BASE_DIR / "bin" / "install.py") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = signature(name)
        if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
            return
        if not works(PYTHON):
            make_venv()
        install(name)
        stamp.write_text(wanted)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
