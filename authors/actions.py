"""What may happen to an author, and who may do it: bios and their approval, names, comings, goings.

One function per act. Each checks who asks, locks the author's row, acts, and refuses in a sentence
fit to show. Nothing else writes a name, an address, a proposal or the standing of who has left.
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

KEEP = "authors.change_author"
APPROVE = "authors.approve_bio"


@contextmanager
def _held(author: Author) -> Iterator[Author]:
    """Lock an author while something happens to them; bring `author` up to date after it."""
    try:
        with transaction.atomic():
            yield Author.objects.select_for_update().get(pk=author.pk)
    except IntegrityError as error:
        raise Refused(
            _("Something else happened to this author at the same moment. Try again.")
        ) from error
    author.refresh_from_db()


def _must_have(by: User, permission: str) -> None:
    if not (by.is_active and by.has_perm(permission)):
        raise Refused(_("You may not do this: it is for the staff managers."))


# --- bios ----------------------------------------------------------------------------------------


def propose_bio(author: Author, *, by: User, short_bio: str, long_bio: str) -> BioProposal:
    """Ask for a change of one's own bio. What waited already gives way to it.

    Raises: Refused when the page is somebody else's, or the words are those readers have.
    """
    short_bio, long_bio = _tidy(short_bio), _tidy(long_bio)
    with _held(author) as locked:
        _must_be_own(locked, by)
        if (short_bio, long_bio) == (_tidy(locked.short_bio), _tidy(locked.long_bio)):
            raise Refused(_("This is what readers have already."))
        words = {"short_bio": short_bio, "long_bio": long_bio, "by": by}
        proposal, _made = locked.proposals.open().update_or_create(
            author=locked, defaults={**words, "made_at": timezone.now()}
        )
    return proposal


def withdraw_bio(proposal: BioProposal, *, by: User) -> None:
    """Call off one's own open proposal."""
    with _held(proposal.author) as locked:
        _must_be_own(locked, by)
        _decide(_open(proposal), by, BioProposal.Decision.TAKEN_BACK)


def approve_bio(proposal: BioProposal, *, by: User, seen: datetime | None = None) -> None:
    """Write a proposal into the bio: on the author's page now, under stories from the next one on.

    Args:
        seen: `made_at` of what the person had before them; None for whatever waits.

    Raises: Refused without the permission, or when it was decided or rewritten meanwhile.
    """
    with _held(proposal.author) as locked:
        _must_have(by, APPROVE)
        waiting = _open(proposal, seen)
        locked.short_bio, locked.long_bio = waiting.short_bio, waiting.long_bio
        locked.checked_at = locked.checked_at or timezone.now()
        locked.save(update_fields=["short_bio", "long_bio", "checked_at"])
        _decide(waiting, by, BioProposal.Decision.APPROVED)
    proposal.refresh_from_db()


def send_back_bio(
    proposal: BioProposal, *, by: User, note: str, seen: datetime | None = None
) -> None:
    """Return a proposal to its author with a note that says what is wanted.

    Raises: Refused as `approve_bio`, and without a note.
    """
    if not note.strip():
        raise Refused(_("Say in a note what is wanted: a bio comes back with a reason."))
    with _held(proposal.author):
        _must_have(by, APPROVE)
        _decide(_open(proposal, seen), by, BioProposal.Decision.SENT_BACK, note.strip())
    proposal.refresh_from_db()


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _must_be_own(author: Author, by: User) -> None:
    if not by.is_active or author.user_id != by.pk or author.spiked_at:
        raise Refused(_("You may write about yourself only."))


def _open(proposal: BioProposal, seen: datetime | None = None) -> BioProposal:
    waiting = BioProposal.objects.open().filter(pk=proposal.pk).first()
    if waiting is None:
        raise Refused(_("This has been decided already."))
    if seen is not None and waiting.made_at != seen:
        raise Refused(_("The author has rewritten this since you opened it. Look at it once more."))
    return waiting


def _decide(waiting: BioProposal, by: User, decision: BioProposal.Decision, note: str = "") -> None:
    waiting.decided_at = max(timezone.now(), waiting.made_at)
    waiting.decided_by, waiting.decision, waiting.note = by, decision, note
    waiting.save()


