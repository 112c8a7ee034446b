"""Safe requests to other servers: short, small, and only to public IP addresses.

The host is resolved once, its IP address is checked, and the connection goes to that address, so
that DNS cannot change in between; redirects are checked the same way. No proxies are used.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

TIMEOUT = 10.0  # seconds, redirects included
MOST_BYTES = 64 * 1024  # of a body
PORTS = {"http": 80, "https": 443}
PRIVILEGED = 1024  # ports below it belong to other services
REDIRECTS = (301, 302, 303, 307, 308)
# Addresses of no host on the public internet. Of 192.0.0.0/24 two anycast addresses are public;
# no website has one of them.
_SPECIAL_IPV4 = [
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
# All that is given out to hosts; what is special within it. 2002::/16 and 2001::/23 (Teredo, ORCHID
# and others) hold addresses of other networks.
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_SPECIAL_IPV6 = [
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
_NAT64 = IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """No answer. `str()` says why, in a few words."""


class ForbiddenAddress(Unreachable):
    """A URL that must not be requested: not http(s), or not on the public internet."""


class Offline(Unreachable):
    """DNS does not work: this machine is offline, which says nothing about the URL."""


@dataclass(frozen=True)
class Answer:
    """The response of a server.

    Attributes:
        url: the final one, after redirects.
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
    timeout: float = TIMEOUT,
    most: int = MOST_BYTES,
    allow_private: bool = False,
) -> Answer:
    """Send a request and follow redirects.

    Args:
        redirects: how many to follow; the next one is returned as the answer.
        timeout: seconds in all.
        most: bytes of the body to read.
        allow_private: also private IP addresses, for hosts named in the settings.

    Raises: Unreachable; Offline and ForbiddenAddress, before anything is sent.
    """
    ends_at = time.monotonic() + timeout
    while True:
        parts = _check_url(url)
        address = _resolve(parts, allow_private=allow_private)
        answer, location = _send(method, parts, address, body, headers or {}, ends_at, most)
        if answer.status not in REDIRECTS or not location or redirects == 0:
            return answer
        redirects -= 1
        url = urljoin(answer.url, location)


def is_public_address(address: str) -> bool:
    """Tell whether an IP address is a host's on the public internet.

    `ipaddress.is_global` is not asked: what it lets through changes with the version of Python.
    Source: IANA's registries of special-purpose addresses, by RFC 6890 and its successors.
    """
    if "%" in address:  # of one network's own interface
        return False
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _SPECIAL_IPV4)
    if ip in _NAT64:  # how a host without IPv4 reaches one with nothing else
        return is_public_address(str(IPv4Address(ip.packed[-4:])))
    return ip in _GLOBAL_IPV6 and not any(ip in network for network in _SPECIAL_IPV6)


def _check_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(iri_to_uri(url))
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise ForbiddenAddress("not a web address") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise ForbiddenAddress("not a web address")
    if port is None or (port < PRIVILEGED and port not in PORTS.values()):
        raise ForbiddenAddress("port not allowed")
    return parts


def _resolve(parts: SplitResult, *, allow_private: bool) -> str:
    """Resolve a host and return the address to connect to.

    Raises: ForbiddenAddress if any of its addresses is not public; Unreachable.
    """
    try:
        host = _ascii_host(parts)
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise ForbiddenAddress("not a web address") from error
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Offline("DNS unavailable") from error
        raise Unreachable("no such host") from error
    addresses = [str(each[4][0]) for each in found]
    if not allow_private and not all(map(is_public_address, addresses)):
        raise ForbiddenAddress("not a public address")
    return addresses[0]


def _ascii_host(parts: SplitResult) -> str:
    """Return the host in ASCII. Raises: UnicodeError."""
    return (parts.hostname or "").encode("idna").decode()


class _PinnedConnection(HTTPConnection):
    """A connection to a checked IP address, with the host's name for TLS and headers."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        self.default_port = PORTS[parts.scheme]
        host = _ascii_host(parts)
        super().__init__(host, parts.port or self.default_port, timeout=timeout)
        self.address, self.is_tls = address, parts.scheme == "https"
        self.raw_socket: socket.socket | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.raw_socket = self.sock  # a response may outlive `sock`

    def abort(self) -> None:
        """Abort reading: a server may send a byte at a time for ever."""
        if self.raw_socket is not None:
            with suppress(OSError):
                # Not SSLSocket.shutdown, which is not thread-safe.
                socket.socket.shutdown(self.raw_socket, socket.SHUT_RDWR)


def _send(
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
    connection = _PinnedConnection(parts, address, left)
    timer = Timer(left, connection.abort)
    timer.daemon = True
    timer.start()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = Answer(response.status, parts.geturl(), _read_body(response, method, most))
        return answer, response.getheader("Location", "")
    except TimeoutError as error:
        raise Unreachable("no answer in time") from error
    except ssl.SSLError as error:
        raise Unreachable("no valid certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        late = time.monotonic() >= ends_at
        raise Unreachable("no answer in time" if late else "no connection") from error
    finally:
        timer.cancel()
        connection.close()


def _read_body(response: HTTPResponse, method: str, most: int) -> bytes:
    return b"" if method == "HEAD" else response.read(most)
