"""Asking other servers: which addresses never, and how an answer is kept short and timely."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from vocabulary import safe_http
from vocabulary.safe_http import ForbiddenAddress, Offline, Unreachable, fetch, is_public_address


class Site(ThreadingHTTPServer):
    """A server on loopback that answers as it is told, by path."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        super().__init__(("127.0.0.1", 0), Answers)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.heard.append((self.command, self.path, self.headers["Host"]))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(1000):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.02)
        else:
            self.send_response(int(self.path.strip("/") or 200))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(b"x" * 5000)

    do_HEAD = do_POST = do_GET

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked has gone
            super().handle()


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def names(monkeypatch) -> dict[str, list[str]]:
    """Names that resolve to what the test says; each look-up takes the next."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def resolve(host: str, port: object, *args: object, **kwargs: object) -> list:
        if host not in known:
            return real(host, port, *args, **kwargs)
        address = known[host].pop(0)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
        *("192.0.0.8", "192.0.0.170", "192.88.99.1", "198.18.0.1", "198.51.100.7", "0.0.0.1"),
        *("64:ff9b:1::7f00:1", "64:ff9b:1::808:808", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8"),
        *("2001::1", "2001:2::1", "2001:db8::1", "2002:808:808::", "3fff::1", "5f00::1", "100::1"),
        *("fec0::1", "2606:2800:220:1::1%eth0", "4000::1", "64:ff9b::c000:8"),
    ],
)
def test_private_addresses_are_known_in_every_wrapping(address):
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "192.0.1.1", "2001:4860:4860::8888", "64:ff9b::5db8:d822"],
)
def test_open_addresses_are_known(address):
    assert is_public_address(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]"]
)
def test_no_way_of_writing_loopback_is_asked(site, host):
    with pytest.raises(ForbiddenAddress):
        fetch("GET", site.url(host=host))
    assert site.heard == []


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://paper.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "//x",
            "",
            "http://",
        ),
        *("http://user@paper.example/", "http://paper.example:22/", "http://[bad/"),
        *("http://paper.example:99999/", f"http://{'a' * 70}.example/"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(ForbiddenAddress):
        fetch("GET", url)


def test_one_private_address_among_a_hosts_is_enough(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (a, 0)) for a in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(ForbiddenAddress, match="public address"):
        fetch("GET", "http://paper.example/")


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch, site, names):
    """A name that answers with another address the second time (rebinding) gains nothing."""
    names["paper.example"] = ["127.0.0.1"]  # a second look-up would fail
    monkeypatch.setattr(safe_http, "is_public_address", lambda address: True)
    assert fetch("GET", site.url(host="paper.example")).status == 200
    assert site.heard[0][2] == f"paper.example:{site.server_port}"


def test_a_redirect_into_the_house_is_not_followed(monkeypatch, site, names):
    names["paper.example"] = ["127.0.0.1"]
    judged = {"127.0.0.1": True, "127.0.0.2": False}
    monkeypatch.setattr(safe_http, "is_public_address", judged.__getitem__)
    with pytest.raises(ForbiddenAddress):
        inside = site.url("/200", host="127.0.0.2")
        fetch("GET", site.url(f"/to/{inside}", host="paper.example"), redirects=5)
    assert len(site.heard) == 1


def test_redirects_are_followed_so_far_and_no_further(site):
    answer = fetch("GET", site.url("/to//to//204"), redirects=2, allow_private=True)
    assert (answer.status, answer.url) == (204, site.url("/204"))
    assert fetch("GET", site.url("/to//to//204"), redirects=1, allow_private=True).status == 302
    assert fetch("GET", site.url("/to//204"), allow_private=True).status == 302


def test_no_more_is_read_than_was_asked_for(site):
    assert len(fetch("GET", site.url(), allow_private=True, most=100).body) == 100
    assert fetch("HEAD", site.url(), allow_private=True).body == b""


@pytest.mark.slow
def test_a_server_that_drips_is_cut_off(site):
    answer = fetch("GET", site.url("/drip"), allow_private=True, timeout=1.5)
    assert 0 < len(answer.body) < 1000


@pytest.mark.parametrize(
    ("errno", "kind"), [(socket.EAI_AGAIN, Offline), (socket.EAI_NONAME, Unreachable)]
)
def test_no_such_host_is_told_from_no_network(monkeypatch, errno, kind):
    def resolve(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(errno, "nothing")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unreachable) as failure:
        fetch("GET", "https://paper.example/")
    assert failure.type is kind


def test_nobody_there_is_said_in_words(site):
    url = site.url()
    site.socket.close()
    with pytest.raises(Unreachable, match="no connection"):
        fetch("GET", url, allow_private=True)
