"""Commissions: a story that exists before it is written, and what is wanted of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
from articles.admin.forms import MomentField
from articles.admin.inlines import own_author
from articles.editions.snapshot import photos_of
from articles.models import Article, Byline
from staff.models import User, get_desk_users
from vocabulary.refusal import Refused
from vocabulary.text import count_words, html_to_text

from ..models import Commission
from .notes import say
from .panels import panel_act

EDITS_ALL = "articles.edit_all_copy"
LENGTH_SLACK = 0.2  # of the length wanted: within it a story has that length
ASKED = ("brief", "due_at", "words", "needs_picture", "needs_legal")


def may_commission(user: User) -> bool:
    return user.has_perm(EDITS_ALL) and user.has_perm("articles.add_article")


class CommissionForm(forms.ModelForm):
    """What is wanted of a story that is there."""

    due_at = MomentField(label=gettext_lazy("Due"), required=False)

    class Meta:
        model = Commission
        fields = ASKED
        widgets = {"brief": forms.Textarea(attrs={"rows": 3})}


class NewCommissionForm(CommissionForm):
    """A story that is to be written: what it is about, who writes it, what is wanted."""

    headline = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=200,
        help_text=gettext_lazy("Stands in the headline until somebody writes one."),
    )
    section = forms.ModelChoiceField(
        None, label=gettext_lazy("Section"), empty_label=gettext_lazy("Choose a section")
    )
    assignee = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Who writes it"),
        required=False,
        empty_label=gettext_lazy("nobody yet"),
    )
    field_order = ["headline", "section", "assignee", *ASKED]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="commission_%s", **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["due_at"].help_text = _("In the time of %(zone)s.") % {"zone": zone}
        self.fields["section"].queryset = Article._meta.get_field("section").related_model.objects
        self.fields["assignee"].queryset = get_desk_users()

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())


def commission_story(request: HttpRequest) -> HttpResponse:
    """Begin a story for somebody to write, and tell them."""
    if not may_commission(request.user):
        raise PermissionDenied
    form = NewCommissionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        story = _begin(form, request)
        messages.success(request, _said(story))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
    context = {**admin.site.each_context(request), "title": _("Commission a story"), "form": form}
    return render(request, "desk/commission.html", context)


@transaction.atomic
def _begin(form: NewCommissionForm, request: HttpRequest) -> Article:
    asked, by = form.cleaned_data, request.user
    with revisions.kept(by, _("Commissioned")):
        story = Article.objects.create(
            headline=asked["headline"],
            section=asked["section"],
            assignee=asked["assignee"],
            language=request.outlet.primary_language,
            created_by=by,
            edited_by=by,
        )
        if story.assignee and (author := own_author(story.assignee)):
            Byline.objects.create(article=story, author=author)
    form.instance.article = story
    commission = form.save()
    if story.assignee and story.assignee != by:
        say(story, by=by, text=in_a_note(commission), to=[story.assignee])
    return story


def _said(story: Article) -> str:
    if story.assignee is None:
        return _("The story is there, and nobody’s yet. Assign it under “Who works on it”.")
    named = {"who": story.assignee}
    if any(m.outcome in ("waits", "told") for n in story.notes.all() for m in n.mentions.all()):
        return _("The story is there. %(who)s is told by e-mail.") % named
    return (
        _("The story is there. %(who)s finds it under “My work”, and has no e-mail address.")
        % named
    )


def in_a_note(commission: Commission) -> str:
    """Put a commission into words, for whoever is to write the story."""
    lines = [_("Commissioned."), *facts_of(commission)]
    return "\n".join([" ".join(lines), commission.brief]).strip()


def facts_of(commission: Commission) -> list[str]:
    """Say in short sentences what is wanted, the brief apart."""
    facts = []
    if commission.due_at:
        due = date_format(timezone.localtime(commission.due_at), "D j M, H:i")
        facts.append(_("Due %(at)s.") % {"at": due})
    if commission.words:
        words = ngettext("%(n)d word.", "%(n)d words.", commission.words) % {"n": commission.words}
        facts.append(words)
    if commission.needs_picture:
        facts.append(_("Needs a picture."))
    if commission.needs_legal:
        facts.append(_("Needs a lawyer’s eye."))
    return facts


@dataclass(frozen=True)
class Ask:
    """Something a commission asks for: where on the story's page it belongs, and what to do."""

    anchor: str
    sentence: str


def still_asked(story: Article) -> list[Ask]:
    """Name what the commission asks for and the story does not show; it stops no step.

    Of a story that has been out nothing is asked any more.
    """
    commission = None if story.is_out else commission_of(story)
    if commission is None:
        return []
    found = []
    if commission.needs_picture and not photos_of(story):
        found.append(Ask("id_lead_photo", _("The commission asks for a picture.")))
    words = count_words(html_to_text(story.body))
    if commission.words and abs(words - commission.words) > LENGTH_SLACK * commission.words:
        said = ngettext(
            "The commission asks for %(wanted)d words: there is %(n)d.",
            "The commission asks for %(wanted)d words: there are %(n)d.",
            words,
        )
        found.append(Ask("id_body", said % {"wanted": commission.words, "n": words}))
    if commission.needs_legal:
        said = _("The commission asks for a lawyer’s eye. Untick it there once one has read this.")
        found.append(Ask("panel-commission", said))
    return found


# --- the panel ------------------------------------------------------------------------------------


def commission_of(story: Article) -> Commission | None:
    return Commission.objects.filter(article=story).first()


def commission_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Gather what the panel of the commission draws."""
    found = commission_of(story)
    form = CommissionForm(instance=found, prefix="commission")
    for field in form.fields.values():
        field.widget.attrs["form"] = "beside"
    return {
        "story": story,
        "commission": found,
        "facts": facts_of(found) if found else [],
        "form": form if may_commission(request.user) else None,
    }


@panel_act("desk/panel_commission.html", commission_panel)
def save_commission(request: HttpRequest, story: Article) -> str:
    """Change what is wanted of a story; whoever writes it is told."""
    if not may_commission(request.user):
        raise Refused(_("Only editors commission."))
    form = CommissionForm(request.POST, instance=commission_of(story), prefix="commission")
    if not form.is_valid():
        wrong = [f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()]
        raise Refused(" ".join(wrong))
    if not form.has_changed():
        return _("Nothing was changed.")
    form.instance.article = story
    commission = form.save()
    if story.assignee and story.assignee != request.user:
        say(story, by=request.user, text=in_a_note(commission), to=[story.assignee])
        return _("Saved. %(who)s is told.") % {"who": story.assignee}
    return _("Saved.")
