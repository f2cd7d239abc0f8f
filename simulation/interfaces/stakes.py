"""What is at stake, as it is told: trust before and after, risk, and what would overturn the verdict."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from simulation.experiments.metrics import LEARNT, role_word
from simulation.experiments.risk import ANYBODY, LEAD, RETURN
from simulation.experiments.sentence import named, number
from simulation.interfaces.words import Cell, capital, percent, records, span
from simulation.language import say, told

if TYPE_CHECKING:
    from simulation.experiments.verdict import Verdict


class Danger(NamedTuple):
    """How often something falls below 0, and how far."""

    whom: str  # the rival, or the strategy that loses money
    kind: str  # of worlds
    below: str
    share: str
    tenth: str
    tail: str
    worst: str


# --------------------------------------------------------------------------------------------------------------- trust


def trust_headings() -> list[str]:
    """The roles consumers learn about."""
    return [say(f"terms.role.{role_word(role)}") for role in LEARNT]


def trust(verdict: Verdict) -> list[tuple[str, list[Cell]]]:
    """Mean trust by role: before the campaign, and by strategy (its label) after it with the change beneath."""
    frame = verdict.trust
    before = frame.groupby("role", sort=False)["before"].first()
    rows = [("", [Cell(f"{number(100 * before[role], 1)} %", "") for role in LEARNT])]
    for label, strategy in frame.groupby("strategy", sort=False):
        rows.append((str(label), [_trusted(row) for row in records(strategy)]))
    return rows


def _trusted(row: dict[str, Any]) -> Cell:
    change, low, high = (None if row[name] is None else _points(row[name]) for name in ("change", "change_low", "change_high"))
    if change is None:
        return Cell(number(None), "")
    said = change if low is None or low == high else say("report.trust_change", change=change, low=low, high=high)
    return Cell(f"{number(100 * row['after'], 1)} %", said)


def _points(share: float) -> str:
    """Percentage points with a sign."""
    text = number(100 * share, 2)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"


# ---------------------------------------------------------------------------------------------------------------- risk


def leads(verdict: Verdict) -> list[Danger]:
    """How often the leader is behind anybody, in worlds of either kind, and behind each rival in those of the verdict."""
    rows = verdict.risk[verdict.risk["what"] == LEAD]
    ours = (rows["assumptions"] == verdict.assumptions) & (rows["strategy"] != ANYBODY)
    return [_danger(row, 1.0, "") for row in records(pd.concat([rows[rows["strategy"] == ANYBODY][::-1], rows[ours]]))]


def returns(verdict: Verdict) -> list[Danger]:
    """How often each strategy brings back less than was spent, in worlds of the verdict's kind."""
    rows = verdict.risk[(verdict.risk["what"] == RETURN) & (verdict.risk["assumptions"] == verdict.assumptions)]
    return [_danger(row, 100.0, " %") for row in records(rows)]


def _danger(row: dict[str, Any], factor: float, unit: str) -> Danger:
    whom = say("report.anybody") if row["strategy"] == ANYBODY else named(row["strategy"])
    kind = say("report.by_luck" if row["assumptions"] == "fixed" else "report.when_varied")
    bounds = span(number(100 * row["low"]), number(100 * row["high"]))
    share = say("report.bracketed", mean=f"{number(100 * row['share'])} %", interval=bounds)
    tenth, tail, worst = (number(factor * row[name], 1 if unit else 0) + unit for name in ("tenth", "tail", "worst"))
    return Danger(whom, kind, say("report.wins", won=f"{row['below']:,}", worlds=row["worlds"]), share, tenth, tail, worst)


def risk(verdict: Verdict) -> str:
    """In which share of worlds somebody sells more than the leader, and by how much; nothing where it has no rival."""
    rows = verdict.risk[(verdict.risk["what"] == LEAD) & (verdict.risk["assumptions"] == verdict.assumptions)]
    for row in records(rows[rows["strategy"] == ANYBODY]):
        given = {"behind": f"{row['below']:,}", "worlds": f"{row['worlds']:,}", "share": percent(row["share"])}
        given |= {"leader": named(verdict.leader), "tail": number(abs(row["tail"]))}
        return say("report.risk_sentence", **given) if row["tail"] < 0 else say("report.risk_sentence_ahead", **given)
    return ""


# ------------------------------------------------------------------------------------------------------------ overturn


def overturns(verdict: Verdict) -> list[str]:
    """The assumptions that would overturn the verdict or narrow the lead, at which value; or that none was found."""
    if not verdict.rivals:
        return []
    if verdict.assumptions == "fixed":
        return [say("report.overturn_fixed")]
    return [_overturn(verdict, SimpleNamespace(**row)) for row in records(verdict.overturn)] or [say("report.overturn_nothing")]


def _overturn(verdict: Verdict, row: Any) -> str:
    leader, at = named(verdict.leader), row.vanishes_at
    halves = say(
        "report.overturn_halves", leader=leader, middle=f"{row.middle:.3g}",
        best_below=named(row.best_below), wins_below=row.wins_below, worlds_below=row.worlds_below,
        best_above=named(row.best_above), wins_above=row.wins_above, worlds_above=row.worlds_above,
    )  # fmt: skip
    given = {"meaning": capital(told(row.meaning)), "symbol": row.symbol, "halves": halves}
    given["vanishing"] = "" if at is None else say("report.overturn_vanishing", value=f"{at:.3g}")
    if row.best_below == row.best_above == verdict.leader:
        return say("report.overturn_narrows", leader=leader, **given)
    return say("report.overturn_flips", **given)
