"""One notebook for each province: reports that stand alone, a list of them, and nothing run twice or over anything."""

import json
import re
import shutil
from pathlib import Path

import pytest

from helpers.errors import UserError
from helpers.site.rerun import rerun_notebook

REPOSITORY = Path(__file__).parents[1]


def notebook(path, code, parameters='corpus: str = "seeds"  # folder\nprovinces: str = ""  # which\n'):
    """A notebook of one cell beside its parameters, so that a run takes little more than its kernel."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Mine"},
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": parameters, "outputs": [], "execution_count": None},
        {"cell_type": "code", "metadata": {}, "source": code, "outputs": [], "execution_count": None},
    ]  # fmt: skip
    cells = [cell | {"id": f"c{i}"} for i, cell in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(
        json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )
    return path


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    (tmp_path / "corpus").mkdir()
    rows = ["title,text,province,date"]
    for name in ("江西", "湖北"):
        rows += [
            f"标题{name}{i},{name}各地有序推进复工复产工作，第{i}次通报。,{name},202{i}-03-01" for i in (0, 1)
        ]
    (tmp_path / "corpus" / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "corpus"


def test_a_report_for_each_and_a_list(corpus, tmp_path):
    path = notebook(
        tmp_path / "n.ipynb", "print(provinces, 'is <b>here</b>')\n1 / 0 if provinces == '江西' else None"
    )
    said = []
    failures = rerun_notebook(str(path), corpus, tmp_path / "out", progress=said.append)
    assert [re.sub(r"\d[\d.]* s", "N s", line) for line in sorted(said)] == ["江西 failed", "湖北 ran in N s"]
    assert len(failures) == 1
    assert failures[0].startswith("江西: n.ipynb failed in cell 3")
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "ZeroDivisionError" in index
    (report,) = (tmp_path / "out").glob("*-hu-bei.html")
    page = report.read_text("utf-8")
    assert "&lt;b&gt;" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=.https?:", page)
    assert "print(" not in page
    assert "<p>湖北 · corpus</p>" in page
    # Only what failed is run again.
    notebook(tmp_path / "n.ipynb", "print(provinces)")
    rerun_notebook(str(path), corpus, tmp_path / "out")
    said.clear()
    assert rerun_notebook(str(path), corpus, tmp_path / "out", progress=said.append) == []
    assert sorted(said) == ["江西 kept", "湖北 kept"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"notebook": "9_x"}, "notebook='9_x' is unknown. Choices: 01_cleaning"),
        ({"each": "month"}, "for-each='month' is unknown. Choices: province, outlet, year"),
        ({"each": "outlet"}, "No article of this corpus has a known outlet"),
        ({"parameters": {"provnces": "江西"}}, "parameter='provnces' is unknown; did you mean provinces?"),
        ({"each": "year"}, "The notebook has no parameter date_from"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(asked, message, corpus, tmp_path):
    path = notebook(tmp_path / "n.ipynb", "1")
    with pytest.raises(UserError) as told:
        rerun_notebook(**({"notebook": str(path), "corpus": corpus, "out": tmp_path / "out"} | asked))
    assert message in str(told.value)
    assert not (tmp_path / "out").exists()


def test_nothing_of_others_is_replaced(corpus, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="which Fangzhi did not make"):
        rerun_notebook("01_cleaning", corpus, tmp_path / "out")


def test_another_file_is_no_notebook(corpus, tmp_path):
    shutil.copy(REPOSITORY / "README.md", tmp_path / "n.ipynb")
    with pytest.raises(UserError, match="is not a notebook"):
        rerun_notebook(str(tmp_path / "n.ipynb"), corpus, tmp_path / "out")
