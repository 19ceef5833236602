"""What is said of findings that were computed again: each sentence, the grid of the figure, the verdicts, and the marks on the home page."""

from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import schema
from helpers.figures import plot_sensitivity, show_verdicts
from helpers.findings import (
    catalogue,
    describe_sensitivity,
    describe_verdicts,
    find_sensitivity,
    label_sensitivity,
    list_verdicts,
    tell_robustness,
)
from helpers.sensitivity import judge_findings
from helpers.site import computed

CHANGES = schema.SENSITIVITY.columns[1].choices
NONE = "There is no finding here that could be computed again under other choices."


def sensitivity(*rows: dict) -> pd.DataFrame:
    """Rows of SENSITIVITY, of which only what matters is given; one that breaks has nothing of what is named."""
    made = [
        {
            "n_runs": 1, "overlap": 1.0, "lowest_overlap": 1.0, "named_overlap": 0.0 if row.get("breaks") else 1.0,
            "n_broken": int(row.get("breaks", False)), "breaks": False, "worst": "", "was": ["老虎"], "became": ["疫情", "老虎"],
        }
        | row
        for row in rows
    ]  # fmt: skip
    return schema.make(schema.SENSITIVITY, pd.DataFrame(made, columns=schema.SENSITIVITY.names))


def grid(**breaks: str) -> pd.DataFrame:
    """Rows from "top="hmm! left_out"": the changes of each finding, those that break it with a mark."""
    return sensitivity(
        *(
            {"finding_id": f"02-{name}", "change": change.rstrip("!"), "breaks": change.endswith("!")}
            for name, changes in breaks.items() for change in changes.split()
        )
    )  # fmt: skip


def findings(*names: str, sentence: str = "{} is a claim.", **same: str) -> pd.DataFrame:
    rows = [
        {"finding_id": name, "chapter": "02_term_frequency", "sentence": sentence.format(name), "verdict": "found",
         "evidence": "term_counts", "robustness": "untested", "depends_on": []} | same
        for name in names
    ]  # fmt: skip
    return schema.make(schema.FINDINGS, rows)


def judged(table: pd.DataFrame, *untested: str, sentence: str = "{} is a claim.") -> pd.DataFrame:
    return judge_findings(findings(*table["finding_id"].unique(), *untested, sentence=sentence), table)


def articles(**titles: str | None) -> pd.DataFrame:
    return pd.DataFrame({"article_id": list(titles), "title": list(titles.values())}, dtype="str")


def told(table: pd.DataFrame, *untested: str) -> dict[str, str]:
    found = find_sensitivity(judged(table, *untested), table)
    schema.check(found, schema.FINDINGS)
    assert set(found["chapter"]) == {"06_sensitivity"}
    assert set(found["robustness"]) == {"untested"}
    return dict(zip(found["finding_id"], found["sentence"], strict=True))


# Sentences


def test_nothing_tested_is_said_to_be_so():
    found = find_sensitivity(judged(sensitivity(), "02-top"), sensitivity())
    assert found[["finding_id", "sentence", "verdict"]].to_numpy().tolist() == [["06-judged", NONE, "none"]]
    assert find_sensitivity(findings(), sensitivity())["sentence"].tolist() == [NONE]


def test_findings_are_counted_by_verdict_and_the_untested_left_out():
    table = grid(a="hmm left_out", b="hmm copies! left_out", c="hmm! left_out!", d="hmm left_out", e="hmm!")
    assert told(table, "02-other", "01-articles")["06-judged"] == (
        "Of 5 findings computed again under other reasonable choices, 2 held everywhere, 2 depended on a choice, and 1 fell."
    )


def test_one_finding_is_counted_with_the_right_noun():
    assert told(grid(a="hmm"))["06-judged"].startswith("Of 1 finding computed again")


