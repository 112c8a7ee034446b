"""When the background processes were last seen: what readiness asks."""

from django.db import models


class Heartbeat(models.Model):
    """One row for each kind of background process, whichever machine it runs on."""

    role = models.CharField(primary_key=True, max_length=20)
    beat_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.role}, {self.beat_at}"
