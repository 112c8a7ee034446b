import datetime

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("image", models.FileField(max_length=200, upload_to="", verbose_name="photo")),
                ("width", models.PositiveIntegerField(default=0, editable=False)),
                ("height", models.PositiveIntegerField(default=0, editable=False)),
                ("sha256", models.CharField(db_index=True, editable=False, max_length=64)),
                (
                    "title",
                    models.CharField(
                        help_text="For searching the library. Readers do not see it.",
                        max_length=200,
                        verbose_name="title",
                    ),
                ),
                (
                    "caption",
                    models.TextField(
                        blank=True,
                        help_text="Who, what, where, when. Shown below the photo.",
                        verbose_name="caption",
                    ),
                ),
                (
                    "alt",
                    models.TextField(
                        blank=True,
                        help_text="What the photo shows, for readers who cannot see it. Do not repeat the caption.",
                        verbose_name="alt text",
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="credit")),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Unknown"),
                            ("own", "Own work"),
                            ("agency", "Agency subscription"),
                            ("once", "Single-use licence"),
                            ("handout", "Handout, free for editorial use"),
                            ("cc-by", "CC BY"),
                            ("cc-by-sa", "CC BY-SA"),
                            ("cc0", "CC0 or public domain"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="licence",
                    ),
                ),
                (
                    "rights_from",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="rights from"
                    ),
                ),
                (
                    "rights_until",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                        verbose_name="rights until",
                    ),
                ),
                ("restrictions", models.TextField(blank=True, verbose_name="restrictions")),
                (
                    "focal_x",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="focal point, horizontal",
                    ),
                ),
                (
                    "focal_y",
                    models.FloatField(
                        default=0.4,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="focal point, vertical",
                    ),
                ),
                (
                    "digital_source_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Unknown"),
                            ("digitalCapture", "Taken with a camera"),
                            (
                                "computationalCapture",
                                "Taken with a camera, combined from several shots",
                            ),
                            ("negativeFilm", "Scanned from a negative"),
                            ("positiveFilm", "Scanned from a slide"),
                            ("print", "Scanned from a print"),
                            ("humanEdits", "Photograph edited by hand"),
                            ("algorithmicallyEnhanced", "Photograph enhanced by software"),
                            ("digitalCreation", "Digital drawing or artwork"),
                            ("dataDrivenMedia", "Chart or graphic made from data"),
                            ("screenCapture", "Screenshot"),
                            ("virtualRecording", "Recorded in a virtual environment"),
                            ("composite", "Montage"),
                            ("compositeCapture", "Montage of photographs"),
                            ("compositeSynthetic", "Montage with AI-generated parts"),
                            ("trainedAlgorithmicMedia", "Generated by AI"),
                            ("compositeWithTrainedAlgorithmicMedia", "Altered with generative AI"),
                            ("algorithmicMedia", "Generated by a program, without AI"),
                        ],
                        default="",
                        max_length=60,
                        verbose_name="how it was made",
                    ),
                ),
                (
                    "metadata",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="embedded metadata"
                    ),
                ),
                ("likeness", models.CharField(blank=True, editable=False, max_length=32)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "spiked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="in the trash since"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LikenessBand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("piece", models.CharField(max_length=4)),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="photos.photo",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("crop", models.CharField(default="whole", max_length=20)),
                (
                    "format",
                    models.CharField(
                        choices=[("avif", "AVIF"), ("webp", "WebP"), ("jpeg", "JPEG")], max_length=5
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("file", models.FileField(max_length=200, upload_to="r/")),
                ("bytes", models.PositiveIntegerField()),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="photos.photo",
                    ),
                ),
            ],
            options={
                "ordering": ["photo_id", "crop", "format", "width"],
            },
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(fields=["rights_until"], name="photo_rights_until"),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        ("caption", ""),
                        ("alt", ""),
                        ("credit", ""),
                        ("licence", ""),
                        _connector="OR",
                    ),
                    ("spiked_at", None),
                ),
                fields=["-id"],
                name="photo_lacks_details",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("rights_until__gte", models.F("rights_from"))),
                name="photo_rights_run_forwards",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                name="focal_points_lie_in_the_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("spiked_at", None), models.Q(("sha256", ""), _negated=True)),
                fields=("sha256",),
                name="the_same_picture_is_kept_once",
            ),
        ),
        migrations.AddIndex(
            model_name="likenessband",
            index=models.Index(fields=["piece", "photo"], name="likeness_piece"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("photo", "crop", "format", "width"), name="one_rendition_per_size"
            ),
        ),
    ]
