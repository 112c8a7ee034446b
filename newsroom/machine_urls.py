"""Addresses that machines ask for: feeds, sitemaps, robots, health, the record, and search."""

urlpatterns = []
