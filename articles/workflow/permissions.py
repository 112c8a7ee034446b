"""Who may do what to which story, and in which states: the table behind actions and buttons."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlet.models import Outlet
from staff.models import User

from ..models import Article
from .state import State, StoryState, read_story_state


def may_see(article: Article, user: User) -> bool:
    """Say whether `user` may open a story at the desk. Mirror of ArticleQuerySet.open_to."""
    if not user.has_perm("articles.view_article"):
        return False
    return user.has_perm("articles.see_all_copy") or is_theirs(article, user)


def is_theirs(article: Article, user: User) -> bool:
    """Say whether a story is a person's own, or assigned to one who may work on such."""
    if article.created_by_id == user.pk:
        return True
    return article.assignee_id == user.pk and user.has_perm("articles.edit_assigned")


def may_edit(article: Article, user: User) -> bool:
    """Say whether `user` may change the words: editors all copy, others theirs while a draft."""
    return not why_not_edit(article, user)


def why_not_edit(article: Article, user: User) -> str:
    """Say why `user` may not change the words, or return an empty string."""
    if article.is_spiked:
        return _("This story is spiked. Unspike it first.")
    if not user.has_perm("articles.change_article"):
        return _("Your account can’t edit stories. Ask an administrator.")
    if user.has_perm("articles.edit_all_copy"):
        return ""
    if article.status != Article.Status.DRAFT:
        return _("This story is with the desk. You can read it but not edit it.")
    return (
        ""
        if is_theirs(article, user)
        else _("This story is neither yours nor assigned to you, so you can’t edit it.")
    )


@dataclass(frozen=True)
class Rule:
    """Who may do an action, and on what.

    Attributes:
        label: what the button says: the outcome.
        permission: of this package, unless it names another.
        states: in which it can be done at all.
        needs: what the person is asked for besides the button.
        own_copy: those without `edit_all_copy` may do it only to their own drafts.
        done: what the history and notifications say once it is done.
        later: what they say if it is scheduled.
    """

    label: str | Promise
    permission: str
    states: tuple[State, ...]
    needs: tuple[str, ...] = ()
    own_copy: bool = False
    done: str | Promise = ""
    later: str | Promise = ""


UNPUBLISHED = (State.DRAFT, State.IN_REVIEW, State.READY)
PUBLISHABLE = (*UNPUBLISHED, State.SCHEDULED, State.WITHDRAWN)
RULES: dict[str, Rule] = {
    "publish": Rule(
        gettext_lazy("Publish now"), "publish_article", PUBLISHABLE, done=gettext_lazy("Published")
    ),
    "update": Rule(
        gettext_lazy("Update the live story"),
        "publish_article",
        (State.LIVE,),
        ("change", "note", "at"),
        done=gettext_lazy("Live story updated"),
        later=gettext_lazy("Update scheduled for %(moment)s"),
    ),
    "approve": Rule(
        gettext_lazy("Approve"),
        "approve_article",
        (*UNPUBLISHED, State.LIVE),
        done=gettext_lazy("Approved"),
    ),
    "submit": Rule(
        gettext_lazy("Submit for review"),
        "submit_article",
        (State.DRAFT, State.LIVE, State.WITHDRAWN),
        own_copy=True,
        done=gettext_lazy("Submitted for review"),
    ),
    "schedule": Rule(
        gettext_lazy("Schedule"),
        "publish_article",
        PUBLISHABLE,
        ("at",),
        done=gettext_lazy("Published"),
        later=gettext_lazy("Scheduled for %(moment)s"),
    ),
    "send_back": Rule(
        gettext_lazy("Send back"),
        "approve_article",
        (State.IN_REVIEW, State.READY, State.LIVE, State.WITHDRAWN),
        ("note",),
        done=gettext_lazy("Sent back"),
    ),
    "cancel": Rule(
        gettext_lazy("Cancel schedule"),
        "publish_article",
        (State.SCHEDULED, State.LIVE, State.WITHDRAWN),
        done=gettext_lazy("Schedule cancelled"),
    ),
    "withdraw": Rule(
        gettext_lazy("Withdraw"),
        "publish_article",
        (State.LIVE,),
        ("reason", "at"),
        done=gettext_lazy("Withdrawn"),
        later=gettext_lazy("Withdrawal scheduled for %(moment)s"),
    ),
    "spike": Rule(
        gettext_lazy("Spike"),
        "spike_article",
        (*UNPUBLISHED, State.WITHDRAWN),
        own_copy=True,
        done=gettext_lazy("Spiked"),
    ),
    "unspike": Rule(
        gettext_lazy("Unspike"),
        "spike_article",
        (State.SPIKED,),
        own_copy=True,
        done=gettext_lazy("Unspiked"),
    ),
    "withhold": Rule(
        gettext_lazy("Withhold for legal reasons"),
        "withhold_article",
        (*PUBLISHABLE, State.LIVE, State.SPIKED),
        ("reason",),
        done=gettext_lazy("Withheld for legal reasons"),
    ),
}


