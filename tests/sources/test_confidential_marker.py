"""A marker is planted as who a source is, and looked for everywhere after a day's use.

It may stand in clear in the answers to those named on the record who asked to see it, and in the
answer to whoever typed it into a form that was refused. Nowhere else: not in a table, an index, a
file, a log, an e-mail, a session, a cache, a feed, a page.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition
from newsroom import periodic
from sources.confidential import actions
from sources.models import ConfidentialRecord
from tests.articles.admin.test_article_admin import sent
from tests.factories import make_article, make_outlet, make_user
from tests.sources.test_confidential import address, typed

MARKERS = {
    "identity-name": "Qzxwilhelmina Vrbtquist",
    "identity-telephone": "+31 655 019 733 119",
    "identity-email": "jkqwz@vrbtmail.example",
    "identity-notes": "Xqzmeets at the ferry every hjkday",
}
WORDS = ["Qzxwilhelmina", "Vrbtquist", "655 019 733", "jkqwz@vrbtmail", "Xqzmeets", "hjkday"]
ALIAS = "Heronmark"


def traces() -> list[bytes]:
    """The marker as it could be written: as it is, as hex, in base64 at each alignment."""
    found = []
    for word in WORDS:
        plain = word.encode()
        found += [plain, plain.hex().encode(), word.encode("utf-16-le")]
        found += [b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [trace.lower() for trace in found if len(trace) > 5]


TRACES = traces()


def marked(content: bytes) -> list[bytes]:
    lowered = content.lower()
    return [trace for trace in TRACES if trace in lowered]


class Recorder(Client):
    """A browser that keeps every answer with who asked for what."""

    answers: list[tuple[str, str, str, bytes]] = []

    def request(self, **request):
        response = super().request(**request)
        body = b"".join(response) if response.streaming else response.content
        where = request["PATH_INFO"]
        body += str(dict(response.headers)).encode() + str(response.cookies).encode()
        if asked := QueryDict(request["QUERY_STRING"]).get("q"):
            body = body.replace(asked.encode(), b"")  # a search repeats what is searched for
        self.answers.append((self.who, request["REQUEST_METHOD"], where, body))
        return response

    @classmethod
    def of(cls, person, **options) -> Recorder:
        browser = cls(raise_request_exception=False, **options)
        browser.who = person.username if person else "reader"
        if person:
            browser.force_login(person)
        return browser


def dump_database() -> bytes:
    """Return every table with its indexes' contents, as a backup would hold them."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        dumped = "\n".join(connection.connection.iterdump()).encode()
        path = Path(str(connection.settings_dict["NAME"]))
        files = [path, path.with_name(f"{path.name}-wal")]
        return dumped + b"".join(file.read_bytes() for file in files if file.exists())
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        parts = []
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
                parts += [bytes(part) for part in copied]
    if shutil.which("pg_dump"):
        known = connection.settings_dict
        where = ["-h", known["HOST"], "-p", str(known["PORT"] or 5432), "-U", known["USER"]]
        ran = subprocess.run(["pg_dump", *where, known["NAME"]], capture_output=True, check=False)
        parts.append(ran.stdout)
    return b"".join(parts)


def files_below(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in Path(folder).rglob("*") if path.is_file())


def read_cache() -> list[bytes]:
    """Return all the cache holds, in this process's memory or in Redis."""
    found = cache._cache
    if isinstance(found, dict):
        return [bytes(each) for each in found.values()]
    client = found.get_client()
    own = [key for key in client.keys("*") if cache.key_prefix.encode() in key]
    return [client.get(key) or b"" for key in own if client.type(key) == b"string"]


@pytest.fixture
def people(roles):
    make_outlet()
    Recorder.answers = []
    return {
        "editor": make_user("editor", "Editors", email="editor@paper.example"),
        "colleague": make_user("colleague", "Editors", email="colleague@paper.example"),
        "contributor": make_user("contributor", "Contributors"),
        "reporter": make_user("reporter", "Reporters"),
        "unnamed": make_user("unnamed", "Editors"),
        "administrator": make_user("administrator", "Administrators"),
        "superuser": make_user("root", is_superuser=True),
    }


