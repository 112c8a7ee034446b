"""Feeds of the paper, its sections, authors, sources and topics: RSS 2.0, Atom and JSON Feed 1.1.

Source: https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org/version/1.1/
"""

from .views import author_feed, home_feed, section_feed, source_feed, topic_feed

__all__ = ["author_feed", "home_feed", "section_feed", "source_feed", "topic_feed"]
