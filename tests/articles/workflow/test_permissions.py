"""Who may go through which door, with whose story. The table is written by hand, on purpose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.workflow import ActionRefused
from tests.factories import a_publisher, make_article, make_live, make_user

pytestmark = pytest.mark.django_db

# Own story, story assigned to them, somebody else's. + may, . may not.
MATRIX = """
            contributor  reporter   editor   photo    staff    admin    nobody
submit      + + .        + + .      + + +    . . .    . . .    . . .    . . .
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


def rows() -> list[tuple[str, str, list[bool]]]:
    """Read the table: act, group, and whether they may with each of the three."""
    header, *lines = MATRIX.strip().splitlines()
    return [
        (act, who, [mark == "+" for mark in marks[3 * place : 3 * place + 3]])
        for act, *marks in (line.split() for line in lines)
        for place, who in enumerate(header.split())
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


def go(act: str, article: Article, by) -> None:
    more = {
        "send_back": {"note": "Shorter, please."},
        "schedule": {"at": timezone.now() + timedelta(hours=1)},
        "update": {"change": "minor"},
        "withdraw": {"reason": "It was wrong."},
        "withhold": {"reason": "A court said so."},
    }
    getattr(workflow, act)(article, by=by, **more.get(act, {}))


def test_the_matrix_covers_every_door_and_every_group():
    assert {act for act, _, _ in rows()} == set(workflow.RULES)
    assert all(len(may) == 3 for _, _, may in rows())
    assert len(rows()) == len(workflow.RULES) * len(GROUPS)


@pytest.mark.slow
@pytest.mark.parametrize(("act", "who", "marks"), rows())
def test_door(roles, act, who, marks):
    """The button stands where the door opens and nowhere else, and a refusal changes nothing."""
    person = make_user(who, *filter(None, [GROUPS[who]]))
    for whose, may in zip(WHOSE, marks, strict=True):
        article = story_for(act)
        article.created_by = person if whose == "own" else None
        article.assignee = person if whose == "assigned" else None
        article.save()
        before = article.version
        offered = {offer.name for offer in workflow.available_actions(article, person)}
        assert (act in offered) is may, (act, who, whose)
        if may:
            go(act, article, person)
            assert article.version == before + 1
        else:
            with pytest.raises(ActionRefused):
                go(act, article, person)
            assert Article.objects.get(pk=article.pk).version == before


def test_a_contributor_may_edit_only_their_own_draft(contributor, editor):
    own = make_article(created_by=contributor)
    assert workflow.may_edit(own, contributor)
    assert not workflow.may_edit(make_article(created_by=editor), contributor)
    workflow.submit(own, by=contributor)
    assert not workflow.may_edit(own, contributor)
    assert workflow.may_edit(own, editor)


def test_only_the_person_it_is_assigned_to_may_edit_an_assigned_story(reporter, contributor):
    story = make_article(assignee=reporter)
    assert workflow.may_edit(story, reporter) and not workflow.may_edit(story, contributor)
    story.assignee = contributor
    assert workflow.may_edit(story, contributor)
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
    with pytest.raises(ActionRefused):
        workflow.publish(article, by=editor)
