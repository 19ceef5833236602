"""When a finding holds, depends on a choice, or falls; the boundary is half of the changes, and two of them."""

import pandas as pd
import pytest

from helpers import schema
from helpers.sensitivity import judge_findings

CHANGES = ["segmenter", "hmm", "lexicon", "stop_words", "copies", "left_out"]


def findings(*names: str) -> pd.DataFrame:
    rows = [
        {"finding_id": name, "chapter": "02", "sentence": f"{name}.", "verdict": "found", "evidence": "e",
         "robustness": "untested", "depends_on": []}
        for name in names
    ]  # fmt: skip
    return schema.make(schema.FINDINGS, rows)


def sensitivity(**breaks: str) -> pd.DataFrame:
    """Rows of each finding: "x.." are three changes of which the first breaks it."""
    rows = [
        {"finding_id": name, "change": change, "n_runs": 1, "named_overlap": 0.0 if mark == "x" else 1.0,
         "n_broken": int(mark == "x"), "breaks": mark == "x", "worst": "", "was": [], "became": []}
        for name, marks in breaks.items() for change, mark in zip(CHANGES, marks, strict=False)
    ]  # fmt: skip
    return schema.make(schema.SENSITIVITY, rows)


@pytest.mark.parametrize(
    ("marks", "robustness"),
    [
        (".", "holds"),
        ("......", "holds"),
        ("x", "depends"),
        ("x.", "depends"),
        ("x..", "depends"),
        ("xx", "falls"),
        ("xx.", "falls"),
        ("xx..", "falls"),
        (".x.x..", "depends"),
        ("x.x.x.", "falls"),
        ("..xxxx", "falls"),
        ("xx...", "depends"),
        ("xxx..", "falls"),
    ],
)
def test_a_finding_falls_from_half_of_the_changes_on_and_never_for_one(marks, robustness):
    judged = judge_findings(findings("f"), sensitivity(f=marks)).iloc[0]
    assert judged["robustness"] == robustness
    assert judged["depends_on"] == [c for c, mark in zip(CHANGES, marks, strict=False) if mark == "x"]


def test_what_was_not_computed_again_is_untested_and_the_rest_is_as_it_was():
    before = findings("a", "b", "c")
    judged = judge_findings(before, sensitivity(c="x..", a="..", gone="xx"))
    assert judged["robustness"].tolist() == ["holds", "untested", "depends"]
    assert judged["depends_on"].tolist() == [[], [], ["segmenter"]]
    same = ["finding_id", "chapter", "sentence", "verdict", "evidence"]
    pd.testing.assert_frame_equal(judged[same], before[same])
    assert before["robustness"].tolist() == ["untested"] * 3, "the table handed in is left alone"
    none = judge_findings(before, schema.empty(schema.SENSITIVITY))
    assert set(none["robustness"]) == {"untested"}
    assert judge_findings(findings(), sensitivity(a="x")).empty


def test_judging_again_forgets_the_verdict_before():
    judged = judge_findings(findings("a"), sensitivity(a="xx"))
    again = judge_findings(judged, sensitivity(a=".."))
    assert again[["robustness", "depends_on"]].to_numpy().tolist() == [["holds", []]]


def test_findings_keep_their_verdict_under_any_index():
    shuffled = findings("a", "b", "c").iloc[::-1]
    judged = judge_findings(shuffled, sensitivity(a="xx.", b="..", c="x.."))
    assert judged["finding_id"].tolist() == ["c", "b", "a"]
    assert judged["robustness"].tolist() == ["depends", "holds", "falls"]
    assert judged["depends_on"].tolist() == [["segmenter"], [], ["segmenter", "hmm"]]
