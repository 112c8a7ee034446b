"""Where a story stands for readers, in the tags of `vocabulary.cache_deps`."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import Article, Edition, EditionByline, EditionSource, EditionTopic

LISTS = {
    EditionByline: ("by", "author_id"),
    EditionTopic: ("about", "topic_id"),
    EditionSource: ("citing", "source_id"),
}


def tags_of_stories(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the tags of stories and of every list that one of their editions stands in.

    By the id of the article, in five queries.
    """
    ids = set(ids)
    tags = {pk: {f"article:{pk}", f"translations:{pk}"} for pk in ids}
    editions = Edition.objects.filter(article_id__in=ids)
    for pk, section, root in editions.values_list(
        "article_id", "section_id", "printed__translation_of"
    ):
        tags[pk] |= {f"in:{section}"} | ({f"translations:{root}"} if root else set())
    translated = Article.objects.filter(pk__in=ids).exclude(translation_of=None)
    for pk, root in translated.values_list("pk", "translation_of_id"):
        tags[pk].add(f"translations:{root}")
    for model, (name, column) in LISTS.items():
        rows = model.objects.filter(article_id__in=ids).values_list("article_id", column)
        for pk, owner in rows.distinct():
            tags[pk].add(f"{name}:{owner}")
    return tags


def tags_of_story(pk: int) -> set[str]:
    return tags_of_stories([pk])[pk]
