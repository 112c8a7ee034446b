"""What a request says of who sent it: its address, its browser, and whether that is known."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "known"  # signed: who logged in with this browser last, and the browser's number
COOKIE_AGE = 365 * 24 * 60 * 60  # seconds
_SALT = "staff.clients"
# Addresses of proxies, containers and offices: many people share one. Source: RFC 6890
_NOT_A_PERSONS = [
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
]
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)
log = logging.getLogger(__name__)


def read_address(request: HttpRequest) -> str:
    """Return the address a request comes from; behind a proxy, the one that the proxy added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address, perhaps with a zone or in brackets; IPv4 in IPv6 becomes IPv4."""
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def group_address(text: str) -> str:
    """Return what counts as one address: of IPv6 a /64, which one customer has all of."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address or text)


def is_shared_address(request: HttpRequest) -> bool:
    """Say whether the address of a request may be that of everybody.

    It is where a proxy stands in front that the settings do not name: then each request comes from
    the proxy, and a limit by address would lock all people out.
    """
    if settings.BEHIND_PROXY:
        return False
    if "X-Forwarded-For" in request.headers:
        log.warning(
            "A request came through a proxy, and NEWSROOM_BEHIND_PROXY is not set: people cannot be"
            " told apart by address."
        )
        return True
    address = parse_address(read_address(request))
    return address is None or any(address in network for network in _NOT_A_PERSONS)


def describe_browser(request: HttpRequest) -> str:
    """Return the family of browser and system, such as “Firefox on Windows”; no versions."""
    return describe_agent(request.headers.get("User-Agent", ""))


def describe_agent(agent: str) -> str:
    """Return the family of browser and system that a User-Agent header names."""
    browser = next((name for name, found in _BROWSERS if re.search(found, agent)), "")
    system = next((name for name, found in _SYSTEMS if re.search(found, agent)), "")
    if not browser:
        return system
    return f"{browser} on {system}" if system else browser


def get_browser_number(request: HttpRequest, person: str) -> str:
    """Return the number of a browser in which this person has logged in before, or "".

    Args:
        person: what `attempts.identify` returns.
    """
    cookie = request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=COOKIE_AGE) or ""
    whose, _dot, number = cookie.partition(".")
    return number if whose == _hash(person) else ""


def remember_browser(request: HttpRequest, response: HttpResponse, person: str) -> None:
    """Mark a browser as one this person has used. The cookie grants nothing and names nobody."""
    number = get_browser_number(request, person) or secrets.token_hex(8)
    response.set_signed_cookie(
        COOKIE,
        f"{_hash(person)}.{number}",
        salt=_SALT,
        max_age=COOKIE_AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _hash(person: str) -> str:
    return hashlib.sha256(person.encode()).hexdigest()[:32]
