"""The addresses of the desk, besides those that Django's admin has for each model."""

from __future__ import annotations

from authors.desk_views import my_bio

from . import (
    autosave,
    commissioning,
    copydesk,
    doubt,
    filecopy,
    finding,
    history,
    linking,
    notes,
    presence,
    preview,
    saved_views,
    sharing,
    views,
)

STORY = "articles/article/<int:pk>"

# Address, view, name. The site guards each as it does its own.
GUARDED = [
    ("my-bio/", my_bio, "my_bio"),
    ("file-copy/", filecopy.file_copy, "file_copy"),
    ("articles/article/links.json", linking.stories, "story_links"),
    ("find/", finding.find, "find"),
    ("views/", saved_views.save_view, "save_view"),
    ("views/<int:pk>/forget/", saved_views.forget_view, "forget_view"),
    (f"{STORY}/preview/", preview.preview, "story_preview"),
    ("articles/article/copydesk/", copydesk.read, "copydesk_new"),
    (f"{STORY}/copydesk/", copydesk.read, "copydesk"),
    (f"{STORY}/copydesk/pass/", copydesk.pass_warnings, "copydesk_pass"),
    (f"{STORY}/copydesk/take-back/", copydesk.take_back, "copydesk_take_back"),
    (f"{STORY}/history/", history.history, "story_history"),
    (f"{STORY}/history/compared/", history.compared, "story_compared"),
    (f"{STORY}/editions/<int:number>/", views.edition, "story_edition"),
    ("commission/", commissioning.commission_story, "commission_story"),
    (f"{STORY}/commission/", commissioning.save_commission, "save_commission"),
    (f"{STORY}/reviews/<int:review>/", doubt.close, "close_review"),
    ("sources/source/<int:pk>/ledger/", doubt.source_ledger, "source_ledger"),
    ("sources/source/<int:pk>/doubt/", doubt.doubt, "source_doubt"),
    (f"{STORY}/notes/", notes.add_note, "add_note"),
    (f"{STORY}/people/", notes.people, "story_people"),
    (f"{STORY}/share/", sharing.make_link, "make_share_link"),
    (f"{STORY}/share/<int:link>/end/", sharing.end_link, "end_share_link"),
]
# Asked by scripts, which are told in their own way that somebody is logged out.
ASKED_BY_SCRIPTS = [
    ("articles/article/autosave/", autosave.autosave, "story_begin"),
    (f"{STORY}/autosave/", autosave.autosave, "story_autosave"),
    (f"{STORY}/presence/", presence.presence, "story_presence"),
]
