"""A story and all it is made of: one file per noun."""

from .address import Address
from .article import Article, ArticleTopic, RelatedStory, Section, Topic
from .attributed_text import AttributedText
from .byline import Byline
from .citation import Citation
from .edition import (
    LOOKUPS,
    Change,
    Edition,
    EditionByline,
    EditionPhoto,
    EditionSource,
    EditionTopic,
    EditionUnnamed,
)
from .house_style import DismissedWarning, HouseRule
from .kinds import NOT_IN_NEWS_SITEMAP, TRAITS, ArticleKind, KindTraits, traits_of
from .record import RecordedDay
from .review import Review

__all__ = [
    "LOOKUPS",
    "NOT_IN_NEWS_SITEMAP",
    "TRAITS",
    "Address",
    "Article",
    "ArticleKind",
    "ArticleTopic",
    "Byline",
    "Change",
    "Citation",
    "Edition",
    "EditionByline",
    "EditionPhoto",
    "EditionSource",
    "EditionTopic",
    "EditionUnnamed",
    "HouseRule",
    "KindTraits",
    "DismissedWarning",
    "RecordedDay",
    "RelatedStory",
    "Review",
    "Section",
    "AttributedText",
    "Topic",
    "traits_of",
]
