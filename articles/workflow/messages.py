"""Success messages of actions: what happened, at what address, when, and who was notified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from outlet.models import Outlet
from vocabulary.text import join_with_and

from ..models import Article, Edition

WITHOUT_EDITION = {
    "submit": gettext_lazy("Submitted for review. It is now in the editors’ queue."),
    "approve": gettext_lazy("Approved. It is ready to publish."),
    "send_back": gettext_lazy("Sent back to the writer with your note."),
    "spike": gettext_lazy("Spiked. To bring it back, unspike it from the “Spiked” list."),
    "unspike": gettext_lazy("Unspiked. It is a draft again."),
    "withhold": gettext_lazy("Withheld. The published text is erased, and its address says so."),
}


def success_message(action: str, article: Article, made: Any) -> SafeString:
    """Return the sentences to show once an action is done.

    Args:
        made: what the action returned: an edition, or anything else.
    """
    what = _of_edition(action, made) if isinstance(made, Edition) else str(WITHOUT_EDITION[action])
    return format_html_join(
        " ", "{}", ((each,) for each in (what, _who_was_notified(article)) if each)
    )


def _of_edition(action: str, made: Edition) -> SafeString | str:
    if action == "cancel":
        if made.is_notice:
            return _("Withdrawal cancelled. The story stays live.")
        return _("Schedule cancelled. Nothing changes for readers.")
    now = timezone.now()
    address = made.get_absolute_url()
    link = format_html('<a href="{0}">{0}</a>', address)
    if made.live_from <= now:
        if made.is_notice:
            return format_html(_("Withdrawn. {} now shows the reason."), link)
        return format_html(_("Published. It is live at {}."), link)
    moment = Outlet.objects.current().format_time(made.live_from)
    if made.is_notice:
        sentence = _("Withdrawal scheduled for {}, in {}. {} will then show the reason.")
        return format_html(sentence, moment, _until(made.live_from, now), link)
    sentence = _("Scheduled for {}. It goes live automatically in {}, at {}.")
    return format_html(sentence, moment, _until(made.live_from, now), address)


def _until(moment: datetime, now: datetime) -> str:
    return timeuntil(moment, now, depth=2).replace("\xa0", " ")


def _who_was_notified(article: Article) -> str:
    names = getattr(article, "told", [])
    if not names:
        return ""
    named = {"names": join_with_and(names)}
    return (
        ngettext(
            "%(names)s has been notified on the dashboard, and by email if we have an address.",
            "%(names)s have been notified on the dashboard, and by email if we have an address.",
            len(names),
        )
        % named
    )
