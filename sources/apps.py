from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"

    def ready(self) -> None:
        from . import visibility  # noqa: F401 - registers its rules
        from .confidential import checks  # noqa: F401 - they register themselves
