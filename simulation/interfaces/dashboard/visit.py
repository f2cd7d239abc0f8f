"""One visit: what a visitor has chosen and what was found for her; nothing of it is shared with other visitors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments import shipped
from simulation.interfaces.dashboard import shares
from simulation.interfaces.dashboard.comparison import Comparison, Standing
from simulation.interfaces.dashboard.plan import Plan, planned
from simulation.interfaces.dashboard.shares import Shares, Timing
from simulation.interfaces.dashboard.uploads import Uploads, bounded
from simulation.language import say, spoken
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.actors.market import Market
    from simulation.experiments.scenario import Scenario

ROOMS = ("plan", "watch", "decide")
FIRST = "first-campaign"


class Chosen(NamedTuple):
    """A scenario that can be used, and its market in world 0."""

    name: str
    scenario: Scenario
    market: Market
    plain: Scenario  # before a rate card took the place of its own

    def reads(self, card: Path) -> bool:
        """Whether the scenario itself names this rate card."""
        return self.plain.accounts is not None and Path(self.plain.accounts.file) == card


@dataclass(frozen=True)
class Choices:
    """What is compared."""

    left_out: frozenset[str] = frozenset()  # labels
    worlds: int = 10
    assumptions: str = "fixed"


class Visit:
    """State of one visitor's page; `reactive` makes a value whose changes are shown (solara.reactive)."""

    def __init__(self, lang: str, reactive: Callable[[Any], Any]) -> None:
        self.lang, self.room = reactive(lang), reactive(ROOMS[0])
        self.uploads, self._asked = Uploads(), object()
        self._waits = False  # an uploaded scenario, for something it names
        self.chosen: Any = reactive(None)  # Chosen
        self.own: Any = reactive(None)  # the file of an uploaded scenario
        self.loading, self.complaint = reactive(False), reactive("")
        self.shares, self.timing = reactive(shares.preset("six_three_one")), reactive(Timing())
        self.plan: Any = reactive(None)  # Plan
        self.watched: Any = reactive(None)  # of watching.py
        self.choices, self.standing = reactive(Choices()), reactive(Standing())
        self.comparison = Comparison(self.standing.set)

    def close(self) -> None:
        """The visitor has gone: stop the work, take the folder away."""
        self.comparison.stop()
        self.uploads.close()

    # ----------------------------------------------------------------------------------------------------- scenario

    def choose(self, name: str) -> None:
        """Take a shipped scenario, or the visitor's own again."""
        own, self._waits = self.own.value, False
        if own is not None and name == own.name:
            self._load(own.name, lambda: self.uploads.scenario(own))
        else:
            self._load(name, lambda: shipped_scenario(name))

    def upload(self, name: str, data: bytes) -> None:
        """Take an uploaded scenario, or the present one with an uploaded rate card."""
        try:
            path = self.uploads.put(name, data)
        except Refusal as refusal:
            self.complaint.set(str(refusal))
            return
        if path.suffix.lower() != ".csv":
            self.own.set(path)
            self._waits = True
            self._load(path.name, lambda: self.uploads.scenario(path))
        else:
            self._take_card(path)

    def _take_card(self, card: Path) -> None:
        """A card that the uploaded scenario names is read with it; any other takes the place of the present one."""
        chosen, own = self.chosen.value, self.own.value
        if own is not None and (self._waits or (chosen and chosen.reads(card))):
            self._load(own.name, lambda: self.uploads.scenario(own))
        elif chosen is not None:
            plain, name = chosen.plain, chosen.name.split(" + ")[0]
            self._load(f"{name} + {card.name}", lambda: self.uploads.with_card(plain, card), plain)

    def _load(self, name: str, load: Callable[[], Scenario], plain: Scenario | None = None) -> None:
        """Build a market in the background; what was chosen before stays if it is refused, and the last to ask is heard."""
        self._asked = asked = object()
        self.loading.set(True)
        self.complaint.set("")

        def build() -> None:
            try:
                scenario = load()
                found = Chosen(name, scenario, market(scenario), plain or scenario)
                if self._asked is asked:
                    self._took(found)
            except Refusal as refusal:
                if self._asked is asked:
                    self.complaint.set(str(self.uploads.plainly(refusal)))
            finally:
                if self._asked is asked:
                    self.loading.set(False)

        threading.Thread(target=build, daemon=True).start()

    def _took(self, chosen: Chosen) -> None:
        self._waits = False
        self.watched.set(None)
        self.standing.set(self.standing.value if self.comparison.busy else Standing())
        self.choices.set(Choices())
        self.timing.set(Timing())
        self.chosen.set(chosen)
        self.replan()

    # --------------------------------------------------------------------------------------------------------- plan

    def split(self, changed: Shares) -> None:
        """Take other shares, and plan anew."""
        self.shares.set(changed)
        self.replan()

    def time(self, name: str, value: int) -> None:
        """Begin a kind of channel on another day, or buy another number of posts."""
        if self.chosen.value is not None and name in Timing._fields:
            self.timing.set(self.timing.value.changed(name, value, self.chosen.value.scenario.horizon))
            self.replan()

    def replan(self) -> None:
        """What the split buys now."""
        if self.chosen.value is not None:
            self.plan.set(self._planned())

    def _planned(self) -> Plan | None:
        try:
            return planned(self.chosen.value.market, self.shares.value.strategy(self.timing.value))
        except Refusal as refusal:
            self.complaint.set(str(refusal))
            return None

    # ---------------------------------------------------------------------------------------------------- strategies

    def strategies(self) -> Mapping[str, Any]:
        """Those of the scenario by label, and the visitor's split."""
        with spoken(self.lang.value):
            own = say("page.said.your_split")
        return {own: self.shares.value.strategy(self.timing.value), **self.chosen.value.scenario.strategies}

    # -------------------------------------------------------------------------------------------------------- decide

    def compare(self) -> None:
        """Begin the comparison of what is chosen."""
        choices = self.choices.value
        arms = {label: arm for label, arm in self.strategies().items() if label not in choices.left_out}
        try:
            scenario = self.chosen.value.scenario.vary(strategies=arms)
            self.comparison.start(scenario, choices.worlds, choices.assumptions, self.uploads.folder / "results")
        except Refusal as refusal:
            self.standing.set(Standing("failed", complaint=str(refusal)))


@lru_cache(maxsize=8)
def shipped_scenario(name: str) -> Scenario:
    """A scenario that comes with wom, with its people; an unchangeable value, so visitors may share it."""
    from simulation.experiments.scenario import load

    return bounded(load(str(shipped.shipped(name))))


def market(scenario: Scenario, replicate: int = 0) -> Market:
    """The market of one world."""
    from simulation.experiments.run import market_of
    from simulation.experiments.scenario_data import within

    return within(scenario.where, lambda: market_of(scenario, replicate))
