"""H30: how much of adoption is due to talk of those who have not bought?"""

from __future__ import annotations

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import Hypothesis, Inside, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.model.population import ACTION, PEER

TALK = {"sigma_buyer": 0.35, "sigma_ratio": 7.0}


def by_non_buyers(campaign: Campaign) -> float:
    """Of those a peer made aware, the share whose informant had not bought by then; 0 where there is nobody."""
    funnel = campaign.run.state.funnel
    told = np.flatnonzero((funnel.crossed[0] >= 0) & (funnel.credit_role[0] == PEER))
    if not told.size:
        return 0.0
    bought = funnel.crossed[ACTION][funnel.credit[0][told]]
    return float(np.mean((bought < 0) | (bought >= funnel.crossed[0][told])))


HYPOTHESIS = Hypothesis(
    id="H30",
    title="A third of adoption by talk of non-buyers",
    statement="Where buyers pass on seven times as often as the merely informed, these still account for a third of adoption.",
    sources=("banerjee2013",),
    kind="calibration",
    metric="share of peer-credited awareness",
    conditions={"talk": Campaigned("KOL, KOC and advertisements", Mix(kol=0.4, koc=0.3, ads=0.3), TALK)},
    readings={"share": by_non_buyers},
    contrasts=(
        weighted("share of what peers told that came from those who had not bought", "share", {"talk": 1.0}, None,
                 Inside(0.33, 0.25, 0.41)),
    ),
    limits="Few of those aware buy here, many of those informed did in the villages: the share depends on that.",
)  # fmt: skip
