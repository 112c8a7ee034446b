from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin import apps as admin_apps

# Their rows are changed under "Your account" and by the page of a user, which record it.
HIDDEN_APPS = ("account", "mfa", "usersessions", "socialaccount")


class DeskConfig(AppConfig):
    name = "desk"


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with the desk as its site."""

    default = False  # "desk" in INSTALLED_APPS is DeskConfig
    default_site = "desk.site.DeskSite"

    def ready(self) -> None:
        """Register all packages' admins, but not what django-allauth brings along."""
        super().ready()
        for model in [*admin.site._registry]:
            if model._meta.app_label in HIDDEN_APPS:
                admin.site.unregister(model)
