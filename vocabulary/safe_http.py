"""Asking other people's servers: briefly, for little, and only what is on the open internet.

The address is resolved once, judged, and connected to as judged, so that a name cannot lead
elsewhere between the two; every redirect is judged anew. Proxies of the environment are not used.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

TIMEOUT = 10.0  # seconds for an answer, redirects included
MOST_BYTES = 64 * 1024  # bytes of a body that are read
PORTS = {"http": 80, "https": 443}
PRIVILEGED = 1024  # ports below it are other services', those of the web apart
REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """Nobody answered. `str()` says why, in a few words."""


class ForbiddenAddress(Unreachable):
    """An address that is not to be asked: none of the web, or none of the open internet."""


class Offline(Unreachable):
    """No name server answers: it is we who are cut off, and nothing is learnt of the address."""


@dataclass(frozen=True)
class Answer:
    """What a server said.

    Attributes:
        url: where it was said, after redirects.
        body: its first bytes.
    """

    status: int
    url: str
    body: bytes


def fetch(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    redirects: int = 0,
    patience: float = TIMEOUT,
    most: int = MOST_BYTES,
    anywhere: bool = False,
) -> Answer:
    """Ask a server once, and where it sends us.

    Args:
        redirects: how many are followed; the one after them is the answer itself.
        patience: seconds, for all of it.
        most: bytes of the body that are read.
        anywhere: private addresses too, for what the operator has named in the settings.

    Raises: Unreachable; Offline and Forbidden, before anything is sent.
    """
    ends_at = time.monotonic() + patience
    while True:
        parts = _judged(url)
        address = _address(parts, anywhere=anywhere)
        answer, location = _asked(method, parts, address, body, headers or {}, ends_at, most)
        if answer.status not in REDIRECTS or not location or redirects == 0:
            return answer
        redirects -= 1
        url = urljoin(answer.url, location)


def is_public_address(address: str) -> bool:
    """Say whether an IP address is one of the open internet, whatever it is wrapped in."""
    ip = ip_address(address.partition("%")[0])
    return (
        ip.is_global
        and not ip.is_multicast
        and all(is_public_address(str(i)) for i in _wrapped(ip))
    )


def _wrapped(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 one may be taken to."""
    if isinstance(ip, IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        found.append(IPv4Address(ip.packed[-4:]))
    return [each for each in found if each is not None]


def _judged(url: str) -> SplitResult:
    try:
        parts = urlsplit(iri_to_uri(url))
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise ForbiddenAddress("no address of the web") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise ForbiddenAddress("no address of the web")
    if port is None or (port < PRIVILEGED and port not in PORTS.values()):
        raise ForbiddenAddress("a port of another service")
    return parts


def _address(parts: SplitResult, *, anywhere: bool) -> str:
    """Resolve a host and return the address to connect to.

    Raises: Forbidden where any of its addresses is not of the open internet; Unreachable.
    """
    try:
        host = _host(parts)
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ForbiddenAddress("no address of the web") from error
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Offline("no name server answers") from error
        raise Unreachable("no such host") from error
    addresses = [str(each[4][0]) for each in found]
    if not anywhere and not all(map(is_public_address, addresses)):
        raise ForbiddenAddress("not on the open internet")
    return addresses[0]


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII. Raises: UnicodeError."""
    return (parts.hostname or "").encode("idna").decode()


class _Pinned(HTTPConnection):
    """A connection to an address that was judged, in the name of its host."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        self.default_port = PORTS[parts.scheme]
        host = _host(parts)
        super().__init__(host, parts.port or self.default_port, timeout=timeout)
        self.address, self.is_secret = address, parts.scheme == "https"
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_secret:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.line = self.sock  # a response may outlive `sock`

    def cut(self) -> None:
        """End whatever is being read: a server that drips would be read for ever."""
        if self.line is not None:
            with suppress(OSError):
                # The socket's own, since that of TLS does more and is not for another thread.
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)


def _asked(
    method: str,
    parts: SplitResult,
    address: str,
    body: bytes | None,
    headers: dict[str, str],
    ends_at: float,
    most: int,
) -> tuple[Answer, str]:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise Unreachable("no answer in time")
    connection = _Pinned(parts, address, left)
    watch = Timer(left, connection.cut)
    watch.daemon = True
    watch.start()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = Answer(response.status, parts.geturl(), _beginning(response, method, most))
        return answer, response.getheader("Location", "")
    except TimeoutError as error:
        raise Unreachable("no answer in time") from error
    except ssl.SSLError as error:
        raise Unreachable("no trustworthy certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        late = time.monotonic() >= ends_at
        raise Unreachable("no answer in time" if late else "no connection") from error
    finally:
        watch.cancel()
        connection.close()


def _beginning(response: HTTPResponse, method: str, most: int) -> bytes:
    return b"" if method == "HEAD" else response.read(most)
