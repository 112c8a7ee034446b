"""serve: the web server, the task worker and the tick of this machine, together."""

import os
import sys
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ... import server
from ...bootstrap import prepare


class Command(BaseCommand):
    help = "Serve the paper: granian, the task worker and the tick, until Ctrl-C or SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=os.environ.get("ADDRESS") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="First migrate, collect static files and, where there is no paper, load the demo.",
        )

    def handle(self, *, address: str, port: str, prepare: bool, **options: object) -> None:
        supervisor = server.Supervisor()
        try:
            self.serve(supervisor, server.ListenAddress.find(address, port), first_prepare=prepare)
        except server.CannotServe as error:
            raise CommandError(str(error)) from None
        finally:
            supervisor.end()

    def serve(
        self, supervisor: server.Supervisor, place: server.ListenAddress, *, first_prepare: bool
    ) -> None:
        place.check_free()
        note_address(place)
        if first_prepare:
            prepare(self.say)
            place.check_free()
        supervisor.listen_to_signals()
        start = partial(supervisor.start, cwd=settings.BASE_DIR, env=environment_of_children(place))
        start("web server", server.web_command(place, settings.WEB_WORKERS))
        if not supervisor.watch(until=lambda: server.answers(place), limit=server.START_LIMIT):
            return
        manage = [sys.executable, "manage.py"]
        worker = [*manage, "db_worker", "--no-reload", "--interval", "1", "--verbosity", "0"]
        start("task worker", worker)
        start("tick", [*manage, "tick", "--loop"])
        self.say(f"The paper is at {place.url} and the desk at {place.url}admin/.")
        self.say("Ctrl-C ends it.")
        supervisor.watch()

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def note_address(place: server.ListenAddress) -> None:
    """Let this and every other command name addresses that work, unless the operator gave one."""
    (settings.VAR_DIR / "address").write_text(place.url)
    if not settings.PRODUCTION and not os.environ.get("NEWSROOM_BASE_URL"):
        settings.BASE_URL = place.url.rstrip("/")


def environment_of_children(place: server.ListenAddress) -> dict[str, str]:
    """Return the environment with what the children cannot know: which one, and for which hosts.

    wsgi.py says production where nothing is said, manage.py development; here all are one.
    """
    env = {**os.environ, "NEWSROOM_ENV": settings.ENVIRONMENT}
    if settings.ENVIRONMENT != "production":
        hosts = ["*"] if place.is_everywhere else [*settings.ALLOWED_HOSTS, place.host]
        env.setdefault("NEWSROOM_HOSTS", ",".join(hosts))
    return env
