import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0002_source_is_confidential"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfidentialRecord",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="confidential",
                        serialize=False,
                        to="sources.source",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason for anonymity")),
                (
                    "editor_who_knows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="editor who knows",
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="erase after")),
                ("ciphertext", models.BinaryField(null=True)),
                ("wrapped_key", models.BinaryField(null=True)),
                ("locked_with", models.CharField(blank=True, max_length=16)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("warned_at", models.DateTimeField(null=True)),
                ("purged_at", models.DateTimeField(null=True, verbose_name="purged")),
            ],
            options={
                "verbose_name": "confidential source",
                "verbose_name_plural": "confidential sources",
                "default_permissions": (),
                "indexes": [models.Index(fields=["ends_on"], name="confidential_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            purged_at=None, ciphertext__isnull=False, wrapped_key__isnull=False
                        )
                        | Q(purged_at__isnull=False, ciphertext=None, wrapped_key=None),
                        name="confidential_until_purged",
                    ),
                    models.CheckConstraint(
                        condition=~Q(reason=""), name="confidential_for_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confidant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confidants",
                        to="sources.confidentialrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["named_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["record", "person"], name="confidants_are_named_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="sources.confidentialrecord",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recorded", "Recorded"),
                            ("read", "Identity shown"),
                            ("rewritten", "Identity changed"),
                            ("details", "Details changed"),
                            ("named", "Person named"),
                            ("taken_away", "Person taken away"),
                            ("ends_soon", "Two weeks until it is erased"),
                            ("purged", "Identity erased"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date and time"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "address",
                    models.GenericIPAddressField(
                        null=True, unpack_ipv4=True, verbose_name="address"
                    ),
                ),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["record", "-at"], name="confidential_log")],
            },
        ),
    ]
