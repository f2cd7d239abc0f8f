"""Comparisons of several visitors: one after the other, each in a process apart, told to nobody else, stopped when told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.experiments.scenario import load
from simulation.interfaces.dashboard.comparison import Comparison, Standing
from simulation.interfaces.dashboard.line import LeftLine, Line
from simulation.refusal import Refusal

LONG = 120.0  # seconds that nothing here should take


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def works(tell: Any, *_: Any) -> None:
    for done in range(4):
        tell("progress", (done, 3))
    for language in ("en", "zh"):
        tell("verdict", (language, {"sentence": language}))
        tell("report", (language, language.encode()))
    tell("tables", b"zip")


def refuses(tell: Any, *_: Any) -> None:
    raise Refusal("budget", -1, "money", "give some")


def breaks(tell: Any, *_: Any) -> None:
    raise ZeroDivisionError("by nothing")


def lasts(tell: Any, *_: Any) -> None:
    tell("progress", (1, 1000))
    time.sleep(LONG)


def dies(tell: Any, *_: Any) -> None:
    import os

    os._exit(9)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def comparison(line: Line) -> Iterator[Callable[..., tuple[Comparison, list[Standing]]]]:
    made: list[Comparison] = []

    def begun(work: Any) -> tuple[Comparison, list[Standing]]:
        told: list[Standing] = []
        made.append(Comparison(told.append, line, work))
        made[-1].start(load("first-campaign"), 2, "fixed", Path())
        return made[-1], told

    yield begun
    for one in made:
        one.stop()
    until(lambda: not any(one.busy for one in made))


def test_a_comparison_tells_its_progress_its_verdict_and_its_files(comparison: Any) -> None:
    one, told = comparison(works)
    until(lambda: len(one.files) == 3)
    assert told[0].state == "starting" and told[-1].state == "done"
    assert any(standing.state == "running" and standing.total == 3 for standing in told)
    assert told[-1].verdict == {"en": {"sentence": "en"}, "zh": {"sentence": "zh"}}
    assert one.files == {"report-en": b"en", "report-zh": b"zh", "tables": b"zip"} and told[-1].files == tuple(one.files)


def test_a_refusal_in_the_other_process_arrives_as_it_was_said(comparison: Any) -> None:
    one, told = comparison(refuses)
    until(lambda: not one.busy)
    assert told[-1].state == "failed" and told[-1].complaint == "budget: found -1; expected money; give some."


@pytest.mark.parametrize(("work", "said"), [(breaks, "by nothing"), (dies, "memory may be short")])
def test_work_that_breaks_or_dies_leaves_the_page_and_the_line_alive(comparison: Any, work: Any, said: str) -> None:
    one, told = comparison(work)
    until(lambda: not one.busy)
    assert told[-1].state == "failed" and said in told[-1].complaint
    again, _ = comparison(works)
    until(lambda: len(again.files) == 3)


def test_work_is_stopped_in_the_middle_and_says_how_far_it_came(comparison: Any) -> None:
    one, told = comparison(lasts)
    until(lambda: one.standing.state == "running")
    one.stop()
    until(lambda: not one.busy)
    assert told[-1] == Standing("stopped", done=1, total=1000)


def test_the_second_visitor_waits_is_told_so_and_may_leave(comparison: Any) -> None:
    first, _ = comparison(lasts)
    until(lambda: first.standing.state == "running")
    second, told = comparison(works)
    until(lambda: second.standing.state == "waiting")
    assert second.standing.ahead == 1 and second.standing.verdict is None
    second.stop()
    until(lambda: not second.busy)
    assert told[-1] == Standing("stopped")
    assert first.standing.state == "running"
    first.stop()
    until(lambda: not first.busy)


def test_everybody_in_a_line_gets_a_turn_alone_in_the_order_they_came(line: Line) -> None:
    inside: list[int] = []
    order: list[int] = []
    begun = [threading.Event() for _ in range(6)]

    def visitor(n: int) -> None:
        with line.turn(lambda _: begun[n].set(), threading.Event()):
            begun[n].set()
            inside.append(n)
            assert inside == [n]
            time.sleep(0.02)
            order.append(inside.pop())

    visitors = []
    for n in range(6):
        visitors.append(threading.Thread(target=visitor, args=(n,)))
        visitors[-1].start()
        assert begun[n].wait(LONG)
    for one in visitors:
        one.join()
    assert order == list(range(6))


def test_who_leaves_the_line_is_let_go(line: Line) -> None:
    left = threading.Event()
    left.set()
    with line.turn(print, threading.Event()), pytest.raises(LeftLine), line.turn(print, left):
        pass
