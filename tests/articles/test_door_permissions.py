"""Who may go through which door, with whose story. The table is written by hand, on purpose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.workflow import Refused
from tests.factories import a_publisher, make_article, make_live, make_user

pytestmark = pytest.mark.django_db

# Own story, story assigned to them, somebody else's. + may, . may not.
MATRIX = """
            contributor  reporter   editor   photo    staff    admin    nobody
submit      + . .        + + .      + + +    . . .    . . .    . . .    . . .
send_back   . . .        . . .      + + +    . . .    . . .    . . .    . . .
approve     . . .        . . .      + + +    . . .    . . .    . . .    . . .
publish     . . .        . . .      + + +    . . .    . . .    . . .    . . .
schedule    . . .        . . .      + + +    . . .    . . .    . . .    . . .
update      . . .        . . .      + + +    . . .    . . .    . . .    . . .
cancel      . . .        . . .      + + +    . . .    . . .    . . .    . . .
withdraw    . . .        . . .      + + +    . . .    . . .    . . .    . . .
withhold    . . .        . . .      . . .    . . .    . . .    + + +    . . .
spike       + . .        + . .      + + +    . . .    . . .    . . .    . . .
unspike     + . .        + . .      + + +    . . .    . . .    . . .    . . .
"""
GROUPS = {
    "contributor": "Contributors",
    "reporter": "Reporters",
    "editor": "Editors",
    "photo": "Photo desk",
    "staff": "Staff managers",
    "admin": "Administrators",
    "nobody": None,
}
WHOSE = ("own", "assigned", "other's")


def cells() -> list[tuple[str, str, str, bool]]:
    header, *rows = MATRIX.strip().splitlines()
    people = header.split()
    return [
        (act, people[index // 3], WHOSE[index % 3], mark == "+")
        for act, *marks in (row.split() for row in rows)
        for index, mark in enumerate(marks)
    ]


def story_for(act: str) -> Article:
    """Make a story on which the act fits, so that only permission can refuse it."""
    if act in ("update", "withdraw", "withhold"):
        return make_live().article
    if act == "cancel":
        article = make_article()
        workflow.schedule(article, by=a_publisher(), at=timezone.now() + timedelta(hours=1))
        return article
    article = make_article()
    if act in ("send_back", "approve"):
        article.status = Article.Status.IN_REVIEW
    if act == "unspike":
        article.spiked_at = timezone.now()
    article.save()
    return article


def go(act: str, article: Article, by) -> None:  # noqa: ANN001
    more = {
        "send_back": {"note": "Shorter, please."},
        "schedule": {"at": timezone.now() + timedelta(hours=1)},
        "update": {"change": "minor"},
        "withdraw": {"reason": "It was wrong."},
        "withhold": {"reason": "A court said so."},
    }
    getattr(workflow, act)(article, by=by, **more.get(act, {}))


def test_the_matrix_covers_every_door_and_every_group():
    assert {act for act, *_ in cells()} == set(workflow.RULES)
    assert len(cells()) == len(workflow.RULES) * len(GROUPS) * len(WHOSE)


@pytest.mark.parametrize(("act", "who", "whose", "may"), cells())
def test_door(roles, act, who, whose, may):
    person = make_user(who, *filter(None, [GROUPS[who]]))
    article = story_for(act)
    if whose == "own":
        article.created_by = person
    elif whose == "assigned":
        article.assignee = person
    article.save()
    version = article.version

    if may:
        go(act, article, person)
        assert article.version == version + 1
    else:
        with pytest.raises(Refused):
            go(act, article, person)
        assert Article.objects.get(pk=article.pk).version == version


@pytest.mark.parametrize(("act", "who", "whose", "may"), cells())
def test_button(roles, act, who, whose, may):
    """A button stands where the door would open, and nowhere else."""
    person = make_user(who, *filter(None, [GROUPS[who]]))
    article = story_for(act)
    if whose == "own":
        article.created_by = person
    elif whose == "assigned":
        article.assignee = person
    article.save()

    assert (act in {offered.name for offered in workflow.acts_for(article, person)}) is may


def test_a_contributor_may_edit_only_their_own_draft(contributor, editor):
    own = make_article(created_by=contributor)
    assert workflow.may_edit(own, contributor)
    assert not workflow.may_edit(make_article(created_by=editor), contributor)
    workflow.submit(own, by=contributor)
    assert not workflow.may_edit(own, contributor)
    assert workflow.may_edit(own, editor)


def test_only_the_assigned_reporter_may_edit_an_assigned_story(reporter, contributor):
    story = make_article(assignee=reporter)
    assert workflow.may_edit(story, reporter)
    story.assignee = contributor
    assert not workflow.may_edit(story, contributor)
    assert not workflow.may_edit(story, reporter)


def test_the_desk_shows_contributors_nothing_but_their_own(contributor, editor):
    own = make_article(created_by=contributor)
    other = make_article(created_by=editor)
    assert list(Article.objects.open_to(contributor)) == [own]
    assert set(Article.objects.open_to(editor)) == {own, other}
    assert not workflow.may_see(other, contributor)


def test_somebody_who_was_shut_out_goes_through_no_door(editor):
    article = make_article()
    editor.is_active = False
    with pytest.raises(Refused):
        workflow.publish(article, by=editor)
