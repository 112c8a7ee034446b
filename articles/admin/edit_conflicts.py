"""A late save beside the newer text, and an older version put back.

Both end as any save does: the form, filled with the text that was chosen, checked by its rules
and by the version.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.errors import RevertError

from staff.models import user_of
from vocabulary.parse_ids import parse_id

from .. import revisions
from ..models import Article
from .forms import ArticleForm
from .inlines import PartFormSet
from .story_text import StoryText
from .text_diff import Difference, Unchanged, compare
from .text_merge import merge

# What the page of two texts sends besides the text.
NOT_TEXT = ("csrfmiddlewaretoken", "_merge", "how", "_save", "_action")
PICK = "pick-"


class EditConflictAdmin(admin.ModelAdmin):
    """An admin whose form may be out of date, and can be set back to an older version."""

    def show_conflict(
        self, request: HttpRequest, story: Article, form: ArticleForm, parts: list[PartFormSet]
    ) -> HttpResponse:
        """Show what was typed beside what somebody has saved meanwhile; nothing is saved."""
        theirs = self._reload(request, story)
        rows = self._compare_with_stored(request, theirs, StoryText.from_form(form, parts))
        if not any(isinstance(row, Difference) for row in rows):
            _say_nothing_differs(request)
            return HttpResponseRedirect(get_change_url(theirs))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Compare versions"),
            "story": theirs,
            "message": form.stale_message(),
            "rows": rows,
            "hidden_fields": _hidden_fields(request.POST),
            "now": timezone.now(),
        }
        response = render(request, "desk/conflict.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _reload(self, request: HttpRequest, story: Article) -> Article:
        return self.get_queryset(request).get(pk=story.pk)

    def _compare_with_stored(
        self, request: HttpRequest, theirs: Article, mine: StoryText
    ) -> list[Difference | Unchanged]:
        started = parse_id(request.POST.get("version", ""))
        version = revisions.find_version(theirs, started) if started is not None else None
        base = StoryText.from_version(version) if version else None
        stored = self.read_stored_text(request, theirs)
        return compare(mine, stored, user_of(request), base)

    def merge_texts(self, request: HttpRequest, story: Article) -> QueryDict:
        """Return what was sent with the text that was chosen from both; keep what was not chosen.

        Where somebody has saved once more, it is returned as it is, and both texts are shown anew.
        """
        if request.POST["_merge"] != str(story.version):
            return request.POST
        typed, mine = self._read_typed(request, self._reload(request, story))
        theirs = self.read_stored_text(request, self._reload(request, story))
        how = request.POST.get("how")
        if how == "theirs":
            chosen = theirs
        elif how == "mine":
            chosen = mine
        else:
            picked = {
                name.removeprefix(PICK): str(whose)
                for name, whose in request.POST.items()
                if name.startswith(PICK)
            }
            chosen = merge(mine, theirs, picked)
        revisions.keep_overwritten(story)
        if chosen != mine:
            revisions.keep_aside(typed, user_of(request))
        data = chosen.fill_post(request.POST)
        data["version"] = str(story.version)
        return data

    def restore_version(self, request: HttpRequest, story: Article) -> tuple[QueryDict, str]:
        """Return a form filled with an older version, and what the history is to say of it.

        It is then saved as any text. What is there now is kept first, if the history lacks it.
        """
        pk = parse_id(request.POST.get("_restore", ""))
        version = get_object_or_404(revisions.versions_of(story), pk=pk)
        revisions.keep_overwritten(story)
        present = self.read_stored_text(request, story)
        try:
            text = StoryText.from_version(version).merge_into_form(present)
        except RevertError:
            messages.error(
                request, _("This version was saved by an older release and cannot be read.")
            )
            return present.fill_post(request.POST), ""
        at = timezone.localtime(version.revision.date_created)
        comment = _("Restored the version of %(time)s") % {"time": f"{at:%-d %b %Y, %H:%M}"}
        return text.fill_post(request.POST), comment

    def read_stored_text(self, request: HttpRequest, story: Article) -> StoryText:
        """Return the text that the form of a story shows when it is opened."""
        form = self.get_form(request, story, change=True)(instance=story)
        parts = [
            formset_class(
                instance=story,
                prefix=formset_class.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for formset_class, inline in self.get_formsets_with_inlines(request, story)
        ]
        return StoryText.from_form(form, parts)

    def bind_formsets(
        self, request: HttpRequest, story: Article, *, change: bool
    ) -> list[PartFormSet]:
        """Make the parts of a story as they were sent; the form has filled `story`."""
        return [
            formset_class(
                **self.get_formset_kwargs(
                    request, story, inline, formset_class.get_default_prefix()
                )
            )
            for formset_class, inline in self.get_formsets_with_inlines(
                request, story if change else None
            )
        ]

    def _read_typed(self, request: HttpRequest, story: Article) -> tuple[Article, StoryText]:
        """Return what was sent as a story that is not saved, and as a text."""
        form = self.get_form(request, story, change=True)(request.POST, instance=story)
        form.is_valid()
        parts = self.bind_formsets(request, form.instance, change=True)
        for part in parts:
            part.is_valid()
        return form.instance, StoryText.from_form(form, parts)


def _say_nothing_differs(request: HttpRequest) -> None:
    if "_action" in request.POST:
        messages.warning(
            request,
            _(
                "Someone has changed this story since you opened it, or the button was pressed "
                "twice. Check the story and try again."
            ),
        )
    else:
        messages.success(request, _("Already saved: the texts are identical."))


def _hidden_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, as names and values, to be sent again with the choice."""
    return [
        (name, value)
        for name in data
        if name not in NOT_TEXT and not name.startswith(PICK)
        for value in data.getlist(name)
    ]


def get_change_url(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])
