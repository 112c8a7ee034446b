"""An author's new name, in stories: what is out keeps the old one unless they ask otherwise.

Hears `authors.signals.author_renamed`; newsroom/apps.py connects it. A working copy whose byline
says nothing prints the author's name of the day, so the name a story was printed with is written
into its byline before the author's own changes under it.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from authors.models import Author
from staff.models import User

from .. import workflow
from ..models import Article, Byline, Edition

BATCH = 200  # stories a task reprints before it hands on; no task may run for a quarter of an hour


def settle_bylines(
    sender: type, *, author: Author, was: str, throughout: bool, by: User, **kwargs: object
) -> None:
    """Settle what an author's bylines will print from now on, and order the reprinting.

    What was scheduled and never public takes the new name in any case: it is no old story.
    """
    if throughout:
        _write(author.bylines.filter(name_as_printed__in=[was, *author.former_names]), "")
    elif was != author.name:
        printed = Edition.objects.public(timezone.now()).filter(article=OuterRef("article"))
        _write(author.bylines.filter(Exists(printed), name_as_printed=""), was)
    order = partial(reprint_under_new_name.enqueue, author.pk, by.pk, was, throughout)
    transaction.on_commit(order)


def _write(bylines: QuerySet[Byline], name: str) -> None:
    """Write a name into bylines; whoever has such a story open is told that it has changed."""
    stories = list(bylines.values_list("article_id", flat=True))
    bylines.update(name_as_printed=name)
    Article.objects.filter(pk__in=stories).update(version=F("version") + 1)


@task()
def reprint_under_new_name(
    author_id: int, by_id: int, was: str, throughout: bool, after: int = 0
) -> dict[str, Any]:
    """Issue stories again under an author's new name, a batch at a time.

    Started anew it finds what is left: a story that bears the new name is passed over.

    Args:
        was: the name until now; with `throughout`, every earlier one is changed.
        after: take stories with a higher id than this.
    """
    author, by = Author.objects.get(pk=author_id), User.objects.get(pk=by_id)
    earlier = {was, *author.former_names} if throughout else {was}
    alter = partial(_renamed, author, earlier - {author.name})
    stories = _stories(author, alter, throughout, after)
    reprinted, refused = [], {}
    for story in Article.objects.filter(pk__in=stories[:BATCH]).order_by("pk"):
        try:
            workflow.reprint(story, by=by, alter=alter)
            reprinted.append(story.pk)
        except workflow.ActionRefused as refusal:
            refused[story.pk] = str(refusal)
    if stories:
        _note(author, by, reprinted, refused)
    if stories[BATCH:]:
        reprint_under_new_name.enqueue(author_id, by_id, was, throughout, stories[BATCH - 1])
    return {"reprinted": reprinted, "refused": refused}


def _stories(
    author: Author, alter: Callable[[dict[str, Any]], bool], throughout: bool, after: int
) -> list[int]:
    """Return the ids of stories to reprint, in order, one more than a batch at most.

    Without `throughout`, only of those no reader has had yet.
    """
    now = timezone.now()
    rows = author.edition_rows.filter(article_id__gt=after, edition__live_until__gt=now)
    rows = rows.filter(edition__live_until__gt=F("edition__live_from"))
    if not throughout:
        rows = rows.filter(first_live_at__gt=now)
    found: list[int] = []
    for story, printed in rows.order_by("article_id").values_list("article_id", "edition__printed"):
        if story not in found[-1:] and alter(printed):
            found.append(story)
        if len(found) > BATCH:
            break
    return found


def _renamed(author: Author, earlier: set[str], printed: dict[str, Any]) -> bool:
    """Put an author's name in place of earlier ones, in byline and bio; say whether any stood."""
    before = deepcopy(printed.get("bylines", []))
    for line in printed.get("bylines", []):
        if line["author"] == author.pk:
            line["name"] = author.name if line["name"] in earlier else line["name"]
            line["bio"] = author.replace_names(line["bio"], earlier)
    return before != printed.get("bylines", [])


def _note(author: Author, by: User, reprinted: list[int], refused: dict[int, str]) -> None:
    """Put into the author's history what became of their stories."""
    count = len(reprinted)
    said = ngettext(
        "Updated the name in %(n)d published story.",
        "Updated the name in %(n)d published stories.",
        count,
    ) % {"n": count}
    kept = [
        _("Story %(story)s keeps the old name: %(why)s") % {"story": story, "why": why}
        for story, why in refused.items()
    ]
    LogEntry.objects.log_actions(
        by.pk, [author], CHANGE, change_message=" ".join([said, *kept]), single_object=True
    )
