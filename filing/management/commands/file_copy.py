from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from articles import workflow
from articles.findings.read_story import read_story
from articles.models import Article, Section
from articles.workflow import warnings
from staff.models import User

from ... import CannotRead, read_copy
from ...drafting import CannotFile, file_draft
from ...filed_copy import quote


class Command(BaseCommand):
    help = "File a reporter's copy (plain text, Markdown, .docx) as drafts, and publish if asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--section", required=True, metavar="SLUG")
        parser.add_argument("--headline", metavar="TEXT", help="wins over one found in the file")
        parser.add_argument(
            "--publish", action="store_true", help="publish them, if the checklist allows it"
        )
        parser.add_argument(
            "--fix", action="store_true", help="apply the safe fixes of the copy desk"
        )
        parser.add_argument(
            "--dismiss-warnings",
            metavar="REASON",
            help="dismiss the copy desk's warnings for this reason",
        )
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", help="who files (default: an editor)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        section = _find_section(options["section"])
        by = _find_user(options["username"])
        if options["headline"] is not None and len(options["files"]) > 1:
            raise CommandError("--headline fits one file, and you gave several.")
        failed = 0
        for name in options["files"]:
            try:
                article = self.file(
                    Path(name), section, by, headline=options["headline"], fix=options["fix"]
                )
                if options["dismiss_warnings"] is not None:
                    self.dismiss_warnings(article, by, options["dismiss_warnings"])
                if options["publish"]:
                    edition = workflow.publish(article, by=by)
                    self.stdout.write(f"{settings.BASE_URL}{edition.get_absolute_url()}")
            except (CannotRead, CannotFile, workflow.ActionRefused) as refusal:
                failed += 1
                self.stderr.write(self.style.ERROR(f"{name}: {format_refusal(refusal)}"))
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files failed; see above.")

    def file(
        self, path: Path, section: Section, by: User, *, headline: str | None, fix: bool
    ) -> Article:
        """File one document and print the report."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CannotRead(f"It cannot be read: {error.strerror}.") from error
        copy = read_copy(data, path.name, headline)
        filed = file_draft(copy, section=section, by=by, fix=fix)
        self.stdout.write(f"{path.name}: draft {filed.article.pk}, “{filed.article}”")
        for sentence in filed.report:
            self.stdout.write(f"  {sentence}")
        return filed.article

    def dismiss_warnings(self, article: Article, by: User, reason: str) -> None:
        """Dismiss the copy desk's warnings, and print how many there were."""
        found = read_story(article)
        fingerprints = [finding.fingerprint for finding in found.open_warnings]
        count = warnings.dismiss_warnings(article, found, fingerprints, by=by, reason=reason)
        self.stdout.write(f"  Dismissed {count} warnings: {quote(reason)}")


def format_refusal(refusal: Exception) -> str:
    """Return a refusal as it is, and one of many sentences with a line for each."""
    missing = getattr(refusal, "missing", [])
    if len(missing) < 2:
        return str(refusal)
    return "\n  ".join(["It cannot be published:", *(each.sentence for each in missing)])


def _find_section(slug: str) -> Section:
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        known = ", ".join(Section.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no section “{slug}”. There are: {known}.")
    return section


def _find_user(username: str | None) -> User:
    people = User.objects.filter(is_active=True)
    if username:
        person = people.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody who may log in is called “{username}”.")
        return person
    may = Q(is_superuser=True) | Q(groups__permissions__codename="publish_article")
    person = people.filter(may).order_by("pk").first()
    if person is None:
        raise CommandError("There is no editor yet. Say who files: --as USERNAME.")
    return person
