"""H24: engagement has a peak over followers while returns fall: where is the model?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Contrast, Hypothesis, Inside, Values
from simulation.experiments.hypotheses.readings import buyers

if TYPE_CHECKING:
    from simulation.actors.desk import Desk

PEOPLE, FOLLOWERS = 1_000_000.0, 400_000
SIZES = {"nano": 5_000, "middle": 50_000, "macro": 400_000}


@dataclass(frozen=True)
class Everybody(Strategy):
    """One post of everybody for hire in each of four weeks."""

    posts: int = 4

    def plan(self, desk: Desk) -> None:
        """Days go round the week."""
        for creator in range(desk.market.for_hire.size):
            days = [1 + creator % 7 + 7 * post for post in range(self.posts)]
            desk.buy_days(creator, desk.left, days, desk.market.p.iota_mid)


def arm(followers: int, comments: float | None = None) -> Campaigned:
    """As many accounts of a size as have 400,000 followers together; comments beneath head accounts' posts, or none."""
    hire = tuple((followers, 0.0) for _ in range(FOLLOWERS // followers))
    changes = {"overhead": 0.0, "own_awareness": 0.0, **({} if comments is None else {"comment_readers": comments})}
    return Campaigned(f"{len(hire)} accounts of {followers:,}", Everybody(), changes, hire=hire, people=PEOPLE)


def engagement(campaign: Campaign) -> float:
    """People moved to any next stage by the accounts, for a thousand views."""
    credit = campaign.run.state.funnel.credit
    return float(1000.0 * np.count_nonzero(credit >= campaign.run.world.size) / max(1, campaign.run.cast.views.sum()))


def ratio(found: Values) -> float:
    """Buyers of the small accounts; as many followers either way."""
    return float(found["nano"]["buyers"])


def peak(found: Values) -> float:
    """Engagement of the middle size beyond the better of both ends."""
    return float(found["middle"]["engagement"] - max(found["nano"]["engagement"], found["macro"]["engagement"]))


HYPOTHESIS = Hypothesis(
    id="H24",
    title="Engagement peaks over followers, returns fall",
    statement="Engagement rises with followers up to about a million and falls beyond; revenue per follower of nano accounts "
    "is 5.4 times that of macro accounts.",
    sources=("wies2023", "beichert2024"),
    kind="calibration",
    metric="revenue per follower; people moved a thousand views",
    conditions={
        **{name: arm(followers) for name, followers in SIZES.items()},
        **{f"{name}, no comments": arm(SIZES[name], 0.0) for name in ("nano", "macro")},
    },
    readings={"buyers": buyers, "engagement": engagement},
    contrasts=(
        Contrast("buyers per follower, accounts of 5,000 over one of 400,000", ratio,
                 lambda found: float(found["macro"]["buyers"]), Inside(5.41, 4.3, 6.8), ("nano", "macro")),
        Contrast("engagement of accounts of 50,000 beyond the better of both ends", peak,
                 lambda found: float(found["macro"]["engagement"]), UP, tuple(SIZES)),
        Contrast("buyers per follower where nobody reads comments", lambda found: float(found["nano, no comments"]["buyers"]),
                 lambda found: float(found["macro, no comments"]["buyers"]), OPEN, ("nano, no comments", "macro, no comments")),
    ),
    most=90,
    limits="Nothing in the model makes engagement rise with followers: the peak is a target, and no mechanism is behind it.",
)  # fmt: skip