def record_it(people) -> ConfidentialRecord:
    """Type the marker into the form, first refused, then taken."""
    editor = Recorder.of(people["editor"])
    form = typed(people["colleague"], alias=ALIAS, editor_who_knows="", **MARKERS)
    refused = editor.post(address("_add"), {**form, "people": []})
    assert refused.status_code == 200 and marked(refused.content)
    editor.post(address("_add"), form)
    record = ConfidentialRecord.objects.get()
    shown = editor.post(address("_identity", record.pk))
    assert all(word in shown.content.decode() for word in ("Qzxwilhelmina", "hjkday"))
    assert marked(Recorder.of(people["colleague"]).post(address("_identity", record.pk)).content)
    editor.post(address("_save", record.pk), MARKERS)
    refused = editor.post(address("_save", record.pk), {**MARKERS, "identity-name": ""})
    assert marked(refused.content)
    details = {**form, "editor_who_knows": people["colleague"].pk}
    editor.post(address("", record.pk), details)
    editor.post(address("_name", record.pk), {"person": people["reporter"].pk})
    editor.post(address("_take_away", record.pk), {"person": people["reporter"].pk})
    return record


def publish_it(people, record) -> Article:
    """Cite it in a story through the form, see the preview, publish."""
    editor = Recorder.of(people["editor"])
    story = make_article("Ministry hid the report", created_by=people["editor"])
    change = reverse("admin:articles_article_change", args=[story.pk])
    citation = {
        "citations-TOTAL_FORMS": 1,
        "citations-0-id": "",
        "citations-0-article": story.pk,
        "citations-0-source": record.pk,
        "citations-0-role": "quoted",
        "citations-0-terms": "",
        "citations-0-position": 0,
    }
    editor.post(change, {**sent(story), **citation, "_save": "1"})
    editor.get(reverse("admin:story_preview", args=[story.pk]))
    story.refresh_from_db()
    editor.post(change, {**sent(story), "_action": "publish"})
    assert Edition.objects.live().filter(article=story).exists()
    return story


def stumble(people, record, monkeypatch, settings) -> None:
    """Let everything go wrong that may: errors, log-outs, an old page, a key that is away."""
    editor = Recorder.of(people["editor"])
    form = typed(people["colleague"], alias="Crow", **MARKERS)

    def fail(*args, **kwargs):
        raise ValueError(f"cannot take {args} {kwargs} {MARKERS}")

    for debug in (False, True):
        settings.DEBUG = debug
        with monkeypatch.context() as broken:
            broken.setattr(actions, "record_source", fail)
            broken.setattr(actions, "rewrite_identity", fail)
            for there in (address("_add"), address("_save", record.pk)):
                assert editor.post(there, form).status_code == 500
            broken.setattr(actions, "unseal", fail)
            assert editor.post(address("_identity", record.pk)).status_code == 500
    settings.DEBUG = False
    stranger = Recorder.of(None)
    assert stranger.post(address("_add"), form).status_code == 401
    strict = Recorder.of(people["editor"], enforce_csrf_checks=True)
    assert strict.post(address("_add"), form, headers={"origin": "http://testserver"}).status_code
    editor.post(address("_add"), {**form, "identity-notes": "Xqzmeets" * 2_000_000})
    keys, settings.CONFIDENTIAL_KEYS, settings.CONFIDENTIAL_KEYS_FILE = (
        settings.CONFIDENTIAL_KEYS,
        [],
        "",
    )
    editor.post(address("_add"), form)
    editor.post(address("_identity", record.pk))
    settings.CONFIDENTIAL_KEYS = keys


