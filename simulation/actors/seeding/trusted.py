"""Those whose neighbours would believe them: the sum, over neighbours, of trust in peers and the strength of the tie.

A survey would measure it; a brand seldom knows it. It shows what knowing trust would be worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding
from simulation.model.population import PEER


@dataclass(frozen=True)
class Trusted(Seeding):
    """Most trust among those who hear them: Σ τ over neighbours, equation (11) at the start."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """By the trust of the neighbours."""
        network, p = candidates.network, candidates.p
        strength = np.ones(network.out_target.size) if network.out_strength is None else network.out_strength
        trust = expit(logit(candidates.population.trust[PEER][network.out_target]) + p.theta * strength)
        total = np.concatenate([[0.0], np.cumsum(trust)])
        return candidates.by(total[network.out_start[1:]] - total[network.out_start[:-1]], count)
