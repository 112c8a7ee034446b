"""Forms of the desk: a story, its topics, and what a workflow action asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copydesk import Copy, typeset_copy
from photos.models import Photo
from sources.models import Source
from staff.models import User
from vocabulary.parse_ids import parse_id
from vocabulary.time_zones import name_time_zone_lazy
from vocabulary.visibility import visible_to

from .. import revisions
from ..body import clean, drop_marks, photo_ids
from ..body.source_marks import source_marks_in
from ..models import Article, Change, Topic
from ..workflow import UPDATES, Action

NEW_PREFIX = "new:"
LONGEST_TOPIC = 100
LONGEST_BODY = 1_000_000  # characters of HTML


def with_post(request: HttpRequest, data: QueryDict) -> HttpRequest:
    """Return a copy of the request, as if `data` had been sent with it."""
    changed = copy(request)
    changed.POST = data  # type: ignore[assignment]  # Django's own is immutable; views only read it
    return changed


class TopicsWidget(AutocompleteSelectMultiple):
    """Topics by autocomplete; one that is not there yet is sent as “new:Name”."""

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        # Its cross for "all" would stand among the topics, in a list that holds nothing else.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list:
        groups = super().optgroups(name, [v for v in value if parse_id(v)], attr)
        for new in (v for v in value if v.startswith(NEW_PREFIX)):
            label = new.removeprefix(NEW_PREFIX)
            groups[0][1].append(self.create_option(name, new, label, True, len(groups[0][1])))
        return groups


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics that are there and, for those who may add them, new ones by name."""

    may_add = False

    def clean(self, value: Any) -> Any:
        """Return the topics chosen, a `Topic` each, and new ones by their names."""
        values = [str(v) for v in value or []]
        if lost := [v for v in values if not v.startswith(NEW_PREFIX) and parse_id(v) is None]:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": lost[0]},
            )
        found = list(super().clean([v for v in values if not v.startswith(NEW_PREFIX)]))
        new = (v.removeprefix(NEW_PREFIX).strip() for v in values if v.startswith(NEW_PREFIX))
        return found + [self._find_or_name(name) for name in new]

    def _find_or_name(self, name: str) -> Topic | str:
        if not name or len(name) > LONGEST_TOPIC:
            raise forms.ValidationError(
                _("A topic name must have between 1 and %(most)s characters."),
                params={"most": LONGEST_TOPIC},
            )
        topics = cast("QuerySet[Topic]", self.queryset)
        if offered := topics.filter(name__iexact=name).order_by("pk").first():
            return offered
        if not self.may_add:
            raise forms.ValidationError(
                _("There is no topic “%(name)s”. Ask an editor to add it."), params={"name": name}
            )
        return Topic.find_by_name(name) or name


def _counted_textarea(
    rows: int, name: str, within: tuple[int, int], **attrs: Any
) -> forms.Textarea:
    """Make a text area whose length is counted beside it; see static/desk/desk.js."""
    least, most = within
    return forms.Textarea(
        attrs={
            "rows": rows,
            "data-counter": f"id_{name}_counter",
            "data-least": least,
            "data-most": most,
            "aria-describedby": f"id_{name}_counter",
            **attrs,
        }
    )


