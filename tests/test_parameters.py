import pytest

from helpers.errors import UserError
from helpers.parameters import check_parameters, list_parameters, read_flag, read_number, read_parameters


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


def test_parameters_with_and_without_a_type():
    source = 'corpus: str = "seeds"  # folder\ntop = 8  # how many\nnames = []\n\n# a line of its own\n'
    assert [(p.name, p.type, p.default, p.meaning) for p in list_parameters(source)] == [
        ("corpus", "str", "'seeds'", "folder"), ("top", "int", "8", "how many"), ("names", "object", "[]", ""),
    ]  # fmt: skip


INJECTED = "# Parameters\ntop = 3\n"


def test_what_a_run_sets_is_among_those_of_the_cell_before_it():
    check_parameters(["", "other = 1", "top = 8", INJECTED, "wrong = 1"])
    check_parameters(["", "anything = 1"])
    with pytest.raises(UserError, match=r"parameter='top' is unknown; did you mean tops\? Choices: tops\."):
        check_parameters(["", "top = 8", "tops: int = 8", INJECTED])


@pytest.mark.parametrize("content", ["# no JSON", "[]", '{"cells": 3}'])
def test_a_file_that_is_no_notebook(content, tmp_path):
    (tmp_path / "n.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match="is not a notebook with a cell of parameters"):
        read_parameters(tmp_path / "n.ipynb")
