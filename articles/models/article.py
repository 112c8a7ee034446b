"""Section, Topic, Article: the desk's working copy. No reader's page, feed or list reads it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TagBase, TaggedItemBase

from authors.models import Author
from outlet.models import validate_language_tag
from photos.models import Photo
from vocabulary import schema_fields
from vocabulary.soft_delete import SoftDeleteQuerySet
from vocabulary.uncounted_lists import NoSqliteIndex

from ..body import BodyField
from ..reserved_slugs import not_reserved
from .kinds import ArticleKind, KindTraits, traits_of

if TYPE_CHECKING:
    from datetime import datetime

    from staff.models import User


class Section(models.Model):
    """A section of the site. Its slug is part of URLs, so it is fixed once it has editions."""

    name = models.CharField(_("name"), max_length=60)
    slug = schema_fields.SlugField(
        _("URL slug"), max_length=60, unique=True, allow_unicode=True, validators=[not_reserved]
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.slug])

    @property
    def has_editions(self) -> bool:
        """Whether a story was published or scheduled here, so that the slug is part of URLs."""
        return self.editions.exists()

    def clean(self) -> None:
        if self.pk and self.has_editions:
            was = Section.objects.values_list("slug", flat=True).get(pk=self.pk)
            if was != self.slug:
                raise ValidationError(
                    {
                        "slug": _(
                            "Stories have been published under /%(was)s/, so the slug cannot "
                            "change. You can still change the name."
                        )
                        % {"was": was}
                    }
                )


class Topic(TagBase):
    """A taggit tag with a page of its own: a lead and the words it is also known by."""

    lead = models.TextField(_("lead"), blank=True, help_text=_("Shown on the topic page."))
    synonyms = models.JSONField(_("also known as"), default=list, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    @classmethod
    def find_by_name(cls, name: str) -> Topic | None:
        """Return the oldest topic with this name, ignoring case; None if there is none."""
        return cls.objects.filter(name__iexact=name).order_by("pk").first()

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Make a slug for names without a letter, too: "!!!"."""
        return super().slugify(tag if super().slugify(tag) else "topic", i)


class ArticleTopic(TaggedItemBase):
    """An article's topic, by a real foreign key."""

    content_object = models.ForeignKey("Article", models.CASCADE, related_name="tagged_topics")
    tag = models.ForeignKey(Topic, models.CASCADE, related_name="tagged")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="a_topic_stands_once_on_a_story"
            )
        ]


KEPT = Q(spiked_at=None)


class ArticleQuerySet(SoftDeleteQuerySet["Article"]):
    def with_spiked(self) -> Self:
        """Say, in a list of the desk, that spiked stories are meant too."""
        return self.all()

    def open_to(self, user: User) -> Self:
        """Keep what `user` may see at the desk: all copy, or only their own and assigned."""
        if user.has_perm("articles.see_all_copy"):
            return self
        if user.has_perm("articles.edit_assigned"):
            return self.by_or_assigned_to(user)
        return self.filter(created_by=user)

    def matching(self, words: list[str]) -> Self:
        """Keep those with every word in the headline, in the kicker or in a name of the byline."""
        found = self
        for word in words:
            held = Q(headline__icontains=word) | Q(kicker__icontains=word)
            # Asked first, since there mostly are none: then the index of the list says it all.
            authors = list(Author.objects.filter(name__icontains=word).values_list("pk", flat=True))
            if authors:
                bylines = self.model.bylines.rel.related_model._default_manager
                held |= Q(pk__in=bylines.filter(author__in=authors).values("article"))
            found = found.filter(held)
        return found

    def by_or_assigned_to(self, user: User) -> Self:
        """Keep what `user` writes or is assigned to."""
        whose = (Exact(NoSqliteIndex(name), user.pk) for name in ("created_by_id", "assignee_id"))
        return self.filter(reduce(or_, map(Q, whose)))

    def exists_for(self, key: str = "article") -> Exists:
        """Return the condition that a row's story is one of these.

        A correlated EXISTS costs one index look-up per row; `article__in=` gathers every id first.
        """
        return Exists(self.filter(pk=OuterRef(key)))


