import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("url", models.CharField(max_length=1000, verbose_name="link")),
                ("host", models.CharField(max_length=255)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status")),
                ("error", models.CharField(blank=True, max_length=60)),
                ("fails", models.PositiveSmallIntegerField(default=0)),
                ("dead_since", models.DateTimeField(null=True, verbose_name="dead since")),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "default_permissions": (),
                "indexes": [models.Index(fields=["due_at"], name="link_due")],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outlet", "news outlet"),
                            ("agency", "news agency"),
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("document", "document"),
                            ("dataset", "data set"),
                            ("observation", "first-hand reporting"),
                        ],
                        default="outlet",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        help_text="The last part of the page’s address: /sources/…/",
                        max_length=100,
                        unique=True,
                        verbose_name="URL slug",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="A person’s job or title, such as professor of law.",
                        max_length=200,
                        verbose_name="role",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Two letters (ISO 3166): NL.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=20, verbose_name="language")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="website")),
                (
                    "pronouns",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not recorded"),
                            ("she", "she/her"),
                            ("he", "he/him"),
                            ("they", "they/them"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="pronouns",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="A sentence or two for readers.",
                        verbose_name="description",
                    ),
                ),
                (
                    "trust_notes",
                    models.TextField(
                        blank=True,
                        help_text="Internal. Never shown to readers.",
                        verbose_name="reliability notes",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "spiked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="in the trash since"
                    ),
                ),
                (
                    "affiliation",
                    models.ForeignKey(
                        blank=True,
                        help_text="The organisation or outlet a person belongs to.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="sources.source",
                        verbose_name="affiliation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sources",
                        to="sources.link",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["name"],
                "indexes": [models.Index(fields=["name"], name="source_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="sources_have_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("affiliation", models.F("id")), _negated=True),
                        name="sources_are_not_their_own_affiliation",
                    ),
                ],
            },
        ),
    ]
