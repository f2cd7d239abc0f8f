"""H25: is attitude at its best after about ten exposures?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.campaign import Campaign
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Contrast, Hypothesis, Inside, Values, difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.actors.desk import Desk
    from simulation.experiments.hypotheses.finding import Finding

NUMBERS = (1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 15, 20, 30)
HORIZON = 30
FORCED = {
    "reach_rate": 1.0, "reach_max": 1.0, "epsilon": 0.0, "activity_sd": 0.0, "recommended": 0.0, "comment_readers": 0.0,
    "delta_broadcast": 1.0, "delta_fatigue": 1.0, "overhead": 0.0, "own_awareness": 0.0, "pi_public_awareness": 0.0001,
    "wear_out": 10.0,
}  # fmt: skip


@dataclass(frozen=True)
class Daily(Strategy):
    """One account that everybody sees, a post a day, so many in all."""

    posts: int = 1

    def plan(self, desk: Desk) -> None:
        """The last on the last day."""
        desk.buy_days(0, desk.left, list(range(desk.horizon - self.posts + 1, desk.horizon + 1)), desk.market.p.iota_head)


def attitude(campaign: Campaign) -> float:
    """Mean evidence held by those who follow the account and are still unaware."""
    state, row = campaign.run.state, campaign.desk.accounts[1].row
    unaware = row[state.funnel.stage[row] == 0]
    return float(state.evidence.broadcast[unaware].mean())


def _arm(number: int) -> str:
    return f"{number} exposures"


def best(found: Values) -> float:
    """The number of exposures after which most evidence is held."""
    return float(max(NUMBERS, key=lambda number: found[_arm(number)]["attitude"]))


def draw(axes: Axes, found: Finding) -> None:
    """Evidence held by the number of exposures."""
    held = pictures.levels(found, [_arm(number) for number in NUMBERS], "attitude")
    pictures.course(axes, NUMBERS, 100.0 * held / held.max(axis=1, keepdims=True), found, pictures.COLOURS[0])
    axes.axvline(10.0, color=pictures.QUIET, linewidth=1)
    axes.set_xlabel("exposures, one a day")
    axes.set_ylabel("evidence held, % of the most")


HYPOTHESIS = Hypothesis(
    id="H25",
    title="Attitude is best after about ten exposures",
    statement="Attitude rises with repetition to about ten exposures and falls beyond.",
    sources=("schmidt2015",),
    kind="verification",
    metric="evidence held",
    conditions={
        _arm(number): Campaigned(_arm(number), Daily(number), FORCED, horizon=HORIZON, hire=((90_000, 0.0),))
        for number in NUMBERS
    },
    readings={"attitude": attitude},
    contrasts=(
        Contrast(
            "exposures with most evidence held", best, None, Inside(10.0, 9.0, 11.5), tuple(map(_arm, NUMBERS)), "exposures"
        ),
        difference("evidence after 10 exposures less after 5", "attitude", _arm(10), _arm(5), UP),
        difference("evidence after 20 exposures less after 10", "attitude", _arm(20), _arm(10), DOWN),
    ),
    jointly=0,
    most=12,
    limits="Measured on evidence: adoption is a first passage and does not fall after the peak. Nothing is forgotten here, and "
    "one constant decides, so that nothing is drawn.",
    picture=draw,
)
