"""Actions on an author: propose, approve or send back a bio; rename; leave and return; trash.

One function per action. Each checks the permission, locks the author's row and raises Refused with
a sentence for the user. Nothing else writes an author's name, slug, proposals or leaving status.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff.models import User
from vocabulary.refusal import Refused
from vocabulary.text import make_slug

from .models import NAME_LENGTH, Author, AuthorAddress, BioProposal
from .signals import author_renamed

CHANGE_AUTHOR = "authors.change_author"
APPROVE_BIO = "authors.approve_bio"


@contextmanager
def _lock(author: Author) -> Iterator[Author]:
    """Yield the locked row of an author; refresh `author` from it afterwards."""
    try:
        with transaction.atomic():
            yield Author.objects.select_for_update().get(pk=author.pk)
    except IntegrityError as error:
        raise Refused(
            _("Somebody else changed this author at the same time. Please try again.")
        ) from error
    author.refresh_from_db()


def _require_permission(by: User, permission: str) -> None:
    if not (by.is_active and by.has_perm(permission)):
        raise Refused(_("Only staff managers can do this."))


# --- bios ----------------------------------------------------------------------------------------


def propose_bio(author: Author, *, by: User, short_bio: str, long_bio: str) -> BioProposal:
    """Propose a change to one's own bio. It replaces an open proposal.

    Raises: Refused when the author is somebody else, or nothing changes.
    """
    short_bio, long_bio = _normalise(short_bio), _normalise(long_bio)
    with _lock(author) as locked:
        _require_own_page(locked, by)
        if (short_bio, long_bio) == (_normalise(locked.short_bio), _normalise(locked.long_bio)):
            raise Refused(_("This is the published bio already: nothing has changed."))
        words = {"short_bio": short_bio, "long_bio": long_bio, "by": by}
        proposal, _made = locked.proposals.open().update_or_create(
            author=locked, defaults={**words, "made_at": timezone.now()}
        )
    return proposal


def withdraw_bio(proposal: BioProposal, *, by: User) -> None:
    """Withdraw one's own open proposal."""
    with _lock(proposal.author) as locked:
        _require_own_page(locked, by)
        _decide(_get_open(proposal), by, BioProposal.Decision.WITHDRAWN)


def approve_bio(proposal: BioProposal, *, by: User, seen: datetime | None = None) -> None:
    """Copy a proposal into the author's bio. Published stories keep the bio they have.

    Args:
        seen: `made_at` of the version the user reviewed; None accepts the latest.

    Raises: Refused without the permission, or if it was decided or changed in the meantime.
    """
    with _lock(proposal.author) as locked:
        _require_permission(by, APPROVE_BIO)
        waiting = _get_open(proposal, seen)
        locked.short_bio, locked.long_bio = waiting.short_bio, waiting.long_bio
        locked.checked_at = locked.checked_at or timezone.now()
        locked.save(update_fields=["short_bio", "long_bio", "checked_at"])
        _decide(waiting, by, BioProposal.Decision.APPROVED)
    proposal.refresh_from_db()


def send_back_bio(
    proposal: BioProposal, *, by: User, note: str, seen: datetime | None = None
) -> None:
    """Send a proposal back to its author with a note.

    Raises: Refused as `approve_bio`, and without a note.
    """
    if not note.strip():
        raise Refused(_("Add a note that tells the author what to change."))
    with _lock(proposal.author):
        _require_permission(by, APPROVE_BIO)
        _decide(_get_open(proposal, seen), by, BioProposal.Decision.SENT_BACK, note.strip())
    proposal.refresh_from_db()


