"""Two texts of a story in the form: a late save beside the newer one, and one out of the history.

Both end as what any save is: the form, filled with the text that was chosen, checked by its rules
and by the version.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.errors import RevertError

from vocabulary.parse_ids import parse_id

from .. import revisions
from ..models import Article
from .forms import ArticleForm
from .inlines import PartFormSet
from .text_diff import Difference, Text, compare, join

# What the page of two texts sends besides the text.
OURS = ("csrfmiddlewaretoken", "_join", "how", "_save", "_action")


class TwoTexts(admin.ModelAdmin):
    """A form that can be late, and can take back what it was."""

    def show_both(
        self, request: HttpRequest, story: Article, form: ArticleForm, parts: list[PartFormSet]
    ) -> HttpResponse:
        """Show what was typed beside what somebody has saved meanwhile; nothing is saved."""
        theirs = self.get_object(request, str(story.pk))
        rows = self._differences(request, theirs, Text.of_form(form, parts))
        if not any(isinstance(row, Difference) for row in rows):
            self._say_nothing_differs(request, theirs)
            return HttpResponseRedirect(_address(theirs))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two texts"),
            "story": theirs,
            "said": form.stale_message(),
            "rows": rows,
            "sent": [pair for pair in _sent(request.POST) if not pair[0].startswith("pick-")],
            "now": timezone.now(),
        }
        response = render(request, "desk/conflict.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _differences(self, request: HttpRequest, theirs: Article, mine: Text) -> list[Any]:
        started = parse_id(request.POST.get("version", ""))
        began = revisions.as_of(theirs, started) if started is not None else None
        return compare(
            mine, self.stored_text(request, theirs), Text.of_version(began) if began else None
        )

    def _say_nothing_differs(self, request: HttpRequest, story: Article) -> None:
        if "_action" in request.POST:
            messages.warning(
                request,
                _(
                    "Somebody has changed this story since you opened it, or this button was "
                    "pressed twice. Look at it once more."
                ),
            )
        else:
            messages.success(request, _("This is saved already, word for word."))

    def join(self, request: HttpRequest, story: Article) -> None:
        """Put what was chosen from both texts in the place of what was sent; keep what was not.

        Where somebody has saved once more, both texts are shown anew.
        """
        if request.POST["_join"] != str(story.version):
            return
        typed, mine = self._typed(request, self.get_object(request, str(story.pk)))
        theirs = self.stored_text(request, self.get_object(request, str(story.pk)))
        how = request.POST.get("how")
        if how == "theirs":
            chosen = theirs
        elif how == "mine":
            chosen = mine
        else:
            picks = {
                name.removeprefix("pick-"): whose
                for name, whose in request.POST.items()
                if name.startswith("pick-")
            }
            chosen = join(mine, theirs, picks)
        revisions.keep_before(story)
        if chosen != mine:
            revisions.keep_aside(typed, request.user)
        request.POST = chosen.fill(request.POST)
        request.POST["version"] = str(story.version)

    def take_from_history(self, request: HttpRequest, story: Article) -> None:
        """Put a kept version in the place of what was sent: it is then saved as any text.

        What is there now is kept first, if the history lacks it.
        """
        asked = parse_id(request.POST.get("_restore", ""))
        version = get_object_or_404(revisions.versions_of(story), pk=asked)
        revisions.keep_before(story)
        present = self.stored_text(request, story)
        sent = QueryDict(mutable=True)
        sent.update(request.POST)
        try:
            request.POST = Text.of_version(version).over(present).fill(sent)
        except RevertError:
            messages.error(request, _("This version is of an older kind and cannot be read."))
            request.POST = present.fill(sent)
            return
        moment = timezone.localtime(version.revision.date_created)
        request.kept_as = _("Taken back from %(moment)s") % {"moment": f"{moment:%-d %b %Y, %H:%M}"}

    def stored_text(self, request: HttpRequest, story: Article) -> Text:
        """Return the text that the form of a story shows when it is opened."""
        form = self.get_form(request, story, change=True)(instance=story)
        parts = [
            kind(
                instance=story,
                prefix=kind.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for kind, inline in self.get_formsets_with_inlines(request, story)
        ]
        return Text.of_form(form, parts)

    def parts_sent(
        self, request: HttpRequest, story: Article, *, change: bool
    ) -> list[PartFormSet]:
        """Make the parts of a story as they were sent; the form has filled `story`."""
        kinds = self.get_formsets_with_inlines(request, story if change else None)
        return [
            kind(**self.get_formset_kwargs(request, story, inline, kind.get_default_prefix()))
            for kind, inline in kinds
        ]

    def _typed(self, request: HttpRequest, story: Article) -> tuple[Article, Text]:
        """Return what was sent as a story that is not saved, and as a text."""
        form = self.get_form(request, story, change=True)(request.POST, instance=story)
        form.is_valid()
        parts = self.parts_sent(request, form.instance, change=True)
        for part in parts:
            part.is_valid()
        return form.instance, Text.of_form(form, parts)


def _sent(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name in data if name not in OURS for value in data.getlist(name)]


def _address(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])
