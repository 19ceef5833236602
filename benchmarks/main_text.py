"""How well the main text of whole web pages is found, side by side with other extractors.

    python benchmarks/main_text.py FOLDER [FOLDER ...] [--worst N]

A folder holds pages and their hand-made main texts: `gold.json`, a list of {"path", "articles": [{"text"}, ...]}.
Prints a Markdown table: 4-gram precision, recall and F1 of the text (means over pages, white space left out) and
the speed, in megabytes per second of the processor and as a multiple of this project's. Peers that are not
installed (see requirements.txt beside this file) are skipped.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gold_check import count_grams

from helpers.articles import split_documents
from helpers.document import Document
from helpers.reading.encoding import decode

Extract = Callable[[str], str]
Page = tuple[str, str, str]  # path, source, main text


def ours(pages: Sequence[str]) -> list[str]:
    """Return of each page the texts of all articles that this project finds on it."""
    documents = [
        Document(f"{i:08}", f"{i}.html", None, "0" * 64, "text/html", None, page, "html", "ok")
        for i, page in enumerate(pages)
    ]
    articles = split_documents(documents).articles
    found = articles.groupby("doc_id")["text"].agg("\n".join)
    return [str(found.get(document.doc_id, "")) for document in documents]


def trafilatura() -> Extract:
    """Return trafilatura's extractor, comments left out."""
    from trafilatura import extract

    return lambda page: extract(page, include_comments=False) or ""


def readability() -> Extract:
    """Return readability-lxml's extractor and the text of the HTML it gives."""
    import lxml.html
    from readability import Document as Summarizer

    return lambda page: str(lxml.html.fromstring(Summarizer(_undeclared(page)).summary()).text_content())


def resiliparse() -> Extract:
    """Return resiliparse's extractor of main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: str(extract_plain_text(page, main_content=True))


_PEERS = {"trafilatura": trafilatura, "readability-lxml": readability, "resiliparse": resiliparse}


@dataclass(frozen=True)
class Result:
    """What one extractor found on the pages, in their order, and its seconds of the processor."""

    scores: list[tuple[float, float, float]]  # F1, precision, recall
    seconds: float

    def means(self) -> tuple[float, float, float]:
        """Return mean F1, precision and recall."""
        f1, precision, recall = zip(*self.scores, strict=True)
        return statistics.fmean(f1), statistics.fmean(precision), statistics.fmean(recall)


def measure(pages: Sequence[Page]) -> dict[str, Result]:
    """Return of each extractor that is installed, this project's first, what it found and how long it took."""
    texts = [text for _, text, _ in pages]
    ours(texts[:1])  # so that rules are loaded
    results = {"fangzhi": _time(ours, pages)}
    for name, make in _PEERS.items():
        try:
            extract = make()
        except ImportError:
            print(f"{name} is not installed (see benchmarks/requirements.txt)", file=sys.stderr)
            continue
        results[name] = _time(partial(_each, extract), pages)
    return results


def report(pages: Sequence[Page], results: Mapping[str, Result]) -> str:
    """Return the Markdown table of the results; MB are 10^6 bytes of UTF-8."""
    size = sum(len(text.encode()) for _, text, _ in pages) / 1e6
    base = results["fangzhi"].seconds
    lines = [
        f"{len(pages)} pages, {size:.2f} MB",
        "",
        "| extractor | F1 | precision | recall | MB/s | speed, relative |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, result in results.items():
        shares = " | ".join(f"{mean:.3f}" for mean in result.means())
        speed = f"{size / result.seconds:.1f} | {base / result.seconds:.1f}"
        lines.append(f"| {name} | {shares} | {speed} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="list so many of our worst pages")
    args = parser.parse_args()
    pages = [page for folder in args.folders for page in read_pages(folder)]
    results = measure(pages)
    print(report(pages, results))
    ranked = sorted(zip(results["fangzhi"].scores, pages, strict=True))
    for (f1, precision, recall), (path, _, _) in ranked[: args.worst]:
        print(f"{path}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")


def _time(extract_all: Callable[[Sequence[str]], list[str]], pages: Sequence[Page]) -> Result:
    start = time.process_time()
    found = extract_all([text for _, text, _ in pages])
    seconds = time.process_time() - start
    return Result([compare(text, gold) for text, (_, _, gold) in zip(found, pages, strict=True)], seconds)


def _each(extract: Extract, texts: Sequence[str]) -> list[str]:
    return [_try(extract, text) for text in texts]


def _try(extract: Extract, page: str) -> str:
    """Return what an extractor finds; one that fails on a page finds nothing."""
    try:
        return extract(page)
    except Exception:
        return ""


def read_pages(folder: Path) -> Iterator[Page]:
    """Yield path, source and main text of each HTML page of a folder that has one."""
    for entry in json.loads((folder / "gold.json").read_text(encoding="utf-8")):
        path = folder / entry["path"]
        if path.suffix.lower() in (".html", ".htm", ".shtml") and entry["articles"]:
            text, _, reason = decode(path.read_bytes())
            if text is None:
                raise SystemExit(f"{path}: {reason}")
            yield entry["path"], text, "\n".join(article["text"] for article in entry["articles"])


def compare(found: str, gold: str) -> tuple[float, float, float]:
    """Return F1, precision and recall of the found text's 4-grams of characters."""
    ours, theirs = count_grams(found), count_grams(gold)
    both = (ours & theirs).total()
    precision, recall = both / max(ours.total(), 1), both / max(theirs.total(), 1)
    return (2 * precision * recall / (precision + recall) if both else 0.0), precision, recall


def _undeclared(page: str) -> str:
    """Return the page without an XML declaration, which lxml refuses in decoded text."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", page)


if __name__ == "__main__":
    main()
