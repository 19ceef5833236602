"""Nothing that a user runs reaches another machine: not the commands, the chapters, the book, nor what they start."""

import re
import subprocess
import sys

import pytest
from first_hour import close_network, environment


def connect(address, kind="SOCK_STREAM"):
    return f"import socket; socket.socket(socket.AF_INET, socket.{kind}).connect({address!r})"


def test_no_process_of_python_tried_to(first_hour):
    assert not first_hour.tried.exists(), first_hour.tried.read_text(encoding="utf-8")


def test_nothing_else_tried_to_and_all_ran_without_a_network(first_hour):
    if first_hour.refused is None:
        pytest.skip("this system lets a user close no network: unshare --map-root-user --net")
    assert len(first_hour.refused) > 10
    assert sum(first_hour.refused) == 0


@pytest.mark.parametrize(
    ("tries", "host"),
    [
        (connect(("192.0.2.1", 80)), "192.0.2.1"),
        (connect(("192.0.2.1", 80), "SOCK_DGRAM"), "192.0.2.1"),
        ("import socket; socket.getaddrinfo('example.org', 80)", "example.org"),
        ("import urllib.request; urllib.request.urlopen('http://example.org')", "example.org"),
        (
            "import papermill.iorw; papermill.iorw.load_notebook_node('http://example.org/a.ipynb')",
            "example.org",
        ),
    ],
)
def test_a_try_is_refused_and_noted(first_hour, tmp_path, tries, host):
    tried = tmp_path / "tried"
    python = first_hour.home / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", tries], env=environment(tmp_path, tried), capture_output=True, text=True
    )
    assert "PermissionError" in done.stderr
    assert f"{host!r} by " in tried.read_text(encoding="utf-8")


def test_a_try_of_any_program_is_counted(tmp_path):
    counts = tmp_path / "counts"
    closed = close_network(counts)
    if not closed:
        pytest.skip("this system lets a user close no network: unshare --map-root-user --net")
    for tries in (connect(("192.0.2.1", 80)), connect(("192.0.2.1", 80), "SOCK_DGRAM"), "pass"):
        subprocess.run([*closed, sys.executable, "-c", tries], capture_output=True)
    assert counts.read_text().split() == ["1", "1", "0"]


# What a browser fetches by itself; and where scripts and style sheets name an address, what for.
FETCHED = re.compile(
    r'<(?:audio|embed|iframe|image|img|input|link|object|script|source|track|use|video)\b[^>]*?\s(?:src|srcset|href|data|poster)="\s*'
    r'((?:https?:)?//[^"]*)',
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?:https?|wss?|ftp)://[\w.-]+")
NAMED = {
    "http://www.w3.org": "the names of SVG",
    "https://clipboardjs.com": "a notice of copyright",
    "https://example.com": "a base to resolve addresses by",
    "https://pydata-sphinx-theme.readthedocs.io": "a link in a message on versions, which a book has not",
}


def test_no_file_of_the_site_fetches_from_another_host(book):
    pages = list(book.site.rglob("*.html"))
    assert len(pages) > 250
    found = {
        page.name: fetched for page in pages if (fetched := FETCHED.findall(page.read_text(encoding="utf-8")))
    }
    assert found == {}
    scripts = [path for ending in ("*.js", "*.css") for path in book.site.rglob(ending)]
    assert len(scripts) > 30
    named = {address for path in scripts for address in ADDRESS.findall(path.read_text(encoding="utf-8"))}
    assert named - set(NAMED) == set()
    assert [
        path.name
        for path in scripts
        if re.search(r"(?:url\(|@import\s)\s*[\"']?//", path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    "page",
    [
        '<img alt="" src="https://a.org/b.png">',
        '<script defer src="//a.org/b.js">',
        '<link rel="icon" href="http://a.org/b.ico">',
    ],
)
def test_a_page_that_fetches_is_seen(page):
    assert FETCHED.search(page)
    assert not FETCHED.search(page.replace("https:", "").replace("http:", "").replace("//a.org/", "../"))
