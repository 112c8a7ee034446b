"""A source as structured data (JSON-LD).

Source: https://schema.org/Person, https://schema.org/Organization, https://schema.org/CreativeWork
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from outlet.jsonld import CONTEXT, describe_breadcrumbs, drop_empty

from .models import Source

PARTIES = {
    Source.Kind.OUTLET: "NewsMediaOrganization",
    Source.Kind.AGENCY: "NewsMediaOrganization",
    Source.Kind.ORGANISATION: "Organization",
    Source.Kind.PERSON: "Person",
}
WORKS = {Source.Kind.DATASET: "Dataset"}
WORK = "CreativeWork"


def describe_party(
    kind: str, name: str, *, page: str, role: str = "", affiliation: str = ""
) -> dict:
    """Describe somebody who says things; role and affiliation are a person's alone."""
    described: dict[str, Any] = {"@type": PARTIES[Source.Kind(kind)], "name": name, "url": page}
    if kind == Source.Kind.PERSON:
        described["jobTitle"] = role
        if affiliation:
            described["affiliation"] = {"@type": "Organization", "name": affiliation}
    return drop_empty(described)


def get_work_type(kind: str) -> str:
    return WORKS.get(Source.Kind(kind), WORK)


def describe_source(source: Source, request: HttpRequest) -> list[dict[str, Any]]:
    """Describe a source and its breadcrumbs."""
    path = source.get_absolute_url()
    page = request.build_absolute_uri(path)
    if source.kind in PARTIES:
        affiliation = source.affiliation.name if source.affiliation else ""
        what = describe_party(
            source.kind, source.name, page=page, role=source.role, affiliation=affiliation
        )
    else:
        what = {"@type": get_work_type(source.kind), "name": source.name, "url": page}
    more = {"description": source.description, "sameAs": source.url}
    return [
        {"@context": CONTEXT} | what | drop_empty(more),
        describe_breadcrumbs(request, (source.name, path)),
    ]
