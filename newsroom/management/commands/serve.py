"""serve: the web server, the task worker and the tick of this machine, together."""

import os
import sys
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...bootstrap import prepare
from ...environment import explain_unwritable, find_unwritable
from ...operating import server

WORKER = ("db_worker", "--no-reload", "--interval", "1", "--verbosity", "0")
BACKGROUND = {
    "task worker": [*WORKER, "--exclude-queues", "mail"],
    "mail worker": [*WORKER, "--queue-name", "mail"],
    "tick": ["tick", "--loop"],
}


class Command(BaseCommand):
    help = "Serve the site: granian, the task worker and the tick, until Ctrl-C or SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=os.environ.get("ADDRESS") or "localhost")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="First migrate, collect static files and, into an empty database, load the demo.",
        )

    def handle(self, *, address: str, port: str, prepare: bool, **options: object) -> None:
        if (unwritable := find_unwritable()) is not None:
            raise CommandError(explain_unwritable(unwritable))
        supervisor = server.Supervisor()
        try:
            self.serve(supervisor, server.ListenAddress.find(address, port), first_prepare=prepare)
        except server.CannotServe as error:
            raise CommandError(str(error)) from None
        finally:
            supervisor.stop()

    def serve(
        self, supervisor: server.Supervisor, address: server.ListenAddress, *, first_prepare: bool
    ) -> None:
        address.check_free()
        note_address(address)
        if first_prepare:
            prepare(self.say)
            address.check_free()
        supervisor.handle_signals()
        start = partial(
            supervisor.start, cwd=settings.BASE_DIR, env=build_child_environment(address)
        )
        start("web server", server.build_web_command(address, settings.WEB_WORKERS))
        if not supervisor.wait_for(lambda: server.is_answering(address), server.START_LIMIT):
            return
        for name, command in BACKGROUND.items():
            start(name, [sys.executable, "manage.py", *command])
        self.say(f"The site is at {address.url} and the desk at {address.url}admin/.")
        self.say("Press Ctrl-C to stop.")
        supervisor.watch()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def note_address(address: server.ListenAddress) -> None:
    """Let every command print URLs that work, unless the operator set NEWSROOM_BASE_URL."""
    (settings.VAR_DIR / "address").write_text(address.url)
    if not settings.PRODUCTION and not os.environ.get("NEWSROOM_BASE_URL"):
        settings.BASE_URL = address.url.rstrip("/")


def build_child_environment(address: server.ListenAddress) -> dict[str, str]:
    """Return the variables of the children: all get this process's environment and hosts.

    By default wsgi.py runs as production and manage.py as development.
    """
    env = {**os.environ, "NEWSROOM_ENV": settings.ENVIRONMENT}
    if settings.ENVIRONMENT != "production":
        hosts = ["*"] if address.is_everywhere else [*settings.ALLOWED_HOSTS, address.host]
        env.setdefault("NEWSROOM_HOSTS", ",".join(hosts))
    return env
