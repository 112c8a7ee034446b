"""On PostgreSQL no page reads stories, editions, their lookup rows or addresses from end to end.

20,000 generated stories by default; NEWSROOM_PLAN_STORIES asks for another number.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import search
from articles.models import Edition, Section
from authors.models import Author
from newsroom.benchmark.targets import OwnSite
from newsroom.demo.generate import generate
from newsroom.demo.library import add_unpublished
from sources.models import Source
from tests.factories import a_publisher, make_outlet, make_section, make_source, make_topic
from vocabulary.spans import format_cursor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only PostgreSQL explains its plans like this"
    ),
]
STORIES = int(os.environ.get("NEWSROOM_PLAN_STORIES", "20000"))
WATCHED = {
    "articles_article",
    "articles_edition",
    "articles_editionbyline",
    "articles_editionsource",
    "articles_editiontopic",
    "articles_address",
}


ONCE_A_DAY = {"jobs of every day"}


def sequential_scans(sql: str) -> set[str]:
    """Name the watched tables that a query would read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        [[answer]] = cursor.fetchall()
    plans = [(json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]]
    found = set()
    while plans:
        plan = plans.pop()
        plans += plan.get("Plans", [])
        if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in WATCHED:
            found.add(plan["Relation Name"])
    return found


def addresses() -> list[str]:
    """Name a page of every public kind, with those that are hard: the gone, the rare, the deep."""
    old = Edition.objects.order_by("first_live_at")[STORIES // 50]
    newest = Edition.objects.listed().newest_first()[0]
    before = format_cursor(old.first_live_at, old.article_id)
    past = (timezone.now() - timedelta(days=2000)).strftime("%Y-%m-%dT%H:%M:%SZ")
    gone = Author.objects.filter(status=Author.Status.FORMER).first()
    busy = Author.objects.filter(status=Author.Status.STAFF).order_by("pk").first()
    source = Source.objects.first()
    section = Section.objects.get(slug="world")
    pages = [
        "/",
        section.get_absolute_url(),
        newest.get_absolute_url(),
        old.get_absolute_url(),
        busy.get_absolute_url(),
        gone.get_absolute_url(),
        source.get_absolute_url(),
        reverse("topic", args=["harbours"]),
        reverse("topic", args=["rare"]),
        f"/archive/{old.dated_on:%Y/%m/%d}/",
        "/sitemap.xml",
        f"/sitemap-{old.dated_on:%Y-%m}.xml",
        "/sitemap-pages.xml",
        "/news-sitemap.xml",
        "/record.json",
        "/search/?q=quay",
        "/search/?q=nothinglikethis",
        "/search/?q=quya",
        f"/search/?q=quay&section=world&author={busy.slug}&topic=rare&kind=news",
        f"/search/?q=quay&from={old.dated_on}&until={old.dated_on}&order=newest",
        f"/search/?author={gone.slug}",
        f"/search/?until={old.dated_on}",
        "/search/?section=world&kind=opinion",
        "/search/suggest?q=qu",
        "/search/suggest?q=harb",
        "/archive/",
        f"/archive/{old.dated_on:%Y}/",
        f"/archive/{old.dated_on:%Y/%m}/",
        "/no/such/page/",
        "/world/2019/01/01/no-such-quay-by-the-harbour/",
    ]
    lists = [pages[0], pages[1], *(page for page in pages[4:9])]
    feeds = [f"{page}feed.rss" for page in lists]
    lists.remove("/")
    return (
        pages
        + feeds
        + [f"{p}?before={before}" for p in lists]
        + [f"{p}?at={past}" for p in pages[:9]]
        + [f"/archive/?at={past}"]
    )


def test_no_page_reads_a_big_table_from_end_to_end(roles, reporter, contributor):
    """Those of readers and of the desk, and what a page of the desk asks for every few seconds."""
    make_outlet()
    by = a_publisher()
    assert by.is_superuser
    for slug in ("world", "politics", "culture"):
        make_section(slug)
    for number in range(5):
        make_source(f"Source {number}")
    for name in ("Harbours", "Weather", "Rare"):
        make_topic(name)
    generate(STORIES, 1, lambda text: None)
    add_unpublished(STORIES, 1)
    search.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
        cursor.execute("ANALYZE")

    client, desk, faults, asked = Client(), OwnSite("harbour"), [], 0
    pages = {address: partial(client.get, address) for address in addresses()}
    pages |= {kind: partial(desk.measure, kind) for kind in desk.kinds if kind not in ONCE_A_DAY}
    for address, ask in pages.items():
        with CaptureQueriesContext(connection) as queries:
            answer = ask()
        status = getattr(answer, "status_code", None) or answer.status
        assert status in (200, 404), address
        for query in queries.captured_queries:
            if query["sql"].lstrip("( ").upper().startswith(("SELECT", "WITH")):
                asked += 1
                faults += [
                    (address, table, query["sql"][:200]) for table in sequential_scans(query["sql"])
                ]
    assert asked > 1500
    assert faults == []
