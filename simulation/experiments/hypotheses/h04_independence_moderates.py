"""H4: does trust sell more for an independent source?"""

from __future__ import annotations

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import UP, Hypothesis, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.model.population import KOC


def slope(campaign: Campaign) -> float:
    """Slope of having become aware on initial trust in KOC, among those reached; per unit of trust."""
    funnel, trust = campaign.run.state.funnel, campaign.market.world.population.trust[KOC]
    reached = funnel.reached_on >= 0
    if np.count_nonzero(reached) < 2:
        return 0.0
    went = (funnel.crossed[0][reached] >= 0).astype(float)
    spread = float(np.var(trust[reached]))
    return float(np.cov(went, trust[reached], bias=True)[0, 1] / spread) if spread > 0.0 else 0.0


HYPOTHESIS = Hypothesis(
    id="H4",
    title="Independence moderates what trust does",
    statement="Trust in a source turns into awareness and purchase more readily the more independent the source is.",
    sources=("pseudo-concept", "zhao2025"),
    kind="input",
    metric="slope of conversion on initial trust",
    conditions={
        "independent": Campaigned("ι 1", Mix(koc=1.0), {"iota_koc": 1.0}),
        "employed": Campaigned("ι 0", Mix(koc=1.0), {"iota_koc": 0.0}),
    },
    readings={"slope": slope},
    contrasts=(
        weighted("slope of becoming aware on trust, independent less employed", "slope",
                 {"independent": 1.0, "employed": -1.0}, None, UP),
    ),
    limits="The slope is that of becoming aware: buyers are too few for one.",
)  # fmt: skip
