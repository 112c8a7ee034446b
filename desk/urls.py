"""The routes of the desk, besides those that Django's admin has for each model."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from authors.desk_views import my_bio

from . import choices, file_copy, saved_views, search, source_reviews
from .story import (
    autosave,
    commissions,
    copydesk,
    edition_view,
    history,
    link_picker,
    notes,
    presence,
    preview,
    share_links,
)

Route = tuple[str, Callable[..., HttpResponse], str]

STORY = "articles/article/<int:pk>"

# Path, view, name. The site guards each with `admin_view`, as it does its own.
GUARDED_ROUTES: list[Route] = [
    ("autocomplete/", choices.complete, "autocomplete"),
    ("r/<path:content_type_id>/<path:object_id>/", choices.view_on_site, "view_on_site"),
    ("my-bio/", my_bio, "my_bio"),
    ("file-copy/", file_copy.file_copy, "file_copy"),
    ("articles/article/links.json", link_picker.find_stories, "story_links"),
    ("find/", search.find, "find"),
    ("views/", saved_views.save_view, "save_view"),
    ("views/<int:pk>/delete/", saved_views.delete_view, "delete_view"),
    (f"{STORY}/preview/", preview.show_preview, "story_preview"),
    ("articles/article/copydesk/", copydesk.check, "copydesk_new"),
    (f"{STORY}/copydesk/", copydesk.check, "copydesk"),
    (f"{STORY}/copydesk/dismiss/", copydesk.dismiss_warnings, "copydesk_dismiss"),
    (f"{STORY}/copydesk/restore/", copydesk.restore_warning, "copydesk_restore"),
    (f"{STORY}/history/", history.list_history, "story_history"),
    (f"{STORY}/history/compared/", history.compare_versions, "story_compared"),
    (f"{STORY}/editions/<int:number>/", edition_view.show_edition, "story_edition"),
    ("commission/", commissions.commission_story, "commission_story"),
    (f"{STORY}/commission/", commissions.save_commission, "save_commission"),
    (f"{STORY}/reviews/<int:review>/", source_reviews.close_story_review, "close_review"),
    ("sources/source/<int:pk>/ledger/", source_reviews.show_ledger, "source_ledger"),
    ("sources/source/<int:pk>/review/", source_reviews.review_source, "review_source"),
    (f"{STORY}/notes/", notes.add_note, "add_note"),
    (f"{STORY}/people/", notes.find_people, "story_people"),
    (f"{STORY}/share/", share_links.create_link, "create_share_link"),
    (f"{STORY}/share/<int:link>/end/", share_links.end_link, "end_share_link"),
]
# Called by scripts: these views answer in JSON that somebody is logged out (autosave.json_view).
SCRIPT_ROUTES: list[Route] = [
    ("articles/article/autosave/", autosave.autosave, "story_begin"),
    (f"{STORY}/autosave/", autosave.autosave, "story_autosave"),
    (f"{STORY}/presence/", presence.report_presence, "story_presence"),
]
