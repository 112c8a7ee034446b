"""The copy desk panel while somebody writes: it checks the text as typed and returns the findings.

The story is not saved here. Dismissing a warning, or restoring one, is saved at once.
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

from articles.admin.inlines import MOST_ROWS
from articles.body import clean
from articles.findings.read_story import StoryFindings, read_story
from articles.models import Article, Byline, Citation, DismissedWarning
from articles.workflow import warnings
from articles.workflow.permissions import may_edit
from articles.workflow.transition import ActionRefused
from authors.models import Author
from copydesk import ERROR, WARNING, Finding
from photos.models import Photo
from sources.models import Source
from staff.models import user_of
from vocabulary.parse_ids import parse_id, parse_ids
from vocabulary.visibility import offered_to, visible_to

from .panels import get_story, mark_private

TEXT_FIELDS = ("headline", "standfirst", "language", "dateline")


@require_POST
def check(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Check a story as typed and answer with the findings, in JSON."""
    return _respond(_check_as_typed(request, _get_story(request, pk)))


@require_POST
def dismiss_warnings(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss warnings by their fingerprints, with a reason, and check again."""
    return _run_and_check(
        request,
        pk,
        lambda story, found: warnings.dismiss_warnings(
            story,
            found,
            request.POST.getlist("fingerprint"),
            by=user_of(request),
            reason=request.POST.get("reason", ""),
        ),
    )


@require_POST
def restore_warning(request: HttpRequest, pk: int) -> HttpResponse:
    """Restore a dismissed warning, and check again."""
    fingerprint = request.POST.get("fingerprint", "")
    return _run_and_check(
        request,
        pk,
        lambda story, found: warnings.restore_warning(story, fingerprint, by=user_of(request)),
    )


def _run_and_check(
    request: HttpRequest, pk: int, run: Callable[[Article, StoryFindings], object]
) -> HttpResponse:
    """Run an action on the story as typed, then answer with the findings there are now."""
    story = _get_story(request, pk)
    try:
        run(story, _check_as_typed(request, story))
    except ActionRefused as refused:
        return mark_private(JsonResponse({"refused": str(refused)}, status=409))
    return _respond(_check_as_typed(request, story))


def _get_story(request: HttpRequest, pk: int | None) -> Article:
    """Return the saved story, or a new one, for somebody who may edit it.

    Raises: PermissionDenied, Http404.
    """
    if pk is None and request.user.has_perm("articles.add_article"):
        return Article()
    story = get_story(request, pk or 0)
    if not may_edit(story, user_of(request)):
        raise PermissionDenied
    return story


def _check_as_typed(request: HttpRequest, story: Article) -> StoryFindings:
    """Check a story with the values that were typed instead of those saved."""
    data = request.POST
    for name in TEXT_FIELDS:
        if name in data:
            setattr(story, name, data[name].replace("\r\n", "\n"))
    if data.get("kind") in Article.Kind.values:
        story.kind = data["kind"]
    if "body" in data:
        story.body = clean(data["body"])
    if "lead_photo" in data:
        photos = visible_to(Photo.objects.all(), request.user)
        story.lead_photo = photos.filter(pk__in=parse_ids([data["lead_photo"]])).first()
    if "translation_of" in data:
        offered = offered_to(Article, request.user)
        originals = offered.filter(pk__in=parse_ids([data["translation_of"]]))
        story.translation_of = originals.first()
    return read_story(
        story, bylines=_read_bylines(request, story), citations=_read_citations(request, story)
    )


def _read_bylines(request: HttpRequest, story: Article) -> list[Byline] | None:
    rows = _read_rows(request.POST, "bylines")
    if rows is None:
        return None if story.pk else []
    visible = visible_to(Author.objects.all(), request.user)
    authors = visible.in_bulk(parse_ids(row.get("author", "") for row in rows))
    return [
        Byline(
            author=author,
            role=row.get("role", ""),
            name_as_printed=row.get("name_as_printed", ""),
        )
        for row in rows
        if (author := _find_named(authors, row, "author"))
    ]


def _read_citations(request: HttpRequest, story: Article) -> list[Citation] | None:
    rows = _read_rows(request.POST, "citations")
    if rows is None:
        return None if story.pk else []
    visible = visible_to(Source.objects.all(), request.user)
    sources = visible.in_bulk(parse_ids(row.get("source", "") for row in rows))
    known = story.citations.select_related("link") if story.pk else []
    saved = {str(each.pk): each for each in known}
    return [
        _fill_citation(saved.get(row.get("id", "")) or Citation(), source, row)
        for row in rows
        if (source := _find_named(sources, row, "source"))
    ]


def _fill_citation(citation: Citation, source: Source, row: dict[str, str]) -> Citation:
    """Put a row as typed into a citation; a changed URL loses what is known of the old link."""
    if citation.url != row.get("url", ""):
        citation.link = None
    citation.source, blank = source, Citation()
    for name in ("role", "terms", "url", "archived_url", "name_as_printed"):
        setattr(citation, name, row.get(name) or getattr(blank, name))
    return citation


def _read_rows(data: QueryDict, prefix: str) -> list[dict[str, str]] | None:
    """Return the rows of a formset as typed; None where the form has no such formset."""
    total = parse_id(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if total is None:
        return None
    rows: list[dict[str, str]] = [{} for _row in range(min(total, MOST_ROWS))]
    for key, value in data.items():
        part, _dash, rest = key.partition("-")
        place, _dash, name = rest.partition("-")
        number = parse_id(place)
        if part == prefix and number is not None and number < len(rows):
            rows[number][name] = str(value)
    return [row for row in rows if "DELETE" not in row]


def _find_named(found: dict[int, Any], row: dict[str, str], name: str) -> Any:
    """Return the object whose id is in a column of a row, if it is among those found."""
    return next((found[pk] for pk in parse_ids([row.get(name, "")]) if pk in found), None)


def _respond(found: StoryFindings) -> HttpResponse:
    """Answer with the findings, a summary and the state: stop, wait or ok."""
    findings = [
        _describe_finding(each, found.dismissed)
        for each in found.findings
        if not each.is_requirement
    ]
    errors = sum(each["severity"] == ERROR for each in findings)
    open_warnings = sum(each["severity"] == WARNING and not each["dismissed"] for each in findings)
    state = "stop" if errors else "wait" if open_warnings else "ok"
    summary = _summarize(errors, open_warnings)
    return mark_private(JsonResponse({"findings": findings, "summary": summary, "state": state}))


def _summarize(errors: int, warnings: int) -> str:
    parts = []
    if errors:
        parts.append(ngettext("%(n)s error", "%(n)s errors", errors) % {"n": errors})
    if warnings:
        parts.append(ngettext("%(n)s warning", "%(n)s warnings", warnings) % {"n": warnings})
    return ", ".join(parts) or _("no issues")


def _describe_finding(
    finding: Finding, dismissed: dict[str, DismissedWarning]
) -> dict[str, object]:
    """Describe a finding in JSON; its positions count from its paragraph, or from its field."""
    base = finding.paragraph_start if finding.field == "body" else 0
    row = dismissed.get(finding.fingerprint) if finding.severity == WARNING else None
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
        "fix": finding.fix,
        "fix_label": _fix_label(finding),
        "safe": finding.is_safe,
        "edits": [[edit.start - base, edit.end - base, edit.text] for edit in finding.edits],
        "dismissed": row and {"reason": row.reason, "by": _describe_dismissal(row)},
    }


def _fix_label(finding: Finding) -> str:
    """Say what the fix button does; "" where there is no single fix."""
    if finding.fix is None:
        return ""
    if finding.edits:
        return _("Use %(marks)s") % {"marks": " … ".join(each.text for each in finding.edits)}
    return _("Change to “%(words)s”") % {"words": finding.fix}


def _describe_dismissal(row: DismissedWarning) -> str:
    """Say who dismissed a warning, and when."""
    return _("%(who)s, %(when)s") % {
        "who": row.by or _("a deleted user"),
        "when": date_format(localtime(row.at), "j M, H:i"),
    }
