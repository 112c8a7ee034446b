"""The desk under the policy that is really sent: nothing inline, no complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLResolver, reverse

from articles.models import Article, HouseRule
from desk.models import ShareLink
from photos.renditions import make_now
from staff import audit
from tests import test_visibility
from tests.browser.desk import FAILED, SAVE, TEXT, open_story, press
from tests.factories import (
    make_article,
    make_author,
    make_banner,
    make_front,
    make_live,
    make_outlet,
    make_photo,
    make_placement,
    make_source,
    make_topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
paper = test_visibility.world  # its fixture: a paper with a story of every kind
REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
  window.violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""


@pytest.fixture
def violations(page) -> list[str]:
    """What the browser reports of the policy on every page from here on."""
    found: list[str] = []
    page.expose_function("violated", lambda report: found.append(report))
    page.add_init_script(REPORT)
    return found


def test_a_sentence_is_typed_saved_and_read_back_with_ordinary_spaces(
    violations,
    at_desk,
    editor,
) -> None:
    story = make_article("Under the policy", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    sentence = "The harbour master rang twice before noon."
    page.click(TEXT)
    with page.expect_response("**/autosave/"):
        page.keyboard.type(sentence)
    assert Article.objects.get().body == f"<p>{sentence}</p>"
    press(page, SAVE)
    page.wait_for_selector(TEXT)
    assert Article.objects.get().body == f"<p>{sentence}</p>"
    assert page.inner_text(TEXT).strip() == sentence
    assert "&nbsp;" not in page.inner_html(TEXT)
    assert violations == []


@dataclass(frozen=True)
class Route:
    """An address of the desk: its name, and what is to be filled in."""

    name: str
    route: str

    @property
    def noun(self) -> str:
        """The package and model it is about: “articles/article”."""
        return "/".join(self.route.split("/")[:2])

    @property
    def blanks(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)


def desk_routes() -> list[Route]:
    """List every address of the desk that has a name."""

    def walk(patterns: list, before: str = "") -> Iterator[Route]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif pattern.name:
                yield Route(pattern.name, route)

    return list(walk(admin.site.urls[0]))


# Refused to everybody, with a page that says so.
REFUSED = {
    "autocomplete",  # without a field
    "fronts_front_add",
    "fronts_front_delete",
    "fronts_placement_delete",
    "fronts_banner_delete",
    "staff_user_delete",
    "staff_user_second_factor",  # one's own
    "staff_auditentry_add",
    "staff_auditentry_delete",
}
ASKED = {"story_compared": "?from=now&to=now"}
# Addresses without a screen of their own, and why.
NO_SCREEN = {
    "delete_view": "is pressed, and leads back to its list",
    "logout": "leads to the log-in, which is visited",
    "photos_file": "is a picture",
    "view_on_site": "leads to a reader's page",
    "app_list": "nothing leads there",
    "outlet_outlet_add": "there is one paper",
    "outlet_outlet_delete": "there is one paper",
}


def test_no_screen_of_the_desk_breaks_the_policy(
    violations,
    at_desk,
    administrator,
) -> None:
    """Each named address of the desk is visited, so that a new screen is, too."""
    administrator.is_superuser = True
    administrator.save()
    author, source, photo = make_author(user=administrator), make_source(), make_photo()
    make_now(photo)
    live = make_live("Out", authors=[author], sources=[source], lead_photo=photo).article
    things = {
        "articles/article": live,
        "articles/section": live.section,
        "articles/topic": make_topic(),
        "articles/houserule": HouseRule.objects.create(
            name="Quay", look_for="pier", advice="Quay."
        ),
        "authors/author": author,
        "photos/photo": photo,
        "sources/source": source,
        "fronts/front": make_front(),
        "fronts/placement": make_placement(live),
        "fronts/banner": make_banner(),
        "staff/user": administrator,
        "staff/auditentry": audit.record(audit.Kind.EXPORTED, by=administrator),
        "auth/group": Group.objects.first(),
        "outlet/outlet": make_outlet(),
    }
    page, site = at_desk(administrator)
    page.expected.append(FAILED)  # what is refused to everybody
    answers = {}
    for route in desk_routes():
        if route.name in NO_SCREEN:
            continue
        filled = {"number": 1, "link": 1, "review": 1}
        if {"object_id", "pk", "id"} & set(route.blanks):
            assert route.noun in things, f"make one of {route.noun}, to visit {route.name}"
            filled |= dict.fromkeys(("object_id", "pk", "id"), things[route.noun].pk)
        there = reverse(f"admin:{route.name}", kwargs={name: filled[name] for name in route.blanks})
        answers[route.name] = visit(page, site + there + ASKED.get(route.name, ""), violations)
    assert {name for name, status in answers.items() if status == 403} == REFUSED
    # Of a confidential source: test_confidential.py visits its screens as a person named.
    missing = {name for name, status in answers.items() if status == 404}
    assert missing and all(name.startswith("sources_source_confidential") for name in missing)
    # 405 is a page too: of an address that only takes forms.
    assert set(answers.values()) <= {0, 200, 403, 404, 405}, answers
    assert list(answers.values()).count(200) > 80, "nearly every address is a screen"


def test_no_readers_page_breaks_the_policy(violations, page, live_server, paper) -> None:
    """Each public route is visited; that each is on the list, tests/test_visibility.py says."""
    page.expected.append(FAILED)  # pages that are gone, or never were
    link = ShareLink.objects.get(article__headline="Headline secretdraft")
    addresses = [link.get_absolute_url(), "/world/2020/01/01/never-was/"]
    for name, where in test_visibility.SURFACES.items():
        addresses += where(paper) if name == "article" else where(paper)[:1]
    pages = [visit(page, live_server.url + each, violations) for each in addresses]
    assert {404, 410} <= set(pages) and pages.count(200) > 15


def visit(page, address: str, violations: list[str]) -> int:
    """Open an address if there is a page; return what the server said, 0 where there is none."""
    answer = page.request.get(address)
    page_there = answer.headers.get("content-type", "").startswith("text/html") and answer.text()
    if not page_there:
        return 0
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy, address
    page.goto(address)
    assert violations == [], address
    return answer.status


def test_the_browser_does_report_what_breaks_the_policy(violations, at_desk, editor) -> None:
    page, _site = at_desk(editor)
    page.expected.append("Executing inline script violates")
    page.expected.append("Refused to execute inline script")
    page.evaluate(
        """() => {
          const script = document.createElement("script")
          script.textContent = "document.title = 'run'"
          document.body.append(script)
        }"""
    )
    page.wait_for_timeout(200)
    assert [each.split()[0] for each in violations] == ["script-src-elem"]
    assert page.title() != "run"
