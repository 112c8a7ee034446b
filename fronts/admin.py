"""Fronts in the admin: a board for each front, a form for placements, breaking banners."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.workflow import ActionRefused
from staff.models import user_of
from vocabulary.admin_widgets import HideRelatedLinksMixin, SafeAutocompleteMixin
from vocabulary.parse_ids import parse_id
from vocabulary.visibility import visible_to
from vocabulary.visible_admin import VisibleAdmin

from . import placing
from .board import build_board
from .forms import BannerForm, PlacementForm, find_slot, list_slots, name_slot
from .models import Banner, Front, Placement
from .pages import PointInTime, find_breaking

# Placements have an end by default, because they are easily forgotten.
PLACEMENT_HOURS = 24
BANNER_HOURS = 6


def _build_board_url(front: Front) -> str:
    return reverse("admin:fronts_front_change", args=[front.pk])


def _round_up_hours(hours: int) -> datetime:
    """Return the next full hour after so many hours from now."""
    at = timezone.localtime(timezone.now() + timedelta(hours=hours + 1))
    return at.replace(minute=0, second=0, microsecond=0)


def _format_time(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M, H:i")


@admin.register(Front)
class FrontAdmin(VisibleAdmin):
    """The list of fronts, and the board of each: its slots in order, with their stories."""

    list_display = ["name", "placed"]
    list_display_links = ["name"]
    list_select_related = ["section"]
    list_per_page = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Front]:
        """Create missing fronts first, so that a new section has one."""
        Front.objects.complete()
        now = timezone.now()
        in_force = Q(placements__starts_at__lte=now, placements__ends_at__gt=now)
        coming = Q(placements__starts_at__gt=now)
        fronts = super().get_queryset(request).select_related("section")
        return fronts.annotate(
            in_force=Count("placements", filter=in_force), coming=Count("placements", filter=coming)
        )

    @admin.display(description=gettext_lazy("Front"))
    def name(self, front: Front) -> str:
        return str(front)

    @admin.display(description=gettext_lazy("Placed"))
    def placed(self, front: Front) -> str:
        if not (front.in_force or front.coming):
            return _("automatic")
        now = ngettext("%(n)d story", "%(n)d stories", front.in_force) % {"n": front.in_force}
        return now + (_(", %(n)d scheduled") % {"n": front.coming} if front.coming else "")

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the board, or run the action of one of its buttons."""
        front = self.get_object(request, unquote(object_id))
        if front is None:
            raise Http404
        if not self.has_view_or_change_permission(request, front):
            raise PermissionDenied
        if request.method == "POST":
            self._run_action(request, front)
            return HttpResponseRedirect(_build_board_url(front))
        may = request.user.has_perm
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(front),
            "front": front,
            "board": build_board(front, timezone.now()),
            "places": list_slots(front),
            "may_place": may("fronts.add_placement"),
            "may_change": may("fronts.change_placement"),
            "may_remove": may("fronts.delete_placement"),
        }
        return TemplateResponse(request, "desk/front.html", context)

    def _run_action(self, request: HttpRequest, front: Front) -> None:
        """Remove or move the placement whose button was pressed."""
        action, _sep, number = request.POST.get("action", "").partition(":")
        key = parse_id(number) or 0
        placement = front.placements.filter(pk=key).select_related("article").first()
        if placement is None:
            messages.error(request, _("This placement no longer exists."))
        elif action == "remove":
            self._remove(request, placement)
        elif action == "move":
            self._move(request, placement, request.POST.get(f"to-{key}", ""))

    def _remove(self, request: HttpRequest, placement: Placement) -> None:
        if not request.user.has_perm("fronts.delete_placement"):
            raise PermissionDenied
        placing.remove(placement)
        messages.success(request, _("“%(story)s” removed.") % {"story": placement.article})

    def _move(self, request: HttpRequest, placement: Placement, key: str) -> None:
        if not request.user.has_perm("fronts.change_placement"):
            raise PermissionDenied
        slot = find_slot(key, placement.front)
        if slot is None:
            messages.error(request, _("Choose a slot."))
            return
        try:
            placing.alter(placement, by=user_of(request), slot=slot)
        except ActionRefused as refused:
            messages.error(request, str(refused))
        else:
            words = {"story": placement.article, "place": name_slot(slot, placement.front)}
            messages.success(request, _("“%(story)s” moved to: %(place)s.") % words)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse: a front is deleted with its section only."""
        raise PermissionDenied


@admin.register(Placement)
class PlacementAdmin(HideRelatedLinksMixin, SafeAutocompleteMixin, VisibleAdmin):
    """The form of a placement. The board of the front serves as its list."""

    form = PlacementForm
    change_form_template = "desk/placement.html"
    autocomplete_fields = ["article", "photo"]
    fieldsets = [
        (None, {"fields": ["article", "place"]}),
        (gettext_lazy("When"), {"fields": ["ends_at"]}),
        (
            gettext_lazy("Custom headline and photo"),
            {
                "fields": ["headline", "standfirst", "photo"],
                "description": gettext_lazy(
                    "For this slot only. If the story is corrected or updated, check whether "
                    "they are still right."
                ),
            },
        ),
    ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Placement | None = None) -> bool:
        """Stories are removed on the board, which keeps what readers have seen."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:fronts_front_changelist"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        """Only placements that have not ended can be changed."""
        rows = super().get_queryset(request).filter(ends_at__gt=timezone.now())
        return rows.select_related("front__section", "article")

    def get_fieldsets(self, request: HttpRequest, obj: Placement | None = None) -> list[tuple]:
        """Leave out the start of a placement that has begun."""
        story, _when, words = self.fieldsets
        begun = obj is not None and obj.starts_at <= timezone.now()
        times = ["ends_at"] if begun else [("starts_at", "ends_at")]
        return [story, (gettext_lazy("When"), {"fields": times}), words]

    def get_form(
        self, request: Any, obj: Placement | None = None, change: bool = False, **kwargs: Any
    ) -> type[PlacementForm]:
        """Make a form class that knows the front and the user."""
        form = cast("type[PlacementForm]", super().get_form(request, obj, change, **kwargs))
        form.front, form.by = self._front(request, obj), user_of(request)
        return form

    def _front(self, request: HttpRequest, obj: Placement | None) -> Front:
        """Return the front of a placement; for a new one the one named in the URL."""
        if obj:
            return obj.front
        fronts = visible_to(Front.objects.select_related("section"), request.user)
        if "front" in request.GET:
            front = fronts.filter(pk=parse_id(request.GET["front"]) or 0).first()
        else:
            fronts.complete()
            section = parse_id(request.GET.get("section", ""))
            front = fronts.filter(section=section).first()
        if front is None:
            raise Http404
        return front

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        wanted = {name: request.GET[name] for name in ("place", "article") if name in request.GET}
        return {**wanted, "ends_at": _round_up_hours(PLACEMENT_HOURS)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a message if somebody changed the placement meanwhile."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ActionRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:fronts_front_changelist"))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Placement | None = None,
    ) -> HttpResponse:
        context |= {
            "front": self._front(request, obj),
            "title": _("Place a story"),
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_form(self, request: HttpRequest, form: PlacementForm, change: bool) -> Placement:
        """Place or alter the story; the form returns the row that is valid now."""
        return form.save()

    def save_model(self, request: Any, obj: Placement, form: Any, change: bool) -> None:
        """Do nothing: `save_form` has saved it."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: a placement has no related rows."""

    def response_add(
        self, request: HttpRequest, obj: Placement, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._redirect_to_board(request, obj)

    def response_change(self, request: HttpRequest, obj: Placement) -> HttpResponse:
        return self._redirect_to_board(request, obj)

    def _redirect_to_board(self, request: HttpRequest, placement: Placement) -> HttpResponse:
        words = {
            "story": placement.article,
            "place": name_slot(placement.place, placement.front),
            "start": _format_time(placement.starts_at),
        }
        if placement.starts_at > timezone.now():
            messages.success(
                request, _("“%(story)s” scheduled: %(place)s, from %(start)s.") % words
            )
        else:
            messages.success(request, _("“%(story)s” placed: %(place)s.") % words)
        return HttpResponseRedirect(_build_board_url(placement.front))


@admin.register(Banner)
class BannerAdmin(HideRelatedLinksMixin, SafeAutocompleteMixin, VisibleAdmin):
    """Breaking banners. One that readers have seen is neither rewritten nor deleted."""

    form = BannerForm
    autocomplete_fields = ["article"]
    nothing_yet = gettext_lazy("No breaking news. A banner appears on every page until its end.")
    list_display = ["text", "status", "start", "end"]
    list_select_related = ["placed_by"]
    actions = ["remove_now"]
    fieldsets = [
        (None, {"fields": ["text"]}),
        (gettext_lazy("Link"), {"fields": ["article", "url"]}),
        (gettext_lazy("When"), {"fields": [("starts_at", "ends_at")]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Banner | None = None) -> list[str]:
        begun = obj is not None and obj.starts_at <= timezone.now()
        return ["text", "article", "url", "starts_at"] if begun else []

    def has_change_permission(self, request: HttpRequest, obj: Banner | None = None) -> bool:
        is_over = obj is not None and obj.ends_at <= timezone.now()
        return super().has_change_permission(request, obj) and not is_over

    def has_delete_permission(self, request: HttpRequest, obj: Banner | None = None) -> bool:
        begun = obj is not None and obj.starts_at <= timezone.now()
        return super().has_delete_permission(request, obj) and not begun

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"ends_at": _round_up_hours(BANNER_HOURS)}

    def save_model(self, request: HttpRequest, obj: Banner, form: BannerForm, change: bool) -> None:
        obj.placed_by = obj.placed_by or user_of(request)
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Remove now"), permissions=["change"])
    def remove_now(self, request: HttpRequest, queryset: QuerySet[Banner]) -> None:
        for banner in queryset:
            placing.remove(banner)
        messages.success(request, _("Removed from all pages."))

    @admin.display(description=gettext_lazy("From"), ordering="starts_at")
    def start(self, banner: Banner) -> str:
        return _format_time(banner.starts_at)

    @admin.display(description=gettext_lazy("Until"), ordering="ends_at")
    def end(self, banner: Banner) -> str:
        return _format_time(banner.ends_at)

    @admin.display(description=gettext_lazy("Status"))
    def status(self, banner: Banner) -> SafeString:
        now = timezone.now()
        if banner.ends_at <= now:
            return format_html('<span class="flag soft">{}</span>', _("ended"))
        if banner.starts_at > now:
            return format_html('<span class="flag info">{}</span>', _("scheduled"))
        shown = find_breaking(PointInTime(now))
        if shown and (shown.text, shown.since) == (banner.text, banner.starts_at):
            return format_html('<span class="flag ok">{}</span>', _("live"))
        return format_html(
            '<span class="flag">{}</span>', _("hidden: a newer banner is live, or its story is not")
        )
