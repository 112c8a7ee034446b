"""Where a photo is used: live stories, what is to come, copy, faces, fronts; at a fixed cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import workflow
from photos.models import Photo
from photos.usage import NAMED, attach_live_stories, find_uses
from tests.factories import (
    a_publisher,
    make_article,
    make_author,
    make_live,
    make_photo,
    make_placement,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/admin/photos/photo/"


def in_text(photo: Photo) -> str:
    return f'<p>Words.</p><figure data-photo="{photo.pk}"></figure>'


def test_everything_that_uses_a_photo_is_found(roles) -> None:
    photo, now = make_photo(), timezone.now()
    led, within = make_live(lead_photo=photo), make_live(body=in_text(photo))
    coming = make_article(lead_photo=photo)
    workflow.schedule(coming, by=a_publisher(), at=now + DAY)
    draft, face = make_article(body=in_text(photo)), make_author(portrait=photo)
    placement = make_placement(make_live().article, photo=photo)
    uses = find_uses(photo, make_user("boss", is_superuser=True))
    assert {edition.pk for edition in uses.live} == {led.pk, within.pk}
    assert [edition.article_id for edition in uses.coming] == [coming.pk]
    copy = {led.article_id, within.article_id, coming.pk, draft.pk}
    assert {story.pk for story in uses.desk} == copy
    assert (uses.faces, uses.fronts) == ([face], [placement])


def test_a_photo_nobody_uses_says_so(roles) -> None:
    assert not find_uses(make_photo(), make_user("boss", is_superuser=True))


def test_an_edition_that_is_over_is_no_use(roles) -> None:
    photo = make_photo()
    edition = make_live(lead_photo=photo)
    edition.article.lead_photo = make_photo()
    edition.article.save()
    workflow.update(edition.article, by=a_publisher(), change="minor")
    uses = find_uses(photo, make_user("boss", is_superuser=True))
    assert not uses


def test_somebody_elses_copy_and_what_is_to_come_are_not_named(reporter) -> None:
    photo = make_photo()
    workflow.schedule(
        make_article("Secret plan", lead_photo=photo),
        by=a_publisher(),
        at=timezone.now() + DAY,
    )
    mine = make_article(lead_photo=photo, created_by=reporter)
    uses = find_uses(photo, reporter)
    assert uses.desk == [mine]
    assert (uses.coming, uses.more_desk) == ([], 1)


def test_the_newest_live_stories_are_named_and_all_are_counted() -> None:
    often, never = make_photo(), make_photo()
    now = timezone.now()
    stories = [make_live(lead_photo=often, live_from=now - n * DAY) for n in range(1, 6)]
    attach_live_stories([often, never], now)
    assert often.live_count == 5
    assert [edition.pk for edition in often.live_stories] == [e.pk for e in stories[:NAMED]]
    assert (never.live_count, never.live_stories) == (0, [])


def test_the_list_of_rights_that_end_soon_names_the_stories(client: Client, photographer) -> None:
    client.force_login(photographer)
    soon = timezone.now() + 13 * DAY
    for number in range(3):
        photo = make_photo(f"Photo {number}", rights_until=soon)
        make_live(f"Story {number}", body=in_text(photo))
    html = client.get(f"{LIST}?status=expiring").content.decode()
    for number in range(3):
        assert f">Story {number}</a>" in html
    assert html.count("In 1 live story") == 3


def test_naming_stories_costs_one_query_for_one_photo_or_many(
    client: Client, photographer, django_assert_max_num_queries
) -> None:
    client.force_login(photographer)
    soon = timezone.now() + 13 * DAY
    for _ in range(8):
        photo = make_photo(rights_until=soon)
        make_live(lead_photo=photo)
        make_live(lead_photo=photo)
    for address in (f"{LIST}?status=expiring", "/admin/"):
        client.get(address)
        with django_assert_max_num_queries(15):
            html = client.get(address).content.decode()
        assert html.lower().count("in 2 live stories") == 8


@pytest.mark.parametrize(
    ("days", "told"), [(-1, False), (0.01, True), (13.99, True), (14.01, False)]
)
def test_the_desk_hears_two_weeks_before(client: Client, photographer, days, told) -> None:
    client.force_login(photographer)
    make_photo("Quay", rights_until=timezone.now() + days * DAY)
    html = client.get("/admin/").content.decode()
    assert ("Rights expiring soon" in html) is told


def test_rights_of_what_is_in_the_trash_are_nobodys_worry(client: Client, photographer) -> None:
    client.force_login(photographer)
    now = timezone.now()
    make_photo(rights_until=now + DAY, spiked_at=now)
    assert "Rights expiring soon" not in client.get("/admin/").content.decode()


def test_staff_managers_hear_nothing_of_rights(client: Client, staff_manager) -> None:
    client.force_login(staff_manager)
    make_photo(rights_until=timezone.now() + DAY)
    assert "Rights expiring soon" not in client.get("/admin/").content.decode()


def test_a_replaced_picture_keeps_its_details_and_every_crop_is_ordered(
    client: Client, photographer, monkeypatch
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from photos import renditions
    from photos.models import Rendition
    from tests.factories import picture

    ordered = []
    monkeypatch.setattr(
        renditions, "enqueue_renditions", lambda photo, crops=None: ordered.append(crops)
    )
    client.force_login(photographer)
    photo = make_photo()
    Rendition.objects.create(photo=photo, crop="16x9", width=1, height=1, bytes=1, format="jpeg")
    names = ("title", "caption", "alt", "credit", "licence", "focal_x", "focal_y")
    fields = {name: str(getattr(photo, name)) for name in names}
    fields["file"] = SimpleUploadedFile("new.jpg", picture(90, 30))
    assert client.post(f"{LIST}{photo.pk}/change/", fields).status_code == 302
    kept, photo = photo, Photo.objects.get()
    assert (photo.width, photo.caption, photo.credit) == (90, kept.caption, kept.credit)
    assert ordered == [["16x9", "square", "whole"]]
