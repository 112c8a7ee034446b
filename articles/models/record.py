"""RecordedDay: one line for each day, so that nothing can be taken out unseen."""

from django.db import models


class RecordedDay(models.Model):
    """The newest hashes of all stories recorded on one UTC day, rolled into one. Append-only.

    `sha = H(previous sha, day, heads)` where heads are the lines "article number sha" of every
    story with an edition recorded that day, in order of article. What it proves and what not is
    in docs/architecture.md.
    """

    day = models.DateField(primary_key=True)
    stories = models.PositiveIntegerField()
    previous_sha = models.CharField(max_length=64, blank=True)
    sha = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.sha[:12]}"
