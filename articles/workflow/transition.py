"""The transition every action runs in, and what an action can do inside it.

It locks the story, reads the clock, checks version, state and permission; what happens inside is
written to the history and announced after commit. The actions: articles.workflow.actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outlet.models import Outlet
from staff.models import User
from vocabulary.cache_deps import invalidates, no_invalidation
from vocabulary.refusal import Refused
from vocabulary.spans import FOREVER, TICK

from .. import revisions, search
from ..editions import hash_chain, related
from ..editions.cache_tags import tags_of_story
from ..editions.lookup_rows import lookup_rows
from ..editions.snapshot import (
    EditionMeta,
    load_for_printing,
    make_edition,
    make_notice,
    remake_edition,
)
from ..models import LOOKUPS, Address, Article, Change, Edition
from ..signals import story_moved
from .addresses import claim_address, free_addresses
from .checklist import Missing
from .permissions import RULES, Rule, denied_reason, wrong_state_reason
from .state import StoryState, read_story_state_from

Pending = Literal["cancel", "reissue"] | None


class ActionRefused(Refused):
    """An action on a story that may not be done.

    Attributes:
        offers: values of `pending=` with which the same action would go through.
        missing: what the checklist lacks, if that is the reason.
    """

    def __init__(
        self, sentence: str, *, offers: Iterable[str] = (), missing: Iterable[Missing] = ()
    ) -> None:
        super().__init__(sentence)
        self.offers = list(offers)
        self.missing = list(missing)


@dataclass
class TransitionContext:
    """An action under way: the locked story, the one clock reading, and who does it."""

    article: Article
    by: User
    now: datetime
    outlet: Outlet
    editions: list[Edition]
    made: list[Edition] = field(default_factory=list)

    @property
    def story_state(self) -> StoryState:
        return read_story_state_from(self.article, self.editions, self.now)

    def settle_pending(self, pending: Pending, *, may_reissue: bool) -> Edition | None:
        """Clear the way where an edition is pending; return it if it is to be issued again.

        Raises: ActionRefused, with what can be asked for, if nothing was said about it.
        """
        waiting = self.story_state.pending
        if waiting is None:
            return None
        reissuable = may_reissue and not waiting.is_notice
        if pending is None or (pending == "reissue" and not reissuable):
            raise ActionRefused(
                self._pending_message(waiting, reissuable)
                % {"moment": self.outlet.format_time(waiting.live_from)},
                offers=["cancel", "reissue"] if reissuable else ["cancel"],
            )
        self.cancel(waiting)
        return waiting if pending == "reissue" else None

    def _pending_message(self, waiting: Edition, reissuable: bool) -> str:
        if waiting.is_notice:
            return _(
                "A withdrawal is scheduled for %(moment)s. Continuing will cancel it: schedule it "
                "again afterwards if you still want it."
            )
        if self.story_state.live is None:
            return _(
                "This story is scheduled for %(moment)s. Continuing will cancel that schedule."
            )
        if reissuable:
            return _(
                "An update is scheduled for %(moment)s and would overwrite this one. Cancel it, or "
                "reschedule it with this text."
            )
        return _("An update is scheduled for %(moment)s. Continuing will cancel it.")

    def cancel(self, waiting: Edition) -> None:
        """End a pending span where it begins and let the one before it run on."""
        self._end(waiting, waiting.live_from, is_over=True)
        for edition in self.editions:
            if edition.live_until == waiting.live_from and not edition.is_cancelled:
                self._end(edition, FOREVER)
        free_addresses(self.article)

    def issue(self, change: Change, note: str, at: datetime) -> Edition:
        """Copy the story into an edition from `at` on, ending the one before it there."""
        article, before = self.article, self._before(at)
        load_for_printing([article])
        for citation in article.citations.all():
            if (not before or not citation.name_as_printed) and citation.catch_up():
                citation.save()
        meta = self._meta_at(change, note, at, before)
        edition = make_edition(
            article, meta, before=before, boxes=related.choose(article, self.now)
        )
        if before and not before.is_listed and before.is_live(self.now):
            edition.is_listed = False  # what was retracted stays out of lists
        return self._insert_with_rows(edition)

    def issue_again(
        self, edition: Edition, printed: dict[str, Any], change: Change, note: str, at: datetime
    ) -> Edition:
        """Issue an edition once more from `at` on, with `printed` in place of what it said."""
        Address.objects.get_or_create(path=edition.path, defaults={"article": self.article})
        meta = self._meta_at(change, note, at, self._before(at), path=edition.path)
        return self._insert_with_rows(remake_edition(edition, printed, meta))

    def issue_notice(self, reason: str, at: datetime) -> Edition:
        """Put a notice of withdrawal in the story's place from `at` on."""
        last = self.story_state.live or self.story_state.last
        if last is None:
            raise ValueError("Only a story that readers have had can be withdrawn.")
        meta = self._meta_at(Change.WITHDRAWAL, reason, at, last, path=last.path)
        return self._insert(make_notice(self.article, last, meta))

    def _before(self, at: datetime) -> Edition | None:
        """Return the newest edition readers really have by `at`: what this one follows."""
        public = [
            edition
            for edition in self.editions
            if not edition.is_cancelled and not edition.is_notice and edition.live_from < at
        ]
        return max(public, key=lambda edition: edition.live_from, default=None)

    def _meta_at(
        self, change: Change, note: str, at: datetime, before: Edition | None, path: str = ""
    ) -> EditionMeta:
        first_live_at = before.first_live_at if before else at
        return EditionMeta.after(
            before,
            top=self.editions[-1] if self.editions else None,
            change=change,
            note=note,
            live_from=at,
            recorded_at=self.now,
            path=path or claim_address(self.article, first_live_at, self.outlet),
            outlet=self.outlet,
        )

    def _insert_with_rows(self, edition: Edition) -> Edition:
        """Insert an edition with its lookup rows and let search know its words."""
        self._insert(edition)
        insert_lookup_rows([edition])
        search.index_editions([edition])
        return edition

    def _insert(self, edition: Edition) -> Edition:
        """Write the end of the span before it, then the edition: the other order is refused."""
        for earlier in self.editions:
            if earlier.live_from < edition.live_from < earlier.live_until:
                self._end(earlier, edition.live_from)
        edition.save(force_insert=True)
        self.editions.append(edition)
        self.made.append(edition)
        return edition

    def _end(self, edition: Edition, at: datetime, *, is_over: bool = False) -> None:
        edition.live_until, edition.is_over = at, is_over
        Edition.objects.filter(pk=edition.pk).update(live_until=at, is_over=is_over)


