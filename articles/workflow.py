"""The doors: what may happen to a story, who may do it, and what it must have first.

One function per act. Each goes through `door`: lock the story, read the clock, check version,
state and permission, act, keep the history, announce after commit. Nothing else writes a status,
an edition or an address. A refusal is a sentence an editor understands.

The words of time: an edition is *pending* while its span is still to begin; there is at most one
pending edition per story, since a second would silently undo the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.models import Outlet
from staff.models import User
from vocabulary.spans import FOREVER, TICK, ends
from vocabulary.text import slug_from

from . import boxes, history, record, search
from .models import LOOKUPS, Address, Article, Change, Edition
from .models.edition import HINT_AFTER
from .printing import (
    TOLD,
    Boxes,
    Place,
    edition_from,
    edition_like,
    load_for_printing,
    lookup_rows,
    notice_from,
    photos_of,
    printed_words,
)
from .signals import story_moved

Pending = Literal["cancel", "reissue"] | None
UPDATES = (Change.MINOR, *TOLD)


class State(models.TextChoices):
    """Where a story stands, for the desk. The first three are its status; the rest is read off."""

    DRAFT = "draft", gettext_lazy("Draft")
    IN_REVIEW = "in_review", gettext_lazy("In review")
    READY = "ready", gettext_lazy("Ready")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    LIVE = "live", gettext_lazy("Live")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    SPIKED = "spiked", gettext_lazy("Spiked")


@dataclass(frozen=True)
class Missing:
    """Something the checklist lacks: the form's field it belongs to, and what to do."""

    field: str
    sentence: str


class Refused(Exception):
    """An act that may not happen. `str()` is a sentence fit to show.

    Attributes:
        offers: values of `pending=` with which the same act would go through.
        missing: what the checklist lacks, if that is the reason.
    """

    def __init__(
        self, sentence: str, *, offers: Iterable[str] = (), missing: Iterable[Missing] = ()
    ) -> None:
        super().__init__(sentence)
        self.offers = list(offers)
        self.missing = list(missing)


@dataclass(frozen=True)
class Standing:
    """A story's editions, read at one moment.

    Attributes:
        live: what readers have, if anything. A withheld edition is not live.
        pending: what begins later: an edition or a notice of withdrawal.
        notice: the withdrawal in force.
        last: the newest edition that readers really had.
        top: the newest number, cancelled ones included: the end of the chain.
    """

    state: State
    live: Edition | None = None
    pending: Edition | None = None
    notice: Edition | None = None
    last: Edition | None = None
    top: Edition | None = None


def standing_of(article: Article, at: datetime | None = None) -> Standing:
    """Read off where a story stands at `at` (default: now)."""
    at = at or timezone.now()
    return standing_from(article, list(article.editions.order_by("number").defer("body")), at)


def standing_from(article: Article, editions: list[Edition], at: datetime) -> Standing:
    """Work out the standing from all editions of a story, in order of number."""
    live = pending = notice = last = None
    for edition in editions:
        if edition.is_cancelled:
            continue
        if edition.live_from > at:
            pending = edition
        elif edition.is_notice:
            notice = edition if at < edition.live_until else notice
        else:
            if last is None or edition.live_from > last.live_from:
                last = edition
            live = edition if edition.is_live(at) else live
    if article.is_spiked:
        state = State.SPIKED
    elif live:
        state = State.LIVE
    elif pending and not pending.is_notice:
        state = State.SCHEDULED
    elif last:
        state = State.WITHDRAWN
    else:
        state = State(article.status)
    return Standing(state, live, pending, notice, last, editions[-1] if editions else None)


# --- who may -------------------------------------------------------------------------------------


def may_see(article: Article, user: User) -> bool:
    """Say whether `user` may open a story at the desk. Mirror of ArticleQuerySet.open_to."""
    if not user.has_perm("articles.view_article"):
        return False
    return user.has_perm("articles.see_all_copy") or is_theirs(article, user)


def is_theirs(article: Article, user: User) -> bool:
    """Say whether a story is a person's own, or assigned to one who may work on such."""
    if article.created_by_id == user.pk:
        return True
    return article.assignee_id == user.pk and user.has_perm("articles.edit_assigned")


def may_edit(article: Article, user: User) -> bool:
    """Say whether `user` may change the words: editors all copy, others theirs while a draft."""
    if article.is_spiked or not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.edit_all_copy"):
        return True
    return article.status == Article.Status.DRAFT and is_theirs(article, user)


