"""H22: how many spin-offs can live on one name?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Contrast, Hypothesis, Told, Values, difference
from simulation.experiments.hypotheses.readings import pieces
from simulation.model import chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.actors.desk import Desk
    from simulation.experiments.hypotheses.finding import Finding

NUMBERS = (0, 5, 10, 20, 40, 80)
MOST = NUMBERS[-1]


@dataclass(frozen=True)
class Clones(Strategy):
    """The largest creator, so many spin-offs of hers, and advertisements with all that is left."""

    clones: int = 0
    posts: int = 8

    def plan(self, desk: Desk) -> None:
        """Mother first."""
        mother = desk.market.tiers.head[0]
        desk.buy_package(mother, desk.left, self.posts, 3, desk.market.p.iota_head)
        desk.found_spinoffs(mother, self.clones, self.posts, 5)
        desk.advertise(desk.left)


def freshness(campaign: Campaign) -> float:
    """What the name's own content has left of the effect of one more post, over the mother's followers at the end."""
    run, p = campaign.run, campaign.market.p
    heard = run.state.fatigue.heard[run.cast.family[1], campaign.desk.accounts[1].row]
    return float(np.maximum(1.0 - heard / p.wear_out, -p.reactance).mean())


def curvature(found: Values) -> float:
    """Pieces at the middle numbers less the mean of both ends."""
    middle = np.mean([found[_arm(n)]["pieces"] for n in (10, 20)])
    return float(middle - 0.5 * (found[_arm(0)]["pieces"] + found[_arm(MOST)]["pieces"]))


def _arm(number: int) -> str:
    return f"{number} clones"


def best(rows: Sequence[Any]) -> Told:
    """The number of clones that sells most, with a bootstrap interval over worlds."""
    sold = np.array([[row.values[_arm(n)]["pieces"] for n in NUMBERS] for row in rows])
    places = (chance.counted(chance.name_of("H22"), 0, 500 * len(rows)) * len(rows)).astype(int).reshape(500, -1)
    found = np.array(NUMBERS)[sold[places].mean(axis=1).argmax(axis=1)]
    low, high = np.quantile(found, [0.025, 0.975], method="nearest")
    top = NUMBERS[int(sold.mean(axis=0).argmax())]
    inside = low > 0 and high < MOST
    where = "inside the range" if inside else "at an end of the range, so that no interior optimum is shown"
    return {"best": f"Most is sold with {top} clones ({low} to {high}), {where}.", "number": float(top), "inside": float(inside)}


def draw(axes: Axes, found: Finding) -> None:
    """Pieces, and how fresh the mother is, by the number of clones; both against none."""
    for reading, colour, dash, word in (
        ("pieces", pictures.COLOURS[0], "-", "pieces sold"),
        ("fresh", pictures.COLOURS[1], (0, (4, 2)), "effect left to one more post of the mother's"),
    ):
        values = pictures.levels(found, [_arm(n) for n in NUMBERS], reading)
        against = 100.0 + 100.0 * (values - values[:, :1]) / values[:, 0].mean()
        pictures.course(axes, NUMBERS, against, found, colour, word, dash)
    axes.axhline(100.0, color=pictures.QUIET, linewidth=0.8)
    axes.set_xlabel("spin-off accounts, within one budget")
    axes.set_ylabel("% of what there is without any")
    axes.legend(loc="best")


HYPOTHESIS = Hypothesis(
    id="H22",
    title="The number of clones has an interior optimum",
    statement="Some spin-off accounts sell more than none, too many less, and they wear out the name they live on.",
    sources=("playbook",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        _arm(n): Campaigned(_arm(n), Clones(n), {"spinoff_setup": 500.0}) for n in NUMBERS
    },
    readings={"pieces": pieces(), "fresh": freshness},
    contrasts=(
        Contrast("pieces with 10 or 20 clones less the mean of none and 80", curvature,
                 lambda found: float(found[_arm(0)]["pieces"]), UP, tuple(_arm(n) for n in (0, 10, 20, MOST))),
        difference("pieces, 10 clones less none", "pieces", _arm(10), _arm(0), UP),
        difference("pieces, 80 clones less 10", "pieces", _arm(MOST), _arm(10), DOWN),
        difference("effect left to one more post of the mother's, 80 clones less none", "fresh", _arm(MOST), _arm(0), DOWN),
    ),
    most=60,
    limits="One spin-off costs 500 yuan to found here, so that eighty can be paid for; what is left buys advertisements.",
    extra=best,
    picture=draw,
)  # fmt: skip
