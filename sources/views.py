"""The public page of a source."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from outlet.middleware import outlet_of
from vocabulary.as_of import allow_past_time, listed_for, live_for
from vocabulary.cache_deps import depends_on, related_models
from vocabulary.paging import NOBODYS, get_page

from .jsonld import describe_source
from .models import Source

PER_PAGE = 20


@allow_past_time
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a source and the stories that cite it.

    A source has no page until a live story cites it: its name alone could give a story away.
    """
    sources = Source.objects.not_trashed().not_confidential().select_related("affiliation")
    source = sources.filter(slug=slug).first() or Source(pk=NOBODYS)
    depends_on(f"citing:{source.pk}", tracked_by_row=related_models(source.edition_rows))
    page = get_page(listed_for(request, source.edition_rows).for_cards(), request, PER_PAGE)
    if not page.rows and not live_for(request, source.edition_rows).exists():
        raise Http404
    editions = [row.edition for row in page.rows]
    names = {"site": outlet_of(request).name, "name": source.name}
    context = {
        "source": source,
        "description": source.description or _("%(site)s stories citing %(name)s.") % names,
        "page": page,
        "editions": editions,
        "structured_data": describe_source(source, request),
    }
    return render(request, "sources/source.html", context)