def note_edit(article: Article, by: User) -> None:
    """Note, before a form saves new words, whose they are; an approval does not outlive them."""
    article.edited_by = by
    article.version += 1
    if article.status == Article.Status.READY and _second_person():
        article.status = Article.Status.IN_REVIEW


@dataclass(frozen=True)
class Rule:
    """Who may do an act, and on what.

    Attributes:
        label: what the button says: the outcome.
        permission: of this package, unless it names another.
        states: in which it can be done at all.
        needs: what the person is asked for besides the button.
        own_copy: those without `edit_all_copy` may do it only to their own drafts.
    """

    label: str
    permission: str
    states: tuple[State, ...]
    needs: tuple[str, ...] = ()
    own_copy: bool = False


UNPUBLISHED = (State.DRAFT, State.IN_REVIEW, State.READY)
PUBLISHABLE = (*UNPUBLISHED, State.SCHEDULED, State.WITHDRAWN)
RULES: dict[str, Rule] = {
    "publish": Rule(gettext_lazy("Publish now"), "publish_article", PUBLISHABLE),
    "update": Rule(
        gettext_lazy("Update the live story"),
        "publish_article",
        (State.LIVE,),
        ("change", "note", "at"),
    ),
    "approve": Rule(gettext_lazy("Approve"), "approve_article", (*UNPUBLISHED, State.LIVE)),
    "submit": Rule(
        gettext_lazy("Submit for review"),
        "submit_article",
        (State.DRAFT, State.LIVE, State.WITHDRAWN),
        own_copy=True,
    ),
    "schedule": Rule(gettext_lazy("Schedule"), "publish_article", PUBLISHABLE, ("at",)),
    "send_back": Rule(
        gettext_lazy("Send back"),
        "approve_article",
        (State.IN_REVIEW, State.READY, State.LIVE, State.WITHDRAWN),
        ("note",),
    ),
    "cancel": Rule(
        gettext_lazy("Cancel what is scheduled"),
        "publish_article",
        (State.SCHEDULED, State.LIVE, State.WITHDRAWN),
    ),
    "withdraw": Rule(
        gettext_lazy("Withdraw from readers"), "publish_article", (State.LIVE,), ("reason", "at")
    ),
    "spike": Rule(
        gettext_lazy("Spike"), "spike_article", (*UNPUBLISHED, State.WITHDRAWN), own_copy=True
    ),
    "unspike": Rule(
        gettext_lazy("Take back from the spike"),
        "spike_article",
        (State.SPIKED,),
        own_copy=True,
    ),
    "withhold": Rule(
        gettext_lazy("Withhold for legal reasons"),
        "withhold_article",
        (*PUBLISHABLE, State.LIVE, State.SPIKED),
        ("reason",),
    ),
}

# No button of a story's offers it: it follows from an act at the authors' desk.
REPRINT = Rule(gettext_lazy("Print a changed name"), "authors.change_author", tuple(State))


@dataclass(frozen=True)
class Act:
    """A button: the door's name, its label, and what it asks for."""

    name: str
    label: str
    needs: tuple[str, ...] = ()


def acts_for(article: Article, user: User, at: datetime | None = None) -> list[Act]:
    """List what `user` may do to a story now, the next step first.

    It lists what makes sense, not what will surely pass: the checklist may still refuse.
    """
    standing = standing_of(article, at)
    names = [
        name
        for name, rule in RULES.items()
        if _unfit(name, article, standing) is None and _forbidden(rule, article, user) is None
    ]
    if article.status == Article.Status.IN_REVIEW and "approve" in names and _second_person():
        names.remove("approve")
        names.insert(0, "approve")
    return [Act(name, str(RULES[name].label), RULES[name].needs) for name in names]


def _second_person() -> bool:
    return Outlet.objects.current().require_second_person


def _forbidden(rule: Rule, article: Article, user: User) -> str | None:
    """Say why `user` may not, or None if they may."""
    permission = rule.permission if "." in rule.permission else f"articles.{rule.permission}"
    if not user.is_active or not user.has_perm(permission):
        return _("You may not do this: “%(act)s” is for others at the desk.") % {"act": rule.label}
    if rule.own_copy and not user.has_perm("articles.edit_all_copy"):
        if not is_theirs(article, user):
            return _("This story is not yours.")
        if article.status != Article.Status.DRAFT:
            return _("This story lies with the desk. Ask an editor to send it back to you.")
        if rule.permission == "spike_article" and article.created_by_id != user.pk:
            return _("Only who began a story, or an editor, may spike it.")
    return None


