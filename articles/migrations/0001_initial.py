import datetime

import django.core.validators
import django.db.models.deletion
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("authors", "0001_initial"),
        ("photos", "0001_initial"),
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("stories", models.PositiveIntegerField()),
                ("previous_sha", models.CharField(blank=True, max_length=64)),
                ("sha", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=60, unique=True, verbose_name="URL slug"
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True, help_text="Shown on the topic page.", verbose_name="lead"
                    ),
                ),
                (
                    "synonyms",
                    models.JSONField(blank=True, default=list, verbose_name="also known as"),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("headline", models.CharField(blank=True, max_length=200, verbose_name="headline")),
                (
                    "short_headline",
                    models.CharField(
                        blank=True,
                        help_text="For cards on fronts.",
                        max_length=100,
                        verbose_name="short headline",
                    ),
                ),
                (
                    "seo_headline",
                    models.CharField(blank=True, max_length=120, verbose_name="SEO headline"),
                ),
                (
                    "kicker",
                    models.CharField(
                        blank=True,
                        help_text="A few words above the headline.",
                        max_length=60,
                        verbose_name="kicker",
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(blank=True, max_length=600, verbose_name="standfirst"),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                (
                    "dateline",
                    models.CharField(
                        blank=True,
                        help_text="Where it was reported from.",
                        max_length=120,
                        verbose_name="dateline",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("report", "Report"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("feature", "Feature"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("review", "Review"),
                            ("sponsored", "Sponsored"),
                        ],
                        default="news",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?$",
                                "Enter a language code such as “en”, “en-GB”, “ar” or “zh-Hant” (BCP 47).",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        blank=True,
                        help_text="The last part of the URL. Leave blank to make it from the headline.",
                        max_length=100,
                        verbose_name="URL slug",
                    ),
                ),
                (
                    "lead_caption",
                    models.TextField(
                        blank=True,
                        help_text="Leave blank to use the photo's own caption.",
                        verbose_name="caption",
                    ),
                ),
                (
                    "embargo_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="embargoed until"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("ready", "Ready"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "review_note",
                    models.TextField(blank=True, editable=False, verbose_name="note from the desk"),
                ),
                ("submitted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "spiked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="spiked"
                    ),
                ),
                ("is_out", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_form_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("saved_form_id", models.UUIDField(editable=False, null=True)),
                ("saved_seq", models.PositiveIntegerField(default=0, editable=False)),
                ("autosaved_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stories",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="photos.photo",
                        verbose_name="lead photo",
                    ),
                ),
                (
                    "translation_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="translations",
                        to="articles.article",
                        verbose_name="translation of",
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
                "ordering": ["-pk"],
                "permissions": [
                    ("see_all_copy", "Can see all copy"),
                    ("edit_assigned", "Can edit stories assigned to them"),
                    ("edit_all_copy", "Can edit all copy"),
                    ("submit_article", "Can submit a story for review"),
                    ("approve_article", "Can approve a story or send it back"),
                    ("publish_article", "Can publish, schedule, update, cancel and withdraw"),
                    ("withhold_article", "Can withhold published text for legal reasons"),
                    ("spike_article", "Can spike and unspike a story"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("path", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
            },
        ),
        migrations.CreateModel(
            name="AttributedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("words", models.TextField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attributed_texts",
                        to="articles.article",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attributed_texts",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "attributed text",
                "verbose_name_plural": "attributed text",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("first", "First published"),
                            ("minor", "Minor edit"),
                            ("update", "Update"),
                            ("clarification", "Clarification"),
                            ("correction", "Correction"),
                            ("retraction", "Retraction"),
                            ("withdrawal", "Withdrawal"),
                            ("reinstatement", "Republished"),
                        ],
                        default="first",
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("live_from", models.DateTimeField()),
                (
                    "live_until",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("is_over", models.BooleanField(default=False)),
                ("is_notice", models.BooleanField(default=False)),
                ("is_listed", models.BooleanField(default=True)),
                ("path", models.CharField(max_length=200)),
                ("dated_on", models.DateField()),
                ("readers_changed_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("report", "Report"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("feature", "Feature"),
                            ("explainer", "Explainer"),
                            ("interview", "Interview"),
                            ("review", "Review"),
                            ("sponsored", "Sponsored"),
                        ],
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(max_length=20)),
                ("kicker", models.CharField(blank=True, max_length=60)),
                ("headline", models.CharField(blank=True, max_length=200)),
                ("standfirst", models.TextField(blank=True)),
                ("card", models.JSONField(default=dict)),
                ("printed", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                ("salt", models.CharField(max_length=32)),
                ("content_sha", models.CharField(max_length=64)),
                ("previous_sha", models.CharField(blank=True, max_length=64)),
                ("sha", models.CharField(max_length=64)),
                ("withheld_at", models.DateTimeField(blank=True, null=True)),
                ("withheld_why", models.CharField(blank=True, max_length=300)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="articles.article",
                    ),
                ),
                (
                    "lead_photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_editions",
                        to="photos.photo",
                    ),
                ),
            ],
            options={
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="EditionByline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("article_id", models.BigIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_rows",
                        to="authors.author",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="authors",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionByline", to="authors.author"
            ),
        ),
        migrations.CreateModel(
            name="EditionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("article_id", models.BigIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_rows",
                        to="photos.photo",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EditionSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("article_id", models.BigIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_rows",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="sources",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionSource", to="sources.source"
            ),
        ),
        migrations.CreateModel(
            name="EditionUnnamed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("article_id", models.BigIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unnamed_rows",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HouseRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "look_for",
                    models.CharField(
                        help_text="A whole word or phrase, in upper or lower case; or a regular expression.",
                        max_length=300,
                        verbose_name="look for",
                    ),
                ),
                (
                    "is_pattern",
                    models.BooleanField(
                        default=False,
                        help_text="For example: “per ?cent” or “\\bomnibus(es)?\\b”.",
                        verbose_name="regular expression",
                    ),
                ),
                (
                    "advice",
                    models.CharField(
                        help_text="Shown to writers: “Write ‘bus’.”",
                        max_length=300,
                        verbose_name="advice",
                    ),
                ),
                (
                    "instead",
                    models.CharField(
                        blank=True,
                        help_text="Offered with one click. Leave blank to offer none.",
                        max_length=200,
                        verbose_name="replacement",
                    ),
                ),
                (
                    "example",
                    models.CharField(
                        blank=True,
                        help_text="A sentence that follows the rule.",
                        max_length=300,
                        verbose_name="example",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("warning", "Warning: must be fixed or dismissed"),
                            ("note", "Note: does not stop publication"),
                        ],
                        default="warning",
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                (
                    "languages",
                    models.CharField(
                        blank=True,
                        help_text="For example: en, nl. Leave blank for all languages.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\s*[a-z]{2,3}(\\s*,\\s*[a-z]{2,3})*\\s*$",
                                "Enter language codes, for example: en, nl.",
                            )
                        ],
                        verbose_name="languages",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Live")],
                        default="draft",
                        help_text="You can test a draft rule here. It isn’t applied to stories.",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        help_text="For colleagues who ask.",
                        verbose_name="reason for the rule",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "house rule",
                "verbose_name_plural": "house rules",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="RelatedStory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picked",
                        to="articles.article",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picked_by",
                        to="articles.article",
                        verbose_name="story",
                    ),
                ),
            ],
            options={
                "verbose_name": "related story",
                "verbose_name_plural": "related stories",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="related",
            field=models.ManyToManyField(
                blank=True,
                through="articles.RelatedStory",
                to="articles.article",
                verbose_name="related stories",
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("opened_at", models.DateTimeField()),
                ("is_told", models.BooleanField(default=False, verbose_name="writers notified")),
                ("finding", models.CharField(blank=True, max_length=500, verbose_name="outcome")),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="articles.article",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-opened_at", "-pk"],
                "permissions": [
                    ("open_reviews", "Can have stories reviewed when a source is in doubt")
                ],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="articles.section",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.section",
                verbose_name="section",
            ),
        ),
        migrations.CreateModel(
            name="EditionTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_live_at", models.DateTimeField()),
                ("article_id", models.BigIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_rows",
                        to="articles.topic",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="topics",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionTopic", to="articles.topic"
            ),
        ),
        migrations.CreateModel(
            name="ArticleTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_topics",
                        to="articles.article",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged",
                        to="articles.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.ArticleTopic",
                to="articles.Topic",
                verbose_name="topics",
            ),
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("by", "By"),
                            ("reported_by", "Reported by"),
                            ("translated_by", "Translated by"),
                            ("photographs_by", "Photos by"),
                        ],
                        default="by",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "name_as_printed",
                    models.CharField(
                        blank=True,
                        help_text="Leave blank to use the author's name at the time of publication.",
                        max_length=150,
                        verbose_name="published name",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.article",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="authors.author",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "byline",
                "verbose_name_plural": "bylines",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "author", "role"), name="a_name_stands_once_in_a_role"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reported_by", "Source"),
                            ("quoted", "Quoted"),
                            ("document", "Document"),
                            ("data", "Data"),
                            ("translated_from", "Translated from"),
                            ("observation", "First-hand reporting"),
                        ],
                        default="reported_by",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "terms",
                    models.CharField(
                        choices=[
                            ("on_record", "on the record"),
                            ("background", "on background"),
                            ("not_attributed", "not for attribution"),
                            ("anonymous", "anonymous"),
                        ],
                        default="on_record",
                        max_length=20,
                        verbose_name="terms",
                    ),
                ),
                (
                    "shown_as",
                    models.CharField(
                        blank=True,
                        help_text="Shown instead of the name of a source not on the record: “an engineer there”.",
                        max_length=200,
                        verbose_name="described to readers as",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Of the report, page or table.",
                        max_length=300,
                        verbose_name="title",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="link")),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="accessed on")),
                (
                    "archived_url",
                    models.URLField(
                        blank=True,
                        help_text="Shown beside the link, in case it stops working.",
                        max_length=1000,
                        verbose_name="archived copy",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For readers: “interviewed 14 June”.",
                        max_length=300,
                        verbose_name="note",
                    ),
                ),
                (
                    "name_as_printed",
                    models.CharField(
                        blank=True,
                        help_text="The name as it should appear in this story. Leave blank to use the source’s name.",
                        max_length=200,
                        verbose_name="name",
                    ),
                ),
                (
                    "role_as_printed",
                    models.CharField(blank=True, max_length=200, verbose_name="job title"),
                ),
                (
                    "affiliation_as_printed",
                    models.CharField(blank=True, max_length=200, verbose_name="affiliation"),
                ),
                (
                    "checked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="checked"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="articles.article",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="citations",
                        to="sources.link",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "citation",
                "verbose_name_plural": "citations",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("link", None), models.Q(("url", ""), _negated=True)),
                        fields=["link", "id"],
                        name="citation_to_follow",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DismissedWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=20)),
                ("check_name", models.CharField(max_length=40)),
                ("words", models.CharField(max_length=300)),
                ("message", models.CharField(max_length=500)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dismissed_warnings",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="dismissed_warnings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dismissed warning",
                "verbose_name_plural": "dismissed warnings",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "fingerprint"), name="a_warning_is_dismissed_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="editionbyline",
            index=models.Index(
                fields=["author", "-first_live_at", "-article_id"], name="edition_by_author"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionbyline",
            constraint=models.UniqueConstraint(
                fields=("edition", "author"), name="one_row_per_author"
            ),
        ),
        migrations.AddIndex(
            model_name="editionphoto",
            index=models.Index(
                fields=["photo", "-first_live_at", "-article_id"], name="edition_by_photo"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionphoto",
            constraint=models.UniqueConstraint(
                fields=("edition", "photo"), name="one_row_per_photo"
            ),
        ),
        migrations.AddIndex(
            model_name="editionsource",
            index=models.Index(
                fields=["source", "-first_live_at", "-article_id"], name="edition_by_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionsource",
            constraint=models.UniqueConstraint(
                fields=("edition", "source"), name="one_row_per_source"
            ),
        ),
        migrations.AddIndex(
            model_name="editionunnamed",
            index=models.Index(
                fields=["source", "-first_live_at", "-article_id"], name="edition_by_unnamed"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionunnamed",
            constraint=models.UniqueConstraint(
                fields=("edition", "source"), name="one_row_per_unnamed"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedstory",
            constraint=models.UniqueConstraint(
                fields=("article", "other"), name="a_story_is_picked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedstory",
            constraint=models.CheckConstraint(
                condition=models.Q(("article", models.F("other")), _negated=True),
                name="a_story_is_not_related_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("article", "source"),
                name="one_open_review_per_story_and_source",
            ),
        ),
        migrations.AddIndex(
            model_name="editiontopic",
            index=models.Index(
                fields=["topic", "-first_live_at", "-article_id"], name="edition_by_topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="editiontopic",
            constraint=models.UniqueConstraint(
                fields=("edition", "topic"), name="one_row_per_topic"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-first_live_at", "-article"], name="edition_latest"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_over", False)),
                fields=["-first_live_at", "-article"],
                name="edition_latest_now",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["section", "-first_live_at", "-article"], name="edition_section"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_over", False)),
                fields=["section", "-first_live_at", "-article"],
                name="edition_section_now",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["dated_on", "-first_live_at", "-article"], name="edition_day"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("is_over", False)),
                fields=["-dated_on", "-first_live_at", "-article"],
                name="edition_day_now",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(
                    ("is_notice", True), ("withheld_at__isnull", False), _connector="OR"
                ),
                fields=["live_until"],
                name="edition_taken",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("readers_changed_at__gt", models.F("first_live_at"))),
                fields=["dated_on", "readers_changed_at"],
                name="edition_told_of_later",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_from"], name="edition_live_from"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_until"], name="edition_live_until"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["recorded_at"], name="edition_recorded"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="one_edition_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("live_until", datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC))
                ),
                fields=("article",),
                name="one_open_span_per_article",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("live_until__gte", models.F("live_from"))),
                name="spans_run_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_live_at__lte", models.F("live_from"))),
                name="nothing_is_live_before_it_is_first_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_notice", False),
                    models.Q(("body", ""), ("headline", ""), ("is_listed", False)),
                    _connector="OR",
                ),
                name="notices_hold_no_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="articletopic",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="a_topic_stands_once_on_a_story"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["status", "-changed_at"], name="article_status"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at", None)),
                fields=[
                    "-changed_at",
                    "-id",
                    "status",
                    "created_by",
                    "assignee",
                    "section",
                    "kind",
                    "headline",
                    "kicker",
                ],
                name="article_list",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at", None)),
                fields=["section", "-changed_at", "-id"],
                name="article_by_section",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at", None)),
                fields=["kind", "-changed_at", "-id"],
                name="article_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at", None)),
                fields=["headline", "-changed_at", "-id"],
                name="article_by_headline",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at", None), ("is_out", False)),
                fields=["status", "-changed_at", "-id"],
                name="article_never_out",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("spiked_at__isnull", False)),
                fields=["-changed_at", "-id"],
                name="article_spiked",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["created_by", "-changed_at"], name="article_by_writer"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["assignee", "-changed_at"], name="article_by_assignee"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("autosaved_at__isnull", False)),
                fields=["autosaved_at"],
                name="article_autosaved",
            ),
        ),
    ]
