import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("photos", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        help_text="The last part of the page’s address: /authors/…/",
                        max_length=100,
                        unique=True,
                        verbose_name="URL slug",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="role")),
                (
                    "status",
                    models.CharField(
                        choices=[("staff", "staff"), ("guest", "guest"), ("former", "former")],
                        default="staff",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "short_bio",
                    models.TextField(
                        blank=True,
                        help_text="Shown under every story, as it is when the story is published. 150 to 260 characters.",
                        max_length=600,
                        verbose_name="short bio",
                    ),
                ),
                (
                    "long_bio",
                    models.TextField(
                        blank=True,
                        help_text="For the author’s page. Leave a blank line between paragraphs.",
                        verbose_name="long bio",
                    ),
                ),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                (
                    "places",
                    models.JSONField(blank=True, default=list, verbose_name="areas covered"),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("expertise", models.JSONField(blank=True, default=list, verbose_name="expertise")),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Shown to readers. Not the address of the user account.",
                        max_length=254,
                        verbose_name="public email address",
                    ),
                ),
                (
                    "links",
                    models.JSONField(blank=True, default=list, verbose_name="other web pages"),
                ),
                ("disclosures", models.TextField(blank=True, verbose_name="declared interests")),
                ("former_names", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "checked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="checked by a staff manager"
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
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="portrait_of",
                        to="photos.photo",
                        verbose_name="portrait",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="author",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user account",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
                "ordering": ["name"],
                "permissions": [("approve_bio", "Can approve what authors write about themselves")],
            },
        ),
        migrations.CreateModel(
            name="AuthorAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True)),
                ("left_at", models.DateTimeField(auto_now_add=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="authors.author",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BioProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "short_bio",
                    models.TextField(blank=True, max_length=600, verbose_name="short bio"),
                ),
                ("long_bio", models.TextField(blank=True, verbose_name="long bio")),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "approved"),
                            ("sent_back", "sent back"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="authors.author",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bio_proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="author",
            index=models.Index(fields=["name"], name="author_name"),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="authors_have_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="bioproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("author",),
                name="one_open_proposal_per_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="bioproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(
                        ("decided_at__gte", models.F("made_at")),
                        ("decided_at__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decided_proposals_say_how_and_when",
            ),
        ),
    ]
