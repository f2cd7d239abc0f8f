"""H14: does a mix win only where one wants to hear it from several kinds of source?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, interaction
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

MIXED, PURE = Mix(kol=0.4, koc=0.4, ads=0.2), Mix(koc=1.0)
CELLS = ("mixed 2", "pure 2", "mixed 1", "pure 1")

HYPOTHESIS = Hypothesis(
    id="H14",
    title="Confirmation by several kinds of source",
    statement="A mix of kinds of source gains on a single kind where consumers buy only after hearing two.",
    sources=("two-hundred",),
    kind="emergent",
    metric="buyers",
    conditions={
        f"{name} {kinds}": Campaigned(f"{name}, {kinds} kinds wanted", plan, {"source_classes": float(kinds)})
        for kinds in (2, 1) for name, plan in (("mixed", MIXED), ("pure", PURE))
    },
    readings={"buyers": buyers},
    contrasts=(
        interaction("gain of the mix where two kinds are wanted, less that where one is enough", "buyers", CELLS, UP, "pure 1"),
        difference("mix less KOC alone, two kinds wanted", "buyers", "mixed 2", "pure 2", UP),
        difference("mix less KOC alone, one kind enough", "buyers", "mixed 1", "pure 1", OPEN),
    ),
)  # fmt: skip
