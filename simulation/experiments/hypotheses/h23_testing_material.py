"""H23: does testing material pay above some budget?"""

from __future__ import annotations

from simulation.actors.strategies.material_testing import MaterialTesting
from simulation.experiments.hypotheses.conditions import BUDGET, Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.readings import buyers, pieces

NUMBERS = (1, 3, 10)
VARIED = {"quality_sd": 0.2}  # between posts, so that there is something to find


def arm(variants: int, budget: float) -> Campaigned:
    """So many variants tested on a fifth of the budget, the rest behind the best."""
    return Campaigned(f"{variants} variants, {budget:,.0f} CNY", MaterialTesting(variants=variants), VARIED, budget)


HYPOTHESIS = Hypothesis(
    id="H23",
    title="Testing material pays above a budget",
    statement="Testing several variants and scaling the best sells more where the budget is large, and less where it is small.",
    sources=("playbook",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        f"{variants} {word}": arm(variants, budget)
        for word, budget in (("large", BUDGET), ("small", BUDGET / 20))
        for variants in NUMBERS
    },
    readings={"pieces": pieces(), "buyers": buyers},
    contrasts=(
        difference("pieces, ten variants less one, large budget", "pieces", "10 large", "1 large", UP),
        difference("ten variants less one, a twentieth of it", "pieces", "10 small", "1 small", DOWN),
        difference("three variants less one, large budget", "pieces", "3 large", "1 large", UP),
    ),
    jointly=2,
    most=90,
)
