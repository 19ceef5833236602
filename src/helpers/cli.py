"""The `fangzhi` command."""

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import helpers
from helpers.errors import LedgerError, UserError
from helpers.fingerprint import find_corpus
from helpers.remote import is_address
from helpers.terminal import harmless

__all__ = ["main"]

_EXAMPLES = """\
examples:
  fangzhi new my_corpus --documents ~/news   a project around documents of your own, with all settings explained
  fangzhi check seeds                        what became of a folder of documents, in plain words
  fangzhi tables seeds --out tables          the tables of a folder of documents, as Parquet
  fangzhi book seeds --out _build/html       its book, as a site that works offline
  fangzhi book ~/news --out ~/news-book      the same for documents of your own
  fangzhi book seeds --out site --pdf        the book as a site and, in it, as a PDF
  fangzhi rerun 03_provinces --for-each province    one chapter, once for each province
"""
_NEW = """\
Makes a folder with your documents, corpus.toml (each setting with its default and what it means), overrides.csv
(corrections by hand), a README to fill in, which the book prints, and a workflow that publishes the book on GitHub
Pages. The folder is itself a corpus, which the other commands take.
"""
_NEW_EXAMPLES = """\
examples:
  fangzhi new floods --documents ~/news --title "Floods in three provinces"
  fangzhi new floods --documents reports.csv
"""
_RERUN = """\
Runs a notebook once for each province (or what else the corpus compares), outlet or year, several at a time. Each
run becomes a notebook and a page; index.html lists them. Runs that would give the same are not repeated.
"""
_RERUN_EXAMPLES = """\
examples:
  fangzhi rerun 03_provinces --for-each province
  fangzhi rerun 02_term_frequency --for-each year --corpus ~/news --out reports -p top 40
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
    if arguments is None and sys.getfilesystemencoding() != "utf-8":
        _start_anew()
    options = _parser().parse_args(arguments)
    # Ended from outside, it still ends the notebooks that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        commands = {"new": _new, "check": _check, "tables": _tables, "book": _book, "rerun": _rerun}
        return commands[options.command](options)
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
    except MemoryError:
        print("fangzhi: not enough memory; what was there before is unchanged.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("fangzhi: interrupted; what was there before is unchanged.", file=sys.stderr)
        return 130


def _start_anew() -> None:
    """Begin again with file names in UTF-8, here and in all that is started: this locale cannot name Chinese files."""
    command = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, command, os.environ | {"PYTHONUTF8": "1"})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fangzhi",
        description="From a folder of messy Chinese documents to tidy tables and a published Jupyter Book.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"fangzhi {helpers.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="{new,check,tables,book,rerun}")

    new = _add(commands, "new", "make a project around documents", _NEW, _NEW_EXAMPLES)
    new.add_argument("folder", type=Path, metavar="DIR", help="folder of the project, new or empty")
    new.add_argument(
        "--documents", type=Path, metavar="PATH", help="a file, or a folder of documents, to copy into it"
    )
    new.add_argument(
        "--title", default="", metavar="TEXT", help="the book's title (default: the folder's name)"
    )
    new.add_argument(
        "--link",
        action="store_true",
        help="give the documents a second name (a hard link) instead of copying them",
    )

    check = _add(commands, "check", "say in plain words what became of a corpus", _CHECK, _CHECK_EXAMPLES)
    tables = _add(commands, "tables", "write the tables of a corpus as Parquet files")
    book = _add(commands, "book", "build the book of a corpus as a site")
    for command in (check, tables, book):
        command.add_argument(
            "corpus", metavar="CORPUS", help="folder of documents, or its address (s3://bucket/news)"
        )
    for command in (check, tables):
        command.add_argument(
            "--workers", type=_count, default=1, metavar="N", help="processes to use (default: 1)"
        )
    tables.add_argument(
        "--scheduler",
        default="",
        metavar="URL",
        help="a Dask scheduler, such as tcp://127.0.0.1:8786, whose workers do the work; all must see CORPUS and DIR",
    )
    tables.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the tables")
    book.add_argument(
        "--out",
        type=Path,
        metavar="SITE",
        help="folder for the site (default: CORPUS-site, beside the corpus)",
    )
    book.add_argument(
        "--pdf", action="store_true", help="also print it to SITE/book.pdf, with Chromium, Chrome or Edge"
    )

    rerun = _add(
        commands, "rerun", "run one notebook for each province, outlet or year", _RERUN, _RERUN_EXAMPLES
    )
    rerun.add_argument(
        "notebook", metavar="NOTEBOOK", help="a chapter, such as 03_provinces, or the path of a notebook"
    )
    rerun.add_argument(
        "--for-each",
        required=True,
        metavar="WHAT",
        help="province (or what else the corpus compares), outlet or year",
    )
    rerun.add_argument(
        "--corpus",
        default="seeds",
        metavar="DIR",
        help="folder of documents (default: seeds)",
    )
    rerun.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the reports (default: NOTEBOOK-by-WHAT)"
    )
    rerun.add_argument(
        "-p",
        dest="parameters",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="a parameter to set in every run",
    )
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    told: str,
    description: str | None = None,
    examples: str | None = None,
) -> argparse.ArgumentParser:
    """Add a command, with one line for the list of commands, and its own description and examples as they stand."""
    return commands.add_parser(
        name,
        help=told,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _new(options: argparse.Namespace) -> int:
    from helpers.start import new_project

    n_files = new_project(options.folder, options.documents, title=options.title, link=options.link)
    where = options.folder
    print(
        f"{where} is ready: {n_files} {'file' if n_files == 1 else 'files'} in documents/, the settings in corpus.toml."
    )
    if not n_files:
        print("Put your documents into its folder documents/. Then:")
    steps = {
        "check": "says what was understood of them, and what to set",
        "book": f"makes the book, in {where}-site",
    }
    for command, what in steps.items():
        print(f"  fangzhi {command:5} {where}  {what}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from helpers.audit import audit_corpus
    from helpers.corpus import open_corpus

    corpus = open_corpus(options.corpus, workers=options.workers, progress=sys.stderr.isatty())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # Chinese is printed whatever the locale
    print("\n".join(audit_corpus(corpus)), flush=True)
    return 0


def _tables(options: argparse.Namespace) -> int:
    from helpers.building import write_tables

    folder, out = find_corpus(options.corpus), options.out.expanduser().absolute()
    write_tables(
        folder,
        out,
        workers=options.workers,
        scheduler=options.scheduler,
        progress=sys.stderr.isatty(),
    )
    print(f"The tables are in {out}")
    return 0


def _book(options: argparse.Namespace) -> int:
    from helpers.site import BookError, build_book

    out = options.out or _beside(options.corpus)
    try:
        report = build_book(options.corpus, out, pdf=options.pdf, progress=_say)
    except BookError as error:
        print(f"fangzhi: {error}\nThe site in {out.absolute()} was not touched.", file=sys.stderr)
        return 2 if os.strerror(errno.ENOSPC) in str(error) else 1
    done = "The book is ready" if report.rendered else "Nothing changed: the book is up to date"
    print(f"{done} ({report.seconds:.1f} s). Open {report.index}")
    print(f"or serve it: {_python()} -m http.server --bind 127.0.0.1 -d {report.out}")
    return 0


def _beside(corpus: str) -> Path:
    """Return where the site of a corpus goes when nobody says: beside it, or here when it lies elsewhere."""
    folder = Path(corpus).expanduser().resolve()
    if is_address(corpus):
        folder = Path(corpus.rstrip("/").rpartition("/")[2]).absolute()
    return folder.with_name(f"{folder.name}-site")


def _rerun(options: argparse.Namespace) -> int:
    from helpers.site.rerun import rerun_notebook

    out = options.out or Path(f"{Path(options.notebook).stem}-by-{options.for_each}")
    failures = rerun_notebook(
        options.notebook,
        options.corpus,
        out,
        options.for_each,
        dict(options.parameters),
        progress=_say,
    )
    for failure in failures:
        print(f"fangzhi: {harmless(failure)}", file=sys.stderr)
    print(f"The reports are ready. Open {out.expanduser().resolve() / 'index.html'}")
    return 1 if failures else 0


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
