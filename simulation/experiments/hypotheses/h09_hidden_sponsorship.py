"""H9: does hiding who pays win now and lose later?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, OPEN, UP, Hypothesis, Told, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import course, pieces, trust_in
from simulation.model import chance
from simulation.model.population import KOL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding

HORIZON, EVERY = 180, 5
PLAN = Mix(tail=1.0, posts=26)


def crossover(rows: Sequence[Any]) -> Told:
    """The day on which what hiding has won so far is gone again, with a bootstrap interval over worlds."""
    ahead = np.array([np.subtract(*(row.values[name]["course"] for name in ("hidden", "open"))) for row in rows])
    places = (chance.counted(chance.name_of("H9"), 0, 500 * len(rows)) * len(rows)).astype(int).reshape(500, -1)
    days = np.array([_crossed(ahead[place].mean(axis=0)) for place in places])
    day = _crossed(ahead.mean(axis=0))
    if not np.isfinite(day):
        return {"crossover": f"What hiding has won is not lost again within {HORIZON} days.", "mean": ahead.mean(axis=0).tolist()}
    low, high = np.quantile(np.where(np.isfinite(days), days, HORIZON), [0.025, 0.975])
    late = f"{high:.0f}" if high < HORIZON else f"after {HORIZON}"
    return {"crossover": f"What it wins is gone by day {day:.0f} ({low:.0f} to {late}).", "day": day, "interval": [low, high]}


def _crossed(ahead: Any) -> float:
    """The day on which a mean course falls to zero for good."""
    above = np.flatnonzero(ahead > 0.0)
    if not above.size or above[-1] == ahead.size - 1:
        return float("inf") if above.size else 0.0
    last, after = ahead[above[-1]], ahead[above[-1] + 1]
    return float(EVERY * (above[-1] + last / (last - after)))


def draw(axes: Axes, found: Finding) -> None:
    """What hiding has won so far, day by day."""
    ahead = (found.values("hidden", "course") - found.values("open", "course")) / found.values("open", "all").mean()
    pictures.course(axes, EVERY * np.arange(ahead.shape[1]), 100.0 * ahead, found, pictures.COLOURS[0])
    pictures.zero(axes)
    axes.set_xlabel("day")
    axes.set_ylabel("pieces won by hiding so far,\n% of all sold in the open")


HYPOTHESIS = Hypothesis(
    id="H9",
    title="Hidden sponsorship wins now and loses later",
    statement="Undisclosed paid posts sell more at first, and less once consumers have seen through them.",
    sources=("karagur2022", "two-hundred", "koc-explained"),
    kind="emergent",
    metric="pieces bought",
    conditions={
        "hidden": Campaigned("nobody labels", PLAN, {"disclosed": 0.0}, horizon=HORIZON),
        "open": Campaigned("everybody labels", PLAN, {"disclosed": 1.0}, horizon=HORIZON),
    },
    readings={
        "early": pieces(1, 45), "late": pieces(136, 180), "all": pieces(), "course": course(EVERY), "trust": trust_in(KOL),
    },
    contrasts=(
        difference("pieces in the first 45 days, hidden less open", "early", "hidden", "open", UP),
        difference("pieces in the last 45 of 180 days", "late", "hidden", "open", DOWN),
        difference("pieces in all", "all", "hidden", "open", OPEN),
        difference("trust in creators on day 180", "trust", "hidden", "open", DOWN),
    ),
    jointly=2,
    ranges={"recognition_hidden": (0.1, 0.7), "loss_hidden": (0.02, 0.5), "recognition_repeat": (0.0, 0.2)},
    limits="How fast hidden intent is seen through, and what it then costs, is measured nowhere: both are drawn too.",
    extra=crossover,
    picture=draw,
)  # fmt: skip