# --- coming, going, another name -----------------------------------------------------------------


def leave(author: Author, *, by: User, unlink: bool = False, drop_contact: bool = False) -> None:
    """Note that somebody has left. The page stays and says so; bylines stay as they are.

    Args:
        unlink: the log-in is theirs no longer (switching it off is an administrator's).
        drop_contact: take the address for readers off the page.
    """
    with _held(author) as locked:
        _must_have(by, KEEP)
        if locked.status == Author.Status.FORMER:
            raise Refused(_("%(name)s has left already.") % {"name": locked})
        locked.status = Author.Status.FORMER
        if unlink:
            locked.user = None
        if drop_contact:
            locked.email = ""
        locked.save(update_fields=["status", "user", "email"])


def come_back(author: Author, *, by: User, status: Author.Status = Author.Status.STAFF) -> None:
    """Note that somebody who had left writes for the paper again, as staff or as a guest."""
    with _held(author) as locked:
        _must_have(by, KEEP)
        if locked.status != Author.Status.FORMER:
            raise Refused(_("%(name)s has not left.") % {"name": locked})
        if status == Author.Status.FORMER:
            raise Refused(_("Say whether they are staff or a guest now."))
        locked.status = status
        locked.save(update_fields=["status"])


def rename(
    author: Author, *, by: User, name: str, slug: str = "", throughout: bool = False
) -> None:
    """Change an author's name, and with it the address of their page; the old one leads there.

    Where the bio says the old name, it says the new one.

    Stories that are out keep the name they were printed with, unless the author asks for the
    change throughout: then every live story is issued again, whoever hears `author_renamed` does
    it. Asked for once more with the name they have, it takes up the stories that are left.

    Args:
        slug: of the new address; left empty, made from the name.

    Raises: Refused when the name says nothing new, or the address is or was somebody else's.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Refused(_("Give the new name, in at most 150 letters."))
    with _held(author) as locked:
        _must_have(by, KEEP)
        was = locked.name
        if name == was and not slug and not (throughout and locked.former_names):
            raise Refused(_("That is the name already."))
        if name != was:
            slug = slug or Author.objects.free_slug(name, locked)
            known = [*locked.former_names, was]
            locked.former_names = [each for each in dict.fromkeys(known) if each != name]
            locked.name = name
            locked.short_bio = locked.in_own_name(locked.short_bio, [was])
            locked.long_bio = locked.in_own_name(locked.long_bio, [was])
        if slug:
            _move(locked, slug)
        locked.save(update_fields=["name", "slug", "former_names", "short_bio", "long_bio"])
        if name != was or throughout:
            author_renamed.send(Author, author=locked, was=was, throughout=throughout, by=by)


def _move(author: Author, slug: str) -> None:
    """Give a page another address. The old one is kept if readers can have met it."""
    if slug != make_slug(slug):
        raise Refused(_("An address is made of letters, figures and hyphens."))
    if Author.is_taken(slug, author.pk):
        raise Refused(
            _("“%(address)s” is, or once was, the address of somebody else.") % {"address": slug}
        )
    if slug != author.slug and (author.checked_at or author.edition_rows.exists()):
        AuthorAddress.objects.get_or_create(slug=author.slug, defaults={"author": author})
    author.addresses.filter(slug=slug).delete()
    author.slug = slug


# --- the trash -----------------------------------------------------------------------------------


def spike(author: Author, *, by: User) -> None:
    """Put an author in the trash: no page, no choice in a byline. Names on stories stay."""
    with _held(author) as locked:
        _must_have(by, KEEP)
        if locked.spiked_at:
            raise Refused(_("%(name)s lies in the trash already.") % {"name": locked})
        locked.spiked_at = timezone.now()
        locked.save(update_fields=["spiked_at"])


def unspike(author: Author, *, by: User) -> None:
    """Take an author back from the trash, with everything as it was."""
    with _held(author) as locked:
        _must_have(by, KEEP)
        if not locked.spiked_at:
            raise Refused(_("%(name)s does not lie in the trash.") % {"name": locked})
        locked.spiked_at = None
        locked.save(update_fields=["spiked_at"])
