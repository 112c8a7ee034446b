"""The copy desk while somebody writes: the words as typed come in, what there is to say goes out.

Nothing of the story is saved here. A warning that is passed, or taken back, is kept at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles import body
from articles.admin.inlines import MOST_ROWS
from articles.findings.read_story import Proof, read_story
from articles.models import Article, Byline, Citation, DismissedWarning
from articles.workflow import warnings
from articles.workflow.permissions import may_edit
from articles.workflow.transition import ActionRefused
from authors.models import Author
from copydesk import ERROR, WARNING, Finding
from photos.models import Photo
from sources.models import Source
from vocabulary.parse_ids import parse_id, parse_ids

from .panels import private, story_for

WORDS = ("headline", "standfirst", "language", "dateline", "kind")


@require_POST
def read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Read a story as typed and answer with the findings, in JSON."""
    return _answer(_read(request, _story(request, pk)))


@require_POST
def pass_warnings(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass the warnings that are named, with a reason, and read again."""
    return _then_read(
        request,
        pk,
        lambda story, proof: warnings.pass_warnings(
            story,
            proof,
            request.POST.getlist("fingerprint"),
            by=request.user,
            reason=request.POST.get("reason", ""),
        ),
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a passed warning stand again, and read again."""
    fingerprint = request.POST.get("fingerprint", "")
    return _then_read(
        request,
        pk,
        lambda story, proof: warnings.take_back(story, fingerprint, by=request.user),
    )


def _then_read(
    request: HttpRequest, pk: int, act: Callable[[Article, Proof], object]
) -> HttpResponse:
    story = _story(request, pk)
    try:
        act(story, _read(request, story))
    except ActionRefused as refused:
        return private(JsonResponse({"refused": str(refused)}, status=409))
    return _answer(_read(request, story))


def _story(request: HttpRequest, pk: int | None) -> Article:
    """Return the saved story, or a new one, for somebody who may write it.

    Raises: PermissionDenied, Http404.
    """
    if pk is None and request.user.has_perm("articles.add_article"):
        return Article()
    story = story_for(request, pk or 0)
    if not may_edit(story, request.user):
        raise PermissionDenied
    return story


def _read(request: HttpRequest, story: Article) -> Proof:
    """Read a story with what was typed in the place of what is saved."""
    data = request.POST
    for name in WORDS:
        if name in data:
            setattr(story, name, data[name].replace("\r\n", "\n"))
    if "body" in data:
        story.body = body.clean(data["body"])
    if "lead_photo" in data:
        story.lead_photo = Photo.objects.filter(pk__in=parse_ids([data["lead_photo"]])).first()
    if "translation_of" in data:
        story.translation_of_id = parse_id(data["translation_of"])
    return read_story(story, bylines=_bylines(story, data), citations=_citations(story, data))


def _bylines(story: Article, data: QueryDict) -> list[Byline] | None:
    rows = _rows(data, "bylines")
    if rows is None:
        return None if story.pk else []
    authors = Author.objects.in_bulk(parse_ids(row.get("author", "") for row in rows))
    return [
        Byline(
            author=author,
            role=row.get("role", ""),
            name_as_printed=row.get("name_as_printed", ""),
        )
        for row in rows
        if (author := _named(authors, row, "author"))
    ]


def _citations(story: Article, data: QueryDict) -> list[Citation] | None:
    rows = _rows(data, "citations")
    if rows is None:
        return None if story.pk else []
    sources = Source.objects.in_bulk(parse_ids(row.get("source", "") for row in rows))
    known = story.citations.select_related("link") if story.pk else []
    saved = {str(each.pk): each for each in known}
    return [
        _citation(saved.get(row.get("id", "")) or Citation(), source, row)
        for row in rows
        if (source := _named(sources, row, "source"))
    ]


def _citation(citation: Citation, source: Source, row: dict[str, str]) -> Citation:
    """Put a row as typed into a citation. What is known of a link holds for that link alone."""
    if citation.url != row.get("url", ""):
        citation.link = None
    citation.source = source
    for name in ("role", "terms", "url", "archived_url", "name_as_printed"):
        setattr(citation, name, row.get(name) or Citation._meta.get_field(name).get_default())
    return citation


def _rows(data: QueryDict, prefix: str) -> list[dict[str, str]] | None:
    """Return the rows of a part of the form as typed; None where the form has no such part."""
    total = parse_id(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if total is None:
        return None
    rows: list[dict[str, str]] = [{} for _row in range(min(total, MOST_ROWS))]
    for key, value in data.items():
        part, _dash, rest = key.partition("-")
        place, _dash, name = rest.partition("-")
        number = parse_id(place)
        if part == prefix and number is not None and number < len(rows):
            rows[number][name] = value
    return [row for row in rows if "DELETE" not in row]


def _named(found: dict[int, Any], row: dict[str, str], name: str) -> Any:
    return next((found[pk] for pk in parse_ids([row.get(name, "")]) if pk in found), None)


def _answer(proof: Proof) -> HttpResponse:
    told = [_told(each, proof.passed) for each in proof.findings if not each.is_paper]
    errors = sum(each["severity"] == ERROR for each in told)
    open_warnings = sum(each["severity"] == WARNING and not each["passed"] for each in told)
    state = "stop" if errors else "wait" if open_warnings else "ok"
    summary = _summary(errors, open_warnings)
    return private(JsonResponse({"findings": told, "summary": summary, "state": state}))


def _summary(errors: int, warnings: int) -> str:
    parts = []
    if errors:
        parts.append(ngettext("%(n)s error", "%(n)s errors", errors) % {"n": errors})
    if warnings:
        parts.append(ngettext("%(n)s warning", "%(n)s warnings", warnings) % {"n": warnings})
    return ", ".join(parts) or _("nothing to mend")


def _told(finding: Finding, passed: dict[str, DismissedWarning]) -> dict[str, object]:
    """Return a finding for the page: places count in its paragraph, or in a field of one line."""
    base = finding.base if finding.field == "body" else 0
    row = passed.get(finding.fingerprint) if finding.severity == WARNING else None
    return {
        "fingerprint": finding.fingerprint,
        "check": finding.check,
        "severity": finding.severity,
        "field": finding.field,
        "paragraph": finding.paragraph,
        "start": finding.start - base,
        "end": finding.end - base,
        "words": finding.words,
        "message": finding.message,
        "mend": finding.mend,
        "mend_label": _mend_label(finding),
        "certain": finding.certain,
        "edits": [[edit.start - base, edit.end - base, edit.text] for edit in finding.edits],
        "passed": row and {"reason": row.reason, "by": _by(row)},
    }


def _mend_label(finding: Finding) -> str:
    """Say what one click would do; "" where the desk must think."""
    if finding.mend is None:
        return ""
    if finding.edits:
        return _("Set %(marks)s") % {"marks": " … ".join(each.text for each in finding.edits)}
    return _("Write “%(words)s”") % {"words": finding.mend}


def _by(row: DismissedWarning) -> str:
    return _("%(who)s, %(when)s") % {
        "who": row.by or _("somebody who has left"),
        "when": date_format(localtime(row.at), "j M, H:i"),
    }