def test_where_nothing_breaks_nothing_matters_most_or_falls():
    assert list(told(grid(a="hmm left_out", b="hmm"))) == ["06-judged"]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            grid(a="hmm left_out!", b="hmm left_out!", c="hmm! left_out lexicon"),
            "What breaks most: without one article or another (2 of 3).",
        ),
        (
            grid(a="segmenter! left_out!", b="segmenter! left_out", c="left_out"),
            "What breaks most: with the other segmenter (2 of 2).",
        ),
        (
            grid(a="stop_words left_out", b="stop_words! left_out hmm"),
            "What breaks most: with the plain stop list (1 of 2).",
        ),
        (
            grid(a="seeds hmm! fewer_topics!", b="seeds fewer_topics! hmm"),
            "What breaks most: with two topics fewer (2 of 2).",
        ),
        (
            grid(a="hmm! left_out", b="copies hmm left_out!", c="copies left_out"),
            "What breaks most: with unknown words guessed the other way (1 of 2) and without one article or another (1 of 3).",
        ),
        (
            grid(a="seeds! copies! hmm! lexicon"),
            "What breaks most: from another random seed (1 of 1), with every copy counted (1 of 1) and "
            "with unknown words guessed the other way (1 of 1).",
        ),
    ],
)  # fmt: skip
def test_the_changes_that_break_most_are_named(table, sentence):
    assert told(table)["06-most"] == sentence


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_has_its_words(change):
    table = grid(a=f"{change}!")
    verdicts = list_verdicts(judged(table), table, articles())
    ((why,),) = verdicts["whys"]
    words, became = why.split(": ")
    assert became == "疫情 (epidemic) and 老虎."
    assert told(table)["06-most"] == f"What breaks most: {words[0].lower()}{words[1:]} (1 of 1)."
    assert verdicts["verdict"].tolist() == [tell_robustness("depends", [change])]
    assert tell_robustness("falls", [change, change]) == f"falls: it {verdicts['verdict'].iloc[0]}"
    labelled = label_sensitivity(table, judged(table))
    assert labelled["change"].tolist() == [change]
    assert "{" not in why + catalogue()["sensitivity_figure"][change]


def test_what_falls_is_told_by_its_sentence():
    table = grid(a="hmm! left_out!", b="hmm lexicon left_out!", c="hmm! copies left_out!", d="hmm!")
    sentences = told(table)
    assert sentences["06-falls-02-a"] == "This falls: 02-a is a claim."
    assert sentences["06-falls-02-c"] == "This falls: 02-c is a claim."
    assert not {"06-falls-02-b", "06-falls-02-d"} & set(sentences), "one change alone fells nothing"
    braces = find_sensitivity(judged(table, sentence="{{x}} of {}."), table)
    assert "This falls: {x} of 02-a." in braces["sentence"].tolist()


def test_only_findings_of_the_book_are_counted_among_what_breaks():
    table = grid(a="hmm left_out!", b="hmm left_out!", no_sentence="hmm left_out!")
    book = judged(table)
    book = book[book["finding_id"] != "02-no_sentence"]
    sentences = find_sensitivity(book, table)["sentence"].tolist()
    assert sentences[0].startswith("Of 2 findings ")
    assert sentences[1] == "What breaks most: without one article or another (2 of 2)."
    assert set(label_sensitivity(table, book)["finding_id"]) == set(book["finding_id"])


# Verdicts


@pytest.mark.parametrize(
    ("robustness", "depends_on", "words"),
    [
        ("untested", [], ""),
        ("holds", [], "holds everywhere"),
        ("depends", ["hmm"], "depends on the guessing of unknown words"),
        ("depends", ["copies", "left_out"], "depends on how copies count and single articles"),
        ("depends", ["fewer_topics", "more_topics"], "depends on the number of topics"),
        (
            "falls",
            ["segmenter", "fewer_topics", "more_topics", "seeds"],
            "falls: it depends on the segmenter, the number of topics and the random seed",
        ),
    ],
)
def test_a_verdict_in_a_few_words(robustness, depends_on, words):
    assert tell_robustness(robustness, depends_on) == words