def look_around(people, record, story) -> None:
    """Open everything near it, as everybody, and search for it."""
    path = f"/{Edition.objects.live().get(article=story).path}"
    public = ["/", path, "/world/", f"/sources/{record.source.slug}/", "/record.json"]
    public += [f"/search/?q={word}" for word in (*WORDS[:2], ALIAS, "ministry")]
    public += [f"/search/suggest?q={word}" for word in (*WORDS[:2], ALIAS)]
    public += [f"/feed.{ending}" for ending in ("rss", "atom", "json")]
    public += [f"/sources/{record.source.slug}/feed.rss", "/sitemap.xml", "/sitemap-pages.xml"]
    public += [f"/oembed?url=http://testserver{path}", "/news-sitemap.xml"]
    reader = Recorder.of(None)
    for there in public:
        answer = reader.get(there)
        text = b"".join(answer) if answer.streaming else answer.content
        assert ALIAS.encode() not in text or there.startswith("/search/"), there
        assert record.source.slug.encode() not in text or answer.status_code == 404, there
    assert "an official at the ministry" in reader.get(path).content.decode()
    desk = [
        reverse("admin:index"),
        reverse("admin:sources_source_changelist"),
        f"{reverse('admin:sources_source_changelist')}?q=Vrbtquist&confidential=yes",
        *(
            reverse(f"admin:sources_source_{act}", args=[record.pk])
            for act in ("change", "delete", "history")
        ),
        reverse("admin:source_ledger", args=[record.pk]),
        reverse("admin:articles_article_change", args=[story.pk]),
        reverse("admin:story_history", args=[story.pk]),
        reverse("admin:story_preview", args=[story.pk]),
        f"{reverse('admin:find')}?q=Vrbtquist",
        f"{reverse('admin:find')}?q={ALIAS}",
        f"{reverse('admin:sources_choices')}?q=Vrbtquist",
        f"{reverse('admin:sources_choices')}?id={record.pk}",
        *(address(route, record.pk) for route in ("", "_identity", "_save", "_name")),
    ]
    for person in people.values():
        browser = Recorder.of(person)
        for there in desk:
            browser.get(there)
        browser.post(reverse("admin:sources_source_delete", args=[record.pk]), {"post": "yes"})
        if person not in (people["editor"], people["colleague"]):
            for route in ("", "_identity", "_save", "_name", "_take_away"):
                answer = browser.post(address(route, record.pk), {"person": person.pk})
                assert answer.status_code in (403, 404)


@pytest.mark.django_db(transaction=True)
def test_the_marker_is_nowhere_but_before_those_who_may_read_it(
    people, settings, monkeypatch, caplog, capfd
):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django")
    with CaptureQueriesContext(connection):  # they are in the log then
        record = record_it(people)
        story = publish_it(people, record)
        stumble(people, record, monkeypatch, settings)
    caplog.set_level(logging.INFO, logger="django")  # queries hold what is searched for
    look_around(people, record, story)
    cached = b"".join(read_cache())
    sessions = str([row.get_decoded() for row in Session.objects.all()]).encode()

    dumped = dump_database()
    assert ALIAS.encode() in dumped, "the dump holds what is in clear"
    assert marked(dumped) == []
    for path in files_below(settings.MEDIA_ROOT, settings.VAR_DIR):
        assert marked(path.read_bytes()) == [], path
    assert marked(caplog.text.encode()) == []
    assert "ValueError" in caplog.text, "where a page failed is logged"
    assert "INSERT INTO" in caplog.text, "and so are queries"
    out, err = capfd.readouterr()
    assert marked((out + err).encode()) == []
    told = "".join(f"{each.subject}{each.body}{each.to}" for each in mail.outbox).encode()
    assert told and marked(told) == [] and ALIAS.encode() not in told
    assert marked(cached + sessions) == []

    shown = {(who, method, where) for who, method, where, body in Recorder.answers if marked(body)}
    assert shown == {
        ("editor", "POST", address("_add")),
        ("editor", "POST", address("_save", record.pk)),
        ("editor", "POST", address("_identity", record.pk)),
        ("colleague", "POST", address("_identity", record.pk)),
    }
    failed = [body for _who, _method, _where, body in Recorder.answers if b"PageFailed" in body]
    assert failed and not any(map(marked, failed)), "the error pages of DEBUG say nothing"

    periodic.run_every_day(timezone.now() + timedelta(days=120))
    record.refresh_from_db()
    assert record.ciphertext is None and record.ends_on > date.today()
    assert marked(dump_database()) == []
