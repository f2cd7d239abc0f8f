"""Everything that has an exact answer, in eleven parts: what is carried out, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.experiments import chance_battery
from simulation.experiments.checks import AGREES, Check, Finding, carried_out
from simulation.experiments.verification import bass, cascades, coupling, influence, ladder, money, thresholds, trees

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]  # checks done, checks in all


@dataclass(frozen=True)
class Part:
    """Checks that belong together."""

    name: str
    title: str
    says: str  # what a reader should know of it
    checks: Callable[[], Iterator[Check]]


PARTS = (
    Part(
        "V1", "Bass on everybody", """Rates of the eleven durables are those of the paper; the buyers m are from memory, not
looked up again, and only scale S(T*). A step is not an instant: with yearly steps adopters lag up to a tenth of everybody
behind the closed form, and the lag halves with the step. Asked one after another, everybody hearing who adopted before in the
same step, they hardly do; where contacts count once, the order changes when people adopt and nobody who does.""",
        bass.checks,
    ),
    Part(
        "V2", "Own initiative and ties", """Pairs and everybody bound what any network comes to: its mean over replicates, not
every single run.""",
        ladder.checks,
    ),
    Part("V3", "Independent cascades", "", cascades.cascades),
    Part(
        "V4", "Percolation and epidemics", """Percolation gives size and threshold of an epidemic with spells of random length,
but not the probability that one breaks out (E. Kenah & J. Robins 2007): that is asked with fixed and with random spells.""",
        cascades.percolation,
    ),
    Part("V5", "Linear thresholds", "Weights of small networks are 5 % below 1/indegree, or those given.", thresholds.linear),
    Part("V6", "Influence", "", influence.checks),
    Part("V7", "Thresholds on networks", "", thresholds.fractions),
    Part("V8", "Thresholds in a crowd", "", thresholds.crowds),
    Part("V9", "Structural virality", "", trees.checks),
    Part(
        "V10", "Shared chance", """Claimed of one transition, and of the funnel where sharing never ends and all is delivered;
where sharing ends, the same search finds people who are delayed.""",
        coupling.checks,
    ),
    Part("V11", "Break-even without word of mouth", "", money.checks),
)  # fmt: skip


@dataclass(frozen=True)
class Verification:
    """What came of the checks of every part, and of the battery for chance (none where that was not asked)."""

    findings: dict[str, list[Finding]]  # by part
    chance: tuple[pd.DataFrame, pd.DataFrame] | None  # ours; a generator made poor on purpose
    left_out: int  # checks not carried out

    @property
    def carried_out(self) -> list[Finding]:
        """Every finding."""
        return [finding for found in self.findings.values() for finding in found]

    @property
    def amiss(self) -> list[Finding]:
        """Those that do not agree."""
        return [finding for finding in self.carried_out if finding.verdict != AGREES]

    @property
    def agrees(self) -> bool:
        """Whether every check agrees, chance passes its battery and the poor generator fails it."""
        passes = [bool((table["verdict"] == "passes").all()) for table in self.chance or ()]
        return not self.amiss and passes in ([], [True, False])


def verify(quick: bool = False, progress: Progress | None = None) -> Verification:
    """Carry out every check; `quick`: what is computed, the first simulation of each law of each part, no battery."""
    every = [(part.name, check) for part in PARTS for check in part.checks()]
    asked = fast(every) if quick else every
    tell = progress or (lambda done, total: None)
    found: dict[str, list[Finding]] = {name: [] for name, _ in every}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, ((name, _), finding) in enumerate(zip(asked, pool.map(_carried_out, asked), strict=True), 1):
            found[name].append(finding)
            tell(done, len(asked))
    chance = None if quick else (chance_battery.battery(), chance_battery.battery(chance_battery.exclusive_or))
    return Verification(found, chance, len(every) - len(asked))


def _carried_out(asked: tuple[str, Check]) -> Finding:
    return carried_out(asked[1])


def fast(every: list[tuple[str, Check]]) -> list[tuple[str, Check]]:
    """What is computed, and the first simulation of each law of each part."""
    first: dict[tuple[str, str], Check] = {}
    for name, check in every:
        if check.within is None:
            first.setdefault((name, check.law), check)
    return [(name, check) for name, check in every if check.within is not None or first[name, check.law] is check]
