"""Photos at the desk: taken in, described, credited, found again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vocabulary.admin_widgets import SafeAutocompleteMixin, omit_fields
from vocabulary.soft_delete import HideTrashedChoices, TrashFilter
from vocabulary.text import join_with_and
from vocabulary.uncounted_lists import UncountedChangeList, UncountedPaginator

from .. import trash
from ..display import facts_table, paper_names, photo_status, thumbnail
from ..files.decode import MAX_BYTES, FileRefused
from ..intake import admit
from ..models import Photo
from ..renditions import CROPS, DRAWN, order_anew
from ..signals import photo_changed
from ..similarity import look_alikes
from ..usage import attach_live, uses_of
from . import desk_views
from .filters import BroughtFilter, RightsFilter
from .forms import ACCEPTED, PhotoForm

LOOKED_AT = 1200  # pixels wide
VIEWS = [
    (gettext_lazy("All"), ""),
    (gettext_lazy("Papers missing"), "?rights=papers"),
    (gettext_lazy("Rights end soon"), "?rights=soon"),
    (gettext_lazy("Brought in by me"), "?brought=me"),
]


class PhotoList(UncountedChangeList):
    """A page of photos, each with the live stories that show it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        attach_live(self.result_list, timezone.now())


@admin.register(Photo)
class PhotoAdmin(HideTrashedChoices, SafeAutocompleteMixin, admin.ModelAdmin):
    form = PhotoForm
    nothing_yet = gettext_lazy("No photos yet.")
    list_display = ["thumb", "named", "credit", "used", "standing"]
    list_display_links = ["named"]
    list_filter = [RightsFilter, "licence", BroughtFilter, TrashFilter]
    list_per_page = 48
    search_fields = ["title", "caption", "alt", "credit"]
    show_full_result_count = False
    paginator = UncountedPaginator
    autocomplete_fields = ["source"]
    actions = ["move_to_trash", "take_from_trash"]
    readonly_fields = ["look", "says", "where_used", "alike"]
    FILE = (None, {"fields": ["file"]})
    PICTURE = (
        gettext_lazy("Picture"),
        {
            "fields": ["look", ("focal_x", "focal_y")],
            "description": gettext_lazy(
                "Crops are cut around the focal point: what must stay in sight. Click on it, or "
                "move the mark with the arrow keys."
            ),
        },
    )
    WORK = [
        (gettext_lazy("Describe"), {"fields": ["title", "caption", "alt", "digital_source_type"]}),
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
                "description": gettext_lazy(
                    "Caption, alt text, credit and licence must be there before readers may see "
                    "the picture. Outside the rights' time, which is the paper's, it is shown "
                    "nowhere."
                ),
            },
        ),
    ]
    USED = (gettext_lazy("Where it is used"), {"fields": ["where_used"]})
    ALIKE = (gettext_lazy("What it looks like"), {"fields": ["alike"]})
    SAYS = (gettext_lazy("What the file says"), {"fields": ["says"]})
    REPLACE = (gettext_lazy("Replace the picture"), {"fields": ["file"]})

    class Media:
        css = {"all": ["desk/photos.css"]}
        js = ["desk/photos.js"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PhotoList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        query = request.GET.urlencode()
        given = {
            "views": VIEWS,
            "here": f"?{query}" if query else "",
            "accepted": ACCEPTED,
            "most_bytes": MAX_BYTES,
        }
        return super().changelist_view(request, {**given, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).for_drawing()

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> list[tuple]:
        sets = [self.FILE, *self.WORK]
        if obj:
            sets = [self.PICTURE, *self.WORK, self.USED, self.ALIKE, self.SAYS]
            if self.has_change_permission(request, obj):
                sets.insert(3, self.REPLACE)
        if request.user.has_perm("sources.view_source"):
            return sets
        return omit_fields(sets, "source")

    def get_urls(self) -> list[URLPattern]:
        def ours(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, **named: view(request, self, **named))

        return [
            path("picker.json", ours(desk_views.picker), name="photos_picker"),
            path("upload/", ours(desk_views.upload), name="photos_upload"),
            path("<int:pk>/papers/", ours(desk_views.papers), name="photos_papers"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        """Whoever brought a picture in may complete its papers."""
        if super().has_change_permission(request, obj):
            return True
        brought = obj is not None and obj.uploaded_by_id == request.user.pk
        return brought and self.has_add_permission(request) and bool(obj.missing_papers())

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say so when the same picture came in while this form was read."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except FileRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))

    def save_model(self, request: HttpRequest, obj: Photo, form: PhotoForm, change: bool) -> None:
        if not change:
            obj.uploaded_by = request.user
        if form.examined:
            admit(obj, form.examined)
        else:
            super().save_model(request, obj, form, change)
            if set(DRAWN) & set(form.changed_data):
                order_anew(obj)
        if obj.alt_repeats_caption:
            said = _("The alt text repeats the caption. Say in it what is to be seen.")
            self.message_user(request, said, messages.WARNING)
        transaction.on_commit(lambda: photo_changed.send(Photo, photo_id=obj.pk))

    def response_add(
        self, request: HttpRequest, obj: Photo, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay with a photo whose papers are not complete, and say which."""
        plain = not {"_addanother", "_continue", "_popup"} & set(request.POST)
        if not (plain and obj.missing_papers()):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request,
            _("“%(title)s” is taken in. Readers may see it once it has: %(papers)s.")
            % {"title": obj.title, "papers": join_with_and(paper_names(obj))},
            messages.WARNING,
        )
        return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Photo) -> HttpResponse:
        """Move it into the trash or out of it, where that was pressed."""
        if not {"_trash", "_take_out"} & set(request.POST):
            return super().response_change(request, obj)
        act = self.move_to_trash if "_trash" in request.POST else self.take_from_trash
        act(request, Photo.objects.filter(pk=obj.pk))
        return HttpResponseRedirect(reverse("admin:photos_photo_changelist"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse to delete what has been printed."""
        photo = self.get_object(request, unquote(object_id))
        if photo and trash.is_printed(photo):
            said = _("“%(title)s” has been printed: put it into the trash.")
            if photo.spiked_at:
                said = _("“%(title)s” has been printed: it stays in the trash.")
            messages.error(request, said % {"title": photo})
            return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[photo.pk]))
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        trash.erase(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        """Offer the way in or out of the trash, whichever side of it the list shows."""
        wanted = "take_from_trash" if request.GET.get("trash") == "yes" else "move_to_trash"
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name == wanted}

    @admin.action(description=gettext_lazy("Put in the trash"), permissions=["change"])
    def move_to_trash(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        photos = list(queryset)
        for photo in photos:
            trash.spike(photo)
        self.message_user(
            request,
            ngettext(
                "%(n)d photo is in the trash. Pages that showed it show it no longer.",
                "%(n)d photos are in the trash. Pages that showed them show them no longer.",
                len(photos),
            )
            % {"n": len(photos)},
        )

    @admin.action(description=gettext_lazy("Take out of the trash"), permissions=["change"])
    def take_from_trash(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        back = 0
        for photo in queryset:
            try:
                trash.unspike(photo)
                back += 1
            except FileRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        if back:
            self.message_user(
                request,
                ngettext("%(n)d photo is back.", "%(n)d photos are back.", back) % {"n": back},
            )

    @admin.display(description=gettext_lazy("Picture"))
    def thumb(self, photo: Photo) -> SafeString:
        return thumbnail(photo)

    @admin.display(description=gettext_lazy("Title"), ordering="title")
    def named(self, photo: Photo) -> str:
        if not photo.is_generated:
            return photo.title
        made = photo.get_digital_source_type_display()
        return format_html('{} <span class="badge">{}</span>', photo.title, made)

    @admin.display(description=gettext_lazy("Used"))
    def used(self, photo: Photo) -> SafeString:
        """Name the live stories that show it; PhotoList has them ready."""
        return render_to_string("desk/photo_stories.html", {"photo": photo})

    @admin.display(description=gettext_lazy("Readers"), ordering="rights_until")
    def standing(self, photo: Photo) -> SafeString:
        kind, icon, words = photo_status(photo, timezone.now())
        given = {"kind": kind, "icon": icon, "words": words, "photo": photo}
        return render_to_string("desk/photo_flags.html", given)

    @admin.display(description=gettext_lazy("Crops"))
    def look(self, photo: Photo) -> SafeString:
        given = {"photo": photo, "shown": photo.rendition(LOOKED_AT), "crops": _shapes()}
        return render_to_string("desk/photo_look.html", given)

    @admin.display(description=gettext_lazy("Facts"))
    def says(self, photo: Photo) -> str:
        return facts_table(photo.facts)

    @admin.display(description=gettext_lazy("Others"))
    def alike(self, photo: Photo) -> SafeString:
        return render_to_string("desk/photo_alike.html", {"photos": look_alikes(photo)})

    @admin.display(description=gettext_lazy("Stories, faces and fronts"))
    def where_used(self, photo: Photo) -> SafeString:
        """Filled in by `change_view`, which knows who asks."""
        return render_to_string("desk/photo_uses.html", {"uses": photo.uses})

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Photo | None:
        photo = super().get_object(request, object_id, from_field)
        if photo:
            photo.uses = uses_of(photo, request.user)
        return photo


def _shapes() -> list[tuple[str, int, int]]:
    """Return every crop with its width to its height."""
    return [(name, *crop.ratio) for name, crop in CROPS.items() if crop.ratio]