class LocalDateTimeField(forms.DateTimeField):
    """A date and time in the outlet's time zone."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


# What is written in the story's own language, which may run from right to left.
TEXT_FIELDS = (
    "kicker",
    "headline",
    "standfirst",
    "short_headline",
    "seo_headline",
    "dateline",
    "lead_caption",
)


class ArticleForm(forms.ModelForm[Article]):
    """A story as the desk writes it.

    Carries the version it started from; a save of an older one is refused, with all that was typed
    still in the form. It carries an id, too: its own earlier save does not make it stale.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topics = TopicsField(
        queryset=Topic.objects.none(), required=False, label=gettext_lazy("topics")
    )
    embargo_until = LocalDateTimeField(
        label=gettext_lazy("Embargoed until"),
        required=False,
        help_text=format_lazy(
            gettext_lazy(
                "{zone}. The story can be edited, approved and scheduled before then, but not "
                "published."
            ),
            zone=name_time_zone_lazy(),
        ),
    )

    class Meta:
        model = Article
        exclude = ["related"]  # noqa: DJ006 - the admin's fieldsets name the fields
        widgets = {
            "headline": _counted_textarea(
                2, "headline", settings.HEADLINE_LENGTH, **{"class": "one-line"}
            ),
            "standfirst": _counted_textarea(3, "standfirst", settings.STANDFIRST_LENGTH),
            "kicker": forms.TextInput(attrs={"autocomplete": "off"}),
            "lead_caption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["version"].initial = self.instance.version
        self.fields["version"].widget.attrs["autocomplete"] = "off"
        for name in TEXT_FIELDS:
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"
        if not self.instance.pk and not self.is_bound:
            self.fields["headline"].widget.attrs["autofocus"] = True
        topics = self.fields.get("topics")
        if isinstance(topics, TopicsField):
            topics.queryset = visible_to(Topic.objects.all(), by)
            topics.may_add = by.has_perm("articles.add_topic")
            if topics.may_add:
                topics.widget.attrs["data-tags"] = "true"

    @cached_property
    def form_id(self) -> UUID:
        """The id of the form in this window: as it was sent, or a new one."""
        return self.read_form_id(self.data) or uuid4()

    @staticmethod
    def read_form_id(sent: Mapping[str, Any]) -> UUID | None:
        """Return the id of the form that was sent; None where it has none."""
        try:
            return UUID(sent.get("form_id", ""))
        except ValueError:
            return None

    @property
    def save_seq(self) -> int:
        """The number of this save among those of the form; 0 where scripts do not run."""
        save_seq = self.data.get("save_seq", "")
        return int(save_seq) if save_seq.isdecimal() and len(save_seq) < 10 else 0

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_body(self) -> str:
        """Drop new marks of photos and sources this person may not see: a page would name them."""
        body = self.cleaned_data["body"]
        if len(body) > LONGEST_BODY:
            raise forms.ValidationError(
                _(
                    "The text has %(n)s characters, and a story can have %(most)s. Split it into "
                    "several stories."
                ),
                params={"n": f"{len(body):,}", "most": f"{LONGEST_BODY:,}"},
            )
        self.dropped = find_hidden_marks(body, self.instance.body, self.by)
        if not any(self.dropped):
            return body
        photos, sources = self.dropped
        return drop_marks(clean(body), photos=photos, sources=sources)

    @property
    def dropped_message(self) -> str:
        """Say that marks in the text were dropped; "" where none was."""
        if not any(getattr(self, "dropped", ())):
            return ""
        return _(
            "A photo or source in the text is not available to you and was left out. The words "
            "are saved."
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.opened_by_other_user:
            message = self.other_user_message()
            self.add_error(None, forms.ValidationError(message, code="other_user"))
        elif self.instance.pk and not self._is_current():
            self.add_error(None, forms.ValidationError(self.stale_message(), code="stale"))
        return {**self.cleaned_data, **_typeset(self.cleaned_data)}

    @property
    def opened_by_other_user(self) -> bool:
        """Say whether somebody else opened the page this was typed on, and has logged out since."""
        return self.data.get("typed_by", "") not in ("", str(self.by.pk))

    def other_user_message(self) -> str:
        return _(
            "Someone else opened this page, and you are now logged in as %(who)s. Press Save to "
            "save the text under your name."
        ) % {"who": self.by}

    @property
    def is_stale(self) -> bool:
        return self.has_error("__all__", "stale")

    def _is_current(self) -> bool:
        """Say whether the form knows of the newest save."""
        started, story = self.cleaned_data.get("version"), self.instance
        own = story.saved_form_id == self.form_id and self.save_seq > story.saved_seq
        return own or story.version == started

    def stale_message(self) -> str:
        news = revisions.describe_last_change(self.instance, self.by)
        return f"{news} {_('Your text is safe, but it has not been saved yet.')}"


def find_hidden_marks(body: str, stored: str, user: User) -> tuple[set[int], set[int]]:
    """Return the photos and sources a body points to that a person may not see.

    Args:
        stored: the body as it was, whose marks somebody else may have made: they stay.
    """
    cleaned, before = clean(body), clean(stored or "")
    photos = set(photo_ids(cleaned)) - set(photo_ids(before))
    known = {mark.source for mark in source_marks_in(before)}
    sources = {mark.source for mark in source_marks_in(cleaned)} - known
    return _keep_hidden(Photo, photos, user), _keep_hidden(Source, sources, user)


def _keep_hidden(model: type[Photo] | type[Source], keys: set[int], user: User) -> set[int]:
    """Return the keys that are not of rows this person may see; none where they may see all."""
    app, name = model._meta.app_label, model._meta.model_name
    if not keys or user.has_perm(f"{app}.view_{name}"):
        return set()
    return keys - set(
        visible_to(model.objects.filter(pk__in=keys), user).values_list("pk", flat=True)
    )


def _typeset(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return headline, standfirst and body with straight quotation marks set by the language."""
    typeset = typeset_copy(
        Copy(
            headline=cleaned.get("headline") or "",
            standfirst=cleaned.get("standfirst") or "",
            body_html=cleaned.get("body") or "",
            language=cleaned.get("language", ""),
        )
    )
    texts = {
        "headline": typeset.headline,
        "standfirst": typeset.standfirst,
        "body": typeset.body_html,
    }
    return {name: text for name, text in texts.items() if name in cleaned}


class ActionForm(forms.Form):
    """What a workflow action asks for besides the button; the action itself checks it."""

    change = forms.ChoiceField(
        label=gettext_lazy("Kind of change"),
        choices=[(change.value, change.label) for change in UPDATES],
        initial=Change.UPDATE,
        required=False,
    )
    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, strip=True, max_length=1000
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=300,
    )
    at = LocalDateTimeField(label=gettext_lazy("Date and time"), required=False)

    NOTES = {
        "update": gettext_lazy("What changed (one line for readers)"),
        "send_back": gettext_lazy("Note for the writer: what needs to change"),
    }
    # The label of the button once a time is chosen; static/desk/schedule.js fills it in.
    AT = {
        "schedule": gettext_lazy("Schedule for {moment}"),
        "update": gettext_lazy("Update the live story at {moment}"),
        "withdraw": gettext_lazy("Withdraw at {moment}"),
    }

    def __init__(self, action: Action, *args: Any, **kwargs: Any) -> None:
        kwargs["prefix"] = action.name
        super().__init__(*args, **kwargs)
        self.action = action
        for name in set(self.fields) - set(action.needs):
            del self.fields[name]
        if "note" in self.fields:
            self.fields["note"].label = self.NOTES[action.name]
        if action.name == "withdraw":
            self.fields["reason"].label = gettext_lazy("Reason shown to readers")
        if "at" in self.fields:
            if not action.is_for_later:
                self.fields["at"].label = gettext_lazy("Date and time (leave blank for now)")
            attrs = {"data-action": action.name, "data-says": self.AT[action.name]}
            self.fields["at"].widget.attrs.update(attrs)

    def get_typed(self) -> dict[str, str]:
        """Return what was typed, to show it again."""
        return {name: self.data.get(self.add_prefix(name), "") for name in self.fields}
