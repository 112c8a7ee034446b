"""What readers can see of a source is an editor's to change."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sources.models import Source
from tests.factories import make_live, make_source

pytestmark = pytest.mark.django_db


def fields(source: Source, **changes: object) -> dict[str, object]:
    contacts = {f"contacts-{count}_FORMS": 0 for count in ("TOTAL", "INITIAL")}
    return {"kind": source.kind, "name": source.name, "slug": source.slug, **contacts, **changes}


@pytest.mark.parametrize("change", [{"name": "Changed"}, {"slug": "changed"}, {"_trash": "1"}])
def test_a_reporter_changes_no_page_that_readers_have(client, reporter, editor, change) -> None:
    public, other = make_source("Port of Merrow"), make_source("Harbour office")
    make_live(sources=[public])
    client.force_login(reporter)
    for source, expected in ((public, 403), (other, 302)):
        there = reverse("admin:sources_source_change", args=[source.pk])
        assert client.get(there).status_code == 200
        answer = client.post(there, fields(source, **change))
        assert answer.status_code == expected
        Source.objects.filter(slug="changed").update(slug="harbour-office")
    public.refresh_from_db()
    assert (public.name, public.spiked_at) == ("Port of Merrow", None)
    client.force_login(editor)
    there = reverse("admin:sources_source_change", args=[public.pk])
    assert client.post(there, fields(public, **change)).status_code == 302
