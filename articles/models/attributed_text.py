"""TiedWords: what the desk has tied to a source, so that a tie that goes is missed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models import Source

from .article import Article


class AttributedText(models.Model):
    """Words of a story and their source, as they stood when it was last saved.

    The marks themselves stand in the body (articles/body/source_marks.py);
    articles/findings/source_links.py compares the two.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="tied_words")
    source = models.ForeignKey(Source, models.CASCADE, related_name="tied_words")
    kind = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("tied words")
        verbose_name_plural = _("tied words")

    def __str__(self) -> str:
        return self.words
