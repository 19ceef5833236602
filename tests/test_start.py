"""A new project: whole or not at all, never over anything, and its settings are those that there are."""

import dataclasses
import re
import tomllib

import pytest
import yaml  # type: ignore[import-untyped]

from helpers.cli import main
from helpers.errors import UserError
from helpers.reading import read_file
from helpers.settings import Settings, load_settings
from helpers.start import new_project


@pytest.fixture
def documents(tmp_path):
    (tmp_path / "news" / "sub").mkdir(parents=True)
    (tmp_path / "news" / "a.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "news" / "sub" / "b.txt").write_text("乙", encoding="utf-8")
    (tmp_path / "news" / ".hidden").write_text("x", encoding="utf-8")
    (tmp_path / "news" / "README.md").write_text("# Mine\n", encoding="utf-8")
    return tmp_path / "news"


def listing(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_a_project_around_documents(documents, tmp_path):
    assert new_project(tmp_path / "p", documents, title='水 "与" 火') == 2
    assert listing(tmp_path / "p") == [
        ".github/workflows/publish.yml", ".gitignore", "README.md", "corpus.toml", "documents/a.txt", "documents/sub/b.txt", "overrides.csv",
    ]  # fmt: skip
    assert load_settings(tmp_path / "p") == Settings(title='水 "与" 火')
    assert (tmp_path / "p" / "README.md").read_text("utf-8") == "# Mine\n"
    workflow = yaml.safe_load((tmp_path / "p/.github/workflows/publish.yml").read_text("utf-8"))
    assert workflow["env"]["FANGZHI"].startswith(("fangzhi==", "git+"))


def test_links_leave_the_documents_where_they_are(documents, tmp_path):
    new_project(tmp_path / "p", documents, link=True)
    assert (tmp_path / "p/documents/sub/b.txt").samefile(documents / "sub" / "b.txt")
    (document,) = read_file(tmp_path / "p", "documents/sub/b.txt", Settings())
    assert document.status == "ok"


def test_a_single_file(documents, tmp_path):
    assert new_project(tmp_path / "p", documents / "a.txt") == 1
    assert load_settings(tmp_path / "p").title == "p"


def test_every_setting_stands_there_with_its_default(tmp_path):
    new_project(tmp_path / "p", title="t")
    text = (tmp_path / "p" / "corpus.toml").read_text("utf-8")
    lines = re.findall(r"^# (\w+ = .+)$", text, re.MULTILINE)
    given = {key: value for line in lines for key, value in tomllib.loads(line).items()}
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert {*given, "default_year", "title"} == set(fields)
    for name, value in given.items():
        if name != "columns":
            assert (tuple(value) if isinstance(value, list) else value) == fields[name], name


def test_nothing_is_overwritten(documents, tmp_path):
    new_project(tmp_path / "p", documents)
    before = listing(tmp_path / "p")
    with pytest.raises(
        UserError, match=r"is not empty: it holds \.github\. Name a folder that is new or empty"
    ):
        new_project(tmp_path / "p", documents)
    assert listing(tmp_path / "p") == before


def test_a_disk_that_fills_leaves_nothing(documents, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device", str(args[1]))

    monkeypatch.setattr("shutil.copyfile", full)
    assert main(["new", str(tmp_path / "p"), "--documents", str(documents)]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news"]


@pytest.mark.parametrize(
    ("target", "source", "message"),
    [
        ("p", "nowhere", "do not exist"),
        ("news/p", "news", "lies inside the documents"),
        ("news/a.txt", "news", "is a file"),
    ],
)
def test_what_cannot_be(target, source, message, documents, tmp_path):
    with pytest.raises(UserError, match=message):
        new_project(tmp_path / target, tmp_path / source)


def test_a_project_is_not_put_into_a_project(documents, tmp_path):
    (documents / "corpus.toml").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=r"has a corpus\.toml: it is a project already"):
        new_project(tmp_path / "p", documents)
