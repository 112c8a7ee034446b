"""Check copy as the copy desk does: files before they are filed, and stories at the desk."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.findings.read_story import read_story
from articles.models import Article
from copydesk import ERROR, Copy, Finding, check_copy, typeset_copy

from ... import CannotRead, read_copy

SHOWN = 70


class Command(BaseCommand):
    help = "Check copy as the copy desk does. Exits with 1 if there is any error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a file, or the number of a story at the desk"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--language", default="en", metavar="TAG")
        parser.add_argument(
            "--headline", metavar="TEXT", help="of a file; wins over one found in it"
        )
        parser.add_argument(
            "--person",
            action="append",
            default=[],
            metavar='"NAME=he"',
            help="a person's pronoun on record: he, she or they; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        people = dict(_parse_person(each) for each in options["person"])
        to_json: list[dict[str, object]] = []
        has_error = False
        for name, findings in _check_all(options, people):
            has_error = has_error or any(each.severity == ERROR for each in findings)
            if options["format"] == "json":
                to_json.extend({"file": name, **each.to_json()} for each in findings)
            else:
                self._print(name, findings)
        if options["format"] == "json":
            self.stdout.write(json.dumps(to_json, ensure_ascii=False, indent=2))
        if has_error:
            sys.exit(1)

    def _print(self, name: str, findings: list[Finding]) -> None:
        for finding in findings:
            place = _describe_place(finding)
            self.stdout.write(f"{name}: {place}: {finding.severity}: {finding.message}")
            if finding.end:
                self.stdout.write(f"    {_shorten(finding.words)}")
            if finding.fix is not None:
                kind = "safe fix" if finding.is_safe else "suggested fix"
                self.stdout.write(f"    {kind}: {_shorten(finding.fix)}")
        self.stdout.write(f"{name}: {len(findings)} findings.")


def _check_all(
    options: dict[str, Any], people: dict[str, str]
) -> Iterator[tuple[str, list[Finding]]]:
    """Give each file or story with its findings."""
    for name in options["files"]:
        if name.isdecimal():
            yield f"story {name}", _open_findings(int(name))
        else:
            copy = _read_copy(Path(name), options["headline"], options["language"], people)
            yield name, check_copy(copy)


def _open_findings(pk: int) -> list[Finding]:
    """Return the findings on a story at the desk, without dismissed warnings."""
    story = Article.objects.with_spiked().filter(pk=pk).first()
    if story is None:
        raise CommandError(f"There is no story {pk}.")
    found = read_story(story)
    return [each for each in found.findings if each.fingerprint not in found.dismissed]


def _read_copy(path: Path, headline: str | None, language: str, people: dict[str, str]) -> Copy:
    """Read a file as filing does, with its quotation marks typeset."""
    try:
        filed = read_copy(path.read_bytes(), path.name, headline)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except CannotRead as refusal:
        raise CommandError(f"{path}: {refusal}") from refusal
    return typeset_copy(
        Copy(
            headline=filed.headline or "",
            standfirst=filed.standfirst or "",
            body_html=filed.body_html,
            dateline=filed.dateline or "",
            language=language,
            people=people,
        )
    )


def _parse_person(given: str) -> tuple[str, str]:
    name, equals, pronoun = given.rpartition("=")
    if not equals or not name.strip() or pronoun.strip() not in ("he", "she", "they"):
        raise CommandError(f"“{given}” is not NAME=he, NAME=she or NAME=they.")
    return name.strip(), pronoun.strip()


def _describe_place(finding: Finding) -> str:
    if finding.field == "body":
        return f"body, paragraph {finding.paragraph + 1}, {finding.start}–{finding.end}"
    return f"{finding.field}, {finding.start}–{finding.end}"


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"
