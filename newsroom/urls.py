"""Every address of the site. Fixed first parts come first: a section's pattern takes the rest."""

from django.contrib import admin
from django.urls import include, path, register_converter

from articles.converters import DayConverter, SlugConverter
from articles.views import archive_day
from authors.views import author
from fronts.views import face, home
from sources.views import source

register_converter(SlugConverter, "word")
register_converter(DayConverter, "day")

urlpatterns = [
    # Feeds, search, sitemaps, robots, health and the record: they speak to machines as well.
    path("", include("newsroom.machine_urls")),
    path("admin/", admin.site.urls),
    path("", include("photos.urls")),
    path("face.css", face, name="face"),
    path("archive/<day:day>/", archive_day, name="archive_day"),
    path("authors/<word:slug>/", author, name="author"),
    path("sources/<word:slug>/", source, name="source"),
    path("", home, name="home"),
    # Topics, then sections, which take every first part that is left.
    path("", include("articles.urls")),
]
