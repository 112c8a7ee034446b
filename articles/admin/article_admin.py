"""A story at the desk: its form, and the doors behind its buttons."""

from __future__ import annotations

from typing import Any

import reversion
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import ImportMap, Media

from photos.admin.forms import PhotoDetailsForm
from staff.models import get_desk_users
from vocabulary.admin_widgets import SafeAutocompleteMixin, hide_related_links, omit_fields
from vocabulary.languages import LanguageSelect
from vocabulary.parse_ids import parse_id

from .. import revisions, workflow
from ..findings.source_links import sync_source_links
from ..models import Article, ArticleTopic
from ..workflow import ActionRefused, Stale
from . import house_rules, taxonomy  # noqa: F401 - they register too
from .changelist import ListedStories
from .edit_conflicts import TwoTexts
from .forms import ArticleForm, TopicsWidget
from .inlines import (
    BylineInline,
    CitationInline,
    RelatedInline,
    StoryPart,
    may_edit,
    own_author,
    sign,
)
from .sidebar import build_sidebar, door_form, run_action

# What the modules of the editor import from each other: their files go by hashed names.
EDITOR_PARTS = Media(
    importmap=ImportMap(
        {
            f"desk/{name}": f"desk/editor/{name}.js"
            for name in (
                *("captioned", "chooser", "helpers", "notices", "offsets", "passages"),
                *("photo_library", "quotes", "urls", "word_html"),
            )
        }
    )
)


