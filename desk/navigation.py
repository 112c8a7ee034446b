"""The sidebar and the toolbar of the desk, with only what this person may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, HouseRule, Section, Topic
from authors.models import Author, BioProposal
from fronts.models import Banner, Front
from outlet.models import Outlet
from photos.models import Photo
from sources.models import Source
from staff.models import AuditEntry, User, user_of
from vocabulary.visibility import visible_to

from .search import SEARCHED


@dataclass(frozen=True)
class Item:
    """A link in the sidebar, perhaps with a count: “Stories 3 (in review)”."""

    key: str
    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0
    count_label: str = ""


@dataclass(frozen=True)
class NavGroup:
    """A heading of the sidebar and the links below it."""

    name: str
    items: list[Item]


@dataclass(frozen=True)
class Toolbar:
    """What the header and the phone's bottom bar offer this person."""

    may_search: bool
    may_see_stories: bool
    may_write: bool
    photos_url: str  # "" where photos are not theirs to see
    is_on_dashboard: bool
    is_on_stories: bool
    is_on_photos: bool


def build_toolbar(request: HttpRequest, site: AdminSite) -> Toolbar:
    """Work out which links of the header and the bottom bar this person gets."""
    may_see_stories, key = _may_open(request, site, Article), _current_key(request)
    return Toolbar(
        may_search=any(_may_open(request, site, model) for model in SEARCHED),
        may_see_stories=may_see_stories,
        may_write=may_see_stories and request.user.has_perm("articles.add_article"),
        photos_url=_list_url(Photo) if _may_open(request, site, Photo) else "",
        is_on_dashboard=key == "desk",
        is_on_stories=key == "article",
        is_on_photos=key == "photo",
    )


def build_sidebar(request: HttpRequest, site: AdminSite) -> list[NavGroup]:
    """Return the groups of the sidebar, leaving out what this person may not open."""
    here, user = _current_key(request), user_of(request)

    def build_items(*rows: tuple) -> Iterator[Item]:
        for model, label, icon, count, count_label in rows:
            if _may_open(request, site, model):
                key = model._meta.model_name
                number = count(user) if count else 0
                yield Item(key, label, _list_url(model), icon, here == key, number, count_label)

    desk = Item("desk", _("Desk"), reverse("admin:index"), "home", here == "desk")
    stories = build_items(
        (Article, _("Stories"), "story", count_in_review, _("in review")),
        (Front, _("Fronts"), "front", None, ""),
        (Banner, _("Breaking banner"), "send", None, ""),
        (Photo, _("Photos"), "photo", count_missing_details, _("missing details")),
        (Source, _("Sources"), "link", None, ""),
        (Topic, _("Topics"), "tag", None, ""),
        (Section, _("Sections"), "list", None, ""),
    )
    people = build_items(
        (Author, _("Authors"), "people", count_authors_to_check, _("to check")),
        (User, _("Users"), "lock", None, ""),
        (Group, _("Groups"), "group", None, ""),
    )
    settings = build_items(
        (HouseRule, _("House rules"), "quote", None, ""),
        (Outlet, _("Settings"), "gear", None, ""),
        (AuditEntry, _("Audit log"), "record", None, ""),
    )
    groups = [
        NavGroup(_("Newsroom"), [desk, *stories]),
        NavGroup(_("People"), [*people, *build_bio_item(user, here)]),
        NavGroup(_("Site"), list(settings)),
    ]
    return [group for group in groups if group.items]


def _may_open(request: HttpRequest, site: AdminSite, model: type[Model]) -> bool:
    if not site.is_registered(model):
        return False
    return site.get_model_admin(model).has_view_or_change_permission(request)


def _list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _current_key(request: HttpRequest) -> str:
    """Return which item of the sidebar a page belongs to: "desk", or the name of a model."""
    match = request.resolver_match
    if match is None or match.namespace != "admin" or match.url_name is None:
        return ""
    if match.url_name == "index":
        return "desk"
    if match.url_name.startswith("story_"):
        return "article"
    key = match.url_name.split("_")[1] if "_" in match.url_name else ""
    return "front" if key == "placement" else key


def count_in_review(user: User) -> int:
    """Count the stories in review, for those who approve them."""
    if not user.has_perm("articles.approve_article"):
        return 0
    stories = visible_to(Article.objects.not_trashed(), user)
    return stories.filter(status=Article.Status.IN_REVIEW).count()


def count_missing_details(user: User) -> int:
    """Count the photos that lack details, for those who may add them."""
    if not user.has_perm("photos.change_photo"):
        return 0
    return visible_to(Photo.objects.not_trashed().incomplete(), user).count()


def count_authors_to_check(user: User) -> int:
    """Count the authors nobody has checked, and the bios to approve."""
    if not user.has_perm("authors.change_author"):
        return 0
    may_approve = user.has_perm("authors.approve_bio")
    waiting = visible_to(BioProposal.objects.open(), user).count() if may_approve else 0
    return visible_to(Author.objects.unchecked(), user).count() + waiting


def build_bio_item(user: User, here: str) -> list[Item]:
    """Return a link to their own bio for a user who is an author too."""
    if not visible_to(Author.objects.not_trashed().filter(user=user), user).exists():
        return []
    return [Item("bio", _("My bio"), reverse("admin:my_bio"), "note", here == "bio")]
