"""Autosave: what is typed is saved into the working copy of a story while it is typed.

It uses the form, the cleaning and the version check of an explicit save. It changes no status and
adds nothing to the history (articles/revisions.py does, after ten idle minutes or before another
form overwrites it). A field with an error keeps its stored value; the other fields are saved.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import revisions
from articles.admin.forms import ArticleForm, with_post
from articles.admin.inlines import PartFormSet, add_own_byline
from articles.models import Article
from articles.workflow import Stale, claim_version, why_not_edit
from articles.workflow.checklist import missing_details
from outlet.models import Outlet
from staff.models import User, user_of
from vocabulary.faults import DATABASE_ERRORS
from vocabulary.visibility import visible_to

from ..error_pages import explain_failure
from .registered_admin import get_article_admin

logger = logging.getLogger(__name__)

# A new story is saved once one of these holds something.
TYPED = ("headline", "standfirst", "body", "kicker", "short_headline", "seo_headline", "dateline")


def json_view(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
    """Make a POST-only view for a script: somebody logged out gets a 401, not the log-in page."""

    @never_cache
    @require_POST
    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if not admin.site.has_permission(request):
            return json_error(_("You’ve been logged out."), 401)
        return view(request, *args, **kwargs)

    return respond


def json_error(sentence: str, status: int) -> JsonResponse:
    """Return an error with a sentence for the user."""
    return JsonResponse({"sentence": sentence}, status=status)


@json_view
def autosave(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Save what is typed into a story, or create one with it.

    Answers 200 with the version, the time and the errors; 409 where somebody else has saved since;
    401 where nobody is logged in, or not the person who opened the page; 403 where the story may
    not be edited; 422 where nothing can be saved; 503 where the database fails.
    """
    for _try in range(2):  # the second time it sees the save that came in between
        try:
            return _try_save(request, pk)
        except DATABASE_ERRORS as error:
            logger.error("Autosave failed: %s", error)
            return json_error(explain_failure(error), 503)
        except (Stale, IntegrityError):
            continue
    return json_error(_("Someone is saving this story at the same time."), 409)


def _try_save(request: HttpRequest, pk: int | None) -> JsonResponse:
    story = get_article_admin().find_story(request, str(pk) if pk else None)
    if reason := _denied_reason(request, story, pk):
        return json_error(reason, 403)
    if story:
        revisions.keep_overwritten(story, ArticleForm.read_form_id(request.POST))
    with transaction.atomic():
        return _save(request, story)


def _denied_reason(request: HttpRequest, story: Article | None, pk: int | None) -> str:
    """Say why this person may not save into this story; "" where they may."""
    if story is None:
        if pk is None and request.user.has_perm("articles.add_article"):
            return ""
        return _("You no longer have access to this story.")
    if reason := why_not_edit(story, user_of(request)):
        return reason
    if story.status == Article.Status.READY and Outlet.objects.current().require_second_person:
        return _("This text is approved. Press Save to change it: it then needs approval again.")
    return ""


def _save(request: HttpRequest, story: Article | None) -> JsonResponse:
    forms = StoryForms.from_request(request, story)
    errors = forms.list_errors()
    if forms.form.opened_by_other_user:
        return json_error(forms.form.other_user_message(), 401)
    if forms.form.is_stale:
        return json_error(forms.form.stale_message(), 409)
    if forms.form.errors:
        forms = forms.with_stored_values(request, story)
        if not forms.form.is_valid():
            return JsonResponse({"errors": errors}, status=422)
    if story is None and not any(forms.form.cleaned_data.get(name) for name in TYPED):
        return JsonResponse({"errors": errors})
    if story is None or forms.has_changed:
        forms.save(user_of(request), is_new=story is None)
    saved = forms.form.instance
    answer = JsonResponse(
        {
            "errors": errors,
            "story": saved.pk,
            "address": reverse("admin:articles_article_change", args=[saved.pk]),
            "version": saved.version,
            "at": f"{timezone.localtime():%H:%M:%S}",
            "rows": forms.rows,
            "checklist": _render_checklist(saved, user_of(request)),
        }
    )
    if "leaving" in request.POST and not errors:
        _set_arrival_cookie(request, answer, forms.form)
    return answer


