"""The answer in plain English: the decision first, then how sure it is, what it rests on and what it is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.precision import Precision

UNDEFINED_SIGN = "–"
SIGNIFICANT = 0.05
MOST_NAMED = 3  # assumptions named in the sentence


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found, before it is put into words; the tables are those of the Verdict."""

    leader: str
    control: str
    winner: str | None
    tied: tuple[str, ...]
    table: pd.DataFrame
    differences: pd.DataFrame
    wins: pd.DataFrame
    drivers: pd.DataFrame
    assumptions: str
    precision: Precision | None  # None: the number of worlds was given

    def measure(self, strategy: str, metric: str) -> Any:
        """The row of the table for one measure of one strategy."""
        rows = self.table[(self.table["strategy"] == strategy) & (self.table["metric"] == metric)]
        return next(rows.itertuples())

    @property
    def rivals(self) -> list[Any]:
        """The rows of the differences on the objective, the closest rival first."""
        return list(self.differences[self.differences["metric"] == OBJECTIVE].itertuples())


def sentence(found: Finding) -> str:
    """Who is best, by how much, in how many worlds, what decides it, whether it pays, what pairing was worth."""
    parts = [_decision(found), _lead(found), _precision(found), _worlds(found), _returns(found), _pairing(found)]
    return " ".join(part for part in parts if part)


def number(value: Any, digits: int = 0) -> str:
    """A number as text: 12,300; undefined is a dash."""
    if value is None or pd.isna(value):
        return UNDEFINED_SIGN
    return f"{float(value):z,.{digits}f}".replace("-", "−")


def bounds(row: Any, digits: int = 0) -> str:
    """An interval in brackets, with what it is."""
    if pd.isna(row.low) or pd.isna(row.high):
        return "(no interval: too few worlds)"
    return f"(95 % interval {number(row.low, digits)} to {number(row.high, digits)})"


def listed(names: list[str] | tuple[str, ...]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _decision(found: Finding) -> str:
    gain = found.measure(found.leader, OBJECTIVE)
    count = f"{number(gain.mean)} more buyers than no campaign {bounds(gain)}"
    if found.winner is None:
        apart = f"No strategy can be named best: {listed(found.tied)} cannot be told apart."
        return f"{apart} {found.leader} has the highest mean, {count}."
    if not found.rivals:
        return f"{found.leader} was compared with no campaign only: {count}."
    return f"{found.winner} sells most: {count}."


def _lead(found: Finding) -> str:
    if not found.rivals:
        return ""
    closest = found.rivals[0]
    if not pd.isna(closest.low) and closest.difference == closest.low == 0.0:
        return f"{found.leader} and {closest.strategy} sell the same in every world."
    return f"Over the next, {closest.strategy}, its lead is {number(closest.difference)} buyers {bounds(closest)}."


def _precision(found: Finding) -> str:
    """How many worlds it took until the lead was known well enough."""
    if found.precision is None:
        return ""
    asked, reached, worlds = found.precision
    run = f"{number(worlds)} worlds" + (" of each kind" if found.assumptions == "vary" else "")
    known = f"to know that lead to within ±{100 * asked:.3g} % of {found.leader}'s mean"
    if found.precision.enough:
        return f"It took {run} {known}."
    return f"{run} were not enough {known}" + ("." if reached is None else f": it is known to ±{100 * reached:.3g} %.")


def _worlds(found: Finding) -> str:
    if not found.rivals:
        return ""
    won: Any = next(found.wins[found.wins["strategy"] == found.leader].itertuples())
    luck = f"It is best in {times(won.fixed_wins)} of {won.worlds} worlds by luck alone"
    if found.assumptions == "fixed":
        return f"{luck}{_ties(won.fixed_shared)}; the assumptions behind it were not varied."
    both = f"{luck} and in {times(won.vary_wins)} of {won.worlds} when our assumptions vary"
    return f"{both}{_ties(won.fixed_shared + won.vary_shared)}; {_deciding(found.drivers)}."


def times(count: float) -> str:
    """A number of worlds, of which a tie leaves a part."""
    return number(count, 0 if float(count).is_integer() else 1)


def _ties(shared: int) -> str:
    return " (ties are split)" if shared else ""


def _deciding(drivers: pd.DataFrame) -> str:
    if drivers.empty:
        return "the worlds do not show what decides it"
    decisive = drivers[drivers["p_holm"] <= SIGNIFICANT].head(MOST_NAMED)
    if decisive.empty:
        closest = next(drivers.head(1).itertuples())
        return f"no single assumption decides it beyond doubt; the closest is {_told(closest)}"
    return "what decides it: " + listed([_told(row) for row in decisive.itertuples()])


def _told(driver: Any) -> str:
    """A parameter in words, with what it rests on."""
    basis = f"assumption, {driver.source}" if driver.assumption else driver.source
    return f"{driver.meaning} ({driver.symbol}) [{basis}]"


def _returns(found: Finding) -> str:
    roi = found.measure(found.leader, "roi")
    if pd.isna(roi.mean):
        return ""
    need = found.measure(found.leader, "break_even_buyers").mean
    people = "" if pd.isna(need) else number(math.ceil(round(need, 6)))
    needed = people and f": that takes {people} more buyers than no campaign if each buys once"
    return f"{_paying(found, roi)}{needed}; its return is {number(100 * roi.mean, 1)} % {_percent(roi)}."


def _paying(found: Finding, roi: Any) -> str:
    contested = [found.leader, *(row.strategy for row in found.rivals)]
    every = [found.measure(label, "roi") for label in contested]
    if all(not pd.isna(row.high) and row.high < 0.0 for row in every):
        return "No strategy breaks even"
    if pd.isna(roi.low) or roi.low <= 0.0 <= roi.high:
        return f"Whether {found.leader} breaks even is open"
    return f"{found.leader} breaks even" if roi.low > 0.0 else f"{found.leader} does not break even"


def _percent(row: Any) -> str:
    if pd.isna(row.low):
        return "(no interval: too few worlds)"
    return f"(95 % interval {number(100 * row.low, 1)} to {number(100 * row.high, 1)} %)"


def _pairing(found: Finding) -> str:
    """What sharing worlds was worth against the closest rival that differs at all."""
    worth = [row for row in found.rivals if not pd.isna(row.runs_saved)]
    if not worth:
        return "Sharing worlds left no luck between the strategies to average out." if found.rivals else ""
    saved, rival = worth[0].runs_saved, worth[0].strategy
    if saved <= 0:
        return f"Sharing worlds saved no runs against {rival}."
    return f"Sharing worlds saved {number(saved)} runs: an equally sure comparison with {rival} needs them without it."
