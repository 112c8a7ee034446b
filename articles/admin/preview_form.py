"""A story filled from its form without saving anything: what a preview is rendered from."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from ..models import Article, ArticleTopic, Topic


def fill_from_form(admin: ModelAdmin, request: HttpRequest, story: Article) -> list[str]:
    """Put what was typed into `story` without saving it; return the labels of refused fields.

    A refused field keeps its saved value. Bylines, citations and the other parts go into Django's
    cache of prefetched rows, where the preview finds them: no public API of Django's takes rows
    that are not saved. tests/test_architecture.py fails if that cache goes away.
    """
    form = admin.get_form(request, story, change=True)(request.POST, instance=story)
    form.is_valid()  # fills the instance
    prefetched = getattr(story, "_prefetched_objects_cache", {})
    for formset_class, inline in admin.get_formsets_with_inlines(request, story):
        rows = formset_class(
            request.POST,
            instance=story,
            prefix=formset_class.get_default_prefix(),
            queryset=inline.get_queryset(request),
        )
        if rows.management_form.is_valid():
            prefetched[rows.fk.remote_field.get_accessor_name()] = _list_rows(rows)
    if "topics" in form.cleaned_data:
        prefetched["tagged_topics"] = [
            ArticleTopic(content_object=story, tag=topic)
            for topic in map(_as_topic, form.cleaned_data["topics"])
        ]
    story._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]  # Django sets it so
    return [str(form.fields[name].label) for name in form.errors if name in form.fields]


def _as_topic(topic: Topic | str) -> Topic:
    return topic if isinstance(topic, Topic) else Topic(name=topic)


def _list_rows(formset: BaseInlineFormSet) -> list:
    """Return the rows that saving a formset would leave, in their order."""
    rows = []
    for form in formset.forms:
        form.is_valid()
        is_left = form.instance.pk or form.has_changed()
        if (
            is_left
            and not form.cleaned_data.get("DELETE")
            and _has_required_relations(form.instance)
        ):
            rows.append(form.instance)
    return sorted(rows, key=lambda row: row.position)


def _has_required_relations(row: Model) -> bool:
    """Say whether a row names its author, source or story."""
    return all(
        getattr(row, field.attname) is not None
        for field in row._meta.fields
        if field.is_relation and not field.null
    )
