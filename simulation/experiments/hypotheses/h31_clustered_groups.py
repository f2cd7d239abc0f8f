"""H31: does what needs confirmation need clustered groups?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.experiments.hypotheses.conditions import Spreading
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, weighted
from simulation.experiments.hypotheses.worlds import Here
from simulation.graph import generators, rewiring
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model.laws import Law

CONSUMERS = 2000


def clustered(here: Here) -> Network:
    """A ring lattice: everybody's friends know each other."""
    return generators.small_world(CONSUMERS, 2 * round(here.setting("half the ties", 4.0)), 0.0, key=0)


def shuffled(here: Here) -> Network:
    """The same degrees, tied at random."""
    return rewiring.rewired(clustered(here), int(here.world) >> 1)


def needing(count: int) -> Callable[[Here], Law]:
    """Taken up after hearing it from so many."""
    return lambda here: laws.complex_contagion(count)


def neighbourhood(here: Here, network: Network) -> Any:
    """Somebody and all her friends."""
    one = int(chance.draw(here.world, 2) * CONSUMERS)
    friends = network.out_target[network.out_start[one] : network.out_start[one + 1]]
    return network.ids[np.append(friends, one)]


def adopters(found: Any) -> float:
    """Share of consumers who have adopted in the end."""
    return float(found.curve[:, -1].mean() / found.terms.size)


def early(found: Any) -> float:
    """The same after four steps."""
    return float(found.curve[:, min(4, found.curve.shape[1] - 1)].mean() / found.terms.size)


HYPOTHESIS = Hypothesis(
    id="H31",
    title="What needs confirmation needs clusters",
    statement="Content taken up only after hearing it from two or more spreads on clustered ties and not on random ones; what "
    "one voice can pass on spreads faster on random ties.",
    sources=("centola2007",),
    kind="emergent",
    metric="share of adopters",
    conditions={
        f"{name} {count}": Spreading(f"{name}, {count} needed", needing(count),
                                     neighbourhood, None, 1, network)
        for count in (2, 1) for name, network in (("clustered", clustered), ("random", shuffled))
    },
    readings={"adopters": adopters, "early": early},
    contrasts=(
        weighted("adopters where two are needed, clustered less random ties", "adopters",
                 {"clustered 2": 1.0, "random 2": -1.0}, None, UP),
        weighted("adopters after four steps where one is enough", "early", {"clustered 1": 1.0, "random 1": -1.0}, None, DOWN),
    ),
    jointly=2,
    most=60,
    of_law=True,
    ranges={"half the ties": (2.0, 8.0)},
    limits="One lattice of eight ties each beside the same degrees at random, after one neighbourhood has taken it up; other "
    "kinds of networks play no part.",
)  # fmt: skip
