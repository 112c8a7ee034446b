import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outlet",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(default="The Newsroom", max_length=120, verbose_name="name"),
                ),
                ("tagline", models.CharField(blank=True, max_length=200, verbose_name="tagline")),
                (
                    "language",
                    models.CharField(
                        default="en-GB",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?$",
                                "Write a language as in “en”, “en-GB”, “ar” or “zh-Hant” (BCP 47).",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        help_text="Where the paper's day begins and ends, as in Europe/Amsterdam.",
                        max_length=60,
                        verbose_name="time zone",
                    ),
                ),
                ("logo", models.FileField(blank=True, upload_to="outlet/", verbose_name="logo")),
                (
                    "accent",
                    models.CharField(
                        default="#00604a",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-fA-F]{6}$", "Write a colour as # and six figures: #00604a."
                            )
                        ],
                        verbose_name="accent colour",
                    ),
                ),
                (
                    "accent_dark",
                    models.CharField(
                        default="#74d0ab",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-fA-F]{6}$", "Write a colour as # and six figures: #00604a."
                            )
                        ],
                        verbose_name="accent colour, dark",
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, max_length=300, verbose_name="postal address"),
                ),
                ("contact", models.EmailField(blank=True, max_length=254, verbose_name="contact")),
                ("about", models.TextField(blank=True, verbose_name="about the paper")),
                ("corrections_policy", models.TextField(blank=True, verbose_name="how we correct")),
                ("ethics", models.TextField(blank=True, verbose_name="how we work")),
                (
                    "require_second_person",
                    models.BooleanField(
                        default=False,
                        help_text="A story must be approved by somebody other than who last changed its text.",
                        verbose_name="a second pair of eyes",
                    ),
                ),
                (
                    "spelling",
                    models.CharField(
                        blank=True,
                        choices=[
                            (None, "Each to its own"),
                            ("en-GB", "British: organise, colour"),
                            ("en-GB-oxendict", "Oxford: organize, colour"),
                            ("en-US", "American: organize, color"),
                        ],
                        help_text="The copy desk holds English stories to it.",
                        max_length=20,
                        verbose_name="English spelling",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper",
                "verbose_name_plural": "the paper",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="there_is_one_outlet"
                    )
                ],
            },
        ),
    ]
