"""The sitemap, held against the protocol of sitemaps.org."""

import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote, urlsplit

import pytest

from helpers.site import sitemap
from helpers.site.sitemap import write_sitemap

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
URL = "https://example.org/a/book/"
PAGES = ["articles/a&b.html", "book/index.html", "notebooks/01.html", "terms/防控.html", "terms/a b'c.html"]


@pytest.fixture
def site(tmp_path):
    for name in [*PAGES, "index.html", "404.html", "search.html", "_static/part.html"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>")
    return tmp_path


def read(path, root, item):
    """Return the addresses of a file that keeps to the protocol: root, namespace, one whole, escaped address each."""
    content = path.read_bytes()
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert len(content) < 50 * 2**20
    tree = ElementTree.fromstring(content)
    assert tree.tag == NAMESPACE + root
    assert 1 <= len(tree) <= 50_000
    addresses = []
    for entry in tree:
        assert [child.tag for child in entry] == [NAMESPACE + "loc"]
        assert entry.tag == NAMESPACE + item
        address = entry[0].text
        assert address.isascii()
        assert len(address) < 2048
        assert urlsplit(address)[:2] == urlsplit(URL)[:2]
        assert address.startswith(URL), "nothing above the sitemap's own folder"
        addresses.append(address)
    return addresses


def test_every_page_and_no_other(site):
    write_sitemap(site, URL)
    addresses = read(site / "sitemap.xml", "urlset", "url")
    assert sorted(unquote(address.removeprefix(URL)) for address in addresses) == sorted(PAGES)
    assert len(set(addresses)) == len(addresses)
    assert (site / "robots.txt").read_text() == f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n"


def test_many_pages_take_several_files(site, monkeypatch):
    monkeypatch.setattr(sitemap, "_MOST", 2)
    write_sitemap(site, URL)
    files = read(site / "sitemap.xml", "sitemapindex", "sitemap")
    assert files == [f"{URL}sitemap-{number}.xml" for number in (1, 2, 3)]
    parts = [read(site / name.removeprefix(URL), "urlset", "url") for name in files]
    assert [len(part) for part in parts] == [2, 2, 1]
    monkeypatch.undo()
    write_sitemap(site, URL)
    assert sorted(path.name for path in site.glob("sitemap*")) == ["sitemap.xml"]


def test_without_an_address_there_is_none(site):
    write_sitemap(site, URL)
    write_sitemap(site, "")
    assert not list(site.glob("sitemap*"))
    assert not (site / "robots.txt").exists()
