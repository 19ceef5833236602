"""Check a folder's gold against its files: nothing may be claimed that is not printed there."""

import html
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

__all__ = ["GOLD", "count_grams", "fold", "shorten", "verify"]

GOLD = "gold.json"
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\xad]+")


def fold(text: Any) -> str:
    """Return text without white space and invisible characters; a missing value is empty."""
    return "" if pd.isna(text) else _INVISIBLE.sub("", str(text))


def count_grams(text: str, n: int = 4) -> Counter[str]:
    """Return the runs of `n` characters of a folded text, with how often each occurs; a shorter text is one run."""
    text = fold(text)
    return Counter(text[i : i + n] for i in range(max(1, len(text) - n + 1))) if text else Counter()


def shorten(value: str, width: int = 60) -> str:
    """Return text on one line, cut at `width` characters."""
    value = value.replace("\n", "⏎")
    return f"{value[:width]}…" if len(value) > width else value


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a folder's gold; empty when it agrees with its files."""
    gold = json.loads((folder / GOLD).read_text("utf-8"))
    problems = []
    listed = {entry["path"] for entry in gold}
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != GOLD}
    problems += [f"{path}: in the gold, not in the folder" for path in sorted(listed - present)]
    problems += [f"{path}: in the folder, not in the gold" for path in sorted(present - listed)]
    seen = Counter((entry["path"], entry["record"]) for entry in gold)
    problems += [f"{path}#{record}: listed twice" for (path, record), n in seen.items() if n > 1]
    decoded: dict[str, list[str]] = {}
    for entry in gold:
        path = entry["path"]
        if path not in present:
            continue
        if path not in decoded:
            decoded[path] = _decodings(folder / path)
        bodies = [fold(article["text"]) for article in entry["articles"]]
        for article in entry["articles"]:
            lines = [*article["title"].split("\n"), *article["text"].split("\n")]
            for line in filter(None, map(fold, lines)):
                if decoded[path] and not any(_occurs(line, text) for text in decoded[path]):
                    problems.append(f"{path}: not in the file: {shorten(line)}")
            if article["published"] and not re.fullmatch(r"\d{4}(-\d\d){0,2}", article["published"]):
                problems.append(f"{path}: not a date: {article['published']}")
        for piece in entry["boilerplate"]:
            if len(fold(piece)) < 4:
                problems.append(f"{path}: boilerplate of fewer than four characters: {piece}")
            if any(fold(piece) in body for body in bodies):
                problems.append(f"{path}: boilerplate that a body holds: {shorten(piece)}")
            if decoded[path] and not any(_occurs(fold(piece), text) for text in decoded[path]):
                problems.append(f"{path}: boilerplate not in the file: {shorten(piece)}")
    return problems


def _decodings(file: Path) -> list[str]:
    """Return the folded texts that a file can be read as, with and without markup; none for a PDF."""
    data = file.read_bytes()
    if file.suffix == ".pdf":
        return []
    if file.suffix == ".parquet":
        texts = [
            "\n".join(str(v) for row in pq.read_table(io.BytesIO(data)).to_pylist() for v in row.values())
        ]
    elif file.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            texts = ["\n".join(parts.read(n).decode("utf-8") for n in parts.namelist() if n.endswith(".xml"))]
    else:
        texts = [data.decode(name, "replace") for name in ("utf-8-sig", "gb18030", "big5hkscs", "utf-16")]
    if file.suffix in (".json", ".jsonl"):
        texts = [_unescaped(text) for text in texts]
    texts += [
        html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", html.unescape(t), flags=re.DOTALL)) for t in texts
    ]
    return [fold(text) for text in texts] + [
        fold(text.replace("**", "").replace('""', '"')) for text in texts
    ]


def _unescaped(text: str) -> str:
    """Return the text of JSON, or what is left of it, with its escapes resolved."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/").replace("\\t", "\t")


def _occurs(line: str, text: str, gap: int = 150) -> bool:
    """Tell whether a line stands in the text, whole or cut by furniture of at most `gap` characters."""
    at = text.find(line)
    if at >= 0:
        return True
    start = text.find(line[:6])
    while start >= 0:
        if _continues(line, text, start, gap):
            return True
        start = text.find(line[:6], start + 1)
    return False


def _continues(line: str, text: str, at: int, gap: int) -> bool:
    """Tell whether the line runs on from a position, each cut bridged within `gap` characters."""
    while line:
        same = 0
        while same < len(line) and at + same < len(text) and line[same] == text[at + same]:
            same += 1
        line, at = line[same:], at + same
        if line:
            after = text.find(line[:6], at, at + gap)
            if after < 0:
                return False
            at = after
    return True
