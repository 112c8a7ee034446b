"""serve: where it listens, how its children end, and what preparation leaves alone."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from newsroom import bootstrap, environment
from newsroom.management.commands.serve import build_child_environment, note_address
from newsroom.operating import server
from outlet.models import Outlet
from tests import factories

HERE = Path(__file__).parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS_WITH_3 = [sys.executable, "-c", "raise SystemExit(3)"]


def in_here(tmp_path: Path) -> dict:
    return {"cwd": tmp_path, "env": os.environ}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def supervisor() -> Iterator[server.Supervisor]:
    found = server.Supervisor()
    yield found
    found.killing = True
    found.stop()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(server.CannotServe, match="must be a number from 1 to 65535"):
        server.ListenAddress.find("127.0.0.1", port)


def test_an_address_nobody_knows_is_refused() -> None:
    with pytest.raises(server.CannotServe, match="cannot look up"):
        server.ListenAddress.find("no such address", "8000")


def test_a_taken_port_is_named_with_the_way_out(taken_port: int) -> None:
    place = server.ListenAddress.find("127.0.0.1", str(taken_port))
    with pytest.raises(server.CannotServe) as refusal:
        place.check_free()
    assert str(refusal.value) == f"Port {taken_port} is in use; choose another: make run PORT=8010"


def test_the_command_says_so_too_and_starts_nothing(taken_port: int) -> None:
    with pytest.raises(CommandError, match="is in use"):
        call_command("serve", port=str(taken_port), address="localhost")


def test_an_address_of_another_machine_is_refused() -> None:
    place = server.ListenAddress(host="192.0.2.1", ip="192.0.2.1", port=8000)  # RFC 5737: nobody's
    with pytest.raises(server.CannotServe, match="not an address of this machine"):
        place.check_free()


def test_a_port_just_given_up_is_free_again(taken_port: int) -> None:
    place = server.ListenAddress.find("127.0.0.1", str(taken_port))
    with pytest.raises(server.CannotServe):
        place.check_free()
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    assert server.ListenAddress.find("127.0.0.1", str(port)).check_free() is None


@pytest.mark.parametrize(
    ("host", "ip", "url"),
    [
        ("127.0.0.1", "127.0.0.1", "http://127.0.0.1:8000/"),
        ("localhost", "127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "0.0.0.0", "http://localhost:8000/"),
        ("::1", "::1", "http://[::1]:8000/"),
    ],
)
def test_the_address_printed_can_be_clicked(host: str, ip: str, url: str) -> None:
    assert server.ListenAddress(host=host, ip=ip, port=8000).url == url


def test_a_child_that_ends_at_the_start_takes_the_others_with_it(supervisor, tmp_path) -> None:
    supervisor.start("task worker", SLEEPER, **in_here(tmp_path))
    supervisor.start("web server", ENDS_WITH_3, **in_here(tmp_path))
    with pytest.raises(server.CannotServe, match=r"web server ended by itself \(exit code 3\)"):
        supervisor.wait_for(lambda: False, limit=20)
    supervisor.stop()
    assert not is_alive(supervisor.children[0].process.pid)


def test_a_child_that_ends_later_is_started_again_however_often(
    supervisor, tmp_path, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(server, "RESTART_FIRST", 0.05)
    monkeypatch.setattr(server, "RESTART_MOST", 0.1)
    lives = tmp_path / "lives"
    short = f"open({str(lives)!r}, 'a').write('x'); raise SystemExit(3)"
    supervisor.start("web server", SLEEPER, **in_here(tmp_path))
    supervisor.start("task worker", [sys.executable, "-c", short], **in_here(tmp_path))

    def stop_after_four() -> None:
        deadline = time.monotonic() + 20
        while not (lives.exists() and len(lives.read_text()) >= 4):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        supervisor._on_signal(signal.SIGTERM, None)

    thread = threading.Thread(target=stop_after_four)
    thread.start()
    supervisor.watch()
    thread.join()
    assert is_alive(supervisor.children[0].process.pid), "the others go on"
    assert "The task worker ended by itself (exit code 3); it is started again in" in caplog.text


def test_nobody_is_left_when_the_supervisor_is_killed(tmp_path) -> None:
    note = tmp_path / "pid"
    code = (
        "import os, sys; from pathlib import Path; from newsroom.operating import server;"
        "s = server.Supervisor();"
        f"s.start('web server', {SLEEPER!r}, cwd=Path('.'), env=os.environ);"
        f"open({str(note)!r}, 'w').write(str(s.children[0].process.pid) + ' ');"
        "s.watch()"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=HERE) as supervisor:
        wait_until(lambda: note.exists() and note.read_text().endswith(" "))
        child = int(note.read_text())
        assert is_running(child)
        supervisor.kill()
    wait_until(lambda: not is_running(child))


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def test_a_killed_child_is_reported_by_its_signal(supervisor, tmp_path) -> None:
    supervisor.start("web server", SLEEPER, **in_here(tmp_path))
    supervisor.children[0].signal(signal.SIGKILL)
    with pytest.raises(server.CannotServe, match="signal SIGKILL"):
        supervisor.wait_for(lambda: False, limit=20)


def test_the_order_to_end_ends_the_watch_and_every_child(supervisor, tmp_path) -> None:
    supervisor.start("web server", SLEEPER, **in_here(tmp_path))
    supervisor.start("tick", SLEEPER, **in_here(tmp_path))
    threading.Timer(0.2, supervisor._on_signal, (signal.SIGINT, None)).start()
    assert supervisor.wait_for(lambda: False, limit=20) is False
    supervisor.stop()
    assert [is_alive(child.process.pid) for child in supervisor.children] == [False, False]


def test_a_child_deaf_to_the_order_is_killed(supervisor, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(server, "GRACE", 0.3)
    deaf_now = tmp_path / "deaf"
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(deaf_now)!r}, 'w'); time.sleep(60)"
    )
    supervisor.start("task worker", [sys.executable, "-c", deaf], **in_here(tmp_path))
    assert supervisor.wait_for(deaf_now.exists, limit=20)
    supervisor.stop()
    assert supervisor.children[0].process.returncode == -signal.SIGKILL


def test_what_a_child_left_behind_is_ended_with_it(supervisor, tmp_path) -> None:
    note = tmp_path / "pid"
    parent = (
        "import subprocess, sys, time;"
        f"child = subprocess.Popen({SLEEPER!r});"
        f"open({str(note)!r}, 'w').write(str(child.pid) + ' ');"
        "time.sleep(60)"
    )
    supervisor.start("web server", [sys.executable, "-c", parent], **in_here(tmp_path))
    assert supervisor.wait_for(lambda: note.exists() and " " in note.read_text(), limit=20)
    supervisor.stop()
    grandchild = int(note.read_text())
    wait_until(lambda: not is_running(grandchild))  # its new parent has yet to take note


def is_running(pid: int) -> bool:
    """Say whether a process runs: one that ended and waits to be noticed does not."""
    status = Path(f"/proc/{pid}/stat")
    return is_alive(pid) and not (status.exists() and ") Z " in status.read_text())


def test_a_server_that_never_answers_is_given_up(supervisor, tmp_path) -> None:
    supervisor.start("web server", SLEEPER, **in_here(tmp_path))
    with pytest.raises(server.CannotServe, match="did not answer within"):
        supervisor.wait_for(lambda: False, limit=0.3)


@pytest.mark.parametrize(("status", "up"), [(200, True), (301, True), (400, True), (503, False)])
def test_a_server_is_up_when_it_answers_without_an_error_of_its_own(status, up) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as listener:
        threading.Thread(target=listener.handle_request, daemon=True).start()
        place = server.ListenAddress(host="127.0.0.1", ip="127.0.0.1", port=listener.server_port)
        assert server.is_answering(place) is up


def test_nothing_listening_is_not_up(taken_port: int) -> None:
    free = socket.create_server(("127.0.0.1", 0))
    place = server.ListenAddress(host="127.0.0.1", ip="127.0.0.1", port=free.getsockname()[1])
    free.close()
    assert server.is_answering(place) is False


def test_children_are_told_the_environment_and_the_host(settings) -> None:
    settings.ENVIRONMENT = "local"
    env = build_child_environment(server.ListenAddress(host="paper.lan", ip="192.168.1.9", port=80))
    assert env["NEWSROOM_ENV"] == "local"
    assert "paper.lan" in env["NEWSROOM_HOSTS"].split(",")


def test_commands_name_the_address_that_is_served(settings, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("NEWSROOM_BASE_URL", raising=False)
    settings.VAR_DIR = tmp_path
    note_address(server.ListenAddress(host="localhost", ip="127.0.0.1", port=8010))
    assert settings.BASE_URL == "http://localhost:8010"
    assert (tmp_path / "address").read_text().startswith("http://localhost:8010")


def test_an_address_the_operator_gave_stays(settings, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("NEWSROOM_BASE_URL", "https://paper.example")
    settings.VAR_DIR, settings.BASE_URL = tmp_path, "https://paper.example"
    note_address(server.ListenAddress(host="localhost", ip="127.0.0.1", port=8010))
    assert settings.BASE_URL == "https://paper.example"


@pytest.mark.parametrize("var", ["/proc/newsroom/var", "{tmp}/file/var"])
def test_a_var_that_cannot_be_made_is_one_sentence(tmp_path: Path, var: str) -> None:
    (tmp_path / "file").write_text("in the way")
    var = var.format(tmp=tmp_path)
    env = {**os.environ, "NEWSROOM_VAR": var, "NEWSROOM_ENV": "local"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "manage.py", "serve", "--prepare"]
    ended = subprocess.run(command, cwd=HERE, env=env, capture_output=True, text=True)
    assert ended.returncode == 1 and ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert "cannot be written to by" in sentence and "NEWSROOM_VAR=/another/folder" in sentence
    assert f"sudo chown -R {getpass.getuser()} {var}" in sentence


@pytest.mark.parametrize("name", ["", "newsroom.sqlite3"])
def test_a_var_of_somebody_else_is_named(tmp_path: Path, monkeypatch, name: str) -> None:
    (tmp_path / "newsroom.sqlite3").touch()
    monkeypatch.setattr(environment, "VAR_DIR", tmp_path)
    monkeypatch.setattr(environment.os, "access", lambda path, mode: Path(path) != tmp_path / name)
    with pytest.raises(CommandError, match=f"^{tmp_path / name} cannot be written to by"):
        call_command("serve", port="8000", address="localhost")


def test_production_keeps_its_own_hosts(settings, monkeypatch) -> None:
    settings.ENVIRONMENT = "production"
    monkeypatch.setenv("NEWSROOM_HOSTS", "paper.example")
    env = build_child_environment(server.ListenAddress(host="::", ip="::", port=80))
    assert (env["NEWSROOM_ENV"], env["NEWSROOM_HOSTS"]) == ("production", "paper.example")


@pytest.fixture
def prepared(db, settings, tmp_path: Path, monkeypatch) -> list[str]:
    """Record which commands preparation calls, and call none of them."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    called: list[str] = []
    monkeypatch.setattr(bootstrap, "call_command", lambda name, *a, **k: called.append(name))
    return called


