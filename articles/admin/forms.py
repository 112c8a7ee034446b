"""Forms of the desk: a story, its topics, and what a door asks for."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from copydesk import Copy, typeset_copy
from staff.models import User
from vocabulary.parse_ids import parse_id

from .. import revisions
from ..models import Article, Change, Topic
from ..workflow import UPDATES, Action

NEW = "new:"


class TopicsWidget(AutocompleteSelectMultiple):
    """Topics by autocomplete; one that is not there yet travels as “new:Name”."""

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        # Its cross for "all" would stand among the topics, in a list that holds nothing else.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list:
        groups = super().optgroups(name, [v for v in value if parse_id(v)], attr)
        for new in (v for v in value if v.startswith(NEW)):
            option = self.create_option(name, new, new.removeprefix(NEW), True, len(groups[0][1]))
            groups[0][1].append(option)
        return groups


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics that are there and, for those who may add them, new ones by name."""

    may_add = False

    def clean(self, value: list[str] | None) -> list[Topic | str]:
        value = [str(v) for v in value or []]
        if lost := [v for v in value if not v.startswith(NEW) and parse_id(v) is None]:
            why, named = self.error_messages["invalid_choice"], {"value": lost[0]}
            raise forms.ValidationError(why, code="invalid_choice", params=named)
        found = list(super().clean([v for v in value if not v.startswith(NEW)]))
        new = (v.removeprefix(NEW).strip() for v in value if v.startswith(NEW))
        return found + [self._named(name) for name in new]

    def _named(self, name: str) -> Topic | str:
        if not name or len(name) > 100:
            raise forms.ValidationError(_("A topic's name has 1 to 100 letters."))
        known = Topic.objects.filter(name__iexact=name).order_by("pk").first()
        if known is None and not self.may_add:
            raise forms.ValidationError(
                _("There is no topic “%(name)s”. Ask an editor to add it."), params={"name": name}
            )
        return known or name


def _measured(rows: int, name: str, within: tuple[int, int], **attrs: Any) -> forms.Textarea:
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


class MomentField(forms.DateTimeField):
    """A moment in the outlet's time zone."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


# What is written in the story's own language, which may run from right to left.
WORDS = {"kicker", "headline", "standfirst", "short_headline", "seo_headline", "dateline"}
WORDS |= {"lead_caption"}


class ArticleForm(forms.ModelForm):
    """A story as the desk writes it.

    Carries the version it started from; a save of an older one is refused, with all that was typed
    still in the form. It carries an id, too: its own earlier save does not make it stale.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topics = TopicsField(
        queryset=Topic.objects.none(), required=False, label=gettext_lazy("topics")
    )
    embargo_until = MomentField(
        label=gettext_lazy("Embargoed until"),
        required=False,
        help_text=gettext_lazy(
            "In the paper's time. No step gives it to readers before; it is written, checked and "
            "scheduled meanwhile."
        ),
    )

    class Meta:
        model = Article
        exclude = ["related"]  # noqa: DJ006 - the admin's fieldsets name the fields
        widgets = {
            "headline": _measured(2, "headline", settings.HEADLINE_LENGTH, **{"class": "one-line"}),
            "standfirst": _measured(3, "standfirst", settings.STANDFIRST_LENGTH),
            "kicker": forms.TextInput(attrs={"autocomplete": "off"}),
            "lead_caption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["version"].initial = self.instance.version
        for name in WORDS & self.fields.keys():
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["version"].widget.attrs["autocomplete"] = "off"
        if not self.instance.pk and not self.is_bound:
            self.fields["headline"].widget.attrs["autofocus"] = True
        if "topics" in self.fields:
            self.fields["topics"].queryset = Topic.objects.all()
            self.fields["topics"].may_add = by.has_perm("articles.add_topic")
            if self.fields["topics"].may_add:
                self.fields["topics"].widget.attrs["data-tags"] = "true"

    @cached_property
    def form_id(self) -> UUID:
        """The id of the form in this window: as it was sent, or a new one."""
        return self.read_form_id(self.data) or uuid4()

    @staticmethod
    def read_form_id(sent: QueryDict | dict) -> UUID | None:
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.opened_by_other_user:
            self.add_error(None, forms.ValidationError(self.whose_it_is(), code="anothers"))
        elif self.instance.pk and not self._is_current():
            self.add_error(None, forms.ValidationError(self.stale_message(), code="stale"))
        return {**cleaned, **_with_marks_set(cleaned)}

    @property
    def opened_by_other_user(self) -> bool:
        """Say whether somebody else opened the page this was typed on, and has logged out since."""
        return self.data.get("typed_by", "") not in ("", str(self.by.pk))

    def whose_it_is(self) -> str:
        return _(
            "Somebody else opened this page, and you are logged in now as %(who)s. Press Save if "
            "it is to go in under your name."
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
        news = revisions.news_of(self.instance, self.by)
        return f"{news} {_('Nothing you typed is lost, and nothing is saved yet.')}"


def _with_marks_set(cleaned: dict[str, Any]) -> dict[str, str]:
    """Return headline, standfirst and text with straight quotation marks set by the language."""
    words = {"headline": "headline", "standfirst": "standfirst", "body": "body_html"}
    given = {inner: cleaned[name] for name, inner in words.items() if cleaned.get(name)}
    copy = typeset_copy(Copy(language=cleaned.get("language", ""), **given))
    return {name: getattr(copy, inner) for name, inner in words.items() if name in cleaned}


class DoorForm(forms.Form):
    """What a door asks for besides the button. The door itself says what it cannot do without."""

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
    at = MomentField(label=gettext_lazy("At"), required=False)

    NOTES = {
        "update": gettext_lazy("What changed, in a line for readers"),
        "send_back": gettext_lazy("What is wanted, for the writer"),
    }
    # What the button says once a moment is chosen; static/desk/schedule.js writes the moment.
    AT = {
        "schedule": gettext_lazy("Schedule for {moment}"),
        "update": gettext_lazy("Update the live story, {moment}"),
        "withdraw": gettext_lazy("Withdraw, {moment}"),
    }

    def __init__(self, act: Action, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=act.name, **kwargs)
        self.act = act
        for name in set(self.fields) - set(act.needs):
            del self.fields[name]
        if "note" in self.fields:
            self.fields["note"].label = self.NOTES[act.name]
        if act.name == "withdraw":
            self.fields["reason"].label = gettext_lazy("Why, for readers who come to its address")
        if "at" in self.fields and act.name != "schedule":
            self.fields["at"].label = gettext_lazy("At a moment; left empty, now")
        if "at" in self.fields:
            attrs = {"data-action": act.name, "data-says": self.AT[act.name]}
            self.fields["at"].widget.attrs.update(attrs)

    def typed(self) -> dict[str, str]:
        """Return what was typed, to show it again."""
        return {name: self.data.get(self.add_prefix(name), "") for name in self.fields}
