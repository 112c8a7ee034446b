from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self) -> None:
        from . import checks, visibility  # noqa: F401 - they register checks and rules


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with the desk as its site."""

    default = False  # "desk" in INSTALLED_APPS is DeskConfig
    default_site = "desk.site.DeskSite"
