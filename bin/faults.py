#!/usr/bin/env python
"""Take away what the site stands on, again and again, and see that nothing acknowledged is lost.

    .venv/bin/python bin/faults.py kills --kills 500          # SQLite, in a folder of its own
    .venv/bin/python bin/faults.py kills --postgresql         # in a cluster of its own
    .venv/bin/python bin/faults.py outage --seconds 60

`kills` ends the web server with SIGKILL at random moments of publishing, scheduling, uploading and
autosaving, then checks the record, every acknowledged act, and files without rows. `outage` stops
PostgreSQL under readers, and asks when the desk is back. Both exit with 1 where something is wrong.
A cluster needs PostgreSQL's programs, and root or any user but root to run them as.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

HERE = Path(__file__).resolve().parent.parent
CSRF = "c" * 32
AWAY = (OSError, HTTPException)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


# --- a cluster of PostgreSQL ---------------------------------------------------------------------


class Cluster:
    """A PostgreSQL of its own, which may be stopped."""

    def __init__(self, folder: Path) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = programs[-1] if programs else Path(str(shutil.which("pg_ctl"))).parent
        self.folder, self.port = folder / "postgresql", find_port()
        self.folder.mkdir()
        self.as_whom: list[str] = []
        if os.getuid() == 0:
            folder.chmod(0o755)
            shutil.chown(self.folder, "postgres")
            self.as_whom = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-E", "UTF8", "-U", "u")
        self.start()
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "u"]
        self._run("createdb", *where, "newsroom")
        self.url = f"postgres://u@127.0.0.1:{self.port}/newsroom"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_whom, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")


@contextmanager
def site(*, postgresql: bool) -> Iterator[tuple[Path, Cluster | None]]:
    """Make a folder and a database of their own, and load Django with them."""
    with tempfile.TemporaryDirectory(prefix="newsroom-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cluster = Cluster(folder) if postgresql else None
        (folder / "var").mkdir()
        os.environ |= {
            "NEWSROOM_VAR": str(folder / "var"),
            "NEWSROOM_ENV": "local",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_CHECK_LINKS": "false",
        }
        os.environ.pop("REDIS_URL", None)
        os.environ.pop("DATABASE_URL", None)
        if cluster:
            os.environ["DATABASE_URL"] = cluster.url
        sys.path.insert(0, str(HERE))
        from newsroom.environment import make_local_state

        make_local_state()
        try:
            yield folder, cluster
        finally:
            if cluster:
                with suppress(subprocess.CalledProcessError):
                    cluster.stop()


def prepare() -> None:
    """Migrate, collect static files, and make the paper."""
    import django

    django.setup()
    from django.core.management import call_command

    from staff.roles import write_roles
    from tests import factories

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    write_roles()
    factories.make_outlet()


# --- a server, and what is asked of it -----------------------------------------------------------


class Server:
    """The web server in a process group of its own."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        self.command, self.port, self.log = command, port, log

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=HERE, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + 90
        while ask(self.port, "/healthz") != 200:
            if time.monotonic() > deadline:
                raise SystemExit(f"The server did not start; see {self.log}.")
            time.sleep(0.05)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def granian(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
        *("--blocking-threads", "4", "--log-level", "warning", "newsroom.wsgi:application"),
    ]


