"""The notebook to explore: three views of a choice, the code that gives the same tables, and widgets that only ask for them."""

import datetime
import re

import ipywidgets
import pandas as pd
import pytest
from golden_bodies import SEEDS
from IPython.core.interactiveshell import InteractiveShell

from helpers import open_corpus
from helpers.errors import UserError
from helpers.explore import VIEWS, Choice, Panel, compute_view, list_sides, list_terms, make_choice, show_view
from helpers.explore import panel as panel_module
from helpers.explore.code import quoted
from helpers.quotable import FEW, find_quotable


@pytest.fixture(scope="module")
def seeds():
    return open_corpus(SEEDS)


def make_corpus(folder, texts):
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return open_corpus(folder)


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """Two documents without date or province; the words of one are markup, and quotes of every kind."""
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    words = "<script>document.title='run'</script> \"\"\" ''' \\ {7*7} </textarea> 社区工作"
    return make_corpus(
        tmp_path / 'it\'s "a" <corpus>',
        {"a": f"{words}\n\n今天天气很好，大家都去公园散步。{words}", "b": "乙\n\n没有什么。"},
    )


def run(code):
    """Run lines of Python as a cell, and return the value of the last."""
    done = InteractiveShell().run_cell(code)
    done.raise_error()
    return done.result


CHOICES = {
    "defaults": {},
    "two provinces": {"province": "江西", "against": "湖北", "term": "社区"},
    "a period": {"date_from": "2020-02-01", "date_to": "2020-03-31", "term": "疫情"},
    "provinces": {"provinces": "江西, 湖北", "province": "湖北"},
    "a word that is nowhere": {"term": 'it\'s "not" there\\'},
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("given", CHOICES.values(), ids=CHOICES)
def test_the_code_gives_the_table(name, given, seeds, monkeypatch):
    view = compute_view(name, seeds, make_choice(seeds, **given), "seeds")
    monkeypatch.chdir(SEEDS.parent)
    pd.testing.assert_frame_equal(run(view.code), view.table)
    assert view.table.empty == (given.get("term", "").startswith("it's") and name == "concordance")


@pytest.mark.parametrize("name", VIEWS)
def test_the_code_runs_from_a_folder_of_any_name(name, hostile):
    view = compute_view(name, hostile, make_choice(hostile, term='</script> """'))
    pd.testing.assert_frame_equal(run(view.code), view.table)


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_of_a_corpus_is_markup(name, hostile, shown):
    show_view(compute_view(name, hostile, make_choice(hostile, term="<script>")))
    page = "\n".join(shown)
    assert page
    assert "<script" not in page
    assert "</textarea>" not in page
    assert str(hostile.folder.parent) not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


def test_the_commonest_is_chosen_where_nothing_is(seeds):
    choice = make_choice(seeds)
    assert choice.province == seeds.compared.articles["province"].value_counts().idxmax() == "江西"
    assert choice.term == list_terms(seeds.compared, "江西")[0]
    assert choice.against == "rest"
    assert list_sides(seeds.compared.articles)[0] == "江西"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"province": "江西省份"}, "did you mean 江西?"),
        ({"against": "火星"}, "against='火星' is unknown"),
        ({"province": "江西", "against": "江西"}, "is the province itself"),
        ({"date_from": "gestern"}, "Write it as 2020-02-03"),
        ({"outlets": "没有日报"}, "outlet='没有日报' is unknown"),
    ],
)
def test_a_wrong_choice_names_the_choices(given, message, seeds):
    with pytest.raises(UserError, match=re.escape(message)):
        make_choice(seeds, **given)


def test_an_unknown_view_names_the_views(seeds):
    with pytest.raises(UserError, match="concordance, timeline, comparison"):
        compute_view("map", seeds, Choice())


def test_the_concordance_is_of_the_province_and_the_timeline_of_both_sides(seeds):
    choice = make_choice(seeds, province="湖北", against="江西", term="社区")
    lines, rates, words = (compute_view(name, seeds, choice).table for name in VIEWS)
    assert set(lines["province"]) == {"湖北"}
    assert set(rates["province"]) == {"湖北", "江西"}
    assert set(rates["term"]) == {"社区"}
    assert set(words["province"]) == {"湖北"}
    assert set(words["against"]) == {"江西"}
    alone = seeds.compared.articles.query("province == '湖北'")["text"].str.count("社区").sum()
    assert len(lines) == alone > 0


def test_a_book_quotes_some_lines_and_the_one_who_asks_gets_all(seeds, shown):
    view = compute_view("concordance", seeds, make_choice(seeds, province="江西", term="疫情"))
    assert len(view.table) > 40
    show_view(view)
    show_view(view, live=True)
    printed, code, live = shown
    assert printed.count("<tr") == 41
    assert "../articles/" in printed
    assert "find_concordance" in code
    assert live.count("<tr") > 41
    assert "../articles/" not in live