def _unfit(name: str, article: Article, standing: Standing) -> str | None:
    """Say why an act does not fit where the story stands, or None if it does."""
    status = article.status
    if standing.state not in RULES[name].states:
        return _WRONG_STATE.get((name, standing.state)) or _(
            "“%(act)s” does not fit a story that is %(state)s."
        ) % {"act": RULES[name].label, "state": standing.state.label.lower()}
    if name == "submit" and status != Article.Status.DRAFT:
        return _("It has been submitted already.")
    if name == "approve" and status != Article.Status.IN_REVIEW:
        return _("Only a story in review can be approved. This one is not in review.")
    if name == "send_back" and status == Article.Status.DRAFT:
        return _("It is a draft already: there is nobody to send it back to.")
    if name == "cancel" and standing.pending is None:
        return _("Nothing is scheduled, so there is nothing to cancel.")
    if name == "spike" and standing.pending:
        return _("Something is scheduled for this story. Cancel that first.")
    if name == "withhold" and standing.top is None:
        return _("It was never published: there is nothing to withhold. Spike it instead.")
    return None


_WRONG_STATE = {
    ("publish", State.LIVE): gettext_lazy("It is live already. Update the live story instead."),
    ("schedule", State.LIVE): gettext_lazy("It is live already. Schedule an update instead."),
    ("publish", State.SPIKED): gettext_lazy("It is spiked. Take it back from the spike first."),
    ("schedule", State.SPIKED): gettext_lazy("It is spiked. Take it back from the spike first."),
    ("submit", State.SPIKED): gettext_lazy("It is spiked. Take it back from the spike first."),
    ("update", State.DRAFT): gettext_lazy("Readers do not have it yet. Publish it instead."),
    ("update", State.SCHEDULED): gettext_lazy(
        "Readers do not have it yet. Reschedule it with this text instead."
    ),
    ("update", State.WITHDRAWN): gettext_lazy("It is withdrawn. Publish it again instead."),
    ("withdraw", State.SCHEDULED): gettext_lazy(
        "Readers do not have it yet. Cancel what is scheduled instead."
    ),
    ("withdraw", State.WITHDRAWN): gettext_lazy("It is withdrawn already."),
    ("spike", State.LIVE): gettext_lazy("Readers have this story. Withdraw it first."),
    ("spike", State.SCHEDULED): gettext_lazy("It is scheduled. Cancel that first."),
}


# --- what a story must have ----------------------------------------------------------------------


def missing_before_publication(article: Article, at: datetime | None = None) -> list[Missing]:
    """Name what the checklist lacks for readers to have the story from `at` (default: now)."""
    at = at or timezone.now()
    missing = []
    if not article.headline.strip():
        missing.append(Missing("headline", _("Write a headline.")))
    if not article.body.strip():
        missing.append(Missing("body", _("Write the text.")))
    if not article.bylines.all():
        missing.append(Missing("bylines", _("Name who wrote it.")))
    for photo in photos_of(article):
        place = "lead_photo" if photo.pk == article.lead_photo_id else "body"
        if photo.spiked_at:
            missing.append(Missing(place, _("“%(photo)s” lies in the trash.") % {"photo": photo}))
        elif papers := photo.missing_papers():
            names = [str(photo._meta.get_field(name).verbose_name) for name in papers]
            missing.append(
                Missing(
                    place,
                    _("“%(photo)s” lacks its %(papers)s.")
                    % {"photo": photo, "papers": ", ".join(names)},
                )
            )
        elif not photo.is_usable(at):
            missing.append(
                Missing(
                    place,
                    _("The rights of “%(photo)s” do not cover that moment.") % {"photo": photo},
                )
            )
    return missing


# --- the door ------------------------------------------------------------------------------------


