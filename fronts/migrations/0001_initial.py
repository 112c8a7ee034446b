import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        ("photos", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Front",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="front",
                        to="articles.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "front",
                "verbose_name_plural": "fronts",
                "ordering": [
                    models.OrderBy(models.F("section__position"), nulls_first=True),
                    "section__name",
                ],
                "default_permissions": ("view", "change", "delete"),
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("mid", "Beside the lead, with photo"),
                            ("small", "Beside the lead"),
                            ("rail", "Just published"),
                            ("big", "Full width, below the lead"),
                            ("line", "List"),
                        ],
                        max_length=10,
                        verbose_name="size",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="slot")),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="Leave blank to use the story’s own.",
                        max_length=120,
                        verbose_name="custom headline",
                    ),
                ),
                (
                    "standfirst",
                    models.CharField(
                        blank=True,
                        help_text="Leave blank to use the story’s own.",
                        max_length=300,
                        verbose_name="custom standfirst",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                (
                    "ends_at",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                        verbose_name="until",
                    ),
                ),
                ("taken_at", models.DateTimeField(editable=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "front",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="fronts.front",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave blank to use the story’s own, which is also used once the rights expire.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="placements",
                        to="photos.photo",
                        verbose_name="custom photo",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
            },
        ),
        migrations.CreateModel(
            name="Banner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        help_text="One sentence, at most 140 characters.",
                        max_length=140,
                        verbose_name="text",
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        help_text="A URL that starts with https://, or a path on this site that starts with /.",
                        max_length=500,
                        verbose_name="or another page",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        help_text="The banner links to the story, and shows only while the story is live.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="banners",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "breaking banner",
                "verbose_name_plural": "breaking banners",
                "ordering": ["-starts_at", "-pk"],
                "indexes": [models.Index(fields=["-ends_at"], name="banner_ends_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gte", models.F("starts_at")),
                            (
                                "ends_at__lt",
                                datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            ),
                        ),
                        name="banners_run_forwards_and_end",
                        violation_error_message="A banner must end after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="banners_say_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article", None), ("url", ""), _connector="OR"),
                        name="a_banner_leads_to_one_page",
                        violation_error_message="A banner links to one page only.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="front",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce(
                    models.F("section"), models.Value(0), output_field=models.BigIntegerField()
                ),
                name="the_home_page_has_one_front",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["front", "-ends_at"], name="placement_in_force"),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                name="placements_run_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="slots_count_from_one"
            ),
        ),
    ]
