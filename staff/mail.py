"""Email about accounts. The task worker sends it; a link is made there, so no task stores one."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from outlet.models import Outlet

from .links import LIFETIMES, Purpose, make_link
from .models import User


def send_link(user: User, purpose: Purpose) -> None:
    """Send a link to set a password, after commit."""
    transaction.on_commit(partial(mail_link.enqueue, user.pk, purpose))


def notify(user: User, notice: str, **context: str) -> None:
    """Tell a user what happened to their account, after commit.

    Args:
        notice: the name of a template in templates/account/mail.
    """
    if user.email:
        transaction.on_commit(partial(mail_notice.enqueue, user.pk, notice, context))


@task()
def mail_link(user_id: int, purpose: Purpose) -> str:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.email:
        return "nobody to send it to"
    hours = int(LIFETIMES[purpose].total_seconds() // 3600)
    context = {"link": make_link(user, purpose), "hours": hours, "days": hours // 24}
    _send(user, purpose, context)
    return "sent"


@task()
def mail_notice(user_id: int, notice: str, context: dict[str, str]) -> str:
    user = User.objects.filter(pk=user_id).first()
    if user is None or not user.email:
        return "nobody to send it to"
    account = settings.BASE_URL + reverse("mfa_index")
    _send(user, notice, {**context, "account": account})
    return "sent"


def _send(user: User, template: str, context: dict[str, object]) -> None:
    """Render a template, whose first line is the subject, and send it."""
    outlet = Outlet.objects.current()
    context |= {"user": user, "site": outlet.name, "desk": f"{settings.BASE_URL}/admin/"}
    subject, _newline, text = render_to_string(f"account/mail/{template}.txt", context).partition(
        "\n"
    )
    greeting = _("Hello %(name)s,") % {"name": user}
    EmailMessage(subject.strip(), f"{greeting}\n\n{text.strip()}\n", to=[user.email]).send()
