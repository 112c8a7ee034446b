"""Authors at the desk: propose a bio, review one, run an action on an author, preview the page.

authors.actions decides who may do what; the views check it as well, so that a URL typed by hand
shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import user_of
from vocabulary.as_of import page_time, parse_time
from vocabulary.refusal import Refused
from vocabulary.visibility import visible_to
from vocabulary.word_diff import diff_words

from . import actions
from .forms import LONG_BIO, SHORT_BIO, ActionForm, BioForm, ComeBackForm, LeaveForm, RenameForm
from .models import Author, BioProposal
from .views import build_context, get_stories


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})


def _redirect(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"admin:{name}", args=args))


def _get_author(request: HttpRequest, pk: int) -> Author:
    """Return an author this person may see. Raises: Http404."""
    return get_object_or_404(visible_to(Author.objects.for_page(), request.user), pk=pk)


def _log_change(request: HttpRequest, author: Author, message: str) -> None:
    LogEntry.objects.log_actions(
        user_of(request).pk, [author], CHANGE, change_message=message, single_object=True
    )


# --- one's own bio -------------------------------------------------------------------------------


def my_bio(request: HttpRequest) -> HttpResponse:
    """Let an author propose a change to their own bio and see what became of the last one."""
    authors = visible_to(Author.objects.not_trashed().for_page(), user_of(request))
    author = authors.filter(user=user_of(request)).first()
    if author is None:
        raise PermissionDenied(
            _(
                "Your user account is not linked to an author, so you have no bio to edit. "
                "A staff manager can link it to one, or create one for you."
            )
        )
    waiting = author.proposals.open().first()
    last = author.proposals.decided().select_related("decided_by").first()
    start: BioProposal | Author = waiting or author
    if waiting is None and last and last.is_sent_back:
        start = last
    initial = {"short_bio": start.short_bio, "long_bio": start.long_bio}
    form = BioForm(request.POST if _is_submitted(request) else None, initial=initial)
    if request.method == "POST" and _propose(request, author, waiting, form):
        return _redirect("my_bio")
    context = {
        "title": _("My bio"),
        "author": author,
        "form": form,
        "waiting": waiting,
        "last": last,
        "differs": _diff_fields(author, waiting) if waiting else [],
    }
    return _render(request, "desk/author_my_bio.html", context)


def _is_submitted(request: HttpRequest) -> bool:
    return request.method == "POST" and "_withdraw" not in request.POST


def _propose(
    request: HttpRequest, author: Author, waiting: BioProposal | None, form: BioForm
) -> bool:
    """Submit or withdraw the proposal, as the button says; return whether that succeeded."""
    try:
        if not _is_submitted(request):
            if waiting:
                actions.withdraw_bio(waiting, by=user_of(request))
                messages.success(request, _("Your proposal has been withdrawn."))
            return True
        if not form.is_valid():
            return False
        actions.propose_bio(author, by=user_of(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request, _("Sent for approval. Readers see the current bio until it is approved.")
    )
    return True


# --- the review ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldDiff:
    """A field of a bio as published and as proposed; `before` and `after` are escaped HTML."""

    label: str
    is_same: bool
    before: SafeString
    after: SafeString
    length: int
    bounds: tuple[int, int]


def _diff_fields(author: Author, proposal: BioProposal) -> list[FieldDiff]:
    rows = []
    fields = ((_("short bio"), "short_bio", SHORT_BIO), (_("long bio"), "long_bio", LONG_BIO))
    for label, name, bounds in fields:
        old, new = (getattr(each, name).replace("\r\n", "\n") for each in (author, proposal))
        rows.append(FieldDiff(label, old == new, *diff_words(old, new), len(new), bounds))
    return rows


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a staff manager the proposed bio, and approve it or send it back."""
    if not request.user.has_perm(actions.APPROVE_BIO):
        raise PermissionDenied
    author = _get_author(request, pk)
    waiting = author.proposals.open().first()
    if waiting is None:
        messages.info(request, _("No bio is waiting for approval."))
        return _redirect("authors_author_change", author.pk)
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, waiting))
            return _redirect("authors_author_change", author.pk)
        except Refused as refused:
            error = str(refused)
    context = {
        "title": _("Bio of %(name)s") % {"name": author},
        "author": author,
        "waiting": waiting,
        "rows": _diff_fields(author, waiting),
        "error": error,
        "note": request.POST.get("note", ""),
        "stories": author.edition_rows.live(page_time(request)).count(),
    }
    return _render(request, "desk/author_review.html", context)


def _decide(request: HttpRequest, waiting: BioProposal) -> str:
    """Approve or send back, as the button says; return the success message.

    Raises: Refused.
    """
    seen = parse_time(request.POST.get("seen", "")) or waiting.made_at
    author = waiting.author
    if request.POST.get("decision") == "approve":
        actions.approve_bio(waiting, by=user_of(request), seen=seen)
        _log_change(request, author, _("Approved the proposed bio."))
        return _("Approved. The new bio is on %(name)s’s page.") % {"name": author}
    note = request.POST.get("note", "")
    actions.send_back_bio(waiting, by=user_of(request), note=note, seen=seen)
    _log_change(request, author, _("Sent the proposed bio back."))
    return _("Sent back to %(name)s with your note.") % {"name": author}


