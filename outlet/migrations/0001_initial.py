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
                                "Enter a language code such as “en”, “en-GB”, “ar” or “zh-Hant” (BCP 47).",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        help_text="All dates and times on the site and at the desk are in this time zone.",
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
                                "^#[0-9a-fA-F]{6}$",
                                "Enter a colour as # and six hexadecimal digits: #00604a.",
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
                                "^#[0-9a-fA-F]{6}$",
                                "Enter a colour as # and six hexadecimal digits: #00604a.",
                            )
                        ],
                        verbose_name="accent colour, dark mode",
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, max_length=300, verbose_name="postal address"),
                ),
                (
                    "contact",
                    models.EmailField(blank=True, max_length=254, verbose_name="contact email"),
                ),
                ("about", models.TextField(blank=True, verbose_name="about us")),
                (
                    "corrections_policy",
                    models.TextField(blank=True, verbose_name="corrections policy"),
                ),
                ("ethics", models.TextField(blank=True, verbose_name="our standards")),
                (
                    "require_second_person",
                    models.BooleanField(
                        default=False,
                        help_text="Whoever last edited a story can’t approve it.",
                        verbose_name="second-person approval",
                    ),
                ),
                (
                    "spelling",
                    models.CharField(
                        blank=True,
                        choices=[
                            (None, "Not checked"),
                            ("en-GB", "British: organise, colour"),
                            ("en-GB-oxendict", "Oxford: organize, colour"),
                            ("en-US", "American: organize, color"),
                        ],
                        help_text="English stories are checked against it.",
                        max_length=20,
                        verbose_name="English spelling",
                    ),
                ),
            ],
            options={
                "verbose_name": "settings",
                "verbose_name_plural": "settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="there_is_one_outlet"
                    )
                ],
            },
        ),
    ]
