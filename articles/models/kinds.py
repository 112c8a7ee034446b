"""Kinds of story, and what follows from each: one table, which every list and page reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    NEWS = "news", _("News")
    REPORT = "report", _("Report")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    FEATURE = "feature", _("Feature")
    EXPLAINER = "explainer", _("Explainer")
    INTERVIEW = "interview", _("Interview")
    REVIEW = "review", _("Review")
    SPONSORED = "sponsored", _("Sponsored")


@dataclass(frozen=True)
class KindTraits:
    """What follows from a story's kind.

    Attributes:
        schema_type: its type in schema.org's vocabulary.
        css_class: what the article page adds to the class of its <article>.
        is_reported: the copy desk wants more than one source.
        is_opinion: the page shows the writer's portrait and says whose views these are.
        is_sponsored: page, cards and feeds say that somebody paid for it.
        is_labelled: lists say the kind beside the section; news alone goes without saying.
        may_lead: it may become the lead of a front without an editor placing it there.
        in_news_sitemap: search engines are offered it as news.
    """

    schema_type: str = "NewsArticle"
    css_class: str = ""
    is_reported: bool = False
    is_opinion: bool = False
    is_sponsored: bool = False
    is_labelled: bool = True
    may_lead: bool = True
    in_news_sitemap: bool = True


TRAITS: dict[str, KindTraits] = {
    ArticleKind.NEWS: KindTraits(is_reported=True, is_labelled=False),
    ArticleKind.REPORT: KindTraits("ReportageNewsArticle", is_reported=True),
    ArticleKind.ANALYSIS: KindTraits("AnalysisNewsArticle"),
    ArticleKind.OPINION: KindTraits(
        "OpinionNewsArticle", "article--opinion", is_opinion=True, may_lead=False
    ),
    ArticleKind.FEATURE: KindTraits(),
    ArticleKind.EXPLAINER: KindTraits("BackgroundNewsArticle"),
    ArticleKind.INTERVIEW: KindTraits(),
    ArticleKind.REVIEW: KindTraits("ReviewNewsArticle"),
    ArticleKind.SPONSORED: KindTraits(
        "AdvertiserContentArticle",
        "article--sponsored",
        is_sponsored=True,
        may_lead=False,
        in_news_sitemap=False,
    ),
}
NOT_IN_NEWS_SITEMAP = [kind for kind, traits in TRAITS.items() if not traits.in_news_sitemap]


def traits_of(kind: str) -> KindTraits:
    """Return the traits of a kind. One that is none, as an unsaved form may hold, has defaults."""
    return TRAITS.get(kind, KindTraits())
