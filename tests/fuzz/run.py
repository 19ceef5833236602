"""Fuzz by coverage: `make fuzz`, or `python tests/fuzz/run.py TARGET SECONDS`, with atheris on the path.

Inputs that reach new code are kept in _build/fuzz/TARGET; what breaks a promise is written into tests/fuzz/found/TARGET, where
`test_fuzz.py` tries it again from then on.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["helpers"]):
    from targets import ENDINGS, FORMS, TARGETS

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).parent / "found"
_PAGES = (ROOT / "seeds", ROOT / "benchmarks" / "pages" / "dev")
_LARGEST = 4000  # bytes; longer inputs reach little more, and take their time
# Libfuzzer changes bytes, and would seldom hit on a character.
_WORDS = (
    "年", "月", "日", "省", "市", "县", "区", "《", "》", "（", "）", "、", "。", "：", "江西", "湖北", "上海", "二〇二〇年", "2020年2月3日", "2月3日上午",
    "昨日", "正月初一", "民国109年", "記者", "来源：", "责任编辑：", "新华社", "<p>", "</p>", '<div class="nav">', "&#20013;", "\n", "\n\n", "# ", "](",
    "标题,正文\n", '{"正文": "', '"}', "\ufeff",
)  # fmt: skip


def seed(target: str, folder: Path) -> None:
    """Write the beginnings of real files as inputs to start from."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(path for place in _PAGES for path in place.rglob("*") if path.is_file())
    for number, file in enumerate(files):
        content = file.read_bytes()
        binary = file.suffix in (".docx", ".pdf", ".xlsx", ".parquet")
        if target == "read":
            first = ENDINGS.index(file.suffix) if file.suffix in ENDINGS else len(ENDINGS) - 1
        else:
            first = number % len(FORMS)
        if target == "read" or not binary:
            content = content if binary else content[: _LARGEST - 1]
            head = bytes([first]) if target in ("read", "split") else b""
            (folder / f"seed-{number:04}").write_bytes(head + content)


def main() -> None:
    """Fuzz one target for so many seconds; ends with an error at the first broken promise."""
    target, seconds = sys.argv[1], int(sys.argv[2])
    kept, found = ROOT / "_build" / "fuzz" / target, FOUND / target
    seed(target, kept)
    found.mkdir(parents=True, exist_ok=True)
    words = kept.with_suffix(".dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in _WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    options = [
        f"-max_total_time={seconds}", f"-max_len={_LARGEST}", f"-dict={words}", f"-artifact_prefix={found}/", "-timeout=20",
        "-rss_limit_mb=4096", "-malloc_limit_mb=1024", "-print_final_stats=1", str(kept),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
