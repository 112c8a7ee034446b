"""Readers' addresses of stories and topics. Sections are fronts: newsroom/urls.py has them last."""

from django.urls import path

from . import views

urlpatterns = [
    path("topics/<word:slug>/", views.topic, name="topic"),
    path("<word:section>/<day:day>/<word:slug>/", views.article, name="article"),
]
