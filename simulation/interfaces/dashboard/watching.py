"""The world a visitor watches: running, filmed, and filmed again without an account."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments.processes import Interrupted
from simulation.interfaces.dashboard.film import Film, filmed
from simulation.interfaces.dashboard.replay import Replay, replayed
from simulation.interfaces.dashboard.sample import Sample, sample
from simulation.interfaces.dashboard.visit import Visit, market
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

OFTEN = 0.2  # seconds between two pieces of news


class Watched(NamedTuple):
    """What is watched, and how far it is."""

    label: str
    strategy: Any
    replicate: int
    day: int = 0
    stop: Any = None  # an event; None when nothing is running
    sample: Sample | None = None
    film: Film | None = None
    removed: str = ""
    replay: Replay | None = None
    replaying: bool = False
    complaint: str = ""


def watch(visit: Visit, label: str, replicate: int) -> None:
    """Run a strategy in one world in the background; what was watched before is given up."""
    cancel(visit)
    strategy, scenario = visit.strategies().get(label), visit.chosen.value.scenario
    if strategy is None:
        return
    stop = threading.Event()
    visit.watched.set(Watched(label, strategy, replicate, stop=stop))
    threading.Thread(target=_run, args=(visit, scenario, visit.watched.value), daemon=True).start()


def _run(visit: Visit, scenario: Scenario, begun: Watched) -> None:
    news = [0.0]

    def tell(day: int, days: int) -> None:
        if begun.stop.is_set():
            raise Interrupted
        if time.monotonic() - news[0] > OFTEN:
            news[0] = time.monotonic()
            visit.watched.set(begun._replace(day=day))

    try:
        people = sample(scenario.network(), scenario.key)
        tell(0, scenario.horizon)
        label_of_own = begun.strategy if begun.label not in scenario.strategies else begun.label
        film = filmed(scenario, market(scenario, begun.replicate), label_of_own, begun.replicate, people.people, tell)
        tell(scenario.horizon, scenario.horizon)
        visit.watched.set(begun._replace(day=scenario.horizon, stop=None, sample=people, film=film))
    except Interrupted:
        if visit.watched.value is not None and visit.watched.value.stop is begun.stop:
            visit.watched.set(None)
    except Refusal as refusal:
        visit.watched.set(begun._replace(stop=None, complaint=str(visit.uploads.plainly(refusal))))


def cancel(visit: Visit) -> None:
    """Give up what is running."""
    now = visit.watched.value
    if now is not None and now.stop is not None:
        now.stop.set()
        visit.watched.set(None)


def remove(visit: Visit, account: str) -> None:
    """The same world and luck without one account, in the background."""
    now, scenario = visit.watched.value, visit.chosen.value.scenario
    if now is None or now.film is None or now.replaying or account not in {one.name for one in now.film.accounts}:
        return
    begun = now._replace(replaying=True, removed=account, replay=None, complaint="")
    visit.watched.set(begun)

    def run() -> None:
        try:
            strategy = begun.label if begun.label in scenario.strategies else begun.strategy
            replay = replayed(scenario, strategy, begun.replicate, account, begun.sample.people)
            done = begun._replace(replaying=False, replay=replay)
        except Refusal as refusal:
            done = begun._replace(replaying=False, removed="", complaint=str(refusal))
        if visit.watched.value is begun:
            visit.watched.set(done)

    threading.Thread(target=run, daemon=True).start()