class Article(models.Model):  # type: ignore[django-manager-missing]  # taggit has no types
    """A story as the desk has it. What readers have are its editions, and they alone."""

    Kind = ArticleKind

    class Status(models.TextChoices):
        """What the desk decides. Scheduled, live and withdrawn are read off the editions."""

        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        READY = "ready", _("Ready")

    headline = models.CharField(_("headline"), max_length=200, blank=True)
    short_headline = models.CharField(
        _("short headline"), max_length=100, blank=True, help_text=_("For cards on fronts.")
    )
    seo_headline = models.CharField(_("SEO headline"), max_length=120, blank=True)
    kicker = models.CharField(
        _("kicker"), max_length=60, blank=True, help_text=_("A few words above the headline.")
    )
    standfirst = models.TextField(_("standfirst"), blank=True, max_length=600)
    body = BodyField(_("text"), blank=True)
    dateline = models.CharField(
        _("dateline"), max_length=120, blank=True, help_text=_("Where it was reported from.")
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="articles", verbose_name=_("section")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ArticleKind, default=ArticleKind.NEWS)
    language = models.CharField(
        _("language"), max_length=20, default="en", validators=[validate_language_tag]
    )
    slug = models.CharField(
        _("URL slug"),
        max_length=100,
        blank=True,
        help_text=_("The last part of the URL. Leave blank to make it from the headline."),
    )
    lead_photo = models.ForeignKey(
        Photo,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("lead photo"),
    )
    lead_caption = models.TextField(
        _("caption"),
        blank=True,
        help_text=_("Leave blank to use the photo's own caption."),
    )
    topics = TaggableManager(
        through=ArticleTopic, blank=True, verbose_name=_("topics"), related_name="articles"
    )
    related = models.ManyToManyField(
        "self",
        through="RelatedStory",
        symmetrical=False,
        blank=True,
        verbose_name=_("related stories"),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )

    # No action publishes it before this time; the desk may work on it.
    embargo_until = models.DateTimeField(_("embargoed until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    review_note = models.TextField(_("note from the desk"), blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    spiked_at = models.DateTimeField(_("spiked"), null=True, blank=True, editable=False)
    # Whether readers had an edition of it or will get one. A copy of what its editions say, which
    # every transition writes, so that drafts are found without a look at editions.
    is_out = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # The form in each window has an id and numbers its saves. The same form sent twice creates one
    # story. The form that saved last is never stale, unless a workflow action came in between or
    # an earlier save of its own arrives after a later one.
    created_form_id = models.UUIDField(null=True, unique=True, editable=False)
    saved_form_id = models.UUIDField(null=True, editable=False)
    saved_seq = models.PositiveIntegerField(default=0, editable=False)
    # When it was last autosaved; None once the history has these words.
    autosaved_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="stories",
        verbose_name=_("written by"),
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned",
        verbose_name=_("assigned to"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    # Put there for whoever shows the story: where it stands (workflow.state.attach_story_states),
    # and who was told of the last action (workflow.transition).
    story_state: Any  # StoryState
    told: list[str]

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["status", "-changed_at"], name="article_status"),
            # Lists of the desk are read from these, and a row only when it is shown. The first
            # holds whatever a list may be narrowed by or searched for.
            models.Index(
                fields=[
                    *("-changed_at", "-id", "status", "created_by", "assignee", "section", "kind"),
                    *("headline", "kicker"),
                ],
                name="article_list",
                condition=KEPT,
            ),
            models.Index(
                fields=["section", "-changed_at", "-id"], name="article_by_section", condition=KEPT
            ),
            models.Index(
                fields=["kind", "-changed_at", "-id"], name="article_by_kind", condition=KEPT
            ),
            models.Index(
                fields=["headline", "-changed_at", "-id"],
                name="article_by_headline",
                condition=KEPT,
            ),
            models.Index(
                fields=["status", "-changed_at", "-id"],
                name="article_never_out",
                condition=KEPT & Q(is_out=False),
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                name="article_spiked",
                condition=Q(spiked_at__isnull=False),
            ),
            models.Index(fields=["created_by", "-changed_at"], name="article_by_writer"),
            models.Index(fields=["assignee", "-changed_at"], name="article_by_assignee"),
            models.Index(
                fields=["autosaved_at"],
                name="article_autosaved",
                condition=Q(autosaved_at__isnull=False),
            ),
        ]
        permissions = [
            ("see_all_copy", "Can see all copy"),
            ("edit_assigned", "Can edit stories assigned to them"),
            ("edit_all_copy", "Can edit all copy"),
            ("submit_article", "Can submit a story for review"),
            ("approve_article", "Can approve a story or send it back"),
            ("publish_article", "Can publish, schedule, update, cancel and withdraw"),
            ("withhold_article", "Can withhold published text for legal reasons"),
            ("spike_article", "Can spike and unspike a story"),
        ]

    def is_embargoed(self, at: datetime) -> bool:
        """Say whether readers may not have it at a moment, by agreement with whoever told us."""
        return self.embargo_until is not None and at < self.embargo_until

    def __str__(self) -> str:
        return self.headline or _("Story %(pk)s, without a headline") % {"pk": self.pk}

    @property
    def kind_traits(self) -> KindTraits:
        return traits_of(self.kind)

    @property
    def is_spiked(self) -> bool:
        return self.spiked_at is not None

    @property
    def is_in_review(self) -> bool:
        return self.status == self.Status.IN_REVIEW

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY


class RelatedStory(models.Model):
    """A story picked by hand to stand at the foot of another."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="picked")
    other = models.ForeignKey(
        Article, models.CASCADE, related_name="picked_by", verbose_name=_("story")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="a_story_is_picked_once"),
            models.CheckConstraint(
                condition=~Q(article=F("other")), name="a_story_is_not_related_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return str(self.other)
