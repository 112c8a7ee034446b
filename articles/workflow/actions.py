"""The actions on a story: submit, approve, publish, schedule, update, withdraw and the rest.

One function per action. Each runs in `transition`: lock the story, read the clock, check version,
state and permission, do it, write the history, send `story_moved` after commit. Nothing else
writes a status, an edition or an address, except `bulk_publish`, which imports. A refusal is a
sentence that can be shown to an editor.

An edition is *pending* while its span is still to begin; there is at most one
pending edition per story, since a second would silently undo the first.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.models import Outlet
from staff.models import User
from vocabulary.spans import has_end

from .. import revisions, search
from ..editions import related
from ..editions.snapshot import PUBLIC_CHANGES, EditionMeta, load_for_printing, make_edition
from ..models import LOOKUPS, Article, Change, Edition
from .addresses import preferred_address
from .checklist import missing_before_publication, missing_details
from .permissions import Rule
from .state import State, StoryState, read_story_state
from .transition import ActionRefused, Pending, TransitionContext, transition

UPDATES = (Change.MINOR, *PUBLIC_CHANGES)


class Stale(Exception):
    """Somebody saved the story between its reading and this write."""


def claim_version(
    article: Article,
    by: User,
    *,
    form_id: UUID | None = None,
    save_seq: int = 0,
    autosaved_at: datetime | None = None,
) -> None:
    """Take a story's next version for new words, in the statement that checks the one before it.

    Called before a form saves; an approval does not outlive new words.

    Args:
        form_id, save_seq: the form they were typed in, and the number of this save.
        autosaved_at: when the history is not to keep them yet.

    Raises: Stale, when somebody has saved since `article` was read.
    """
    started = article.version
    article.edited_by, article.version = by, started + 1
    article.saved_form_id, article.saved_seq = form_id, save_seq
    article.autosaved_at = autosaved_at
    if article.status == Article.Status.READY and Outlet.objects.current().require_second_person:
        article.status = Article.Status.IN_REVIEW
    claimed = Article.objects.filter(pk=article.pk, version=started)
    if not claimed.update(version=article.version):
        raise Stale


REPRINT = Rule(gettext_lazy("Update a byline name"), "authors.change_author", tuple(State))


def submit(article: Article, *, by: User, version: int | None = None) -> None:
    """Submit a draft for review.

    Raises: ActionRefused when it is no draft of theirs, or has no headline or text.
    """
    with transition("submit", article, by, version=version) as context:
        story = context.article
        bare = [m for m in missing_details(story) if m.field in ("headline", "body")]
        if bare:
            raise ActionRefused(" ".join(missing.sentence for missing in bare), missing=bare)
        story.status, story.submitted_at = Article.Status.IN_REVIEW, context.now
        story.review_note = ""


def send_back(article: Article, *, by: User, note: str, version: int | None = None) -> None:
    """Return a story to its writer, with a note that says what needs to change.

    Raises: ActionRefused without a note, or when it is not with the desk.
    """
    _require(note, _("Add a note saying what needs to change."))
    with transition("send_back", article, by, version=version) as context:
        context.article.status = Article.Status.DRAFT
        context.article.review_note = note.strip()


def approve(article: Article, *, by: User, version: int | None = None) -> None:
    """Mark a story in review as ready to publish.

    Raises: ActionRefused when it is not in review, or the outlet asks for a second person and `by`
    changed its text last.
    """
    with transition("approve", article, by, version=version) as context:
        story = context.article
        last_by = story.edited_by_id or story.created_by_id
        if context.outlet.require_second_person and by.pk == last_by:
            raise ActionRefused(
                _("You made the last edit, so someone else must approve this story.")
            )
        story.status = Article.Status.READY


def publish(
    article: Article, *, by: User, version: int | None = None, pending: Pending = None
) -> Edition:
    """Publish a story now.

    Args:
        pending: "cancel" to cancel what is scheduled.

    Raises: ActionRefused, with `missing` where the checklist is not met and `offers` where
    something is pending.
    """
    with transition("publish", article, by, version=version) as context:
        _check(context, context.now)
        context.settle_pending(pending, may_reissue=False)
        edition = context.issue(_first_or_reinstated(context), "", context.now)
        _reset_status(context.article)
    return edition


def schedule(
    article: Article,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    pending: Pending = None,
) -> Edition:
    """Publish a story from a time in the future: its edition is made now, no job has to run then.

    Raises: ActionRefused as `publish`, and when the time has passed.
    """
    with transition("schedule", article, by, version=version) as context:
        _in_future(at, context)
        _check(context, at)
        context.settle_pending(pending, may_reissue=False)
        edition = context.issue(_first_or_reinstated(context), "", at)
        _reset_status(context.article)
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
    """Publish a new edition of a live story, now or at a later time.

    Args:
        change: minor, update, clarification, correction or retraction.
        note: what changed, for readers; needed unless the change is minor.
        pending: "cancel" what is scheduled, or "reissue" it with this text at its time.

    Raises: ActionRefused as `publish`; without a note; when the story is not live.
    """
    if change not in UPDATES:
        raise ActionRefused(_("Choose the kind of change: minor edit, update, correction …"))
    change = Change(change)
    if change != Change.MINOR:
        _require(note, _("Tell readers what changed."))
    with transition("update", article, by, version=version) as context:
        if at is not None:
            _in_future(at, context)
        moment = at or context.now
        _check(context, moment)
        again = context.settle_pending(pending, may_reissue=at is None)
        edition = context.issue(change, note.strip(), moment)
        if again:
            context.issue(Change(again.change), again.note, again.live_from)
        _reset_status(context.article)
    return edition


def reprint(
    article: Article, *, by: User, alter: Callable[[dict[str, Any]], bool]
) -> list[Edition]:
    """Issue what readers have, and what is scheduled, again with something altered: a name.

    It is made from the editions: what the desk has written since stays at the desk.

    Args:
        alter: changes what is printed in place and says whether there was anything to change.

    Raises: ActionRefused when `by` may not, or nothing was to change.
    """
    with transition("reprint", article, by, rule=REPRINT) as context:
        live, waiting = context.story_state.live, context.story_state.pending
        live_again, waiting_again = _alter_copy(live, alter), _alter_copy(waiting, alter)
        if live_again is None and waiting_again is None:
            raise ActionRefused(_("There is nothing to change in the published text."))
        if waiting:
            context.cancel(waiting)
        if live and live_again is not None:
            context.issue_again(live, live_again, Change.MINOR, "", context.now)
        if waiting and waiting.is_notice:
            context.issue_notice(waiting.note, waiting.live_from)
        elif waiting:
            printed = waiting.printed if waiting_again is None else waiting_again
            change = Change(waiting.change)
            context.issue_again(waiting, printed, change, waiting.note, waiting.live_from)
    return context.made


def _alter_copy(
    edition: Edition | None, alter: Callable[[dict[str, Any]], bool]
) -> dict[str, Any] | None:
    """Return what an edition would print once altered, or None if that is the same."""
    if edition is None or edition.is_notice:
        return None
    printed = deepcopy(edition.printed)
    return printed if alter(printed) else None


def cancel(article: Article, *, by: User, version: int | None = None) -> Edition:
    """Cancel what is scheduled. Its edition was never public; it stays on record.

    Raises: ActionRefused when nothing is pending.
    """
    with transition("cancel", article, by, version=version) as context:
        waiting = context.story_state.pending
        if waiting is None:  # refused by the transition
            raise ValueError("Nothing is scheduled.")
        context.cancel(waiting)
        search.forget_editions([waiting.pk])
        context.made.append(waiting)
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
    """Withdraw a live story, now or at a later time; its address answers 410 with `reason`.

    Raises: ActionRefused without a reason, when it is not live, or when something is pending.
    """
    _require(reason, _("Give a reason. It is shown to readers at the story’s address."))
    with transition("withdraw", article, by, version=version) as context:
        if at is not None:
            _in_future(at, context)
        context.settle_pending(pending, may_reissue=False)
        return context.issue_notice(reason.strip(), at or context.now)


def withhold(article: Article, *, by: User, reason: str, version: int | None = None) -> int:
    """Erase a story's published words for legal reasons; return how many editions it emptied.

    The hashes stay and the address answers with a tombstone. For administrators, and not to be
    undone. `erase_words` lists every place the words vanish from.

    Raises: ActionRefused without a reason or when it was never published.
    """
    _require(reason, _("Give a reason. It is kept on record."))
    with transition("withhold", article, by, version=version) as context:
        if waiting := context.story_state.pending:
            context.cancel(waiting)
        return erase_words(context, reason.strip())


def erase_words(context: TransitionContext, reason: str) -> int:
    """Erase a story's words from every place that holds them. A test asks each.

    Editions and their salt; the lookup rows; its places on fronts and its banners; links that show
    it to others, notes on it, reviews and the commission; dismissed warnings; citations, and the
    text attributed to sources; the search index; the desk's history; the working copy. Pages are
    drawn from these, so nothing else keeps them; backups: docs/operations.md.
    """
    story = context.article
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
        withheld_at=context.now,
        withheld_why=reason[:300],
    )
    for lookup in LOOKUPS:
        lookup.objects.filter(edition__in=ids).delete()
    beside: tuple[models.Manager[Any], ...] = (
        *(story.placements, story.banners, story.share_links, story.notes, story.reviews),
        *(story.dismissed_warnings, story.attributed_texts, story.citations),
    )
    for rows in beside:
        rows.all().delete()
    if hasattr(story, "commission"):
        story.commission.delete()
    search.forget_for_good(ids)
    revisions.delete_revisions(story)
    for name in ("headline", "short_headline", "seo_headline", "kicker", "standfirst", "body"):
        setattr(story, name, "")
    story.lead_caption = story.review_note = story.dateline = ""
    story.status = Article.Status.DRAFT
    return len(ids)


def spike(article: Article, *, by: User, version: int | None = None) -> None:
    """Put a story in the trash with everything that belongs to it. `unspike` restores it.

    Raises: ActionRefused while readers have it or will have it.
    """
    with transition("spike", article, by, version=version) as context:
        context.article.spiked_at = context.now


def unspike(article: Article, *, by: User, version: int | None = None) -> None:
    """Restore a story from the trash, as a draft."""
    with transition("unspike", article, by, version=version) as context:
        context.article.spiked_at = None
        context.article.status = Article.Status.DRAFT


def _require(text: str, otherwise: str) -> None:
    if not text.strip():
        raise ActionRefused(otherwise)


def _in_future(at: datetime, context: TransitionContext) -> None:
    if timezone.is_naive(at):
        raise ValueError("A date and time needs its time zone.")
    if at <= context.now:
        raise ActionRefused(
            _("%(moment)s has passed. Choose a later time, or do it now.")
            % {"moment": context.outlet.format_time(at)}
        )
    if not has_end(at):
        raise ActionRefused(_("That date is too far in the future."))


def _check(context: TransitionContext, at: datetime) -> None:
    """Refuse what the checklist, or the rule of the second person, does not let through."""
    story = context.article
    if missing := missing_before_publication(story, at):
        sentences = [m.sentence for m in missing]
        if any(m.wants_reason for m in missing):
            sentences.append(_("Fix warnings, or dismiss them with a reason."))
        raise ActionRefused(" ".join(sentences), missing=missing)
    if context.outlet.require_second_person and story.status != Article.Status.READY:
        raise ActionRefused(_("A second person must approve a story before it is published."))


def _first_or_reinstated(context: TransitionContext) -> Change:
    return Change.REINSTATEMENT if context.story_state.last else Change.FIRST


def _reset_status(story: Article) -> None:
    """Reset the workflow status after publication."""
    story.status, story.review_note = Article.Status.DRAFT, ""


# --- preview -------------------------------------------------------------------------------------


def build_preview(
    article: Article, at: datetime | None = None, story_state: StoryState | None = None
) -> Edition:
    """Build the edition that publishing would make, and do not save it.

    Args:
        story_state: the state of the story at that time, if it is known already.
    """
    at = at or timezone.now()
    outlet = Outlet.objects.current()
    load_for_printing([article])
    story_state = story_state or read_story_state(article, at)
    last = story_state.last
    for citation in () if last else article.citations.all():
        citation.catch_up()
    head, slug = preferred_address(article, last.first_live_at if last else at, outlet)
    meta = EditionMeta.after(
        last,
        top=story_state.top,
        change=Change.MINOR if last else Change.FIRST,
        note="",
        live_from=at,
        recorded_at=at,
        path=f"{head}{slug}/",
        outlet=outlet,
    )
    return make_edition(article, meta, before=last, boxes=related.choose(article, at))
