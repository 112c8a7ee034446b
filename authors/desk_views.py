"""Authors at the desk: one's own bio, the decision on somebody's, the acts, the page as a preview.

Who may do what is decided in acts.py and said again here, so that an address typed by hand opens
nothing.
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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import user_of
from vocabulary.as_of import page_time, parse_time
from vocabulary.refusal import Refused
from vocabulary.word_diff import diff_words

from . import actions
from .forms import LONG_BIO, SHORT_BIO, ActForm, BioForm, ComeBackForm, LeaveForm, RenameForm
from .models import Author, BioProposal
from .views import build_context, stories_page


def _desk(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})


def _to(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"admin:{name}", args=args))


def _kept_in_history(request: HttpRequest, author: Author, said: str) -> None:
    LogEntry.objects.log_actions(
        user_of(request).pk, [author], CHANGE, change_message=said, single_object=True
    )


# --- one's own bio -------------------------------------------------------------------------------


def own_author(request: HttpRequest) -> Author | None:
    """Return the author whose log-in this is."""
    return Author.objects.not_trashed().for_page().filter(user=user_of(request)).first()


def my_bio(request: HttpRequest) -> HttpResponse:
    """Let an author ask for a change of their own bio, and see what became of the last one."""
    author = own_author(request)
    if author is None:
        raise PermissionDenied(
            _(
                "Your log-in belongs to no author, so there is no bio of yours. A staff manager "
                "can make you one, or give you the one you have."
            )
        )
    waiting = author.proposals.open().first()
    last = author.proposals.decided().select_related("decided_by").first()
    begun: BioProposal | Author = waiting or author
    if waiting is None and last and last.decision == BioProposal.Decision.SENT_BACK:
        begun = last
    words = {"short_bio": begun.short_bio, "long_bio": begun.long_bio}
    form = BioForm(request.POST if _is_sent(request) else None, initial=words)
    if request.method == "POST" and _propose(request, author, waiting, form):
        return _to("my_bio")
    context = {
        "title": _("My bio"),
        "author": author,
        "form": form,
        "waiting": waiting,
        "last": last,
        "differs": _differences(author, waiting) if waiting else [],
    }
    return _desk(request, "desk/author_my_bio.html", context)


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and "_take_back" not in request.POST


def _propose(
    request: HttpRequest, author: Author, waiting: BioProposal | None, form: BioForm
) -> bool:
    """Do what the button asks; say whether it was done."""
    try:
        if not _is_sent(request):
            if waiting:
                actions.withdraw_bio(waiting, by=user_of(request))
                messages.success(request, _("It is taken back. Nothing waits."))
            return True
        if not form.is_valid():
            return False
        actions.propose_bio(author, by=user_of(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request, _("It waits for a staff manager. Readers have the old words until then.")
    )
    return True


# --- the decision --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Differs:
    """A field of a bio as it is and as it is asked for; `before` and `after` are escaped HTML."""

    label: str
    is_same: bool
    before: str
    after: str
    length: int
    bounds: tuple[int, int]


def _differences(author: Author, proposal: BioProposal) -> list[Differs]:
    rows = []
    labels = ((_("short bio"), "short_bio", SHORT_BIO), (_("long bio"), "long_bio", LONG_BIO))
    for label, name, bounds in labels:
        now, asked = (getattr(each, name).replace("\r\n", "\n") for each in (author, proposal))
        rows.append(Differs(label, now == asked, *diff_words(now, asked), len(asked), bounds))
    return rows


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a staff manager what an author asks for, and take the decision."""
    if not request.user.has_perm(actions.APPROVE):
        raise PermissionDenied
    author = get_object_or_404(Author.objects.for_page(), pk=pk)
    waiting = author.proposals.open().first()
    if waiting is None:
        messages.info(request, _("Nothing waits: the bio is as readers have it."))
        return _to("authors_author_change", author.pk)
    refused = ""
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, waiting))
            return _to("authors_author_change", author.pk)
        except Refused as refusal:
            refused = str(refusal)
    context = {
        "title": _("Bio of %(name)s") % {"name": author},
        "author": author,
        "waiting": waiting,
        "rows": _differences(author, waiting),
        "refused": refused,
        "note": request.POST.get("note", ""),
        "stories": author.edition_rows.live(page_time(request)).count(),
    }
    return _desk(request, "desk/author_review.html", context)


def _decide(request: HttpRequest, waiting: BioProposal) -> str:
    """Approve or send back, as the button says; return what to say.

    Raises: Refused.
    """
    seen = parse_time(request.POST.get("seen", "")) or waiting.made_at
    author = waiting.author
    if request.POST.get("decision") == "approve":
        actions.approve_bio(waiting, by=user_of(request), seen=seen)
        _kept_in_history(request, author, _("Approved the bio the author asked for."))
        return _("Readers see the new bio of %(name)s on the author’s page.") % {"name": author}
    actions.send_back_bio(
        waiting, by=user_of(request), note=request.POST.get("note", ""), seen=seen
    )
    _kept_in_history(request, author, _("Sent the bio back to the author."))
    return _("It is back with %(name)s, with your note.") % {"name": author}


