"""The `fangzhi` command."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import helpers
from helpers.errors import UserError
from helpers.fingerprint import find_corpus, hash_corpus

__all__ = ["main"]

_EXAMPLES = """\
examples:
  fangzhi tables seeds --out tables          the tables of a folder of documents, as Parquet
  fangzhi book seeds --out _build/html       its book, as a site that works offline
  fangzhi book ~/news --out ~/news-book      the same for documents of your own
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: done; 1: a table, chapter or page could not be made; 2: what was asked for cannot be; 130: interrupted.
    """
    options = _parser().parse_args(arguments)
    # Ended from outside, it still ends the notebooks that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _tables(options) if options.command == "tables" else _book(options)
    except UserError as error:
        print(f"fangzhi: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        print(f"fangzhi: cannot write or read{where}: {error.strerror or error}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("fangzhi: interrupted; what was there before is unchanged.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fangzhi",
        description="From a folder of messy Chinese documents to tidy tables and a published Jupyter Book.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"fangzhi {helpers.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="{tables,book}")

    tables = commands.add_parser("tables", help="write the tables of a corpus as Parquet files")
    tables.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of documents")
    tables.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the tables")
    tables.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="processes to use (default: 1)"
    )

    book = commands.add_parser("book", help="build the book of a corpus as a site")
    book.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of documents")
    book.add_argument("--out", type=Path, required=True, metavar="SITE", help="folder for the site")
    return parser


def _tables(options: argparse.Namespace) -> int:
    from helpers.corpus import build_tables, check_tables_folder, write_tables

    folder, out = find_corpus(options.corpus), options.out.expanduser().absolute()
    check_tables_folder(out, folder)
    fingerprint = hash_corpus(folder)
    tables = build_tables(folder, workers=options.workers, progress=sys.stderr.isatty())
    write_tables(tables, out, folder, fingerprint)
    print(f"The tables are in {out}")
    return 0


def _book(options: argparse.Namespace) -> int:
    from helpers.site import BookError, build_book

    try:
        report = build_book(options.corpus, options.out, progress=_say)
    except BookError as error:
        print(f"fangzhi: {error}\nThe site in {options.out.absolute()} was not touched.", file=sys.stderr)
        return 1
    done = "The book is ready" if report.rendered else "Nothing changed: the book is up to date"
    print(f"{done} ({report.seconds:.1f} s). Open {report.index}")
    print(f"or serve it: {_python()} -m http.server --bind 127.0.0.1 -d {report.out}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _python() -> str:
    return "python" if sys.platform == "win32" else "python3"


def _count(text: str) -> int:
    """Read a number of processes, from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
