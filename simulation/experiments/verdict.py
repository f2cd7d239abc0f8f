"""What a comparison found: tables, the sentence, and where it all came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.experiments.metrics import METRICS, OBJECTIVE, digits_of
from simulation.experiments.precision import Precision
from simulation.experiments.sentence import UNDEFINED_SIGN, named, notes, number, sentence
from simulation.experiments.store import parquet, put
from simulation.language import say, spoken, told
from simulation.refusal import Refusal, nearest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulation.experiments.scenario import Scenario

# Figures by kind, as functions of simulation.experiments.figures.
FIGURES = ("differences", "adoption_curves", "funnel", "credit", "trust", "risk", "wins", "drivers")
TABLES = ("table", "differences", "wins", "risk", "drivers", "overturn", "credit", "trust", "beside", "hiding")
IN_PERCENT = ("share",)


@dataclass(frozen=True, eq=False, repr=False)
class Verdict:
    """The answer of one comparison. Intervals are 95 % over worlds; what is not defined is NA, printed as a dash.

    Numbers are over worlds whose assumptions vary, or are fixed, as the comparison was asked. Tables are the same in every
    language; sentence, notes and figures are in the one spoken when they are asked for (`with sim.spoken("zh"): …`).
    """

    scenario: Scenario
    table: pd.DataFrame  # strategy, metric, unit, mean, low, high, worlds; the leader first, the control last
    differences: pd.DataFrame  # strategy, metric, difference (leader − strategy), low, high, …: simultaneous 95 %
    leader: str  # the label with the most incremental buyers
    winner: str | None  # the leader if every rival's interval excludes 0
    tied: tuple[str, ...]  # without a winner: those that cannot be told apart, the leader first
    wins: pd.DataFrame  # strategy, fixed_wins, fixed_shared, vary_wins, vary_shared, worlds; a tie is split
    drivers: pd.DataFrame  # parameter, …, rank correlation with the lead over the best rival, p_value, p_holm
    risk: pd.DataFrame  # what, strategy, assumptions, worlds below 0, share, low, high, worst, tenth, tail: see risk.py
    overturn: pd.DataFrame  # parameter, …, wins and who is best below and above its median, vanishes_at: see overturn.py
    beside: pd.DataFrame  # strategy, variant, metric, unit, mean, low, high, difference to the strategy as listed, …: by luck
    hiding: pd.DataFrame  # strategy, metric, unit, hidden, open, difference, low, high, worlds: empty where nobody hides
    curves: pd.DataFrame  # strategy, day, metric, mean, low, high
    credit: pd.DataFrame  # strategy, role, share of buyers, low, high
    trust: pd.DataFrame  # strategy, role, before, after, change, each with low and high
    funnel: pd.DataFrame  # strategy, stage, people, low, high
    worlds: pd.DataFrame  # a row a run: strategy, assumptions, replicate, totals, parameters, gains over the control
    provenance: Mapping[str, Any]
    precision: Precision | None  # None: the number of worlds was given
    warm: tuple[int, int]  # worlds in which the product sells well by itself, of so many

    @property
    def sentence(self) -> str:
        """The answer in a few sentences, in the language now spoken."""
        return sentence(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know about the worlds, in the language now spoken."""
        return notes(self)

    @property
    def assumptions(self) -> str:
        """The kind of worlds the numbers are over: vary or fixed."""
        return str(self.provenance["assumptions"])

    def measure(self, strategy: str, metric: str) -> Any:
        """The row of the table for one measure of one strategy."""
        rows = self.table[(self.table["strategy"] == strategy) & (self.table["metric"] == metric)]
        return next(rows.itertuples())

    @property
    def rivals(self) -> list[Any]:
        """The rows of the differences on the objective, the closest rival first."""
        return list(self.differences[self.differences["metric"] == OBJECTIVE].itertuples())

    def __repr__(self) -> str:
        return f"<Verdict: {self.sentence}>"

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p><b>{escape(self.sentence)}</b></p>{notes}{self.printed().to_html(escape=True)}"

    def printed(self) -> pd.DataFrame:
        """The metrics of a report as text: a row a strategy, a column a metric, "mean (low – high)" in each cell."""
        reported = self.table[[bool(METRICS[name].table) for name in self.table["metric"]]]
        rows: Iterable[Any] = reported.itertuples(index=False)
        cells = {
            (named(row.strategy), f"{row.metric} [{_unit(row.unit)}]"): printed_interval(row.mean, row.low, row.high, row.unit)
            for row in rows
        }
        wide = pd.Series(cells).unstack(sort=False)
        return wide.rename_axis(index=None, columns=None)

    def figure(self, kind: str = "differences") -> Figure:
        """One figure: its kind is one of FIGURES."""
        from simulation.experiments import figures

        if kind not in FIGURES:
            raise Refusal("figure", kind, "the name of a figure", nearest(kind, FIGURES))
        drawn: Figure = getattr(figures, kind)(self)
        return drawn


def printed_interval(mean: Any, low: Any, high: Any, unit: str) -> str:
    """A number and its interval as printed: shares in percent, money and people whole, ratios with two digits."""
    factor, digits = (100.0 if unit in IN_PERCENT else 1.0, digits_of(unit))
    mean, low, high = (None if pd.isna(value) else factor * value for value in (mean, low, high))
    if mean is None:
        return UNDEFINED_SIGN
    if low is None or high is None:
        return f"{number(mean, digits)} ({UNDEFINED_SIGN})"
    return say("verdict.printed", mean=number(mean, digits), low=number(low, digits), high=number(high, digits))


def _unit(unit: str) -> str:
    return "%" if unit in IN_PERCENT else told(unit)


def save(verdict: Verdict, folder: Path) -> list[Path]:
    """Write the tables (CSV), every run (Parquet) and the provenance (JSON); the same verdict gives the same bytes.

    What is kept is in English whatever language is spoken: a sentence in another follows from the same tables.
    """
    files = {f"{name}.csv": _csv(getattr(verdict, name)) for name in TABLES}
    files["worlds.parquet"] = parquet(verdict.worlds)
    with spoken("en"):
        whole = {**verdict.provenance, "sentence": verdict.sentence, "notes": list(verdict.notes)}
    files["provenance.json"] = (json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
    for name, data in files.items():
        put(folder / name, data)
    return [folder / name for name in files]


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()
