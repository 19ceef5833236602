"""The notebook to explore in JupyterLab, in a browser: its widgets answer, and its code can be copied."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
NOTEBOOK = "07_explore.ipynb"
# What `make lab` tells JupyterLab, so that it asks nobody for news.
(OPTIONS,) = re.findall(
    rf"/jupyter lab (.*) notebooks/{NOTEBOOK}$", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Serve a copy of the notebook and the seeds from a home of its own; return the address, and where a try to leave the machine
    is noted. Only what is started here is ended.
    """
    here = tmp_path_factory.mktemp("lab")
    shutil.copy(REPOSITORY / "notebooks" / NOTEBOOK, here)
    shutil.copytree(REPOSITORY / "seeds", here / "seeds")
    environment = os.environ | {
        "HOME": str(here / "home"),
        "FANGZHI_CACHE": str(here / "cache"),
        "JUPYTERLAB_SETTINGS_DIR": str(here / "settings"),
        "FANGZHI_TRIED": str(here / "tried"),
        "PYTHONPATH": str(Path(__file__).parent / "offline"),
    }
    command = [
        sys.executable,
        "-c",
        "import loopback; from jupyterlab.labapp import main; main()",
        *OPTIONS.split(),
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
    ]
    command += [f"--ServerApp.root_dir={here}", "--IdentityProvider.token=", "--ServerApp.password="]
    log = here / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(command, cwd=here, env=environment, stdout=stream, stderr=stream)
    try:
        deadline = time.monotonic() + 40
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text())):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield found[0], here / "tried"
    finally:
        server.terminate()  # which ends its kernels too
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def test_a_question_in_jupyterlab(lab, browser, request):
    address, tried = lab
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, permissions=["clipboard-read", "clipboard-write"]
    )
    elsewhere = []
    context.on("request", lambda asked: elsewhere.append(asked.url))
    page = context.new_page()
    page.set_default_timeout(40_000)
    try:
        page.goto(f"{address}/lab/tree/{NOTEBOOK}")
        # Before its kernel is there, a notebook asks which to run the cells with.
        page.locator(".jp-NotebookPanel .jp-KernelName", has_text="Python 3").wait_for()
        page.locator("#jp-bottom-panel, .jp-StatusBar-Widget", has_text="| Idle").first.wait_for()
        assert page.get_by_role("dialog").count() == 0, "the kernel is chosen without asking"
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        panel = page.locator(".jp-OutputArea-output .widget-vbox").first
        code = panel.locator("textarea")
        code.wait_for()
        panel.locator("#tbl-lines").wait_for()
        assert '"江西"' in code.input_value()
        assert page.locator("#fig-apart").count() == 0, "the views of the page stand where the widgets do"

        panel.get_by_label("province").select_option(label="湖北 (Hubei)")
        term = panel.get_by_label("term")
        term.fill("方舱")
        term.press("Enter")
        page.wait_for_function(
            "() => document.querySelector('.widget-vbox textarea').value.includes('\"方舱\"')"
        )
        assert 'corpus.articles["province"] == "湖北"' in code.input_value()
        panel.locator("#tbl-lines", has_text="【方舱】").wait_for()
        with page.expect_download() as download:
            panel.get_by_role("link", name="Download as CSV").click()
        rows = Path(download.value.path()).read_text("utf-8-sig").splitlines()
        assert "方舱" in rows[1]

        panel.get_by_role("button", name="over time").click()
        panel.locator("#fig-rates").wait_for()
        assert panel.locator("#tbl-lines").count() == 0
        panel.get_by_role("button", name="Copy the code").click()
        panel.get_by_text("Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == code.input_value()
        assert "count_term_timeline" in code.input_value()
        panel.get_by_role("button", name="compared").click()
        panel.locator("#fig-apart").wait_for()
        assert [url for url in elsewhere if not url.startswith((address, "data:", "blob:"))] == []
        for news in ("update", "news"):  # which a page that stays open asks for
            assert page.request.get(f"{address}/lab/api/{news}").ok
        assert not tried.exists(), tried.read_text()
    finally:
        if shots := request.config.getoption("--shots"):
            page.screenshot(path=Path(shots) / "explore-lab.png")
        context.close()
