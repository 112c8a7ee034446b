"""Accounts at the desk: invitations, passwords, second factors, sessions, and what is recorded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from newsroom.periodic import run_every_day
from staff import links, second_factor
from staff.audit import Kind
from staff.models import AuditEntry, User
from tests.factories import make_article, make_user
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
OLD, NEW = "password", "Tuesday-ferry-9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ACCOUNT = "/admin/account/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _commits_at_once(monkeypatch):
    """Run what waits for the commit at once: tests are one transaction."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, *a, **k: run())


def log_in(client: Client, name: str, password: str = OLD, **more: str):
    sent = {"username": name, "password": password, **more}
    return client.post(reverse("admin:login"), sent)


def make_code(steps: int = 0) -> str:
    """Return the code an authenticator app shows now, or some steps of half a minute later."""
    now = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, now + 1 + steps))


def add_app(user: User) -> list[str]:
    """Give somebody an authenticator app; return their recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def link_of(mail) -> str:
    """Return the path of the link in an email."""
    return re.search(r"http://localhost:8000(/admin/account/password/\S+)", mail.body)[1]


def entries(kind: Kind) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(kind=kind).order_by("pk"))


# --- invitations and links -----------------------------------------------------------------------


def invite(client: Client, administrator: User, email: str = "nina@paper.example", **more) -> User:
    client.force_login(administrator)
    group = Group.objects.get(name="Reporters")
    sent = {"email": email, "first_name": "Nina", "last_name": "Ost", "groups": [group.pk], **more}
    response = client.post(reverse("admin:staff_user_add"), sent)
    assert response.status_code == 302, response.content.decode()
    client.logout()
    return User.objects.get(email=email)


def test_an_invited_person_chooses_a_password_and_is_at_the_desk(
    client, administrator, mailoutbox
) -> None:
    user = invite(client, administrator)
    assert (user.username, user.is_staff, user.has_usable_password()) == ("nina", True, False)
    assert [group.name for group in user.groups.all()] == ["Reporters"]
    assert mailoutbox[0].to == ["nina@paper.example"] and "7 days" in mailoutbox[0].body
    there = link_of(mailoutbox[0])
    assert "Welcome, Nina Ost" in client.get(there).content.decode()
    answer = client.post(there, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/" and answer.status_code == 200
    assert [entry.about for entry in entries(Kind.INVITED)] == ["nina"]
    assert "groups +Reporters" in entries(Kind.RIGHTS_CHANGED)[0].details


def test_a_link_works_once(client, administrator, mailoutbox) -> None:
    invite(client, administrator)
    there = link_of(mailoutbox[0])
    client.post(there, {"new_password1": NEW, "new_password2": NEW})
    again = Client().get(there)
    assert again.status_code == 410 and "does not work any more" in again.content.decode()


@pytest.mark.parametrize(("purpose", "life"), [("invitation", 7 * 24), ("reset", 2)])
def test_a_link_works_for_a_time(client, editor, purpose, life) -> None:
    there = links.make_link(editor, purpose).removeprefix("http://localhost:8000")
    with time_machine.travel(timezone.now() + timedelta(hours=life, minutes=-1)):
        assert client.get(there).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=life, minutes=1)):
        assert client.get(there).status_code == 410


def test_a_link_is_for_one_purpose_and_is_not_forged(client, editor) -> None:
    there = links.make_link(editor, "reset").removeprefix("http://localhost:8000")
    assert client.get(there.replace("/reset/", "/invitation/")).status_code == 410
    assert client.get(there.replace("/reset/", "/other/")).status_code == 404
    assert client.get(there[:-3] + "x/").status_code == 410


def test_a_link_is_void_when_the_account_has_changed(client, editor) -> None:
    there = links.make_link(editor, "reset").removeprefix("http://localhost:8000")
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get(there).status_code == 410
    User.objects.filter(pk=editor.pk).update(is_active=True, email="other@paper.example")
    assert client.get(there).status_code == 410


def test_two_people_with_the_same_name_get_user_names_of_their_own(client, administrator) -> None:
    assert invite(client, administrator, "nina@a.example").username == "nina"
    assert invite(client, administrator, "nina@b.example").username == "nina2"


def test_nobody_is_invited_twice(client, administrator) -> None:
    make_user("other", email="Nina@paper.example")
    client.force_login(administrator)
    page = client.post(reverse("admin:staff_user_add"), {"email": "nina@paper.example"})
    assert "has an account already" in page.content.decode()
    page = client.post(
        reverse("admin:staff_user_add"), {"email": "n@x.example", "username": "OTHER"}
    )
    assert "has this username already" in page.content.decode()


def test_an_invitation_is_sent_again(client, administrator, mailoutbox) -> None:
    user = invite(client, administrator)
    client.force_login(administrator)
    there = reverse("admin:staff_user_change", args=[user.pk])
    page = client.get(there).content.decode()
    assert "Send the invitation again" in page
    form = {"username": "nina", "email": user.email, "is_active": "on", "is_staff": "on"}
    client.post(there, form | {"_invite": "1"})
    assert len(mailoutbox) == 2 and link_of(mailoutbox[1])


def test_a_password_is_reset_by_e_mail(client, roles, mailoutbox) -> None:
    user = make_user("editor", "Editors", email="ed@paper.example")
    client.post(reverse("account_reset"), {"name": "ED@paper.example"})
    there = link_of(mailoutbox[0])
    client.post(there, {"new_password1": NEW, "new_password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert entries(Kind.PASSWORD_RESET)[0].by == user
    assert "password was changed" in mailoutbox[-1].subject


def test_a_reset_does_not_tell_who_has_an_account(client, mailoutbox, roles) -> None:
    make_user("gone", email="gone@paper.example", is_active=False)
    make_user("editor", email="ed@paper.example")
    pages = set()
    for name in ("ed@paper.example", "gone@paper.example", "nobody@paper.example"):
        page = client.post(reverse("account_reset"), {"name": name}).content.decode()
        pages.add(re.sub(r'nonce="[^"]*"|value="[^"]{64}"', "", page.replace(name, "X")))
    assert len(pages) == 1 and len(mailoutbox) == 1


def test_asking_for_resets_ends_after_three(client, roles, mailoutbox) -> None:
    make_user("editor", email="ed@paper.example")
    for _n in range(5):
        page = client.post(reverse("account_reset"), {"name": "editor"}).content.decode()
    assert "Wait 15 minutes" in page and len(mailoutbox) == 3


def test_a_weak_password_is_refused_with_the_link_still_good(client, editor) -> None:
    there = links.make_link(editor, "reset").removeprefix("http://localhost:8000")
    weak = {"new_password1": "aaaaaaaaaaaa", "new_password2": "aaaaaaaaaaaa"}
    assert "easy to guess" in client.post(there, weak).content.decode()
    assert client.get(there).status_code == 200


def test_a_reset_does_not_get_around_the_second_factor(client, editor) -> None:
    add_app(editor)
    there = links.make_link(editor, "reset").removeprefix("http://localhost:8000")
    answer = client.post(there, {"new_password1": NEW, "new_password2": NEW})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_a_link_never_opens_the_desk_for_who_is_logged_in_as_another(client, editor) -> None:
    client.force_login(make_user("other"))
    there = links.make_link(editor, "reset").removeprefix("http://localhost:8000")
    answer = client.post(there, {"new_password1": NEW, "new_password2": NEW})
    assert answer.headers["Location"] == reverse("admin:login")
    assert client.get("/admin/").status_code == 302


def test_what_an_administrator_sets_is_changed_at_the_first_log_in(
    client, administrator, editor
) -> None:
    client.force_login(administrator)
    there = reverse("admin:auth_user_password_change", args=[editor.pk])
    client.post(there, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    person = Client()
    assert log_in(person, "editor", NEW).status_code == 302
    for page in ("/admin/", ACCOUNT, reverse("admin:articles_article_changelist")):
        assert person.get(page).headers["Location"] == reverse("admin:password_change")
    assert "an administrator knows" in person.get(reverse("admin:password_change")).content.decode()
    own = {"old_password": NEW, "new_password1": "correct horse battery"}
    own["new_password2"] = own["new_password1"]
    person.post(reverse("admin:password_change"), own)
    assert person.get("/admin/").status_code == 200


# --- log-in --------------------------------------------------------------------------------------


def test_an_e_mail_address_is_a_user_name_too(client, roles) -> None:
    make_user("editor", "Editors", email="ed@paper.example")
    assert log_in(client, "Ed@Paper.example").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_code_of_the_app_is_asked_for_and_taken_once(client, editor) -> None:
    add_app(editor)
    assert log_in(client, "editor").headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302, "not logged in yet"
    code, there = make_code(), reverse("mfa_authenticate")
    assert client.post(there, {"code": code}).headers["Location"] == "/admin/"
    assert entries(Kind.LOGGED_IN)[0].details == "password, authenticator app"
    other = Client()
    log_in(other, "editor")
    assert other.post(there, {"code": code}).status_code == 200, "used"


def test_a_recovery_code_stands_in_for_a_lost_phone_once(client, editor) -> None:
    codes = add_app(editor)
    there = reverse("mfa_authenticate")
    log_in(client, "editor")
    assert client.post(there, {"code": codes[0]}).status_code == 302
    other = Client()
    log_in(other, "editor")
    assert other.post(there, {"code": codes[0]}).status_code == 200
    assert other.post(there, {"code": codes[1]}).status_code == 302


def test_guessing_codes_ends_after_ten(client, editor) -> None:
    add_app(editor)
    log_in(client, "editor")
    there = reverse("mfa_authenticate")
    for _n in range(10):
        client.post(there, {"code": "000000"})
    page = client.post(there, {"code": make_code()}).content.decode()
    assert "Too many failed attempts" in page
    assert len(entries(Kind.LOGIN_FAILED)) == 10


def test_what_was_typed_is_kept_through_the_second_factor(client, editor) -> None:
    add_app(editor)
    story = make_article()
    there = reverse("admin:articles_article_change", args=[story.pk])
    page = client.post(there, {"headline": "A headline that took an hour"})
    assert page.status_code == 401
    log_in(client, "editor", **{"next": there, "carried:headline": "A headline that took an hour"})
    page = client.post(reverse("mfa_authenticate"), {"code": make_code()}).content.decode()
    assert "A headline that took an hour" in page and f'action="{there}"' in page


def test_the_log_in_has_no_way_to_sign_up(client, editor) -> None:
    page = client.get(reverse("admin:login")).content.decode()
    assert "sign up" not in page.lower()
    for name in (
        "account_signup",
        "account_email",
        "account_change_password",
        "mfa_signup_webauthn",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    client.force_login(editor)
    assert client.get(f"{ACCOUNT}signup/").status_code == 404


def test_somebody_switched_off_gets_no_further_than_the_log_in(client, editor) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert log_in(client, "editor").status_code == 200


def test_a_log_in_from_a_new_device_is_told_by_e_mail(client, roles, mailoutbox) -> None:
    make_user("editor", "Editors", email="ed@paper.example")
    log_in(client, "editor")
    assert mailoutbox == [], "the first log-in ever is new to nobody"
    client.post(reverse("admin:logout"))
    log_in(client, "editor")
    assert mailoutbox == [], "the same browser"
    elsewhere = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.7")
    log_in(elsewhere, "editor")
    assert "new device" in mailoutbox[0].subject
    assert "Firefox on Linux, from 203.0.113.7" in mailoutbox[0].body


# --- who needs a second factor -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "needs"),
    [("editor", True), ("administrator", True), ("reporter", False), ("photographer", False)],
)
def test_who_may_publish_or_manage_users_needs_a_second_factor(
    client, request, settings, who: str, needs: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(request.getfixturevalue(who))
    for page in ("/admin/", reverse("admin:password_change_done")):
        answer = client.get(page)
        assert answer.status_code == 200 or answer.headers["Location"] == ACCOUNT
    assert (client.get("/admin/").status_code == 302) == needs
    page = on_one_line(client.get(ACCOUNT).content.decode())
    assert ("so a password alone is not enough" in page) == needs


def test_without_it_no_address_of_the_desk_answers(client, editor, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    story = make_article("Old headline")
    client.force_login(editor)
    there = reverse("admin:articles_article_change", args=[story.pk])
    page = client.post(there, {"headline": "A headline that took an hour"})
    assert page.status_code == 403 and "A headline that took an hour" in page.content.decode()
    story.refresh_from_db()
    assert story.headline == "Old headline"
    headers = {"Accept": "application/json"}
    answer = client.post(reverse("admin:story_presence", args=[story.pk]), headers=headers)
    assert answer.status_code == 403 and "second factor" in answer.json()["sentence"]


def test_it_is_set_up_with_an_app_and_recovery_codes(client, editor, settings, mailoutbox) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    User.objects.filter(pk=editor.pk).update(email="ed@paper.example")
    log_in(client, "editor")
    there = reverse("mfa_activate_totp")
    page = client.get(there)
    secret = page.context["form"].secret
    assert secret in page.content.decode() and "data:image/svg+xml" in page.content.decode()
    now = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, now + 1))
    answer = client.post(there, {"code": code})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(answer.headers["Location"])
    assert len(page.context["unused_codes"]) == 10
    assert page.context["unused_codes"][0] in page.content.decode()
    assert client.get("/admin/").status_code == 200
    assert Authenticator.objects.get(type="totp").data["secret"] != secret, "encrypted"
    assert [entry.details for entry in entries(Kind.FACTOR_ADDED)] == ["authenticator app"]
    assert "second factor added" in mailoutbox[0].subject


def test_the_last_factor_of_somebody_who_needs_one_stays(client, editor, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    add_app(editor)
    log_in(client, "editor")
    client.post(reverse("mfa_authenticate"), {"code": make_code()})
    there = reverse("mfa_deactivate_totp")
    assert "Add another one before" in client.get(there).content.decode()
    client.post(there)
    assert second_factor.has_one(editor)
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(there)
    assert not second_factor.has_one(editor)
    assert not Authenticator.objects.exists(), "codes alone protect nothing"


def test_a_page_of_the_desk_costs_no_query_more(
    client, editor, settings, django_assert_num_queries
):
    client.force_login(editor)
    client.get("/admin/")
    there = reverse("admin:password_change_done")
    with django_assert_num_queries(8):
        client.get(there)
    settings.SECOND_FACTOR_REQUIRED = True
    add_app(editor)
    client.get(there)
    with django_assert_num_queries(8):
        client.get(there)


def test_changing_factors_needs_the_password_again_later(client, editor) -> None:
    log_in(client, "editor")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        answer = client.get(reverse("mfa_activate_totp"))
        assert reverse("account_reauthenticate") in answer.headers["Location"]
        there = answer.headers["Location"]
        for _n in range(10):
            client.post(there, {"password": "wrong"})
        page = client.post(there, {"password": "password"}).content.decode()
        assert "Too many failed attempts" in page


def test_a_secret_key_that_is_replaced_still_reads_the_factors(client, editor, settings) -> None:
    add_app(editor)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    log_in(client, "editor")
    assert client.post(reverse("mfa_authenticate"), {"code": make_code()}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    log_in(other, "editor")
    assert other.post(reverse("mfa_authenticate"), {"code": make_code(1)}).status_code == 200


def test_a_factor_that_was_removed_is_missed_at_once(client, editor, settings) -> None:
    add_app(editor)
    other = Client()
    for n, browser in enumerate((client, other)):
        log_in(browser, "editor")
        browser.post(reverse("mfa_authenticate"), {"code": make_code(n)})
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get("/admin/").status_code == other.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(reverse("mfa_deactivate_totp"))
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.get("/admin/").headers["Location"] == ACCOUNT
    assert "/login/" in other.get("/admin/").headers["Location"]


def test_what_was_typed_is_sent_to_no_other_site(client, editor) -> None:
    add_app(editor)
    log_in(client, "editor", **{"next": "https://evil.example/", "carried:headline": "Secret"})
    answer = client.post(reverse("mfa_authenticate"), {"code": make_code()})
    assert "evil.example" not in answer.content.decode() + answer.headers.get("Location", "")


# --- lost phones ---------------------------------------------------------------------------------


def test_an_administrator_removes_a_lost_second_factor(client, administrator, mailoutbox) -> None:
    editor = make_user("editor", "Editors", email="ed@paper.example")
    add_app(editor)
    person = Client()
    log_in(person, "editor")
    person.post(reverse("mfa_authenticate"), {"code": make_code()})
    client.force_login(administrator)
    change = reverse("admin:staff_user_change", args=[editor.pk])
    there = reverse("admin:staff_user_second_factor", args=[editor.pk])
    assert there in client.get(change).content.decode()
    assert "look them in the eye" in on_one_line(client.get(there).content.decode())
    client.post(there)
    assert not Authenticator.objects.exists()
    assert person.get("/admin/").status_code == 302, "logged out"
    [entry] = entries(Kind.FACTOR_REMOVED)
    assert (entry.by, entry.about) == (administrator, "editor")
    assert "were removed" in mailoutbox[-1].subject and "admin" in mailoutbox[-1].body


@pytest.mark.parametrize("who", ["editor", "reporter", "staff_manager", "stranger"])
def test_nobody_else_removes_one(client, request, who: str) -> None:
    victim = make_user("victim", "Editors")
    add_app(victim)
    client.force_login(request.getfixturevalue(who))
    there = reverse("admin:staff_user_second_factor", args=[victim.pk])
    assert client.post(there).status_code == 403
    assert second_factor.has_one(victim)


def test_an_administrator_removes_neither_their_own_nor_a_superusers(client, administrator) -> None:
    root = make_user("root", is_superuser=True)
    add_app(administrator)
    add_app(root)
    client.force_login(administrator)
    for user in (administrator, root):
        there = reverse("admin:staff_user_second_factor", args=[user.pk])
        assert client.post(there).status_code == 403
        assert second_factor.has_one(user)


def test_the_command_lets_the_only_administrator_in_again(administrator, capsys) -> None:
    add_app(administrator)
    call_command("remove_second_factor", "admin")
    assert not second_factor.has_one(administrator)
    for name, words in (("admin", "has no second factor"), ("nobody", "No user")):
        with pytest.raises(CommandError, match=words):
            call_command("remove_second_factor", name)


# --- sessions ------------------------------------------------------------------------------------


def test_own_sessions_are_listed_and_ended(client, editor) -> None:
    there, phone = Client(headers={"user-agent": FIREFOX}), Client()
    for browser in (client, there, phone):
        log_in(browser, "editor")
    page = client.get(ACCOUNT).content.decode()
    assert "Firefox on Linux" in page and "This browser" in page
    session = UserSession.objects.get(user_agent=FIREFOX)
    client.post(reverse("end_sessions"), {"session": session.pk})
    assert there.get("/admin/").status_code == 302
    assert phone.get("/admin/").status_code == client.get("/admin/").status_code == 200
    client.post(reverse("end_sessions"), {"session": "others"})
    assert phone.get("/admin/").status_code == 302 and client.get("/admin/").status_code == 200
    assert len(entries(Kind.SESSIONS_ENDED)) == 2


def test_nobody_ends_the_sessions_of_others(client, editor, reporter) -> None:
    victim = Client()
    log_in(victim, "reporter")
    log_in(client, "editor")
    pk = UserSession.objects.get(user=reporter).pk
    client.post(reverse("end_sessions"), {"session": pk})
    client.post(reverse("end_sessions"), {"session": "x"})
    assert victim.get("/admin/").status_code == 200


def test_switching_somebody_off_ends_their_sessions(client, administrator, editor) -> None:
    person = Client()
    log_in(person, "editor")
    client.force_login(administrator)
    there = reverse("admin:staff_user_change", args=[editor.pk])
    client.post(there, {"username": "editor", "is_staff": "on"})
    assert not UserSession.objects.filter(user=editor).exists()
    assert person.get("/admin/").status_code == 302
    assert entries(Kind.RIGHTS_CHANGED)[0].details == "groups −Editors; active no"
    User.objects.filter(pk=editor.pk).update(is_active=True)
    assert person.get("/admin/").status_code == 302, "and being switched on brings none back"


def test_a_session_that_is_not_listed_ends_with_its_user_too(client, editor) -> None:
    client.force_login(editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_changing_the_password_logs_out_everywhere_else(client, editor) -> None:
    other = Client()
    log_in(other, "editor")
    log_in(client, "editor")
    form = {"old_password": "password", "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("admin:password_change"), form)
    assert other.get("/admin/").status_code == 302 and client.get("/admin/").status_code == 200
    assert UserSession.objects.count() == 1
    assert entries(Kind.PASSWORD_CHANGED)[0].about == "editor"


def test_an_idle_desk_asks_for_the_password_again(client, editor, settings) -> None:
    settings.IDLE_HOURS = 2
    log_in(client, "editor")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert client.get("/admin/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=30)):
        assert client.get("/admin/").status_code == 200, "used an hour and a half ago"
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        assert client.get("/admin/").status_code == 302
    assert entries(Kind.SESSIONS_ENDED)[0].details == "idle" and not entries(Kind.LOGGED_OUT)


def test_an_open_tab_alone_does_not_keep_a_desk_from_being_idle(client, editor, settings) -> None:
    settings.IDLE_HOURS = 2
    story = make_article()
    log_in(client, "editor")
    there = reverse("admin:story_presence", args=[story.pk])
    for hours in (1, 1.9):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            client.post(there, {})
    with time_machine.travel(timezone.now() + timedelta(hours=2.1)):
        assert client.get("/admin/").status_code == 302


def test_what_was_typed_at_an_idle_desk_is_kept_through_the_log_in(client, editor) -> None:
    there = reverse("admin:articles_article_change", args=[make_article().pk])
    log_in(client, "editor")
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        answer = client.post(there, {"headline": "A headline that took an hour"})
    assert answer.status_code == 401 and "that took an hour" in answer.content.decode()


def test_sessions_that_ended_are_not_listed_and_their_rows_go(client, editor) -> None:
    log_in(client, "editor")
    client.post(reverse("admin:logout"))
    log_in(client, "editor")
    other = Client(headers={"user-agent": FIREFOX})
    log_in(other, "editor")
    other.post(reverse("admin:logout"))
    assert UserSession.objects.filter(user_agent=FIREFOX).exists()
    assert "Firefox" not in client.get(ACCOUNT).content.decode()
    run_every_day(timezone.now())
    assert UserSession.objects.count() == 1


def test_setting_somebodys_password_keeps_ones_own_session_in_the_list(
    client, administrator, editor
) -> None:
    log_in(client, "admin")
    there = reverse("admin:auth_user_password_change", args=[editor.pk])
    client.post(there, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert "This browser" in client.get(ACCOUNT).content.decode()


def test_without_a_limit_no_desk_is_idle(client, editor, settings) -> None:
    settings.IDLE_HOURS = 0
    log_in(client, "editor")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert client.get("/admin/").status_code == 200


# --- the log -------------------------------------------------------------------------------------


def test_log_ins_failures_lock_outs_and_log_outs_are_recorded(client, editor) -> None:
    abroad = {"REMOTE_ADDR": "203.0.113.7"}
    for _n in range(10):
        client.post(reverse("admin:login"), {"username": "editor", "password": "x"}, **abroad)
    client.post(reverse("admin:login"), {"username": "hunter2-secret", "password": "x"}, **abroad)
    failed = entries(Kind.LOGIN_FAILED)
    assert len(failed) == 11 and {entry.address for entry in failed} == {"203.0.113.7"}
    assert failed[-1].about == "unknown name", "it may be a password"
    assert [entry.about for entry in entries(Kind.LOCKED_OUT)] == ["editor"]
    log_in(client, "editor")
    client.post(reverse("admin:logout"))
    assert entries(Kind.LOGGED_IN)[0].by == entries(Kind.LOGGED_OUT)[0].by == editor


def test_a_change_of_what_a_group_may_do_is_recorded(client, roles) -> None:
    client.force_login(make_user("root", is_superuser=True))
    group = Group.objects.get(name="Reporters")
    client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Reporters"})
    [entry] = entries(Kind.RIGHTS_CHANGED)
    assert (entry.by.username, entry.about) == ("root", "group Reporters")


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"),
        *("mfa_generate_recovery_codes", "mfa_download_recovery_codes", "end_sessions"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    ],
)
def test_a_stranger_gets_no_page_of_an_account(client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302 and "/login/" in answer.headers["Location"]


def test_pages_of_accounts_are_kept_by_nobody_and_have_no_inline_script(client, editor) -> None:
    log_in(client, "editor")
    add_app(editor)
    for name in ("mfa_index", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_reset"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
        assert "no-store" in answer.headers["Cache-Control"]
        inline = re.findall(
            r"<script(?![^>]*(?:src=|application/json|nonce=))", answer.content.decode()
        )
        assert inline == [] and " style=" not in answer.content.decode()


def test_nobody_reaches_factors_and_sessions_around_the_log(client, roles) -> None:
    client.force_login(make_user("root", is_superuser=True))
    page = client.get("/admin/").content.decode()
    for app in ("account/emailaddress", "mfa/authenticator", "socialaccount/socialtoken"):
        assert client.get(f"/admin/{app}/").status_code == 404
        assert app not in page
