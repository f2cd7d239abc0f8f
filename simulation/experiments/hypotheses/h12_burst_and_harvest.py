"""H12: are a KOL burst and a KOC harvest worth more together than apart?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, Told, interaction, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, pieces

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding

LAGS = (-14, 0, 7, 14, 28)  # days by which the harvest comes after the burst
USUAL = 14
HORIZON = 75


def arm(kol: float, koc: float, lag: int = USUAL) -> Campaigned:
    """So much of the budget on a burst of head creators, so much on KOC that many days later."""
    start = 3 + max(0, -lag)
    plan = Mix(kol=kol, koc=koc, posts=2, start=start, koc_start=start + lag)
    return Campaigned(f"KOL {kol:.0%}, KOC {koc:.0%}", plan, horizon=HORIZON)


def draw(axes: Axes, found: Finding) -> None:
    """What burst and harvest together sell beyond the sum of both, by the days between them."""
    kol, koc, none = (found.values(name, "pieces") for name in ("kol", "koc", "none"))
    both = pictures.levels(found, [_both(lag) for lag in LAGS], "pieces")
    mixed = 100.0 * (both / (0.5 * (found.values("all kol", "pieces") + found.values("all koc", "pieces")))[:, None] - 1.0)
    pictures.course(axes, LAGS, 100.0 * (both - (kol + koc - none)[:, None]) / (kol + koc - none).mean(), found,
                    pictures.COLOURS[0], "both halves beyond the sum of each alone")  # fmt: skip
    pictures.course(axes, LAGS, mixed, found, pictures.COLOURS[1], "half and half beyond all on one", (0, (4, 2)))
    pictures.zero(axes)
    axes.set_xlabel("days from burst to harvest (negative: harvest first)")
    axes.set_ylabel("pieces beyond, %")
    axes.legend(loc="best")


def lags(rows: Sequence[Any]) -> Told:
    """What both halves sell beyond the sum of each alone, by the days between them."""
    means = {name: float(np.mean([row.values[name]["pieces"] for row in rows])) for name in rows[0].values}
    beyond = {lag: means[_both(lag)] / (means["kol"] + means["koc"] - means["none"]) - 1.0 for lag in LAGS}
    words = ", ".join(f"{100 * share:+.0f} % at {lag}".replace("-", "−") for lag, share in beyond.items())
    return {
        "lags": f"By the days from burst to harvest: {words}.",
        **{f"beyond at {lag}": share for lag, share in beyond.items()},
    }


def _both(lag: int) -> str:
    return "both" if lag == USUAL else f"both {lag}"


HYPOTHESIS = Hypothesis(
    id="H12",
    title="Burst and harvest are worth more together",
    statement="A burst of KOL followed by a harvest by KOC sells more than the sum of what each sells alone.",
    sources=("playbook", "two-hundred"),
    kind="emergent",
    metric="pieces bought",
    conditions={
        "both": arm(0.5, 0.5), "kol": arm(0.5, 0.0), "koc": arm(0.0, 0.5), "none": arm(0.0, 0.0),
        "all kol": arm(1.0, 0.0), "all koc": arm(0.0, 1.0),
        **{_both(lag): arm(0.5, 0.5, lag) for lag in LAGS if lag != USUAL},
    },
    readings={"pieces": pieces(), "buyers": buyers},
    contrasts=(
        interaction("both halves beyond the sum of each alone, pieces", "pieces", ("both", "kol", "koc", "none"), UP, "both"),
        weighted("half and half less the mean of all on one", "pieces",
                 {"both": 1.0, "all kol": -0.5, "all koc": -0.5}, "both", OPEN),
        weighted("burst first less harvest first", "pieces", {"both": 1.0, "both -14": -1.0}, "both", UP),
    ),
    most=90,
    extra=lags,
    limits="Half the budget is spent on each alone, so that both together spend what is compared with all on one.",
    picture=draw,
)  # fmt: skip
