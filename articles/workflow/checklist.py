"""What a story must have before readers may have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _

from copydesk import WARNING, Finding
from outlet.models import Outlet

from ..editions.snapshot import photos_in
from ..findings.anonymity import anonymity_violations
from ..findings.read_story import find_missing_details, read_story
from ..models import Article


@dataclass(frozen=True)
class Missing:
    """Something the checklist lacks: the form's field it belongs to, and what to do.

    `fingerprint` is that of a finding of the copy desk; with `wants_reason`, it may be dismissed.
    """

    field: str
    sentence: str
    fingerprint: str = ""
    wants_reason: bool = False

    @classmethod
    def from_finding(cls, finding: Finding) -> Self:
        fingerprint = "" if finding.is_requirement else finding.fingerprint
        return cls(finding.field, finding.with_words, fingerprint, finding.severity == WARNING)

    @property
    def anchor(self) -> str:
        """Return the id on the story's page that shows it: the copy desk's line, or the field."""
        return f"finding-{self.fingerprint}" if self.fingerprint else f"id_{self.field}"


def missing_before_publication(article: Article, at: datetime | None = None) -> list[Missing]:
    """Name what keeps readers from having the story from `at` (default: now).

    That is what it lacks, what was agreed with its sources, the copy desk's errors, and its
    warnings that nobody dismissed.
    """
    stops = read_story(article, at).stops
    return _missing_by_agreement(article, at) + [Missing.from_finding(finding) for finding in stops]


def missing_details(article: Article, at: datetime | None = None) -> list[Missing]:
    """Name what the story lacks whatever its wording: details of its own and of its photos."""
    found = find_missing_details(article, at or timezone.now())
    return _missing_by_agreement(article, at) + [Missing.from_finding(finding) for finding in found]


def _missing_by_agreement(article: Article, at: datetime | None) -> list[Missing]:
    """Name where printing the story from `at` would break what was agreed with a source."""
    found = [
        Missing("citations", each) for each in anonymity_violations(article, photos_in(article))
    ]
    if article.embargo_until and article.is_embargoed(at or timezone.now()):
        moment = Outlet.objects.current().format_time(article.embargo_until)
        sentence = _("Embargoed until %(moment)s. Schedule it for then, or lift the embargo.")
        found.append(Missing("embargo_until", sentence % {"moment": moment}))
    return found
