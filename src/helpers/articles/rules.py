"""The boilerplate rules as data: loading them, and labelling the stretches of a line."""

import functools
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helpers.articles.lines import BLANK
from helpers.articles.needs import Sieve
from helpers.lexicons import read_toml

__all__ = ["OFFICE", "Label", "Rule", "fold_characters", "label_line", "label_lines", "load_rules"]

# The words of page furniture in Traditional characters; one for one, so that offsets hold.
_SIMPLIFIED = str.maketrans(
    "來記報導訊電攝編輯責閱讀瀏覽發佈時間題標關閉點擊體級號聲權轉載經聯繫絡網頁圖為說資員評論話單頻視聞專熱門薦"
    "鏈結連條則機構類錄開設復製傳廣稱觀許書務處見習實協辦維護術識別掃碼長從據與無線執筆寫訪總監審對錯頂頻緝鐘週數",
    "来记报导讯电摄编辑责阅读浏览发布时间题标关闭点击体级号声权转载经联系络网页图为说资员评论话单频视闻专热门荐"
    "链结连条则机构类录开设复制传广称观许书务处见习实协办维护术识别扫码长从据与无线执笔写访总监审对错顶频缉钟周数",
)
# Full-width digits, letters and marks that rules speak of.
_NARROW = {
    ord(c): ord(c) - 0xFEE0 for c in map(chr, range(0xFF01, 0xFF5F)) if c.isalnum() or c in "－．／＋［］"
}
_OFFICES = str.maketrans(
    "會廳縣鄉鎮區團隊黨辦組衛農業園環應勞產術館質國軍學", "会厅县乡镇区团队党办组卫农业园环应劳产术馆质国军学"
)
_FOLDED = _SIMPLIFIED | _OFFICES | _NARROW | {ord("〖"): "[", ord("〗"): "]"}
# How the name of an office, party body, school or the like ends, as a regular expression.
OFFICE = "(?:办公室|办公厅|办|局|厅|委|委员会|政府|指挥部|领导小组|中心|部|院|公司|协会|编辑部|党委|支部|学校|大学|医院|气象台|地震台|水文站|监测站|管理站|课题组|调研组|工作组|专班)(?:[\u4e00-\u9fff]{1,8}(?:处|科|室))?"
_MOST_LEADS = 2  # a dateline, then who reports
_MARKS = "-*+·•●○▪■>＞»#"
_LEADING_MARK = re.compile(rf"[{_MARKS}]+\s*")
_BLANKS = re.compile(f"[{BLANK}]+")
_FOLDABLE = re.compile(f"[{''.join(map(chr, _FOLDED))}]")
_UNUSUAL = re.compile(f"[{_MARKS}{BLANK}{''.join(map(chr, _FOLDED))}]")  # what any folding changes
_REMEMBERED = 16384  # lines; those of a site's furniture come on each of its pages
_LONGEST_TAIL = 100
_LONGEST = 1500  # a longer line is text; no rule describes it, and no pattern is run on it


class Label(NamedTuple):
    """A stretch of a line, text[start:end], with what it is and the rule that says so."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True)
class Rule:
    """One rule of lexicons/boilerplate.toml."""

    name: str
    kind: str
    where: str
    pattern: re.Pattern[str]
    example: str
    goes_on: re.Pattern[str] | None = None


@functools.cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules of lexicons/boilerplate.toml, in order."""
    data = read_toml("boilerplate.toml")
    return tuple(
        Rule(
            name=rule["name"],
            kind=rule["kind"],
            where=rule["where"],
            pattern=re.compile(f"(?:{rule['pattern']})\\Z" if rule["where"] == "tail" else rule["pattern"]),
            example=rule["example"],
            goes_on=re.compile(rule["while"]) if "while" in rule else None,
        )
        for rule in data["rule"]
    )


def label_line(text: str) -> list[Label]:
    """Return the labelled stretches of one line, in order; what no rule claims has no label."""
    return list(_labels(text))


