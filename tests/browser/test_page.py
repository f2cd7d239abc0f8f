"""The page in a browser, as somebody uses it: Chromium without a screen, against `wom dashboard` in a process of its own.

Where there is no Chromium, or no Playwright, nothing is tried here and the reason is said; with WOM_BROWSER=required
that is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REQUIRED = os.environ.get("WOM_BROWSER") == "required"
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage"
).split()
LONG = 120_000  # milliseconds; the first run compiles
INPUT = "one.dispatchEvent(new Event('input', {bubbles: true}));"  # as the browser says it when a thumb moves
CHANGE = "one.dispatchEvent(new Event('change', {bubbles: true}));"  # and when it is let go
NUMBER = "input[type=number]"
CARD = b"name,role,followers,fee,platform,segment\nAnna,KOL,3000,500,video,\n"


def unavailable(reason: str) -> None:
    """Said where the browser cannot be started."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> str:
    """The browser of this machine."""
    named = [os.environ.get("WOM_CHROMIUM", ""), *PLACES, shutil.which("chromium") or ""]
    found = next((path for path in named if path and Path(path).exists()), None)
    if found is None:
        unavailable("There is no Chromium on this machine: the page is not tried in a browser.")
    return str(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("Playwright is not installed: the page is not tried in a browser.")
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield started
        started.close()


class Served:
    """`wom dashboard` in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "simulation.interfaces.cli", "dashboard", "--no-browser", *options]
        self.log = folder / "log.txt"
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log.open("w"), text=True, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def end(self) -> str:
        self.process.terminate()
        self.process.wait(30)
        return self.log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def served(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    one = Served(folder)
    yield one
    said = one.end()
    assert "Traceback" not in said, said
    assert sorted(path.name for path in folder.iterdir()) == ["log.txt"]  # nothing is written where it was started


class Visitor:
    """A browser of one's own, looking at the page."""

    def __init__(self, browser: Any, url: str, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(LONG)
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda asked: self._seen(asked.url, url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(url, wait_until="commit")

    def _seen(self, asked: str, home: str) -> None:
        if not asked.startswith((home.split("?")[0], "data:", "blob:", home.replace("http", "ws"))):
            self.strangers.append(asked)

    def ready(self) -> Visitor:
        self.page.wait_for_selector("[data-reach]")
        return self

    def go(self, room: str) -> None:
        self.page.click(f"button[data-room={room}]")
        self.page.wait_for_selector(f"main[data-room={room}]")

    def percents(self) -> list[int]:
        values = self.page.eval_on_selector_all(f".wom-sliders tbody {NUMBER}", "all => all.map(one => one.value)")
        return [int(one) for one in values]

    def slide(self, channel: str, to: int) -> None:
        """As a mouse does it: some values on the way, then let go."""
        for value in ((to + 10) // 2, to):
            self.page.eval_on_selector(f"#s-{channel}", f"(one, to) => {{ one.value = to; {INPUT} }}", value)
        self.page.eval_on_selector(f"#s-{channel}", f"one => {{ {CHANGE} }}")
        share = f"[data-channel={channel}] {NUMBER}"
        self.page.wait_for_function("([share, to]) => document.querySelector(share).value == to", arg=[share, to])

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def upload(self, kind: str, name: str, data: bytes) -> None:
        self.page.set_input_files(f"[data-upload={kind}]", files=[{"name": name, "mimeType": "text/plain", "buffer": data}])

    def close(self) -> None:
        self.context.close()
        assert self.strangers == [], "something was asked from elsewhere"
        assert self.errors == []


@pytest.fixture
def visitor(browser: Any, served: Served) -> Iterator[Visitor]:
    one = Visitor(browser, served.url).ready()
    yield one
    one.close()


def test_shares_always_sum_to_the_budget_and_the_reach_follows(visitor: Visitor) -> None:
    first = visitor.text("[data-reach]")
    for channel, to in (("koc", 25), ("ads", 80), ("head", 100), ("head", 0), ("tail", 33)):
        visitor.slide(channel, to)
        assert sum(visitor.percents()) == 100
        assert visitor.text("[data-total]") == "100"
    assert visitor.text("[data-reach]") != first
    visitor.page.check("[data-channel=tail] input[type=checkbox]")
    visitor.page.click("[data-preset=pyramid]")
    visitor.page.wait_for_function("document.querySelector('[data-channel=tail] input[type=number]').value == 60")
    assert visitor.percents() == [10, 30, 60, 0, 0, 0, 0, 0]
    visitor.page.wait_for_selector("[data-preset=pyramid][aria-pressed=true]")
    visitor.page.check("[data-channel=mid] input[type=checkbox]")
    visitor.slide("ads", 40)
    visitor.page.wait_for_selector("[data-preset=pyramid][aria-pressed=false]")
    assert visitor.percents()[1] == 30 and sum(visitor.percents()) == 100


def test_a_scenario_is_picked_and_its_market_shown(visitor: Visitor) -> None:
    visitor.page.select_option("#p-choose", "budget-game")
    visitor.page.wait_for_function("document.querySelector('.wom-question').innerText.startsWith('Four teams')")
    assert "2,000 simulated" in visitor.text(".wom-facts")


def test_a_world_runs_plays_and_is_replayed_without_an_account(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("watch")
    page.select_option("[data-strategy]", "seed_and_harvest")
    page.click("[data-run]")
    page.wait_for_selector(".wom-graph")
    page.click("[data-first]")
    assert visitor.text("[data-today]").startswith("Day 0")
    page.click("[data-step]")
    assert visitor.text("[data-today]").startswith("Day 1:")
    page.click("[data-play]")
    page.wait_for_function("/^Day ([3-9]|[1-9][0-9]):/.test(document.querySelector('[data-today]').innerText)")
    page.click("[data-play]")
    stopped = visitor.text("[data-today]")
    page.wait_for_timeout(500)
    assert visitor.text("[data-today]") == stopped
    page.eval_on_selector("input[data-day]", f"one => {{ one.value = one.max; {INPUT} }}")
    page.locator("[data-stage='1']").first.click()
    assert re.search(r"Day [0-9]+: became aware, (by|on)", visitor.text("[data-story]"))
    page.click("[data-account] button >> nth=0")
    page.wait_for_selector("[data-difference]")
    assert re.search(r"buyers", visitor.text("[data-difference]"))
    assert page.locator("path.without").count() == 2


def test_strategies_are_compared_with_progress_and_the_report_is_handed_out(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("decide")
    for label in ("long_tail_matrix", "seed_and_harvest", "six_three_one"):
        page.uncheck(f"[data-arm={label}]")
    page.fill("[data-worlds]", "3")
    page.press("[data-worlds]", "Tab")
    page.wait_for_function("document.querySelector('main').innerText.includes('9 runs in all')")
    page.click("[data-compare]")
    page.wait_for_selector("[data-progress]")
    visitor.go("plan")  # the page stays awake meanwhile
    visitor.slide("koc", 50)
    visitor.go("decide")
    page.wait_for_selector("[data-verdict]")
    assert "buyers" in visitor.text("[data-verdict]")
    assert page.get_attribute("[data-forest]", "src").startswith("data:image/svg+xml")
    for name, begins in (("report-en", b"<!"), ("tables", b"PK")):
        page.wait_for_selector(f"[data-file={name}]:enabled")
        with page.expect_download() as waiting:
            page.click(f"[data-file={name}]")
        assert Path(waiting.value.path()).read_bytes().startswith(begins)


def test_a_comparison_is_cancelled_and_says_so(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("decide")
    page.fill("[data-worlds]", "200")
    page.press("[data-worlds]", "Tab")
    page.click("[data-compare]")
    page.wait_for_function("/[0-9]+ of [0-9,]+ runs/.test(document.querySelector('[data-progress]')?.innerText || '')")
    page.click("[data-cancel]")
    page.wait_for_function("/Cancelled after/.test(document.querySelector('[data-progress]')?.innerText || '')")
    assert page.is_enabled("[data-compare]")


def test_the_language_is_switched_and_stays_from_room_to_room(visitor: Visitor) -> None:
    visitor.page.click("[data-lang=zh]")
    visitor.page.wait_for_function("document.querySelector('h1').innerText === '规划一次投放'")
    assert visitor.page.evaluate("document.documentElement.lang") == "zh-CN"
    visitor.go("watch")
    assert visitor.text("h1") == "观察一个世界"
    visitor.page.click("[data-lang=en]")
    visitor.page.wait_for_function("document.querySelector('h1').innerText === 'Watch one world'")


@pytest.mark.parametrize(("name", "data", "said"), [
    ("mine.yaml", b"budget: [", "broken YAML"),
    ("mine.yaml", b"accounts: {file: /etc/passwd}\nextends: first-campaign\n", "a file of this visit"),
    ("mine.yaml", b"extends: ../../../../etc/passwd\n", "a file of this visit"),
    ("mine.yaml", b"x" * 300_000, "at most 256 kB"),
    ("mine.yaml", b"question: <img src=x onerror=alert(1)>\nbudget: -1\n", "mine.yaml"),
])  # fmt: skip
def test_an_upload_that_cannot_be_used_gets_a_message(visitor: Visitor, name: str, data: bytes, said: str) -> None:
    visitor.upload("scenario", name, data)
    visitor.page.wait_for_selector("[role=alert]")
    assert said in visitor.text("[role=alert]")
    assert "root:" not in visitor.text("main") and visitor.page.input_value("#p-choose") == "first-campaign"


def test_an_upload_that_fits_is_taken_as_text_never_as_markup(visitor: Visitor) -> None:
    visitor.upload("scenario", "mine.yaml", b"extends: first-campaign\nquestion: <b id=evil>who</b>\nbudget: 7_000\n")
    visitor.page.wait_for_function("document.querySelector('.wom-question').innerText.includes('<b id=evil>who</b>')")
    assert visitor.page.locator("#evil").count() == 0
    visitor.upload("card", "card.csv", CARD)
    visitor.page.wait_for_function("document.querySelector('#p-choose').value === 'mine.yaml + card.csv'")


def test_everything_can_be_reached_and_used_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page

    def tab_to(selector: str, most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("one => document.activeElement.matches(one)", selector):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
                return
        raise AssertionError(f"{selector} is not reached")

    page.keyboard.press("Tab")
    tab_to("#s-koc")
    before = visitor.percents()[3]
    page.keyboard.press("ArrowRight")
    page.wait_for_function("was => document.querySelector('[data-channel=koc] input[type=number]').value == was + 1", arg=before)
    assert sum(visitor.percents()) == 100
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur(); document.querySelector('.wom-skip').focus()")
    tab_to("button[data-room=watch]")
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-room=watch]")
    tab_to("[data-run]")
    page.keyboard.press("Space")
    page.wait_for_selector(".wom-graph")
    tab_to("[data-play]")
    page.keyboard.press("Space")
    tab_to(".wom-graph")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.wait_for_selector("[data-story]")


def test_every_input_and_picture_has_a_name(visitor: Visitor) -> None:
    unnamed = """() => [...document.querySelectorAll('main :is(input, select, button, img, svg[tabindex])')]
      .filter(one => !(one.getAttribute('aria-label') || one.labels?.length || one.innerText || one.alt))
      .map(one => one.outerHTML)"""
    for room in ("plan", "watch", "decide"):
        visitor.go(room)
        assert visitor.page.evaluate(unnamed) == []


@pytest.mark.parametrize("room", ["plan", "watch", "decide"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_at_1280_pixels(visitor: Visitor, room: str, language: str) -> None:
    visitor.page.click(f"[data-lang={language}]")
    visitor.go(room)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_twenty_visitors_at_once_have_a_page_each(browser: Any, served: Served) -> None:
    visitors = [Visitor(browser, served.url) for _ in range(20)]
    for one in visitors:
        one.ready()
    for n, one in enumerate(visitors):
        one.slide("ads", 2 + 4 * n)
    for n, one in enumerate(visitors):
        assert one.percents()[-1] == 2 + 4 * n and sum(one.percents()) == 100
        one.close()


def test_a_public_page_asks_for_its_token(browser: Any, tmp_path: Path) -> None:
    served = Served(tmp_path, "--public")
    try:
        bare, token = served.url.split("?")
        stranger = browser.new_context()
        page = stranger.new_page()
        assert page.goto(bare).status == 401
        assert page.goto(bare + "?token=wrong").status == 401
        assert page.request.get(bare + "static/main-vuetify.js").status == 401
        opened = """url => new Promise(done => {
          const one = new WebSocket(url); one.onopen = () => done(true); one.onerror = () => done(false); })"""
        socket = bare.replace("http", "ws") + "jupyter/api/kernels/x/channels?session_id=y&" + token
        assert page.evaluate(opened, socket) is False
        stranger.close()
        Visitor(browser, served.url).ready().close()
    finally:
        said = served.end()
    assert "Traceback" not in said, said


def test_a_host_that_others_reach_is_refused_without_a_flag(tmp_path: Path) -> None:
    command: Callable[..., Any] = subprocess.run
    done = command([sys.executable, "-m", "simulation.interfaces.cli", "dashboard", "--host", "0.0.0.0", "--no-browser"],
                   capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2], check=False)  # fmt: skip
    assert done.returncode == 2 and "--public" in done.stderr
