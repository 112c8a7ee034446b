"""The table of kinds of story."""

from articles.models import NOT_IN_NEWS_SITEMAP, TRAITS, ArticleKind


def test_every_kind_has_a_row() -> None:
    assert set(TRAITS) == set(ArticleKind.values)


def test_only_what_was_paid_for_is_kept_from_the_news_sitemap() -> None:
    assert [ArticleKind.SPONSORED] == NOT_IN_NEWS_SITEMAP
