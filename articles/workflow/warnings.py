"""What the desk does about findings: pass a warning with a reason, take that back, mend."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from copydesk import WARNING, Copy, Finding, apply_fixes, typeset_copy
from staff.models import User

from .. import workflow
from ..findings.read_story import StoryFindings, read_story
from ..models import Article, DismissedWarning
from ..models.house_style import LONGEST_REASON
from .permissions import may_edit
from .transition import ActionRefused

# Mends may stand on one another: after so many readings what is left is the desk's.
MOST_READINGS = 5


def dismiss_warnings(
    article: Article, found: StoryFindings, fingerprints: Iterable[str], *, by: User, reason: str
) -> int:
    """Let warnings of a saved story pass with a reason, which every later reader of it sees.

    Args:
        found: the reading they stand in; those of the others that have gone since are left out.

    Raises: ActionRefused without a reason, or when `by` may not change the story.
    """
    _require_edit(article, by)
    reason = " ".join(reason.split())
    if not reason:
        raise ActionRefused(_("Give a reason for the next editor."))
    if len(reason) > LONGEST_REASON:
        raise ActionRefused(_("Use at most %(most)s characters.") % {"most": LONGEST_REASON})
    wanted, now = set(fingerprints), timezone.now()
    rows = [
        DismissedWarning(
            article=article,
            fingerprint=finding.fingerprint,
            check_name=finding.check,
            words=finding.words[:300],
            message=finding.message[:500],
            reason=reason,
            by=by,
            at=now,
        )
        for finding in found.findings
        if finding.severity == WARNING and finding.fingerprint in wanted
    ]
    # Who passed it first gave the reason: a second one at the same moment adds nothing.
    DismissedWarning.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def restore_warning(article: Article, fingerprint: str, *, by: User) -> None:
    """Undo the dismissal of a warning.

    Raises: ActionRefused when `by` may not change the story.
    """
    _require_edit(article, by)
    DismissedWarning.objects.filter(article=article, fingerprint=fingerprint).delete()


def fix_story(article: Article, *, by: User) -> list[Finding]:
    """Accept every mend that is certain, save, and return the findings that were mended."""
    made: list[Finding] = []
    for _reading in range(MOST_READINGS):
        found = read_story(article)
        certain = [finding for finding in found.findings if finding.is_safe]
        copy, done = apply_fixes(found.reading.copy, certain)
        if not done:
            break
        made.extend(done)
        _take_words(article, copy)
    if made:
        workflow.claim_version(article, by)
        article.save()
    return made


def typeset_story(article: Article) -> None:
    """Set the straight quotation marks of a story's words by its language. Does not save."""
    _take_words(article, typeset_copy(_words_of(article)))


def _words_of(article: Article) -> Copy:
    return Copy(
        headline=article.headline,
        standfirst=article.standfirst,
        body_html=article.body,
        language=article.language,
    )


def _take_words(article: Article, copy: Copy) -> None:
    article.headline, article.standfirst = copy.headline, copy.standfirst
    article.body = copy.body_html


def _require_edit(article: Article, by: User) -> None:
    if not may_edit(article, by):
        raise ActionRefused(_("You can read this story but not edit it."))
