"""The panel beside a story's form: its state, its actions, its checklist, what has changed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypedDict

from django.db import OperationalError, connection
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.models import User
from vocabulary.faults import is_database_busy
from vocabulary.visibility import visible_to

from .. import workflow
from ..findings.source_links import BrokenSourceLinks, broken_source_links
from ..models import Article, Edition
from ..workflow import Action, ActionRefused, Missing, StoryState
from ..workflow.messages import success_message
from .forms import ActionForm

ACTIONS: dict[str, Callable[..., Any]] = {
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
# What to do about a pending edition that is in the way of an action.
PENDING_CHOICES = {
    "cancel": gettext_lazy("Cancel the schedule and continue"),
    "reissue": gettext_lazy("Continue, and reschedule with this text"),
}
# The parts of an edition, as the banner names them.
PARTS = {
    "headline": gettext_lazy("headline"),
    "short_headline": gettext_lazy("short headline"),
    "seo_headline": gettext_lazy("SEO headline"),
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
MOST_EDITIONS = 20
TRIES, TRY_FOR = 4, 5.0  # an action that the database broke off: times, and seconds


class Refusal(TypedDict):
    """An action that was refused, kept by the browser until the form is shown again.

    Attributes:
        typed: what the action's fields held, by name.
        offers: the keys of PENDING_CHOICES that would let it through.
        missing: of the checklist: the anchor of a field, and the sentence.
    """

    action: str
    sentence: str
    typed: dict[str, str]
    offers: list[str]
    missing: list[list[str]]


@dataclass
class Sidebar:
    """The panel beside one story, for one person.

    Attributes:
        live_changes, pending_changes: the parts in which publishing now would differ from what
            is live, and from what is scheduled.
        missing: the checklist: details that lack, and findings of the copy desk.
        editions: the newest first.
    """

    story_state: StoryState
    main_action: Action | None
    other_actions: list[Action]
    forms: dict[str, ActionForm]
    missing: list[Missing]
    broken_links: BrokenSourceLinks
    live_changes: list[str] = field(default_factory=list)
    pending_changes: list[str] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def missing_details(self) -> list[Missing]:
        """What the checklist names one by one: headline, text, byline, details of photos."""
        return [missing for missing in self.missing if not missing.fingerprint]

    @property
    def copy_desk_findings(self) -> list[Missing]:
        """What the copy desk's panel lists: errors and warnings in the text."""
        return [missing for missing in self.missing if missing.fingerprint]

    @property
    def other_forms(self) -> list[ActionForm]:
        """The forms of the actions, besides the main one, that ask for something."""
        return [self.forms[action.name] for action in self.other_actions if action.needs]

    @property
    def refused_form(self) -> ActionForm | None:
        """The form that is shown open, because its action was refused."""
        return self.forms.get(self.refusal["action"]) if self.refusal else None

    @property
    def offers(self) -> list[tuple[str, str | Promise]]:
        """The buttons that would let a refused action through: value and label."""
        if self.refusal is None:
            return []
        action = self.refusal["action"]
        return [(f"{action}:{name}", PENDING_CHOICES[name]) for name in self.refusal["offers"]]

    @property
    def main_form(self) -> ActionForm | None:
        action = self.main_action
        return self.forms[action.name] if action and action.needs else None

    @property
    def may_cancel(self) -> bool:
        return any(action.name == "cancel" for action in self.other_actions)

    @property
    def may_reschedule(self) -> bool:
        return "schedule" in self.forms or "update" in self.forms

    @property
    def withdrawal(self) -> Edition | None:
        """The notice that stands in the place of a withdrawn story."""
        is_withdrawn = self.story_state.state == workflow.State.WITHDRAWN
        return self.story_state.notice if is_withdrawn else None


