"""Autosave: what is typed goes into the working copy while it is typed, and nowhere else.

The same form, the same cleaning and the same version as an explicit save; no status changes and
the history keeps nothing (articles/revisions.py does, after ten idle minutes or before another
sheet writes over it). A field that is refused keeps its stored words, and the others are saved.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db import IntegrityError, OperationalError, transaction
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
from articles.workflow.checklist import missing_papers
from outlet.models import Outlet
from staff.models import User

from ..error_pages import what_fails

logger = logging.getLogger(__name__)

TYPED = ("headline", "standfirst", "body", "kicker", "short_headline", "seo_headline", "dateline")


def asked_by_a_page(view: Callable) -> Callable:
    """Answer a script of the desk: who is logged out is told so, and not led to the log-in."""

    @never_cache
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if not admin.site.has_permission(request):
            return refusal(_("You are logged out."), 401)
        return view(request, *args, **kwargs)

    return answer


def refusal(sentence: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"sentence": sentence, **more}, status=status)


@asked_by_a_page
def autosave(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Save what is typed into a story, or begin one with it.

    Answers 200 with the version, the time and what was refused; 409 where somebody else has saved
    since; 401 where nobody is logged in, or somebody else than who opened the page; 403 where the
    story may not be written on; 422 where nothing can be saved as it stands; 503 where the database
    takes nothing.
    """
    for _try in range(2):  # the second time round it sees what came in between
        try:
            return _take_in(request, pk)
        except OperationalError as error:
            logger.error("Nothing can be saved: %s", error)
            return refusal(what_fails(error), 503)
        except (Stale, IntegrityError):
            continue
    return refusal(_("Somebody saves this story at the same moment."), 409)


def _take_in(request: HttpRequest, pk: int | None) -> JsonResponse:
    story = admin.site.get_model_admin(Article).find_story(request, str(pk) if pk else None)
    if why_not := _why_not(request, story, pk):
        return refusal(why_not, 403)
    if story:
        revisions.keep_before(story, ArticleForm.read_form_id(request.POST))
    with transaction.atomic():
        return _save(request, story)


def _why_not(request: HttpRequest, story: Article | None, pk: int | None) -> str:
    """Say why this person's words do not go into this story, or return an empty string."""
    if story is None:
        if pk is None and request.user.has_perm("articles.add_article"):
            return ""
        return _("This story is not open to you any more.")
    if why_not := why_not_edit(story, request.user):
        return why_not
    if story.status == Article.Status.READY and Outlet.objects.current().require_second_person:
        return _("It is approved as it stands. Press Save to change it: it then needs a new look.")
    return ""


def _save(request: HttpRequest, story: Article | None) -> JsonResponse:
    sheet = Sheet.sent(request, story)
    wrong = sheet.wrong()
    if sheet.form.opened_by_other_user:
        return refusal(sheet.form.other_user_message(), 401)
    if sheet.form.is_stale:
        return refusal(sheet.form.stale_message(), 409)
    if sheet.form.errors:
        sheet = sheet.with_stored_words(request, story)
        if not sheet.form.is_valid():
            return JsonResponse({"wrong": wrong}, status=422)
    if story is None and not any(sheet.form.cleaned_data.get(name) for name in TYPED):
        return JsonResponse({"wrong": wrong})
    if story is None or sheet.has_changed:
        sheet.save(request.user, begun=story is None)
    saved = sheet.form.instance
    answer = JsonResponse(
        {
            "wrong": wrong,
            "story": saved.pk,
            "address": reverse("admin:articles_article_change", args=[saved.pk]),
            "version": saved.version,
            "at": f"{timezone.localtime():%H:%M:%S}",
            "rows": sheet.rows,
            "checklist": _checklist(saved),
        }
    )
    if "leaving" in request.POST and not wrong:
        _leave_word(request, answer, sheet.form)
    return answer


