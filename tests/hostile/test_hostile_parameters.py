"""Values of parameters that try to be code, through papermill and `fangzhi rerun`: they stay text."""

import ast
import csv
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import arsenal
import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from papermill.translators import PythonTranslator

from helpers.cli import main
from helpers.parameters import read_parameters
from helpers.site.run import Job, run_notebooks

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
FULL = bool(os.environ.get("FANGZHI_TORTURE"))
FILTERS = ["corpus", "date_from", "date_to", "provinces", "outlets"]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@functools.cache
def texts_of(notebook):
    """Return the parameters of a notebook that take any text."""
    return [
        parameter.name
        for parameter in read_parameters(notebook)
        if parameter.type == "str" and parameter.name != "corpus"
    ]


@given(st.text("ab\"'\\\n\r\t{}()#;`$\x00\u2028\x85 =,_\ud7ff😀", max_size=20) | st.text(max_size=20))
def test_what_papermill_writes_is_the_value(value):
    values = {name: value for notebook in NOTEBOOKS for name in texts_of(notebook)}
    assigned = ast.parse(PythonTranslator.codify(values)).body
    assert all(isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) for line in assigned)
    assert {line.targets[0].id: line.value.value for line in assigned} == values


@pytest.fixture
def told(tmp_path):
    """A notebook that says which texts its parameters had, and the values to give them."""
    values = {f"p{i}": text for i, text in enumerate(arsenal.words(tmp_path / "owned").values())}
    cells = [
        nbformat.v4.new_code_cell("\n".join(['corpus: str = ""', 'provinces: str = ""', *(f'{name}: str = ""' for name in values)]),
                                  metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(f"import json\nprint(json.dumps([{', '.join(values)}]))"),
    ]  # fmt: skip
    path = tmp_path / "told.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), path)
    return path, values


def printed(path):
    return json.loads("".join(output.text for output in nbformat.read(path, as_version=4).cells[-1].outputs))


@pytest.mark.parametrize("way", ["-p", "-y"])
def test_papermill_hands_them_over_as_text(way, told, tmp_path, tally):
    path, values = told
    values = {name: text.replace("\0", "") for name, text in values.items()}  # no command line holds a NUL
    given = [word for name, text in values.items() for word in ("-p", name, text)]
    given = given if way == "-p" else ["-y", json.dumps(values)]  # which is YAML too
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(path),
        str(tmp_path / "out.ipynb"),
        "--no-progress-bar",
        *given,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert printed(tmp_path / "out.ipynb") == list(values.values())
    assert not list(tmp_path.rglob("owned*"))
    tally(f"parameter: papermill {way}", len(values))


def test_papermill_builds_no_object_of_yaml(told, tmp_path, tally):
    path, _ = told
    call = f"p0: !!python/object/apply:os.system ['touch {tmp_path / 'owned'}']"
    command = [sys.executable, "-m", "papermill", str(path), str(tmp_path / "out.ipynb"), "-y", call]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert not list(tmp_path.rglob("owned*"))
    tally("parameter: an object of YAML", 1)


def test_no_chapter_runs_them(tmp_path, monkeypatch, tally):
    """Each ends, or says what is wrong with the value; all parameters of a chapter at once, or each by itself."""
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    code = arsenal.code(tmp_path / "owned")
    word = code["end of another text"] + code["end of a text"] + code["magic"]
    jobs = []
    for notebook in NOTEBOOKS:
        names = (
            texts_of(notebook)
            if FULL
            else [name for name in texts_of(notebook) if name not in FILTERS] or FILTERS[1:]
        )
        for some in ([name] for name in names) if FULL else [names]:
            values = {"corpus": str(REPOSITORY / "seeds"), **dict.fromkeys(some, word)}
            jobs.append(Job(f"{notebook.stem}-{len(jobs)}", notebook, values))
    ended, failures = [], {}
    run_notebooks(
        jobs, executed=tmp_path / "executed", scratch=tmp_path / "runs",
        finished=lambda job, seconds: ended.append(job.name), failed=lambda job, why: failures.update({job.name: why}),
    )  # fmt: skip
    assert len(ended) + len(failures) == len(jobs)
    assert failures
    assert [why for why in failures.values() if "UserError" not in why] == []
    assert not list(tmp_path.rglob("owned*"))
    tally("parameter: a chapter", sum(len(job.parameters) - 1 for job in jobs))


def test_a_rerun_of_hostile_outlets(told, tmp_path, monkeypatch, tally):
    """The outlets of a corpus become parameters, names of files and a list of reports."""
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    path, values = told
    values = {
        name: text for name, text in values.items() if not text.startswith("-")
    }  # the command line takes that for an option
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += '\noutlets: str = ""'
    notebook.cells[1].source = notebook.cells[1].source.replace("[p0", "[outlets, p0")
    nbformat.write(notebook, path)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    outlets = [
        *list(arsenal.HTML.values())[:4],
        arsenal.code(tmp_path / "owned")["end of another text"],
        "../../up",
        "=1+1",
    ]
    rows = [["甲", f"{arsenal.TEXT}{i}", outlet] for i, outlet in enumerate(outlets)]
    with (corpus / "a.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["title", "text", "outlet"], *rows])
    before = sorted(tmp_path.iterdir())
    given = [word for name, text in values.items() for word in ("-p", name, text)]
    code = main(
        [
            "rerun",
            str(path),
            "--for-each",
            "outlet",
            "--corpus",
            str(corpus),
            "--out",
            str(tmp_path / "out"),
            *given,
        ]
    )
    assert code == 0
    reports = sorted((tmp_path / "out").glob("*.ipynb"))
    found = {said[0] for said in map(printed, reports)}
    assert all(set(values.values()) <= set(said) for said in map(printed, reports))
    assert len(found) == len(reports) > 3
    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "out", tmp_path / "cache"})
    for page in (tmp_path / "out").glob("*.html"):
        parsed = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        assert not parsed.find_all(["script", "iframe", "object", "base"]), page
        assert not [
            e for e in parsed.find_all(True) if any(re.fullmatch("on[a-z]+", key) for key in e.attrs)
        ], page
    tally("parameter: fangzhi rerun", len(values) * len(reports))


def test_a_rerun_takes_no_name_that_is_code(told, tmp_path, monkeypatch, capsys, tally):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    name = f"p0 = 1; {arsenal.code(tmp_path / 'owned')['Python']}; x"
    out = tmp_path / "out"
    code = main(
        [
            "rerun",
            str(told[0]),
            "--for-each",
            "province",
            "--corpus",
            str(REPOSITORY / "seeds"),
            "--out",
            str(out),
            "-p",
            name,
            "1",
        ]
    )
    assert code == 2
    assert "is unknown" in capsys.readouterr().err
    assert not list(tmp_path.rglob("owned*"))
    tally("parameter: a name that is code", 1)
