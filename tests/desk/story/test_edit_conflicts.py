"""Two people on one story: both texts side by side, put together, and nothing given up unseen."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from articles.admin.text_diff import Difference
from articles.models import Article, Byline
from tests.articles.admin.test_article_admin import address, sent
from tests.factories import make_article, make_author, make_topic, make_user

pytestmark = pytest.mark.django_db
BODY = "<p>One.</p><p>Two.</p><p>Three.</p>"


@pytest.fixture
def noor(roles) -> Client:
    """A second editor, Noor Vell, logged in."""
    other = Client()
    other.force_login(make_user("noor", "Editors", first_name="Noor", last_name="Vell"))
    return other


def kept(story: Article) -> list[tuple[str, str, str]]:
    """Return comment, headline and person of every version in the history, oldest first."""
    return [
        (version.revision.comment, version.field_dict["headline"], str(version.revision.user))
        for version in Version.objects.get_for_object(story).order_by("pk")
    ]


def differing(answer) -> dict[str, Difference]:
    return {row.key: row for row in answer.context["rows"] if isinstance(row, Difference)}


def picks(answer) -> dict[str, str]:
    """Return what the page of two texts has picked already."""
    rows = differing(answer).values()
    return {f"pick-{row.key}": "other" if row.by == "other" else "one" for row in rows}


def both_change(story: Article, desk: Client, noor: Client, mine: dict, theirs: dict):
    """Open a story twice, save theirs, then try to save mine."""
    noor.post(address(story), sent(story, standfirst="Where both begin"))
    story.refresh_from_db()
    typed = sent(story, form_id=str(uuid4()))
    noor.post(address(story), {**sent(story), **theirs})
    data = {**typed, **mine}
    return data, desk.post(address(story), data)


def test_a_late_save_shows_both_texts_and_saves_nothing(desk, noor) -> None:
    story = make_article("The gate closed", body=BODY)
    mine = {"headline": "The gate closed twice", "body": BODY.replace("Two", "Two and more")}
    theirs = {"headline": "The gate closed thrice", "body": BODY.replace("Three", "Drei")}
    _data, answer = both_change(story, desk, noor, mine, theirs)
    page = answer.content.decode()
    assert "Noor Vell saved while you were writing" in page
    rows = differing(answer)
    assert rows["headline"].one == "The gate closed <del>twice</del>"
    assert rows["headline"].other == "The gate closed <ins>thrice</ins>"
    assert [rows[key].by for key in ("headline", "body-1", "body-2")] == ["", "one", "other"]
    story.refresh_from_db()
    assert story.headline == "The gate closed thrice"


def test_what_only_one_changed_is_taken_and_the_rest_is_chosen(desk, noor, editor) -> None:
    story = make_article("The gate closed", body=BODY, topics=[make_topic("Tides")])
    mine = {"headline": "Mine", "body": BODY.replace("Two", "Two and more"), "kicker": "Flood"}
    theirs = {"headline": "Theirs", "body": BODY.replace("Three", "Drei"), "dateline": "Merrow"}
    data, answer = both_change(story, desk, noor, mine, theirs)
    chosen = {
        **picks(answer),
        "pick-headline": "other",
        "how": "merge",
        "_merge": answer.context["story"].version,
    }
    desk.post(address(story), {**data, **chosen})
    story.refresh_from_db()
    assert story.headline == "Theirs" and (story.kicker, story.dateline) == ("Flood", "Merrow")
    assert story.body == "<p>One.</p><p>Two and more.</p><p>Drei.</p>"
    assert [topic.name for topic in story.topics.all()] == ["Tides"]
    given_up = ("Discarded in a merge", "Mine", str(editor))
    assert given_up in kept(story) and kept(story)[-1][1] == "Theirs"


@pytest.mark.parametrize("how", ["mine", "theirs"])
def test_one_text_may_be_taken_whole(desk, noor, how: str) -> None:
    story = make_article("As it was")
    data, answer = both_change(story, desk, noor, {"headline": "mine"}, {"headline": "theirs"})
    shown = answer.context["story"].version
    desk.post(address(story), {**data, "how": how, "_merge": shown})
    story.refresh_from_db()
    assert story.headline == how
    assert {"mine", "theirs"} <= {headline for _comment, headline, _who in kept(story)} | {how}


def test_lists_of_names_are_chosen_whole(desk, noor) -> None:
    ann, bo = make_author("Ann Quay"), make_author("Bo Lock")
    story = make_article(authors=[ann])
    row = {"bylines-TOTAL_FORMS": 2, "bylines-1-author": bo.pk, "bylines-1-role": "by"}
    theirs = {**row, "bylines-1-position": 1}
    data, answer = both_change(story, desk, noor, {"headline": "Mine"}, theirs)
    rows = differing(answer)
    assert rows["bylines"].by == "other" and "Bo Lock" in rows["bylines"].other
    chosen = {**picks(answer), "_merge": answer.context["story"].version}
    desk.post(address(story), {**data, **chosen})
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert [line.author for line in story.bylines.all()] == [ann, bo]


def test_a_third_save_meanwhile_shows_both_texts_anew(desk, noor) -> None:
    story = make_article("As it was")
    data, answer = both_change(story, desk, noor, {"headline": "Mine"}, {"headline": "Theirs"})
    shown = answer.context["story"].version
    story.refresh_from_db()
    noor.post(address(story), sent(story, headline="Theirs again"))
    answer = desk.post(address(story), {**data, "how": "mine", "_merge": shown})
    assert differing(answer)["headline"].other
    story.refresh_from_db()
    assert story.headline == "Theirs again"


def test_what_is_the_same_is_no_conflict(desk, noor) -> None:
    story = make_article("As it was")
    _data, answer = both_change(story, desk, noor, {"headline": "Both"}, {"headline": "Both"})
    assert answer.status_code == 302
    assert "Already saved" in desk.get(answer["Location"]).content.decode()


def test_words_of_both_are_escaped_beside_each_other(desk, noor) -> None:
    story = make_article("As it was")
    mine, theirs = {"headline": "<script>alert(1)</script>"}, {"headline": "<b>Theirs</b>"}
    _data, answer = both_change(story, desk, noor, mine, theirs)
    page = answer.content.decode()
    assert "<script>alert(1)" not in page and "<b>Theirs" not in page


def test_a_mark_without_another_word_is_seen(desk, noor) -> None:
    story = make_article(body="<p>Plain words.</p>")
    mine = {"body": "<p>Plain <strong>words</strong>.</p>"}
    _data, answer = both_change(story, desk, noor, mine, {"kicker": "Flood"})
    row = differing(answer)["body-0"]
    assert row.by == "one" and "strong" in row.one


def test_somebody_elses_autosave_counts_as_theirs(desk, noor) -> None:
    story = make_article("As it was")
    typed = sent(story, headline="Mine", form_id=str(uuid4()))
    there = reverse("admin:story_autosave", args=[story.pk])
    noor.post(there, sent(story, headline="Theirs", form_id=str(uuid4())))
    answer = desk.post(address(story), typed)
    chosen = {"how": "mine", "_merge": answer.context["story"].version}
    desk.post(address(story), {**typed, **chosen})
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert ("Autosaved", "Theirs", "Noor Vell") in kept(story)
    assert Byline.objects.filter(article=story).count() == 1
