"""A reader's visit to a page: served from a folder, opened in a browser, with all that went wrong meanwhile."""

import contextlib
import functools
import http.server
import re
import threading

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


class Visit:
    """One page in one view, and all that went wrong or went elsewhere while it opened."""

    def __init__(self, browser, url, width=1280, theme="light", **options):
        self.faults = []
        view = {"viewport": {"width": width, "height": 900}, "color_scheme": theme}
        self.context = browser.new_context(**view, **options)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url[:120]}"))
        self.page.on("response", self._response)
        self.context.route(re.compile(r"^(?!data:|blob:|http://127\.0\.0\.1)"), self._elsewhere)
        self.page.goto(url, wait_until="networkidle")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.context.close()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _elsewhere(self, route):
        self.faults.append(f"another host: {route.request.url}")
        route.abort()
