"""H3: do KOC persuade more an exposure, and KOL reach more?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import conversion, reach

HYPOTHESIS = Hypothesis(
    id="H3",
    title="KOC persuade, KOL reach",
    statement="For the same money KOC sell more an exposure and KOL reach more people.",
    sources=("koc-explained", "kol-or-koc"),
    kind="emergent",
    metric="buyers a thousand exposures; people reached",
    conditions={"koc": Campaigned("all on KOC", Mix(koc=1.0)), "kol": Campaigned("all on head KOL", Mix(kol=1.0))},
    readings={"conversion": conversion, "reach": reach},
    contrasts=(
        difference("buyers a thousand exposures, KOC less KOL", "conversion", "koc", "kol", UP),
        difference("people reached", "reach", "koc", "kol", DOWN),
    ),
    jointly=2,
    limits="Exposures are those of accounts; what KOC tell their friends one by one is among the causes, not the exposures.",
)