# --- actions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Action:
    """An action on an author, with its page for confirmation: texts, form and function."""

    label: str | Promise
    button: str | Promise
    consequences: tuple[str | Promise, ...]
    form: type[ActionForm]
    function: Callable[..., None]
    success: str | Promise
    is_destructive: bool = False


ACTIONS: dict[str, Action] = {
    "name": Action(
        gettext_lazy("Change name"),
        gettext_lazy("Change name"),
        (
            gettext_lazy("The author’s page gets a new address; the old one redirects to it."),
            gettext_lazy("The old address is never given to another author."),
            gettext_lazy("New and scheduled stories carry the new name."),
            gettext_lazy("The old name is replaced in the bio."),
            gettext_lazy("Earlier versions on the public record keep the old name."),
        ),
        RenameForm,
        actions.rename,
        gettext_lazy("The name is now %(name)s."),
    ),
    "leave": Action(
        gettext_lazy("Mark as former"),
        gettext_lazy("Mark as former"),
        (
            gettext_lazy("The author’s page stays and shows them as former."),
            gettext_lazy("All bylines stay as they are."),
            gettext_lazy("Nothing is deleted. You can reinstate them later."),
        ),
        LeaveForm,
        actions.leave,
        gettext_lazy("%(name)s is marked as former. All bylines stay."),
    ),
    "come_back": Action(
        gettext_lazy("Reinstate"),
        gettext_lazy("Reinstate"),
        (gettext_lazy("The author’s page no longer shows them as former."),),
        ComeBackForm,
        actions.come_back,
        gettext_lazy("%(name)s is reinstated."),
    ),
    "spike": Action(
        gettext_lazy("Move to trash"),
        gettext_lazy("Move to trash"),
        (
            gettext_lazy("Readers no longer find the author’s page."),
            gettext_lazy("The author can no longer be added to a byline."),
            gettext_lazy("Names on published stories stay."),
        ),
        ActionForm,
        actions.spike,
        gettext_lazy("%(name)s is in the trash. Use the Trash filter of the list to find them."),
        is_destructive=True,
    ),
    "unspike": Action(
        gettext_lazy("Restore from trash"),
        gettext_lazy("Restore"),
        (gettext_lazy("The page, bio and portrait are restored as they were."),),
        ActionForm,
        actions.unspike,
        gettext_lazy("%(name)s has been restored."),
    ),
}


@dataclass(frozen=True)
class ActionLink:
    """A link to the page of an action, for the author's form."""

    label: str
    url: str
    is_destructive: bool


def available_actions(author: Author) -> list[ActionLink]:
    """Return links to the actions that the author's status allows."""
    if author.spiked_at:
        names = ["unspike"]
    elif author.is_former:
        names = ["name", "come_back", "spike"]
    else:
        names = ["name", "leave", "spike"]
    return [
        ActionLink(
            str(ACTIONS[name].label),
            reverse(f"admin:author_{name}", args=[author.pk]),
            ACTIONS[name].is_destructive,
        )
        for name in names
    ]


def run_action(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask to confirm an action on an author, with its consequences and options; then run it."""
    if not request.user.has_perm(actions.CHANGE_AUTHOR):
        raise PermissionDenied
    author = _get_author(request, pk)
    action = ACTIONS[name]
    form = action.form(request.POST or None, author=author)
    if request.method == "POST" and form.is_valid():
        try:
            action.function(author, by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _log_change(request, author, str(action.label))
            messages.success(request, str(action.success) % {"name": author})
            return _redirect("authors_author_change", author.pk)
    context = {
        "title": f"{author}: {action.label}",
        "author": author,
        "action": action,
        "form": form,
    }
    return _render(request, "desk/author_action.html", context)


# --- preview -------------------------------------------------------------------------------------


def preview(
    request: HttpRequest, pk: int, form_for: Callable[[HttpRequest, Author], forms.ModelForm]
) -> HttpResponse:
    """Show the author's page as readers see it, or with unsaved or proposed changes.

    Args:
        form_for: builds the author's form from POST; `?bio=proposed` shows the proposed bio.
    """
    author = _get_author(request, pk)
    user = request.user
    is_own = author.user_id == user.pk
    if not (is_own or user.has_perm("authors.view_author")):
        raise PermissionDenied
    banner = _("Preview of the author’s page as published.")
    if request.method == "POST" and user.has_perm(actions.CHANGE_AUTHOR):
        banner = _("Preview of the author’s page with your unsaved changes.")
        form = form_for(request, author)
        form.is_valid()  # copies what was typed to the instance, which is never saved
        author = form.instance
    elif request.GET.get("bio") == "proposed" and (is_own or user.has_perm(actions.APPROVE_BIO)):
        banner = _("Preview of the author’s page with the proposed bio.")
        if waiting := author.proposals.open().first():
            author.short_bio, author.long_bio = waiting.short_bio, waiting.long_bio
    context = build_context(author, request, get_stories(author, request))
    response = render(request, "desk/author_preview.html", {**context, "banner": banner})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