def test_a_book_of_texts_that_are_not_published_quotes_what_may_be(seeds, monkeypatch):
    choice = make_choice(seeds, province="江西", term="疫情")
    lines, whole = (
        compute_view("concordance", seeds, choice, "seeds", whole=whole) for whole in (False, True)
    )
    places = ["article_id", "start", "end", "term"]
    pd.testing.assert_frame_equal(lines.table[places], whole.table[places])
    texts = seeds.articles.set_index("article_id")["text"]
    kept = lines.table["left"] + lines.table["term"] + lines.table["right"]
    for words, row in zip(kept, lines.table.itertuples(), strict=True):
        assert find_quotable(texts[row.article_id], row.start, row.end) or len(words) <= FEW
    monkeypatch.chdir(SEEDS.parent)
    pd.testing.assert_frame_equal(run(lines.code), lines.table)
    assert 0 < (kept.str.len() > FEW).sum() < len(kept)


class TestPanel:
    """The widgets without a browser: set a value, as the browser does, and see what is computed."""

    @pytest.fixture
    def panel(self, seeds, shown):
        return Panel(seeds, make_choice(seeds))

    def test_it_offers_what_there_is(self, panel, seeds):
        names = [value for _, value in panel.province.options]
        assert names == list_sides(seeds.compared.articles)
        assert [value for _, value in panel.against.options] == ["rest", *names]
        assert panel.term.value in panel.term.options
        assert not panel.date_from.disabled
        assert isinstance(panel.widget, ipywidgets.VBox)

    def test_a_choice_changes_view_and_code(self, panel):
        before = panel.code.value
        panel.province.value = "湖北"
        panel.term.value = "方舱"
        assert panel.choice.province == "湖北"
        assert panel.view.choice.term == "方舱"
        assert panel.code.value != before
        assert "方舱" in panel.code.value
        panel.shown.value = "timeline"
        assert panel.view.name == "timeline"
        assert "count_term_timeline" in panel.code.value
        panel.date_from.value = datetime.date(2020, 2, 1)
        assert "2020-02-01" in panel.code.value
        assert panel.view.table["period"].min() >= pd.Timestamp("2020-02-01")

    def test_what_cannot_be_chosen_is_said_and_can_be_mended(self, panel, shown):
        panel.against.value = panel.province.value
        assert panel.view is None
        assert "is the province itself" in shown[-1]
        assert panel.code.value == ""
        panel.against.value = "rest"
        assert panel.view is not None
        panel.date_from.value = datetime.date(2099, 1, 1)
        assert panel.view is None
        assert "Only provinces with articles" in shown[-1]

    def test_a_view_is_computed_once(self, panel, monkeypatch):
        asked = []
        real = panel_module.compute_view
        monkeypatch.setattr(
            panel_module, "compute_view", lambda *given: asked.append(given[0]) or real(*given)
        )
        for name in ("timeline", "comparison", "timeline", "comparison"):
            panel.shown.value = name
        assert asked == ["timeline", "comparison"]

    def test_its_box_of_code_holds_any_words(self, hostile, shown):
        panel = Panel(hostile, make_choice(hostile, term="</textarea><img src=x onerror=alert(1)>"))
        assert "<img" not in panel.code.value
        assert panel.code.value.count("</textarea>") == 1
        assert [value for _, value in panel.province.options] == [""]
        assert panel.date_from.disabled
        panel.term.value = "公园"
        assert len(panel.view.table) == 1


def test_a_text_is_written_as_python_reads_it():
    for text in ("疫情", "it's", '"', "'\"", "\\", "\n", "\u2028", "{}"):
        assert eval(quoted(text)) == text
    assert quoted("疫情") == '"疫情"'


def test_without_a_kernel_nobody_sits_before_it():
    assert not panel_module.is_live()


def test_a_corpus_compared_by_cities(tmp_path, monkeypatch, shown):
    monkeypatch.setenv("FANGZHI_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    texts = {
        f"{city}{i}": f"{city}市第{i}天\n2021-0{i}-03 来源：{city}日报\n\n{city}市社区工作有序推进，社区很重要。"
        for city in ("广州", "深圳")
        for i in range(1, 4)
    }
    folder = tmp_path / "cities"
    make_corpus(folder, texts)
    (folder / "corpus.toml").write_text('compare_by = "outlet"\n', encoding="utf-8")
    corpus = open_corpus(folder)
    choice = make_choice(corpus, province="深圳日报", term="社区")
    for name in VIEWS:
        view = compute_view(name, corpus, choice, "cities")
        pd.testing.assert_frame_equal(run(view.code), view.table)
        show_view(view)
    assert '"深圳日报"' in view.code
    assert "a line for each outlet" in "".join(shown)
    assert Panel(corpus, choice).province.description == "outlet"