def test_a_verdict_says_what_comes_in_its_place():
    table = sensitivity(
        {"finding_id": "02-top", "change": "hmm", "breaks": True, "became": ["疫情", "社区", "没词"]},
        {
            "finding_id": "02-top",
            "change": "left_out",
            "breaks": True,
            "n_runs": 9,
            "n_broken": 2,
            "worst": "a1",
            "became": ["社区"],
        },
        {"finding_id": "02-top", "change": "lexicon"},
        {"finding_id": "02-top", "change": "copies"},
        {"finding_id": "02-top", "change": "stop_words"},
        {
            "finding_id": "03-江西",
            "change": "left_out",
            "breaks": True,
            "n_runs": 9,
            "worst": "a2",
            "became": [],
        },
        {"finding_id": "03-江西", "change": "hmm", "breaks": True, "became": []},
        {"finding_id": "04-published", "change": "copies"},
        {"finding_id": "05-found", "change": "more_topics", "breaks": True, "became": ["社区、居民"]},
        {
            "finding_id": "05-found",
            "change": "seeds",
            "breaks": True,
            "n_runs": 10,
            "n_broken": 3,
            "worst": "7",
        },
        {"finding_id": "05-found", "change": "copies"},
        {"finding_id": "05-found", "change": "segmenter"},
        {"finding_id": "05-found", "change": "hmm"},
    )
    verdicts = list_verdicts(judged(table, "01-articles"), table, articles(a1="志愿者登门", a2="{x}"))
    assert verdicts.columns.tolist() == [
        "finding_id",
        "chapter",
        "sentence",
        "robustness",
        "verdict",
        "whys",
        "without",
    ]
    assert verdicts["finding_id"].tolist() == ["02-top", "03-江西", "04-published", "05-found"]
    assert verdicts["robustness"].tolist() == ["depends", "falls", "holds", "depends"]
    assert verdicts["sentence"].tolist()[0] == "02-top is a claim."
    assert verdicts["verdict"].tolist() == [
        "depends on the guessing of unknown words and single articles",
        "falls: it depends on single articles and the guessing of unknown words",
        "holds everywhere",
        "depends on the number of topics and the random seed",
    ]
    assert verdicts["whys"].tolist() == [
        [
            "With unknown words guessed the other way: 疫情 (epidemic), 社区 (community) and 没词.",
            "Without “志愿者登门” (2 of 9 such runs): 社区 (community).",
        ],
        [
            "Without “{x}” (1 of 9 such runs): nothing is left to say.",
            "With unknown words guessed the other way: nothing is left to say.",
        ],
        [],
        [
            "With two topics more: it does not come back.",
            "From another random seed (3 of 10 such runs): it does not come back.",
        ],
    ]
    assert verdicts["without"].tolist() == [["", "a1"], ["a2", ""], [], ["", ""]]
    assert describe_verdicts(verdicts) == catalogue()["sensitivity"]["table_caption"]


@pytest.mark.parametrize("name", ["02-top", "03-江西", "04-mentioned", "04-published"])
def test_where_no_day_month_or_word_is_left_nothing_is_said_of_any(name):
    table = sensitivity(
        {"finding_id": name, "change": "left_out", "breaks": True, "worst": "a1", "became": []}
    )
    ((why,),) = list_verdicts(judged(table), table, articles(a1="题"))["whys"]
    assert why == "Without “题”: nothing is left to say."


def test_without_verdicts_the_caption_says_so():
    verdicts = list_verdicts(judged(sensitivity(), "02-top"), sensitivity(), articles())
    assert verdicts.empty
    assert verdicts.columns.tolist() == [
        "finding_id",
        "chapter",
        "sentence",
        "robustness",
        "verdict",
        "whys",
        "without",
    ]
    assert describe_verdicts(verdicts) == NONE


@pytest.mark.parametrize("title", [None, ""])
def test_an_article_without_title_has_no_empty_quotation_marks(title):
    table = sensitivity({"finding_id": "02-top", "change": "left_out", "breaks": True, "worst": "a1"})
    ((why,),) = list_verdicts(judged(table), table, articles(a1=title))["whys"]
    assert "“" not in why
    assert why.endswith(": 疫情 (epidemic) and 老虎.")


