"""Photos at the desk: taken in, described, credited, found again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from photos import trash
from photos.decoding import Refused
from photos.filters import SOON, RightsFilter, TrashFilter
from photos.forms import PhotoForm
from photos.intake import admit
from photos.models import Photo
from photos.renditions import DRAWN, order_anew
from photos.showing import facts_table
from photos.signals import photo_changed
from vocabulary.spans import ends
from vocabulary.text import and_list

THUMB = 320  # pixels wide
PICKED = 24  # photos the editor's picker shows at once


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    list_display = ["thumb", "named", "credit", "licence", "standing"]
    list_display_links = ["named"]
    list_filter = [RightsFilter, "licence", TrashFilter]
    list_per_page = 50
    search_fields = ["title", "caption", "alt", "credit"]
    show_full_result_count = False
    autocomplete_fields = ["source"]
    actions = ["move_to_trash", "take_from_trash"]
    readonly_fields = ["look", "says", "used"]
    FILE = (None, {"fields": ["file"]})
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
                    "the picture. Outside the rights' time it is shown nowhere."
                ),
            },
        ),
        (
            gettext_lazy("Focal point"),
            {
                "fields": [("focal_x", "focal_y")],
                "description": gettext_lazy(
                    "Crops are cut around this point: 0 is left or top, 1 is right or bottom."
                ),
            },
        ),
    ]
    PICTURE = (gettext_lazy("Picture"), {"fields": ["look", "file"]})
    READ_ONLY = [
        (gettext_lazy("What the file says"), {"fields": ["says"]}),
        (gettext_lazy("Where it is used"), {"fields": ["used"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).for_drawing()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Photo], search_term: str
    ) -> tuple[QuerySet[Photo], bool]:
        """Leave the trash out of what forms may choose from; the list has its filter."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.kept()
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> list[tuple]:
        sets = [self.PICTURE, *self.WORK, *self.READ_ONLY] if obj else [self.FILE, *self.WORK]
        if obj and not self.has_change_permission(request, obj):
            sets[0] = (self.PICTURE[0], {"fields": ["look"]})
        if request.user.has_perm("sources.view_source"):
            return sets
        return [(name, _without(options, "source")) for name, options in sets]

    def get_urls(self) -> list[URLPattern]:
        picker = path("picker.json", self.admin_site.admin_view(self.picker), name="photos_picker")
        return [picker, *super().get_urls()]

    def picker(self, request: HttpRequest) -> JsonResponse:
        """Answer the editor's photo picker: `?q=` searches the library, `?id=` names one photo."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        photos = Photo.objects.for_drawing()
        number = request.GET.get("id")
        if number is None:
            photos = photos.kept().matching(request.GET.get("q", ""))[:PICKED]
        else:
            photos = photos.filter(pk=number) if _is_key(number) else photos.none()
        now = timezone.now()
        return JsonResponse({"photos": [_for_picker(photo, now) for photo in photos]})

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
        except Refused as refused:
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
            % {"title": obj.title, "papers": and_list(_paper_names(obj))},
            messages.WARNING,
        )
        return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[obj.pk]))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse to delete what has been printed."""
        photo = self.get_object(request, unquote(object_id))
        if photo and trash.is_printed(photo):
            messages.error(
                request,
                _("“%(title)s” has been printed: put it into the trash.") % {"title": photo},
            )
            return HttpResponseRedirect(reverse("admin:photos_photo_change", args=[photo.pk]))
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        trash.erase(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        """Offer the way in or out of the trash, whichever side of it the list shows."""
        wanted = "take_from_trash" if request.GET.get("trash") == "yes" else "move_to_trash"
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name == wanted}

    @admin.action(description=gettext_lazy("Move to the trash"), permissions=["change"])
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
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        if back:
            self.message_user(
                request,
                ngettext("%(n)d photo is back.", "%(n)d photos are back.", back) % {"n": back},
            )

    @admin.display(description=gettext_lazy("Picture"))
    def thumb(self, photo: Photo) -> SafeString:
        shown = photo.rendition(THUMB)
        if shown is None:
            return format_html('<span class="thumb none">{}</span>', _("being made"))
        return format_html(
            '<img class="thumb" src="{}" width="{}" height="{}" alt="" loading="lazy">',
            shown.file.url,
            shown.width,
            shown.height,
        )

    @admin.display(description=gettext_lazy("Title"), ordering="title")
    def named(self, photo: Photo) -> str:
        if not photo.is_generated:
            return photo.title
        return format_html(
            '{} <span class="flag soft">{}</span>',
            photo.title,
            photo.get_digital_source_type_display(),
        )

    @admin.display(description=gettext_lazy("Readers"), ordering="rights_until")
    def standing(self, photo: Photo) -> SafeString:
        now = timezone.now()
        kind, words = _standing(photo, now)
        return format_html('<span class="flag {}">{}</span>', kind, words)

    @admin.display(description=gettext_lazy("As readers get it"))
    def look(self, photo: Photo) -> str:
        shown = photo.rendition(800)
        if shown is None:
            return _("Its sizes are being made.")
        return format_html(
            '<img class="photo-look" src="{}" width="{}" height="{}" alt="{}">'
            '<p class="help">{}</p>',
            shown.file.url,
            shown.width,
            shown.height,
            photo.alt,
            _("%(width)d × %(height)d pixels") % {"width": photo.width, "height": photo.height},
        )

    @admin.display(description=gettext_lazy("Facts"))
    def says(self, photo: Photo) -> SafeString:
        return facts_table(photo.facts)

    @admin.display(description=gettext_lazy("Stories and faces"))
    def used(self, photo: Photo) -> str:
        """List live stories it leads and authors whose face it is; drafts only by number."""
        live = photo.led_editions.live(timezone.now())
        places = [(edition.get_absolute_url(), edition.headline) for edition in live[:PICKED]]
        places += [(author.get_absolute_url(), author.name) for author in photo.portrait_of.kept()]
        drafts = photo.leads.kept().count()
        if not places and not drafts:
            return _("Nowhere yet.")
        counted = ngettext(
            "It leads %(n)d story at the desk.", "It leads %(n)d stories at the desk.", drafts
        ) % {"n": drafts}
        items = format_html_join("", '<li><a href="{}">{}</a></li>', places)
        return format_html("<ul>{}</ul><p>{}</p>", items, counted)


def _standing(photo: Photo, now: datetime) -> tuple[str, str]:
    """Say in a few words whether readers may see a photo, with the class of its flag."""
    if photo.spiked_at:
        return "stop", _("in the trash")
    if photo.missing_papers():
        return "stop", _("missing: %(papers)s") % {"papers": and_list(_paper_names(photo))}
    if photo.rights_until <= now:
        return "stop", _("rights have ended")
    if photo.rights_from > now:
        return "info", _("not yet")
    if ends(photo.rights_until) and photo.rights_until <= now + SOON:
        days = (photo.rights_until - now).days
        return "", ngettext("for %(n)d day more", "for %(n)d days more", days) % {"n": days}
    return "ok", _("may be shown")


def _paper_names(photo: Photo) -> list[str]:
    return [str(Photo._meta.get_field(name).verbose_name) for name in photo.missing_papers()]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _for_picker(photo: Photo, now: datetime) -> dict[str, Any]:
    shown = photo.rendition(THUMB)
    return {
        "id": photo.pk,
        "title": photo.title,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "src": shown.file.url if shown else "",
        "usable": photo.is_usable(now),
    }


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    return {**options, "fields": [field for field in options["fields"] if field != name]}
