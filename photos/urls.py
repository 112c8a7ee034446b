"""Addresses of files. The line stands in newsroom/urls.py: path("", include("photos.urls"))."""

from django.urls import path

from .views import media

urlpatterns = [path("media/<path:name>", media, name="media")]
