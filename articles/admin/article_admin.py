"""A story at the desk: its form, and the workflow actions behind its buttons."""

from __future__ import annotations

from typing import Any

import reversion
from csp.context_processors import nonce
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import ImportMap, Media

from outlet.middleware import outlet_of
from photos.admin.forms import PhotoDetailsForm
from staff.models import get_desk_users, user_of
from vocabulary.admin_widgets import HideRelatedLinksMixin, SafeAutocompleteMixin, omit_fields
from vocabulary.languages import LanguageSelect
from vocabulary.parse_ids import parse_id
from vocabulary.visibility import visible_to

from .. import revisions, workflow
from ..findings.source_links import sync_source_links
from ..models import Article, ArticleTopic
from ..story_choices import choosable_stories
from ..workflow import ActionRefused, Stale
from .changelist import StoryListAdmin
from .edit_conflicts import EditConflictAdmin, get_change_url
from .forms import ArticleForm, TopicsWidget, with_post
from .inlines import (
    BylineInline,
    CitationInline,
    PartFormSet,
    RelatedInline,
    StoryInline,
    add_own_byline,
    find_author,
    may_edit,
)
from .sidebar import Refusal, bind_action_form, build_sidebar, run_action

# The modules of the text editor import each other by these names; their files have hashed ones.
EDITOR_MODULES = Media(
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

REFUSAL_AGE = 600  # seconds for which a refusal waits for the page that shows it
LONGEST_COOKIE = 3500  # characters


class SavedRedirect(HttpResponseRedirect):
    """The answer to a form that was saved: back to the story."""

    def __init__(self, story: Article) -> None:
        super().__init__(get_change_url(story))
        self.story = story


@admin.register(Article)
class ArticleAdmin(HideRelatedLinksMixin, SafeAutocompleteMixin, StoryListAdmin, EditConflictAdmin):
    form = ArticleForm
    inlines = [BylineInline, CitationInline, RelatedInline]
    autocomplete_fields = ["lead_photo", "translation_of"]
    fieldsets = [
        (None, {"fields": ["kicker", "headline", "standfirst", "body"]}),
        (None, {"fields": ["section", "kind", "language"]}),
        (gettext_lazy("Lead photo"), {"fields": ["lead_photo", "lead_caption"]}),
        (gettext_lazy("Topics and dateline"), {"fields": ["topics", "dateline"]}),
        (
            gettext_lazy("SEO, URL and translation"),
            {"fields": ["short_headline", "seo_headline", "slug", "translation_of"]},
        ),
        (gettext_lazy("Embargo"), {"fields": ["embargo_until"]}),
        (gettext_lazy("Assigned to"), {"fields": ["assignee"]}),
    ]
    save_on_top = False

    # --- permissions -----------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_view_permission(request)
        return workflow.may_see(obj, user_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return workflow.may_edit(obj, user_of(request))

    # --- the form --------------------------------------------------------------------------------

    def get_inlines(
        self, request: HttpRequest, obj: Article | None
    ) -> list[type[InlineModelAdmin[Any, Any]]]:
        return [
            inline
            for inline in self.inlines
            if issubclass(inline, StoryInline) and request.user.has_perm(inline.view_permission)
        ]

    def get_fieldsets(
        self, request: HttpRequest, obj: Article | None = None
    ) -> list[tuple[Any, Any]]:
        """Leave out what this person could not choose from, or may not decide."""
        hidden: list[str] = []
        if not request.user.has_perm("photos.view_photo"):
            hidden += ["lead_photo", "lead_caption"]
        if not request.user.has_perm("articles.edit_all_copy"):
            hidden += ["assignee"]
        if obj and obj.translation_of_id and not self._may_know(request, obj.translation_of_id):
            hidden += ["translation_of"]  # a story that is not theirs to see; it stays chosen
        return omit_fields(super().get_fieldsets(request, obj), *hidden)

    def _may_know(self, request: HttpRequest, pk: int) -> bool:
        if request.user.has_perm("articles.see_all_copy"):
            return True
        return choosable_stories(user_of(request)).filter(pk=pk).exists()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Article]]:
        """Make a form class that knows whose form it is."""
        base: Any = super().get_form(request, obj, change, **kwargs)
        user = user_of(request)

        class Form(base):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, by=user, **kwargs)

        if "topics" in Form.base_fields:
            field = Form.base_fields["topics"]
            topics = TopicsWidget(ArticleTopic._meta.get_field("tag"), self.admin_site)
            topics.choices = field.choices
            field.widget = topics
        return Form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin in the site's language, and in the section this person wrote for last."""
        own = Article.objects.filter(created_by=user_of(request))
        last = visible_to(own, user_of(request)).order_by("-pk")
        return {
            "language": outlet_of(request).primary_language,
            "section": last.values_list("section", flat=True).first(),
            **super().get_changeform_initial_data(request),
        }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "language":
            field.widget = LanguageSelect(outlet_of(request).language)
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "assignee":
            kwargs["queryset"] = get_desk_users()
        if db_field.name == "section":
            kwargs["empty_label"] = _("Choose a section")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Article | None = None,
    ) -> HttpResponse:
        form, user = context["adminform"].form, user_of(request)
        if obj and form.is_stale:
            parts = [part.formset for part in context["inline_admin_formsets"]]
            return self.show_conflict(request, obj, form, parts)
        media = Media.from_media(context["media"] + EDITOR_MODULES)
        context["media"] = media.with_nonce(nonce(request)["CSP_NONCE"])
        context["form"] = form
        context["may_edit"] = may_edit(obj, user)
        context["fieldsets"] = list(context["adminform"])
        if user.has_perm("photos.add_photo"):
            context["photo_details_form"] = PhotoDetailsForm()
            context["own_credit"] = f"{find_author(user) or user} / {outlet_of(request).name}"
        if request.method == "GET":
            context["received"] = request.session.pop("received", "")
        if obj:
            refusal = _read_refusal(request, obj)
            context["side"] = build_sidebar(obj, user, timezone.now(), refusal)
        else:
            context["first_actions"] = workflow.actions_for_new(user)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and request.method == "GET":
            _forget_refusal(request, response, obj)
        return response

    # --- saving ----------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save what was typed, then run the workflow action whose button was pressed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        story, comment = self.find_story(request, object_id), ""
        if object_id and not story:
            raise PermissionDenied(_("This story is no longer open to you, or has been deleted."))
        if story and not workflow.may_edit(story, user_of(request)):
            return self._run_action_only(request, story)
        if story and "_merge" in request.POST:
            request = with_post(request, self.merge_texts(request, story))
        elif story and "_restore" in request.POST:
            data, comment = self.restore_version(request, story)
            request = with_post(request, data)
        try:
            response = self._save(request, object_id, form_url, extra_context, comment)
        except (Stale, IntegrityError):
            # The second time round the form sees the newer version, or the story that the same
            # form has created meanwhile.
            response = self._save(request, object_id, form_url, extra_context, comment)
        if not isinstance(response, SavedRedirect):
            return response
        sent = request.POST.get("form_id", ""), request.POST.get("save_seq", "")
        request.session["received"] = ":".join(sent)
        if "_action" in request.POST:
            return self._run_action(request, response.story, response.story.version)
        saved = _("Saved at %(time)s.") % {"time": f"{timezone.localtime():%H:%M:%S}"}
        messages.success(request, f"{comment}. {saved}" if comment else saved)
        return response

    def _save(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
        comment: str,
    ) -> HttpResponse:
        """Save the form as one revision of the history, with a comment."""
        story = self.find_story(request, object_id)
        if story:
            revisions.keep_overwritten(story, ArticleForm.read_form_id(request.POST))
            object_id = str(story.pk)
        with revisions.record_revision(user_of(request), comment or _("Saved")):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def find_story(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """Return the story a form is about: by its number, or by the form that created it."""
        if object_id:
            return self.get_object(request, unquote(object_id))
        form_id = ArticleForm.read_form_id(request.POST)
        if form_id is None:
            return None
        return self.get_queryset(request).filter(created_form_id=form_id).first()

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Save a new story, which its parts need; another is saved by `save_related`."""
        if not change:
            obj.created_by = obj.edited_by = user_of(request)
            obj.created_form_id = obj.saved_form_id = form.form_id
            obj.saved_seq = form.save_seq
            super().save_model(request, obj, form, change)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: InlineModelAdmin, prefix: str
    ) -> dict[str, Any]:
        """Begin a new story with the byline of whoever opens it, if they are an author."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and inline.get_extra(request, obj if obj.pk else None):
            author = find_author(user_of(request))
            kwargs["initial"] = [{"author": author.pk if author else None}]
        return kwargs

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[PartFormSet], change: bool
    ) -> None:
        """Save what was changed, if nobody else has saved since.

        Raises: Stale.
        """
        story, user = form.instance, user_of(request)
        if form.dropped_message:
            messages.warning(request, form.dropped_message)
        if change and (form.has_changed() or any(part.has_changed() for part in formsets)):
            workflow.claim_version(story, user, form_id=form.form_id, save_seq=form.save_seq)
            super().save_model(request, story, form, change)
        elif change and story.autosaved_at:
            Article.objects.filter(pk=story.pk).update(autosaved_at=None)
            reversion.add_to_revision(story)
        super().save_related(request, form, formsets, change)
        if not change:
            add_own_byline(story, user)
        sync_source_links(
            story,
            unattributed=request.POST.getlist("unattributed"),
            let_go=request.POST.getlist("let_go"),
        )

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return SavedRedirect(obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return SavedRedirect(obj)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]  # there is no entry
        """Write no log entry: revisions keep the history, and a log would keep withheld words."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]  # there is no entry
        """Write no log entry, as `log_addition`."""

    # --- workflow actions ------------------------------------------------------------------------

    def _run_action_only(self, request: HttpRequest, story: Article) -> HttpResponse:
        """Run an action without saving: the person may act on the story, not change it."""
        user = user_of(request)
        if not workflow.may_see(story, user):
            raise PermissionDenied
        if "_action" not in request.POST or _has_other_text(request.POST, story):
            raise PermissionDenied(workflow.why_not_edit(story, user))
        return self._run_action(request, story, parse_id(request.POST.get("version", "")) or 0)

    def _run_action(self, request: HttpRequest, story: Article, version: int) -> HttpResponse:
        user, value = user_of(request), request.POST["_action"]
        try:
            message = run_action(story, value, request.POST, by=user, version=version)
        except ActionRefused as refused:
            response = HttpResponseRedirect(get_change_url(story))
            _keep_refusal(request, response, story, value, refused)
            return response
        messages.success(request, message)
        if not workflow.may_see(story, user):
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        return HttpResponseRedirect(get_change_url(story))

    # --- deleting --------------------------------------------------------------------------------

    def why_not_delete(self, obj: Article) -> str:
        """Keep what has been published or scheduled."""
        if not obj.editions.exists():
            return ""
        return _(
            "“%(story)s” has been published or scheduled and cannot be deleted. Withdraw it "
            "instead, or withhold the text for legal reasons."
        ) % {"story": obj}


def _has_other_text(sent: QueryDict, story: Article) -> bool:
    """Say whether a page left open holds text of its own, which an action would not save."""
    texts = ((sent.get(name), getattr(story, name)) for name in ("headline", "standfirst", "body"))
    return any(typed is not None and typed.split() != saved.split() for typed, saved in texts)


def _keep_refusal(
    request: HttpRequest, response: HttpResponse, story: Article, value: str, refused: ActionRefused
) -> None:
    """Keep a refusal, and what was typed for the action, until the form is shown again.

    The reason is in a cookie of this story's page: a session is saved as a whole, so that of two
    requests of one person at the same time one would take the other's reason away unseen.
    """
    name = value.partition(":")[0]
    missing = [[missing.anchor, missing.sentence] for missing in refused.missing]
    typed = bind_action_form(name, request.POST).get_typed() if name in workflow.RULES else {}
    refusal: Refusal = {
        "action": name,
        "sentence": str(refused),
        "typed": {},
        "offers": refused.offers,
        "missing": missing,
    }
    while len(kept := signing.dumps(refusal, salt=_salt(story), compress=True)) > LONGEST_COOKIE:
        if missing:
            missing.pop()
        refusal["sentence"] = refusal["sentence"][: len(refusal["sentence"]) * 3 // 4]
    response.set_cookie(
        _cookie(story),
        kept,
        max_age=REFUSAL_AGE,
        path=get_change_url(story),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if typed:
        request.session[f"typed:{story.pk}"] = typed


def _cookie(story: Article) -> str:
    return f"refused-{story.pk}"


def _salt(story: Article) -> str:
    return f"articles.refusal.{story.pk}"


def _read_refusal(request: HttpRequest, story: Article) -> Refusal | None:
    kept = request.COOKIES.get(_cookie(story)) if request.method == "GET" else None
    if not kept:
        return None
    try:
        refusal: Refusal = signing.loads(kept, salt=_salt(story), max_age=REFUSAL_AGE)
    except signing.BadSignature:
        return None
    refusal["typed"] = request.session.pop(f"typed:{story.pk}", {})
    return refusal


def _forget_refusal(request: HttpRequest, response: HttpResponse, story: Article) -> None:
    if _cookie(story) in request.COOKIES:
        response.delete_cookie(_cookie(story), path=get_change_url(story))
