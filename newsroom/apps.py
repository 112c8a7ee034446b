"""Connects the signals of the packages. All of it is on this screen."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from articles.public.feeds import hubs
        from articles.signals import story_moved
        from articles.workflow import name_changes
        from authors.signals import author_renamed
        from desk.story import notes

        from . import checks, page_cache  # noqa: F401 - the checks register themselves

        author_renamed.connect(name_changes.settle_bylines)
        story_moved.connect(hubs.on_story_moved)
        story_moved.connect(notes.notify_of_action)
        page_cache.track_writes()
