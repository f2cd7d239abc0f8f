"""H27: at low awareness, who should speak: those at the heart of the network or at its edge?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, interaction
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import bought_by, buyers

HORIZON, START = 75, 20
KNOWN = {"low": 0.0, "high": 1.2}  # of the usual budget on advertisements before anybody is recruited
WAYS = {"edge": "random", "heart": "trusted"}


def arm(how: str, ads: float) -> Campaigned:
    """KOC from the third week on, chosen one way, after so many advertisements; the money for KOC is always the same."""
    whole = 0.5 + ads
    plan = Mix(koc=0.5 / whole, ads=ads / whole, koc_start=START, ads_last=START - 2, recruit=how)
    more = {"sigma_ratio": 3.0, "koc_followers": 1.0}
    return Campaigned(f"{how}, ads ×{ads:g}", plan, more, 200_000.0 * whole, HORIZON)


CELLS = ("edge low", "heart low", "edge high", "heart high")

HYPOTHESIS = Hypothesis(
    id="H27",
    title="At low awareness the periphery speaks best",
    statement="Word of mouth from ordinary consumers gains on that from the well trusted core where few know the product.",
    sources=("godes2009",),
    kind="emergent",
    metric="buyers",
    conditions={f"{who} {known}": arm(how, ads) for known, ads in KNOWN.items() for who, how in WAYS.items()},
    readings={"buyers": buyers, "early": bought_by(START)},
    contrasts=(
        interaction("lead of the periphery at low awareness beyond that at high awareness", "buyers", CELLS, UP, "heart low"),
        difference("periphery less core, low awareness", "buyers", "edge low", "heart low", UP),
        difference("periphery less core, high awareness", "buyers", "edge high", "heart high", OPEN),
    ),
    most=90,
    limits="The model knows no loyalty before a purchase: the core are those whose friends trust them most, the periphery "
    "anybody.",
)
