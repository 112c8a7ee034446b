"""Admin forms for placements and banners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms import LocalDateTimeField
from staff.models import User
from vocabulary.spans import FOREVER, has_end

from . import placing
from .models import Banner, Front, Placement
from .slots import Slot

NO_READERS = gettext_lazy("This story is neither live nor scheduled. Publish or schedule it first.")


def list_slots(front: Front) -> list[tuple[str, str]]:
    """Return the slots of a front as choices, in the order of the page."""
    return [(slot.key, name_slot(slot, front)) for slot in front.slots]


def name_slot(slot: Slot, front: Front) -> str:
    """Return the label of a slot: “Lead”, “Just published, 3”."""
    alike = sum(other.size == slot.size for other in front.slots)
    label = str(slot.size.label)
    return f"{label}, {slot.number}" if alike > 1 else label


def find_slot(key: str, front: Front) -> Slot | None:
    """Return the slot of a front by its key, such as “rail:3”; None if there is none."""
    return next((slot for slot in front.slots if slot.key == key), None)


class PlacementForm(forms.ModelForm):
    """A placement. Times are in the outlet's time zone; placing.py checks its rules on saving.

    `PlacementAdmin.get_form` sets `front` and `by` on the class it makes for a request.
    """

    front: Front
    by: User

    place = forms.ChoiceField(label=gettext_lazy("Slot"))
    starts_at = LocalDateTimeField(
        label=gettext_lazy("from"),
        required=False,
        help_text=gettext_lazy("Leave blank to start now."),
    )
    ends_at = LocalDateTimeField(
        label=gettext_lazy("until"),
        required=False,
        help_text=gettext_lazy("Leave blank for no end date."),
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
            self.add_error("ends_at", _("The end is in the past, so readers would never see it."))
        elif end and begins and end <= begins:
            self.add_error("ends_at", _("The end must be after the start."))
        return cleaned

    def _post_clean(self) -> None:
        """Do not change the instance: placing.py writes the row, perhaps a new one."""

    def save(self, commit: bool = True) -> Placement:
        """Place the story, or alter its placement.

        Raises: ActionRefused, when somebody has changed it meanwhile.
        """
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in ("ends_at", *placing.CUSTOM_FIELDS)}
        fields |= {"starts_at": cleaned.get("starts_at"), "by": self.by}
        slot = {slot.key: slot for slot in self.front.slots}[cleaned["place"]]
        if self.instance.pk:
            return placing.alter(self.instance, slot=slot, article=cleaned["article"], **fields)
        return placing.place(self.front, slot, cleaned["article"], **fields)


class BannerForm(forms.ModelForm):
    """A banner. Once it has begun, only its end can be changed, because readers have seen it."""

    starts_at = LocalDateTimeField(
        label=gettext_lazy("from"),
        required=False,
        help_text=gettext_lazy("Leave blank to start now."),
    )
    ends_at = LocalDateTimeField(
        label=gettext_lazy("until"),
        help_text=gettext_lazy("It disappears automatically. A time in the past removes it now."),
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
        """Read an end in the past as now if it has begun: readers have seen it until now."""
        now = timezone.now()
        end = self.cleaned_data["ends_at"]
        return max(end, now) if self.has_begun else end

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("article") and cleaned.get("url"):
            self.add_error(
                "url", _("The banner already links to a story. Leave one of the two blank.")
            )
        begins, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if not self.has_begun and begins and end and end <= begins:
            self.add_error("ends_at", _("The end must be after the start."))
        return cleaned

    @property
    def has_begun(self) -> bool:
        return bool(self.instance.pk) and self.instance.starts_at <= timezone.now()