@admin.register(Article)
class ArticleAdmin(SafeAutocompleteMixin, ListedStories, TwoTexts):
    form = ArticleForm
    inlines = [BylineInline, CitationInline, RelatedInline]
    autocomplete_fields = ["lead_photo", "translation_of"]
    fieldsets = [
        (None, {"fields": ["kicker", "headline", "standfirst", "body"]}),
        (None, {"fields": ["section", "kind", "language"]}),
        (gettext_lazy("Lead photo"), {"fields": ["lead_photo", "lead_caption"]}),
        (gettext_lazy("Topics and place"), {"fields": ["topics", "dateline"]}),
        (
            gettext_lazy("Cards, search engines, address"),
            {"fields": ["short_headline", "seo_headline", "slug", "translation_of"]},
        ),
        (gettext_lazy("Embargo"), {"fields": ["embargo_until"]}),
        (gettext_lazy("Who works on it"), {"fields": ["assignee"]}),
    ]
    save_on_top = False

    # --- who may ---------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_view_permission(request)
        return workflow.may_see(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return workflow.may_edit(obj, request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).open_to(request.user)

    # --- the form --------------------------------------------------------------------------------

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[type[StoryPart]]:
        return [inline for inline in self.inlines if request.user.has_perm(inline.needs)]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list[tuple]:
        """Leave out what this person could not choose from, or may not decide."""
        hidden: list[str] = []
        if not request.user.has_perm("photos.view_photo"):
            hidden += ["lead_photo", "lead_caption"]
        if not request.user.has_perm("articles.edit_all_copy"):
            hidden += ["assignee"]
        return omit_fields(super().get_fieldsets(request, obj), *hidden)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Make a form that knows whose it is."""
        base = super().get_form(request, obj, change, **kwargs)
        topics = TopicsWidget(ArticleTopic._meta.get_field("tag"), self.admin_site)

        class Form(base):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, by=request.user, **kwargs)

        if "topics" in Form.base_fields:
            field = Form.base_fields["topics"]
            topics.choices = field.choices
            field.widget = topics
        return Form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin in the paper's language, and in the section this person wrote for last."""
        last = Article.objects.filter(created_by=request.user).order_by("-pk")
        return {
            "language": request.outlet.primary_language,
            "section": last.values_list("section", flat=True).first(),
            **super().get_changeform_initial_data(request),
        }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = hide_related_links(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name in ("section", "assignee", "translation_of", "lead_photo"):
            field.widget.can_add_related = False
        if db_field.name == "language":
            field.widget = LanguageSelect(request.outlet.language)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "assignee":
            kwargs["queryset"] = get_desk_users()
        if db_field.name == "section":
            kwargs["empty_label"] = _("Choose a section")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save what was typed, then go through the door whose button was pressed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        article = self.opened(request, object_id)
        if object_id and not article:
            raise PermissionDenied(_("This story is not open to you any more, or is deleted."))
        if article and not workflow.may_edit(article, request.user):
            return self._door_only(request, article)
        if article and "_join" in request.POST:
            self.join(request, article)
        elif article and "_restore" in request.POST:
            self.take_from_history(request, article)
        try:
            response = self._save(request, object_id, form_url, extra_context)
        except (Stale, IntegrityError):
            # The second time round the form sees the newer version, or the story that the same
            # form has created meanwhile.
            response = self._save(request, object_id, form_url, extra_context)
        saved = getattr(request, "saved_story", None)
        if saved and "_action" in request.POST:
            return self._press(request, saved, saved.version)
        return response

    def _save(self, request: HttpRequest, object_id: str | None, *args: Any) -> HttpResponse:
        article = self.opened(request, object_id)
        if article:
            revisions.keep_before(article, ArticleForm.read_form_id(request.POST))
            object_id = str(article.pk)
        with revisions.kept(request.user, getattr(request, "kept_as", "") or _("Saved")):
            return super().changeform_view(request, object_id, *args)

    def opened(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """Return the story a form is about: by its number, or by the form that created it."""
        if object_id:
            return self.get_object(request, unquote(object_id))
        form_id = ArticleForm.read_form_id(request.POST)
        if form_id is None:
            return None
        return self.get_queryset(request).filter(created_form_id=form_id).first()

    def _door_only(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Go through a door without saving: the person may act on the story, not change it."""
        if not workflow.may_see(article, request.user):
            raise PermissionDenied
        if "_action" not in request.POST or _says_otherwise(request.POST, article):
            raise PermissionDenied(workflow.why_not_edit(article, request.user))
        version = parse_id(request.POST.get("version", ""))
        return self._press(request, article, version or 0)

    def _press(self, request: HttpRequest, article: Article, version: int) -> HttpResponse:
        value = request.POST["_action"]
        try:
            said = run_action(article, value, request.POST, by=request.user, version=version)
        except ActionRefused as refused:
            _remember(request, article, value, refused)
        else:
            messages.success(request, said)
            if not workflow.may_see(article, request.user):
                return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        return HttpResponseRedirect(_address(article))

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        """Save a new story, which its parts need; another is saved by `save_related`."""
        if not change:
            obj.created_by = obj.edited_by = request.user
            obj.created_form_id = obj.saved_form_id = form.form_id
            obj.saved_seq = form.save_seq
            super().save_model(request, obj, form, change)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Begin a blank sheet with the byline of whoever opens it, if they are an author."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and inline.get_extra(request, obj if obj.pk else None):
            kwargs["initial"] = [{"author": own_author(request.user).pk}]
        return kwargs

    def save_related(self, request, form, formsets, change) -> None:
        """Save what was changed, if nobody else has saved since.

        Raises: Stale.
        """
        story = form.instance
        if change and (form.has_changed() or any(part.has_changed() for part in formsets)):
            workflow.claim_version(
                story, request.user, form_id=form.form_id, save_seq=form.save_seq
            )
            super().save_model(request, story, form, change)
        elif change and story.autosaved_at:
            Article.objects.filter(pk=story.pk).update(autosaved_at=None)
            reversion.add_to_revision(story)
        super().save_related(request, form, formsets, change)
        if not change:
            sign(story, request.user)
        sent = request.POST
        sync_source_links(
            story, unattributed=sent.getlist("unattributed"), let_go=sent.getlist("let_go")
        )

    def response_add(self, request, obj, post_url_continue=None):
        return self._stay(request, obj)

    def response_change(self, request, obj):
        return self._stay(request, obj)

    def _stay(self, request: HttpRequest, obj: Article) -> HttpResponse:
        request.saved_story = obj
        sent = request.POST.get("form_id", ""), request.POST.get("save_seq", "")
        request.session["received"] = ":".join(sent)
        if "_action" not in request.POST:
            moment = f"{timezone.localtime():%H:%M:%S}"
            said = [_("Saved at %(moment)s.") % {"moment": moment}]
            if back := getattr(request, "kept_as", ""):
                said.insert(0, f"{back}.")
            messages.success(request, " ".join(said))
        return HttpResponseRedirect(_address(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and context["adminform"].form.is_stale:
            parts = [part.formset for part in context["inline_admin_formsets"]]
            return self.show_both(request, obj, context["adminform"].form, parts)
        refusal = _recall(request, obj) if obj else None
        context["media"] = Media.from_media(context["media"] + EDITOR_PARTS).with_nonce(
            request.csp_nonce
        )
        context["form"] = context["adminform"].form
        context["may_edit"] = may_edit(obj, request.user)
        context["sets"] = list(context["adminform"])
        if request.user.has_perm("photos.add_photo"):
            name = own_author(request.user) or request.user
            context["photo_details_form"], context["signed"] = (
                PhotoDetailsForm(),
                f"{name} / {request.outlet.name}",
            )
        if request.method == "GET":
            context["received"] = request.session.pop("received", "")
        if obj:
            context["side"] = build_sidebar(obj, request.user, timezone.now(), refusal)
        else:
            context["first_acts"] = workflow.actions_for_new(request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def log_addition(self, request, obj, message) -> None:
        """Write no log: a story's history is history.py's, and words withheld would stay in it."""

    def log_change(self, request, obj, message) -> None:
        """Write no log: as `log_addition`."""

    # --- the end ---------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete for good, which is rare; refuse what anything public rests on."""
        article = self.opened(request, object_id)
        if article and self.has_delete_permission(request, article) and article.editions.exists():
            messages.error(
                request,
                _(
                    "“%(story)s” has been published or scheduled. What readers had stays on the "
                    "record: withdraw it, or withhold its words for legal reasons."
                )
                % {"story": article},
            )
            return HttpResponseRedirect(_address(article))
        return super().delete_view(request, object_id, extra_context)


def _address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _says_otherwise(sent: QueryDict, article: Article) -> bool:
    """Say whether a page left open holds words of its own, which no door would save."""
    words = (
        (sent.get(name), getattr(article, name)) for name in ("headline", "standfirst", "body")
    )
    return any(typed is not None and typed.split() != kept.split() for typed, kept in words)


def _remember(request: HttpRequest, article: Article, value: str, refused: ActionRefused) -> None:
    """Keep a refusal, and what was typed for the door, until the form is shown again."""
    name = value.partition(":")[0]
    typed = door_form(name, request.POST).typed() if name in workflow.RULES else {}
    request.session[f"refused:{article.pk}"] = {
        "action": name,
        "sentence": str(refused),
        "typed": typed,
        "offers": refused.offers,
        "missing": [[missing.anchor, missing.sentence] for missing in refused.missing],
    }


def _recall(request: HttpRequest, article: Article) -> dict[str, Any] | None:
    if request.method != "GET":
        return None
    return request.session.pop(f"refused:{article.pk}", None)
