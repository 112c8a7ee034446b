"""What an act came to, in a sentence or three: what happened, where it is, when, who was told."""

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
    "submit": gettext_lazy(
        "Submitted. Editors find it on their first page, under “Waiting for you”."
    ),
    "approve": gettext_lazy("Approved. It is ready for readers."),
    "send_back": gettext_lazy("Sent back to its writer, with your note."),
    "spike": gettext_lazy("Spiked. It lies whole under “Spiked” and can be taken back."),
    "unspike": gettext_lazy("Taken back from the spike, as a draft."),
    "withhold": gettext_lazy("Withheld. The published words are erased; readers are told so."),
}


def said(act: str, article: Article, made: Any) -> SafeString:
    """Say what an act came to.

    Args:
        made: what the door returned: an edition, or whatever else.
    """
    what = _of_edition(act, made) if isinstance(made, Edition) else str(WITHOUT_EDITION[act])
    return format_html_join(" ", "{}", ((each,) for each in (what, _told(article)) if each))


def _of_edition(act: str, made: Edition) -> SafeString | str:
    if act == "cancel":
        if made.is_notice:
            return _("The withdrawal is called off: readers keep the story.")
        return _("Called off: readers never saw it. What they have now stays.")
    now = timezone.now()
    address = made.get_absolute_url()
    link = format_html('<a href="{0}">{0}</a>', address)
    if made.live_from <= now:
        if made.is_notice:
            return format_html(_("Withdrawn: from now on {} gives the reason."), link)
        return format_html(
            _("Readers have edition {} now, at {}. An open page shows it when it is loaded again."),
            made.number,
            link,
        )
    moment = Outlet.objects.current().in_words(made.live_from)
    if made.is_notice:
        sentence = _("It will be withdrawn on {}, by itself, in {}. {} then gives the reason.")
        return format_html(sentence, moment, _until(made.live_from, now), link)
    sentence = _("Edition {} is scheduled for {}: readers get it by itself, in {}, at {}.")
    return format_html(sentence, made.number, moment, _until(made.live_from, now), address)


def _until(moment: datetime, now: datetime) -> str:
    return timeuntil(moment, now, depth=2).replace("\xa0", " ")


def _told(article: Article) -> str:
    names = getattr(article, "told", [])
    if not names:
        return ""
    named = {"names": join_with_and(names)}
    return (
        ngettext(
            "%(names)s is told: on the first page, and by e-mail if we have an address.",
            "%(names)s are told: on the first page, and by e-mail if we have an address.",
            len(names),
        )
        % named
    )
