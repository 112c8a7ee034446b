"""Accounts in a browser: from invitation to first page, a lost phone, brute force."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.urls import reverse

from staff.models import AuditEntry, User
from tests.browser.desk import failures_expected, log_in, log_out, open_story, press
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW, SECRET = "Tuesday-ferry-9", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def make_code(secret: str, steps: int = 0) -> str:
    """Return the code that an authenticator app shows: now, or a step of half a minute later."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now + steps))


def enter(page: Page, site: str, name: str, password: str = NEW) -> None:
    page.goto(f"{site}/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    press(page, "#login-form button[type=submit]")


def link_of(message, site: str) -> str:
    return site + re.search(r"http://[^/]+(/admin/account/password/\S+)", message.body)[1]


def add_virtual_device(page: Page) -> None:
    """Give a page a device that holds passkeys and says yes."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    device |= {"hasUserVerification": True, "isUserVerified": True}
    device |= {"automaticPresenceSimulation": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def set_up_app(page: Page) -> tuple[str, list[str]]:
    """Set up an authenticator app; return its secret and the recovery codes."""
    press(page, "main a[href$='/account/app/']")
    secret = page.inner_text(".secret-key")
    page.fill("#id_code", make_code(secret))
    press(page, "main button.default")
    return secret, page.locator(".codes code").all_inner_texts()


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_from_an_invitation_to_the_first_page(
    window, live_server, administrator, settings, screen: dict
) -> None:
    desk = window()
    log_in(desk, live_server.url, administrator)
    desk.goto(f"{live_server.url}/admin/staff/user/add/")
    desk.fill("#id_email", "nina@paper.example")
    desk.fill("#id_first_name", "Nina")
    desk.get_by_text("Editors", exact=True).click()
    press(desk, ".foot button[name=_save]")
    assert "An invitation goes to nina@paper.example" in desk.inner_text(".messagelist")
    settings.SECOND_FACTOR_REQUIRED = True
    page = window(**screen)
    page.goto(link_of(mail.outbox[0], live_server.url))
    page.fill("#id_new_password1", "aaaaaaaaaaaa")
    page.fill("#id_new_password2", "aaaaaaaaaaaa")
    press(page, "main button.default")
    assert "easy to guess" in page.inner_text("main")
    page.fill("#id_new_password1", NEW)
    page.fill("#id_new_password2", NEW)
    press(page, "main button.default")
    assert "a password alone is not enough" in page.inner_text("main")
    page.goto(f"{live_server.url}/admin/articles/article/")
    assert page.url.endswith("/admin/account/"), "nothing else comes before"
    _secret, codes = set_up_app(page)
    assert len(codes) == 10 == len(set(codes))
    press(page, "main a.button.default")
    assert page.url == f"{live_server.url}/admin/"
    assert page.inner_text("h1") and page.locator("#nav-sidebar").count()
    nina = User.objects.get(email="nina@paper.example")
    assert nina.last_login and Authenticator.objects.filter(user=nina).count() == 2


def test_a_lost_phone(window, live_server, administrator) -> None:
    editor = make_user("editor", "Editors", email="ed@paper.example")
    page = window()
    log_in(page, live_server.url, editor)
    page.goto(f"{live_server.url}/admin/account/")
    _secret, codes = set_up_app(page)
    log_out(page)
    enter(page, live_server.url, "editor", "password")
    page.fill("#id_code", codes[3])
    press(page, "#login-form button.default")
    assert page.url == f"{live_server.url}/admin/", "a recovery code"
    log_out(page)
    # The codes are lost as well: an administrator helps.
    desk = window()
    log_in(desk, live_server.url, administrator)
    desk.goto(f"{live_server.url}{reverse('admin:staff_user_change', args=[editor.pk])}")
    press(desk, "text=Remove second factor…")
    press(desk, "main button.stop")
    assert "is removed" in desk.inner_text(".messagelist")
    assert "were removed" in mail.outbox[-1].subject
    enter(page, live_server.url, "editor", "password")
    assert page.url == f"{live_server.url}/admin/"
    entry = AuditEntry.objects.filter(kind="factor_removed").get()
    assert (entry.by, entry.about) == (administrator, "editor")
    desk.goto(f"{live_server.url}/admin/staff/auditentry/?q=editor")
    assert "Second factor removed" in desk.inner_text("#result_list")


def test_passkeys_as_second_factor_and_alone(window, live_server, editor) -> None:
    page = window()
    site = live_server.url.replace("127.0.0.1", "localhost")
    add_virtual_device(page)
    log_in(page, site, editor)
    page.goto(f"{site}/admin/account/passkeys/add/")
    page.fill("#id_name", "My laptop")
    with page.expect_navigation(url="**/codes/"):
        page.click("main button.default")
    page.goto(f"{site}/admin/account/")
    assert "My laptop" in page.inner_text("main")
    log_out(page)
    enter(page, site, "editor", "password")
    page.click("text=Use a passkey")
    page.wait_for_selector("#nav-sidebar")
    log_out(page)
    page.goto(f"{site}/admin/articles/article/")
    page.click("text=Log in with a passkey")
    page.wait_for_selector("#nav-sidebar")
    assert page.url == f"{site}/admin/articles/article/", "where they wanted to go"
    assert AuditEntry.objects.filter(kind="logged_in").count() == 3


def test_the_open_tab_of_somebody_who_is_switched_off(
    window, live_server, reporter, administrator
) -> None:
    story = make_article("The ferry", created_by=reporter)
    page, desk = window(), window()
    log_in(page, live_server.url, reporter)
    open_story(page, live_server.url, story)
    log_in(desk, live_server.url, administrator)
    desk.goto(f"{live_server.url}{reverse('admin:staff_user_change', args=[reporter.pk])}")
    desk.uncheck("#id_is_active", force=True)
    press(desk, ".foot button[name=_save]")
    with failures_expected(page):
        page.fill("#id_headline", "Written after leaving")
        with page.expect_response("**/autosave/") as answer:
            page.keyboard.press("End")
            page.keyboard.type("!")
        assert answer.value.status in (401, 403)
        press(page, ".side button[name=_save]")
        assert "Log in again" in page.inner_text("main"), "what was typed is kept"
        enter(page, live_server.url, "reporter", "password")
        assert "Wrong username or password" in page.inner_text("main")
    story.refresh_from_db()
    assert story.headline == "The ferry"


def test_brute_force_from_one_address_while_the_editor_gets_in(window, live_server, editor) -> None:
    at_home, attacker = window(), window()
    log_in(at_home, live_server.url, editor)
    log_out(at_home)
    for _n in range(10):
        enter(attacker, live_server.url, "editor", "wrong")
    enter(attacker, live_server.url, "editor", "password")
    assert "Too many failed attempts" in attacker.inner_text("main"), "locked, though it is right"
    enter(at_home, live_server.url, "editor", "password")
    assert at_home.url == f"{live_server.url}/admin/"
    assert AuditEntry.objects.filter(kind="locked_out", about="editor").count() == 1


def test_a_second_factor_is_set_up_after_an_hour_with_the_password_again(
    window, live_server, editor
) -> None:
    TOTP.activate(editor, SECRET)
    page = window()
    enter(page, live_server.url, "editor", "password")
    page.fill("#id_code", make_code(SECRET))
    press(page, "#login-form button.default")
    page.goto(f"{live_server.url}/admin/account/confirm/")
    page.fill("#id_password", "wrong")
    press(page, "main button.default")
    assert "assword" in page.inner_text(".errorlist")
    page.fill("#id_password", "password")
    press(page, "main button.default")
    assert page.url == f"{live_server.url}/admin/"
