"""Who was recruited, as a report tells it: what consumers hired as KOC cost, and the first of them by name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from simulation.experiments.recruits import Recruit, definition, recruits
from simulation.interfaces.words import Cell, cell, records, rows_of
from simulation.language import told as told_of
from simulation.model.population import KOC, ROLES

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario
    from simulation.experiments.verdict import Verdict

MEASURES = ("recruits", "recruits_spend", "recruit_cost")  # of a strategy that recruits
FIRST = 10  # recruits shown by name


class Recruiter(NamedTuple):
    """A strategy that recruits, as it is told."""

    label: str
    ways: list[tuple[str, str]]  # of recruiting: name and definition
    cells: list[Cell]  # the MEASURES, and the share of buyers credited to KOC
    first: list[Recruit]  # in world 0, the first asked in front
    number: int  # of recruits in world 0


def told(verdict: Verdict) -> list[Recruiter]:
    """The strategies that recruit in any world, in the order of the verdict's tables."""
    hiring = verdict.table.query("metric == 'recruits' and mean > 0")["strategy"].tolist()
    cells = {label: row for label, row in rows_of(verdict, MEASURES) if label in hiring}
    for row in records(verdict.credit[verdict.credit["role"] == ROLES[KOC]]):
        if row["strategy"] in cells:
            cells[row["strategy"]].append(cell(SimpleNamespace(**row, mean=row["share"], unit="share")))
    return [_recruiter(verdict.scenario, label, row) for label, row in cells.items()]


def _recruiter(scenario: Scenario, label: str, cells: list[Cell]) -> Recruiter:
    asked = recruits(scenario, label)
    ways = [(way, told_of(definition(way))) for way in dict.fromkeys(one.way for one in asked)]
    return Recruiter(label, ways, cells, asked[:FIRST], len(asked))
