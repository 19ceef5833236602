"""Long runs of whatever a rule repeats: four times the text takes no more than about four times as long."""

import os
from functools import partial

import pytest
from growth import grows_evenly

from helpers.building.steps import make_tables
from helpers.overrides import NONE
from helpers.reading import read_file
from helpers.settings import Settings

FULL = bool(os.environ.get("FANGZHI_TORTURE"))
LENGTH = 50_000 if FULL else 4_000  # characters; of the longer text, four times as many
PIECES = (
    " ", "　", "\t", "\u200b", "1", "１", "（", "(", "）", "年", "日", "<", "</", "<a ", "[", "[](", "*", "_", "#", ".", "。", "、", "，",
    "—", "-", "=", "&lt;", "&", "|", "《", "“", "【", "来源：", "记者 ", "（记者 ", "2020年", "1月1日", "2020-", "12:", "http://", "省", "江西",
    "武汉市", "一、", "：", "/", "\\", "`", "\n", " \n", "> ", "<p>", "<!--", "<script>", "{", '"', "[{", "@", "·", "王", "日电", "二〇二〇年",
    "至2月", "分享到", "新华社", "😀", "责任编辑：", "甲\n", "- ", "1.\n", "<td>", "&#x", "至", "x=", "正月",
)  # fmt: skip
HEAD = "江西推进复工复产\n2020-02-03 来源：江西日报\n\n全市各级各部门迅速行动，织密织牢联防联控网络，切实守护群众生命安全。\n"
FORMS = {
    "txt": "{head}{run}\n{head}",
    "html": "<html><head><title>题_网</title></head><body><p>{head}</p><p>{run}</p><p>{head}</p></body></html>",
    "md": "# 标题\n\n{head}\n\n## 二\n\n{run}\n\n{head}",
    "csv": '标题,正文,日期\n甲,"{run}",2020\n',
    "json": '{{"标题": "甲", "正文": "{head}", "来源": {run}',
}


def read(folder, ending, pieces, length):
    """Read documents with a run of each piece, and make their tables."""
    for i, piece in enumerate(pieces):
        text = FORMS[ending].format(head=HEAD, run=(piece * length)[:length])
        (folder / f"{i}.{ending}").write_text(text, encoding="utf-8", newline="")
    documents = [d for i in range(len(pieces)) for d in read_file(folder, f"{i}.{ending}", Settings())]
    make_tables(documents, Settings(), NONE)


@pytest.mark.parametrize("ending", FORMS)
def test_time_grows_as_the_text(ending, tmp_path, tally):
    """All pieces together, or each by itself at full length."""
    read(tmp_path, ending, PIECES[:1], 1)  # loads what is loaded once
    slow = {}
    for pieces in ([piece] for piece in PIECES) if FULL else (PIECES,):
        evenly, times = grows_evenly(partial(read, tmp_path, ending, pieces), LENGTH)
        if not evenly:
            slow[tuple(pieces)] = times
    assert not slow
    tally(f"long run: {ending}", len(PIECES))
