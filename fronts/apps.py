from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "fronts"

    def ready(self) -> None:
        from . import visibility  # noqa: F401 - registers its rules