def _leave_word(request: HttpRequest, answer: JsonResponse, form: ArticleForm) -> None:
    """Tell the page that comes next what has arrived whole: the one that sent it is gone."""
    story = form.instance
    answer.set_cookie(
        "arrived",
        f"{form.form_id}:{form.save_seq}:{story.pk}:{story.version}",
        max_age=60,
        path=reverse("admin:index"),
        secure=request.is_secure(),
        samesite="Lax",
    )


def _checklist(story: Article) -> str:
    """Draw what the story lacks now, for the place of what it lacked when the page was drawn."""
    saved = Article.objects.get(pk=story.pk)
    context = {"side": {"missing_details": missing_papers(saved)}, "story": saved, "may_edit": True}
    return render_to_string("desk/story_checklist.html", context)


@dataclass
class Sheet:
    """The form of a story and its parts, as they were sent."""

    form: ArticleForm
    parts: list[PartFormSet]

    @classmethod
    def sent(cls, request: HttpRequest, story: Article | None) -> Sheet:
        desk, known = admin.site.get_model_admin(Article), story is not None
        form = desk.get_form(request, story, change=known)(request.POST, instance=story)
        form.is_valid()  # fills the instance, which the parts belong to
        return cls(form, desk.bind_formsets(request, form.instance, change=known))

    def wrong(self) -> list[dict[str, str]]:
        """Name what cannot be saved as it stands: the field's id, its label, and why."""
        found = _wrong_in(self.form)
        for part in self.parts:
            part.is_valid()
            label = str(part.model._meta.verbose_name_plural).capitalize()
            found += [_fault(part.prefix, label, why) for why in part.non_form_errors()]
            for row in part.forms:
                for fault in _wrong_in(row):
                    where = f"{label}, {fault['label'].lower()}" if fault["label"] else label
                    found.append({**fault, "label": where})
        return found

    def with_stored_words(self, request: HttpRequest, story: Article | None) -> Sheet:
        """Return the sheet with what is stored in the place of what is refused."""
        fresh = story and Article.objects.get(pk=story.pk)
        stored = type(self.form)(instance=fresh)
        data = request.POST.copy()
        for name in self.form.errors:
            if name in stored.fields:
                value = stored[name].value()
                values = value if isinstance(value, list) else [value]
                data.setlist(name, ["" if each is None else str(each) for each in values])
        return Sheet.sent(with_post(request, data), fresh)

    @property
    def has_changed(self) -> bool:
        return self.form.has_changed() or any(part.has_changed() for part in self._good_parts)

    @property
    def _good_parts(self) -> list[PartFormSet]:
        """A part with a fault waits whole: its rows belong together."""
        return [part for part in self.parts if part.is_valid()]

    def save(self, by: User, *, begun: bool) -> None:
        story, now = self.form.instance, timezone.now()
        if begun:
            story.created_by = story.edited_by = by
            story.created_form_id = story.saved_form_id = self.form.form_id
            story.saved_seq, story.autosaved_at = self.form.save_seq, now
        else:
            form = self.form
            claim_version(story, by, form_id=form.form_id, save_seq=form.save_seq, autosaved_at=now)
        self.form.save()
        for part in self._good_parts:
            part.save()
        if begun:
            add_own_byline(story, by)

    @property
    def rows(self) -> dict[str, int]:
        """The numbers of the rows, by the names of the fields that hold them."""
        return {
            row.add_prefix(row.instance._meta.pk.name): row.instance.pk
            for part in self._good_parts
            for row in part.forms
            if row.instance.pk
        }


def _wrong_in(form: ModelForm) -> list[dict[str, str]]:
    return [
        _fault(form[name].auto_id, str(form[name].label), why)
        if name in form.fields
        else _fault("", "", why)
        for name, whys in form.errors.items()
        for why in whys
    ]


def _fault(field: str, label: str, why: str) -> dict[str, str]:
    return {"field": field, "label": label, "why": str(why)}
