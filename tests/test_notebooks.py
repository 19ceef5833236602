"""Each chapter through papermill: from any directory, on the seeds and on a corpus that has almost nothing."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import open_corpus
from helpers.errors import UserError
from helpers.parameters import list_parameters

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
# What a chapter says that cannot show anything of one undated article.
MISSING = {
    "03_provinces": "othing to compare",
    "04_timeline": "No article has a publication date",
    "05_topics": "oo little text",
}
# Without jsonschema's grammars of addresses, as in `helpers.site.worker`; the tests of the README and the first hour run it as it is.
PAPERMILL = (
    "import sys; sys.modules['rfc3987_syntax'] = None; from papermill.__main__ import papermill; papermill()"
)
FILTERS = ["date_from", "date_to", "provinces", "outlets"]


def _cells(notebook: Path, kind: str) -> list[dict]:
    return [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if cell["cell_type"] == kind]


def _run(notebook: Path, out: Path, cwd: Path, cache: Path, **parameters: str) -> subprocess.CompletedProcess:
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    command = [sys.executable, "-c", PAPERMILL, str(notebook), str(out), "--no-progress-bar", *given]
    environment = os.environ | {"FANGZHI_CACHE": str(cache)}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def _shown(report: Path) -> str:
    """Everything that a report displays as HTML, after checking that nothing else came out of it."""
    outputs = [output for cell in _cells(report, "code") for output in cell["outputs"]]
    printed = [output for output in outputs if output["output_type"] == "execute_result"]
    assert [
        output for output in printed if not "".join(output["data"]["text/plain"]).startswith("<Corpus ")
    ] == []
    shown = [output for output in outputs if output not in printed]
    assert {output["output_type"] for output in shown} <= {"display_data"}
    assert {kind for output in shown for kind in output["data"]} <= {"text/html", "text/plain"}, "no widgets"
    return "\n".join("".join(output["data"]["text/html"]) for output in shown)


@pytest.fixture(scope="module")
def place(book, tmp_path_factory):
    """A directory that is not the project's, with the seeds, of which what takes long is kept, and a corpus of one poor article."""
    here = tmp_path_factory.mktemp("elsewhere")
    (here / "documents").symlink_to(REPOSITORY / "seeds")
    shutil.copytree(book.cache / "tables", here / "cache" / "tables")
    shutil.copytree(book.cache / "digests", here / "cache" / "digests")
    (here / "poor").mkdir()
    hostile = "<script>document.title='run'</script> {{ 7*7 }} $x$\n\n今天天气很好，大家都去公园散步了，还看见了许多花。"
    (here / "poor" / "one.txt").write_text(hostile, encoding="utf-8")
    return here


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_without_outputs_and_thin(notebook):
    for cell in _cells(notebook, "code"):
        assert not cell["outputs"]
        assert cell["execution_count"] is None
        nodes = list(ast.walk(ast.parse("".join(cell["source"]))))
        assert not [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.For, ast.While, ast.ClassDef))]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_parameters_begin_with_the_corpus(notebook):
    cell = next(c for c in _cells(notebook, "code") if "parameters" in c["metadata"]["tags"])
    names = [node.target.id for node in ast.parse("".join(cell["source"])).body]
    assert names[0] == "corpus"
    assert names[1:5] == FILTERS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_parameter_has_a_type_and_a_meaning_the_same_everywhere(notebook):
    cell = next(cell for cell in _cells(notebook, "code") if "parameters" in cell["metadata"].get("tags", ()))
    source = "".join(cell["source"])
    declared = list_parameters(source)
    assert len(declared) == len([line for line in source.splitlines() if line.strip()])
    assert all(parameter.meaning for parameter in declared)
    assert {parameter.type for parameter in declared} <= {"str", "int", "bool"}
    assert declared[:5] == list_parameters("".join(_cells(NOTEBOOKS[0], "code")[0]["source"]))[:5]


