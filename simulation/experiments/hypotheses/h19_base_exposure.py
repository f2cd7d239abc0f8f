"""H19: does base exposure decide sales, or a few posts that take off?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, Told, difference
from simulation.experiments.hypotheses.readings import impressions, pieces
from simulation.model import equations as eq
from simulation.model.parameters import DEFAULTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.actors.desk import Desk
    from simulation.experiments.hypotheses.finding import Finding

POSTS, VIEWS = 120, 60_000.0  # of all together, by followers, at the middle level
SHARES = {"even": 0.0, "uneven": 0.5, "viral": 0.95}  # of all views, which the large posts have beyond an even part
TOTALS = {"half": 0.5, "once": 1.0, "twice": 2.0}
LARGE = 12  # posts that may take off


@dataclass(frozen=True)
class OnePostEach(Strategy):
    """Everybody for hire posts once."""

    independence: float = 0.6

    def plan(self, desk: Desk) -> None:
        """Two a day, the large ones spread over the days like the others."""
        for creator in range(desk.market.for_hire.size):
            desk.buy_days(creator, desk.left, [1 + 37 * creator % (desk.horizon - 2)], self.independence)


def followers_for(views: float) -> float:
    """Followers whom one post must have to be seen so often, at the usual reach."""
    p, most = DEFAULTS, 95_000.0

    def beyond(followers: float) -> float:
        share = eq.post_reach(followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)
        return float(followers * share - views)

    return float(brentq(beyond, 1.0, most)) if beyond(most) > 0.0 else most


def arm(concentration: float, total: float) -> Campaigned:
    """The same posts and the same views in all, more or less of them of a few large accounts."""
    views, each = VIEWS * total, VIEWS * total / POSTS
    large = each * (1.0 - concentration) + concentration * views / LARGE
    small = each * (1.0 - concentration)
    hire = tuple((round(followers_for(large if n < LARGE else small)), 0.0) for n in range(POSTS))
    return Campaigned(
        f"{concentration:.0%} on {LARGE} posts, ×{total:g}", OnePostEach(), {"overhead": 0.0, "comment_readers": 0.0}, hire=hire
    )


def explained(rows: Sequence[Any]) -> Told:
    """How much of the variance of log sales exposure and concentration explain, each beyond the other; and the spread."""
    found = [(row.graph, values["impressions"], SHARES[name.split()[0]], values["pieces"])
             for row in rows for name, values in row.values.items() if values["pieces"] > 0.0]  # fmt: skip
    graph = np.array([item[0] for item in found])
    x, c, y = np.log([item[1] for item in found]), np.array([item[2] for item in found]), np.log([item[3] for item in found])
    dummies = np.stack([(graph == name).astype(float) for name in dict.fromkeys(graph)], axis=1)
    whole = _residual(y, dummies, x, c)
    partial = {"exposure": 1.0 - whole / _residual(y, dummies, c), "concentration": 1.0 - whole / _residual(y, dummies, x)}
    spread = {name: float(np.std([row.values[f"{name} once"]["pieces"] for row in rows])) for name in ("even", "viral")}
    ratio, (exposure, concentration) = spread["viral"] / max(spread["even"], 1e-9), partial.values()
    told = (
        f"Beyond each other, exposure explains {exposure:.0%} of the variance of log sales and concentration "
        f"{concentration:.0%}; sales of viral posts vary {ratio:.2f} times as much."
    )
    return {"explained": told, **{f"partial R² of {name}": float(value) for name, value in partial.items()}}


def _residual(y: Any, dummies: Any, *columns: Any) -> float:
    design = np.column_stack([dummies, *columns])
    return float(np.square(y - design @ np.linalg.lstsq(design, y, rcond=None)[0]).sum())


def draw(axes: Axes, found: Finding) -> None:
    """Sales against exposure, world by world, by concentration."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    from simulation.experiments.drawing import compact

    for (name, share), colour, marker in zip(SHARES.items(), pictures.COLOURS, "os^", strict=False):
        x = np.concatenate([found.values(f"{name} {total}", "impressions") for total in TOTALS])
        y = np.concatenate([found.values(f"{name} {total}", "pieces") for total in TOTALS])
        axes.plot(
            x, np.maximum(y, 1.0), marker, color=colour, markersize=3, alpha=0.5, label=f"{name}: {share:.0%} on {LARGE} posts"
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis, ticks in ((axes.xaxis, (20_000, 30_000, 50_000, 100_000, 200_000)), (axes.yaxis, (100, 200, 500, 1000, 2000))):
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
        axis.set_minor_locator(NullLocator())
    axes.set_xlabel("exposures delivered by accounts")
    axes.set_ylabel("pieces sold")
    axes.legend(loc="upper left")
    axes.grid()


HYPOTHESIS = Hypothesis(
    id="H19",
    title="Base exposure decides, not posts that take off",
    statement="With the same exposure in all, it matters little, and rather for the worse, whether few posts have most of it; "
    "twice the exposure sells more.",
    sources=("playbook",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        f"{name} {word}": arm(share, total)
        for word, total in sorted(TOTALS.items(), key=lambda item: item[1] != 1.0) for name, share in SHARES.items()
    },
    readings={"pieces": pieces(), "impressions": impressions},
    contrasts=(
        difference("pieces, twelve posts with most of the exposure less all even", "pieces", "viral once", "even once", DOWN),
        difference("twice the exposure less once, all even", "pieces", "even twice", "even once", UP),
        difference("half the exposure less once, all even", "pieces", "even half", "even once", DOWN),
    ),
    most=60,
    limits="Followers are set so that views are alike at the usual reach; at other draws of ε they are not. Nobody reads "
    "comments, which large accounts alone have.",
    extra=explained,
    picture=draw,
)  # fmt: skip
