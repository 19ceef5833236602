"""PDF files as programs write them, with Chinese text in a font that every reader brings."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from helpers.articles import split_documents
from helpers.reading import read_file
from helpers.reading.pdf import RADICALS
from helpers.settings import Settings

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
S = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全，连日来党员干部冲锋在前，汇聚起强大合力。"


def write(draw, **options):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    canvas.setFont(FONT, 12)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def read(folder, data):
    (folder / "a.pdf").write_bytes(data)
    (document,) = read_file(folder, "a.pdf", Settings())
    return document


def paragraph(canvas, text, y, n=34):
    for i, part in enumerate([text[: n - 2], *(text[i : i + n] for i in range(n - 2, len(text), n))]):
        canvas.drawString(90 if i else 114, y - 20 * i, part)


def report(canvas):
    for page in (1, 2, 3):
        if page > 1:
            canvas.showPage()
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(297, 40, f"— {page} —")
        canvas.setFont(FONT, 12)
        paragraph(canvas, S * 2, 600)
        paragraph(canvas, S, 700)
        if page == 1:
            canvas.setFont(FONT, 20)
            canvas.drawCentredString(297, 760, "关于做好春耕工作的通知")


def test_paragraphs_headings_and_pages(tmp_path):
    document = read(tmp_path, write(report))
    pages = document.text.split("\f")
    assert [[line for line in page.split("\n") if line] for page in pages] == [
        ["关于做好春耕工作的通知", S, S * 2, "— 1 —"],
        [S, S * 2, "— 2 —"],
        [S, S * 2, "— 3 —"],
    ]
    assert (document.status, document.form, document.reason) == ("ok", "plain", None)
    assert split_documents([document]).articles["title"].tolist() == ["关于做好春耕工作的通知"]


def test_the_order_of_drawing_does_not_matter(tmp_path):
    lines = [S[i : i + 10] for i in range(0, 50, 10)]

    def draw(canvas):
        for i in (3, 0, 4, 2, 1):
            canvas.drawString(90, 700 - 20 * i, lines[i])

    assert read(tmp_path, write(draw)).text == "".join(lines)


def test_a_turned_page_is_read_upright(tmp_path):
    """In a font of Latin letters: on some machines the one for Chinese, which isn't embedded, has no height when it is turned."""
    lines = [
        "Every district acted at once, and",
        "volunteers registered the people who",
        "had come back during the holiday",
    ]

    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        canvas.rotate(90)
        for i, line in enumerate(lines):
            canvas.drawString(100, -200 - 20 * i, line)

    assert read(tmp_path, write(draw)).text == " ".join(lines)


def test_latin_words_keep_their_blanks(tmp_path):
    def draw(canvas):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(90, 700, "officials said 3,528 people")

    assert read(tmp_path, write(draw)).text == "officials said 3,528 people"


def test_radicals_become_characters():
    assert "".join(RADICALS.get(c, c) for c in "⼀⽉⼈⺠⻓⻋") == "一月人民长车"


def scan(canvas):
    canvas.rect(50, 50, 300, 600, fill=1)
    canvas.showPage()
    canvas.rect(50, 50, 300, 600, fill=1)


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (write(scan), "empty", "a scan: its 2 pages are pictures without text"),
        (write(report, encrypt="secret"), "unreadable", "protected by a password"),
        (b"%PDF-1.7 cut off", "unreadable", "damaged"),
        (b"no PDF at all", "unreadable", "damaged"),
        (write(report)[:2000], "unreadable", "damaged"),
    ],
    ids=["scan", "password", "cut off", "no PDF", "half"],
)
def test_what_cannot_be_used_says_why(tmp_path, data, status, reason):
    document = read(tmp_path, data)
    assert (document.status, document.text) == (status, "")
    assert reason in document.reason


def test_pages_without_text_are_named(tmp_path):
    def draw(canvas):
        canvas.drawString(90, 700, S[:30])
        canvas.showPage()
        canvas.rect(50, 50, 300, 600, fill=1)

    document = read(tmp_path, write(draw))
    assert (document.status, document.reason) == ("ok", "no text on page 2")


def test_too_many_pages_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.reading.pdf._MOST_PAGES", 2)
    assert "has 3 pages, more than 2" in read(tmp_path, write(report)).reason
    monkeypatch.undo()
    monkeypatch.setattr("helpers.reading.pdf._MOST_GLYPHS", 100)
    assert "has more than 100 characters" in read(tmp_path, write(report)).reason
    monkeypatch.undo()
    monkeypatch.setattr("helpers.reading.pdf._MOST_ON_PAGE", 100)
    assert "a page has more than 100 characters" in read(tmp_path, write(report)).reason
