"""H32: is there a best number of posts a week?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import Contrast, Hypothesis, Inside, Values
from simulation.experiments.hypotheses.readings import buyers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.actors.desk import Desk
    from simulation.experiments.hypotheses.finding import Finding

WEEKLY = (1, 3, 4, 5, 6, 7, 14)
HIRE = tuple((4000, 0.0) for _ in range(10))


@dataclass(frozen=True)
class Posting(Strategy):
    """Ten small accounts, each with so many posts a week, for nothing."""

    weekly: int = 1

    def plan(self, desk: Desk) -> None:
        """Evenly over the horizon; several a day where that is what it takes."""
        days = [1 + int(7 * post / self.weekly) for post in range(self.weekly * (desk.horizon // 7))]
        for creator in range(desk.market.for_hire.size):
            desk.buy_days(creator, desk.left, days, desk.market.p.iota_tail)


def _arm(weekly: int) -> str:
    return f"{weekly} a week"


def best(found: Values) -> float:
    """The number of posts a week with most buyers."""
    return float(max(WEEKLY, key=lambda weekly: found[_arm(weekly)]["buyers"]))


def draw(axes: Axes, found: Finding) -> None:
    """Buyers by posts a week."""
    pictures.course(axes, WEEKLY, pictures.levels(found, [_arm(w) for w in WEEKLY], "buyers"), found, pictures.COLOURS[0])
    axes.axvline(5.0, color=pictures.QUIET, linewidth=1)
    axes.set_xlabel("posts a week of each account")
    axes.set_ylabel("buyers")


HYPOTHESIS = Hypothesis(
    id="H32",
    title="Five posts a week are best, and fit has an optimum",
    statement="The effect of an account's posts is greatest at about five a week, and at a middling fit with the brand.",
    sources=("leung2022",),
    kind="calibration",
    metric="buyers",
    conditions={_arm(weekly): Campaigned(_arm(weekly), Posting(weekly), {"overhead": 0.0}, hire=HIRE) for weekly in WEEKLY},
    readings={"buyers": buyers},
    contrasts=(
        Contrast("posts a week with most buyers", best, None, Inside(5.0, 4.0, 6.0), tuple(map(_arm, WEEKLY)), "posts a week"),
    ),
    most=60,
    limits="Fit between account and brand is not in the model, so that half of the statement is not asked; new products are "
    "not either.",
    picture=draw,
)
