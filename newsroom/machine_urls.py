"""URLs of feeds, sitemaps, robots.txt, health, the public record, and search."""

from django.urls import path, re_path, register_converter

from articles.public import feeds, oembed, sitemaps
from outlet import views as outlet_views

from . import machine_views, search_views


class FeedFormatConverter:
    """The extension of a feed's URL."""

    regex = "rss|atom|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedFormatConverter, "feed_format")
FEED = "feed.<feed_format:format>"

urlpatterns = [
    path("healthz", machine_views.healthz, name="healthz"),
    path("readyz", machine_views.readyz, name="readyz"),
    path("robots.txt", machine_views.robots, name="robots"),
    path("license.xml", machine_views.licence, name="licence"),
    path(".well-known/tdmrep.json", machine_views.text_mining, name="text_mining"),
    path("oembed", oembed.oembed, name="oembed"),
    path("share.png", outlet_views.site_picture, name="site_picture"),
    path("share/<int:article_id>/<str:stamp>.png", oembed.share_story, name="share_story"),
    path("record.json", machine_views.public_record, name="record"),
    path("search/", search_views.search, name="search"),
    path("search/suggest", search_views.suggest, name="search_suggest"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.sitemap_pages, name="sitemap_pages"),
    re_path(
        r"^sitemap-(?P<year>[0-9]{4})-(?P<month>[0-9]{2})\.xml$",
        sitemaps.sitemap_month,
        name="sitemap_month",
    ),
    path("news-sitemap.xml", sitemaps.news_sitemap, name="news_sitemap"),
    path(FEED, feeds.home_feed, name="home_feed"),
    path(f"authors/<word:slug>/{FEED}", feeds.author_feed, name="author_feed"),
    path(f"sources/<word:slug>/{FEED}", feeds.source_feed, name="source_feed"),
    path(f"topics/<word:slug>/{FEED}", feeds.topic_feed, name="topic_feed"),
    path(f"<word:slug>/{FEED}", feeds.section_feed, name="section_feed"),
]
