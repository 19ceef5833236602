import pytest

from helpers.errors import UserError
from helpers.fingerprint import project_folder
from helpers.site.citation import read_citation

DATASET = """\
cff-version: 1.2.0
type: dataset
title: "Floods & {droughts}: 100% of <b>them</b>"
version: 2
date-released: 2021-06-01
doi: 10.5281/zenodo.1234
url: https://example.org/floods
authors:
  - {family-names: Li, given-names: Anne-Marie Jo}
  - {family-names: 王, given-names: 小明}
  - name: The $urvey
"""
PAPER = """\
title: Code
authors: [{name: A}]
preferred-citation:
  type: article
  title: The paper
  authors: [{family-names: Silva, given-names: Rui, name-particle: da}]
  journal: Journal of Things
  volume: 3
  issue: 2
  start: 10
  end: 20
  year: 1999
"""


def cite(tmp_path, text):
    path = tmp_path / "CITATION.cff"
    path.write_text(text, encoding="utf-8")
    return read_citation(path)


def test_a_dataset(tmp_path):
    cited = cite(tmp_path, DATASET)
    assert cited.line == (
        "Li, A.-M. J., 王小明, & The $urvey (2021). Floods & {droughts}: 100% of <b>them</b> (Version 2) [Data set]. "
        "https://doi.org/10.5281/zenodo.1234"
    )
    assert cited.bibtex == (
        "@dataset{floods-droughts2021,\n"
        "  author = {Li, Anne-Marie Jo and {王小明} and {The \\$urvey}},\n"
        "  title = {{Floods \\& \\{droughts\\}: 100\\% of <b>them</b>}},\n"
        "  version = {2},\n  year = {2021},\n  doi = {10.5281/zenodo.1234},\n}"
    )


def test_what_is_preferred_comes_first(tmp_path):
    cited = cite(tmp_path, PAPER)
    assert cited.line == "da Silva, R. (1999). The paper. Journal of Things, 3(2), 10–20."
    assert "  pages = {10--20},\n" in cited.bibtex
    assert cited.bibtex.startswith("@article{the-paper1999,")


def test_nothing_is_made_up(tmp_path):
    cited = cite(
        tmp_path,
        "title: T\nauthors: [{alias: a}]\ndoi: my doi\nurl: javascript:alert(1)\ndate-released: soon\n",
    )
    assert cited.line == "a (n.d.). T [Computer software]."
    assert cited.bibtex == "@software{t,\n  author = {{a}},\n  title = {{T}},\n}"


def test_the_software_itself():
    cited = read_citation(project_folder() / "CITATION.cff")
    assert cited.line.startswith("The Fangzhi maintainers (")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: [", "cannot be read"),
        ("- a\n", "holds no fields"),
        ("authors: [{name: A}]\n", "lacks a title"),
        ("title: T\nauthors: A\n", "lacks authors"),
        ("title: T\nauthors: [1, {name: [x]}]\n", "lacks authors"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, problem):
    with pytest.raises(UserError, match=problem):
        cite(tmp_path, text)
