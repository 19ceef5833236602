import pytest

from helpers.errors import UserError
from helpers.parameters import read_flag, read_number


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("False", False),
        (" no ", False),
        (1, True),
        ("0", False),
    ],
)
def test_flags(value, flag):
    assert read_flag("masked", value) is flag


@pytest.mark.parametrize("value", ["", "maybe", None, 2])
def test_what_is_no_flag_names_the_choices(value):
    with pytest.raises(UserError, match=r"masked='.*' is unknown.* Choices: true, false"):
        read_flag("masked", value)


@pytest.mark.parametrize(("value", "number"), [(8, 8), ("12", 12), (" 3 ", 3)])
def test_numbers(value, number):
    assert read_number("top", value) == number


@pytest.mark.parametrize(
    ("value", "words"),
    [("ten", "not a whole number"), (2.5, "not a whole"), (0, "too small"), (-3, "from 1 on")],
)
def test_what_is_no_number_says_what_would_be(value, words):
    with pytest.raises(UserError, match=words):
        read_number("top", value)
    assert read_number("least", 0, least=0) == 0
