"""Names of places, agencies and outlets in texts, and the terms that are mostly part of such names."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import UserError
from helpers.lexicons import read_rows
from helpers.names import find_names, name_terms, parse_kinds

NO_PLACES = schema.empty(schema.PLACE_MENTIONS)


def names_in(text, *cuts, outlet=None, places=NO_PLACES):
    """The names found outside places, as (words, kind); a word ends at each cut, or everywhere when none is given."""
    articles = pd.DataFrame({"article_id": ["a"], "text": [text], "outlet": [outlet]})
    boundaries = {"a": bytes(not cuts or at in cuts for at in range(len(text or "") + 1))}
    found = find_names(articles, places, boundaries)
    assert list(found) == ["article_id", "start", "end", "kind"]
    return [(text[row.start : row.end], row.kind) for row in found.itertuples()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("疾控中心通报", [("疾控中心", "agencies")]),  # terms.csv
        ("据教育部消息", [("教育部", "agencies")]),  # an office of outlets.csv
        ("据新华社报道", [("新华社", "outlets")]),
        ("南昌日报讯", [("南昌日报", "outlets")]),
        (
            "據衛生福利部說，新華社報導",
            [("衛生福利部", "agencies"), ("新華社", "outlets")],
        ),  # in Traditional characters
        ("據力報說，當地媒體報導", [("力報", "outlets")]),
        ("社区防疫", []),  # in terms.csv, but of another category
        ("", []),
        (None, []),
    ],
)
def test_known_names(text, found):
    assert names_in(text) == found


def test_names_within_names_are_all_found():
    assert names_in("省人民政府") == [("人民政府", "agencies"), ("政府", "agencies")]


def test_a_name_lies_between_boundaries_of_words():
    text = "新华社区" + "新华社"
    assert names_in(text) == [("新华社", "outlets")] * 2
    assert names_in(text, 0, 4, 7) == [("新华社", "outlets")]
    assert names_in(text, 0, 2, 4, 5, 7) == [("新华社", "outlets")]
    assert names_in(text, 0, 3, 5) == [("新华社", "outlets")], (
        "a name may start and end inside what else is cut"
    )
    assert names_in(text, 3, 5, 7) == []


@pytest.mark.parametrize(
    ("text", "outlet", "found"),
    [
        ("本报（某某街道之声）讯", "某某街道之声", ["某某街道之声"]),
        ("本报（某某街道之声）讯", None, []),
        ("本报（某某街道之声）讯", "", []),
        ("A.B报和AxB报", "A.B报", ["A.B报"]),
        ("關於臺灣某報說明", "臺灣某報", ["臺灣某報"]),
        ("关于台湾某报", "臺灣某報", ["台湾某报"]),
    ],
)
def test_an_articles_own_outlet_is_found_though_no_list_has_it(text, outlet, found):
    assert names_in(text, outlet=outlet) == [(name, "outlets") for name in found]


def test_an_outlet_is_found_once_though_a_list_has_it_and_in_its_own_article_only():
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "text": ["新华社、某报", "某报"], "outlet": ["新华社", "某报"]}
    )
    everywhere = {"a": b"\1" * 9, "b": b"\1" * 9}
    found = find_names(articles, NO_PLACES, everywhere)
    assert found.to_numpy().tolist() == [["a", 0, 3, "outlets"], ["b", 0, 2, "outlets"]]


def test_places_are_those_mentioned_each_once():
    mentions = pd.DataFrame(
        [("a", 0, 2, "陕西"), ("a", 0, 2, "甘肃"), ("a", 3, 5, "江西")],
        columns=["article_id", "start", "end", "province"],
    )
    assert names_in("陕甘、江西", 0, 5, places=mentions) == [("陕甘", "places"), ("江西", "places")]


def counts(*rows):
    """TERM_COUNTS of (term, n, n_in_places, n_in_outlets); None where not looked for."""
    made = [
        {"article_id": str(i), "term": term, "n": n, "n_in_places": places, "n_in_outlets": outlets}
        for i, (term, n, places, outlets) in enumerate(rows)
    ]
    return schema.make(schema.TERM_COUNTS, made)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("江西", 3, 2, 0)], True),
        ([("江西", 4, 2, 0)], False),  # half is not more than half
        ([("江西", 3, 0, 2)], True),
        ([("江西", 4, 2, 2)], False),  # they may be the same two
        ([("江西", 1, 1, 0), ("江西", 3, 0, 0)], False),  # once in one article
        ([("江西", 1, 0, 0), ("江西", 3, 3, 0)], True),
        ([("江西", 1, None, None), ("江西", 3, 3, 0)], True),
        ([("江西", 3, None, None)], False),
    ],
)
def test_a_term_is_named_when_more_than_half_of_it_lies_in_names(rows, named):
    assert name_terms(counts(*rows)) == ({"江西"} if named else frozenset())


def test_only_the_kinds_asked_for_count():
    table = counts(("江西", 1, 1, 0), ("新华社", 1, 0, 1), ("社区", 1, 0, 0)).assign(n_in_agencies=[0, 0, 1])
    assert name_terms(table) == {"江西", "新华社"}
    assert name_terms(table, ["places"]) == {"江西"}
    assert name_terms(table, ["agencies"]) == {"社区"}
    assert name_terms(table, ["agencies", "outlets"]) == {"新华社", "社区"}
    assert name_terms(table, []) == frozenset()
    assert name_terms(counts()) == frozenset()


@pytest.mark.parametrize(
    ("kinds", "parsed"),
    [
        ("", ()),
        (" , ", ()),
        ("places, outlets", ("places", "outlets")),
        ("outlets、agencies，places", ("places", "agencies", "outlets")),
        ("outlets outlets", ("outlets",)),
    ],
)
def test_kinds_are_parsed_in_their_own_order(kinds, parsed):
    assert parse_kinds(kinds) == parsed


def test_an_unknown_kind_is_an_error_that_names_the_choices():
    with pytest.raises(UserError) as raised:
        parse_kinds("outlets, place")
    assert str(raised.value) == (
        "mask='place' is unknown; did you mean places? Choices: places, agencies, outlets."
    )


KINDS = {row["term"]: "agencies" for row in read_rows("terms.csv") if row["category"] == "agency"} | {
    row["outlet"]: "agencies" if row["kind"] == "office" else "outlets" for row in read_rows("outlets.csv")
}


@given(
    st.lists(st.sampled_from(["新华社", "人民", "日报", "江西", "省", "政府", "社"]), max_size=8).map(
        "".join
    ),
    st.sets(st.integers(0, 24)),
    st.sampled_from([None, "江西日报", "社"]),
)
def test_all_that_lies_between_two_cuts_and_is_a_name_is_found(text, cuts, outlet):
    articles = pd.DataFrame({"article_id": ["a"], "text": [text], "outlet": [outlet]})
    found = find_names(articles, NO_PLACES, {"a": bytes(at in cuts for at in range(len(text) + 1))})
    ends = sorted(cuts & set(range(len(text) + 1)))
    stretches = [(start, end, text[start:end]) for i, start in enumerate(ends) for end in ends[i + 1 :]]
    expected = [(start, end, KINDS[words]) for start, end, words in stretches if words in KINDS]
    expected += [(start, end, "outlets") for start, end, words in stretches if words == outlet]
    assert [tuple(row) for row in found[["start", "end", "kind"]].to_numpy()] == sorted(set(expected))
