"""The desk's history of a story: explicit saves and actions, with everything that belongs to it.

django-reversion keeps it. It may be pruned; the record of editions may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import reversion
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Revision, Version

from staff.models import User

from .models import Article, ArticleTopic, Byline, Citation, RelatedStory

IDLE = timedelta(minutes=10)
LOOKED_THROUGH = 50
# What belongs to a page at the desk or to the record, and not to its words.
NOT_WORDS = ("created_form_id", "saved_form_id", "saved_seq", "autosaved_at", "is_out")


def register() -> None:
    """Tell reversion what belongs to a story. Called once, when the app is ready."""
    for model in (Byline, Citation, RelatedStory, ArticleTopic):
        reversion.register(model)
    parts = ("bylines", "citations", "picked", "tagged_topics")
    reversion.register(Article, follow=parts, exclude=NOT_WORDS, ignore_duplicates=True)


@contextmanager
def record_revision(by: User | None, comment: str) -> Iterator[None]:
    """Keep what is saved inside as one revision of `by`'s."""
    with reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(comment)
        yield


def set_comment(comment: str) -> None:
    """Say anew of the revision that is being kept what was done, once that is known."""
    reversion.set_comment(comment)


def keep_overwritten(story: Article, form_id: UUID | None = None) -> None:
    """Keep the words of a story that are about to be written over, if the history lacks them.

    These are what was autosaved, and copy that came in another way than by the form.

    Args:
        form_id: the form that saves. What it autosaved itself may wait, since it goes on.
    """
    if story.autosaved_at and (form_id is None or story.saved_form_id != form_id):
        keep_autosaved(story)
    elif story.version == 1 and not story.autosaved_at and not versions_of(story).exists():
        with record_revision(story.created_by, _("As imported")):
            reversion.set_date_created(story.changed_at)
            reversion.add_to_revision(story)


def keep_autosaved(story: Article) -> None:
    """Keep autosaved words, once, as of when and by whom they were typed."""
    with transaction.atomic():
        claimed = Article.objects.filter(pk=story.pk, version=story.version)
        if not claimed.exclude(autosaved_at=None).update(autosaved_at=None):
            return
        with record_revision(story.edited_by, _("Autosaved")):
            reversion.set_date_created(story.autosaved_at)
            reversion.add_to_revision(story)


def keep_idle(now: datetime) -> None:
    """Keep what was autosaved and then lay untouched for ten minutes."""
    waiting = Article.objects.filter(autosaved_at__lte=now - IDLE)
    for story in waiting.order_by("autosaved_at"):  # its index is used, and no other
        keep_autosaved(story)


def keep_aside(story: Article, by: User) -> None:
    """Keep words that were typed and then not taken when two texts were put together.

    `story` holds them and is not saved; the version 0 says that it never was.
    """
    story.version = 0
    with record_revision(by, _("Discarded in a merge")):
        reversion.add_to_revision(story)


def versions_of(story: Article) -> QuerySet[Version]:
    """Return what is kept of a story, newest first."""
    return Version.objects.get_for_object(story).select_related("revision__user")


def describe_last_change(story: Article, user: User) -> str:
    """Say what made the text of a window an old one: who saved, or what step was taken."""
    moment = f"{timezone.localtime(story.changed_at):%H:%M:%S}"
    if story.saved_form_id is None:
        newest = versions_of(story).first()
        if newest and newest.revision.user:
            named = {"who": newest.revision.user, "act": newest.revision.comment, "at": moment}
            return _("%(who)s: “%(act)s”, %(at)s.") % named
    if story.edited_by == user:
        return _("You saved this story in another window at %(at)s.") % {"at": moment}
    who = story.edited_by or _("Someone")
    return _("%(who)s saved this story at %(at)s.") % {"who": who, "at": moment}


def find_version(story: Article, number: int) -> Version | None:
    """Find what a story was in one of its versions, if it was kept."""
    for version in versions_of(story)[:LOOKED_THROUGH]:
        try:
            if version.field_dict["version"] == number:
                return version
        except RevertError:  # of an older release
            continue
    return None


def delete_revisions(article: Article) -> int:
    """Delete every revision that holds words of a story; return how many."""
    revisions = Revision.objects.filter(
        pk__in=Version.objects.get_for_object(article).values("revision_id")
    )
    count = revisions.count()
    revisions.delete()
    return count