def test_an_empty_database_gets_static_files_and_the_demo(prepared) -> None:
    bootstrap.prepare(lambda line: None)
    assert prepared == ["collectstatic", "demo"]


def test_preparing_waits_for_a_database_that_is_started_later(prepared, monkeypatch) -> None:
    tries, said = [], []

    def connect() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("connection refused") from psycopg.OperationalError()

    monkeypatch.setattr(bootstrap.connection, "ensure_connection", connect)
    monkeypatch.setattr(bootstrap.time, "sleep", lambda seconds: None)
    bootstrap.wait_for_database(said.append)
    assert len(tries) == 3
    assert said == ["Waiting for the database, which cannot be reached: connection refused"]


def test_preparing_again_does_nothing(prepared) -> None:
    bootstrap.prepare(lambda line: None)
    Outlet.objects.create(name="The Ebb")
    prepared.clear()
    bootstrap.prepare(lambda line: None)
    assert prepared == []


def test_a_paper_begun_and_empty_gets_no_demo(prepared) -> None:
    Outlet.objects.create(name="The Ebb")
    assert bootstrap.is_empty() is False


def test_a_database_with_a_story_gets_no_demo(prepared) -> None:
    factories.make_article()
    Outlet.objects.all().delete()
    assert bootstrap.is_empty() is False


def test_a_changed_static_file_is_collected_again(prepared, settings, tmp_path: Path) -> None:
    sheet = tmp_path / "own" / "sheet.css"
    sheet.parent.mkdir()
    sheet.write_text("a")
    settings.STATICFILES_DIRS = [sheet.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    bootstrap.get_finders.__globals__["get_finder"].cache_clear()
    bootstrap.get_static_stamp().write_text(bootstrap.sign_static_files())
    assert bootstrap.is_static_fresh()
    sheet.write_text("a changed sheet")
    assert not bootstrap.is_static_fresh()
    bootstrap.get_finders.__globals__["get_finder"].cache_clear()