def test_papermill_lists_the_parameters():
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--help-notebook",
        str(REPOSITORY / "notebooks/03_provinces.ipynb"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.search(r"top: int \(default 8\)\s+number of terms for each province", told), told


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_another_directory(notebook, place):
    out = place / f"documents-{notebook.name}"
    done = _run(notebook, out, place, place / "cache", corpus="documents")
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    assert '<figure id="fig-' in shown
    assert 'class="fangzhi-reading"' in shown


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_corpus_with_almost_nothing_gives_sentences_not_errors(notebook, place):
    out = place / f"poor-{notebook.name}"
    done = _run(notebook, out, place, place / "cache", corpus="poor")
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    assert "<script>" not in shown
    assert 'class="fangzhi-reading"' in shown
    if told := MISSING.get(notebook.stem):
        assert "fangzhi-empty" in shown
        assert told in shown


def test_the_tutorial_has_ten_cells_at_most():
    cells = _cells(REPOSITORY / "notebooks" / "tutorial.ipynb", "code")
    assert len([cell for cell in cells if "parameters" not in cell["metadata"].get("tags", ())]) <= 10


def test_cleaning_shows_one_file_in_colour_and_copies_side_by_side(place):
    out = place / "coloured.ipynb"
    done = _run(NOTEBOOKS[0], out, place, place / "cache", corpus="documents")
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    assert 'class="fangzhi-kind fangzhi-title"' in shown
    assert re.search(r"<del [^>]*>坚实的底盘", shown)
    assert "default_year" in shown[shown.index('id="tbl-gaps"') :]


def test_cleaning_quotes_little_of_a_corpus_that_may_not_be_published(place):
    folder = place / "private"
    folder.mkdir()
    sentence = "".join(chr(0x4E00 + i) for i in range(0, 3000, 7))
    for name, more in (("a", ""), ("b", "另加的一句话。")):
        (folder / f"{name}.txt").write_text(
            f"标题\n\n{sentence}。\n{sentence[::-1]}。{more}", encoding="utf-8"
        )
    done = _run(NOTEBOOKS[0], place / "private.ipynb", place, place / "cache", corpus="private")
    assert done.returncode == 0, done.stderr[-3000:]
    text = re.sub(r"<[^>]*>", "", _shown(place / "private.ipynb"))
    assert "1 family" in text
    for words in (sentence, sentence[::-1]):
        assert not any(words[i : i + 35] in text for i in range(len(words) - 35))


def test_every_mark_of_the_timeline_leads_to_its_sentence(place):
    (place / "counts.csv").write_text(
        "date,value,province\n2020-01-24,5,江西\n2020-02-03,40,江西\n", encoding="utf-8"
    )
    out = place / "timeline.ipynb"
    done = _run(
        REPOSITORY / "notebooks" / "04_timeline.ipynb", out, place, place / "cache",
        corpus="documents", series="counts.csv", day="2020-01-25",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    marks = re.findall(r'<a href="#(day-[0-9-]+)" class="fangzhi-mark"[^>]*title="([^"]*)"', shown)
    assert len(marks) > 30
    said = dict(re.findall(r'<dt id="(day-[0-9-]+)"[^>]*>.*?</dt>(.*?)(?=<dt id=|</dl>)', shown))
    for day, told in marks:
        sentence = told.split("&#10;")[1]
        assert sentence in re.sub(r"</?mark>", "", said[day]), day
    assert "<polygon" in shown
    assert "2020-01-25 is named, or lies in a span that is named" in shown


@pytest.fixture(scope="module")
def two_provinces(place):
    """Eight documents of each of two provinces, which differ in what they do and in nothing else."""
    folder = place / "two"
    folder.mkdir()
    said = {"江西": "干部带着农户抢收脐橙，果园里一片繁忙。", "湖北": "护士走进方舱医院，病区里一片繁忙。"}
    for i in range(8):
        for province, sentence in said.items():
            text = f"第{i + 1}天记事\n{province}日报\n\n{sentence}社区居民在第{i + 1}小区领取物资。{sentence * (i % 3)}"
            (folder / f"{province}{i}.txt").write_text(text, encoding="utf-8")
    return folder


def test_what_differs_is_said_shown_and_leads_to_its_sentences(two_provinces, place):
    out = place / "differs.ipynb"
    done = _run(
        REPOSITORY / "notebooks" / "03_provinces.ipynb", out, place, place / "cache",
        corpus="two", province="江西", against="湖北",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    assert "江西 (Jiangxi) and 湖北 (Hubei) differ in" in shown
    figure = shown[shown.index('id="fig-keyness"') : shown.index('id="tbl-sentences"')]
    links = re.findall(r'<a href="#(term-\d+)"[^>]*aria-label="([^"]*)"', figure)
    behind = dict(re.findall(r'<dt id="(term-\d+)"[^>]*>(.*?)(?=<dt id=|</dl>)', shown))
    assert len(links) >= 4
    for entry, told in links:
        term = re.split("[ :]", told)[0]
        assert f"<mark>{term}</mark>" in behind[entry], told
    more = [told for _, told in links if told.startswith(("脐橙", "果园"))]
    assert more
    assert all("at least" in told and "differs (q" in told for told in more)
    assert 'class="fangzhi-figure fangzhi-table fangzhi-sortable"' in shown


@pytest.mark.parametrize(
    ("notebook", "case"),
    [
        ("02_term_frequency", "no articles left"),
        ("02_term_frequency", "every word a stop word"),
        ("03_provinces", "no articles left"),
        ("03_provinces", "one province"),
        ("03_provinces", "every word a stop word"),
    ],
)
def test_nothing_to_compare_is_said_in_a_sentence(notebook, case, two_provinces, place):
    given = {"no articles left": {"date_from": "2099-01-01"}, "one province": {"provinces": "江西"}}.get(
        case, {}
    )
    corpus = "two"
    if case == "every word a stop word":
        corpus = "stopped"
        if not (place / corpus).exists():
            shutil.copytree(two_provinces, place / corpus)
            words = sorted(set(open_corpus(two_provinces).term_counts["term"]))
            settings = f"stop_words = {json.dumps(words, ensure_ascii=False)}\n"
            (place / corpus / "corpus.toml").write_text(settings, encoding="utf-8")
    out = place / f"{notebook}-{case.replace(' ', '-')}.ipynb"
    done = _run(
        REPOSITORY / "notebooks" / f"{notebook}.ipynb", out, place, place / "cache", corpus=corpus, **given
    )
    assert done.returncode == 0, done.stderr[-3000:]
    shown = _shown(out)
    told = {
        ("02_term_frequency", "no articles left"): "These articles hold no words to count.",
        ("02_term_frequency", "every word a stop word"): "These articles hold no words to count.",
        ("03_provinces", "one province"): "Only 江西 (Jiangxi) is represented",
        ("03_provinces", "no articles left"): "No article is left to compare",
        (
            "03_provinces",
            "every word a stop word",
        ): "With fewer than two sides there is nothing to compare.",
    }
    assert told[notebook, case] in shown


def test_one_province_closely(place):
    out = place / "jiangxi.ipynb"
    seeds = str(REPOSITORY / "seeds")
    done = _run(
        REPOSITORY / "notebooks" / "03_provinces.ipynb",
        out,
        place,
        place / "cache",
        corpus=seeds,
        province="江西",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "江西 (Jiangxi) against the rest" in _shown(out)


@pytest.mark.parametrize(
    ("notebook", "parameters", "message"),
    [
        ("02_term_frequency", {"corpus": "documents", "provinces": "火星"}, "province='火星' is unknown"),
        ("04_timeline", {"corpus": "documents", "period": "decade"}, "period='decade' is unknown"),
        (
            "04_timeline",
            {"corpus": "documents", "day": "Monday"},
            "day='Monday' is not a date. Write it as 2020-02-03",
        ),
        (
            "04_timeline",
            {"corpus": "documents", "series": "nowhere.csv"},
            "series='nowhere.csv' cannot be read",
        ),
        ("05_topics", {"corpus": "documents", "k": "1"}, "whole number from 2 to at most 100"),
        ("05_topics", {"corpus": "documents", "k": "many"}, "k='many' is not a number of topics"),
        ("03_provinces", {"corpus": "documents", "province": "2020"}, "province=2020 is unknown"),
        (
            "03_provinces",
            {"corpus": "documents", "province": "江西", "against": "江西"},
            "against='江西' is the province itself",
        ),
        ("03_provinces", {"corpus": "documents", "top": "0"}, "top=0 is too small"),
        ("07_explore", {"corpus": "documents", "province": "江西省份"}, "did you mean 江西?"),
        ("07_explore", {"corpus": "documents", "against": "火星"}, "against='火星' is unknown"),
        ("02_term_frequency", {"corpus": "documents", "by": "decade"}, "by='decade' is unknown"),
        ("01_cleaning", {"corpus": "documents", "document": "x.txt"}, "document='x.txt' is unknown"),
        ("01_cleaning", {"corpus": "documents", "date_from": "gestern"}, "Write it as 2020-02-03"),
    ],
)
def test_a_wrong_parameter_is_told_by_the_first_cell(notebook, parameters, message, place, monkeypatch):
    monkeypatch.setenv("FANGZHI_CACHE", str(place / "cache"))
    monkeypatch.chdir(place)
    declared, first = _cells(REPOSITORY / "notebooks" / f"{notebook}.ipynb", "code")[:2]
    names = {}
    exec("".join(declared["source"]), names)
    # As papermill's command line reads values.
    names |= {name: int(value) if value.isdecimal() else value for name, value in parameters.items()}
    with pytest.raises(UserError, match=re.escape(message)):
        exec("".join(first["source"]), names)


@pytest.mark.parametrize(
    ("notebook", "parameters", "message"),
    [
        ("03_provinces", {"corpus": "documents", "province": "江西省份"}, "did you mean 江西?"),
        (
            "01_cleaning",
            {"corpus": "documents", "provnces": "江西"},
            "parameter='provnces' is unknown; did you mean provinces?",
        ),
    ],
)
def test_a_wrong_parameter_ends_the_run_with_the_choices(notebook, parameters, message, place):
    done = _run(
        REPOSITORY / "notebooks" / f"{notebook}.ipynb",
        place / "wrong.ipynb",
        place,
        place / "cache",
        **parameters,
    )
    assert done.returncode != 0
    assert message in done.stderr
    errors = [
        o
        for cell in _cells(place / "wrong.ipynb", "code")
        for o in cell["outputs"]
        if o["output_type"] == "error"
    ]
    assert [len(error["traceback"]) for error in errors] == [1], "the message alone, no traceback"


def test_a_missing_corpus_names_the_absolute_path(place):
    done = _run(NOTEBOOKS[0], place / "missing.ipynb", place, place / "cache", corpus="nowhere")
    assert done.returncode != 0
    assert f"tried {place / 'nowhere'}" in done.stderr
