"""H18: does building trust win in the long run, and selling in the short?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, OPEN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import course, pieces, trust_in
from simulation.model.population import PEER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding

HORIZON, EVERY = 240, 10


def draw(axes: Axes, found: Finding) -> None:
    """Pieces sold so far by both."""
    days = EVERY * np.arange(HORIZON // EVERY + 1)
    pictures.course(axes, days, found.values("koc", "course"), found, pictures.COLOURS[0], "consumers who speak (KOC)")
    pictures.course(axes, days, found.values("kos", "course"), found, pictures.COLOURS[1], "sellers (KOS)", (0, (4, 2)))
    axes.set_xlabel("day")
    axes.set_ylabel("pieces sold so far")
    axes.legend(loc="upper left")


HYPOTHESIS = Hypothesis(
    id="H18",
    title="Trust wins long, selling wins short",
    statement="Money on consumers who speak sells less than money on sellers at first, and more in the end.",
    sources=("pseudo-concept",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        "koc": Campaigned("KOC-heavy", Mix(koc=0.8, ads=0.2, posts=8), horizon=HORIZON),
        "kos": Campaigned("KOS-heavy", Mix(kos=0.8, ads=0.2), horizon=HORIZON),
    },
    readings={
        "early": pieces(1, 60),
        "late": pieces(181, 240),
        "all": pieces(),
        "course": course(EVERY),
        "trust": trust_in(PEER),
    },
    contrasts=(
        difference("pieces in the last 60 of 240 days, KOC less KOS", "late", "koc", "kos", UP),
        difference("pieces in the first 60 days", "early", "koc", "kos", DOWN),
        difference("pieces in all", "all", "koc", "kos", OPEN),
    ),
    jointly=2,
    most=60,
    limits="Two hundred and forty days stand for the long run; nothing is discounted.",
    picture=draw,
)
