"""URLs of media files; included by newsroom/urls.py."""

from django.urls import path

from .views import media

urlpatterns = [path("media/<path:name>", media, name="media")]
