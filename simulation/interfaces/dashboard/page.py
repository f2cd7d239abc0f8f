"""What a visitor sees: a head, and one of three rooms."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from simulation.interfaces.dashboard.decide_room import DecideRoom
from simulation.interfaces.dashboard.labels import labels
from simulation.interfaces.dashboard.plan_room import PlanRoom
from simulation.interfaces.dashboard.serve import LANGUAGE
from simulation.interfaces.dashboard.visit import FIRST, Visit
from simulation.interfaces.dashboard.watch_room import WatchRoom
from simulation.language import LANGUAGES, spoken

STYLE = Path(__file__).with_name("page.css")
ROOMS = {"plan": PlanRoom, "watch": WatchRoom, "decide": DecideRoom}

Event = Callable[[str], None]


@solara.component_vue("frame.vue")
def Frame(words: dict[str, str], room: str, lang: str, event_went: Event, event_spoke: Event) -> None:
    """The head of the page."""


@solara.component
def Page() -> None:
    """Everything; its state lives as long as the visit."""
    visit = solara.use_memo(lambda: Visit(os.environ.get(LANGUAGE, LANGUAGES[0]), solara.reactive), [])
    solara.use_effect(lambda: begin(visit), [])
    solara.Style(STYLE)
    with spoken(visit.lang.value):
        Frame(
            words=labels("frame"),
            room=visit.room.value,
            lang=visit.lang.value,
            event_went=lambda room: visit.room.set(room) if room in ROOMS else None,
            event_spoke=lambda lang: visit.lang.set(lang) if lang in LANGUAGES else None,
        )
    ROOMS[visit.room.value](visit)


def begin(visit: Visit) -> Callable[[], None]:
    """A first scenario is there to play with."""
    visit.choose(FIRST)
    return visit.close


@solara.component
def Layout(children: Any = ()) -> None:
    """Nothing around the page."""
    solara.Div(children=list(children), classes=["wom-page"])


def wake() -> None:
    """Compile what the page will need, or read it from disk, before the first visitor asks."""
    from simulation.experiments.run import run
    from simulation.interfaces.dashboard.visit import shipped_scenario

    run(shipped_scenario(FIRST).vary(horizon=7), "seed_and_harvest")


threading.Thread(target=wake, daemon=True, name="wake").start()
