"""The form of a citation: who it was that day, terms that are kept, and who checked it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory

from articles.admin.citation_form import CitationForm
from articles.admin.inlines import CitationInline
from articles.models import Article, Citation
from tests.factories import make_article, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker():
    return make_user("checker", is_superuser=True)


def form_of(citation: Citation, by, **sent) -> CitationForm:
    """Fill the form of a citation with what it holds, and changes."""
    request = RequestFactory().get("/admin/")
    request.user = by
    form_class = CitationInline(Article, admin.site).get_formset(request).form
    shown = form_class(instance=citation)
    held = {name: shown[name].value() for name in shown.fields}
    data = {name: str(value) for name, value in held.items() if value not in (None, "")}
    data |= {"is_checked": held["is_checked"] and "on"}
    return form_class({**data, **sent}, instance=citation)


def new(source=None) -> Citation:
    return Citation(article=make_article(), source=source or make_source("Ann Hill", kind="person"))


def test_a_citation_takes_the_source_as_it_is_that_day(checker):
    port = make_source("Port of Merrow")
    source = make_source("Mina Ost", kind="person", role="harbour master", affiliation=port)
    form = form_of(new(source), checker)
    assert form.is_valid(), form.errors
    citation = form.save()
    assert citation.as_printed == ("Mina Ost", "harbour master", "Port of Merrow")
    source.role = "retired"
    again = form_of(Citation.objects.get(pk=citation.pk), checker, note="seen again")
    assert again.is_valid() and again.save().role_as_printed == "harbour master"


def test_another_source_brings_its_own_name(checker):
    citation = form_of(new(), checker)
    citation.is_valid()
    other = make_source("BNR")
    form = form_of(citation.save(), checker, source=other.pk)
    assert form.is_valid() and form.save().name_as_printed == "BNR"


def test_a_citation_is_on_the_record_unless_something_else_is_said(checker):
    form = form_of(new(), checker, terms="")
    assert form.is_valid() and form.save().terms == "on_record"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("shown_as", "Ann Hill, a pilot"),
        ("title", "Letter from HILL"),
        ("note", "Ann  Hill asked us"),
        ("url", "https://hill.example/"),
        ("archived_url", "https://archive.example/hill"),
    ],
)
def test_what_may_tell_readers_who_it_is_is_refused(checker, field, typed):
    form = form_of(new(), checker, terms="anonymous", shown_as="a pilot")
    assert form.is_valid(), form.errors
    form = form_of(new(), checker, **{"terms": "anonymous", "shown_as": "a pilot", field: typed})
    assert not form.is_valid() and list(form.errors) == [field]
    assert form_of(new(), checker, **{field: typed}).is_valid()


def test_a_check_says_who_and_when_and_does_not_outlive_a_change(checker):
    form = form_of(new(), checker, is_checked="on", title="Page 4")
    assert form.is_valid()
    citation = form.save()
    when = citation.checked_at
    assert citation.checked_by == checker and when is not None
    assert "checker" in form_of(citation, checker).fields["is_checked"].help_text

    kept = form_of(citation, make_user("other", is_superuser=True), note="a word more")
    assert kept.is_valid() and kept.save().checked_by == checker
    assert citation.checked_at == when
    changed = form_of(citation, checker, title="Page 5")
    assert changed.is_valid() and changed.save().checked_at is None


def test_a_check_is_taken_back(checker):
    form = form_of(new(), checker, is_checked="on")
    assert form.is_valid()
    untick = form_of(form.save(), checker, is_checked="")
    assert untick.is_valid() and untick.save().checked_by is None
