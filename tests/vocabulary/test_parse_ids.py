"""What is read as the key of a row, and what is not."""

import pytest

from vocabulary.parse_ids import parse_id, parse_ids


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("0", 0),
        ("12", 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("\u0663", None),
        ("\u00b2", None),
    ],
)
def test_a_key_has_digits_and_not_too_many(text, key):
    assert parse_id(text) == key


def test_keys_are_kept_in_their_order_and_the_rest_is_left_out():
    assert parse_ids(["3", "x", "", "1"]) == [3, 1]
