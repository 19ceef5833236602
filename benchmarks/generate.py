"""Write a corpus of any size, with known truth: `python benchmarks/generate.py OUT --megabytes 10 --seed 1`.

`OUT/corpus` has the files and `OUT/truth.json` what is true of them. Articles are those of `stories.py` in the forms that
real corpora have: text pages, whole web pages and Markdown, one to a file and 500 to a folder, and CSV and JSON Lines of
up to 500 records; some files are in GB 18030. One article in eight is another outlet's copy of one of the last thousand;
one in twenty is a bulletin of a template, which is no copy. What is written is not kept, so that the size is
bounded by the disk alone, and the same seed gives the same bytes.
"""

import argparse
import csv
import datetime
import html
import io
import json
import math
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from planted import KINDS
from stories import Day, Paragraph, Place, Story, Writer, write_bulletins

__all__ = ["main", "write_corpus"]

_MEDIAN, _SPREAD = 600, 0.9  # characters of an article: log-normal, with a mean of one and a half medians
_SHORTEST, _LONGEST = 30, 20_000
_COPIES, _BULLETIN_SETS = 0.125, 0.005  # a set has ten bulletins
_COPIED, _REMEMBERED = (
    1 / 3,
    300,
)  # of the stories, one in three may be copied while it is among the last so many
_CHANGES = ("new headline", "added bylines", "dropped sentences")
_FORMS = {"txt": 0.25, "html": 0.25, "md": 0.1, "csv": 0.2, "jsonl": 0.2}
_GB18030 = 0.03
_FOLDER = 500  # files or records
_OUTLETS = ("日报", "晚报", "新闻网", "都市报", "发布")
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡", "伟芳敏静丽强磊军洋勇艳杰娟涛明超"

Key = tuple[str, int | None]  # path and record, as in the table of documents


@dataclass(frozen=True)
class _Told:
    """A story, who prints it, and the documents that print it too or fill in the same template."""

    story: Story
    outlet: str
    family: list[Key] = field(default_factory=list)
    template: list[Key] | None = None


@dataclass(frozen=True)
class _Article:
    """A story as it is printed."""

    title: str
    paragraphs: list[str]
    outlet: str
    author: str
    time: datetime.datetime
    province: str

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


