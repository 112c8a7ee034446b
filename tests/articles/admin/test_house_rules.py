"""House rules: kept by editors, tried before they go live, and never a trap for the desk."""

from time import process_time

import pytest
from django.urls import reverse

from articles.findings.read_story import read_story
from articles.models import HouseRule
from tests.factories import make_article, make_live
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
RULE = {
    "name": "Bus",
    "look_for": "omnibus",
    "advice": "Write “bus”.",
    "instead": "bus",
    "example": "The bus was late.",
    "severity": "warning",
    "state": "live",
    "languages": "",
    "reason": "",
}


def add(desk, **fields):
    return desk.post(reverse("admin:articles_houserule_add"), {**RULE, **fields})


def tried(desk, **fields) -> str:
    answer = desk.post(reverse("admin:articles_houserule_try"), {**RULE, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_live_rule_is_read_by_and_a_draft_is_not(desk, editor):
    story = make_article(body="<p>The omnibus was late. “An omnibus,” it read.</p>")
    add(desk, state="draft")
    assert read_story(story).findings == []
    rule = HouseRule.objects.get()
    assert rule.changed_by == editor
    add(desk, name="Bus, live")
    [finding] = read_story(story).findings
    assert (finding.words, finding.fix) == ("omnibus", "bus")
    assert finding.message == "Bus, live: Write “bus”."


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(a+)+$", "takes too long on some texts"),
        pytest.param(r"(x|x)*(x|xx)+$y", "takes too long on some texts", marks=pytest.mark.slow),
        pytest.param(r"(\w+\s?)+$!", "takes too long on some texts", marks=pytest.mark.slow),
        ("((((a{1000}){1000}){1000}){1000})", "it repeats too often"),
        ("a{999999999}", "it repeats too often"),
        pytest.param("(?R)", "takes too long on some texts", marks=pytest.mark.slow),
        ("(", "is not valid"),
        ("a*", "matches empty text"),
        ("[z-a]", "is not valid"),
        ("(?P<n>a)(?P<m>", "is not valid"),
    ],
)
def test_a_pattern_that_would_trap_the_desk_is_refused_with_a_sentence(desk, pattern, sentence):
    began = process_time()
    html = add(desk, look_for=pattern, is_pattern="on").content.decode()
    assert sentence in html
    assert not HouseRule.objects.exists()
    assert sentence in tried(desk, look_for=pattern, is_pattern="on", sample="aaaa")
    assert process_time() - began < 20, "no pattern hangs the desk"


def test_a_word_may_hold_the_signs_of_patterns(desk):
    add(desk, look_for="C++ (old)", example="")
    assert HouseRule.objects.get().look_for == "C++ (old)"


def test_an_example_may_not_break_its_own_rule(desk):
    html = add(desk, example="The omnibus was late.").content.decode()
    assert "This example breaks the rule." in html


def test_languages_are_named_by_their_codes(desk):
    assert (
        "Enter language codes, for example: en, nl."
        in add(desk, languages="English").content.decode()
    )
    add(desk, languages="nl, en")
    assert HouseRule.objects.get().as_style_rule().languages == ("nl", "en")


def test_a_rule_is_tried_on_a_text_and_on_live_stories(desk):
    make_live("With it", body="<p>An omnibus came.</p>")
    make_live("Only quoted", body="<p>“An omnibus came,” it read.</p>")
    make_live("Without it", body="<p>A tram came.</p>")
    make_article("Not out yet", body="<p>An omnibus came.</p>")
    html = on_one_line(tried(desk, sample="The omnibus <b> came. “Omnibus,” it read."))
    assert "The <mark>omnibus</mark> &lt;b&gt; came." in html
    assert "Found once in this text." in html
    assert "Found in 1 of the 3 newest live stories." in html
    assert "With it" in html and "Not out yet" not in html
    assert not HouseRule.objects.exists()


def test_nothing_to_look_for_is_said_so(desk):
    assert "Enter what to look for." in tried(desk, look_for="")


def test_editors_keep_the_rules_and_others_do_not(client, reporter, photographer):
    for person in (reporter, photographer):
        client.force_login(person)
        assert client.get(reverse("admin:articles_houserule_changelist")).status_code == 403
        assert client.post(reverse("admin:articles_houserule_try"), RULE).status_code == 403


def test_rules_are_set_live_and_back_from_the_list(desk):
    add(desk, state="draft")
    rule = HouseRule.objects.get()
    address = reverse("admin:articles_houserule_changelist")
    for action, state in (("set_live", "live"), ("set_draft", "draft")):
        desk.post(address, {"action": action, "_selected_action": [rule.pk]})
        rule.refresh_from_db()
        assert rule.state == state
