"""The ledger read: it balances or says where it does not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import schema
from helpers.errors import LedgerError, UserError
from helpers.ledger import (
    balance_ledger,
    check_ledger,
    choose_document,
    follow_document,
    list_removed,
    list_suspicious,
)

SOURCE = "标题\n正文一。（责编：甲）"
DOCUMENTS = schema.make(
    schema.DOCUMENTS,
    [
        {
            "doc_id": "d",
            "path": "a.txt",
            "sha256": "",
            "media_type": "text/plain",
            "n_chars": len(SOURCE),
            "status": "ok",
        }
    ],
)


def _spans(*rows: tuple[int, int, str, str]) -> pd.DataFrame:
    made = [{"doc_id": "d", "start": a, "end": b, "kind": kind, "rule": rule} for a, b, kind, rule in rows]
    return schema.make(schema.SPANS, made)


SPANS = _spans(
    (0, 2, "title", "first-line"), (2, 3, "markup", "white-space"), (3, 7, "body", "text"), (7, 13, "boilerplate", "editor")
)  # fmt: skip


def test_shares_of_a_file_sum_to_one():
    ledger = balance_ledger(SPANS, DOCUMENTS)
    assert ledger["share"].sum() == pytest.approx(1)
    assert dict(zip(ledger["kind"], ledger["n_chars"], strict=True)) == {
        "body": 4,
        "boilerplate": 6,
        "markup": 1,
        "title": 2,
    }


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        (SPANS.iloc[:3], r"a\.txt: characters 7 to 13 lie in no stretch"),
        (SPANS.iloc[[0, 1, 3]], r"a\.txt: characters 3 to 7 lie in no stretch"),
        (SPANS.iloc[1:], r"a\.txt: characters 0 to 2 lie in no stretch"),
        (SPANS.iloc[:0], r"a\.txt: characters 0 to 13 lie in no stretch"),
        # The sum is right in each of these: one stretch too long, another too short or twice.
        (_spans((0, 4, "title", "x"), (2, 3, "body", "x"), (5, 13, "body", "x")), "characters 2 to 3 lie in two"),
        (_spans((0, 7, "title", "x"), (5, 11, "body", "x")), r"a\.txt: characters 5 to 7 lie in two stretches"),
        (_spans((0, 7, "title", "x"), (7, 15, "body", "x")), r"a\.txt: the ledger goes on to 15, beyond its 13"),
        (_spans((0, 7, "title", "x"), (7, 7, "body", "x"), (7, 13, "body", "x")), "holds nothing, at character 7"),
        (SPANS.assign(doc_id="other"), "'other', which is no document"),
        (SPANS.assign(end=SPANS["end"].where(SPANS.index > 0)), "lacks its document, its start or its end"),
    ],
)  # fmt: skip
def test_a_ledger_that_does_not_balance_is_refused(spans, message):
    with pytest.raises(LedgerError, match=message):
        balance_ledger(spans, DOCUMENTS)


def test_the_document_at_fault_is_named_among_many():
    documents = pd.concat(
        [DOCUMENTS.assign(doc_id=name, path="t.csv", record=n) for n, name in enumerate("cab", start=1)],
        ignore_index=True,
    ).astype({"record": "Int64"})
    spans = [SPANS.assign(doc_id="b"), SPANS.assign(doc_id="c"), SPANS.assign(doc_id="a")]
    check_ledger(pd.concat(spans), documents)
    with pytest.raises(LedgerError, match=r"t\.csv, record 2: characters 3 to 7 lie in no stretch"):
        check_ledger(pd.concat([*spans[:2], spans[2].drop(2)]), documents)


@given(
    st.lists(st.lists(st.integers(1, 9), max_size=5), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_a_cover_passes_in_any_order_and_no_part_of_it_may_be_missing_or_twice(lengths, random):
    documents = [
        {"doc_id": str(i), "path": f"{i}", "sha256": "", "media_type": "text/plain", "n_chars": sum(own), "status": "ok"}
        for i, own in enumerate(lengths)
    ]  # fmt: skip
    spans = [
        {"doc_id": str(i), "start": sum(own[:k]), "end": sum(own[: k + 1]), "kind": "body", "rule": "text"}
        for i, own in enumerate(lengths)
        for k in range(len(own))
    ]
    random.shuffle(spans)
    whole = schema.make(schema.DOCUMENTS, documents)
    ledger = balance_ledger(schema.make(schema.SPANS, spans), whole)
    assert ledger["n_chars"].sum() == sum(map(sum, lengths))
    for wrong in [spans[1:], [*spans, spans[0]]] if spans else []:
        frame = pd.DataFrame(wrong, columns=schema.SPANS.names).astype({"start": "Int64", "end": "Int64"})
        with pytest.raises(LedgerError):
            check_ledger(frame, whole)


def test_a_rule_that_took_more_than_half_of_what_a_reader_sees():
    spans = _spans((0, 2, "title", "t"), (2, 5, "markup", "tags"), (5, 6, "body", "text"), (6, 9, "boilerplate", "qr"),
                   (9, 10, "markup", "white-space"), (10, 13, "boilerplate", "qr"))  # fmt: skip
    assert list_suspicious(spans, DOCUMENTS).empty  # 6 of 9 characters, but a document of 9 says nothing
    longer = DOCUMENTS.assign(n_chars=53)
    more = pd.concat([spans, _spans((13, 53, "boilerplate", "qr"))])
    (row,) = list_suspicious(more, longer).to_dict("records")
    assert (row["path"], row["rule"], row["n_chars"]) == ("a.txt", "qr", 46)
    assert (row["start"], row["end"]) == (13, 53)
    assert row["share"] == pytest.approx(46 / 49)
    assert list_suspicious(more.assign(kind="byline", rule="column:日期"), longer).empty
    assert len(list_suspicious(more.assign(kind="boilerplate", rule="column:摘要"), longer)) == 1
    assert list_suspicious(more.assign(kind="body"), longer).empty


def test_removed_by_rule_with_an_example():
    words = pd.Series([SOURCE[a:b] for a, b in zip(SPANS["start"], SPANS["end"], strict=True)])
    removed = list_removed(SPANS, words)
    assert removed.to_dict("records") == [
        {"kind": "boilerplate", "rule": "editor", "n_spans": 1, "n_chars": 6, "example": "（责编：甲）"}
    ]


def test_follow_quotes_the_source():
    followed = follow_document(SPANS, SOURCE)
    assert list(followed["text"]) == ["标题", "正文一。", "（责编：甲）"]
    assert list(followed.columns) == ["start", "end", "kind", "rule", "article_id", "text_start", "text"]
    assert list(follow_document(SPANS, SOURCE, n=2)["text"]) == ["标题", "正文一。"]


def test_follow_leaves_out_white_space_and_tags_and_cuts_quotations():
    spans = SPANS.assign(rule=["tags", "white-space", "text", "editor"])
    followed = follow_document(spans, SOURCE, max_chars=4)
    assert list(followed["text"]) == ["正文一。", "（责编：…"]
    assert list(followed["start"]) == [3, 7]
    assert list(followed["end"]) == [7, 13]


def test_the_document_with_most_rules_is_chosen():
    documents = pd.concat([DOCUMENTS, DOCUMENTS.assign(doc_id="e", path="b.txt")], ignore_index=True)
    more = SPANS.assign(doc_id="e")
    assert choose_document(pd.concat([SPANS.iloc[:2], more]), documents) == "e"
    assert choose_document(pd.concat([more, SPANS]), documents) == "d"  # of equals the first by its id
    assert choose_document(more, documents, "a.txt") == "d"
    assert choose_document(more, documents, "b.txt") == "e"
    assert choose_document(schema.empty(schema.SPANS), documents) == "d"


def test_choosing_names_the_documents_there_are():
    with pytest.raises(UserError, match=r"did you mean a\.txt"):
        choose_document(SPANS, DOCUMENTS, "b.txt")
