"""Notes on a story. @name notifies somebody by email, and the desk sees who was notified.

Workflow actions by others (sent back, approved, published) notify the writer in the same way.
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
from articles.workflow.transition import describe_action
from outlet.models import Outlet
from staff.models import User, get_desk_users, user_of
from vocabulary.refusal import Refused
from vocabulary.text import join_with_and
from vocabulary.visibility import visible_to

from ..models import Mention, Note
from ..models.note import LONGEST
from .panels import get_story, mark_private, panel_action

SHOWN = 20
OFFERED = 8
_NAMED = re.compile(r"(?<![\w@])@([\w.+-]*\w)")
# Actions of which writer and assignee are notified, when somebody else does them.
NOTIFIED_ACTIONS = ("send_back", "approve", "publish", "schedule", "update", "withdraw", "spike")


# --- posting notes --------------------------------------------------------------------------------


def post_note(article: Article, *, by: User | None, text: str, to: list[User]) -> Note:
    """Save a note and notify those it is for, by email after commit."""
    with transaction.atomic():
        note = Note.objects.create(article=article, by=by, text=text)
        mentions = Mention.objects.bulk_create(
            Mention(note=note, person=person, outcome=_first_outcome(article, person))
            for person in to
        )
        for mention in mentions:
            if mention.outcome == Mention.Outcome.PENDING:
                transaction.on_commit(partial(send_mention_email.enqueue, mention.pk))
    return note


def _first_outcome(article: Article, person: User) -> str:
    """Return the outcome of a new mention: an email is pending, or why there is none."""
    if not may_see(article, person):
        return Mention.Outcome.NO_ACCESS
    return Mention.Outcome.PENDING if person.email else Mention.Outcome.NO_ADDRESS


@task(queue_name="mail")
def send_mention_email(mention_id: int) -> str:
    """Send the email of one mention and record the outcome."""
    rows = Mention.objects.filter(pk=mention_id, outcome=Mention.Outcome.PENDING)
    mention = rows.select_related("note__article", "note__by", "person").first()
    if mention is None:
        return "nothing to send"
    try:
        _build_email(mention).send()
        outcome, sent_at = Mention.Outcome.SENT, timezone.now()
    except (SMTPException, OSError):
        outcome, sent_at = Mention.Outcome.FAILED, None
    rows.update(outcome=outcome, sent_at=sent_at)
    return outcome


def _build_email(mention: Mention) -> EmailMessage:
    note, outlet = mention.note, Outlet.objects.current()
    with translation.override(outlet.language.lower()):
        named = {"who": note.by or outlet.name, "story": note.article, "site": outlet.name}
        subject = _("%(who)s on “%(story)s” (%(site)s)") % named
    change = reverse("admin:articles_article_change", args=[note.article_id])
    text = f"{note.text}\n\n{settings.BASE_URL}{change}#panel-notes\n"
    return EmailMessage(" ".join(subject.split()), text, to=[mention.person.email])


def find_mentioned(text: str, by: User) -> tuple[list[User], list[str]]:
    """Return the users a text mentions with an @, and the user names that do not exist."""
    names = {name.lower(): name for name in _NAMED.findall(text)}
    people = visible_to(get_desk_users(), by).alias(lower=Lower("username")).filter(lower__in=names)
    found: list[User] = list(people.order_by("pk"))
    known = {person.username.lower() for person in found}
    return found, [name for lower, name in names.items() if lower not in known]


# --- the panel ------------------------------------------------------------------------------------


def build_notes_panel(request: HttpRequest, story: Article) -> dict[str, Any]:
    """Return the context of the panel of notes."""
    notes = story.notes.select_related("by").prefetch_related("mentions__person")
    return {"story": story, "notes": list(notes[:SHOWN]), "longest": LONGEST}


@panel_action("desk/panel_notes.html", build_notes_panel)
def add_note(request: HttpRequest, story: Article) -> str:
    """Add a note, and notify those it mentions."""
    text = request.POST.get("note", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("Write a note first."))
    if len(text) > LONGEST:
        raise Refused(_("A note can have up to %(most)d characters.") % {"most": LONGEST})
    people, unknown = find_mentioned(text, user_of(request))
    post_note(story, by=user_of(request), text=text, to=people)
    sentences = [_("Note added.")]
    if unknown:
        names = join_with_and([f"@{name}" for name in unknown])
        sentences.append(_("There is no user called %(names)s.") % {"names": names})
    return " ".join(sentences)


def find_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Find users to mention in a note on a story, for the field's suggestions."""
    story = get_story(request, pk)
    query = request.GET.get("q", "").strip()[:60].lower()
    found = (
        {"name": person.username, "label": str(person)}
        for person in visible_to(get_desk_users(), user_of(request)).order_by("username")
        if (person.username.lower().startswith(query) or query in str(person).lower())
        and may_see(story, person)  # two queries each, so not evaluated once enough are found
    )
    return mark_private(JsonResponse({"people": list(islice(found, OFFERED))}))


# --- notifying of workflow actions ----------------------------------------------------------------


def notify_of_action(
    sender: type, *, article: Article, action: str, by: User, editions: list[Edition], **kwargs: Any
) -> list[str]:
    """Notify writer and assignee of what somebody else did with their story; return their names."""
    if action not in NOTIFIED_ACTIONS:
        return []
    whose = {person for person in (article.created_by, article.assignee) if person}
    to = sorted((p for p in whose - {by} if p.is_active), key=lambda person: person.pk)
    if not to:
        return []
    sentences = [f"{describe_action(RULES[action], editions, timezone.now())}."]
    if action == "send_back":
        sentences = [_("Sent back:"), article.review_note]
    note = post_note(article, by=by, text=" ".join(sentences), to=to)
    reached = note.mentions.exclude(outcome=Mention.Outcome.NO_ACCESS)
    return [str(mention.person) for mention in reached.select_related("person")]