class _Press:
    """Puts articles into files of every form, and says where each one stands."""

    def __init__(self, folder: Path, writer: Writer) -> None:
        self.folder, self.writer, self.rng = folder, writer, writer.rng
        self.files = 0
        self._printed = dict.fromkeys(_FORMS, 0)
        self._records: dict[str, list[_Article]] = {"csv": [], "jsonl": []}

    def print(self, article: _Article) -> Key:
        """Print an article in some form."""
        form = self.rng.choices(list(_FORMS), list(_FORMS.values()))[0]
        number = self._printed[form]
        self._printed[form] += 1
        if form in self._records:
            self._records[form].append(article)
            key = (f"records/{number // _FOLDER:05}.{form}", number % _FOLDER + 1)
            if key[1] == _FOLDER:
                self._save_records(form)
            return key
        path = f"{form}/{number // _FOLDER:05}/{number % _FOLDER:03}.{form}"
        encoding = "gb18030" if self.rng.random() < _GB18030 else "utf-8"
        page = {"txt": self._text_page, "html": self._web_page, "md": self._markdown}[form]
        self._save(path, page(article, encoding), encoding)
        return path, None

    def close(self) -> None:
        """Write the records that wait for more."""
        for form, records in self._records.items():
            if records:
                self._save_records(form)

    def _save_records(self, form: str) -> None:
        number = (self._printed[form] - 1) // _FOLDER
        content = self._csv(number) if form == "csv" else self._json_lines()
        encoding = "gb18030" if form == "csv" and self.rng.random() < _GB18030 else "utf-8"
        self._save(f"records/{number:05}.{form}", content, encoding)
        self._records[form].clear()

    def _save(self, path: str, content: str, encoding: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode(encoding))
        self.files += 1

    def _text_page(self, article: _Article, encoding: str) -> str:
        head = f"{article.title}\n{article.time:%Y-%m-%d %H:%M} 来源：{article.outlet} 作者：{article.author}\n\n"
        body = "\n\n".join("　　" + paragraph for paragraph in article.paragraphs)
        return f"{head}{body}\n\n（责任编辑：{_name(self.rng)}）\n分享到：微信 微博 QQ空间\n"

    def _markdown(self, article: _Article, encoding: str) -> str:
        head = f"# {article.title}\n\n来源：{article.outlet}　发布时间：{article.time:%Y年%m月%d日}\n\n"
        return head + "\n\n".join(article.paragraphs) + "\n"

    def _web_page(self, article: _Article, encoding: str) -> str:
        title, outlet = html.escape(article.title), article.outlet
        body = "\n".join(f"<p>　　{html.escape(paragraph)}</p>" for paragraph in article.paragraphs)
        others = ["".join(map(str, self.writer.title())) for _ in range(6)]
        hot = "".join(f'<li><a href="/news/{i}.html">{other}</a></li>' for i, other in enumerate(others))
        return (
            f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{encoding}">\n'
            f"<title>{title}_{outlet}</title>\n</head>\n<body>\n"
            '<div class="nav"><a href="/">首页</a> <a href="/yw/">要闻</a> <a href="/sz/">时政</a> '
            '<a href="/ms/">民生</a> <a href="/wh/">文化</a></div>\n'
            f'<div class="main">\n<h1>{title}</h1>\n<div class="info">{article.time:%Y-%m-%d %H:%M} '
            f"来源：{outlet} 作者：{article.author}</div>\n"
            f'<div class="content">\n{body}\n</div>\n<div class="editor">责任编辑：{_name(self.rng)}</div>\n</div>\n'
            f'<div class="side"><h3>热点新闻</h3><ul>{hot}</ul></div>\n'
            f'<div class="footer">关于我们 | 联系方式 | 版权声明<br>版权所有 {outlet} 未经授权不得转载</div>\n'
            "</body>\n</html>\n"
        )

    def _csv(self, number: int) -> str:
        stream = io.StringIO(newline="")
        rows = csv.writer(stream)
        if number % 2:
            rows.writerow(["标题", "来源", "发布时间", "正文"])
            rows.writerows(
                [a.title, a.outlet, f"{a.time:%Y-%m-%d %H:%M}", a.text] for a in self._records["csv"]
            )
        else:
            rows.writerow(["title", "outlet", "published", "province", "text"])
            rows.writerows(
                [a.title, a.outlet, f"{a.time:%Y-%m-%d}", a.province, a.text] for a in self._records["csv"]
            )
        return stream.getvalue()

    def _json_lines(self) -> str:
        rows: list[dict[str, Any]] = [
            {
                "title": a.title, "content": a.text, "source": a.outlet, "author": a.author,
                "date": f"{a.time:%Y-%m-%d %H:%M:%S}", "url": f"https://news.example.cn/{a.time:%Y/%m/%d}/{i:04}.html",
            }
            for i, a in enumerate(self._records["jsonl"])
        ]  # fmt: skip
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_corpus(out: Path, megabytes: float, seed: int) -> dict[str, Any]:
    """Write a corpus of so many megabytes of article text (UTF-8) and its truth, and return the truth."""
    writer = Writer(random.Random(seed))
    press = _Press(out / "corpus", writer)
    counts = dict.fromkeys(("articles", "characters", "bytes", "reprints", "dates", "places"), 0)
    families: list[list[Key]] = []
    bulletins: list[list[Key]] = []
    told = _tell(writer)
    while counts["bytes"] < megabytes * 1e6:
        one = next(told)
        article = _typeset(writer.rng, one)
        key = press.print(article)
        one.family.append(key)
        if len(one.family) == 2:
            families.append(one.family)
        if one.template is not None:
            one.template.append(key)
            if len(one.template) == 1:
                bulletins.append(one.template)
        pieces = [
            p for paragraph in one.story.body for sentence in paragraph for clause in sentence for p in clause
        ]
        counts["articles"] += 1
        counts["characters"] += len(article.text)
        counts["bytes"] += len(article.text.encode())
        counts["reprints"] += len(one.family) > 1
        counts["dates"] += sum(isinstance(piece, Day) for piece in pieces)
        counts["places"] += sum(isinstance(piece, Place) for piece in pieces)
    press.close()
    truth = {
        "megabytes": megabytes, "seed": seed, "files": press.files, "documents": counts["articles"], **counts,
        "families": families, "bulletins": bulletins,
    }  # fmt: skip
    (out / "truth.json").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    return truth