@dataclass
class Opened:
    """A door held open: the locked story, the one moment of the act, and who does it."""

    article: Article
    by: User
    now: datetime
    outlet: Outlet
    editions: list[Edition]
    made: list[Edition] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        return standing_from(self.article, self.editions, self.now)

    def settle_pending(self, pending: Pending, *, may_reissue: bool) -> Edition | None:
        """Clear the way where an edition is pending; return it if it is to be issued again.

        Raises: Refused, with what can be asked for, if nothing was said about it.
        """
        waiting = self.standing.pending
        if waiting is None:
            return None
        reissuable = may_reissue and not waiting.is_notice
        if pending is None or (pending == "reissue" and not reissuable):
            raise Refused(
                _(
                    "Something is already set for %(moment)s. Cancel it in the same step, or "
                    "issue it again from this text: otherwise it would undo what you do now."
                )
                % {"moment": in_words(waiting.live_from, self.outlet)},
                offers=["cancel", "reissue"] if reissuable else ["cancel"],
            )
        self.cancel(waiting)
        return waiting if pending == "reissue" else None

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
        told = list(before.printed.get("changes", [])) if before else []
        if change in TOLD:
            told.append({"at": at.isoformat(), "change": change, "note": note})
        printed = printed_words(
            article, photos=photos_of(article), boxes=boxes.choose(article, self.now), changes=told
        )
        place = self._place(change, note, at, before)
        edition = edition_from(article, printed, place)
        if before and not before.is_listed and before.is_live(self.now):
            edition.is_listed = False  # what was retracted stays out of lists
        return self._put_out(edition)

    def issue_again(
        self, edition: Edition, printed: dict[str, Any], change: Change, note: str, at: datetime
    ) -> Edition:
        """Issue an edition once more from `at` on, with `printed` in place of what it said."""
        Address.objects.get_or_create(path=edition.path, defaults={"article": self.article})
        place = self._place(change, note, at, self._before(at), path=edition.path)
        return self._put_out(edition_like(edition, printed, place))

    def issue_notice(self, reason: str, at: datetime) -> Edition:
        """Put a notice of withdrawal in the story's place from `at` on."""
        last = self.standing.live or self.standing.last
        place = self._place(Change.WITHDRAWAL, reason, at, last, path=last.path)
        return self._insert(notice_from(self.article, last, place))

    def _before(self, at: datetime) -> Edition | None:
        """Return the newest edition readers really have by `at`: what this one follows."""
        public = [
            edition
            for edition in self.editions
            if not edition.is_cancelled and not edition.is_notice and edition.live_from < at
        ]
        return max(public, key=lambda edition: edition.live_from, default=None)

    def _place(
        self, change: Change, note: str, at: datetime, before: Edition | None, path: str = ""
    ) -> Place:
        first_live_at = before.first_live_at if before else at
        if change in (Change.FIRST, *TOLD) or before is None:
            readers_changed_at = at
        else:
            readers_changed_at = before.readers_changed_at
        top = self.editions[-1] if self.editions else None
        return Place(
            number=top.number + 1 if top else 1,
            change=change,
            note=note,
            live_from=at,
            first_live_at=first_live_at,
            readers_changed_at=readers_changed_at,
            recorded_at=self.now,
            path=path or settle_address(self.article, first_live_at, self.outlet),
            outlet=self.outlet,
            previous_sha=top.sha if top else "",
        )

    def _put_out(self, edition: Edition) -> Edition:
        """Insert an edition with its lookup rows and let search know its words."""
        self._insert(edition)
        _insert_lookup_rows([edition])
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
def door(
    act: str,
    article: Article,
    by: User,
    *,
    version: int | None = None,
    rule: Rule | None = None,
) -> Iterator[Opened]:
    """Hold a story while something happens to it.

    Locks its row, then reads the clock once; checks the version the person had before them, the
    state, and the permission. What is done inside is kept in the desk's history and announced
    after commit; `article` is brought up to date.

    Args:
        rule: of an act that no button offers and that fits every state.

    Raises: Refused, also where the database sees a clash that the lock did not.
    """
    fits_always, rule = rule is not None, rule or RULES[act]
    try:
        with transaction.atomic():
            locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
            if version is not None and version != locked.version:
                raise Refused(
                    _(
                        "Somebody has changed this story since you opened it, or this button was "
                        "pressed twice. Look at it once more."
                    )
                )
            opened = _open(locked, by)
            reason = _forbidden(rule, locked, by)
            if not reason and not fits_always:
                reason = _unfit(act, locked, opened.standing)
            if reason:
                raise Refused(str(reason))
            record.roll_days(opened.now)
            with history.kept(by, str(rule.label)):
                yield opened
                locked.version += 1
                locked.save()
            transaction.on_commit(
                lambda: story_moved.send(Article, article=locked, act=act, editions=opened.made)
            )
    except IntegrityError as error:
        raise Refused(
            _("Something else happened to this story at the same moment. Try again.")
        ) from error
    article.refresh_from_db()


