"""H17: do a thousand KOC at 200 yuan beat one KOL at 200,000?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, OPEN, UP, Contrast, Expected, Hypothesis, Told, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.actors.desk import Desk
    from simulation.experiments.hypotheses.finding import Finding

PEOPLE, HORIZON = 1_000_000.0, 90
STARS = (25_000, 50_000, 100_000, 200_000, 400_000, 800_000)  # followers of the one KOL
SMALL = (3, 10, 30, 100, 300)  # followers of each of the thousand KOC, besides her friends
ALONE = {"own_awareness": 0.0}  # nobody becomes aware but by these accounts and by word of mouth
EACH = {**ALONE, "fee_rate": 0.0, "fee_floor": 200.0, "fee_factor": 1.0, "overhead": 0.0}
FRONTIER = 5408.0  # revenue per follower of small over large accounts (5.41) times a thousand accounts


@dataclass(frozen=True)
class OneStar(Strategy):
    """The whole budget for one post of one account."""

    day: int = 5

    def plan(self, desk: Desk) -> None:
        """One post."""
        desk.buy_days(0, desk.left, [self.day], desk.market.p.iota_head)


def star(followers: int) -> Campaigned:
    """One KOL at 200,000."""
    hire, more = ((followers, 199_900.0),), {**ALONE, "overhead": 100.0}
    return Campaigned(f"one KOL, {followers:,}", OneStar(), more, horizon=HORIZON, hire=hire, people=PEOPLE)


def thousand(followers: int) -> Campaigned:
    """A thousand KOC at 200, the product included."""
    plan = Mix(koc=1.0, posts=1)
    return Campaigned(f"1,000 KOC, {followers:,}", plan, {**EACH, "koc_followers": float(followers)}, horizon=HORIZON, margin=1.0,
                      people=PEOPLE)  # fmt: skip


def surface(rows: Sequence[Any]) -> Told:
    """In how many cells of the plane of both audiences the thousand are ahead."""
    ahead = _ahead(rows) > 0.0
    return {"surface": f"The thousand are ahead in {ahead.sum()} of {ahead.size} pairs of audiences.",
            "ahead": ahead.astype(float).ravel().tolist()}  # fmt: skip


def _ahead(rows: Sequence[Any]) -> Any:
    """(KOC audiences, KOL audiences) log ratio of mean buyers."""
    means = {name: np.mean([row.values[name]["buyers"] for row in rows]) for name in rows[0].values}
    return np.array([[np.log(means[f"koc {small}"] / means[f"kol {large}"]) for large in STARS] for small in SMALL])


def draw(axes: Axes, found: Finding) -> None:
    """Who sells more, by both audiences, beside the frontier without word of mouth."""
    ahead = _ahead(found.rows)
    bound = float(np.abs(ahead).max())
    axes.pcolormesh(range(len(STARS) + 1), range(len(SMALL) + 1), ahead, cmap="PuOr", vmin=-bound, vmax=bound)
    for (row, column), value in np.ndenumerate(ahead):
        axes.text(column + 0.5, row + 0.5, f"×{np.exp(value):.2g}", ha="center", va="center", fontsize=8,
                  color="white" if abs(value) > 0.6 * bound else "black")  # fmt: skip
    places = np.interp(np.log(np.array(STARS) / FRONTIER), np.log(SMALL), np.arange(len(SMALL)) + 0.5, left=np.nan, right=np.nan)
    axes.plot(np.arange(len(STARS)) + 0.5, places, color="black", linestyle=(0, (4, 2)))  # fmt: skip
    axes.set_xticks(np.arange(len(STARS)) + 0.5, [f"{large:,}" for large in STARS])
    axes.set_yticks(np.arange(len(SMALL)) + 0.5, [str(small) for small in SMALL])
    axes.set_xlabel("followers of the one KOL at 200,000")
    axes.set_ylabel("followers of each KOC at 200")
    axes.set_title("×: buyers of the thousand KOC over those of the one KOL\n"
                   "dashed: equal without word of mouth, by published revenue per follower")  # fmt: skip


def _ahead_of(small: int, large: int, expected: Expected) -> Contrast:
    words = f"KOC with {small} followers less a KOL with {large:,}, of what the KOC sell"
    return weighted(words, "buyers", {f"koc {small}": 1.0, f"kol {large}": -1.0}, f"koc {small}", expected)


HYPOTHESIS = Hypothesis(
    id="H17",
    title="A thousand at 200 against one at 200,000",
    statement="With one budget a thousand KOC at 200 yuan sell more than one KOL at 200,000: a region of audiences, not a sign.",
    sources=("two-hundred", "beichert2024", "leung2022"),
    kind="emergent",
    metric="buyers",
    conditions={
        **{f"koc {small}": thousand(small) for small in SMALL}, **{f"kol {large}": star(large) for large in STARS},
    },
    readings={"buyers": buyers},
    contrasts=(
        _ahead_of(30, 400_000, OPEN),
        _ahead_of(300, 25_000, UP),
        _ahead_of(3, 800_000, DOWN),
    ),
    most=60,
    limits="The market has a million people; what handling a thousand people costs is left out, and one KOL posts once.",
    extra=surface,
    picture=draw,
)  # fmt: skip
