"""Word documents, written here part by part as Word stores them."""

import io
import zipfile

import pytest

from helpers.articles import split_documents
from helpers.reading import read_file
from helpers.settings import Settings

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc" xmlns:v="urn:v"'
)
STYLES = """<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="我的小标题"/><w:basedOn w:val="3"/></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="y"/><w:basedOn w:val="loop"/></w:style>"""
NUMBERING = """<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="*"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>"""


def p(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def styled(style, text):
    return p(text, f'<w:pStyle w:val="{style}"/>')


def listed(number, level, text):
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows):
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def read(folder, body, **parts):
    buffer = io.BytesIO()
    parts = {"document": f"<w:body>{body}</w:body>", "styles": STYLES, "numbering": NUMBERING} | parts
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:root {NAMES}>{content}</w:root>")
    (folder / "a.docx").write_bytes(buffer.getvalue())
    (document,) = read_file(folder, "a.docx", Settings())
    return document


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("甲") + p("") + p("乙"), "甲\n\n乙"),
        (f"<w:p>{r('甲')}<w:r><w:br/></w:r>{r('乙')}<w:r><w:tab/></w:r>{r('丙')}</w:p>", "甲\n乙\t丙"),
        (f"<w:p>{r('甲')}<w:r><w:br w:type='page'/></w:r></w:p>{p('乙')}", "甲\f\n乙"),
        (table([p("甲"), p("乙") + p("丙")], [p("丁"), p("")]), "甲\t乙 丙\n丁\t"),
        (table([p("甲") + p("乙")]), "甲\n乙"),
        (table([p("甲"), table([p("乙"), p("丙")])]), "甲\t乙 丙"),
        (table([p(TEXT) * 7, p("旁注")]), "\n".join([TEXT] * 7 + ["旁注"])),
        (f"<w:p>{r('留')}<w:ins>{r('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>", "留增"),
        (f"<w:p><w:moveFrom>{r('旧')}</w:moveFrom>{r('甲')}</w:p><w:p><w:moveTo>{r('新')}</w:moveTo></w:p>", "甲\n新"),
        (p("甲", "<w:rPr><w:del/></w:rPr>") + p("乙") + p("丙"), "甲乙\n丙"),
        (f"<w:p>{r('第')}<w:r><w:instrText>PAGE</w:instrText></w:r>{r('3')}{r('页')}</w:p>", "第3页"),
        (f"<w:p><w:hyperlink>{r('链接')}</w:hyperlink><w:smartTag>{r('名')}</w:smartTag></w:p>", "链接名"),
        (f"<w:sdt><w:sdtPr>{p('属性')}</w:sdtPr><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>", "甲"),
        (f"<w:p>{r('前')}<mc:AlternateContent><mc:Choice><w:txbxContent>{p('框')}</w:txbxContent></mc:Choice><mc:Fallback>"
         f"<v:textbox><w:txbxContent>{p('框')}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent>{r('后')}</w:p>",
         "前后\n框"),
        (listed(5, 0, "总则") + listed(5, 1, "子") + listed(5, 1, "丑") + listed(5, 0, "附则") + listed(5, 1, "寅"),
         "一、总则\n1. 子\n2. 丑\n二、附则\n1. 寅"),
        (listed(6, 0, "项") + listed(9, 0, "无此列表"), "• 项\n无此列表"),
        (p("# 甲") + p("**乙**"), "# 甲\n**乙**"),
    ],
)  # fmt: skip
def test_text_in_reading_order(tmp_path, body, text):
    document = read(tmp_path, body)
    assert (document.text, document.form, document.status, document.reason) == (text, "plain", "ok", None)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (styled("a", "题") + styled("1", "章") + styled("2", "节") + p("文"), "# 题\n## 章\n### 节\n文"),
        (styled("1", "章") + styled("2", "节") + styled("loop", "文"), "# 章\n## 节\n文"),
        (p("章", '<w:outlineLvl w:val="0"/>') + p("文", '<w:outlineLvl w:val="9"/>'), "# 章\n文"),
        (styled("1", TEXT * 4) + styled("1", "章"), f"{TEXT * 4}\n# 章"),
        (
            f"<w:p><w:pPr><w:pStyle w:val='1'/></w:pPr>{r('上')}<w:r><w:br/></w:r>{r('下')}</w:p>",
            "# 上\n# 下",
        ),
        (
            p("文", "<w:pPrChange><w:pPr><w:pStyle w:val='1'/></w:pPr></w:pPrChange>") + styled("1", "章"),
            "文\n# 章",
        ),
    ],
)
def test_headings(tmp_path, body, text):
    document = read(tmp_path, body)
    assert (document.text, document.form) == (text, "markdown")