@contextmanager
def transition(
    action: str,
    article: Article,
    by: User,
    *,
    version: int | None = None,
    rule: Rule | None = None,
) -> Iterator[TransitionContext]:
    """Lock a story while an action changes it.

    Locks its row, then reads the clock once; checks the version the person had before them, the
    state, and the permission. What is done inside is kept in the desk's history and announced
    after commit; `article` is brought up to date.

    Args:
        rule: of an action that no button offers and that is possible in every state.

    Raises: ActionRefused, also where the database sees a clash that the lock did not.
    """
    fits_always, rule = rule is not None, rule or RULES[action]
    try:
        with transaction.atomic(), invalidates(partial(tags_of_story, article.pk)):
            locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
            if version is not None and version != locked.version:
                raise ActionRefused(
                    _(
                        "Someone has changed this story since you opened it, or the button was "
                        "pressed twice. Check it and try again."
                    )
                )
            context = _start_transition(locked, by)
            reason = denied_reason(rule, locked, by)
            if not reason and not fits_always:
                reason = wrong_state_reason(action, locked, context.story_state)
            if reason:
                raise ActionRefused(str(reason))
            hash_chain.close_days(context.now)
            with revisions.record_revision(by, str(rule.label)):
                yield context
                revisions.set_comment(describe_action(rule, context.made, context.now))
                locked.is_out = any(e.is_for_readers for e in context.editions)
                locked.version += 1
                locked.saved_form_id = locked.autosaved_at = None
                locked.save()
            transaction.on_commit(partial(_announce, context, action, article))
    except IntegrityError as error:
        raise ActionRefused(
            _("Someone else changed this story at the same time. Try again.")
        ) from error
    article.refresh_from_db()


def describe_action(rule: Rule, made: list[Edition], now: datetime) -> str:
    """Describe an action for the history and notifications: what it did, and for when."""
    if rule.later and made and made[-1].live_from > now:
        moment = Outlet.objects.current().format_time(made[-1].live_from)
        return str(rule.later) % {"moment": moment}
    return str(rule.done or rule.label)


def _announce(context: TransitionContext, action: str, article: Article) -> None:
    """Announce what happened; `article.told` names the people who hear of it.

    It has happened, whatever becomes of the news: a receiver that fails is logged, and no more.
    """
    heard = story_moved.send_robust(
        Article, article=context.article, action=action, by=context.by, editions=context.made
    )
    article.told = [name for _receiver, names in heard if isinstance(names, list) for name in names]


def _start_transition(locked: Article, by: User) -> TransitionContext:
    editions = list(locked.editions.order_by("number"))
    now = read_clock()
    # A server whose clock is behind the one that published last must still be able to publish:
    # what was published "now" elsewhere has begun, whatever the clock here says.
    begun = [e.live_from for e in editions if e.live_from <= max(now, e.recorded_at)]
    now = max([now, *(moment + TICK for moment in begun)])
    with no_invalidation():
        locked.editions.ended_not_flagged(now).update(is_over=True)
    return TransitionContext(locked, by, now, Outlet.objects.current(), editions)


def read_clock() -> datetime:
    """Read the clock all servers share: the database's where it has one."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def insert_lookup_rows(editions: list[Edition]) -> None:
    """Write the lookup rows of saved editions."""
    rows = [row for edition in editions for row in lookup_rows(edition)]
    for model in LOOKUPS:
        model.objects.bulk_create([row for row in rows if isinstance(row, model)], batch_size=2000)
