"""Makes a draft of filed copy: the part of filing that uses models.

The draft holds what the file says and nothing guessed. Sources and the author are found by name
or created; what the person filing may not create is in the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from articles import revisions
from articles.findings.read_story import read_story
from articles.models import Article, Byline, Citation, Section
from articles.workflow.checklist import Missing, missing_details
from articles.workflow.warnings import fix_story, typeset_story
from authors.models import Author
from copydesk import NOTE, Finding
from outlet.models import Outlet
from sources.models import Source
from staff.models import User
from vocabulary.text import find_free_slug

from .filed_copy import Bio, FiledCopy, quote

LONGEST = {"headline": 200, "dateline": 120, "source": 200, "author": 150}
SHOWN = 80


class CannotFile(ValueError):
    """Copy that cannot become a draft as it is. The message is a sentence for the editor."""


@dataclass(frozen=True)
class Filed:
    """A draft made of filed copy, and what there is to say about it.

    Attributes:
        notes: how the file was read, and what each part of it became.
        leftovers: what has no place in the story, word for word.
        people: sources and authors that are new, differ or could not be added; text that was cut.
        fixed: what the copy desk has fixed.
        findings: what the copy desk still finds.
        missing: what the story lacks before it can be published.
    """

    article: Article
    notes: list[str]
    leftovers: list[str]
    people: list[str]
    fixed: list[str]
    findings: list[str]
    missing: list[Missing]

    @property
    def report(self) -> list[str]:
        """All sentences, except for what the draft's checklist shows anyway."""
        return [*self.notes, *self.leftovers, *self.people, *self.fixed, *self.findings]


def file_draft(copy: FiledCopy, *, section: Section, by: User, fix: bool = False) -> Filed:
    """Make a draft of `copy` in `section`, written by `by`, with its quotation marks typeset.

    An author who is not known yet becomes a guest author with this bio, for a staff manager to
    check; an existing bio is never overwritten, the difference is reported.

    Args:
        fix: apply every safe fix of the copy desk.

    Raises: CannotFile when `by` may not write stories or the headline does not fit.
    """
    if not by.has_perm("articles.add_article"):
        raise CannotFile(_("%(by)s may not write stories. File it as a user who may.") % {"by": by})
    if copy.headline and len(copy.headline) > LONGEST["headline"]:
        raise CannotFile(
            _("The headline has %(n)s characters; the limit is %(most)s.")
            % {"n": len(copy.headline), "most": LONGEST["headline"]}
        )
    people: list[str] = []
    fixed: list[str] = []
    with (
        transaction.atomic(),
        revisions.record_revision(by, _("Filed from %(name)s") % {"name": copy.name}),
    ):
        article = Article(
            headline=copy.headline or "",
            standfirst=copy.standfirst or "",
            body=copy.body_html,
            dateline=(copy.dateline or "")[: LONGEST["dateline"]],
            section=section,
            language=Outlet.objects.current().primary_language,
            created_by=by,
            edited_by=by,
        )
        typeset_story(article)
        article.save()
        if copy.dateline and len(copy.dateline) > LONGEST["dateline"]:
            sentence = _("The dateline was too long and was shortened: “%(dateline)s”")
            people.append(sentence % {"dateline": copy.dateline})
        for position, name in enumerate(dict.fromkeys(copy.sources)):
            if source := _find_or_add_source(name, by, people):
                Citation.objects.create(article=article, source=source, position=position)
        if copy.bio and (author := _find_or_add_author(copy.bio, by, people)):
            Byline.objects.create(article=article, author=author)
        if fix:
            fixed = [_describe_fix(finding) for finding in fix_story(article, by=by)]
    left_over = {quote(text) for text in copy.leftovers}
    return Filed(
        article,
        notes=[each for each in copy.report if each.partition(": ")[2] not in left_over],
        leftovers=[each for each in copy.report if each.partition(": ")[2] in left_over],
        people=people,
        fixed=fixed,
        findings=[
            _describe_finding(each)
            for each in read_story(article).findings
            if _needs_attention(each)
        ],
        missing=missing_details(article),
    )


def _describe_fix(finding: Finding) -> str:
    words = {"message": finding.message, "fix": _shorten(finding.fix or "")}
    return _("Fixed: %(message)s It now reads “%(fix)s”.") % words


def _needs_attention(finding: Finding) -> bool:
    return finding.severity != NOTE and not finding.is_requirement


def _describe_finding(finding: Finding) -> str:
    words = {"severity": finding.severity, "finding": finding.with_words}
    return _("Copy desk, %(severity)s: %(finding)s") % words


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def _find_or_add_source(name: str, by: User, report: list[str]) -> Source | None:
    if source := Source.objects.find_by_name(name):
        return source
    if len(name) > LONGEST["source"]:
        report.append(_("Too long for the name of a source: “%(name)s”") % {"name": name})
        return None
    if not by.has_perm("sources.add_source"):
        sentence = _("“%(name)s” is not a known source, and %(by)s may not add one.")
        report.append(sentence % {"name": name, "by": by})
        return None
    slug = find_free_slug(name, Source.objects.all(), "source")
    source = Source.objects.create(name=name, slug=slug, created_by=by)
    sentence = _("“%(name)s” was added as a source. Check its page: /sources/%(slug)s/.")
    report.append(sentence % {"name": name, "slug": slug})
    return source


def _find_or_add_author(bio: Bio, by: User, report: list[str]) -> Author | None:
    author = Author.objects.find_by_name(bio.name)
    if author is None:
        return _add_guest(bio, by, report)
    if not author.short_bio:
        sentence = _("%(author)s has no short bio yet. The file has this one: “%(bio)s”")
        report.append(sentence % {"author": author, "bio": bio.text})
    elif author.short_bio != bio.text:
        sentence = _(
            "The file has another bio of %(author)s, and ours was not changed. "
            "Ours: “%(ours)s” In the file: “%(bio)s”"
        )
        report.append(sentence % {"author": author, "ours": author.short_bio, "bio": bio.text})
    return author


def _add_guest(bio: Bio, by: User, report: list[str]) -> Author | None:
    if len(bio.name) > LONGEST["author"] or not by.has_perm("authors.add_author"):
        sentence = _(
            "“%(name)s” is not a known author, and %(by)s may not add one. "
            "The bio in the file: “%(bio)s”"
        )
        report.append(sentence % {"name": bio.name, "by": by, "bio": bio.text})
        return None
    author = Author.objects.create(
        name=bio.name,
        slug=Author.objects.find_free_slug(bio.name),
        status=Author.Status.GUEST,
        short_bio=bio.text,
    )
    sentence = _("%(author)s was added as a guest author. A staff manager will check the bio.")
    report.append(sentence % {"author": author})
    return author
