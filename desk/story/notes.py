"""Notes on a story: @somebody is told by e-mail, and the desk sees who was.

A door tells those whose story it is in the same way: sent back, approved, published by another.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models import Article, Edition
from articles.workflow import RULES, may_see
from articles.workflow.transition import what_was_done
from outlet.models import Outlet
from staff.models import User, get_desk_users
from vocabulary.refusal import Refused
from vocabulary.text import join_with_and

from ..models import Mention, Note
from ..models.note import LONGEST
from .panels import panel_act, private, story_for

SHOWN = 20
OFFERED = 8
_NAMED = re.compile(r"(?<![\w@])@([\w.+-]*\w)")
# Acts that those whose story it is hear of, when somebody else does them.
TOLD_OF = ("send_back", "approve", "publish", "schedule", "update", "withdraw", "spike")


# --- saying ---------------------------------------------------------------------------------------


def say(article: Article, *, by: User | None, text: str, to: list[User]) -> Note:
    """Keep a note and have those it is for told by e-mail, after commit."""
    with transaction.atomic():
        note = Note.objects.create(article=article, by=by, text=text)
        mentions = Mention.objects.bulk_create(
            Mention(note=note, person=person, outcome=_outlook(article, person)) for person in to
        )
        for mention in mentions:
            if mention.outcome == Mention.Outcome.WAITS:
                transaction.on_commit(partial(tell.enqueue, mention.pk))
    return note


def _outlook(article: Article, person: User) -> str:
    if not may_see(article, person):
        return Mention.Outcome.CLOSED
    return Mention.Outcome.WAITS if person.email else Mention.Outcome.NO_ADDRESS


@task()
def tell(mention_id: int) -> str:
    """Send the e-mail of one mention and note what became of it."""
    rows = Mention.objects.filter(pk=mention_id, outcome=Mention.Outcome.WAITS)
    mention = rows.select_related("note__article", "note__by", "person").first()
    if mention is None:
        return "nothing to tell"
    try:
        _letter(mention).send()
        outcome, told_at = Mention.Outcome.TOLD, timezone.now()
    except (SMTPException, OSError):
        outcome, told_at = Mention.Outcome.FAILED, None
    rows.update(outcome=outcome, told_at=told_at)
    return outcome


def _letter(mention: Mention) -> EmailMessage:
    note, outlet = mention.note, Outlet.objects.current()
    with translation.override(outlet.language.lower()):
        named = {"who": note.by or outlet.name, "story": note.article, "paper": outlet.name}
        subject = _("%(who)s on “%(story)s” (%(paper)s)") % named
    change = reverse("admin:articles_article_change", args=[note.article_id])
    text = f"{note.text}\n\n{settings.BASE_URL}{change}#panel-notes\n"
    return EmailMessage(" ".join(subject.split()), text, to=[mention.person.email])


def named_in(text: str) -> tuple[list[User], list[str]]:
    """Return the people a text names with an @, and the names nobody here has."""
    names = {name.lower(): name for name in _NAMED.findall(text)}
    people = get_desk_users().alias(lower=Lower("username"))
    found = list(people.filter(lower__in=names).order_by("pk"))
    known = {person.username.lower() for person in found}
    return found, [name for lower, name in names.items() if lower not in known]


# --- the panel ------------------------------------------------------------------------------------


def notes_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Gather what the panel of notes draws."""
    notes = story.notes.select_related("by").prefetch_related("mentions__person")
    return {"story": story, "notes": list(notes[:SHOWN]), "longest": LONGEST}


@panel_act("desk/panel_notes.html", notes_panel)
def add_note(request: HttpRequest, story: Article) -> str:
    """Keep a note; whoever it names is told."""
    text = request.POST.get("note", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("Write the note first."))
    if len(text) > LONGEST:
        raise Refused(_("A note has %(most)d letters at most.") % {"most": LONGEST})
    people, unknown = named_in(text)
    say(story, by=request.user, text=text, to=people)
    said = [_("Noted.")]
    if unknown:
        names = join_with_and([f"@{name}" for name in unknown])
        said.append(_("Nobody here is called %(names)s.") % {"names": names})
    return " ".join(said)


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """List who may be named in a note on a story, for the field that offers them."""
    story = story_for(request, pk)
    asked = request.GET.get("q", "").strip()[:60].lower()
    found = (
        {"name": person.username, "label": str(person)}
        for person in get_desk_users().order_by("username")
        if (person.username.lower().startswith(asked) or asked in str(person).lower())
        and may_see(story, person)  # two queries each: nobody is asked about once enough are found
    )
    return private(JsonResponse({"people": list(islice(found, OFFERED))}))


# --- what doors tell ------------------------------------------------------------------------------


def tell_of_act(
    sender: type, *, article: Article, act: str, by: User, editions: list[Edition], **kwargs: Any
) -> list[str]:
    """Tell those whose story it is what somebody else did with it; return their names."""
    if act not in TOLD_OF:
        return []
    whose = {person for person in (article.created_by, article.assignee) if person}
    to = sorted((p for p in whose - {by} if p.is_active), key=lambda person: person.pk)
    if not to:
        return []
    said = [f"{what_was_done(RULES[act], editions, timezone.now())}."]
    if act == "send_back":
        said = [_("Sent back:"), article.review_note]
    note = say(article, by=by, text=" ".join(said), to=to)
    reached = note.mentions.exclude(outcome=Mention.Outcome.CLOSED)
    return [str(mention.person) for mention in reached.select_related("person")]
