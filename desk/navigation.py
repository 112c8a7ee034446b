"""The sidebar: nouns a journalist would use, each with what waits there."""

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
from staff.models import User

from .search import FOUND


@dataclass(frozen=True)
class Item:
    key: str
    label: str
    url: str
    icon: str
    is_current: bool
    count: int = 0
    counted: str = ""


@dataclass(frozen=True)
class NavGroup:
    name: str
    items: list[Item]


@dataclass(frozen=True)
class May:
    """What the frame offers this person, and where they are."""

    find: bool
    stories: bool
    write: bool
    photos: str
    here: str

    @property
    def on_first_page(self) -> bool:
        return self.here == "desk"

    @property
    def on_stories(self) -> bool:
        return self.here == "article"

    @property
    def on_photos(self) -> bool:
        return self.here == "photo"


def may(request: HttpRequest, site: AdminSite) -> May:
    return May(
        find=any(_opens(request, site, model) for model in FOUND),
        stories=_opens(request, site, Article),
        write=_opens(request, site, Article) and request.user.has_perm("articles.add_article"),
        photos=_address(Photo) if _opens(request, site, Photo) else "",
        here=_here(request),
    )


def groups_for(request: HttpRequest, site: AdminSite) -> list[NavGroup]:
    """Return the sidebar's groups, holding only what this person may open."""
    here, user = _here(request), request.user

    def items(*rows: tuple) -> Iterator[Item]:
        for model, label, icon, count, counted in rows:
            if _opens(request, site, model):
                key = model._meta.model_name
                number = count(user) if count else 0
                yield Item(key, label, _address(model), icon, here == key, number, counted)

    desk = Item("desk", _("The desk"), reverse("admin:index"), "home", here == "desk")
    stories = items(
        (Article, _("Stories"), "story", stories_in_review, _("in review")),
        (Front, _("Fronts"), "front", None, ""),
        (Banner, _("Breaking banner"), "send", None, ""),
        (Photo, _("Photos"), "photo", photos_without_papers, _("without their papers")),
        (Source, _("Sources"), "link", None, ""),
        (Topic, _("Topics"), "tag", None, ""),
        (Section, _("Sections"), "list", None, ""),
    )
    people = items(
        (Author, _("Authors and bios"), "people", authors_to_check, _("to look at")),
        (User, _("Log-ins"), "lock", None, ""),
        (Group, _("Groups"), "group", None, ""),
    )
    house = items(
        (HouseRule, _("House rules"), "quote", None, ""),
        (Outlet, _("The paper"), "gear", None, ""),
    )
    groups = [
        NavGroup(_("Newsroom"), [desk, *stories]),
        NavGroup(_("People"), [*people, *own_bio(user, here)]),
        NavGroup(_("House"), list(house)),
    ]
    return [group for group in groups if group.items]


def _opens(request: HttpRequest, site: AdminSite, model: type[Model]) -> bool:
    if not site.is_registered(model):
        return False
    return site.get_model_admin(model).has_view_or_change_permission(request)


def _address(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None or match.namespace != "admin":
        return ""
    if match.url_name == "index":
        return "desk"
    if match.url_name.startswith("story_"):
        return "article"
    key = match.url_name.split("_")[1] if "_" in match.url_name else ""
    return "front" if key == "placement" else key


def stories_in_review(user: User) -> int:
    if not user.has_perm("articles.approve_article"):
        return 0
    return (
        Article.objects.not_trashed().open_to(user).filter(status=Article.Status.IN_REVIEW).count()
    )


def photos_without_papers(user: User) -> int:
    if not user.has_perm("photos.change_photo"):
        return 0
    return Photo.objects.not_trashed().incomplete().count()


def authors_to_check(user: User) -> int:
    """Count the authors nobody has looked at, and the bios that wait."""
    if not user.has_perm("authors.change_author"):
        return 0
    waiting = BioProposal.objects.open().count() if user.has_perm("authors.approve_bio") else 0
    return Author.objects.unchecked().count() + waiting


def own_bio(user: User, here: str) -> list[Item]:
    """Offer their own bio to whoever has an author's page."""
    if not Author.objects.not_trashed().filter(user=user).exists():
        return []
    return [Item("bio", _("My bio"), reverse("admin:my_bio"), "note", here == "bio")]