def _set_arrival_cookie(request: HttpRequest, answer: JsonResponse, form: ArticleForm) -> None:
    """Tell the next page in this browser what was saved, since the page that sent it is gone."""
    story = form.instance
    answer.set_cookie(
        "arrived",
        f"{form.form_id}:{form.save_seq}:{story.pk}:{story.version}",
        max_age=60,
        path=reverse("admin:index"),
        secure=request.is_secure(),
        samesite="Lax",
    )


def _load_saved(story: Article, user: User) -> Article:
    """Load a story afresh, without what was typed into its form."""
    return visible_to(Article.objects.filter(pk=story.pk), user).get()


def _render_checklist(story: Article, user: User) -> str:
    """Render the checklist of a story as saved, to replace the one on the page."""
    saved = _load_saved(story, user)
    context = {
        "side": {"missing_details": missing_details(saved)},
        "story": saved,
        "may_edit": True,
    }
    return render_to_string("desk/story_checklist.html", context)


@dataclass
class StoryForms:
    """The form of a story and the formsets of its parts, bound to what was sent."""

    form: ArticleForm
    parts: list[PartFormSet]

    @classmethod
    def from_request(cls, request: HttpRequest, story: Article | None) -> StoryForms:
        """Bind the forms to what was sent."""
        model_admin, exists = get_article_admin(), story is not None
        form = model_admin.get_form(request, story, change=exists)(request.POST, instance=story)
        form = cast(ArticleForm, form)
        form.is_valid()  # fills the instance, which the parts belong to
        return cls(form, model_admin.bind_formsets(request, form.instance, change=exists))

    def list_errors(self) -> list[dict[str, str]]:
        """Describe each error: the id of its field, the field's label, and the message."""
        found = _list_form_errors(self.form)
        if self.form.dropped_message:
            label = str(self.form["body"].label)
            found.append(_describe_error("id_body", label, self.form.dropped_message))
        for part in self.parts:
            part.is_valid()
            label = str(part.model._meta.verbose_name_plural).capitalize()
            found += [
                _describe_error(part.prefix or "", label, message)
                for message in part.non_form_errors()
            ]
            for row in part.forms:
                for error in _list_form_errors(row):
                    where = f"{label}, {error['label'].lower()}" if error["label"] else label
                    found.append({**error, "label": where})
        return found

    def with_stored_values(self, request: HttpRequest, story: Article | None) -> StoryForms:
        """Return the forms with the stored value in each field that has an error."""
        fresh = story and _load_saved(story, user_of(request))
        form_class = get_article_admin().get_form(request, fresh, change=fresh is not None)
        stored = form_class(instance=fresh)
        data = request.POST.copy()
        for name in self.form.errors:
            if name in stored.fields:
                value = stored[name].value()
                values = value if isinstance(value, list) else [value]
                data.setlist(name, ["" if each is None else str(each) for each in values])
        return StoryForms.from_request(with_post(request, data), fresh)

    @property
    def has_changed(self) -> bool:
        return self.form.has_changed() or any(part.has_changed() for part in self._valid_parts)

    @property
    def _valid_parts(self) -> list[PartFormSet]:
        """The parts without errors. A part is saved as a whole: its rows belong together."""
        return [part for part in self.parts if part.is_valid()]

    def save(self, by: User, *, is_new: bool) -> None:
        """Save the story and its valid parts; a new story is signed by its writer."""
        story, now = self.form.instance, timezone.now()
        if is_new:
            story.created_by = story.edited_by = by
            story.created_form_id = story.saved_form_id = self.form.form_id
            story.saved_seq, story.autosaved_at = self.form.save_seq, now
        else:
            form = self.form
            claim_version(story, by, form_id=form.form_id, save_seq=form.save_seq, autosaved_at=now)
        self.form.save()
        for part in self._valid_parts:
            part.save()
        if is_new:
            add_own_byline(story, by)

    @property
    def rows(self) -> dict[str, int]:
        """The ids of the rows, by the names of the fields that hold them."""
        return {
            row.add_prefix(row.instance._meta.pk.name): row.instance.pk
            for part in self._valid_parts
            for row in part.forms
            if row.instance.pk
        }


def _list_form_errors(form: ModelForm) -> list[dict[str, str]]:
    return [
        _describe_error(form[name].auto_id, str(form[name].label), message)
        if name in form.fields
        else _describe_error("", "", message)
        for name, messages in form.errors.items()
        for message in messages
    ]


def _describe_error(field: str, label: str, message: object) -> dict[str, str]:
    return {"field": field, "label": label, "message": str(message)}
