from django.apps import AppConfig


class OutletConfig(AppConfig):
    name = "outlet"

    def ready(self) -> None:
        from . import visibility  # noqa: F401 - registers its rules
