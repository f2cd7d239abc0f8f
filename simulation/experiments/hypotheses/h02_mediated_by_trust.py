"""H2: does reliability carry what interactivity, accessibility and independence do to sales?"""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, interaction
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

BASE = {"interactivity_koc": 0.5, "accessibility_koc": 0.5, "iota_koc": 0.6}
RAISED = {"interactivity_koc": 0.75, "accessibility_koc": 0.75, "iota_koc": 0.85}
FREE = {"zhao": 1.0}
FROZEN = {**FREE, "zhao_interactivity": 0.0, "zhao_accessibility": 0.0, "zhao_independence": 0.0, "zhao_constant": 0.16}


def arm(words: str, source: Mapping[str, float], trust: Mapping[str, float]) -> Campaigned:
    """KOC of a kind, with trust following what they are like or held where it is for a source in the middle."""
    return Campaigned(words, Mix(koc=1.0), {**source, **trust})


HYPOTHESIS = Hypothesis(
    id="H2",
    title="Reliability mediates what makes a source good",
    statement="Interactivity, accessibility and independence of a source sell through trust in it.",
    sources=("pseudo-concept", "zhao2025"),
    kind="input",
    metric="buyers",
    conditions={
        "raised": arm("better sources", RAISED, FREE), "base": arm("usual sources", BASE, FREE),
        "raised, frozen": arm("better sources, trust held", RAISED, FROZEN),
        "base, frozen": arm("usual sources, trust held", BASE, FROZEN),
    },
    readings={"buyers": buyers},
    contrasts=(
        interaction("part of the effect that goes through trust", "buyers",
                    ("raised", "raised, frozen", "base", "base, frozen"), UP, "base"),
        difference("whole effect, all three raised", "buyers", "raised", "base", UP),
        difference("effect with trust held", "buyers", "raised, frozen", "base, frozen", OPEN),
    ),
    limits="A quarter of the scale stands for one standard deviation of each trait. Held is what a source's traits do to "
    "trust; recognised intent still weakens a dependent source.",
)  # fmt: skip
