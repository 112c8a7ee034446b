"""What those named on a confidential record are told by email: that something happened, no more.

An email holds neither the alias nor the description: only the number of the record, and a link
that opens for those named. A task is given the number of an event.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from outlet.models import Outlet

from ..models import RecordEvent

logger = logging.getLogger(__name__)


@task()
def tell_confidants(event_id: int) -> None:
    """Tell everybody named on a record of an event, and whoever it took away. Once."""
    events = RecordEvent.objects.filter(pk=event_id, told_at=None)
    event = events.select_related("record", "by", "person").first()
    if event is None or not events.update(told_at=timezone.now()):
        return
    rows = event.record.confidants.select_related("person")
    people = {row.person for row in rows}
    if event.person:
        people.add(event.person)
    outlet = Outlet.objects.current()
    with translation.override(outlet.language.lower()):
        subject = _("A confidential source that names you (%(site)s)") % {"site": outlet.name}
        text = f"{describe(event)}\n\n{settings.BASE_URL}{_address(event)}\n"
    for person in sorted(people, key=lambda person: person.pk):
        if person.is_active and person.email:
            try:
                EmailMessage(" ".join(subject.split()), text, to=[person.email]).send()
            except (SMTPException, OSError) as error:
                logger.error("Event %s was not told: %s", event_id, type(error).__name__)


def describe(event: RecordEvent) -> str:
    """Say in a sentence what happened, without a word of what the record says."""
    told = {
        "who": event.by,
        "person": event.person,
        "number": event.record_id,
        "day": f"{event.record.ends_on:%-d %B %Y}",
    }
    return _SENTENCES[Kind(event.kind)]() % told


def _address(event: RecordEvent) -> str:
    return reverse("admin:sources_source_confidential", args=[event.record_id])


Kind = RecordEvent.Kind
_SENTENCES = {
    Kind.NAMED: lambda: _("%(who)s named %(person)s on confidential source %(number)s."),
    Kind.TAKEN_AWAY: lambda: _("%(who)s took %(person)s off confidential source %(number)s."),
    Kind.ENDS_SOON: lambda: _(
        "Who confidential source %(number)s is will be erased after %(day)s. Choose a later date "
        "on its page if you still need to know."
    ),
    Kind.PURGED: lambda: _(
        "Who confidential source %(number)s is has been erased, as its end date had passed."
    ),
}