def build_sidebar(
    article: Article, user: User, at: datetime, refusal: Refusal | None = None
) -> Sidebar:
    """Gather what is shown beside a saved story."""
    story_state = workflow.read_story_state(article, at)
    actions = workflow.available_actions(article, user, story_state)
    # What takes a story from readers is never the main button.
    main = actions[0] if actions and not actions[0].is_grave else None
    pending = story_state.pending
    if pending and pending.is_notice:
        pending = None
    # The preview is built from a fresh copy: the form may hold words that were not saved.
    preview = None
    if story_state.live or pending:
        saved = visible_to(Article.objects.filter(pk=article.pk), user).get()
        preview = workflow.build_preview(saved, at, story_state)
    return Sidebar(
        story_state=story_state,
        main_action=main,
        other_actions=[action for action in actions if action is not main],
        forms={action.name: _build_form(action, article, at, refusal) for action in actions},
        missing=[] if article.is_spiked else workflow.missing_before_publication(article, at),
        broken_links=broken_source_links(article),
        live_changes=list_changed_parts(preview, story_state.live),
        pending_changes=list_changed_parts(preview, pending),
        editions=list(
            article.editions.order_by("-number").defer("body", "printed")[:MOST_EDITIONS]
        ),
        refusal=refusal,
    )


def _build_form(
    action: Action, article: Article, at: datetime, refusal: Refusal | None
) -> ActionForm:
    """Make an action's form with what was typed before, or with the end of an embargo as time."""
    initial: dict[str, Any] = {}
    if "at" in action.needs and action.name != "withdraw" and article.is_embargoed(at):
        initial["at"] = article.embargo_until
    if refusal and refusal["action"] == action.name:
        initial |= refusal["typed"]
    return ActionForm(action, initial={name: value for name, value in initial.items() if value})


def list_changed_parts(preview: Edition | None, edition: Edition | None) -> list[str]:
    """Name the parts in which publishing now would differ from `edition`; none without one."""
    if preview is None or edition is None:
        return []
    names = [
        str(label)
        for part, label in PARTS.items()
        if preview.printed.get(part) != edition.printed.get(part)
    ]
    return names + ([_("text")] if preview.body != edition.body else [])


def run_action(
    article: Article, value: str, data: QueryDict, *, by: User, version: int
) -> SafeString:
    """Run the workflow action that a button names, and return what happened, in sentences.

    Args:
        value: an action's name, and after a colon what to do with what is pending:
            “publish:cancel”.

    Raises: ActionRefused.
    """
    name, _colon, pending = value.partition(":")
    if name == "reschedule":
        return success_message("schedule", article, _reschedule(article, by=by, version=version))
    if name not in ACTIONS:
        raise ActionRefused(_("There is no such action."))
    form = bind_action_form(name, data)
    if not form.is_valid():
        raise ActionRefused(" ".join(str(why) for whys in form.errors.values() for why in whys))
    arguments: dict[str, Any] = {need: form.cleaned_data[need] for need in form.fields}
    if name == "schedule" and arguments["at"] is None:
        raise ActionRefused(_("Choose the date and time of publication."))
    if pending in PENDING_CHOICES:
        arguments["pending"] = pending
    made = _try_again_if_busy(partial(ACTIONS[name], article, by=by, version=version, **arguments))
    return success_message(name, article, made)


def _try_again_if_busy(act: Callable[[], Any]) -> Any:
    """Do something once more where the database broke it off for the sake of somebody else.

    It is whole or has not happened: an action is one transaction.
    """
    began = time.monotonic()
    for number in range(1, TRIES):
        try:
            return act()
        except OperationalError as error:
            is_late = time.monotonic() - began > TRY_FOR  # SQLite has waited for long already
            if is_late or not is_database_busy(error) or connection.in_atomic_block:
                raise
            time.sleep(random.uniform(0.05, 0.1) * number)  # noqa: S311 - no secret
    return act()


def bind_action_form(name: str, data: QueryDict) -> ActionForm:
    """Return an action's form, filled with what was sent."""
    rule = workflow.RULES[name]
    return ActionForm(Action(name, str(rule.label), rule.needs), data)


def _reschedule(article: Article, *, by: User, version: int) -> Edition:
    """Replace what is scheduled by the text as it is now, for the same time."""
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