@functools.lru_cache(maxsize=_REMEMBERED)
def _labels(text: str) -> tuple[Label, ...]:
    usual = not _UNUSUAL.search(text)
    plain = text if usual else fold_characters(text)
    whole = _whole_line([plain] if usual else _readings(plain)) if len(text) <= _LONGEST else None
    if whole:
        return (Label(0, len(text), whole.kind, whole.name),)
    labels: list[Label] = []
    start, end = 0, len(text)
    for _ in range(_MOST_LEADS):
        lead = plain[start : start + 200]
        for rule in _leads():
            match = rule.pattern.match(lead)
            if match and match.end() and (labels or start + match.end() < len(text)):
                labels.append(Label(start, start + match.end(), rule.kind, rule.name))
                start += match.end()
                break
        else:
            break
    tails, sieve = _tails()
    tried, ended = -1, False
    while not ended:
        tail = max(start, end - _LONGEST_TAIL)
        part, ended = plain[tail:end], True
        for i in sieve.possible(part):
            match = tails[i].pattern.search(part) if i > tried else None
            if match and tail + match.start() > start:
                labels.append(Label(tail + match.start(), end, tails[i].kind, tails[i].name))
                tried, end, ended = i, tail + match.start(), False
                break
    return tuple(sorted(labels, key=lambda label: label.start))


def label_lines(texts: Sequence[str], breaks: Collection[int] = ()) -> list[list[Label]]:
    """Return the labels of each line, blocks included: a notice goes on while its rule says so.

    `breaks` are the indexes of lines that stand apart from the line above, where no notice goes on.
    """
    found: list[list[Label]] = []
    block: Rule | None = None
    for i, text in enumerate(texts):
        labels = label_line(text)
        if i in breaks:
            block = None
        if (
            block
            and not labels
            and len(text) <= _LONGEST
            and block.goes_on
            and block.goes_on.fullmatch(_fold_blanks(fold_characters(text)))
        ):
            labels = [Label(0, len(text), block.kind, block.name)]
        elif labels and labels[0].end == len(text):
            block = _openers().get(labels[0].rule, block)
        else:
            block = None
        found.append(labels)
    return found


@functools.cache
def _openers() -> dict[str, Rule]:
    """Return the first rule of each name that opens a notice."""
    return {rule.name: rule for rule in reversed(load_rules()) if rule.where == "opens"}


def _whole_line(readings: Sequence[str]) -> Rule | None:
    rules, sieve = _lines()
    if len(readings) == 1:
        possible: Iterable[int] = sieve.possible(readings[0])
    else:
        possible = sorted({i for text in readings for i in sieve.possible(text)})
    for i in possible:
        if any(map(rules[i].pattern.fullmatch, readings)):
            return rules[i]
    return None


def _readings(plain: str) -> Sequence[str]:
    """Return a line with its white space folded, and without the marks of a list or what sites put before their links."""
    folded = _fold_blanks(plain)
    return list(dict.fromkeys((folded, _LEADING_MARK.sub("", folded))))


def _rules(*where: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules() if rule.where in where)


@functools.cache
def _lines() -> tuple[tuple[Rule, ...], Sieve]:
    """Return the rules for whole lines, and what tells which of them are possible."""
    rules = _rules("line", "opens")
    return rules, Sieve([rule.pattern for rule in rules], end=True)


@functools.cache
def _leads() -> tuple[Rule, ...]:
    """Return the rules for beginnings of lines, which are few and see at once that one doesn't fit."""
    return _rules("lead")


@functools.cache
def _tails() -> tuple[tuple[Rule, ...], Sieve]:
    """Return the rules for ends of lines, and what tells which of them are possible."""
    rules = _rules("tail")
    return rules, Sieve([rule.pattern for rule in rules], start=False, end=True)


def _fold_blanks(text: str) -> str:
    """Fold every run of white space to one blank."""
    return _BLANKS.sub(" ", text).strip()


def fold_characters(text: str) -> str:
    """Fold Traditional and full-width characters of page furniture, one for one: patterns need know neither."""
    return text.translate(_FOLDED) if _FOLDABLE.search(text) else text
