"""Runs the processes of one machine together: web server, task worker, tick.

Each is a child in a process group of its own, so that a Ctrl-C in the terminal reaches only the
supervisor, which stops them in order. One that ends by itself is started again, after a wait that
grows; only a web server that never answered ends everything. When the supervisor itself is killed,
the kernel tells its children to end: nobody is left on the port.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from vocabulary.faults import Backoff

GRACE = 5  # seconds between SIGTERM and SIGKILL
POLL_EVERY = 0.1  # seconds
START_LIMIT = 60  # seconds a web server may take to answer for the first time
RESTART_FIRST, RESTART_MOST = 1.0, 8.0  # seconds before a child that ended is started again
PR_SET_PDEATHSIG = 1  # Source: prctl(2)
PARENT_VARIABLE = "NEWSROOM_SUPERVISED"  # set for children, so that theirs follow them too

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """Serving is impossible or has ended by itself; the message says why in one sentence."""


@dataclass(frozen=True)
class ListenAddress:
    """Where to listen. `host` is as the operator wrote it, `ip` as the socket needs it."""

    host: str
    ip: str
    port: int

    @classmethod
    def find(cls, host: str, port: str) -> ListenAddress:
        """Read ADDRESS and PORT.

        Raises: CannotServe, when either is invalid on this machine.
        """
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CannotServe(f"PORT is “{port}”; it must be a number from 1 to 65535.")
        try:
            found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
        except OSError:
            raise CannotServe(f"ADDRESS is “{host}”, which this machine cannot look up.") from None
        # "localhost" may mean ::1 first; people and health checks use 127.0.0.1.
        found.sort(key=lambda row: row[0] != socket.AF_INET)
        return cls(host=host, ip=str(found[0][4][0]), port=int(port))

    @property
    def is_everywhere(self) -> bool:
        return self.ip in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound

    @property
    def url(self) -> str:
        host = "localhost" if self.is_everywhere else self.host
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"

    def check_free(self) -> None:
        """Raise CannotServe when nothing can listen here, saying how to choose another port."""
        family = socket.AF_INET6 if ":" in self.ip else socket.AF_INET
        other = f"make run PORT={8010 if self.port != 8010 else 8020}"
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.ip, self.port))
            except OSError as error:
                reason = {
                    errno.EADDRINUSE: f"Port {self.port} is in use; choose another: {other}",
                    errno.EACCES: f"Port {self.port} needs more rights; choose another: {other}",
                    errno.EADDRNOTAVAIL: f"{self.host} is not an address of this machine.",
                }.get(error.errno or 0, f"{self.host}:{self.port} cannot be used: {error}.")
                raise CannotServe(reason) from None


def end_with_parent(parent: int | None = None) -> None:
    """Have the kernel send SIGTERM to this process when the one that started it dies.

    Args:
        parent: the process that started this one, where it may have died already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if parent is not None and os.getppid() != parent:
            os._exit(1)


class Child:
    """A process in its own group, which can be started again."""

    def __init__(self, name: str, command: list[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        self.name, self.command, self.cwd = name, command, cwd
        self.env = {**env, PARENT_VARIABLE: "1"}
        self.backoff = Backoff(RESTART_FIRST, RESTART_MOST)
        self.restart_at: float | None = None
        self.start()

    def start(self) -> None:
        parent = os.getpid()
        self.restart_at = None
        self.process = subprocess.Popen(  # noqa: S603 - commands are ours
            self.command,
            cwd=self.cwd,
            env=self.env,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: end_with_parent(parent),  # there are no threads
        )

    def restart_if_due(self) -> None:
        """Start a process that has ended again: after a wait, so that a fault costs no processor.

        Call it again and again; it never waits itself.
        """
        if self.restart_at is None:
            wait = self.backoff.fail()
            self.restart_at = time.monotonic() + wait
            self.signal(signal.SIGKILL)  # what it left behind may hold the port
            log.error(
                "The %s ended by itself (%s); it is started again in %.0f s.",
                *(self.name, self.exit_reason, wait),
            )
        elif time.monotonic() >= self.restart_at:
            self.start()

    def signal(self, number: int) -> None:
        """Signal the whole group, if any of it still runs."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return

    @property
    def exit_reason(self) -> str:
        code = self.process.returncode
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Starts child processes, watches them, and stops all of them together."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self.killing = False

    def handle_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: object) -> None:
        self.killing = self.stopping.is_set()
        self.stopping.set()

    def start(self, name: str, command: list[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        self.children.append(Child(name, command, cwd=cwd, env=env))

    def wait_for(self, is_ready: Callable[[], bool], limit: float) -> bool:
        """Wait until the site is up or a signal says to stop; return whether it is up.

        Raises: CannotServe, when a child ends by itself or after `limit` seconds: what cannot
            start once is not tried again.
        """
        deadline = time.monotonic() + limit
        while not self.stopping.wait(POLL_EVERY):
            for child in self.children:
                if child.process.poll() is not None:
                    raise CannotServe(
                        f"The {child.name} ended by itself ({child.exit_reason}), so everything"
                        " was stopped. Its output is above."
                    )
            if is_ready():
                return True
            if time.monotonic() > deadline:
                raise CannotServe(f"The web server did not answer within {limit:.0f} seconds.")
        return False

    def watch(self) -> None:
        """Start again whatever ends by itself, until a signal says to stop."""
        while not self.stopping.wait(POLL_EVERY):
            for child in self.children:
                if child.process.poll() is not None:
                    child.restart_if_due()

    def stop(self) -> None:
        """Stop every child: SIGTERM, then after GRACE seconds or a second Ctrl-C SIGKILL."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while any(child.process.poll() is None for child in self.children):
            if self.killing or time.monotonic() > deadline:
                break
            time.sleep(POLL_EVERY)
        for child in self.children:
            child.signal(signal.SIGKILL)  # also what a child left behind in its group
            child.process.wait()


def is_answering(address: ListenAddress) -> bool:
    """Return whether the server is up: /healthz answers, with anything but a server error.

    In production that is a redirect to https, or a 400 where the host is not among those allowed.
    """
    loopback = "::1" if ":" in address.ip else "127.0.0.1"
    connection = HTTPConnection(
        loopback if address.is_everywhere else address.ip, address.port, timeout=5
    )
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def build_web_command(address: ListenAddress, workers: int) -> list[str]:
    """Return granian's command. WSGI: Django under ASGI is six times slower here."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", address.ip, "--port", str(address.port)),
        *("--workers", str(workers), "--blocking-threads", "4"),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(GRACE - 1)),
        *("--log-level", "warning", "newsroom.wsgi:application"),
    ]
