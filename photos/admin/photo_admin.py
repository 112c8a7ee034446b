"""The photo library in the admin: list, form, trash."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from staff.models import user_of
from vocabulary.admin_widgets import Fieldsets, SafeAutocompleteMixin, omit_fields
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.text import join_with_and
from vocabulary.time_zones import name_time_zone_lazy
from vocabulary.uncounted_lists import UncountedChangeList, UncountedPaginator
from vocabulary.visible_admin import VisibleAdmin

from .. import trash
from ..display import describe_status, name_missing_details, render_metadata_table, thumbnail
from ..files.decode import MAX_BYTES, FileRefused
from ..intake import store_picture
from ..models import Photo, PhotoQuerySet
from ..renditions import CROPS, RENDERED_FIELDS, enqueue_all_crops
from ..signals import photo_changed
from ..similarity import find_look_alikes
from ..usage import attach_live_stories, find_uses
from ..views import desk_file
from . import desk_views
from .filters import StatusFilter, UploadedByFilter
from .forms import ACCEPTED, PhotoForm

PREVIEW_WIDTH = 1200  # pixels
VIEWS = [
    (gettext_lazy("All"), ""),
    (gettext_lazy("Missing details"), "?status=incomplete"),
    (gettext_lazy("Rights expire soon"), "?status=expiring"),
    (gettext_lazy("Uploaded by me"), "?uploaded=me"),
]


class PhotoList(UncountedChangeList):
    """A page of the list, with the live stories that show each photo."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        attach_live_stories(self.result_list, timezone.now())


