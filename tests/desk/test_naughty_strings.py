"""Every string of the Big List of Naughty Strings in every text field of the desk.

It goes in and comes out unchanged, or is refused with a sentence and comes back as it was typed.
The admin's registry says which forms there are: a new one is covered as soon as it is registered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import uuid4

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, HouseRule, Section, Topic
from authors.models import Author
from desk.models import Note, SavedView
from fronts.models import Banner, Front, Placement
from outlet.models import Outlet
from photos.models import Photo
from sources.models import Source
from staff.models import AuditEntry, User
from tests.factories import (
    make_article,
    make_author,
    make_banner,
    make_live,
    make_outlet,
    make_photo,
    make_placement,
    make_section,
    make_source,
    make_topic,
    make_user,
)
from vocabulary.text import html_to_text

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
UNRULED = "la"  # a language whose quotation marks the desk does not set


THEIRS = {"django_tasks_database"}  # registered by a library
LATER = timezone.now() + timedelta(days=1)


def make_story() -> Article:
    return make_article(language=UNRULED, sources=[make_source()])


# One of each kind that the registry holds.
MAKE = {
    Article: make_story,
    Section: make_section,
    Topic: lambda: make_topic("Eels"),
    HouseRule: lambda: HouseRule.objects.create(name="Cellars", look_for="cellar", advice="No."),
    Author: make_author,
    Photo: make_photo,
    Source: make_source,
    Placement: lambda: make_placement(make_live().article, starts_at=LATER),
    Banner: lambda: make_banner(starts_at=LATER, ends_at=LATER + timedelta(hours=1)),
    Outlet: make_outlet,
    User: lambda: make_user("somebody"),
    Group: lambda: Group.objects.create(name="Night desk"),
}


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    return json.loads((shared / "samples/naughty-strings/blns.json").read_text())


@pytest.fixture
def chief(client: Client, roles) -> Client:
    client.force_login(make_user("chief", is_superuser=True))
    return client


def folded(text: Any) -> str:
    """Return a text without its spaces: which of them a field folds is its own rule."""
    return "".join(str(text).split())


def forms_in(context: Any) -> Iterator[forms.BaseForm]:
    yield context["adminform"].form
    for part in context.get("inline_admin_formsets", []):
        yield part.formset.management_form
        yield from part.formset.forms


def filled(form: forms.BaseForm) -> Iterator[tuple[str, Any]]:
    """Return what a browser sends of a form as it stands."""
    for name, field in form.fields.items():
        bound = form[name]
        value, widget = bound.value(), field.widget
        if isinstance(field, forms.FileField) or field.disabled:
            continue
        if isinstance(widget, forms.MultiWidget):
            parts = widget.decompress(value)
            for number, inner in enumerate(widget.widgets):
                sent = bound.html_name + widget.widgets_names[number]
                yield sent, inner.format_value(parts[number]) or ""
        elif isinstance(field, forms.BooleanField):
            if value:
                yield bound.html_name, "on"
        elif isinstance(value, list | tuple | set):
            yield bound.html_name, [str(getattr(each, "pk", each)) for each in value]
        else:
            shown = widget.format_value(value) if hasattr(widget, "format_value") else value
            shown = shown[0] if isinstance(shown, list) and shown else shown
            yield bound.html_name, "" if shown is None or shown == [] else shown


def texts_of(form: forms.BaseForm) -> dict[str, str]:
    """Return a form's fields for words: the name each is sent by, and its own."""
    return {
        form[name].html_name: name
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField)
        and not field.disabled
        and not field.widget.is_hidden
        and not isinstance(field.widget, forms.Select)
    }


def typed_into(name: str, text: str) -> str:
    return f"<p>x{escaped(text)}x</p>" if name == "body" else text


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stored_in(row: Model, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, list):
        return "\n".join(value)
    return html_to_text(value)[1:-1] if name == "body" else value


def refused_in(found: Iterator[forms.BaseForm]) -> dict[str, tuple[list[str], Any]]:
    """Return by the name it is sent by what each refused field says, and what it shows."""
    return {
        form[name].html_name if name in form.fields else f"{form.prefix}:{name}": (
            [str(why) for why in whys],
            form[name].value() if name in form.fields else None,
        )
        for form in found
        for name, whys in form.errors.items()
    }


def is_the_same(stored: str, text: str) -> bool:
    """Say whether a field holds what was typed; several are filled where they are left blank.

    A link is taken to be of https, and the letters of a log-in are folded.
    """
    kept = {folded(stored), folded(stored).removeprefix("https://")}
    return not text.strip() or bool(kept & {folded(text), folded(normalize("NFKC", text))})