# --- acts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Action:
    """An act on an author that asks first: its words, its form, what it does."""

    label: str | Promise
    button: str | Promise
    consequences: tuple[str | Promise, ...]
    form: type[ActForm]
    do: Callable[..., None]
    done: str | Promise
    is_grave: bool = False


ACTS: dict[str, Action] = {
    "name": Action(
        gettext_lazy("Change the name"),
        gettext_lazy("Change the name"),
        (
            gettext_lazy("The author’s page moves to a new address; the old one leads there."),
            gettext_lazy("The old address is never given to anybody else."),
            gettext_lazy("Stories from now on, and those only scheduled, carry the new name."),
            gettext_lazy("Where the bio says the old name, it says the new one."),
            gettext_lazy("Earlier editions on the public record keep the name they had."),
        ),
        RenameForm,
        actions.rename,
        gettext_lazy("%(name)s is the name now."),
    ),
    "leave": Action(
        gettext_lazy("Left the newsroom"),
        gettext_lazy("Note that they have left"),
        (
            gettext_lazy("The author’s page stays and says that they have left."),
            gettext_lazy("Every byline stays as it is."),
            gettext_lazy("Nothing is deleted, and they may come back."),
        ),
        LeaveForm,
        actions.leave,
        gettext_lazy("%(name)s has left. The page says so; every byline stays."),
    ),
    "come_back": Action(
        gettext_lazy("Came back"),
        gettext_lazy("Note that they are back"),
        (gettext_lazy("The author’s page no longer says that they have left."),),
        ComeBackForm,
        actions.come_back,
        gettext_lazy("%(name)s writes for the paper again."),
    ),
    "spike": Action(
        gettext_lazy("Put in the trash"),
        gettext_lazy("Put in the trash"),
        (
            gettext_lazy("The author’s page is gone for readers until they are taken back."),
            gettext_lazy("Nobody can choose them for a byline."),
            gettext_lazy("Names on stories stay as they were printed."),
        ),
        ActForm,
        actions.spike,
        gettext_lazy("%(name)s lies in the trash. The list’s filter finds them there."),
        is_grave=True,
    ),
    "unspike": Action(
        gettext_lazy("Take back from the trash"),
        gettext_lazy("Take back"),
        (gettext_lazy("Everything is as it was before: page, bio, portrait."),),
        ActForm,
        actions.unspike,
        gettext_lazy("%(name)s is back."),
    ),
}


@dataclass(frozen=True)
class Offer:
    """An act as a link on the author's form."""

    name: str
    label: str
    url: str

    @property
    def is_grave(self) -> bool:
        return self.name == "spike"


def offers_for(author: Author) -> list[Offer]:
    """List the acts that fit an author."""
    if author.spiked_at:
        names = ["unspike"]
    elif author.status == Author.Status.FORMER:
        names = ["name", "come_back", "spike"]
    else:
        names = ["name", "leave", "spike"]
    return [
        Offer(name, str(ACTS[name].label), reverse(f"admin:author_{name}", args=[author.pk]))
        for name in names
    ]


def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Say what an act does, ask for what it needs, and do it."""
    if not request.user.has_perm(actions.KEEP):
        raise PermissionDenied
    author = get_object_or_404(Author, pk=pk)
    chosen = ACTS[name]
    form = chosen.form(request.POST or None, author=author)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(author, by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _kept_in_history(request, author, str(chosen.label))
            messages.success(request, str(chosen.done) % {"name": author})
            return _to("authors_author_change", author.pk)
    context = {
        "title": f"{author}: {chosen.label}",
        "author": author,
        "act": chosen,
        "form": form,
    }
    return _desk(request, "desk/author_act.html", context)


# --- preview -------------------------------------------------------------------------------------


def preview(
    request: HttpRequest, pk: int, form_for: Callable[[HttpRequest, Author], forms.ModelForm]
) -> HttpResponse:
    """Draw the author's page in the readers' own template: as it is, or with what is not saved.

    Args:
        form_for: makes the form of what was typed. `?bio=asked` shows what the author asks for.
    """
    author = get_object_or_404(Author.objects.for_page(), pk=pk)
    is_own = author.user_id == request.user.pk
    if not (is_own or request.user.has_perm("authors.view_author")):
        raise PermissionDenied
    said = _("Preview of the author’s page, as readers have it.")
    if request.method == "POST" and request.user.has_perm(actions.KEEP):
        said = _("Preview of the author’s page. What is new in it is not saved.")
        form = form_for(request, author)
        form.is_valid()  # puts what was typed into the instance, which nobody saves
        author = form.instance
    elif request.GET.get("bio") == "asked" and (is_own or request.user.has_perm(actions.APPROVE)):
        said = _("Preview of the author’s page with the bio that waits.")
        if waiting := author.proposals.open().first():
            author.short_bio, author.long_bio = waiting.short_bio, waiting.long_bio
    page_time(request)
    context = build_context(author, request, stories_page(author, request))
    response = render(request, "desk/author_preview.html", {**context, "said": said})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
