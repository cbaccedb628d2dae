"""The page in a browser: asks nothing of anybody, says nothing on the console, fits, and passes axe-core."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.stories import facts, story

from batch.options.export_options import Words
from batch.report.page.composition import page_of
from batch.report.page.rendering import render

if TYPE_CHECKING:  # of the group readers, which make test leaves out
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
SERIOUS = {"serious", "critical"}

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: chromium)"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sandboxed = [] if os.getuid() else ["--no-sandbox"]  # as root Chromium has none
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=sandboxed)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[Words, Path]:
    folder = tmp_path_factory.mktemp("reports")
    paths = {words: folder / f"{words}.html" for words in Words}
    for words, path in paths.items():
        path.write_text(render(page_of(story(facts=facts(answers_are_made_up=True)), words)), "utf-8")
    return paths


class Opened:
    """A page as one browser shows it, with what it said and asked for."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())


@pytest.fixture(params=[(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")], ids=str)
def opened(request: pytest.FixtureRequest, browser: Browser, reports: dict[Words, Path]) -> Iterator[Opened]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    yield Opened(context.new_page(), reports[Words.NB])
    context.close()


def test_it_asks_for_itself_alone_and_says_nothing_on_the_console(browser: Browser, reports: dict[Words, Path]) -> None:
    for path in reports.values():
        context = browser.new_context()
        opened = Opened(context.new_page(), path)
        assert (opened.asked, opened.said) == ([path.as_uri()], [])
        context.close()


def test_axe_finds_no_serious_fault(opened: Opened) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(opened.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in SERIOUS] == []


def test_nothing_is_wider_than_the_window(opened: Opened) -> None:
    wide = opened.page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(each => !each.closest(".wide, .unseen, svg, thead") && each.offsetParent)
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .map(each => each.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_bar_can_be_seen(opened: Opened) -> None:
    thin = opened.page.evaluate(
        """() => [...document.querySelectorAll(".bars rect")].map(each => each.getBoundingClientRect())
            .filter(each => each.width < 1 || each.height < 4).length"""
    )
    assert thin == 0


def test_ticks_do_not_overlap(opened: Opened) -> None:
    boxes = opened.page.evaluate(
        """() => [...document.querySelectorAll(".ticks span")].map(each => each.getBoundingClientRect())
            .map(each => [each.left, each.right])"""
    )
    assert len(boxes) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(boxes))


def test_it_reads_the_same_without_script(browser: Browser, reports: dict[Words, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = Opened(context.new_page(), reports[Words.EN])
    assert "Complete, but 42 without an answer." in opened.page.locator("header").inner_text()
    context.close()


def test_folded_tables_are_printed(browser: Browser, reports: dict[Words, Path]) -> None:
    context = browser.new_context()
    opened = Opened(context.new_page(), reports[Words.EN])
    opened.page.emulate_media(media="print")
    assert opened.page.locator("details table").first.bounding_box()["height"] > 100  # type: ignore[index]
    context.close()
