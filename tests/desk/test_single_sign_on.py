"""Single sign-on with a small OpenID provider on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from staff.models import AuditEntry, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
CLIENT_ID, CLIENT_KEY = "newsroom", "between-us-0123456789-0123456789-0123456789"


class Provider(ThreadingHTTPServer):
    """Says of whoever comes that they are `person`, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.person = {"sub": "42", "email": "ed@paper.example", "email_verified": True}
        self.token: dict = {}  # what the ID token says otherwise
        self.asked: list[dict[str, str]] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer = self.server.issuer
        pages = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "jwks_uri": f"{issuer}/keys",
            },
            "/userinfo": {**self.server.person, "name": "Ed Itor", "picture": "https://x.example"},
        }
        self.answer(pages[self.path])

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append({name: value for name, [value] in parse_qs(sent).items()})
        claims = {"iss": self.server.issuer, "aud": CLIENT_ID, "exp": 4_000_000_000, "iat": 1}
        claims |= self.server.person | self.server.token
        token = jwt.encode(claims, CLIENT_KEY, algorithm="HS256")
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def answer(self, content: dict) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        providers = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
        app = {"provider_id": "sso", "name": "Merrow ID", "client_id": CLIENT_ID}
        app |= {"secret": CLIENT_KEY, "settings": {"server_url": server.issuer}}
        providers["openid_connect"]["APPS"] = [app]
        settings.SOCIALACCOUNT_PROVIDERS = providers
        settings.OIDC_ISSUER, settings.OIDC_NAME = server.issuer, "Merrow ID"
        yield server
        server.shutdown()


@pytest.fixture
def ed(roles) -> User:
    return make_user("ed", "Editors", email="Ed@paper.example")


def sign_on(client, url: str = "/admin/"):
    """Go to the provider and come back from there."""
    there = client.get(reverse("openid_connect_login", args=["sso"]), {"next": url})
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"], "PKCE"
    back = reverse("openid_connect_callback", args=["sso"])
    assert asked["redirect_uri"] == [f"http://testserver{back}"]
    return client.get(back, {"code": "1", "state": asked["state"][0]})


def test_an_invited_person_signs_on(client, provider, ed) -> None:
    page = client.get(reverse("admin:login")).content.decode()
    assert "Log in with Merrow ID" in page
    answer = sign_on(client, "/admin/articles/article/")
    assert answer.headers["Location"] == "/admin/articles/article/"
    assert client.get("/admin/").context["user"] == ed
    assert provider.asked[0]["code_verifier"] and provider.asked[0]["client_id"] == CLIENT_ID
    entry = AuditEntry.objects.get(kind="logged_in")
    assert (entry.by, entry.details) == (ed, "single sign-on")
    assert SocialAccount.objects.get().extra_data == {} and not EmailAddress.objects.exists()
    client.post(reverse("admin:logout"))
    assert sign_on(client).headers["Location"] == "/admin/", "and again"
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize("verified", [False, None, "false", 0])
def test_an_address_that_is_not_verified_opens_nothing(client, provider, ed, verified) -> None:
    provider.person["email_verified"] = verified
    answer = sign_on(client)
    assert answer.status_code == 403 and "did not confirm" in answer.content.decode()
    assert client.get("/admin/").status_code == 302 and not SocialAccount.objects.exists()
    assert "not verified" in AuditEntry.objects.get().details


def test_nobody_is_made_a_user(client, provider, roles) -> None:
    answer = sign_on(client)
    assert answer.status_code == 403 and "Ask for an invitation" in answer.content.decode()
    assert not User.objects.exists() and not SocialAccount.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_is_switched_off_stays_outside(client, provider, ed, change) -> None:
    sign_on(client)
    client.post(reverse("admin:logout"))
    User.objects.filter(pk=ed.pk).update(**change)
    assert sign_on(client).status_code == 403
    assert client.get("/admin/").status_code == 302


def test_an_address_two_users_have_opens_neither(client, provider, ed) -> None:
    make_user("ed2", "Editors", email="ed@paper.example")
    assert sign_on(client).status_code == 403


def test_an_address_given_to_somebody_else_opens_nothing(client, provider, ed) -> None:
    sign_on(client)
    client.post(reverse("admin:logout"))
    provider.person["sub"] = "43"
    answer = sign_on(client)
    assert answer.status_code == 403 and "not the one" in answer.content.decode()


def test_a_person_whose_address_changed_opens_no_other_account(client, provider, ed) -> None:
    sign_on(client)
    client.post(reverse("admin:logout"))
    make_user("boss", "Administrators", email="boss@paper.example")
    provider.person["email"] = "boss@paper.example"
    assert sign_on(client).status_code == 403


def test_a_profile_of_somebody_else_than_the_token_opens_nothing(client, provider, ed) -> None:
    provider.token = {"sub": "7"}
    assert sign_on(client).status_code == 403


def test_the_second_factor_is_asked_for_all_the_same(client, provider, ed) -> None:
    TOTP.activate(ed, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert sign_on(client).headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "came", [{"code": "1", "state": "forged"}, {"error": "server_error"}, {"code": "1"}]
)
def test_what_did_not_begin_here_ends_here(client, provider, ed, came) -> None:
    answer = client.get(reverse("openid_connect_callback", args=["sso"]), came)
    assert answer.status_code == 403 and "did not work" in answer.content.decode()
    assert not provider.asked


def test_a_provider_that_is_away_is_said_in_words(client, provider, ed) -> None:
    provider.shutdown()
    provider.server_close()
    answer = client.get(reverse("openid_connect_login", args=["sso"]))
    assert answer.status_code == 403 and "did not work" in answer.content.decode()


def test_signing_on_elsewhere_does_not_change_who_is_logged_in(client, provider, ed) -> None:
    client.force_login(make_user("other"))
    there = client.get(reverse("openid_connect_login", args=["sso"]), {"process": "connect"})
    state = parse_qs(urlsplit(there.headers["Location"]).query)["state"][0]
    back = reverse("openid_connect_callback", args=["sso"])
    assert client.get(back, {"code": "1", "state": state}).headers["Location"] == "/admin/"
    assert not SocialAccount.objects.exists()


def test_without_a_provider_there_is_no_such_log_in(client, roles) -> None:
    assert "Log in with single" not in client.get(reverse("admin:login")).content.decode()
    assert client.get(reverse("openid_connect_login", args=["sso"])).status_code == 404