def ask(port: int, path: str, cookie: str = "", timeout: float = 30) -> int:
    """Return the status of a page; 0 for none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except AWAY:
        return 0
    finally:
        connection.close()


class Person:
    """Somebody with a log-in, who sends forms."""

    def __init__(self, name: str, port: int) -> None:
        from django.conf import settings
        from django.test import Client

        from tests.factories import make_user

        self.port, self.user = port, make_user(name, is_superuser=True)
        client = Client()
        client.force_login(self.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}"

    def send(self, path: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": CSRF,
            "Content-Type": kind,
            "Accept": "application/json, text/html",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            kept = "\n".join(answer.headers.get_all("Set-Cookie") or [])
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def send_form(self, path: str, data: dict) -> tuple[int, str, bytes]:
        body = urlencode(data, doseq=True).encode()
        return self.send(path, body, "application/x-www-form-urlencoded")


# --- kills ---------------------------------------------------------------------------------------


class Desk:
    """Four people who act as fast as they can, and note what was acknowledged."""

    def __init__(self, port: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people = [Person(f"person{number}", port) for number in range(4)]
        self.done: dict[str, list] = {"published": [], "scheduled": [], "uploaded": []}
        self.saved: dict[int, str] = {}
        self.refused: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.go, self.end = threading.Event(), threading.Event()
        self.acts = [self.publish, self.schedule, self.upload, self.autosave]

    def work(self, number: int) -> None:
        from django.db import connections

        person, act = self.people[number], self.acts[number]
        while not self.end.is_set():
            self.go.wait()
            if self.end.is_set():
                break
            try:
                act(person)
            except AWAY:
                self.broken[act.__name__] += 1
                time.sleep(0.05)
        connections.close_all()

    def _press(self, person: Person, name: str, **more: str) -> None:
        from tests.articles.admin.test_article_admin import address, sent
        from tests.factories import make_article

        story = make_article(f"Story {uuid4().hex[:8]} of the harbour")
        data = sent(story, _action=name, form_id=str(uuid4()), **more)
        status, kept, body = person.send_form(address(story), data)
        if status == 302 and "refused-" not in kept:
            self.done["published" if name == "publish" else "scheduled"].append(story.pk)
        else:
            reason = "the desk said why" if kept else _reason(body.decode(errors="replace"))
            self.refused[f"{name}: {status} {reason}"] += 1

    def publish(self, person: Person) -> None:
        self._press(person, "publish")

    def schedule(self, person: Person) -> None:
        from django.utils import timezone

        at = timezone.localtime() + timedelta(days=2)
        self._press(person, "schedule", schedule__at=f"{at:%Y-%m-%dT%H:%M}")

    def upload(self, person: Person) -> None:
        import json

        from tests.factories import picture

        colour = tuple(self.chance.randrange(256) for _each in range(3))
        size = self.chance.randrange(200, 900), self.chance.randrange(200, 900)
        file = picture(*size, colour=colour)  # type: ignore[arg-type]
        edge = uuid4().hex
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; '
                f'filename="{edge}.jpg"\r\n'
                "Content-Type: image/jpeg\r\n\r\n"
            ).encode()
            + file
            + f"\r\n--{edge}--\r\n".encode()
        )
        kind = f"multipart/form-data; boundary={edge}"
        status, _kept, answer = person.send("/admin/photos/photo/upload/", body, kind)
        found = json.loads(answer)["pictures"][0] if status == 200 else {}
        if found.get("uploaded"):
            self.done["uploaded"].append(found["id"])
        else:
            self.refused[f"upload: {status} {answer[:120].decode(errors='replace')}"] += 1

    def autosave(self, person: Person) -> None:
        from django.urls import reverse

        from tests.articles.admin.test_article_admin import sent
        from tests.factories import make_article

        story = make_article()
        headline = f"Typed {uuid4().hex[:8]}"
        data = sent(story, headline=headline, form_id=str(uuid4()), save_seq="1")
        there = reverse("admin:story_autosave", args=[story.pk])
        status, _kept, _body = person.send_form(there, data)
        if status == 200:
            self.saved[story.pk] = headline
        else:
            self.refused[f"autosave: {status}"] += 1

    def find_lost(self) -> list[str]:
        """Return the acknowledged acts that are not there."""
        from django.core.files.storage import default_storage

        from articles.models import Article, Edition
        from photos.models import Photo, Rendition

        lost = []
        editions = Counter(Edition.objects.values_list("article", flat=True))
        for act in ("published", "scheduled"):
            lost += [f"{act} {pk}" for pk in self.done[act] if editions[pk] != 1]
        photos = dict(Photo.objects.values_list("pk", "image"))
        lost += [f"uploaded {pk}" for pk in self.done["uploaded"] if pk not in photos]
        texts = dict(Article.objects.values_list("pk", "headline"))
        lost += [f"saved {pk}" for pk, typed in self.saved.items() if texts[pk] != typed]
        named = [*photos.values(), *Rendition.objects.values_list("file", flat=True)]
        lost += [f"file {name}" for name in named if not default_storage.exists(name)]
        return lost


def _reason(text: str) -> str:
    said = re.search(r'role="alert"[^>]*>(.*?)</div>', text, re.DOTALL)
    return " ".join(re.sub("<.*?>", " ", said[1] if said else text[:80]).split())


def run_kills(kills: int, seed: int, *, postgresql: bool) -> list[str]:
    """Kill the server at random moments; return what is wrong afterwards, as sentences."""
    with site(postgresql=postgresql) as (folder, _cluster):
        prepare()
        from django.conf import settings

        settings.PAGES_FILE = None
        port, chance, wrong = find_port(), random.Random(seed), []
        server = Server(granian(port), port, folder / "server.log")
        server.start()
        desk = Desk(port, seed)
        threads = [threading.Thread(target=desk.work, args=(n,), daemon=True) for n in range(4)]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        for number in range(1, kills + 1):
            desk.go.set()
            time.sleep(chance.uniform(0.1, 2.5))
            server.kill()
            desk.go.clear()
            server.start()
            wrong += desk.find_lost()
            if number % 25 == 0 or number == kills:
                done = {name: len(rows) for name, rows in desk.done.items()}
                say(
                    f"{number} kills, {time.monotonic() - began:.0f} s, {done},"
                    f" {len(desk.saved)} saved, {sum(desk.broken.values())} broken off"
                )
        desk.end.set()
        desk.go.set()
        for thread in threads:
            thread.join(60)
        wrong += desk.find_lost() + find_faults()
        wrong += find_stale_pages(desk, port, chance)
        server.kill()
        for reason, times in desk.refused.most_common(5):
            say(f"Refused {times} times: {reason}")
        if not (desk.done["published"] and desk.done["scheduled"] and desk.done["uploaded"]):
            wrong.append(f"Nothing was tried: {desk.done}")
        return wrong


def find_faults() -> list[str]:
    """Return what is wrong with the record, and how many files are left that the sweep misses."""
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from articles.editions import hash_chain
    from newsroom.operating import sweeping
    from photos.models import Photo

    wrong = [*hash_chain.verify_all(), *hash_chain.verify_days()]
    sweeping.MOST = 10**6
    swept = sweeping.sweep_files(timezone.now() + timedelta(days=2))
    say(f"{swept} files of broken uploads were swept.")
    named = set(Photo.objects.values_list("image", flat=True))
    left = set(sweeping._list_files("originals/")) - named if default_storage else set()
    return wrong + [f"orphan {name}" for name in left]


def find_stale_pages(desk: Desk, port: int, chance: random.Random) -> list[str]:
    """Return stories that were published and cannot be read."""
    from articles.models import Edition

    published = desk.done["published"]
    some = chance.sample(published, min(40, len(published)))
    editions = Edition.objects.filter(article__in=some)
    return [
        f"not readable: {edition.path}"
        for edition in editions
        if ask(port, edition.get_absolute_url()) != 200
    ]


# --- an outage -----------------------------------------------------------------------------------


class Readers:
    """Read some pages again and again, and note the answers."""

    def __init__(self, port: int, paths: list[str], number: int = 4) -> None:
        self.port, self.paths = port, paths
        self.answers: Counter[int] = Counter()
        self.slowest = 0.0
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._read, daemon=True) for _each in range(number)]
        for thread in self.threads:
            thread.start()

    def _read(self) -> None:
        while not self.stopped.is_set():
            for path in self.paths:
                began = time.monotonic()
                self.answers[ask(self.port, path)] += 1
                self.slowest = max(self.slowest, time.monotonic() - began)
                time.sleep(0.005)

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def run_outage(seconds: float) -> list[str]:
    """Stop PostgreSQL under readers; return what they or the desk noticed, as sentences."""
    with site(postgresql=True) as (folder, cluster):
        if cluster is None:
            raise SystemExit("There is no PostgreSQL.")
        prepare()
        from django.db import connections

        from articles.models import Edition
        from tests import factories

        port = find_port()
        for _each in range(8):
            factories.make_live()
        person = Person("editor", port)
        paths = ["/", "/feed.rss", *(e.get_absolute_url() for e in Edition.objects.all())]
        connections.close_all()
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        server = Server(command, port, folder / "server.log")
        server.start()
        try:
            wait_for(lambda: all(ask(port, path) == 200 for path in paths), 30)
            wait_for(lambda: ask(port, "/readyz") == 200, 60)
            return stop_for(seconds, cluster, person, Readers(port, paths))
        finally:
            server.stop()
            connections.close_all()


def stop_for(seconds: float, cluster: Cluster, person: Person, readers: Readers) -> list[str]:
    """Stop a cluster for some seconds; return what readers or the desk noticed."""
    port = readers.port
    time.sleep(5)  # what the first round of the tick touched is in memory again
    cluster.stop()
    stopped = time.monotonic()
    time.sleep(min(2, seconds / 2))
    expected = {"/world/": 503, "/healthz": 200, "/readyz": 503, "/admin/": 503}
    found = {path: ask(port, path, person.cookie) for path in expected}
    wrong = [] if found == expected else [f"While it was away: {found}."]
    time.sleep(max(0.0, seconds - (time.monotonic() - stopped)))
    cluster.start()
    back = time.monotonic()
    desk_after = wait_for(lambda: ask(port, "/admin/", person.cookie) == 200, 60)
    task_after = wait_for_task(back)
    readers.stop()
    say(
        f"The database was away for {back - stopped:.0f} s. Readers' answers:"
        f" {dict(readers.answers)}; the slowest took {readers.slowest * 1000:.0f} ms. The desk was"
        f" back after {desk_after:.1f} s, the worker ran a task after {task_after:.1f} s."
    )
    if set(readers.answers) != {200}:
        wrong.append(f"Readers noticed: {dict(readers.answers)}.")
    if max(desk_after, task_after) > 10:
        wrong.append("It took more than ten seconds to come back.")
    return wrong


def wait_for(condition: Callable[[], bool], limit: float) -> float:
    """Wait; return the seconds it took.

    Raises: SystemExit, after `limit` seconds.
    """
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > limit:
            raise SystemExit(f"It did not happen within {limit:.0f} seconds.")
        time.sleep(0.1)
    return time.monotonic() - began


def wait_for_task(since: float) -> float:
    """Order a task that does nothing, and return after how many seconds it was done."""
    from django_tasks_db.models import DBTaskResult

    from photos.renditions import make_renditions

    ordered = make_renditions.enqueue(0)
    wait_for(lambda: DBTaskResult.objects.get(pk=ordered.id).finished_at is not None, 60)
    return time.monotonic() - since


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["kills", "outage"])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="in a cluster of its own")
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    # Ended from outside, it still stops the server and the cluster it started.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
    if asked.what == "kills":
        wrong = run_kills(asked.kills, asked.seed, postgresql=asked.postgresql)
    else:
        wrong = run_outage(asked.seconds)
    for line in wrong:
        say(line)
    say("Nothing is wrong." if not wrong else f"{len(wrong)} faults.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
