"""A story as its form says it is, without saving anything: what a preview is drawn from."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from ..models import Article, ArticleTopic, Topic


def unsaved(admin: ModelAdmin, request: HttpRequest, story: Article) -> list[str]:
    """Put what was typed into `story`, which nobody saves; name the fields that were refused.

    A field that is refused keeps its saved value. Bylines, citations and the rest are put where
    Django keeps what it has prefetched, so that printing finds them there: nothing
    public takes rows that are not saved. tests/test_architecture.py says if it goes.
    """
    form = admin.get_form(request, story, change=True)(request.POST, instance=story)
    form.is_valid()  # puts the words into the instance
    found = getattr(story, "_prefetched_objects_cache", {})
    for formset_class, inline in admin.get_formsets_with_inlines(request, story):
        rows = formset_class(
            request.POST,
            instance=story,
            prefix=formset_class.get_default_prefix(),
            queryset=inline.get_queryset(request),
        )
        if rows.management_form.is_valid():
            found[rows.fk.remote_field.get_accessor_name()] = _rows(rows)
    if "topics" in form.cleaned_data:
        found["tagged_topics"] = [
            ArticleTopic(content_object=story, tag=topic)
            for topic in map(_topic, form.cleaned_data["topics"])
        ]
    story._prefetched_objects_cache = found
    return [str(form.fields[name].label) for name in form.errors if name in form.fields]


def _topic(topic: Topic | str) -> Topic:
    return topic if isinstance(topic, Topic) else Topic(name=topic)


def _rows(formset: BaseInlineFormSet) -> list:
    """Return the rows a formset would leave, in their order."""
    rows = []
    for form in formset.forms:
        form.is_valid()
        is_left = form.instance.pk or form.has_changed()
        if is_left and not form.cleaned_data.get("DELETE") and _names_somebody(form.instance):
            rows.append(form.instance)
    return sorted(rows, key=lambda row: row.position)


def _names_somebody(row: Model) -> bool:
    """Say whether a row names what it is about: an author, a source, a story."""
    return all(
        getattr(row, field.attname) is not None
        for field in row._meta.fields
        if field.is_relation and not field.null
    )
