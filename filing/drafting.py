"""From filed copy to a draft at the desk: the part of filing that knows models.

The draft holds what the copy said and nothing guessed. Sources and the author are found by name
or created; what could not be done for want of permission stands in the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from articles import revisions
from articles.findings.read_story import read_story
from articles.models import Article, Byline, Citation, Section
from articles.workflow.checklist import Missing, missing_papers
from articles.workflow.warnings import fix_story, typeset_story
from authors.models import Author
from copydesk import NOTE, Finding
from outlet.models import Outlet
from sources.models import Source
from staff.models import User
from vocabulary.text import find_free_slug

from .filed import Bio, FiledCopy, quoted

LONGEST = {"headline": 200, "dateline": 120, "source": 200, "author": 150}
SHOWN = 80


class CannotFile(ValueError):
    """Copy that cannot become a draft as it is. The message is a sentence fit for an editor."""


@dataclass(frozen=True)
class Filed:
    """A draft made of filed copy, and what there is to say about it.

    Attributes:
        read: how the file was read and what was taken for what.
        kept: what has no place in the story, word for word.
        people: sources and authors that are new, differ or could not be added; words that were cut.
        mended: what the copy desk has put right.
        asked: what it still asks for.
        missing: what the story lacks before readers can have it.
    """

    article: Article
    read: list[str]
    kept: list[str]
    people: list[str]
    mended: list[str]
    asked: list[str]
    missing: list[Missing]

    @property
    def report(self) -> list[str]:
        """All that is said, but for what the checklist beside the draft says anyway."""
        return [*self.read, *self.kept, *self.people, *self.mended, *self.asked]


def file_draft(copy: FiledCopy, *, section: Section, by: User, mend: bool = False) -> Filed:
    """Make a draft of `copy` in `section`, written by `by`, its straight marks set.

    An author who is not known yet becomes a guest with this first bio, on the staff managers'
    list; an existing bio is never overwritten, the difference is reported.

    Args:
        mend: accept every mend of the copy desk's that is certain.

    Raises: CannotFile when `by` may not write stories or the headline does not fit.
    """
    if not by.has_perm("articles.add_article"):
        raise CannotFile(
            _("%(by)s may not write stories. File it as somebody who may.") % {"by": by}
        )
    if copy.headline and len(copy.headline) > LONGEST["headline"]:
        raise CannotFile(
            _("The headline has %(n)s characters; %(most)s fit.")
            % {"n": len(copy.headline), "most": LONGEST["headline"]}
        )
    people: list[str] = []
    mended: list[str] = []
    with transaction.atomic(), revisions.kept(by, _("Filed from %(name)s") % {"name": copy.name}):
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
            said = _("The dateline was too long and was cut: “%(dateline)s”")
            people.append(said % {"dateline": copy.dateline})
        for position, name in enumerate(dict.fromkeys(copy.sources)):
            if source := _source(name, by, people):
                Citation.objects.create(article=article, source=source, position=position)
        if copy.bio and (author := _author(copy.bio, by, people)):
            Byline.objects.create(article=article, author=author)
        if mend:
            mended = [_mended(finding) for finding in fix_story(article, by=by)]
    aside = {quoted(text) for text in copy.leftovers}
    kept = [sentence for sentence in copy.report if sentence.partition(": ")[2] in aside]
    return Filed(
        article,
        read=[sentence for sentence in copy.report if sentence.partition(": ")[2] not in aside],
        kept=kept,
        people=people,
        mended=mended,
        asked=[_asked(each) for each in read_story(article).findings if _is_asked(each)],
        missing=missing_papers(article),
    )


def _mended(finding: Finding) -> str:
    said = {"message": finding.message, "mend": _short(finding.fix or "")}
    return _("Mended: %(message)s It now reads “%(mend)s”.") % said


def _is_asked(finding: Finding) -> bool:
    return finding.severity != NOTE and not finding.is_requirement


def _asked(finding: Finding) -> str:
    said = {"severity": finding.severity, "told": finding.with_words}
    return _("The copy desk, %(severity)s: %(told)s") % said


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def _source(name: str, by: User, report: list[str]) -> Source | None:
    if source := Source.objects.find_by_name(name):
        return source
    if len(name) > LONGEST["source"]:
        report.append(_("This is too long for the name of a source: “%(name)s”") % {"name": name})
        return None
    if not by.has_perm("sources.add_source"):
        said = _("“%(name)s” is not known as a source, and %(by)s may not add one.")
        report.append(said % {"name": name, "by": by})
        return None
    slug = find_free_slug(name, Source.objects.all(), "source")
    source = Source.objects.create(name=name, slug=slug, created_by=by)
    said = _("“%(name)s” is new as a source: look at its page, /sources/%(slug)s/.")
    report.append(said % {"name": name, "slug": slug})
    return source


def _author(bio: Bio, by: User, report: list[str]) -> Author | None:
    author = Author.objects.find_by_name(bio.name)
    if author is None:
        return _guest(bio, by, report)
    if not author.short_bio:
        said = _("%(author)s has no short bio yet. The copy offers: “%(bio)s”")
        report.append(said % {"author": author, "bio": bio.text})
    elif author.short_bio != bio.text:
        said = _(
            "The bio of %(author)s in the copy differs and was left as it is. "
            "Ours: “%(ours)s” In the copy: “%(bio)s”"
        )
        report.append(said % {"author": author, "ours": author.short_bio, "bio": bio.text})
    return author


def _guest(bio: Bio, by: User, report: list[str]) -> Author | None:
    if len(bio.name) > LONGEST["author"] or not by.has_perm("authors.add_author"):
        said = _(
            "“%(name)s” is not known as an author, and %(by)s may not add one. "
            "The bio in the copy: “%(bio)s”"
        )
        report.append(said % {"name": bio.name, "by": by, "bio": bio.text})
        return None
    author = Author.objects.create(
        name=bio.name,
        slug=Author.objects.find_free_slug(bio.name),
        status=Author.Status.GUEST,
        short_bio=bio.text,
    )
    said = _("%(author)s is new as an author, a guest: a staff manager will look at the bio.")
    report.append(said % {"author": author})
    return author
