"""H1: does being employed by the brand cost influence?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import UP, Hypothesis, Trend, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, conversion

INDEPENDENCE = (0.0, 0.25, 0.5, 0.75, 1.0)
ARMS = tuple(f"ι {iota:g}" for iota in INDEPENDENCE)

HYPOTHESIS = Hypothesis(
    id="H1",
    title="Employment with the brand lowers influence",
    statement="The same account with the same ties and audience sells less the more it depends on the brand.",
    sources=("pseudo-concept", "zhao2025"),
    kind="input",
    metric="buyers; buyers a thousand exposures",
    conditions={name: Campaigned(name, Mix(koc=1.0), {"iota_koc": iota}) for name, iota in zip(ARMS, INDEPENDENCE, strict=True)},
    readings={"buyers": buyers, "conversion": conversion},
    contrasts=(
        difference("buyers, independent KOC less employed ones", "buyers", ARMS[-1], ARMS[0], UP),
        difference("buyers a thousand exposures", "conversion", ARMS[-1], ARMS[0], UP),
    ),
    trend=Trend(ARMS, "buyers", +1),
)
