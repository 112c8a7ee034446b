"""AttributedText: text attributed to a source, stored so that a lost attribution is noticed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models import Source

from .article import Article


class AttributedText(models.Model):
    """Words of a story and their source, as they stood when it was last saved.

    The marks themselves stand in the body (articles/body/source_marks.py);
    articles/findings/source_links.py compares the two.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="attributed_texts")
    source = models.ForeignKey(Source, models.CASCADE, related_name="attributed_texts")
    kind = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("attributed text")
        verbose_name_plural = _("attributed text")

    def __str__(self) -> str:
        return self.words
