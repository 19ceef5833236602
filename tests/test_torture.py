"""The table of what was tried: sums of what the tests noted, and none where something failed or was left out."""

import runpy
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "torture.py"
CASE = '<testcase name="{name}"><properties>{noted}</properties>{outcome}</testcase>'


def noted(**values):
    return "".join(f'<property name="{name}" value="{value}"/>' for name, value in values.items())


def report(path, *cases):
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def run(path, page, monkeypatch):
    tool = runpy.run_path(str(TOOL))
    monkeypatch.setitem(tool["main"].__globals__, "PAGE", page)
    monkeypatch.setattr(sys, "argv", ["torture.py", str(path)])
    return tool["main"]()


def test_what_was_noted_is_summed(tmp_path, monkeypatch):
    cases = [
        CASE.format(name="a", noted=noted(fault="killed", tried=1200, equal=1200), outcome=""),
        CASE.format(name="b", noted=noted(fault="killed", tried=2, equal=2), outcome=""),
        CASE.format(name="c", noted=noted(hostile="names", tried=3, executed=0), outcome=""),
        CASE.format(name="d", noted="", outcome=""),
    ]
    assert run(report(tmp_path / "r.xml", *cases), tmp_path / "page.md", monkeypatch) == 0
    lines = (tmp_path / "page.md").read_text("utf-8").splitlines()
    assert "| killed | 1,202 | 1,202 |" in lines
    assert "| names | 3 | 0 |" in lines
    assert "| faults | 1,202 | 1,202 survived with equal bytes |" in lines
    assert "| hostile inputs | 3 | 0 executed |" in lines


@pytest.mark.parametrize("outcome", ["<failure/>", "<error/>", "<skipped/>"])
def test_nothing_is_told_of_a_run_that_was_not_whole(outcome, tmp_path, monkeypatch, capsys):
    cases = [CASE.format(name="bad", noted=noted(fault="killed", tried=2, equal=2), outcome=outcome)]
    assert run(report(tmp_path / "r.xml", *cases), tmp_path / "page.md", monkeypatch) == 1
    assert "the first bad" in capsys.readouterr().err
    assert not (tmp_path / "page.md").exists()
