"""Filters and tags for the form of a story."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.contrib.admin.helpers import Fieldset, InlineAdminFormSet
from django.contrib.admin.utils import flatten
from django.forms import BoundField, Form
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.admin.forms import ArticleForm
from articles.admin.text_diff import text_renderers
from articles.body import draw
from articles.body.html import article_ids
from articles.models import Article
from staff.models import User
from vocabulary.text import BLOCKS, WORD, WORDS_A_MINUTE

from ..story.autosave import StoryForms

register = template.Library()


def _fields_of(fieldset: Fieldset) -> list[Any]:
    """Return the names of a panel's fields, those on one line in a tuple."""
    return fieldset.fields  # type: ignore[attr-defined]  # missing from django-stubs


@register.filter
def field(form: Form, name: str) -> BoundField:
    """Return a field by its name, which may come from a variable."""
    return form[name]


@register.filter
def has_errors(fieldset: Fieldset) -> bool:
    """Say whether a field of a panel has an error."""
    return any(name in fieldset.form.errors for name in flatten(_fields_of(fieldset)))


@register.filter
def all_errors(form: ArticleForm, parts: list[InlineAdminFormSet]) -> list[dict[str, str]]:
    """List the errors of the form and of its parts: field id, label and message."""
    return StoryForms(form, [part.formset for part in parts]).list_errors()


@register.filter
def is_filled(fieldset: Fieldset) -> bool:
    """Say whether any field of a panel has a value."""
    form = fieldset.form
    shown = [form[name] for name in _fields_of(fieldset) if name in form.fields]
    return any(field.value() not in (None, "", []) for field in shown)


@register.filter
def has_lead_photo(fieldset: Fieldset) -> bool:
    """Say whether a panel holds the field of the lead photo."""
    return "lead_photo" in _fields_of(fieldset)


@register.simple_tag
def reading_text(story: Article, user: User) -> SafeString:
    """Render the text for reading: pictures as their titles, links to our stories to the desk."""
    linked = article_ids(story.body)
    pages = {pk: reverse("admin:articles_article_change", args=[pk]) for pk in linked}
    return draw(story.body, addresses=pages, **text_renderers(user, story.body))


@register.simple_tag
def counting_rules() -> str:
    """Return the rules for counting words, for the script that counts while somebody types."""
    return json.dumps({"word": WORD, "blocks": BLOCKS, "pace": WORDS_A_MINUTE})


@register.simple_tag
def most_bytes() -> int:
    """Return how large a form the desk takes."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@register.filter
def here_now(story: Article) -> list[str]:
    """List who has a story open now; needs its presences and their users prefetched."""
    return list(dict.fromkeys(str(row.user) for row in story.presences.all() if row.is_now))