@pytest.mark.parametrize(
    "line",
    ["# 号", "> 引", "**重**", "__线__", "[名](址)", r"甲\*", r"甲\\", r"C:\(a)", "![图](址)", "3 * 4"],
)
def test_literal_marks_stay_what_they_are(tmp_path, line):
    document = read(tmp_path, styled("a", "关于做好春耕工作的通知") + p(TEXT) + p(line) + p(TEXT))
    (text,) = split_documents([document]).articles["text"]
    assert line in text
    assert document.form == "markdown"


def test_page_headers_and_footers_are_kept_beside_the_text(tmp_path):
    document = read(
        tmp_path,
        styled("a", "关于做好春耕工作的通知") + p(TEXT),
        header1=p("某市人民政府公报"), header2=p("某市人民政府公报"), footer1=p("第 1 页"),
    )  # fmt: skip
    split = split_documents([document])
    assert split.articles["text"].tolist() == [TEXT]
    words = {
        rule: [document.text[a:b] for a, b in zip(group["start"], group["end"], strict=True)]
        for rule, group in split.spans.groupby("rule")
    }
    assert (words["column:header"], words["column:footer"]) == (["某市人民政府公报"], ["第 1 页"])


def test_notes_follow_the_text(tmp_path):
    notes = f'<w:footnote w:id="-1" w:type="separator">{p("线")}</w:footnote><w:footnote w:id="7">{p("脚注")}</w:footnote>'
    body = f"<w:p>{r('甲')}<w:r><w:endnoteReference w:id='1'/></w:r><w:r><w:footnoteReference w:id='7'/></w:r>{r('乙')}</w:p>"
    document = read(tmp_path, body, footnotes=notes, endnotes=f'<w:endnote w:id="1">{p("尾注")}</w:endnote>')
    assert document.text == "甲[1][2]乙\n\n[1] 尾注\n[2] 脚注"


def test_several_articles_of_one_document(tmp_path):
    articles = [("甲县推进复工", TEXT), ("乙市保障供应", TEXT * 2)]
    document = read(
        tmp_path, "".join(styled("1", title) + p(text) for title, text in articles), header1=p("简报")
    )
    found = split_documents([document]).articles
    assert list(zip(found["title"], found["text"], strict=True)) == articles


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("", "empty", "holds no text"),
        (p(" "), "empty", "holds no text"),
        ("<w:p>", "unreadable", "damaged"),
        (f"<w:tc>{p(TEXT)}</w:tc>", "ok", ""),  # a cell without a row
    ],
)
def test_what_cannot_be_used_says_why(tmp_path, body, status, reason):
    document = read(tmp_path, body)
    assert document.status == status
    assert reason in (document.reason or "")


def test_entities_are_refused_and_deep_nesting_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE a [<!ENTITY b "c">]><w:p {NAMES}>{r("&b;")}</w:p>')
    (document,) = read_file(tmp_path, "a.docx", Settings())
    assert "document type declaration" in document.reason
    deep = "<w:sdt>" * 20_000 + p(TEXT) + "</w:sdt>" * 20_000
    assert read(tmp_path, deep).text == TEXT
    assert read(tmp_path, "<w:p>" * 20_000 + r(TEXT) + "</w:p>" * 20_000).text == TEXT
