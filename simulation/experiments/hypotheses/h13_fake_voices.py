"""H13: do fake and hidden voices spoil what the honest ones are worth?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, Hypothesis, Trend, difference, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import pieces, trust_in
from simulation.model.population import KOC, PEER

DOSES = (0.0, 0.25, 0.5)
ARMS = tuple(f"{dose:.0%} fake" for dose in DOSES)
PLAN = Mix(kol=0.4, koc=0.6, posts=8)


def arm(dose: float) -> Campaigned:
    """So many of the comments bought, and twice as many of the hired hiding it."""
    return Campaigned(f"{dose:.0%} fake", PLAN, {"comment_fakes": dose, "disclosed": 1.0 - 2.0 * dose}, horizon=120)


HYPOTHESIS = Hypothesis(
    id="H13",
    title="Fakes contaminate trust in the whole class",
    statement="The more voices are fake or hide who pays them, the less consumers are believed and the less is sold in the end.",
    sources=("two-hundred", "koc-explained"),
    kind="emergent",
    metric="trust in KOC and peers; pieces bought",
    conditions={name: arm(dose) for name, dose in zip(ARMS, DOSES, strict=True)},
    readings={"pieces": pieces(91, 120), "koc": trust_in(KOC), "peer": trust_in(PEER)},
    contrasts=(
        difference("pieces in the last 30 of 120 days, half fake less none", "pieces", ARMS[2], ARMS[0], DOWN),
        difference("trust in KOC", "koc", ARMS[2], ARMS[0], DOWN),
        difference("trust in peers", "peer", ARMS[2], ARMS[0], DOWN),
        weighted("the second quarter's harm to trust in KOC beyond the first's", "koc",
                 {ARMS[2]: 1.0, ARMS[1]: -2.0, ARMS[0]: 1.0}, ARMS[0], DOWN),
    ),
    trend=Trend(ARMS, "koc", -1),
    most=60,
    ranges={"recognition_hidden": (0.1, 0.7), "loss_hidden": (0.02, 0.5)},
)  # fmt: skip
