"""Nothing is lost: what is typed reaches the server by itself, whatever happens on the way."""

from __future__ import annotations

import pytest

from articles.models import Article
from tests.factories import make_article, make_author, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = ".tiptap.ProseMirror[role=textbox]"
SAVED = "#saving [data-state=saved]"


def open_story(page, site: str, story: Article) -> None:  # noqa: ANN001
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.wait_for_selector(TEXT)


def type_and_wait(page, words: str) -> None:  # noqa: ANN001
    """Type, and wait until the server has taken it."""
    with page.expect_response("**/autosave/"):
        page.keyboard.type(words)
    page.wait_for_selector(SAVED)


def test_what_is_typed_is_saved_by_itself_with_ordinary_spaces(at_desk, editor) -> None:  # noqa: ANN001
    story = make_article("A story to write on", body="")
    page, site = at_desk(editor)
    open_story(page, site, story)
    page.click(TEXT)
    type_and_wait(page, "The tide came twice in one night.")
    story.refresh_from_db()
    assert story.body == "<p>The tide came twice in one night.</p>"
    assert "\u00a0" not in story.body and story.version == 2
    assert page.inner_text(SAVED).startswith("Saved ")
    assert page.input_value("[name=version]") == "2"
    type_and_wait(page, " And again.")
    story.refresh_from_db()
    assert story.body.endswith("night. And again.</p>")


def test_a_new_story_gets_its_row_without_losing_the_caret(at_desk, reporter) -> None:  # noqa: ANN001
    make_section("city", name="City")
    own = make_author("Noor Vell", user=reporter)
    page, site = at_desk(reporter)
    page.goto(f"{site}/admin/articles/article/add/")
    page.select_option("#id_section", label="City")
    page.click(TEXT)
    type_and_wait(page, "One")
    story = Article.objects.get()
    assert page.url.endswith(f"/{story.pk}/change/")
    type_and_wait(page, " two")
    story.refresh_from_db()
    assert story.body == "<p>One two</p>"
    assert [line.author for line in story.bylines.all()] == [own]
    with page.expect_navigation():
        page.click(".side .default[name=_save]")
    assert Article.objects.count() == 1 and page.is_hidden("#unsent")