def _tell(writer: Writer) -> Iterator[_Told]:
    """Yield stories, copies of earlier ones and sets of bulletins, without end."""
    rng = writer.rng
    recent: deque[_Told] = deque(maxlen=_REMEMBERED)
    while True:
        kind = rng.random()
        if kind < _BULLETIN_SETS:
            template: list[Key] = []
            for bulletin in write_bulletins(writer):
                yield _Told(bulletin, _outlet(rng, bulletin.place), template=template)
        elif kind < _BULLETIN_SETS + _COPIES and recent:
            yield _copy(writer, rng.choice(recent))
        else:
            story = _story(writer)
            told = _Told(story, _outlet(rng, story.place))
            yield told
            if rng.random() < _COPIED and sum(map(len, story.body)) > 3:
                recent.append(told)


def _story(writer: Writer) -> Story:
    """Write a story of as many characters as stories have."""
    rng = writer.rng
    place, day = rng.choice(writer.places), writer.day()
    goal = min(max(rng.lognormvariate(math.log(_MEDIAN), _SPREAD), _SHORTEST), _LONGEST)
    body: list[Paragraph] = []
    written = 0
    while written < goal:
        paragraph: Paragraph = []
        for _ in range(rng.randint(2, 5)):
            paragraph.append(writer.sentence(day, place))
            written += sum(len(str(piece)) + 1 for clause in paragraph[-1] for piece in clause)
            if written >= goal:
                break
        body.append(paragraph)
    return Story(writer.title(), body, place, day)


def _copy(writer: Writer, told: _Told) -> _Told:
    """Let another outlet print a story up to five days later: as it is, or with one of the usual changes."""
    rng = writer.rng
    change = rng.choice((None, *_CHANGES))
    story = KINDS[change](writer, told.story) if change else told.story
    outlet = told.outlet
    while outlet == told.outlet:
        place = rng.choice(writer.places)
        outlet = _outlet(rng, place)
    day = story.day + datetime.timedelta(rng.randint(0, 5))
    return _Told(replace(story, day=day, place=place), outlet, told.family)


def _typeset(rng: random.Random, told: _Told) -> _Article:
    story = told.story
    paragraphs = [
        "".join("，".join("".join(map(str, clause)) for clause in sentence) + "。" for sentence in paragraph)
        for paragraph in story.body
    ]
    title = "".join(map(str, story.title))
    time = datetime.datetime.combine(story.day, datetime.time(rng.randrange(6, 23), rng.randrange(60)))
    return _Article(title, paragraphs, told.outlet, _name(rng), time, story.place.province)


def _outlet(rng: random.Random, place: Place) -> str:
    return place.province + rng.choice(_OUTLETS)


def _name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.randint(1, 2)))


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="folder for corpus/ and truth.json, new or empty")
    parser.add_argument("--megabytes", type=float, default=10, help="of article text (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.out.is_dir() and any(options.out.iterdir()):
        parser.error(f"{options.out} holds something already")
    truth = write_corpus(options.out, options.megabytes, options.seed)
    told = {name: value if isinstance(value, int | float) else len(value) for name, value in truth.items()}
    print(", ".join(f"{name} {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