@dataclass
class Sheet:
    """A form of the registry with its rows, filled and sent again and again."""

    shown: admin.ModelAdmin
    thing: Model
    request: HttpRequest
    whole: dict[str, Any]
    fields: dict[str, tuple[Model, str]]  # the row and the name, by the name it is sent by

    @cached_property
    def kind(self) -> type[forms.ModelForm]:
        return self.shown.get_form(self.request, self.thing, change=True)

    @classmethod
    def opened(cls, browser: Client, thing: Model) -> Sheet:
        answer = browser.get(address_of(thing))
        forms_shown = list(forms_in(answer.context))
        whole: dict[str, Any] = {"form_id": str(uuid4()), "_save": "1"}
        for form in forms_shown:
            whole |= dict(filled(form))
        fields = {
            sent: (form.instance, name)
            for form in forms_shown
            if isinstance(form, forms.ModelForm) and form.instance.pk
            for sent, name in texts_of(form).items()
        }
        request = answer.wsgi_request
        return cls(admin.site.get_model_admin(type(thing)), thing, request, whole, fields)

    def typed(self, text: str) -> dict[str, str]:
        return {sent: typed_into(name, text) for sent, (_row, name) in self.fields.items()}

    def send(self, typed: dict[str, str], turn: int) -> dict[str, tuple[list[str], Any]]:
        """Save what was typed as the admin does, less the drawing; return what is refused."""
        self.request.POST = QueryDict(mutable=True)
        for name, value in (self.whole | typed | {"save_seq": str(turn)}).items():
            self.request.POST.setlist(name, value if isinstance(value, list) else [value])
        self.request.method = "POST"
        thing = self.shown.get_object(self.request, str(self.thing.pk))
        form = self.kind(self.request.POST, instance=thing)
        form.is_valid()
        parts, _inlines = self.shown._create_formsets(self.request, form.instance, change=True)
        found = [form, *(row for part in parts for row in part.forms)]
        refused = refused_in(found)
        if not refused:
            saved = self.shown.save_form(self.request, form, change=True)
            self.shown.save_model(self.request, saved, form, change=True)
            self.shown.save_related(self.request, form, parts, change=True)
        return refused


def address_of(thing: Model) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])


def check_refusals(refused: dict, typed: dict[str, str]) -> None:
    """See that each refusal is a sentence, and that what was typed comes back."""
    for sent, (whys, value) in refused.items():
        assert whys and all(len(why) > 9 for why in whys), sent
        assert sent not in typed or value == typed[sent], sent


def test_every_kind_of_the_registry_is_made_here() -> None:
    ours = {model for model in admin.site._registry if model._meta.app_label not in THEIRS}
    # A front is a board and the audit log a list: they have no form.
    assert ours - {Front, AuditEntry} == set(MAKE)


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model._meta.label_lower)
def test_every_naughty_string_in_every_text_field_of_every_form(
    chief: Client,
    naughty: list[str],
    model: type[Model],
) -> None:
    sheet = Sheet.opened(chief, MAKE[model]())
    assert sheet.fields
    # Every fifth with the many rows of a story: its own fields get each one in test_faults.py.
    some = naughty[::5] if model is Article else naughty
    for turn, text in enumerate(some, start=1):
        typed = sheet.typed(text)
        refused = sheet.send(typed, turn * 2)
        if refused:
            check_refusals(refused, typed)
            for sent in refused:
                typed.pop(sent, None)
            assert not sheet.send(typed, turn * 2 + 1), text
        for sent in typed:
            row, name = sheet.fields[sent]
            stored = stored_in(type(row)._base_manager.get(pk=row.pk), name)
            assert is_the_same(stored, text), (sent, text)


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model._meta.label_lower)
def test_the_pages_of_the_forms_draw_what_was_typed(
    chief: Client,
    naughty: list[str],
    model: type[Model],
) -> None:
    """With NUL characters and lone surrogates, which the list does not hold."""
    sheet = Sheet.opened(chief, MAKE[model]())
    broken = [b"a\x00b", b"\x00", b"half \xed\xb2\x80 a letter", b"\xff\xfe"]
    for turn, text in enumerate([*(text.encode() for text in naughty[::60]), *broken], start=1):
        form = sheet.whole | dict.fromkeys(sheet.fields, "HERE") | {"save_seq": turn}
        data = encode_multipart(BOUNDARY, form).replace(b"HERE", text)
        answer = chief.generic("POST", address_of(sheet.thing), data, MULTIPART_CONTENT)
        assert answer.status_code in (200, 302), text
        if answer.status_code == 200:
            refused = refused_in(forms_in(answer.context))
            assert refused and all(whys for whys, _value in refused.values()), text
        assert chief.get(address_of(sheet.thing)).status_code == 200, text


def test_every_naughty_string_in_what_stands_beside_a_story(chief: Client, naughty) -> None:
    story = make_article()
    for text in naughty:
        note = chief.post(reverse("admin:add_note", args=[story.pk]), {"note": text})
        assert note.status_code in (200, 302), text
        newest = Note.objects.order_by("pk").last()
        assert not text.strip() or folded(newest.text) == folded(text), text
        commission = {"commission-brief": text, "commission-length": "300"}
        answer = chief.post(reverse("admin:save_commission", args=[story.pk]), commission)
        assert answer.status_code in (200, 302), text
        view = {
            "model_label": "articles.article",
            "name": text,
            "query": "state=live",
            "for_all": "1",
        }
        answer = chief.post(reverse("admin:save_view"), view)
        assert answer.status_code == 302, text
        name = " ".join(text.split())
        kept = SavedView.objects.filter(name=name).exists()
        assert kept or not name or len(name) > 40 or SavedView.objects.count() >= 20, text
        SavedView.objects.all().delete()
        preview = {"headline": text, "body": typed_into("body", text)}
        answer = chief.post(reverse("admin:story_preview", args=[story.pk]), preview)
        assert answer.status_code == 200, text


def test_naughty_strings_in_the_search_boxes_and_in_filed_copy(chief: Client, naughty) -> None:
    section = make_section("city")
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, shown in admin.site._registry.items()
        if shown.search_fields
    ]
    for number, text in enumerate([*naughty[::5], "\x00", "a\x00b", "١٢٣ boats"]):
        for there in (reverse("admin:find"), reverse("search"), lists[number % len(lists)]):
            assert chief.get(there, {"q": text}).status_code == 200, (there, text)
        copy = {"section": section.pk, "text": f"A headline of some length\n\n{text}\n"}
        answer = chief.post(reverse("admin:file_copy"), copy)
        assert answer.status_code == 200, text
        outcomes = answer.context["outcomes"]
        assert answer.context["form"].errors or all(o.filed or o.refusal for o in outcomes), text
