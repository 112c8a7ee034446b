"""Commissions: a story that exists before it is written, and what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import revisions
from articles.admin.forms import LocalDateTimeField
from articles.admin.inlines import find_author
from articles.editions.snapshot import photos_in
from articles.models import Article, Byline, Section
from outlet.middleware import outlet_of
from staff.models import User, get_desk_users, user_of
from vocabulary.refusal import Refused
from vocabulary.text import count_words, html_to_text
from vocabulary.time_zones import name_time_zone
from vocabulary.visibility import visible_to

from ..models import Commission
from .notes import post_note
from .panels import panel_action

EDITS_ALL = "articles.edit_all_copy"
LENGTH_SLACK = 0.2  # a story may differ from the length wanted by this fraction
FIELDS = ("brief", "due_at", "words", "needs_picture", "needs_legal")


def may_commission(user: User) -> bool:
    """Say whether `user` may commission stories."""
    return user.has_perm(EDITS_ALL) and user.has_perm("articles.add_article")


class CommissionForm(forms.ModelForm):
    """What is expected of an existing story."""

    due_at = LocalDateTimeField(label=gettext_lazy("Due"), required=False)

    class Meta:
        model = Commission
        fields = FIELDS
        widgets = {"brief": forms.Textarea(attrs={"rows": 3})}


class NewCommissionForm(CommissionForm):
    """A story to be written: what it is about, who writes it, what is expected."""

    headline = forms.CharField(
        label=gettext_lazy("Working title"),
        max_length=200,
        help_text=gettext_lazy("Used as the headline until somebody writes one."),
    )
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=gettext_lazy("Section"),
        empty_label=gettext_lazy("Choose a section"),
    )
    assignee = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Assigned to"),
        required=False,
        empty_label=gettext_lazy("Not assigned"),
    )
    field_order = ["headline", "section", "assignee", *FIELDS]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "commission_%s", **kwargs})
        self.fields["due_at"].help_text = f"{name_time_zone()}."
        assignee = cast(forms.ModelChoiceField[User], self.fields["assignee"])
        assignee.queryset = visible_to(get_desk_users(), by)
        section = cast(forms.ModelChoiceField[Section], self.fields["section"])
        section.queryset = visible_to(Section.objects.all(), by)

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())


def commission_story(request: HttpRequest) -> HttpResponse:
    """Create a story for somebody to write, and notify them."""
    if not may_commission(user_of(request)):
        raise PermissionDenied
    form = NewCommissionForm(request.POST or None, by=user_of(request))
    if request.method == "POST" and form.is_valid():
        story = _create_story(form, request)
        messages.success(request, _success_message(story))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    context = {**admin.site.each_context(request), "title": _("Commission a story"), "form": form}
    return render(request, "desk/commission.html", context)


@transaction.atomic
def _create_story(form: NewCommissionForm, request: HttpRequest) -> Article:
    values, by = form.cleaned_data, user_of(request)
    with revisions.record_revision(by, _("Commissioned")):
        story = Article.objects.create(
            headline=values["headline"],
            section=values["section"],
            assignee=values["assignee"],
            language=outlet_of(request).primary_language,
            created_by=by,
            edited_by=by,
        )
        if story.assignee and (author := find_author(story.assignee)):
            Byline.objects.create(article=story, author=author)
    form.instance.article = story
    commission = form.save()
    if story.assignee and story.assignee != by:
        post_note(story, by=by, text=compose_note(commission), to=[story.assignee])
    return story


def _success_message(story: Article) -> str:
    if story.assignee is None:
        return _("Commission created, not assigned yet. Assign it under “Assigned to”.")
    named = {"who": story.assignee}
    mentions = story.assignee.mentions.filter(note__article=story)
    if mentions.emailed().exists():
        return _("Commission created. %(who)s is notified by email.") % named
    return _("Commission created. %(who)s is notified at the desk only (no email address).") % named


def compose_note(commission: Commission) -> str:
    """Write the note that tells a writer what is expected."""
    lines = [_("Commissioned."), *list_facts(commission)]
    return "\n".join([" ".join(lines), commission.brief]).strip()


def list_facts(commission: Commission) -> list[str]:
    """Say in short sentences what is expected, apart from the brief."""
    facts = []
    if commission.due_at:
        due = date_format(timezone.localtime(commission.due_at), "D j M, H:i")
        facts.append(_("Due %(at)s.") % {"at": due})
    if commission.words:
        words = ngettext("%(n)d word.", "%(n)d words.", commission.words) % {"n": commission.words}
        facts.append(words)
    if commission.needs_picture:
        facts.append(_("Needs a photo."))
    if commission.needs_legal:
        facts.append(_("Needs legal review."))
    return facts


@dataclass(frozen=True)
class UnmetRequest:
    """Something a commission asks for and the story lacks, with the id of its field."""

    anchor: str
    sentence: str


def list_unmet_requests(story: Article) -> list[UnmetRequest]:
    """List what the commission asks for and the story lacks. It is advice and blocks no action.

    Empty for a story that has been published.
    """
    commission = None if story.is_out else get_commission(story)
    if commission is None:
        return []
    found = []
    if commission.needs_picture and not photos_in(story):
        found.append(UnmetRequest("id_lead_photo", _("The commission asks for a photo.")))
    words = count_words(html_to_text(story.body))
    if commission.words and abs(words - commission.words) > LENGTH_SLACK * commission.words:
        sentence = _("The commission asks for %(wanted)d words; the story has %(n)d.")
        found.append(UnmetRequest("id_body", sentence % {"wanted": commission.words, "n": words}))
    if commission.needs_legal:
        sentence = _("Legal review is required. Untick it under Commission when done.")
        found.append(UnmetRequest("panel-commission", sentence))
    return found


# --- the panel ------------------------------------------------------------------------------------


def get_commission(story: Article) -> Commission | None:
    """Return the commission of a story, if it has one."""
    return getattr(story, "commission", None)


def build_commission_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Return the context of the panel of the commission."""
    found = get_commission(story)
    form = CommissionForm(instance=found, prefix="commission")
    for field in form.fields.values():
        field.widget.attrs["form"] = "beside"
    return {
        "story": story,
        "commission": found,
        "facts": list_facts(found) if found else [],
        "form": form if may_commission(user_of(request)) else None,
    }


@panel_action("desk/panel_commission.html", build_commission_panel)
def save_commission(request: HttpRequest, story: Article) -> str:
    """Change what is expected of a story, and notify its writer."""
    by = user_of(request)
    if not may_commission(by):
        raise Refused(_("Only editors can commission stories."))
    form = CommissionForm(request.POST, instance=get_commission(story), prefix="commission")
    if not form.is_valid():
        lines = [f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()]
        raise Refused(" ".join(lines))
    if not form.has_changed():
        return _("No changes to save.")
    form.instance.article = story
    commission = form.save()
    if story.assignee and story.assignee != by:
        post_note(story, by=by, text=compose_note(commission), to=[story.assignee])
        return _("Saved. %(who)s is notified.") % {"who": story.assignee}
    return _("Saved.")
