from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from . import revisions, story_choices, visibility  # noqa: F401 - they register rules
        from .editions.triggers import install_after_migrate

        revisions.register()
        post_migrate.connect(install_after_migrate, sender=self)
