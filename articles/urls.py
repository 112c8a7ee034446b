"""Readers' addresses of stories. Sections stand last: their pattern takes any first part."""

from django.urls import path

from . import views

urlpatterns = [
    path("topics/<word:slug>/", views.topic, name="topic"),
    path("<word:section>/<day:day>/<word:slug>/", views.article, name="article"),
    path("<word:slug>/", views.section, name="section"),
]
