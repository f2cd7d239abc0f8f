"""H11: do given texts sell less?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, Hypothesis, Trend, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, conversion

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
ARMS = tuple(f"script {level:g}" for level in LEVELS)

HYPOTHESIS = Hypothesis(
    id="H11",
    title="Forced scripts cost effect",
    statement="The more of their texts KOC are given, the less they sell.",
    sources=("koc-explained",),
    kind="input",
    metric="buyers",
    conditions={name: Campaigned(name, Mix(koc=1.0), {"script": level}) for name, level in zip(ARMS, LEVELS, strict=True)},
    readings={"buyers": buyers, "conversion": conversion},
    contrasts=(difference("buyers, all texts given less none", "buyers", ARMS[-1], ARMS[0], DOWN),),
    trend=Trend(ARMS, "buyers", -1),
)
