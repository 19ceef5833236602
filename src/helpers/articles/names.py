"""Personal names in the words of a byline."""

import functools
import re

from helpers.articles.markup import BLANK
from helpers.lexicons import read_rows, read_words

__all__ = ["find_names", "is_names"]


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(read_words("surnames.txt"))


# What stands in the name of an office or a profession, not of a person.
_NO_NAME = re.compile(
    r"[报報网網社台院校局厅廳部委办辦县縣市省镇鎮乡鄉村街区區站队隊组組科处處]|中心|公司|集团|集團|医生|护士|醫生|護士|学生|老师|教师|主任|书记|记者|記者"
    r"|未经|本人|审阅|评论|论坛|进入|我要|公室|单位|热线|电话|投诉|本文|打印|关闭|返回|收藏|阅读|浏览|点击|次数|来源|时间|字号|分享|发表|发布|原创|通讯员|编辑|编导|摄影|攝影|報導|报道|供稿|整理|新闻|新聞|综合|综述"
)


_BETWEEN = re.compile(rf"[{BLANK}、，,;；/]+")
_SPACED = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \xa0\u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
_NO_NAMES = re.compile(r"[\u4e00-\u9fff·]{10}")  # longer than several names in a run
_NOT_OF_NAMES = re.compile(r"[^\u4e00-\u9fff·]+")


@functools.cache
def _cities() -> frozenset[str]:
    """Return the short names of prefectures, which stand beside reporters' names: 王长坤 黄冈报道."""
    return frozenset(row["short"] for row in read_rows("places.csv") if row["level"] == "city")


def find_names(text: str, *, labelled: bool = False) -> list[str]:
    """Return the personal names in a byline's words, in order; a name's two characters may be spaced apart.

    A name begins with a surname and has two to four characters. `labelled` says that the words stand where
    a name is due: then a longer one, such as 巴依斯古楞, is a name too.
    """
    names = []
    words = [word for word in _NOT_OF_NAMES.split(_SPACED.sub(r"\1\2", text)) if word]
    for word in words:
        run = _names_in_a_run(word) if len(words) == 1 or not labelled else []
        if run:
            names.extend(run)
        elif labelled and 4 <= len(word) <= (12 if "·" in word else 6) and not _NO_NAME.search(word):
            names.append(word)
        else:
            ends = (word[-length:] for length in (len(word), 4, 3, 2) if length)
            names.extend([name for name in ends if _is_name(name)][:1])
    return names


def _is_name(word: str) -> bool:
    """Tell whether a word is a surname and one or two characters, and no newspaper."""
    surname = word[:2] if word[:2] in _surnames() else word[:1]
    given = len(word) - len(surname)
    return (
        1 <= given <= 2
        and surname in _surnames()
        and word[-1] not in "报報网網社台"
        and not _NO_NAME.search(word)
        and word not in _cities()
    )


def _names_in_a_run(word: str) -> list[str]:
    """Return the names of several people printed without a mark between them, or nothing."""
    if not 4 <= len(word) <= 9 or _is_name(word) or _NO_NAME.search(word):
        return []
    for length in (3, 2):
        first, rest = word[:length], word[length:]
        if _is_name(first) and (tail := [rest] if _is_name(rest) else _names_in_a_run(rest)):
            return [first, *tail]
    return []


def is_names(text: str) -> bool:
    """Tell whether a line consists of personal names and nothing else."""
    if len(text) > 40 or _NO_NAMES.search(text):
        return False
    words = [word for word in _BETWEEN.split(text) if word]
    return 1 <= len(words) <= 8 and sum(map(len, words)) == sum(map(len, find_names(text)))
