"""Wires one package's announcements to another's ears. All of it is on this screen."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