def _open(locked: Article, by: User) -> Opened:
    editions = list(locked.editions.order_by("number"))
    now = read_clock()
    # A server whose clock is behind the one that published last must still be able to publish:
    # what was published "now" elsewhere has begun, whatever the clock here says.
    begun = [e.live_from for e in editions if e.live_from <= max(now, e.recorded_at)]
    now = max([now, *(moment + TICK for moment in begun)])
    locked.editions.ended_unhinted(now).update(is_over=True)
    return Opened(locked, by, now, Outlet.objects.current(), editions)


def read_clock() -> datetime:
    """Read the clock all servers share: the database's where it has one."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _insert_lookup_rows(editions: list[Edition]) -> None:
    rows = [row for edition in editions for row in lookup_rows(edition)]
    for model in LOOKUPS:
        model.objects.bulk_create([row for row in rows if isinstance(row, model)], batch_size=2000)


def in_words(moment: datetime, outlet: Outlet) -> str:
    """Write a moment as the newsroom says it: “Tue 24 Nov 2026, 14:00”."""
    return f"{moment.astimezone(outlet.zone):%a %-d %b %Y, %H:%M}"


# --- addresses -----------------------------------------------------------------------------------


def settle_address(article: Article, first_live_at: datetime, outlet: Outlet) -> str:
    """Find the story's address, insert it if it is new, and fix its slug.

    An address once given is never another story's: a slug that is taken gets -2, -3 and so on.
    """
    day = first_live_at.astimezone(outlet.zone).date()
    stem = slug_from(article.slug or article.headline, fallback=f"story-{article.pk}")
    slug, number = stem, 2
    while True:
        path = f"{article.section.slug}/{day:%Y/%m/%d}/{slug}/"
        address, _created = Address.objects.get_or_create(path=path, defaults={"article": article})
        if address.article_id == article.pk:
            article.slug = slug
            return path
        slug, number = f"{stem}-{number}", number + 1


def free_addresses(article: Article) -> None:
    """Give back addresses under which nothing was ever public."""
    used = article.editions.filter(live_until__gt=F("live_from")).values("path")
    article.addresses.exclude(path__in=used).delete()


# --- the acts ------------------------------------------------------------------------------------


def submit(article: Article, *, by: User, version: int | None = None) -> None:
    """Give a draft to the desk for review.

    Raises: Refused when it is no draft of theirs, or has no headline or text.
    """
    with door("submit", article, by, version=version) as opened:
        story = opened.article
        bare = [m for m in missing_before_publication(story) if m.field in ("headline", "body")]
        if bare:
            raise Refused(" ".join(missing.sentence for missing in bare), missing=bare)
        story.status, story.submitted_at = Article.Status.IN_REVIEW, opened.now
        story.review_note = ""


def send_back(article: Article, *, by: User, note: str, version: int | None = None) -> None:
    """Return a story to its writer, with a note that says what is wanted.

    Raises: Refused without a note, or when it is not with the desk.
    """
    _require(note, _("Say in a note what is wanted: a story comes back with a reason."))
    with door("send_back", article, by, version=version) as opened:
        opened.article.status = Article.Status.DRAFT
        opened.article.review_note = note.strip()


def approve(article: Article, *, by: User, version: int | None = None) -> None:
    """Say that a story in review is ready for readers.

    Raises: Refused when it is not in review, or the outlet asks for a second person and `by`
    changed its text last.
    """
    with door("approve", article, by, version=version) as opened:
        story = opened.article
        if opened.outlet.require_second_person and by.pk in (
            story.edited_by_id or story.created_by_id,
        ):
            raise Refused(
                _("You changed this text last. A second person must approve it at this paper.")
            )
        story.status = Article.Status.READY


def publish(
    article: Article, *, by: User, version: int | None = None, pending: Pending = None
) -> Edition:
    """Put a story before readers now.

    Args:
        pending: "cancel" if something scheduled is to give way.

    Raises: Refused, with `missing` where the checklist is not met and `offers` where something
    is pending.
    """
    with door("publish", article, by, version=version) as opened:
        _check(opened, opened.now)
        opened.settle_pending(pending, may_reissue=False)
        edition = opened.issue(_first_or_back(opened), "", opened.now)
        _rest(opened.article)
    return edition


def schedule(
    article: Article,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    pending: Pending = None,
) -> Edition:
    """Put a story before readers from a moment in the future. No job has to be punctual.

    Raises: Refused as `publish`, and when the moment has passed.
    """
    with door("schedule", article, by, version=version) as opened:
        _in_future(at, opened)
        _check(opened, at)
        opened.settle_pending(pending, may_reissue=False)
        edition = opened.issue(_first_or_back(opened), "", at)
        _rest(opened.article)
    return edition


def update(
    article: Article,
    *,
    by: User,
    change: Change | str,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
    pending: Pending = None,
) -> Edition:
    """Give readers a new edition of a live story, now or at a moment.

    Args:
        change: minor, update, clarification, correction or retraction.
        note: what changed, for readers; needed unless the change is minor.
        pending: "cancel" what is scheduled, or "reissue" it from this text at its moment.

    Raises: Refused as `publish`; without a note; when the story is not live.
    """
    if change not in UPDATES:
        raise Refused(_("Say what kind of change it is: minor, update, correction …"))
    change = Change(change)
    if change != Change.MINOR:
        _require(note, _("Tell readers in a line what changed."))
    with door("update", article, by, version=version) as opened:
        if at is not None:
            _in_future(at, opened)
        moment = at or opened.now
        _check(opened, moment)
        again = opened.settle_pending(pending, may_reissue=at is None)
        edition = opened.issue(change, note.strip(), moment)
        if again:
            opened.issue(Change(again.change), again.note, again.live_from)
        _rest(opened.article)
    return edition


def reprint(
    article: Article, *, by: User, alter: Callable[[dict[str, Any]], bool]
) -> list[Edition]:
    """Issue what readers have, and what is scheduled, again with something altered: a name.

    It is made from the editions: what the desk has written since stays at the desk.

    Args:
        alter: changes what is printed in place and says whether there was anything to change.

    Raises: Refused when `by` may not, or nothing was to change.
    """
    with door("reprint", article, by, rule=REPRINT) as opened:
        live, waiting = opened.standing.live, opened.standing.pending
        anew = _altered(live, alter), _altered(waiting, alter)
        if anew == (None, None):
            raise Refused(_("There was nothing to change in what is printed."))
        if waiting:
            opened.cancel(waiting)
        if anew[0] is not None:
            opened.issue_again(live, anew[0], Change.MINOR, "", opened.now)
        if waiting and waiting.is_notice:
            opened.issue_notice(waiting.note, waiting.live_from)
        elif waiting:
            printed = waiting.printed if anew[1] is None else anew[1]
            change = Change(waiting.change)
            opened.issue_again(waiting, printed, change, waiting.note, waiting.live_from)
    return opened.made


def _altered(
    edition: Edition | None, alter: Callable[[dict[str, Any]], bool]
) -> dict[str, Any] | None:
    """Return what an edition would print once altered, or None if that is the same."""
    if edition is None or edition.is_notice:
        return None
    printed = deepcopy(edition.printed)
    return printed if alter(printed) else None


def cancel(article: Article, *, by: User, version: int | None = None) -> Edition:
    """Call off what is scheduled: it was never public, and stays on record.

    Raises: Refused when nothing is pending.
    """
    with door("cancel", article, by, version=version) as opened:
        waiting = opened.standing.pending
        opened.cancel(waiting)
        search.forget_editions([waiting.pk])
        opened.made.append(waiting)
    return waiting


def withdraw(
    article: Article,
    *,
    by: User,
    reason: str,
    at: datetime | None = None,
    version: int | None = None,
    pending: Pending = None,
) -> Edition:
    """Take a live story from readers, now or at a moment; its address answers 410 with `reason`.

    Raises: Refused without a reason, when it is not live, or when something is pending.
    """
    _require(reason, _("Give a reason: readers who follow the address are told it."))
    with door("withdraw", article, by, version=version) as opened:
        if at is not None:
            _in_future(at, opened)
        opened.settle_pending(pending, may_reissue=False)
        notice = opened.issue_notice(reason.strip(), at or opened.now)
    return notice


def withhold(article: Article, *, by: User, reason: str, version: int | None = None) -> int:
    """Erase a story's published words for legal reasons; return how many editions it emptied.

    The hashes stay and the address answers with a tombstone. For administrators, and not to be
    undone. `erase_words` lists every place the words vanish from.

    Raises: Refused without a reason or when it was never published.
    """
    _require(reason, _("Give the reason: it stands on the record."))
    with door("withhold", article, by, version=version) as opened:
        if waiting := opened.standing.pending:
            opened.cancel(waiting)
        count = erase_words(opened, reason.strip())
    return count


def erase_words(opened: Opened, reason: str) -> int:
    """Erase a story's words from every place that holds them. A test asks each.

    Editions and their salt; the lookup rows; its places on fronts and its banners; the search
    index; the desk's history; the working copy. Pages are drawn from these, so nothing else keeps
    them; backups: docs/operations.md.
    """
    story = opened.article
    full = story.editions.filter(withheld_at=None)
    ids = list(full.values_list("pk", flat=True))
    full.update(
        body="",
        printed={},
        card={},
        note="",
        kicker="",
        headline="",
        standfirst="",
        salt="",
        lead_photo=None,
        withheld_at=opened.now,
        withheld_why=reason[:300],
    )
    for rows in LOOKUPS:
        rows.objects.filter(edition__in=ids).delete()
    story.placements.all().delete()
    story.banners.all().delete()
    search.forget_for_good(ids)
    history.forget(story)
    for name in ("headline", "short_headline", "seo_headline", "kicker", "standfirst", "body"):
        setattr(story, name, "")
    story.lead_caption = story.review_note = story.dateline = ""
    story.status = Article.Status.DRAFT
    return len(ids)


def spike(article: Article, *, by: User, version: int | None = None) -> None:
    """Put a story in the trash, whole. It can be taken back with all that hangs on it.

    Raises: Refused while readers have it or will have it.
    """
    with door("spike", article, by, version=version) as opened:
        opened.article.spiked_at = opened.now


def unspike(article: Article, *, by: User, version: int | None = None) -> None:
    """Take a story back from the trash, as a draft."""
    with door("unspike", article, by, version=version) as opened:
        opened.article.spiked_at = None
        opened.article.status = Article.Status.DRAFT


def _require(text: str, otherwise: str) -> None:
    if not text.strip():
        raise Refused(otherwise)


def _in_future(at: datetime, opened: Opened) -> None:
    if timezone.is_naive(at):
        raise ValueError("A moment needs its time zone.")
    if at <= opened.now:
        raise Refused(
            _("%(moment)s has passed. Choose a later moment, or do it now.")
            % {"moment": in_words(at, opened.outlet)}
        )
    if not ends(at):
        raise Refused(_("That moment is too far away."))


def _check(opened: Opened, at: datetime) -> None:
    """Refuse what the checklist, or the rule of the second person, does not let through."""
    story = opened.article
    if missing := missing_before_publication(story, at):
        raise Refused(" ".join(m.sentence for m in missing), missing=missing)
    if opened.outlet.require_second_person and story.status != Article.Status.READY:
        raise Refused(
            _("At this paper a second person must approve a story before readers get it.")
        )


def _first_or_back(opened: Opened) -> Change:
    return Change.REINSTATEMENT if opened.standing.last else Change.FIRST


def _rest(story: Article) -> None:
    """Nothing waits for the desk once readers have the text."""
    story.status, story.review_note = Article.Status.DRAFT, ""


# --- preview and bulk ----------------------------------------------------------------------------


def build_preview(article: Article, at: datetime | None = None) -> Edition:
    """Build the edition that publishing would make, and do not save it."""
    at = at or timezone.now()
    outlet = Outlet.objects.current()
    load_for_printing([article])
    standing = standing_of(article, at)
    first = standing.last.first_live_at if standing.last else at
    printed = printed_words(
        article,
        photos=photos_of(article),
        boxes=boxes.choose(article, at),
        changes=list(standing.last.printed.get("changes", [])) if standing.last else [],
    )
    slug = slug_from(article.slug or article.headline, fallback="preview")
    place = Place(
        number=standing.top.number + 1 if standing.top else 1,
        change=Change.FIRST,
        note="",
        live_from=at,
        first_live_at=first,
        readers_changed_at=standing.last.readers_changed_at if standing.last else at,
        recorded_at=at,
        path=f"{article.section.slug}/{first.astimezone(outlet.zone):%Y/%m/%d}/{slug}/",
        outlet=outlet,
    )
    return edition_from(article, printed, place)


@dataclass(frozen=True)
class Backdated:
    """An edition for `publish_many`: a story as it is now, with a span of the past."""

    article: Article
    live_from: datetime
    live_until: datetime = FOREVER
    change: Change = Change.FIRST
    note: str = ""
    follows: Edition | None = None
    boxes: Boxes = field(default_factory=Boxes)


def publish_many(stories: list[Backdated], *, by: User) -> list[Edition]:
    """Publish saved stories in bulk, backdated: imports and the demo paper.

    The same copy function and the same record as `publish`; `recorded_at` is the real clock and so
    marks what readers did not see here on the day. Search is left to `rebuild_search`.

    Args:
        stories: loaded with printing.load_for_printing; each story once. One with editions says
            which it `follows`, and that one's span must end where this begins.

    Raises: Refused when `by` may not publish or a story lacks something, naming it.
    """
    if not by.has_perm("articles.publish_article"):
        raise Refused(_("You may not publish."))
    for story in stories:
        if story.change == Change.WITHDRAWAL:
            continue
        if missing := missing_before_publication(story.article, story.live_from):
            raise Refused(f"{story.article}: {missing[0].sentence}", missing=missing)
    outlet = Outlet.objects.current()
    with transaction.atomic():
        now = read_clock()
        record.roll_days(now)
        paths = _settle_addresses(stories, outlet)
        editions = [
            _backdated(story, path, now, outlet) for story, path in zip(stories, paths, strict=True)
        ]
        Edition.objects.bulk_create(editions, batch_size=500)
        _insert_lookup_rows(editions)
    return editions


def _backdated(story: Backdated, path: str, now: datetime, outlet: Outlet) -> Edition:
    before = story.follows
    told_now = before is None or story.change in TOLD
    place = Place(
        number=before.number + 1 if before else 1,
        change=story.change,
        note=story.note,
        live_from=story.live_from,
        live_until=story.live_until,
        first_live_at=before.first_live_at if before else story.live_from,
        readers_changed_at=story.live_from if told_now else before.readers_changed_at,
        recorded_at=now,
        path=path,
        outlet=outlet,
        previous_sha=before.sha if before else "",
    )
    if story.change == Change.WITHDRAWAL:
        return notice_from(story.article, before, place)
    told = list(before.printed["changes"]) if before else []
    if story.change in TOLD:
        told.append({"at": story.live_from.isoformat(), "change": story.change, "note": story.note})
    printed = printed_words(
        story.article, photos=photos_of(story.article), boxes=story.boxes, changes=told
    )
    edition = edition_from(story.article, printed, place)
    edition.is_over = story.live_until <= now - HINT_AFTER
    return edition


def _settle_addresses(stories: list[Backdated], outlet: Outlet) -> list[str]:
    """Settle the addresses of many stories in few queries; slugs are fixed as by one."""
    wanted = []
    for story in stories:
        first = story.follows.first_live_at if story.follows else story.live_from
        article = story.article
        stem = slug_from(article.slug or article.headline, fallback=f"story-{article.pk}")
        wanted.append(
            (article, f"{article.section.slug}/{first.astimezone(outlet.zone):%Y/%m/%d}/", stem)
        )
    taken = dict(
        Address.objects.filter(path__in=[f"{head}{stem}/" for _, head, stem in wanted]).values_list(
            "path", "article_id"
        )
    )
    paths, new = [], []
    for article, head, stem in wanted:
        slug, number = stem, 2
        while (owner := taken.get(path := f"{head}{slug}/")) not in (None, article.pk):
            slug, number = f"{stem}-{number}", number + 1
            if f"{head}{slug}/" not in taken:
                owner = Address.objects.filter(path=f"{head}{slug}/").values_list(
                    "article_id", flat=True
                )
                taken.update({f"{head}{slug}/": pk for pk in owner})
        if owner is None:
            new.append(Address(path=path, article=article))
        taken[path] = article.pk
        article.slug = slug
        paths.append(path)
    Address.objects.bulk_create(new, batch_size=2000)
    Article.objects.bulk_update([article for article, _, _ in wanted], ["slug"], batch_size=500)
    return paths
