"""Authors, sources, sections, users and settings at the desk."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from authors.models import Author
from desk.templatetags.desk import day_and_time
from outlet.models import Outlet
from sources.models import Source
from staff.models import User
from tests.factories import make_author, make_live, make_section, make_source, make_user
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def author_data(author: Author, **changes) -> dict:
    data = {"name": author.name, "slug": author.slug, "status": author.status}
    data |= {"short_bio": author.short_bio, "role": "", "long_bio": "", "pronouns": ""}
    return {**data, **changes}


def test_a_staff_manager_who_saves_has_looked(client, staff_manager) -> None:
    author = make_author("A guest")
    client.force_login(staff_manager)
    there = reverse("admin:authors_author_change", args=[author.pk])
    lines = {"places": "Merrow\n\n Ister \nMerrow", "links": "https://example.org/me"}
    client.post(there, author_data(author, **lines))
    author.refresh_from_db()
    assert author.checked_at and author.places == ["Merrow", "Ister"]
    assert author.links == ["https://example.org/me"]


def test_a_link_that_is_none_is_refused(client, staff_manager) -> None:
    author = make_author()
    client.force_login(staff_manager)
    there = reverse("admin:authors_author_change", args=[author.pk])
    page = client.post(there, author_data(author, links="javascript:alert(1)")).content.decode()
    assert "is not a valid web address" in page


def test_those_to_check_stand_first(client, staff_manager) -> None:
    make_author("Aaron", checked_at=timezone.now())
    make_author("Zoe")
    client.force_login(staff_manager)
    page = client.get(reverse("admin:authors_author_changelist"))
    assert [author.name for author in page.context["cl"].result_list] == ["Zoe", "Aaron"]


def test_an_editor_may_add_a_guest_and_change_nobody(client, editor) -> None:
    client.force_login(editor)
    data = {"name": "Ada Guest", "slug": "ada-guest", "short_bio": "Writes about tides."}
    client.post(reverse("admin:authors_author_add"), {**data, "status": "staff", "role": ""})
    guest = Author.objects.get()
    assert (guest.status, guest.checked_at) == (Author.Status.GUEST, None)
    there = reverse("admin:authors_author_change", args=[guest.pk])
    assert client.post(there, author_data(guest, name="Somebody else")).status_code == 403
    guest.refresh_from_db()
    assert guest.name == "Ada Guest"


def test_a_staff_manager_sees_no_copy_and_no_users(client, staff_manager) -> None:
    client.force_login(staff_manager)
    for name in ("articles_article", "staff_user", "outlet_outlet", "sources_source"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403


def test_what_stands_on_stories_is_not_deleted(client, administrator) -> None:
    author, source = make_author("Printed"), make_source("Cited")
    section = make_section("world")
    make_live(authors=[author], sources=[source], section=section)
    client.force_login(administrator)
    for name, thing in (
        ("authors_author", author),
        ("sources_source", source),
        ("articles_section", section),
    ):
        there = reverse(f"admin:{name}_delete", args=[thing.pk])
        client.post(there, {"post": "yes"})
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_a_reporter_adds_a_source_under_their_name(client, reporter) -> None:
    client.force_login(reporter)
    data = {"kind": "person", "name": "Mina Ost", "slug": "mina-ost", "role": "harbour master"}
    client.post(reverse("admin:sources_source_add"), data)
    assert Source.objects.get().created_by == reporter


def test_the_settings_are_one_form(client, administrator) -> None:
    client.force_login(administrator)
    answer = client.get(reverse("admin:outlet_outlet_changelist"), follow=True)
    assert answer.status_code == 200 and Outlet.objects.count() == 1
    assert client.get(reverse("admin:outlet_outlet_add")).status_code == 403
    page = answer.content.decode()
    assert '<option value="nl">Dutch</option>' in page
    assert '<option value="Asia/Tokyo">Asia/Tokyo</option>' in page


def test_an_administrator_cannot_make_themselves_a_superuser(client, administrator) -> None:
    root = make_user("root", is_superuser=True)
    client.force_login(administrator)
    there = reverse("admin:staff_user_change", args=[root.pk])
    assert client.post(there, {"username": "root", "is_superuser": "on"}).status_code == 403
    own = reverse("admin:staff_user_change", args=[administrator.pk])
    data = {"username": "admin", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    client.post(own, data)
    assert not User.objects.get(pk=administrator.pk).is_superuser
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    new = {"password1": "a-long-new-one-1", "password2": "a-long-new-one-1"}
    assert client.post(password, new).status_code == 403


def test_a_sections_address_is_fixed_once_it_has_stories(client, administrator) -> None:
    section = make_section("world")
    make_live(section=section)
    client.force_login(administrator)
    there = reverse("admin:articles_section_change", args=[section.pk])
    client.post(there, {"name": "The world", "slug": "elsewhere", "position": 0})
    section.refresh_from_db()
    assert (section.name, section.slug) == ("The world", "world")


def test_rows_fields_and_forms_have_names_for_who_cannot_see_them(client, staff_manager) -> None:
    author = make_author("A guest")
    client.force_login(staff_manager)
    rows = client.get(reverse("admin:authors_author_changelist")).content.decode()
    assert '<th scope="row" class="field-' in rows
    change = reverse("admin:authors_author_change", args=[author.pk])
    form = on_one_line(client.get(change).content.decode())
    assert form.count("<fieldset") == form.count("<legend")
    assert re.search(r'id="author_form"\s+aria-label="', form)
    assert 'for=""' not in form


def test_who_may_only_look_gets_no_form_to_send(client, administrator) -> None:
    author = make_author("A guest")
    client.force_login(administrator)
    page = client.get(reverse("admin:authors_author_change", args=[author.pk])).content.decode()
    assert "A guest" in page
    assert 'id="author_form"' not in page


def test_what_django_says_at_the_desk_is_said_in_plain_words(client, administrator) -> None:
    client.force_login(administrator)
    there = reverse("admin:articles_section_change", args=[make_section("world").pk])
    sent = {"name": "The world", "slug": "world", "position": 0}
    page = client.post(there, sent, follow=True).content.decode()
    assert "The world</a>” saved." in page
    assert "successfully" not in page


@pytest.mark.parametrize("language", ["en", "en-gb"])
def test_dates_of_django_are_written_as_those_of_the_desk(settings, language) -> None:
    settings.FORMAT_MODULE_PATH = "newsroom.formats"
    formats.reset_format_cache()
    try:
        with translation.override(language):
            assert formats.localize(datetime(2026, 12, 1, 4, 35)) == "1 Dec 2026, 04:35"
    finally:
        formats.reset_format_cache()


@pytest.mark.parametrize("language", ["en", "en-gb"])
def test_sentences_of_django_that_the_desk_rewords(language) -> None:
    with translation.override(language):
        assert gettext("This field is required.") == "This field is required."
        assert gettext("users") == "users" and gettext("No action selected.") == "Choose an action."


def test_a_time_of_today_is_written_without_its_day() -> None:
    now = timezone.now()
    assert re.fullmatch(r"\d\d:\d\d", day_and_time(now))
    assert re.fullmatch(r"\d{1,2} \w+, \d\d:\d\d", day_and_time(now - timedelta(days=3)))


def test_a_filter_and_the_help_of_a_password_have_their_names(client, administrator) -> None:
    client.force_login(administrator)
    page = on_one_line(client.get(reverse("admin:staff_user_changelist")).content.decode())
    assert '<a href="?groups__isnull=True">none</a>' in page
    change = reverse("admin:staff_user_change", args=[administrator.pk])
    assert 'id="id_password_helptext"' in client.get(change).content.decode()


def test_labels_of_password_forms_have_no_colon(client, administrator) -> None:
    client.force_login(administrator)
    given = reverse("admin:auth_user_password_change", args=[administrator.pk])
    for there in (reverse("admin:password_change"), given):
        page = client.get(there).content.decode()
        assert "assword</label>" in page and ":</label>" not in page
