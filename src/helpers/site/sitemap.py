"""What search engines ask a site for: the addresses of its pages, and whether they may come."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

__all__ = ["write_sitemap"]

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000  # addresses in one file, by the protocol
# The entry leads to the home page, the others are found by looking for something else.
_LEFT_OUT = {"index.html", "404.html", "search.html", "genindex.html"}


def write_sitemap(html: Path, site_url: str) -> None:
    """Write `sitemap.xml` and `robots.txt` of a site; none where `site_url` is empty, for addresses must be whole.

    Above 50,000 pages, `sitemap.xml` lists the files `sitemap-1.xml`, `sitemap-2.xml` … See https://www.sitemaps.org/protocol.html.
    """
    for stale in [*html.glob("sitemap*.xml"), html / "robots.txt"]:
        stale.unlink(missing_ok=True)
    if not site_url:
        return
    pages = (path.relative_to(html) for path in html.rglob("*.html"))
    addresses = sorted(
        site_url + quote(page.as_posix())
        for page in pages
        if page.as_posix() not in _LEFT_OUT and not page.parts[0].startswith("_")
    )
    files = [addresses[start : start + _MOST] for start in range(0, len(addresses), _MOST)]
    if len(files) == 1:
        _write(html / "sitemap.xml", "urlset", "url", files[0])
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
        for name, part in zip(names, files, strict=True):
            _write(html / name, "urlset", "url", part)
        _write(html / "sitemap.xml", "sitemapindex", "sitemap", [site_url + name for name in names])
    (html / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n", encoding="utf-8"
    )


def _write(path: Path, root: str, item: str, addresses: Sequence[str]) -> None:
    lines: Iterable[str] = (f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    path.write_text(f'{head}<{root} xmlns="{_NAMESPACE}">\n{"".join(lines)}</{root}>\n', encoding="utf-8")
