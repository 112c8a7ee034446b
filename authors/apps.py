from django.apps import AppConfig


class AuthorsConfig(AppConfig):
    name = "authors"

    def ready(self) -> None:
        from . import visibility  # noqa: F401 - registers its rules
