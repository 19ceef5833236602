"""What is kept and read: no format that runs what it holds, in any line of the project's own code, and no name that leads out."""

import ast
import json
from pathlib import Path

import arsenal
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.building import write_tables
from helpers.corpus import open_corpus
from helpers.errors import UserError
from helpers.fingerprint import observe_corpus
from helpers.manifest import MANIFEST, write_manifest
from helpers.settings import load_settings

REPOSITORY = Path(__file__).parents[2]
PLACES = ("src", "tools", "benchmarks")
# Calls that run what they are given, or a format that can; as `name` or `module.name`.
RUNS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads", "pickle.dump", "pickle.dumps",
    "pickle.Unpickler", "cloudpickle.load", "cloudpickle.loads", "dill.load", "dill.loads", "marshal.load", "marshal.loads",
    "shelve.open", "joblib.load", "joblib.dump", "pd.read_pickle", "pandas.read_pickle", "torch.load", "yaml.load", "yaml.load_all",
    "yaml.full_load", "yaml.unsafe_load", "subprocess.getoutput", "subprocess.getstatusoutput", "code.interact", "runpy.run_path",
}  # fmt: skip
METHODS = {"to_pickle", "read_pickle", "extractall"}


def sources():
    for place in PLACES:
        for path in sorted((REPOSITORY / place).rglob("*.py")):
            yield path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
        for i, cell in enumerate(cells):
            yield f"{path.name} {i}", "".join(cell["source"])


def find_faults(source):
    """Return each call that could run what it reads, with its line."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if (
                name in RUNS
                or (name.rpartition(".")[2] in METHODS and given.get("filter") != "'data'")
                or given.get("allow_pickle", "False") != "False"
                or given.get("shell", "False") != "False"
            ):
                faults.append((node.lineno, ast.unparse(node)[:100]))
        elif isinstance(node, ast.ImportFrom) and node.module in (
            "pickle",
            "marshal",
            "shelve",
            "dill",
            "cloudpickle",
        ):
            faults.append((node.lineno, ast.unparse(node)))
    return faults


def test_no_code_runs_what_it_reads(tally):
    read = dict(sources())
    assert len(read) > 200
    assert {name: faults for name, source in read.items() if (faults := find_faults(source))} == {}
    tally("line that would run what it reads", len(read))


@pytest.mark.parametrize(
    "source",
    ["eval(x)", "pickle.loads(b)", "np.load(p, allow_pickle=True)", "yaml.load(t, Loader=l)", "run(c, shell=True)", "frame.to_pickle(p)",
     "from pickle import loads", "archive.extractall(p)", "import os\nos.system(x)"],
)  # fmt: skip
def test_such_a_line_is_found(source):
    assert len(find_faults(source)) == 1


@pytest.mark.parametrize("name", ["../../owned", "/owned", '"><script>', "0123456789abcdef-01\n"])
def test_tables_that_a_corpus_names_name_no_other_files(name, tmp_path, monkeypatch, tally):
    """Made by hand with a manifest that fits, they are refused: an article's id is the name of its page."""
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    corpus, tables = tmp_path / "corpus", tmp_path / "tables"
    corpus.mkdir()
    (corpus / "a.txt").write_text(f"通报\n\n{arsenal.TEXT}", encoding="utf-8")
    (corpus / "corpus.toml").write_text('tables = "../tables"\n', encoding="utf-8")
    write_tables(corpus, tables)
    assert len(open_corpus(corpus).articles) == 1
    (tables / MANIFEST).unlink()
    articles = pq.read_table(tables / "articles.parquet")
    ids = pa.array([name] * len(articles), articles.schema.field("article_id").type)
    pq.write_table(
        articles.set_column(0, articles.schema.field("article_id"), ids), tables / "articles.parquet"
    )
    write_manifest(tables, load_settings(corpus), observe_corpus(corpus).fingerprint)
    with pytest.raises(UserError, match="Fangzhi never gives"):
        open_corpus(corpus)
    tally("name in tables made by hand", 1)
