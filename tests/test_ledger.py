"""The ledger read: it balances or says where it does not."""

import pandas as pd
import pytest

from helpers import schema
from helpers.errors import UserError
from helpers.ledger import balance_ledger, follow_document, list_gaps, list_removed

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
    followed = follow_document(SPANS, DOCUMENTS, SOURCE, "a.txt")
    assert list(followed["text"]) == ["标题", "正文一。", "（责编：甲）"]


def test_follow_names_the_documents_there_are():
    with pytest.raises(UserError, match=r"did you mean a\.txt"):
        follow_document(SPANS, DOCUMENTS, SOURCE, "b.txt")


def test_gaps():
    rows = [
        {"article_id": "a", "published_precision": "day", "province": "江西"},
        {"article_id": "b", "province": "江西"},
    ]
    articles = pd.DataFrame(rows, columns=schema.ARTICLES.names)
    assert list(list_gaps(articles)["article_id"]) == ["b"]
