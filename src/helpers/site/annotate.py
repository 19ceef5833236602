"""A page's Chinese: marked as Chinese for browsers and screen readers, and single terms with what they mean."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

__all__ = ["annotate"]

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A run of Chinese: characters with the Chinese punctuation, digits and spaces between them.
_RUN = re.compile(f"[{_HAN}](?:[{_HAN}\u3000-\u303f\uff00-\uffef“”‘’·—…0-9.:%-]*[{_HAN}])?")
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
# Here text is not running text: it is left as it is.
_LEFT = {"script", "style", "svg", "math", "code", "pre", "title", "textarea", "option", "button"}
# Here a term is not explained: a table has a column for that, and what leads somewhere has one thing to say.
# A finding is stated in the first two, and its terms lead on; the marks of a drawing tell what they are by themselves.
_DRAWING = "fangzhi-drawing"
_PLACES = {"fangzhi-reading", "fangzhi-findings", _DRAWING}
_PLAIN = {"td", "th", "a", "summary", "mark", "h1", "h2", "h3", "h4", "h5", "h6"}


def annotate(html: str, explain: Callable[[str], str], lead: Callable[[str], str] = lambda run: "") -> str:
    """Return the HTML with each run of Chinese in a `span` with `lang="zh"`, unless it stands in such an element already.

    A run of which `explain` knows the meaning (it returns "" for others) also tells it on hover and focus, in running
    text (`data-told`). One that `lead` knows an address for links to it, where the book states what it found.
    Tags, entities and all other text stay exactly as they are; the same holds for what is no running text, such as code.
    """
    page = _Annotator(explain, lead)
    page.feed(html)
    page.close()
    return "".join(page.parts)


class _Annotator(HTMLParser):
    def __init__(self, explain: Callable[[str], str], lead: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.lead = lead
        self.explain = explain
        self.parts: list[str] = []
        self._open: list[
            tuple[str, str, str]
        ] = []  # tag, language, and the class that says what stands in it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")
        if tag not in _VOID:
            given = {name: value or "" for name, value in attrs}
            _, language, place = self._open[-1] if self._open else ("", "", "")
            place = next((name for name in given.get("class", "").split() if name in _PLACES), place)
            self._open.append((tag, given.get("lang") or language, place))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        if tag in (name for name, *_ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, *_ in self._open}
        if tags & _LEFT:
            self.parts.append(data)
        elif self._open and self._open[-1][1].startswith("zh"):
            self.parts.append(self._explained(data, tags) or data)
        else:
            self.parts.append(_RUN.sub(lambda run: self._marked(run[0], tags), data))

    def _marked(self, run: str, tags: set[str]) -> str:
        return self._explained(run, tags) or f'<span lang="zh">{run}</span>'

    def _explained(self, run: str, tags: set[str]) -> str:
        """Return the run with its meaning or its link, if it is a term and stands where these help; else nothing."""
        place = self._open[-1][2] if self._open else ""
        if tags & _PLAIN or place == _DRAWING:
            return ""
        meaning = self.explain(run)
        address = self.lead(run) if place else ""
        if address:
            told = f' data-told="{escape(meaning)}"' if meaning else ""
            return f'<a lang="zh" href="{escape(address)}"{told}>{run}</a>'
        return meaning and (
            f'<span lang="zh" class="fangzhi-term" tabindex="0" data-told="{escape(meaning)}">{run}</span>'
        )

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.parts.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.parts.append(f"<![{data}]>")
