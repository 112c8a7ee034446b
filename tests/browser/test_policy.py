"""The desk under the policy that is really sent: nothing inline, no complaint."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Article
from tests.browser.desk import SAVE, TEXT, press
from tests.factories import make_article, make_author, make_live, make_photo, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
  window.violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""


@pytest.fixture
def violations(page) -> list[str]:  # noqa: ANN001
    """What the browser reports of the policy on every page from here on."""
    found: list[str] = []
    page.expose_function("violated", lambda report: found.append(report))
    page.add_init_script(REPORT)
    return found


def at(name: str, *ids: int) -> str:
    return reverse(f"admin:{name}", args=ids)


def test_a_sentence_is_typed_saved_and_read_back_with_ordinary_spaces(
    violations,  # noqa: ANN001
    at_desk,  # noqa: ANN001
    editor,  # noqa: ANN001
) -> None:
    story = make_article("Under the policy", body="")
    page, site = at_desk(editor)
    answer = page.goto(site + at("articles_article_change", story.pk))
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "script-src 'self'" in policy and "style-src 'self'" in policy
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


def test_no_screen_of_the_desk_breaks_the_policy(violations, at_desk, administrator) -> None:  # noqa: ANN001
    administrator.is_superuser = True
    administrator.save()
    author, source, photo = make_author(), make_source(), make_photo()
    live = make_live("Out", authors=[author], sources=[source], lead_photo=photo).article
    draft = make_article("In the making")
    page, site = at_desk(administrator)
    for there in (
        at("index"),
        at("articles_article_changelist"),
        at("articles_article_add"),
        at("articles_article_change", live.pk),
        at("articles_article_change", draft.pk),
        at("story_preview", draft.pk),
        at("story_history", live.pk),
        at("file_copy"),
        at("photos_photo_changelist"),
        at("photos_photo_change", photo.pk),
        at("sources_source_change", source.pk),
        at("authors_author_change", author.pk),
        at("fronts_front_changelist"),
        at("outlet_outlet_changelist"),
    ):
        page.goto(site + there)
        page.wait_for_load_state("networkidle")
        assert violations == [], there


def test_the_browser_does_report_what_breaks_the_policy(violations, at_desk, editor) -> None:  # noqa: ANN001
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
