"""What stands beside a story on its form: its state, its doors, what is missing, what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User

from .. import workflow
from ..findings.source_links import Tied, broken_source_links
from ..models import Article, Edition
from ..workflow import Action, ActionRefused, Missing, StoryState
from ..workflow.messages import said
from .forms import DoorForm

DOORS = {
    "publish": workflow.publish,
    "update": workflow.update,
    "approve": workflow.approve,
    "submit": workflow.submit,
    "schedule": workflow.schedule,
    "send_back": workflow.send_back,
    "cancel": workflow.cancel,
    "withdraw": workflow.withdraw,
    "withhold": workflow.withhold,
    "spike": workflow.spike,
    "unspike": workflow.unspike,
}
OFFERS = {
    "cancel": gettext_lazy("Call off the scheduled one and go on"),
    "reissue": gettext_lazy("Go on, and issue the scheduled one again from this text"),
}
# The parts of what is printed, as the banner names them.
PARTS = {
    "headline": gettext_lazy("headline"),
    "short_headline": gettext_lazy("short headline"),
    "seo_headline": gettext_lazy("headline for search engines"),
    "kicker": gettext_lazy("kicker"),
    "standfirst": gettext_lazy("standfirst"),
    "dateline": gettext_lazy("dateline"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "section": gettext_lazy("section"),
    "bylines": gettext_lazy("bylines"),
    "citations": gettext_lazy("sources"),
    "topics": gettext_lazy("topics"),
    "lead_photo": gettext_lazy("lead photo"),
    "photos": gettext_lazy("photos"),
    "translation_of": gettext_lazy("translation of"),
}
RECORD_SHOWN = 20
# What takes a story from readers is never the blue button.
TAKING = ("withdraw", "withhold")


@dataclass
class Side:
    """The side panel of one story for one person."""

    story_state: StoryState
    main: Action | None
    others: list[Action]
    forms: dict[str, DoorForm]
    missing: list[Missing]
    tied: Tied
    live_differs: list[str] = field(default_factory=list)
    pending_differs: list[str] = field(default_factory=list)
    record: list[Edition] = field(default_factory=list)
    refusal: dict[str, Any] | None = None

    @property
    def lacking(self) -> list[Missing]:
        """What the checklist names, each by itself: headline, text, byline, papers of photos."""
        return [missing for missing in self.missing if not missing.fingerprint]

    @property
    def for_copy_desk(self) -> list[Missing]:
        """What the copy desk's panel lists: errors and warnings in the words."""
        return [missing for missing in self.missing if missing.fingerprint]

    @property
    def asking(self) -> list[DoorForm]:
        """The doors beside the main one that ask for something."""
        return [self.forms[act.name] for act in self.others if act.needs]

    @property
    def main_form(self) -> DoorForm | None:
        return self.forms[self.main.name] if self.main and self.main.needs else None

    @property
    def may_cancel(self) -> bool:
        return any(act.name == "cancel" for act in self.others)

    @property
    def may_reschedule(self) -> bool:
        return any(act.name in ("schedule", "update") for act in [self.main, *self.others] if act)


def build_sidebar(
    article: Article, user: User, at: datetime, refusal: dict[str, Any] | None = None
) -> Side:
    """Gather what stands beside a saved story."""
    story_state = workflow.read_story_state(article, at)
    acts = workflow.available_actions(article, user, story_state)
    refused = (refusal or {}).get("action")
    main = acts[0] if acts and acts[0].name not in TAKING else None
    forms = {}
    for act in acts:
        initial = refusal["typed"] if act.name == refused else {}
        if "at" in act.needs and act.name != "withdraw" and article.is_embargoed(at):
            initial = {"at": article.embargo_until, **initial}
        forms[act.name] = DoorForm(act, initial={k: v for k, v in initial.items() if v})
    pending = (
        story_state.pending if story_state.pending and not story_state.pending.is_notice else None
    )
    # The preview is drawn from a fresh copy: the form may hold words that were not saved.
    built = None
    if story_state.live or pending:
        built = workflow.build_preview(Article.objects.get(pk=article.pk), at, story_state)
    return Side(
        story_state=story_state,
        main=main,
        others=[act for act in acts if act is not main],
        forms=forms,
        missing=[] if article.is_spiked else workflow.missing_before_publication(article, at),
        tied=broken_source_links(article),
        live_differs=parts_that_differ(built, story_state.live) if story_state.live else [],
        pending_differs=parts_that_differ(built, pending) if pending else [],
        record=list(article.editions.order_by("-number").defer("body", "printed")[:RECORD_SHOWN]),
        refusal=_shown(refusal),
    )


def _shown(refusal: dict[str, Any] | None) -> dict[str, Any] | None:
    if refusal is None:
        return None
    offers = [(f"{refusal['action']}:{name}", OFFERS[name]) for name in refusal["offers"]]
    return {**refusal, "offers": offers}


def parts_that_differ(built: Edition, edition: Edition) -> list[str]:
    """Name the parts in which publishing now would differ from `edition`."""
    names = [
        str(label)
        for part, label in PARTS.items()
        if built.printed.get(part) != edition.printed.get(part)
    ]
    return names + ([_("text")] if built.body != edition.body else [])


def run_action(
    article: Article, value: str, data: QueryDict, *, by: User, version: int
) -> SafeString:
    """Go through the door a button names, with what its fields hold; return what happened.

    Args:
        value: a door's name, and after a colon what to do with what is pending: “publish:cancel”.

    Raises: Refused.
    """
    name, _colon, pending = value.partition(":")
    if name == "reschedule":
        return said("schedule", article, _reschedule(article, by=by, version=version))
    if name not in DOORS:
        raise ActionRefused(_("There is no such act."))
    form = door_form(name, data)
    if not form.is_valid():
        raise ActionRefused(" ".join(text for texts in form.errors.values() for text in texts))
    asked: dict[str, Any] = {need: form.cleaned_data[need] for need in form.fields}
    if name == "schedule" and asked["at"] is None:
        raise ActionRefused(_("Choose the moment from which readers get it."))
    if pending in OFFERS:
        asked["pending"] = pending
    return said(name, article, DOORS[name](article, by=by, version=version, **asked))


def door_form(name: str, data: QueryDict) -> DoorForm:
    """Return a door's fields, filled with what was sent."""
    rule = workflow.RULES[name]
    return DoorForm(Action(name, str(rule.label), rule.needs), data)


def _reschedule(article: Article, *, by: User, version: int) -> Edition:
    """Issue what is scheduled again from the text as it stands, for the same moment."""
    story_state = workflow.read_story_state(article)
    waiting = story_state.pending
    if waiting is None:
        raise ActionRefused(_("Nothing is scheduled any more."))
    known: dict[str, Any] = {"by": by, "version": version, "at": waiting.live_from}
    if story_state.live:
        return workflow.update(
            article, change=waiting.change, note=waiting.note, pending="cancel", **known
        )
    return workflow.schedule(article, pending="cancel", **known)
