"""H26: do weak ties spread awareness and strong ties sales?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import aware, buyers
from simulation.graph.csr import rows_of
from simulation.graph.network import Network

REMOVED = 0.3  # of all ties
WEAK = 0.25  # strength of the less embedded half of ties; the others have 1
TALKATIVE = {"sigma_buyer": 0.7, "sigma_ratio": 2.0, "theta": 1.5}
PLAN = Mix(koc=0.5)


@lru_cache(maxsize=4)
def ties(network: Network) -> tuple[Any, Any]:
    """(ties, 2) both ends of every tie, the least embedded first: fewest common friends for the degrees of both ends."""
    source, target = rows_of(network.out_start), network.out_target
    once = source < target
    ends = np.stack([source[once], target[once]], axis=1)
    friends = [
        set(network.out_target[network.out_start[i] : network.out_start[i + 1]].tolist()) for i in range(network.n_consumers)
    ]
    common = np.array([len(friends[a] & friends[b]) / max(1, len(friends[a] | friends[b])) for a, b in ends.tolist()])
    return ends, np.argsort(common, kind="stable")


def changed(removed: str) -> Any:
    """The network with strengths by embeddedness, and the weakest or strongest ties taken away."""

    def change(network: Network) -> Network:
        ends, order = ties(network)
        strength = np.ones(len(ends))
        strength[order[: len(ends) // 2]] = WEAK
        count = int(REMOVED * len(ends))
        kept = order[count:] if removed == "weak" else order[: len(ends) - count]
        ids = network.ids
        return Network.from_edges(ids[ends[kept, 0]], ids[ends[kept, 1]], strength[kept], directed=False, consumers=ids)

    return change


CELLS = ("without weak", "without strong")

HYPOTHESIS = Hypothesis(
    id="H26",
    title="Weak ties for awareness, strong ties for sales",
    statement="Taking away weak ties costs more awareness than taking away strong ones, and fewer sales.",
    sources=("goldenberg2001", "debruyn2008", "kol-or-koc"),
    kind="contested",
    metric="people aware; buyers",
    conditions={name: Campaigned(name, PLAN, TALKATIVE, network=changed(name.split()[1])) for name in CELLS},
    readings={"aware": aware, "buyers": buyers},
    contrasts=(
        difference("people aware, without weak ties less without strong ones", "aware", *CELLS, DOWN),
        difference("buyers, without weak ties less without strong ones", "buyers", *CELLS, UP),
    ),
    jointly=2,
    limits="A tie is weak where its ends have few friends in common; three ties in ten are taken away; consumers talk more "
    "than usual, so that ties matter.",
)
