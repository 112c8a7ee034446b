"""The desk's own history of a story: explicit saves and doors, with everything that hangs on it.

django-reversion keeps it. It may be pruned; the record of editions may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from reversion.models import Revision, Version

from staff.models import User

from .models import Article, ArticleTopic, Byline, Citation, RelatedStory


def register() -> None:
    """Tell reversion what belongs to a story. Called once, when the app is ready."""
    for model in (Byline, Citation, RelatedStory, ArticleTopic):
        reversion.register(model)
    reversion.register(Article, follow=("bylines", "citations", "picked", "tagged_topics"))


@contextmanager
def kept(by: User | None, comment: str) -> Iterator[None]:
    """Keep what is saved inside as one revision of `by`'s."""
    with reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(comment)
        yield


def forget(article: Article) -> int:
    """Delete every revision that holds words of a story; return how many."""
    revisions = Revision.objects.filter(
        pk__in=Version.objects.get_for_object(article).values("revision_id")
    )
    count = revisions.count()
    revisions.delete()
    return count
