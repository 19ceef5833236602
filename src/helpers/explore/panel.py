"""The widgets: what is chosen in them goes through `make_choice` and `compute_view`, as in the book."""

import datetime
import html
from typing import Any

import ipywidgets as widgets
import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import display

from helpers.corpus import Corpus
from helpers.errors import UserError
from helpers.explore.choice import Choice, list_sides, list_terms, make_choice
from helpers.explore.views import VIEWS, View, compute_view, show_view
from helpers.figures import show_text
from helpers.findings import catalogue, tell_choice
from helpers.findings.words import province_with_english
from helpers.schema import REST

__all__ = ["Panel", "explore", "is_live"]

# The button itself puts the code on the clipboard: it is the click that a browser wants to see. Where the browser gives no
# clipboard to a page, as on a plain http address, the code is selected and copied the old way. Nothing of a corpus is in the script.
_COPY = (
    "const area = this.parentElement.querySelector('textarea'), say = this.nextElementSibling;"
    "area.select();"
    "const done = () => { say.textContent = this.dataset.copied; setTimeout(() => say.textContent = '', 3000); };"
    "navigator.clipboard ? navigator.clipboard.writeText(area.value).then(done)"
    " : document.execCommand('copy') && done();"
)
_CODE = (
    '<div class="fangzhi-copy"><button type="button" class="jupyter-button" data-copied="{copied}" onclick="{script}">'
    '{copy}</button> <span role="status"></span>'
    '<textarea readonly aria-label="{label}" rows="{rows}" spellcheck="false" style="display:block;width:100%;'
    "box-sizing:border-box;margin-top:0.4rem;white-space:pre;overflow:auto;font-family:var(--jp-code-font-family,monospace);"
    'font-size:0.85em">{code}</textarea></div>'
)


def is_live() -> bool:
    """Tell whether someone sits before this kernel, as in JupyterLab.

    papermill, nbconvert and Jupyter Book tell the kernel with each cell that nobody can answer a question of its own
    (`allow_stdin` of the execute request); JupyterLab, Jupyter Notebook and VS Code tell that somebody can.
    """
    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return False
    request = kernel.get_parent("shell") or {}
    return bool(request.get("content", {}).get("allow_stdin", False))


def explore(corpus: Corpus, choice: Choice) -> None:
    """Show the three views of a choice, and in JupyterLab, in their place, widgets to choose with."""
    if is_live():
        display(Panel(corpus, choice).widget)  # type: ignore[no-untyped-call]
        return
    for name in VIEWS:
        view = compute_view(name, corpus, choice, corpus.folder.name, whole=corpus.settings.publish_text)
        show_view(view)


class Panel:
    """The widgets of one corpus, `widget` all of them together; `choice` and `view` are what they show now."""

    def __init__(self, corpus: Corpus, choice: Choice) -> None:
        """Make the widgets and compute the first view."""
        words, by = catalogue()["explore_panel"], corpus.grouping
        self.corpus = corpus
        self.choice = choice
        self.view: View | None = None
        self._words = words
        self._views: dict[tuple[str, Choice], View] = {}
        # What can be chosen does not depend on dates, which may be changed, and stays as it is: to set the terms anew would take
        # away what someone types meanwhile.
        taken = corpus.where(provinces=choice.provinces, outlets=choice.outlets).compared
        own: dict[str, Any] = {"style": {"description_width": "5rem"}, "layout": {"width": "20rem"}}
        sides = [(province_with_english(name, by), name) for name in list_sides(taken.articles)]
        everything = [] if choice.province else [(words["all_articles"], "")]
        self.province = widgets.Dropdown(
            options=everything + sides, value=choice.province, description=by.one, **own
        )
        self.against = widgets.Dropdown(
            options=[(words["rest"], REST), *sides], value=choice.against, description=words["against"], **own
        )
        self.term = widgets.Combobox(
            value=choice.term, options=list_terms(taken), description=words["term"],
            ensure_option=False, continuous_update=False, **own,
        )  # fmt: skip
        dated = bool(corpus.articles["published"].notna().any())
        self.date_from, self.date_to = (
            widgets.DatePicker(value=_as_day(value), description=words[name], disabled=not dated, **own)
            for name, value in (("date_from", choice.date_from), ("date_to", choice.date_to))
        )
        self.shown = widgets.ToggleButtons(
            options=[(words["views"][name], name) for name in VIEWS], style={"button_width": "8rem"}
        )  # fmt: skip
        self.busy = widgets.Label()
        self.output = widgets.Output()
        self.code = widgets.HTML(layout={"width": "100%"})
        controls = [self.province, self.against, self.term, self.date_from, self.date_to]
        rows = widgets.HBox(controls, layout={"flex_flow": "row wrap"})
        self.widget = widgets.VBox([rows, self.shown, self.busy, self.output, self.code])
        for control in (*controls, self.shown):
            control.observe(self._changed, names="value")
        self.update()

    def update(self) -> None:
        """Read the widgets and show the view of what is chosen, or the message of what cannot be."""
        self.busy.value = self._words["working"]
        self.output.clear_output(wait=True)
        self._show()
        self.busy.value = ""

    def _show(self) -> None:
        try:
            self.choice = self._read()
            self.view = self._compute(str(self.shown.value), self.choice)
        except UserError as error:
            self.view, self.code.value = None, ""
            with self.output:
                show_text(str(error))
            return
        articles = self.corpus.where(**self.choice.conditions).compared.articles
        with self.output:
            show_text(
                tell_choice(
                    articles,
                    self.choice.term,
                    self.choice.province,
                    self.choice.against,
                    self.corpus.grouping,
                )
            )
            show_view(self.view, live=True)
        self.code.value = self._code_box(self.view.code)

    def _read(self) -> Choice:
        """Return what the widgets say, the conditions that they do not hold kept."""
        return make_choice(
            self.corpus,
            province=self.province.value or "",
            term=self.term.value,
            against=self.against.value or "",
            date_from=_as_text(self.date_from.value),
            date_to=_as_text(self.date_to.value),
            provinces=self.choice.provinces,
            outlets=self.choice.outlets,
        )

    def _compute(self, name: str, choice: Choice) -> View:
        """Return a view, computed once for each choice: a comparison takes seconds."""
        if (name, choice) not in self._views:
            self._views[name, choice] = compute_view(name, self.corpus, choice)
        return self._views[name, choice]

    def _changed(self, change: Any) -> None:
        self.update()

    def _code_box(self, code: str) -> str:
        words = {name: html.escape(self._words[name]) for name in ("copy", "copied", "code")}
        return _CODE.format(
            copied=words["copied"], copy=words["copy"], label=words["code"], rows=code.count("\n") + 2,
            script=html.escape(_COPY), code=html.escape(code),
        )  # fmt: skip


def _as_day(text: str) -> datetime.date | None:
    return pd.Timestamp(text).date() if text else None


def _as_text(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
