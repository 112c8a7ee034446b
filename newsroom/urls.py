"""All URLs of the site. Fixed prefixes come first: a section's pattern takes the rest."""

from django.contrib import admin
from django.urls import include, path, register_converter

from articles.public.converters import DayConverter, MonthConverter, SlugConverter, YearConverter
from articles.public.views import archive, archive_day, archive_month, archive_year
from authors.views import author
from desk.story.share_links import shared_preview
from fronts.views import breaking, face, home, section
from outlet.views import about
from sources.views import source

register_converter(SlugConverter, "word")
register_converter(DayConverter, "day")
register_converter(MonthConverter, "month")
register_converter(YearConverter, "year")

handler400 = "newsroom.error_views.bad_request"
handler403 = "newsroom.error_views.forbidden"
handler404 = "newsroom.error_views.not_found"
handler500 = "newsroom.error_views.server_error"

urlpatterns = [
    path("", include("newsroom.machine_urls")),
    path("admin/account/", include("desk.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("photos.urls")),
    path("about/", about, name="about"),
    path("face.css", face, name="face"),
    path("breaking", breaking, name="breaking"),
    path("preview/<str:token>/", shared_preview, name="shared_preview"),
    path("archive/", archive, name="archive"),
    path("archive/<year:year>/", archive_year, name="archive_year"),
    path("archive/<month:month>/", archive_month, name="archive_month"),
    path("archive/<day:day>/", archive_day, name="archive_day"),
    path("authors/<word:slug>/", author, name="author"),
    path("sources/<word:slug>/", source, name="source"),
    path("", home, name="home"),
    # Topics and stories, then sections, which match every prefix that is left.
    path("", include("articles.public.urls")),
    path("<word:slug>/", section, name="section"),
]