def shown(monkeypatch: pytest.MonkeyPatch, verdicts: pd.DataFrame) -> str:
    markups: list[str] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: markups.append(bundle["text/html"]))
    show_verdicts(verdicts, describe_verdicts(verdicts), name="verdicts")
    (markup,) = markups
    return markup


def test_hostile_titles_and_words_stay_text_on_the_page(monkeypatch):
    evil = "<script>alert(1)</script>"
    table = sensitivity(
        {"finding_id": "02-top", "change": "left_out", "breaks": True, "worst": "a1", "became": [evil]}
    )
    verdicts = list_verdicts(judged(table, sentence=evil), table, articles(a1=evil))
    assert verdicts["whys"].iloc[0] == [f"Without “{evil}”: {evil}."]
    markup = shown(monkeypatch, verdicts)
    assert "<script" not in markup
    assert markup.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_a_verdict_stands_behind_its_finding_and_its_reasons_below(monkeypatch):
    markup = shown(
        monkeypatch,
        list_verdicts(
            judged(grid(a="hmm! left_out!", b="hmm")), grid(a="hmm! left_out!", b="hmm"), articles()
        ),
    )
    assert markup.count("<li") == 4, "two findings and two reasons"
    order = [
        "02-a is a claim.",
        "falls: it depends on",
        "guessed the other way",
        "one article or another",
        "02-b is a claim.",
        "holds everywhere",
    ]
    assert [markup.index(words) for words in order] == sorted(markup.index(words) for words in order)


def test_without_verdicts_the_page_says_so(monkeypatch):
    markup = shown(monkeypatch, list_verdicts(judged(sensitivity(), "02-top"), sensitivity(), articles()))
    assert NONE in markup
    assert "<li" not in markup


# The grid


def test_the_grid_has_every_finding_under_every_change_made():
    table = sensitivity(
        {"finding_id": "02-top", "change": "hmm", "overlap": 0.9},
        {"finding_id": "02-top", "change": "left_out", "overlap": 0.8, "breaks": True, "n_runs": 4},
        {"finding_id": "02-next", "change": "hmm", "overlap": None, "breaks": True},
        {"finding_id": "03-江西", "change": "hmm", "overlap": 0.7},
        {"finding_id": "03-江西", "change": "left_out", "overlap": 0.6},
        {"finding_id": "04-published", "change": "left_out", "overlap": 0.5},
        {"finding_id": "04-mentioned", "change": "left_out", "overlap": 0.4},
        {"finding_id": "05-found", "change": "seeds", "overlap": 0.3},
    )
    labelled = label_sensitivity(table, findings(*table["finding_id"].unique()))
    assert labelled[["group", "subject", "change"]].drop_duplicates().shape == (15, 3)
    assert labelled["change"].tolist() == ["hmm", "left_out", "seeds"] * 5, "in the order of the catalogue"
    cells = {}
    for row in labelled.to_dict("records"):
        overlap = None if pd.isna(row["overlap"]) else row["overlap"]
        cells.setdefault((row["group"], row["subject"]), []).append(overlap)
    assert cells == {
        ("Frequency", "Commonest words"): [0.9, 0.8, None],
        ("Distinctive words", "江西 (Jiangxi)"): [0.7, 0.6, None],
        ("Timeline", "Busiest months"): [None, 0.5, None],
        ("Timeline", "Days named most"): [None, 0.4, None],
        ("Topics", "Those that hold still"): [None, None, 0.3],
    }
    assert labelled["breaks"].dtype == "bool"
    assert labelled.loc[labelled["breaks"], ["finding_id", "change"]].to_numpy().tolist() == [
        ["02-top", "left_out"]
    ]
    figure = plot_sensitivity(labelled, catalogue()["sensitivity_figure"])
    assert figure is not None


@pytest.mark.parametrize(
    "table", [sensitivity(), sensitivity({"finding_id": "02-next", "change": "hmm", "overlap": None})]
)
def test_without_lists_there_is_no_grid(table):
    labelled = label_sensitivity(table, findings("02-top", "02-next"))
    assert labelled.empty
    assert plot_sensitivity(labelled, catalogue()["sensitivity_figure"]) is None
    assert describe_sensitivity(labelled, 9) == {"caption": NONE, "alt": NONE, "empty": NONE}


