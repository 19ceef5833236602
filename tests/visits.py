"""A reader's visit to a page: served from a folder, opened in a browser, with all that went wrong meanwhile, and who could not read it."""

import contextlib
import functools
import http.server
import re
import threading
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Error

VIEWS = [(width, theme) for width in (1280, 390) for theme in ("light", "dark")]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# What reaches beyond the window, where nothing around it scrolls.
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll('main *')]
        .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 5).map(element => element.outerHTML.slice(0, 120))
        .concat([`scrollWidth ${document.documentElement.scrollWidth}`])"""


AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# No rule that is asked needs preloaded styles, for which axe-core asks for files that are not there.
RUN = """async (every) => {
    const some = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "aria-hidden-focus"];
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...(every ? {} : {runOnly: some})});
    return found.violations.filter((rule) => ["serious", "critical"].includes(rule.impact)).flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
IDLE = "() => new Promise((done) => setTimeout(() => requestIdleCallback(done), 30))"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@contextlib.contextmanager
def serve(folder):
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def open_page(page, url):
    """Go to an address, and wait until the page has loaded, its scripts have nothing to do and nothing is being fetched."""
    asked = set()
    page.on("request", lambda request: asked.add(request))
    for ended in ("requestfinished", "requestfailed"):
        page.on(ended, lambda request: asked.discard(request))
    page.goto(url)
    for _ in range(300):
        with contextlib.suppress(Error):  # it led to another page meanwhile
            page.evaluate(IDLE)
            if not asked:
                return
    raise AssertionError(f"{url} never comes to rest: {[request.url for request in asked]}")


def violations(page, *, every=True):
    """What axe-core finds serious or critical: by all its rules, or by those that depend on colours and on what has room."""
    page.evaluate(AXE)
    return page.evaluate(RUN, every)


class Visit:
    """One page in one view, and all that went wrong or went elsewhere while it opened."""

    def __init__(self, browser, url, width=1280, theme="light", **options):
        self.faults, self.responses = [], []
        view = {"viewport": {"width": width, "height": 900}, "color_scheme": theme}
        self.context = browser.new_context(**view, **options)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url[:120]}"))
        self.page.on("response", self._response)
        self.context.route(re.compile(r"^(?!data:|blob:|http://127\.0\.0\.1)"), self._elsewhere)
        self.url = url
        if options.get("java_script_enabled", True):
            open_page(self.page, url)
        else:
            self.page.goto(url)

    def turn(self, width, theme):
        """Open the page anew in another view."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=theme)
        open_page(self.page, self.url)

    def views(self):
        """Yield each view, the page open in it; the visit began in the first."""
        for view in VIEWS:
            if view != VIEWS[0]:
                self.turn(*view)
            yield view

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.context.close()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response):
        self.responses.append(response)
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _elsewhere(self, route):
        self.faults.append(f"another host: {route.request.url}")
        route.abort()