@admin.register(Photo)
class PhotoAdmin(HideTrashedChoices, SafeAutocompleteMixin, VisibleAdmin):
    form = PhotoForm
    nothing_yet = gettext_lazy("No photos yet.")
    list_display = ["thumb", "title_and_badge", "credit", "live_use", "status"]
    list_display_links = ["title_and_badge"]
    list_filter = [StatusFilter, "licence", UploadedByFilter, TrashFilter]
    list_per_page = 48
    search_fields = ["title", "caption", "alt", "credit"]
    show_full_result_count = False
    paginator = UncountedPaginator
    autocomplete_fields = ["source"]
    actions = ["move_to_trash", "restore_from_trash"]
    readonly_fields = ["crops", "embedded_metadata", "where_used", "similar"]
    FILE: Fieldsets = [(None, {"fields": ["file"]})]
    PICTURE: Fieldsets = [
        (
            gettext_lazy("Photo"),
            {
                "fields": ["crops", ("focal_x", "focal_y")],
                "description": gettext_lazy(
                    "Crops are centred on the focal point. Click on the most important part of the "
                    "photo, or move the mark with the arrow keys."
                ),
            },
        )
    ]
    WORK: Fieldsets = [
        (
            gettext_lazy("Description"),
            {"fields": ["title", "caption", "alt", "digital_source_type"]},
        ),
        (
            gettext_lazy("Credit and rights"),
            {
                "fields": [
                    "credit",
                    "source",
                    "licence",
                    ("rights_from", "rights_until"),
                    "restrictions",
                ],
                "description": format_lazy(
                    gettext_lazy(
                        "Readers see the photo only once it has a caption, alt text, a credit and "
                        "a licence, and only while the rights are valid. Dates and times are in "
                        "{zone}."
                    ),
                    zone=name_time_zone_lazy(),
                ),
            },
        ),
    ]
    REPLACE: Fieldsets = [(gettext_lazy("Replace the photo"), {"fields": ["file"]})]
    RECORD: Fieldsets = [
        (gettext_lazy("Where it is used"), {"fields": ["where_used"]}),
        (gettext_lazy("Similar photos"), {"fields": ["similar"]}),
        (gettext_lazy("Embedded metadata"), {"fields": ["embedded_metadata"]}),
    ]

    class Media:
        css = {"all": ["desk/photos.css"]}
        js = ["desk/photos.js"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PhotoList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        query = request.GET.urlencode()
        context = {
            "views": VIEWS,
            "here": f"?{query}" if query else "",
            "accepted": ACCEPTED,
            "most_bytes": MAX_BYTES,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return cast("PhotoQuerySet", super().get_queryset(request)).for_drawing()

    def get_fieldsets(
        self, request: HttpRequest, obj: Photo | None = None
    ) -> list[tuple[Any, Any]]:
        sets = [*self.FILE, *self.WORK]
        if obj:
            replace = self.REPLACE if self.has_change_permission(request, obj) else []
            sets = [*self.PICTURE, *self.WORK, *replace, *self.RECORD]
        if request.user.has_perm("sources.view_source"):
            return sets
        return omit_fields(sets, "source")

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(partial(view, model_admin=self))

        return [
            path("picker.json", wrap(desk_views.picker), name="photos_picker"),
            path("upload/", wrap(desk_views.upload), name="photos_upload"),
            path(
                "files/<path:name>",
                self.admin_site.admin_view(desk_file, cacheable=True),
                name="photos_file",
            ),
            path("<int:pk>/details/", wrap(desk_views.details), name="photos_details"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """Let whoever uploaded a photo fill in its missing details."""
        if super().has_change_permission(request, obj):
            return True
        if obj is None or obj.uploaded_by_id != request.user.pk:
            return False
        return self.has_add_permission(request) and bool(obj.missing_details)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a message if the same picture was uploaded while this form was open."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except FileRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        if not change:
            obj.uploaded_by = user_of(request)
        if form.examined:
            store_picture(obj, form.examined)
        else:
            super().save_model(request, obj, form, change)
            if set(RENDERED_FIELDS) & set(form.changed_data):
                enqueue_all_crops(obj)
        if obj.alt_repeats_caption:
            warning = _("The alt text repeats the caption. Describe what the photo shows.")
            self.message_user(request, warning, messages.WARNING)
        transaction.on_commit(lambda: photo_changed.send(Photo, photo_id=obj.pk))

    def response_add(
        self, request: HttpRequest, obj: Photo, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay on the form of a photo that is missing details, and list them."""
        saved_only = not {"_addanother", "_continue", "_popup"} & set(request.POST)
        if not (saved_only and obj.missing_details):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request,
            _("“%(title)s” is uploaded. Before readers can see it, add: %(details)s.")
            % {"title": obj.title, "details": join_with_and(name_missing_details(obj))},
            messages.WARNING,
        )
        return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Photo) -> HttpResponse:
        """Move it to the trash or restore it, if that button was pressed."""
        if not {"_trash", "_take_out"} & set(request.POST):
            return super().response_change(request, obj)
        action = self.move_to_trash if "_trash" in request.POST else self.restore_from_trash
        action(request, Photo.objects.filter(pk=obj.pk))
        return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))

    def why_not_delete(self, obj: Photo) -> str:
        """Keep a photo that has been published."""
        if not trash.is_published(obj):
            return ""
        if obj.spiked_at:
            return _("“%(title)s” has been published. It stays in the trash.") % {"title": obj}
        reason = _("“%(title)s” has been published. Move it to the trash instead.")
        return reason % {"title": obj}

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        trash.delete_for_good(obj)

    def get_actions(
        self, request: HttpRequest
    ) -> dict[str, tuple[Callable[..., str], str, str] | None]:
        """Offer to restore if the list shows the trash, else to move to the trash."""
        wanted = "restore_from_trash" if request.GET.get("trash") == "yes" else "move_to_trash"
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name == wanted}

    @admin.action(description=gettext_lazy("Move to trash"), permissions=["change"])
    def move_to_trash(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        photos = list(queryset)
        for photo in photos:
            trash.spike(photo)
        self.message_user(
            request,
            ngettext(
                "%(n)d photo moved to the trash. It no longer appears on any page.",
                "%(n)d photos moved to the trash. They no longer appear on any page.",
                len(photos),
            )
            % {"n": len(photos)},
        )

    @admin.action(description=gettext_lazy("Restore from trash"), permissions=["change"])
    def restore_from_trash(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        restored = 0
        for photo in queryset:
            try:
                trash.unspike(photo)
                restored += 1
            except FileRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        if restored:
            self.message_user(
                request,
                ngettext("%(n)d photo restored.", "%(n)d photos restored.", restored)
                % {"n": restored},
            )

    @admin.display(description=gettext_lazy("Photo"))
    def thumb(self, photo: Photo) -> SafeString:
        return thumbnail(photo)

    @admin.display(description=gettext_lazy("Title"), ordering="title")
    def title_and_badge(self, photo: Photo) -> str:
        if not photo.is_generated:
            return photo.title
        made = photo.get_digital_source_type_display()
        return format_html('{} <span class="badge">{}</span>', photo.title, made)

    @admin.display(description=gettext_lazy("Used"))
    def live_use(self, photo: Photo) -> SafeString:
        """List the live stories that show it, which PhotoList has loaded."""
        return render_to_string("desk/photo_stories.html", {"photo": photo})

    @admin.display(description=gettext_lazy("Status"), ordering="rights_until")
    def status(self, photo: Photo) -> SafeString:
        kind, icon, words = describe_status(photo, timezone.now())
        context = {"kind": kind, "icon": icon, "words": words, "photo": photo}
        return render_to_string("desk/photo_flags.html", context)

    @admin.display(description=gettext_lazy("Crops"))
    def crops(self, photo: Photo) -> SafeString:
        shown = photo.find_rendition(PREVIEW_WIDTH)
        context = {"photo": photo, "shown": shown, "crops": _list_ratios()}
        return render_to_string("desk/photo_look.html", context)

    @admin.display(description=gettext_lazy("Metadata"))
    def embedded_metadata(self, photo: Photo) -> str:
        return render_metadata_table(photo.metadata)

    @admin.display(description=gettext_lazy("Similar photos"))
    def similar(self, photo: Photo) -> SafeString:
        return render_to_string("desk/photo_alike.html", {"photos": find_look_alikes(photo)})

    @admin.display(description=gettext_lazy("Stories, authors and fronts"))
    def where_used(self, photo: Photo) -> SafeString:
        """List its uses, which `get_object` has loaded for the user."""
        return render_to_string("desk/photo_uses.html", {"uses": photo.uses})

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Photo | None:
        photo = super().get_object(request, object_id, from_field)
        if photo:
            photo.uses = find_uses(photo, user_of(request))
        return photo


def _list_ratios() -> list[tuple[str, int, int]]:
    """Return the name, width and height of each crop's ratio."""
    return [(name, *crop.ratio) for name, crop in CROPS.items() if crop.ratio]