def test_the_grid_is_described_by_where_least_comes_back():
    table = sensitivity(
        {"finding_id": "02-top", "change": "hmm", "overlap": 0.9},
        {"finding_id": "02-top", "change": "left_out", "overlap": 0.5, "breaks": True, "n_runs": 20},
        {"finding_id": "04-published", "change": "left_out", "overlap": 0.7, "breaks": True, "n_runs": 20},
    )
    labelled = label_sensitivity(table, findings("02-top", "04-published"))
    described = describe_sensitivity(labelled, 60)
    assert described["alt"] == (
        "Grid of findings by changes. In 3 cells, 70% come back on average. Cells that break a finding: 2. "
        "The least comes back of this: Commonest words, 50%. Without one article or another. "
        "The largest overlap is 0.9: Commonest words, with unknown words guessed the other way."
    )
    assert described["caption"] == (
        f"{catalogue()['sensitivity']['caption']} Left out, one at a time, were 20 of 60 articles, first those that hold most of what "
        "a finding names."
    )
    assert described["empty"] == NONE


def test_where_each_article_is_left_out_the_caption_says_so():
    table = sensitivity({"finding_id": "02-top", "change": "left_out", "overlap": 0.9, "n_runs": 12})
    described = describe_sensitivity(label_sensitivity(table, findings("02-top")), 12)
    assert described["caption"].endswith(" Each of 12 articles was left out once.")


def test_where_no_article_is_left_out_the_caption_does_not_speak_of_it():
    table = sensitivity({"finding_id": "02-top", "change": "hmm", "overlap": 0.9})
    described = describe_sensitivity(label_sensitivity(table, findings("02-top")), 1)
    assert described["caption"] == catalogue()["sensitivity"]["caption"]
    assert described["alt"].startswith("Grid of findings by changes. In 1 cell, 90% come back on average. ")


def test_the_grid_shows_findings_of_the_book_alone():
    table = sensitivity(
        {"finding_id": "02-top", "change": "hmm"},
        {"finding_id": "03-江西", "change": "hmm"},
        {"finding_id": "03-湖北", "change": "copies"},
    )
    labelled = label_sensitivity(table, findings("02-top", "03-江西", "01-articles"))
    assert labelled[["finding_id", "change"]].to_numpy().tolist() == [["02-top", "hmm"], ["03-江西", "hmm"]]
    assert label_sensitivity(table, findings()).empty


# The home page


def marks(found: pd.DataFrame) -> str:
    return computed.findings(SimpleNamespace(findings=found, sampling=[]), {})


@pytest.mark.parametrize(
    ("robustness", "depends_on", "mark"),
    [
        ("holds", [], "holds everywhere"),
        ("depends", ["copies"], "depends on how copies count"),
        ("falls", ["left_out", "hmm"], "falls: it depends on single articles and the guessing of unknown words"),
    ],
)  # fmt: skip
def test_the_home_page_marks_a_finding_with_its_verdict(robustness, depends_on, mark):
    page = marks(findings("02-top", robustness=robustness, depends_on=depends_on))
    expected = f'<span class="fangzhi-verdict fangzhi-{robustness}">{mark}</span>'
    assert page.count("fangzhi-verdict") == 1
    assert expected in page
    assert page.index("02-top is a claim.") < page.index(expected) < page.index("from term_counts")


def test_an_untested_finding_has_no_mark_on_the_home_page():
    page = marks(findings("02-top"))
    assert "02-top is a claim." in page
    assert "fangzhi-verdict" not in page


def test_the_mark_is_escaped(monkeypatch):
    monkeypatch.setattr("helpers.site.computed.home.tell_robustness", lambda *verdict: '<b onclick="x">')
    page = marks(findings("02-top", sentence="<script>", robustness="holds"))
    assert "<b " not in page
    assert "<script" not in page
    assert "&lt;b onclick=&quot;x&quot;&gt;" in page
