"""The addresses of the desk, besides those that Django's admin has for each model."""

from __future__ import annotations

from authors.desk_views import my_bio

from . import file_copy, saved_views, search, source_reviews
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

STORY = "articles/article/<int:pk>"

# Address, view, name. The site guards each as it does its own.
GUARDED = [
    ("my-bio/", my_bio, "my_bio"),
    ("file-copy/", file_copy.file_copy, "file_copy"),
    ("articles/article/links.json", link_picker.stories, "story_links"),
    ("find/", search.find, "find"),
    ("views/", saved_views.save_view, "save_view"),
    ("views/<int:pk>/forget/", saved_views.forget_view, "forget_view"),
    (f"{STORY}/preview/", preview.preview, "story_preview"),
    ("articles/article/copydesk/", copydesk.read, "copydesk_new"),
    (f"{STORY}/copydesk/", copydesk.read, "copydesk"),
    (f"{STORY}/copydesk/pass/", copydesk.pass_warnings, "copydesk_pass"),
    (f"{STORY}/copydesk/take-back/", copydesk.take_back, "copydesk_take_back"),
    (f"{STORY}/history/", history.history, "story_history"),
    (f"{STORY}/history/compared/", history.compared, "story_compared"),
    (f"{STORY}/editions/<int:number>/", edition_view.edition, "story_edition"),
    ("commission/", commissions.commission_story, "commission_story"),
    (f"{STORY}/commission/", commissions.save_commission, "save_commission"),
    (f"{STORY}/reviews/<int:review>/", source_reviews.close, "close_review"),
    ("sources/source/<int:pk>/ledger/", source_reviews.source_ledger, "source_ledger"),
    ("sources/source/<int:pk>/doubt/", source_reviews.doubt, "source_doubt"),
    (f"{STORY}/notes/", notes.add_note, "add_note"),
    (f"{STORY}/people/", notes.people, "story_people"),
    (f"{STORY}/share/", share_links.make_link, "make_share_link"),
    (f"{STORY}/share/<int:link>/end/", share_links.end_link, "end_share_link"),
]
# Asked by scripts, which are told in their own way that somebody is logged out.
ASKED_BY_SCRIPTS = [
    ("articles/article/autosave/", autosave.autosave, "story_begin"),
    (f"{STORY}/autosave/", autosave.autosave, "story_autosave"),
    (f"{STORY}/presence/", presence.presence, "story_presence"),
]
