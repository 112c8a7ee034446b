"""What the form of a story asks of its fields."""

from __future__ import annotations

import json

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
from vocabulary.text import BLOCKS, WORD, WORDS_A_MINUTE

from ..story.autosave import Sheet

register = template.Library()


@register.filter
def at_field(form: Form, name: str) -> BoundField:
    return form[name]


@register.filter
def has_errors(fieldset: Fieldset) -> bool:
    """Say whether a field of a panel was refused."""
    return any(name in fieldset.form.errors for name in flatten(fieldset.fields))


@register.filter
def faults(form: ArticleForm, parts: list[InlineAdminFormSet]) -> list[dict[str, str]]:
    """Name what was refused, in the form and in the rows of its parts, with the field's id."""
    return Sheet(form, [part.formset for part in parts]).wrong()


@register.filter
def holds_something(fieldset: Fieldset) -> bool:
    """Say whether a panel holds more than it began with."""
    form = fieldset.form
    shown = [form[name] for name in fieldset.fields if name in form.fields]
    return any(field.value() not in (None, "", []) for field in shown)


@register.filter
def has_lead_photo(fieldset: Fieldset) -> bool:
    return "lead_photo" in fieldset.fields


@register.filter
def drawn_body(story: Article) -> SafeString:
    """Draw the desk's text for reading, each picture as its title, our own links to the desk."""
    linked = article_ids(story.body)
    pages = {pk: reverse("admin:articles_article_change", args=[pk]) for pk in linked}
    return draw(story.body, addresses=pages, **text_renderers(story.body))


@register.simple_tag
def counting_rules() -> str:
    """Write the rules by which words are counted for readers, for the script that counts them."""
    return json.dumps({"word": WORD, "blocks": BLOCKS, "pace": WORDS_A_MINUTE})


@register.simple_tag
def most_bytes() -> int:
    """Return how large a form the desk takes."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@register.filter
def here_now(story: Article) -> list[str]:
    """Name who has a story of a list open; its presences are loaded."""
    return list(dict.fromkeys(str(row.user) for row in story.presences.all() if row.is_now))
