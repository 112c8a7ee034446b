"""The pages of a confidential source, for those named on it: its record, its log, who it is.

To anybody else a record is not there. None of these pages writes to the admin's log.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from vocabulary.refusal import Refused
from vocabulary.visibility import visible_to

from ..models import Confidant, ConfidentialRecord, RecordEvent
from . import actions
from .error_reports import confidential_page
from .forms import DetailsForm, IdentityForm, PeopleForm, PersonForm
from .keys import Locked, load_keys

SHOWN = 100  # entries of the log
CLEAR = ("reason", "ends_on", "purged_at", "editor_who_knows", "source__name")


@confidential_page
@sensitive_variables()
def add(request: HttpRequest) -> HttpResponse:
    """Record a confidential source."""
    if not request.user.has_perms(["sources.add_source", "sources.change_source"]):
        raise PermissionDenied
    try:
        load_keys()
    except Locked as locked:
        return _render(request, "desk/confidential_locked.html", sentence=str(locked))
    people = _people_to_name(request)
    sent = request.POST if request.method == "POST" else None
    details = DetailsForm(sent, people=people)
    identity = IdentityForm(sent)
    named = PeopleForm(sent, people=people, by=request.user)
    refusal = ""
    if sent is not None and _are_valid(details, identity, named):
        try:
            record = actions.record_source(
                details.details,
                identity.identity,
                named.cleaned_data["people"],
                by=_actor(request),
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(
                request, _("Recorded. Only the people named on it can read who it is.")
            )
            return _to_record(record.pk)
    context = {"details": details, "identity": identity, "named": named, "refusal": refusal}
    return _render(request, "desk/confidential_add.html", **context)


@confidential_page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a record without who it is, and change what is in clear."""
    record = _get_record(request, pk)
    confidants = _confidants(request, record)
    people = actions.nameable_people().filter(pk__in=[each.person_id for each in confidants])
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        people=visible_to(people, request.user),
        initial={
            "alias": record.source.name,
            "description": record.source.description,
            "reason": record.reason,
            "ends_on": record.ends_on,
            "editor_who_knows": record.editor_who_knows_id,
        },
    )
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            actions.change_details(pk, form.details, by=_actor(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Saved."))
            return _to_record(pk)
    named = [each.person_id for each in confidants]
    others = _people_to_name(request).exclude(pk__in=named)
    events = visible_to(RecordEvent.objects.filter(record=record), request.user)
    context = {
        "record": record,
        "is_over": record.is_over(actions.today()),
        "details": form,
        "refusal": refusal,
        "confidants": confidants,
        "able": sum(each.person.is_active for each in confidants),
        "least": actions.LEAST,
        "person_form": PersonForm(people=others),
        "events": list(events.select_related("by", "person")[:SHOWN]),
    }
    return _render(request, "desk/confidential_record.html", **context)


@confidential_page
@sensitive_variables()
def show_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who it is, once it is in the log that this person has read it. POST only."""
    record = _get_record(request, pk)
    if request.method != "POST":
        return _to_record(pk)
    try:
        identity = actions.read_identity(pk, by=_actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _to_record(pk)
    form = IdentityForm(initial=vars(identity))
    return _render(
        request, "desk/confidential_identity.html", record=record, identity=identity, form=form
    )


@confidential_page
@sensitive_variables()
def save_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who it is. A refused form keeps what was typed, in this answer alone."""
    record = _get_record(request, pk)
    if request.method != "POST":
        return _to_record(pk)
    form = IdentityForm(request.POST)
    if form.is_valid():
        form.refuse_names_in(record.source.name, record.source.description, record.reason)
    if form.is_valid():
        try:
            actions.rewrite_identity(pk, form.identity, by=_actor(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved."))
        return _to_record(pk)
    return _render(request, "desk/confidential_identity.html", record=record, form=form)


@confidential_page
def name_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another person on a record."""
    record = _get_record(request, pk)
    form = PersonForm(request.POST or None, people=_people_to_name(request))
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        _run(
            request,
            lambda: actions.name_person(record.pk, person, by=_actor(request)),
            _("%(person)s can read this record now. All who are named are told.")
            % {"person": person},
        )
    elif request.method == "POST":
        messages.error(request, _("Choose a person first."))
    return _to_record(pk)


@confidential_page
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off a record."""
    record = _get_record(request, pk)
    if request.method != "POST":
        return _to_record(pk)
    sent = request.POST.get("person", "")
    row = next((r for r in _confidants(request, record) if str(r.person_id) == sent), None)
    if row is None:
        return _to_record(pk)
    done = _run(
        request,
        lambda: actions.take_away(record.pk, row.person, by=_actor(request)),
        _("%(person)s can no longer read this record. All who are named are told.")
        % {"person": row.person},
    )
    if done and row.person_id == request.user.pk:
        return HttpResponseRedirect(reverse("admin:sources_source_changelist"))
    return _to_record(pk)


def _get_record(request: HttpRequest, pk: int) -> ConfidentialRecord:
    """Return a record that names this person, without what is encrypted; else 404."""
    rows = visible_to(ConfidentialRecord.objects.filter(pk=pk), request.user)
    return get_object_or_404(
        rows.select_related("source", "editor_who_knows").defer("ciphertext", "wrapped_key")
    )


def _confidants(request: HttpRequest, record: ConfidentialRecord) -> list[Confidant]:
    rows = visible_to(Confidant.objects.filter(record=record), request.user)
    return list(rows.select_related("person", "named_by"))


def _people_to_name(request: HttpRequest) -> QuerySet[Any]:
    return visible_to(actions.nameable_people(), request.user)


def _are_valid(details: DetailsForm, identity: IdentityForm, named: PeopleForm) -> bool:
    """Check the forms, each to the end, and what only all of them together show."""
    forms: list[Form] = [details, identity, named]
    wrong = [form for form in forms if not form.is_valid()]
    if details in wrong or identity in wrong:
        return False
    cleaned = details.cleaned_data
    identity.refuse_names_in(cleaned["alias"], cleaned["description"], cleaned["reason"])
    return not wrong and identity.is_valid()


def _actor(request: HttpRequest) -> actions.Actor:
    return actions.Actor(request.user, _read_address(request))


def _read_address(request: HttpRequest) -> str | None:
    """Return the address a request comes from; behind a proxy, the one that the proxy added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    text = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _run(request: HttpRequest, act: Any, done: str) -> bool:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return True


def _to_record(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:sources_source_confidential", args=[pk]))


@sensitive_variables()
def _render(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})
