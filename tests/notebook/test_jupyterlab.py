"""A real JupyterLab in a real browser: what a check cell shows, in the light and in the dark theme."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

for _needed in ("jupyterlab", "ipykernel", "playwright.sync_api"):
    pytest.importorskip(_needed, reason=f"{_needed} is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

TOKEN = "a-token-of-this-test"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RIGHT = "def numerical_diff(f, x):\n    h = 1e-4\n    return (f(x + h) - f(x - h)) / (2 * h)"
WRONG = RIGHT.replace("(2 * h)", "2 * h")
SOURCES = (
    "%load_ext grader\nimport grader",
    WRONG,
    'grader.check("exercise1")',
    f"%%check exercise1\n{RIGHT}",
    "grader.check('exercise9')",
)
SECONDS = 300.0  # far above what anything takes: a machine of CI may be slow
_RUN_ALL = """async () => {
    const notebook = jupyterapp.shell.currentWidget;
    await notebook.context.ready;
    await notebook.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
}"""
_SET_THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
_COLOURS = """element => {
    const style = getComputedStyle(element);
    return [style.color, style.backgroundColor];
}"""


@pytest.fixture(scope="module")
def address(tool_environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a JupyterLab on this machine alone; gives the address of its notebook."""
    desk = tmp_path_factory.mktemp("desk")
    cells = [nbformat.v4.new_code_cell(source) for source in SOURCES]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), desk / "a.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"--no-browser --ip=127.0.0.1 --port={port} --allow-root --ServerApp.root_dir={desk}".split()
    options += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    options += ["--ServerApp.terminals_enabled=False", "--LabApp.news_url=None"]
    log = (desk / "log.txt").open("wb")
    command = [sys.executable, "-m", "jupyterlab", *options]
    server = subprocess.Popen(command, env={**tool_environment, "HOME": str(desk)}, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, desk / "log.txt")
        yield f"http://127.0.0.1:{port}/lab/tree/a.ipynb?reset&token={TOKEN}"
    finally:
        server.terminate()
        server.wait(SECONDS)
        log.close()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Any]:
    """The notebook in a browser, all cells run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1100, "height": 1900})
            page.set_default_timeout(SECONDS * 1000)
            page.goto(address)
            page.wait_for_selector(".jp-Notebook .jp-CodeCell")
            page.evaluate(_RUN_ALL)
            page.get_by_text("there is no exercise 'exercise9'").wait_for()
            yield page
        finally:
            browser.close()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab does not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def test_check_cells_show_their_reports(page: Any) -> None:
    reports = page.locator(".grader-report")
    assert reports.count() == 2
    wrong, right = (reports.nth(at).inner_text() for at in (0, 1))
    assert "not passed" in wrong
    assert "The answer differs from what is right." in wrong
    assert 'grader.hint("exercise1")' in wrong
    assert "100 / 100" in right
    assert "Traceback" not in page.locator(".jp-Notebook").inner_text()


def test_a_hint_opens_and_names_the_cell_by_the_number_beside_it(page: Any) -> None:
    number = page.locator(".jp-CodeCell").nth(1).locator(".jp-InputPrompt").inner_text().rstrip(":")
    report = page.locator(".grader-report").nth(0)
    report.get_by_text("1: the line, and a question").click()
    assert f"cell {number}, line 3" in report.inner_text()
    assert "return (f(x + h) - f(x - h)) / 2 * h" in report.inner_text()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_report_is_as_light_or_dark_as_the_page(page: Any, theme: str) -> None:
    page.evaluate(_SET_THEME, theme)
    page.wait_for_selector(f'body[data-jp-theme-name="{theme}"]', state="attached")
    _look(page, theme)
    text, ground = page.locator(".grader-report .card").nth(0).evaluate(_COLOURS)
    assert (_lightness(ground) > _lightness(text)) == (theme == "JupyterLab Light")


def test_a_report_leaves_the_page_around_it_alone(page: Any) -> None:
    assert page.evaluate(
        """() => {
            const looks = () => [...document.querySelectorAll("body *")]
                .filter(element => !element.closest(".grader-report"))
                .map(element => { const s = getComputedStyle(element); return s.color + s.font + s.margin; });
            const before = looks();
            document.querySelectorAll(".grader-report > style").forEach(sheet => { sheet.media = "speech"; });
            const after = looks();
            document.querySelectorAll(".grader-report > style").forEach(sheet => { sheet.media = ""; });
            return before.length > 100 && before.every((look, at) => look === after[at]);
        }"""
    )


def _lightness(colour: str) -> float:
    """Return the mean of red, green and blue of a colour as a browser writes it."""
    parts = colour[colour.index("(") + 1 : colour.index(")")].split(",")
    return sum(float(part) for part in parts[:3]) / 3


def _look(page: Any, theme: str) -> None:
    """Keep a picture where one is asked for: GRADER_PICTURES names a folder."""
    folder = os.environ.get("GRADER_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{theme.replace(' ', '-').lower()}.png"))
