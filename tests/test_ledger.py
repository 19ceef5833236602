"""The ledger read: it balances or says where it does not."""

import pandas as pd
import pytest

from helpers import schema
from helpers.errors import UserError
from helpers.ledger import balance_ledger, choose_document, follow_document, list_gaps, list_removed

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


def test_a_ledger_that_does_not_balance_is_refused():
    with pytest.raises(ValueError, match=r"a\.txt: 7 characters accounted for, 13 read"):
        balance_ledger(SPANS.iloc[:3], DOCUMENTS)


def test_removed_by_rule_with_an_example():
    words = pd.Series([SOURCE[a:b] for a, b in zip(SPANS["start"], SPANS["end"], strict=True)])
    removed = list_removed(SPANS, words)
    assert removed.to_dict("records") == [
        {"kind": "boilerplate", "rule": "editor", "n_spans": 1, "n_chars": 6, "example": "（责编：甲）"}
    ]


def test_follow_quotes_the_source():
    followed = follow_document(SPANS, SOURCE)
    assert list(followed["text"]) == ["标题", "正文一。", "（责编：甲）"]
    assert list(followed.columns) == ["start", "end", "kind", "rule", "text"]
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


def test_gaps():
    rows = [
        {"article_id": "known", "published_precision": "day", "province": "江西", "province_confidence": 0.9},
        {"article_id": "just known", "published_precision": "day", "province": "江西", "province_confidence": 0.5},
        {"article_id": "guessed", "published_precision": "day", "province": "江西", "province_confidence": 0.4},
        {"article_id": "nowhere", "published_precision": "day"},
        {"article_id": "month", "published_precision": "month", "province": "江西", "province_confidence": 0.9},
        {"article_id": "undated", "province": "江西", "province_confidence": 0.9},
    ]  # fmt: skip
    types = {"published_precision": "str", "province_confidence": "float64"}
    articles = pd.DataFrame(rows, columns=schema.ARTICLES.names).astype(types)
    assert list(list_gaps(articles)["article_id"]) == ["guessed", "nowhere", "month", "undated"]
    assert list_gaps(articles.iloc[:2]).empty
