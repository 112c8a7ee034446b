"""The page where filed copy becomes drafts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article
from tests.factories import make_section
from tests.on_one_line import on_one_line

pytestmark = pytest.mark.django_db
COPY = "The quay is closed\n\nIt was closed on Monday by the port.\n\nIt will open again in May.\n"


@pytest.fixture
def post(client, reporter):
    """Post to the page as a reporter; return the response."""
    client.force_login(reporter)
    section = make_section()

    def send(**fields):
        return client.post(reverse("admin:file_copy"), {"section": section.pk, **fields})

    return send


def test_several_files_become_drafts_and_the_refused_one_says_why(post):
    files = [
        SimpleUploadedFile("one.txt", COPY.encode()),
        SimpleUploadedFile("empty.txt", b""),
        SimpleUploadedFile("two.md", b"# Two\n\nText of the second story, long enough.\n"),
    ]
    html = post(uploads=files).content.decode()
    assert {article.headline for article in Article.objects.all()} == {"The quay is closed", "Two"}
    assert "“empty.txt” is empty" in html


def test_pasted_copy_becomes_a_draft(post):
    post(text=COPY, headline="A better headline")
    article = Article.objects.get()
    assert article.headline == "A better headline"
    assert "It will open again in May." in article.body


def test_what_the_copy_desk_mended_and_still_asks_stands_in_the_report(post):
    marks = COPY + "\n‘It is shut,” it read from today.\n"
    html = post(text=marks, fix="on").content.decode()
    assert "Fixed: This quotation opens with ‘ and closes with ”." in html
    assert "Copy desk, warning: “today”: the story gives no date." in html
    assert "“It is shut,”" in Article.objects.get().body
    html = post(text=marks).content.decode()
    assert "Copy desk, error: This quotation opens with ‘ and closes with ”." in html


def test_the_report_parts_what_was_understood_from_what_is_missing_and_to_check(post):
    copy = COPY.replace("by the port", "from today") + "\nSource: Harbour Board\n"
    html = on_one_line(post(text=copy, fix="on").content.decode())
    understood, missing, check, read = (
        html.index(f"{words}</{end}")
        for words, end in (
            ("What was found", "h3>"),
            ("Missing", "h3>"),
            ("To check", "h3>"),
            ("How the file was read", "summary>"),
        )
    )
    assert understood < html.index("<dd>Harbour Board</dd>") < missing
    story = Article.objects.get()
    there = reverse("admin:articles_article_change", args=[story.pk])
    assert missing < html.index(f'<a href="{there}#id_bylines">Add a byline.</a>') < check
    assert check < html.index("“Harbour Board” was added as a source") < read
    assert read < html.index("Read as UTF-8.")


def test_what_was_pasted_stays_when_something_is_wrong(post):
    html = post(text=COPY, section="").content.decode()
    assert "It was closed on Monday" in html
    assert not Article.objects.exists()


def test_nothing_sent_is_said_so(post):
    assert "Choose a file or paste text." in post().content.decode()


def test_who_may_not_write_is_shown_out(client, photographer):
    client.force_login(photographer)
    assert client.get(reverse("admin:file_copy")).status_code == 403
