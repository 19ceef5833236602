"""Stands in for helpers.corpus in every process of a toy build, which has this folder on its path: tables made up in memory."""

import sys
import types
from pathlib import Path


def open_toy_corpus(folder: Path):
    """Return a corpus with one short article for each text file of the folder, and two findings."""
    import helpers

    # In the tests' own process the module may have been loaded before: it stays what others find by its name.
    loaded = vars(helpers).get("corpus")
    del sys.modules["helpers.corpus"]
    from helpers import schema
    from helpers.corpus import Corpus
    from helpers.settings import Settings

    sys.modules["helpers.corpus"] = stub
    if loaded is not None:
        helpers.corpus = loaded
    documents = [
        {"doc_id": path.stem, "path": path.name, "sha256": "0" * 64, "media_type": "text/plain",
         "n_chars": path.stat().st_size, "status": "ok", "reason": "<script>alert(1)</script>"}
        for path in sorted(folder.glob("*.txt"))
    ]  # fmt: skip
    articles = [
        {"article_id": f"{row['doc_id']}-1", "doc_id": row["doc_id"], "seq": 1, "title_truncated": False,
         "text": "疫情防控。", "n_chars": 5, "authors": [], "about_provinces": [], "family": f"{row['doc_id']}-1",
         "is_canonical": True, "province": "江西", "published": "2020-02-01", "published_precision": "month",
         "province_confidence": 1.0}
        for row in documents
    ]  # fmt: skip
    rows = {
        "documents": documents,
        "articles": articles,
        "term_counts": [{"article_id": row["article_id"], "term": "防控", "n": 1} for row in articles],
        "article_totals": [{"article_id": row["article_id"], "n_tokens": 2} for row in articles],
    }
    told = [
        {"finding_id": "a", "chapter": "01_first", "sentence": "防控 <b>leads</b>.", "verdict": "found",
         "robustness": "untested", "depends_on": [], "evidence": "term_counts"},
        {"finding_id": "b", "chapter": "02_second", "sentence": "Too few.", "verdict": "too-few",
         "robustness": "untested", "depends_on": [], "evidence": "articles"},
    ]  # fmt: skip

    class ToyCorpus(Corpus):
        findings = schema.make(schema.FINDINGS, told)

        @property
        def manifest(self):
            return {"fingerprint": "f" * 64}

        def table(self, name, columns=None, filters=None):
            known = {table.name: table for table in schema.TABLES}
            if name in rows or known[name] in schema.CORPUS_TABLES:
                return super().table(name, columns, filters)
            return getattr(self, name) if name == "findings" else schema.empty(known[name])

    tables = {table.name: schema.make(table, rows.get(table.name, [])) for table in schema.CORPUS_TABLES}
    return ToyCorpus(folder, Settings(title="A toy <corpus>", words=("防控",)), folder, tables)


stub = types.ModuleType("helpers.corpus")
stub.open_corpus = open_toy_corpus
sys.modules["helpers.corpus"] = stub
