"""Connects the signals of the packages. All of it is on this screen."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in as logged_in
        from allauth.mfa import signals as factors
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import post_save

        from articles.public.feeds import hubs
        from articles.signals import story_moved
        from articles.workflow import name_changes
        from authors.signals import author_renamed
        from desk.story import notes
        from sources.signals import record_used
        from staff import receivers, sessions
        from staff.models import User

        from . import checks, page_cache  # noqa: F401 - the checks register themselves

        author_renamed.connect(name_changes.settle_bylines)
        story_moved.connect(hubs.on_story_moved)
        story_moved.connect(notes.notify_of_action)
        user_logged_in.connect(receivers.on_session_begun)
        user_logged_out.connect(receivers.on_logged_out)
        logged_in.connect(receivers.on_logged_in)
        factors.authenticator_added.connect(receivers.on_factor_added)
        factors.authenticator_reset.connect(receivers.on_factor_added)
        factors.authenticator_removed.connect(receivers.on_factor_removed)
        factors.authentication_failed.connect(receivers.on_factor_failed)
        record_used.connect(receivers.on_record_used)
        post_save.connect(sessions.end_if_deactivated, sender=User)
        page_cache.track_writes()
