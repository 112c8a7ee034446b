"""Forms of the desk for fronts: what stands where, in whose words, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms import MomentField
from staff.models import User
from vocabulary.spans import FOREVER, has_end

from . import placing
from .models import Banner, Front, Placement
from .slots import Slot

NO_READERS = gettext_lazy(
    "Readers do not have this story, and are not about to. Publish or schedule it first."
)


def list_slots(front: Front) -> list[tuple[str, str]]:
    """Name the places of a front, in the order of the page."""
    return [(slot.key, name_slot(slot, front)) for slot in front.slots]


def name_slot(slot: Slot, front: Front) -> str:
    """Name a place: “Lead”, “Just published, 3”."""
    alike = sum(other.size == slot.size for other in front.slots)
    label = str(slot.size.label)
    return f"{label}, {slot.number}" if alike > 1 else label


def find_slot(key: str, front: Front) -> Slot | None:
    """Return the slot of a front with a key as in “rail:3”."""
    return next((slot for slot in front.slots if slot.key == key), None)


class PlacementForm(forms.ModelForm):
    """A story in a place. Times are the outlet's; the rules of placing.py are asked on saving.

    `PlacementAdmin.get_form` sets `front` and `by` on the class it makes for a request.
    """

    front: Front
    by: User

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    starts_at = MomentField(
        label=gettext_lazy("from"),
        required=False,
        help_text=gettext_lazy("Left empty, at once."),
    )
    ends_at = MomentField(
        label=gettext_lazy("until"),
        required=False,
        help_text=gettext_lazy("Left empty, until somebody takes it off."),
    )

    class Meta:
        model = Placement
        fields = ["article", "headline", "standfirst", "photo", "starts_at", "ends_at"]
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = list_slots(self.front)
        self.fields["article"].error_messages["invalid_choice"] = NO_READERS
        if self.instance.pk:
            self.initial["place"] = self.instance.place.key
            if not has_end(self.instance.ends_at):
                self.initial["ends_at"] = None
            if self.instance.starts_at <= timezone.now():
                del self.fields["starts_at"]

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_ends_at(self) -> datetime:
        return self.cleaned_data["ends_at"] or FOREVER

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        begins, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        now = timezone.now()
        if end and end <= now:
            self.add_error("ends_at", _("That moment has passed: readers would never see it."))
        elif end and begins and end <= begins:
            self.add_error("ends_at", _("It would end before it begins."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the row alone: placing.py writes it, perhaps as another row."""

    def save(self, commit: bool = True) -> Placement:
        """Place or alter.

        Raises: Refused, when somebody was faster.
        """
        said = self.cleaned_data
        fields = {name: said[name] for name in ("ends_at", *placing.WORDS)}
        fields |= {"starts_at": said.get("starts_at"), "by": self.by}
        slot = {slot.key: slot for slot in self.front.slots}[said["place"]]
        if self.instance.pk:
            return placing.alter(self.instance, slot=slot, article=said["article"], **fields)
        return placing.place(self.front, slot, said["article"], **fields)


class BannerForm(forms.ModelForm):
    """A banner. Once it has begun, readers have it: only its end may still be moved."""

    starts_at = MomentField(
        label=gettext_lazy("from"),
        required=False,
        help_text=gettext_lazy("Left empty, at once."),
    )
    ends_at = MomentField(
        label=gettext_lazy("until"),
        help_text=gettext_lazy("It falls away by itself. A past moment takes it down now."),
    )

    class Meta:
        model = Banner
        fields = ["text", "article", "url", "starts_at", "ends_at"]

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_starts_at(self) -> datetime:
        now = timezone.now()
        return max(self.cleaned_data["starts_at"] or now, now)

    def clean_ends_at(self) -> datetime:
        """Read a past end of what has begun as now: it is taken down, and has been seen."""
        now = timezone.now()
        end = self.cleaned_data["ends_at"]
        return max(end, now) if self.has_begun else end

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("article") and cleaned.get("url"):
            self.add_error("url", _("It leads to the story already. Leave one of the two empty."))
        begins, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if not self.has_begun and begins and end and end <= begins:
            self.add_error("ends_at", _("It would end before it begins."))
        return cleaned

    @property
    def has_begun(self) -> bool:
        return bool(self.instance.pk) and self.instance.starts_at <= timezone.now()
