"""Pages without the indentation of their templates, and with every space a reader sees."""

import pytest
from django.template import Context, Engine

LAID_OUT = """
<p>
  {% if named %}
    By
    <b>{{ name }}</b>{% if place %},
      {{ place }}{% endif %}
  {% endif %}
  {% for word in words %}
    <i>{{ word }}</i>
  {% empty %}
    none
  {% endfor %}
  end
</p>
"""


def drawn(template: str, **context) -> str:
    held = ("django.template.loaders.locmem.Loader", {"a.html": template})
    loaders = [("newsroom.indentation.Loader", [held])]
    return Engine(loaders=loaders).get_template("a.html").render(Context(context))


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, "\n<p>\nnone\nend\n</p>\n"),
        (
            {"named": True, "name": "Ann", "words": "ab"},
            "\n<p>\nBy\n<b>Ann</b>\n<i>a</i>\n<i>b</i>\nend\n</p>\n",
        ),
        (
            {"named": True, "name": "Ann", "place": "Merrow"},
            "\n<p>\nBy\n<b>Ann</b>,\nMerrow\nnone\nend\n</p>\n",
        ),
    ],
)
def test_indentation_and_lines_of_tags_alone_are_left_out(context, expected) -> None:
    assert drawn(LAID_OUT, **context) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a\n  {% if no %}\n  x{% endif %}\n  b", "a\n\nb"),
        ("a{% if yes %}\n  x{% endif %}\n  b", "a\nx\nb"),
        ("a\n  {% if yes %}x{% else %}\n {% endif %}b", "a\nxb"),
        ("{% for n in two %}\n  {{ n }}{% endfor %}", "\n1\n2"),
        ("a\n{% for n in two %} {{ n }}{% endfor %}", "a\n 1 2"),
        ("a\n{% for n in two %}\n{{ n }}\n{% endfor %}\nb", "a\n1\n2\nb"),
        ("a {{ empty }}\n  b", "a \nb"),
        ("a\n{% block x %}\n  b\n{% endblock x %}\nc", "a\n\nb\n\nc"),
        ("{% with n=1 %}\n  {{ n }}\n{% endwith %}\nb", "\n1\nb"),
    ],
)
def test_no_space_that_readers_see_is_lost_or_made(template, expected) -> None:
    assert drawn(template, yes=True, two=[1, 2]) == expected


def test_what_variables_hold_keeps_its_lines() -> None:
    assert (
        drawn("<textarea>{{ typed }}</textarea>", typed="a\n  b") == "<textarea>a\n  b</textarea>"
    )