def _normalise(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _require_own_page(author: Author, by: User) -> None:
    if not by.is_active or author.user_id != by.pk or author.spiked_at:
        raise Refused(_("You can only change your own bio."))


def _get_open(proposal: BioProposal, seen: datetime | None = None) -> BioProposal:
    waiting = BioProposal.objects.open().filter(pk=proposal.pk).first()
    if waiting is None:
        raise Refused(_("This has already been approved or sent back."))
    if seen is not None and waiting.made_at != seen:
        raise Refused(_("The author has changed this since you opened it. Please review it again."))
    return waiting


def _decide(waiting: BioProposal, by: User, decision: BioProposal.Decision, note: str = "") -> None:
    waiting.decided_at = max(timezone.now(), waiting.made_at)
    waiting.decided_by, waiting.decision, waiting.note = by, decision, note
    waiting.save()


# --- leaving, returning, another name ------------------------------------------------------------


def leave(author: Author, *, by: User, unlink: bool = False, drop_contact: bool = False) -> None:
    """Mark an author as having left. Their page says so; bylines stay as they are.

    Args:
        unlink: remove the link to their user account (deactivating it is an administrator's job).
        drop_contact: remove the public email address.
    """
    with _lock(author) as locked:
        _require_permission(by, CHANGE_AUTHOR)
        if locked.is_former:
            raise Refused(_("%(name)s is already a former author.") % {"name": locked})
        locked.status = Author.Status.FORMER
        if unlink:
            locked.user = None
        if drop_contact:
            locked.email = ""
        locked.save(update_fields=["status", "user", "email"])


def come_back(author: Author, *, by: User, status: Author.Status = Author.Status.STAFF) -> None:
    """Mark an author who had left as staff or guest again."""
    with _lock(author) as locked:
        _require_permission(by, CHANGE_AUTHOR)
        if not locked.is_former:
            raise Refused(_("%(name)s is not a former author.") % {"name": locked})
        if status == Author.Status.FORMER:
            raise Refused(_("Choose whether they are staff or a guest."))
        locked.status = status
        locked.save(update_fields=["status"])


def rename(
    author: Author, *, by: User, name: str, slug: str = "", throughout: bool = False
) -> None:
    """Change an author's name and slug. The old address redirects; the bio uses the new name.

    Published stories keep the old name unless `throughout`: then receivers of `author_renamed`
    republish every live story. Called again with the current name, it continues with the stories
    that are left.

    Args:
        slug: the new slug; made from the name if empty.
        throughout: also change the name on published stories.

    Raises: Refused when nothing changes, or the slug is or was another author's.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Refused(_("Enter the new name, in at most 150 characters."))
    with _lock(author) as locked:
        _require_permission(by, CHANGE_AUTHOR)
        was = locked.name
        if name == was and not slug and not (throughout and locked.former_names):
            raise Refused(_("That is already the name."))
        if name != was:
            slug = slug or Author.objects.find_free_slug(name, locked)
            known = [*locked.former_names, was]
            locked.former_names = [each for each in dict.fromkeys(known) if each != name]
            locked.name = name
            locked.short_bio = locked.replace_names(locked.short_bio, [was])
            locked.long_bio = locked.replace_names(locked.long_bio, [was])
        if slug:
            _change_address(locked, slug)
        locked.save(update_fields=["name", "slug", "former_names", "short_bio", "long_bio"])
        if name != was or throughout:
            author_renamed.send(Author, author=locked, was=was, throughout=throughout, by=by)


def _change_address(author: Author, slug: str) -> None:
    """Change the slug. The old one is kept as a redirect if readers may have seen it."""
    if slug != make_slug(slug):
        raise Refused(_("A URL slug contains only letters, digits and hyphens."))
    if Author.is_slug_taken(slug, author.pk):
        raise Refused(
            _("The URL slug “%(slug)s” belongs, or once belonged, to another author.")
            % {"slug": slug}
        )
    if slug != author.slug and (author.checked_at or author.edition_rows.exists()):
        AuthorAddress.objects.get_or_create(slug=author.slug, defaults={"author": author})
    author.addresses.filter(slug=slug).delete()
    author.slug = slug


# --- the trash -----------------------------------------------------------------------------------


def spike(author: Author, *, by: User) -> None:
    """Move an author to the trash: no page, and no longer offered for bylines."""
    with _lock(author) as locked:
        _require_permission(by, CHANGE_AUTHOR)
        if locked.spiked_at:
            raise Refused(_("%(name)s is already in the trash.") % {"name": locked})
        locked.spiked_at = timezone.now()
        locked.save(update_fields=["spiked_at"])


def unspike(author: Author, *, by: User) -> None:
    """Restore an author from the trash."""
    with _lock(author) as locked:
        _require_permission(by, CHANGE_AUTHOR)
        if not locked.spiked_at:
            raise Refused(_("%(name)s is not in the trash.") % {"name": locked})
        locked.spiked_at = None
        locked.save(update_fields=["spiked_at"])
