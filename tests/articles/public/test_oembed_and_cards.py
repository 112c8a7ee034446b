"""What others show of our stories: share pictures, cards, oEmbed, links between languages."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from articles import workflow
from articles.public.article_page import article_page
from outlet import share_picture
from photos.models import Rendition
from tests.factories import make_article, make_author, make_live, make_outlet, make_photo
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db


def meta_of(client, path: str) -> dict[str, str]:
    """Return what a page says of itself in its head, by property or name."""
    page = on_one_line(client.get(path).content.decode())
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page)
    return dict(found)


def share_path(edition) -> str:
    return article_page(edition, timezone.now()).share_picture


def test_a_story_without_a_photo_gets_a_picture_with_its_headline(client):
    make_outlet(name="The Tide")
    edition = make_live("Eel ladder cleared")
    meta = meta_of(client, edition.get_absolute_url())
    assert meta["og:image"] == f"http://testserver{share_path(edition)}"
    response = client.get(share_path(edition))
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert response.content != client.get("/share.png").content


def test_a_story_with_a_photo_shows_that(client):
    photo = make_photo(alt="A quay at night")
    Rendition.objects.create(
        photo=photo, crop="whole", format="jpeg", width=1200, height=800, file="r/b.jpg", bytes=9
    )
    meta = meta_of(client, make_live(lead_photo=photo).get_absolute_url())
    assert meta["og:image"] == "http://testserver/media/r/b.jpg"
    assert (meta["og:image:width"], meta["og:image:alt"]) == ("1200", "A quay at night")
    assert meta["twitter:card"] == "summary_large_image"


def test_no_picture_is_drawn_of_what_readers_may_not_see(client, editor):
    live = make_live()
    path = share_path(live)
    assert client.get(path).status_code == 200
    workflow.withdraw(live.article, by=editor, reason="It was wrong.")
    assert client.get(path).status_code == 404
    later = workflow.schedule(
        make_article("Tomorrow"), by=editor, at=timezone.now() + timedelta(hours=2)
    )
    assert client.get(share_path(later)).status_code == 404


def test_a_headline_in_a_script_the_face_lacks_is_left_out():
    assert share_picture.has_glyphs("Chair steps aside: “Café”")
    assert not share_picture.has_glyphs("ستة قباطنة")
    assert share_picture.draw_picture("Ledger", "ستة قباطنة") == share_picture.draw_picture(
        "Ledger"
    )


def test_a_long_headline_stays_between_the_edges():
    lines = share_picture.wrap_words("A rather long headline " * 8, share_picture.load_font(62))
    widths = [share_picture.load_font(62).getlength(line) for line in lines]
    assert len(lines) > 2
    assert max(widths) <= share_picture.WIDTH - 2 * share_picture.EDGE


def test_every_page_says_how_it_looks_when_it_is_shared(client):
    author = make_author("Ann", checked_at=timezone.now())
    edition = make_live(authors=[author])
    for path in ("/", "/world/", "/about/", author.get_absolute_url(), edition.get_absolute_url()):
        meta = meta_of(client, path)
        assert meta["og:url"] == f"http://testserver{path}"
        assert meta["og:image"].startswith("http://testserver/")
        assert meta["og:title"], path


# --- oEmbed


def embed(client, edition, **asked: str):
    url = f"http://testserver{edition.get_absolute_url()}"
    return client.get("/oembed", {"url": url, **asked})


def test_oembed_describes_a_story(client):
    make_outlet(name="The Tide")
    edition = make_live("Eels & <b>ladders</b>", authors=[make_author("Ann", slug="ann")])
    response = embed(client, edition)
    answer = json.loads(response.content)
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"
    assert answer["author_url"] == "http://testserver/authors/ann/"
    assert "Eels &amp; &lt;b&gt;ladders" in answer["html"]
    assert "<script" not in answer["html"]
    assert response["Access-Control-Allow-Origin"] == "*"
    page = on_one_line(client.get(edition.get_absolute_url()).content.decode())
    link = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)[1]
    assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_oembed_in_xml_and_in_nothing_else(client):
    edition = make_live()
    assert embed(client, edition, format="xml")["Content-Type"].startswith("text/xml")
    assert embed(client, edition, format="yaml").status_code == 501


@pytest.mark.parametrize(("asked", "given"), [("", 600), ("300", 300), ("9", 200), ("x", 600)])
def test_oembed_keeps_within_the_width_asked_for(client, asked, given):
    assert json.loads(embed(client, make_live(), maxwidth=asked).content)["width"] == given


@pytest.mark.parametrize(
    "url", ["", "http://elsewhere.example/world/", "http://testserver/none/", "http://[x", "nul%00"]
)
def test_oembed_knows_only_our_own_stories(client, url):
    make_live()
    assert client.get("/oembed", {"url": url}).status_code == 404


def test_a_retracted_story_is_not_passed_on(client, editor):
    edition = make_live()
    workflow.update(edition.article, by=editor, change="retraction", note="We were misled.")
    assert embed(client, edition).status_code == 404


# --- languages


def languages_of(client, edition) -> dict[str, str]:
    page = client.get(edition.get_absolute_url()).content.decode()
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))


def test_translations_point_at_each_other_and_at_themselves(client):
    original = make_live("Oorspronkelijk", language="nl")
    english = make_live("Translated", language="en", translation_of=original.article)
    arabic = make_live("مترجم", language="ar", translation_of=original.article)
    links = languages_of(client, original)
    assert set(links) == {"nl", "en", "ar"}
    assert languages_of(client, english) == languages_of(client, arabic) == links
    assert "Read it in English" in client.get(original.get_absolute_url()).content.decode()


def test_a_translation_that_is_not_live_is_not_named(client, editor):
    original = make_live("Oorspronkelijk", language="nl")
    make_article("Draft", language="en", translation_of=original.article)
    stray = make_live("Was none when printed", language="de")
    stray.article.translation_of = original.article
    stray.article.save()
    gone = make_live("Gone", language="fr", translation_of=original.article)
    workflow.withdraw(gone.article, by=editor, reason="It was wrong.")
    assert languages_of(client, original) == {}
