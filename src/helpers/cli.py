"""The `fangzhi` command."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import helpers
from helpers.errors import LedgerError, UserError
from helpers.fingerprint import find_corpus, hash_corpus
from helpers.terminal import harmless

__all__ = ["main"]

_EXAMPLES = """\
examples:
  fangzhi check seeds                        what became of a folder of documents, in plain words
  fangzhi tables seeds --out tables          the tables of a folder of documents, as Parquet
  fangzhi book seeds --out _build/html       its book, as a site that works offline
  fangzhi book ~/news --out ~/news-book      the same for documents of your own
  fangzhi book seeds --out site --pdf        the book as a site and, in it, as a PDF
"""
_CHECK = """\
Reads a folder of documents and prints what became of it: which files could be used and why others not,
what became of every character, what was set aside by which rule, which articles lack a headline, outlet,
date or place and why, which columns the page contradicts, which articles are reprints, and what else is
worth a look. Nothing in the folder changes. Ends with 0 when every character is accounted for, with 1 when not.
"""
_CHECK_EXAMPLES = """\
examples:
  fangzhi check seeds
  fangzhi check ~/news --workers 4 > news-check.txt
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: done; 1: a table, chapter or page could not be made; 2: what was asked for cannot be; 130: interrupted.
    """
    options = _parser().parse_args(arguments)
    # Ended from outside, it still ends the notebooks that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return {"check": _check, "tables": _tables, "book": _book}[options.command](options)
    except UserError as error:
        print(f"fangzhi: {harmless(str(error))}", file=sys.stderr)
        return 2
    except LedgerError as error:
        print(f"fangzhi: the ledger does not balance: {harmless(str(error))}.", file=sys.stderr)
        print("No number of this corpus can be trusted; please report it.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
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
    commands = parser.add_subparsers(dest="command", required=True, metavar="{check,tables,book}")

    check = commands.add_parser(
        "check",
        help="say in plain words what became of a corpus",
        description=_CHECK,
        epilog=_CHECK_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of documents")
    check.add_argument("--workers", type=_count, default=1, metavar="N", help="processes to use (default: 1)")

    tables = commands.add_parser("tables", help="write the tables of a corpus as Parquet files")
    tables.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of documents")
    tables.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the tables")
    tables.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="processes to use (default: 1)"
    )

    book = commands.add_parser("book", help="build the book of a corpus as a site")
    book.add_argument("corpus", type=Path, metavar="CORPUS", help="folder of documents")
    book.add_argument("--out", type=Path, required=True, metavar="SITE", help="folder for the site")
    book.add_argument(
        "--pdf", action="store_true", help="also print it to SITE/book.pdf, with Chromium, Chrome or Edge"
    )
    return parser


def _check(options: argparse.Namespace) -> int:
    from helpers.audit import audit_corpus
    from helpers.corpus import open_corpus

    corpus = open_corpus(options.corpus, workers=options.workers, progress=sys.stderr.isatty())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # Chinese is printed whatever the locale
    print("\n".join(audit_corpus(corpus)), flush=True)
    return 0


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
        report = build_book(options.corpus, options.out, pdf=options.pdf, progress=_say)
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
