"""Stands in for helpers.corpus in every process of a toy build, which has this folder on its path."""

import sys
import types
from pathlib import Path


class ToyCorpus:
    def __init__(self, folder: Path) -> None:
        from helpers import schema
        from helpers.settings import Settings

        self.folder = folder
        self.manifest = {"fingerprint": "f" * 64}
        self.settings = Settings(title="A toy <corpus>", words=("防控",))
        self.documents = schema.make(
            schema.DOCUMENTS,
            [
                {"doc_id": path.name, "path": path.name, "sha256": "0" * 64, "media_type": "text/plain",
                 "n_chars": path.stat().st_size, "status": "ok", "reason": "<script>alert(1)</script>"}
                for path in sorted(folder.glob("*.txt"))
            ],
        )  # fmt: skip
        self.articles = schema.make(
            schema.ARTICLES,
            [
                {"article_id": f"{row.doc_id}-1", "doc_id": row.doc_id, "seq": 1, "title_truncated": False,
                 "text": "文", "n_chars": 1, "authors": [], "about_provinces": [], "family": f"{row.doc_id}-1",
                 "is_canonical": True, "province": "江西", "published": "2020-02-01",
                 "published_precision": "month"}
                for row in self.documents.itertuples()
            ],
        )  # fmt: skip
        self.findings = schema.make(
            schema.FINDINGS,
            [
                {"finding_id": "a", "chapter": "01_first", "sentence": "防控 <b>leads</b>.", "verdict": "found",
                 "robustness": "untested", "depends_on": [], "evidence": "term_counts"},
                {"finding_id": "b", "chapter": "02_second", "sentence": "Too few.", "verdict": "too-few",
                 "robustness": "untested", "depends_on": [], "evidence": "articles"},
            ],
        )  # fmt: skip

    def table(self, name):
        from helpers import schema

        empty = next(schema.empty(table) for table in schema.TABLES if table.name == name)
        return getattr(self, name, empty)


stub = types.ModuleType("helpers.corpus")
stub.Corpus = ToyCorpus
stub.open_corpus = ToyCorpus
sys.modules["helpers.corpus"] = stub