@dataclass(frozen=True)
class Action:
    """A button: the name of its action, its label, and what it asks for."""

    name: str
    label: str
    needs: tuple[str, ...] = ()

    @property
    def is_for_later(self) -> bool:
        """Say whether it asks for a moment before anything else."""
        return self.name == "schedule"

    @property
    def erases(self) -> bool:
        """Say whether published words are gone for good."""
        return self.name == "withhold"

    @property
    def is_grave(self) -> bool:
        """Say whether it takes a story from readers."""
        return self.name in ("withhold", "withdraw")


def available_actions(
    article: Article, user: User, story_state: StoryState | None = None
) -> list[Action]:
    """List what `user` may do to a story now, the next step first.

    It lists what makes sense, not what will surely pass: the checklist may still refuse.

    Args:
        story_state: the state of the story, if it is known already.
    """
    story_state = story_state or read_story_state(article)
    names = [
        name
        for name, rule in RULES.items()
        if wrong_state_reason(name, article, story_state) is None
        and denied_reason(rule, article, user) is None
    ]
    waits = article.status == Article.Status.IN_REVIEW and "approve" in names
    if waits and Outlet.objects.current().require_second_person:
        names.remove("approve")
        names.insert(0, "approve")
    return [Action(name, str(RULES[name].label), RULES[name].needs) for name in names]


def actions_for_new(user: User) -> list[Action]:
    """List what `user` may do with a story that is being begun, the next step first."""
    alone = not Outlet.objects.current().require_second_person
    names = [*(["publish"] if alone else []), "submit"]
    may = [name for name in names if user.has_perm(f"articles.{RULES[name].permission}")]
    return [Action(name, str(RULES[name].label)) for name in may]


def denied_reason(rule: Rule, article: Article, user: User) -> str | None:
    """Say why `user` may not, or None if they may."""
    permission = rule.permission if "." in rule.permission else f"articles.{rule.permission}"
    if not user.is_active or not user.has_perm(permission):
        return _("You don’t have permission to do this: “%(act)s”.") % {"act": rule.label}
    if rule.own_copy and not user.has_perm("articles.edit_all_copy"):
        if not is_theirs(article, user):
            return _("This story is not yours.")
        if article.status != Article.Status.DRAFT:
            return _("This story is with the desk. Ask an editor to send it back to you.")
        if rule.permission == "spike_article" and article.created_by_id != user.pk:
            return _("Only the writer who started a story, or an editor, can spike it.")
    return None


def wrong_state_reason(name: str, article: Article, story_state: StoryState) -> str | None:
    """Say why an action is not possible in the state of the story, or None if it is."""
    status = article.status
    if story_state.state not in RULES[name].states:
        if sentence := _WRONG_STATE.get((name, story_state.state)):
            return str(sentence)
        return _("“%(act)s” is not possible while a story is %(state)s.") % {
            "act": RULES[name].label,
            "state": str(story_state.state.label).lower(),
        }
    if name == "submit" and status != Article.Status.DRAFT:
        return _("It has already been submitted.")
    if name == "approve" and status != Article.Status.IN_REVIEW:
        return _("Only a story in review can be approved. This one is not in review.")
    if name == "send_back" and status == Article.Status.DRAFT:
        return _("It is already a draft.")
    if name == "cancel" and story_state.pending is None:
        return _("Nothing is scheduled.")
    if name == "spike" and story_state.pending:
        return _("This story has something scheduled. Cancel the schedule first.")
    if name == "withhold" and story_state.top is None:
        return _("It was never published: there is nothing to withhold. Spike it instead.")
    if name == "withhold" and story_state.is_withheld:
        return _("Its published text is already withheld.")
    return None


_WRONG_STATE = {
    ("publish", State.LIVE): gettext_lazy("It is already live. Update the live story instead."),
    ("schedule", State.LIVE): gettext_lazy("It is already live. Schedule an update instead."),
    ("publish", State.SPIKED): gettext_lazy("It is spiked. Unspike it first."),
    ("schedule", State.SPIKED): gettext_lazy("It is spiked. Unspike it first."),
    ("submit", State.SPIKED): gettext_lazy("It is spiked. Unspike it first."),
    ("update", State.DRAFT): gettext_lazy("It is not live yet. Publish it instead."),
    ("update", State.SCHEDULED): gettext_lazy(
        "It is not live yet. Reschedule it with this text instead."
    ),
    ("update", State.WITHDRAWN): gettext_lazy("It is withdrawn. Publish it again instead."),
    ("withdraw", State.SCHEDULED): gettext_lazy("It is not live yet. Cancel the schedule instead."),
    ("withdraw", State.WITHDRAWN): gettext_lazy("It is already withdrawn."),
    ("spike", State.LIVE): gettext_lazy("This story is live. Withdraw it first."),
    ("spike", State.SCHEDULED): gettext_lazy("It is scheduled. Cancel the schedule first."),
}
