"""What a book holds of its articles where their texts may not be published."""

from helpers.corpus import open_corpus

READS = (".html", ".js", ".json", ".ipynb", ".csv", ".txt", ".md")
LENGTH = 300  # characters in a row; the longest sentence that is quoted is shorter


def test_no_long_stretch_of_any_article_is_published(book, monkeypatch):
    """`publish_text` is false by default."""
    monkeypatch.setenv("FANGZHI_CACHE", str(book.cache))
    files = [path for path in book.site.rglob("*") if path.is_file() and path.suffix in READS]
    published = "".join("".join(path.read_text(encoding="utf-8", errors="ignore").split()) for path in files)
    texts = ["".join(text.split()) for text in open_corpus("seeds").articles["text"]]
    stretches = [text[at : at + LENGTH] for text in texts for at in range(0, len(text) - LENGTH, LENGTH)]
    assert len(stretches) > 20
    assert [stretch for stretch in stretches if stretch in published] == []
