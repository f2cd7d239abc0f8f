"""H17c: are influentials worth more than their ties?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.engine.spread import spread
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, Observed, Reading, weighted
from simulation.experiments.hypotheses.worlds import Here
from simulation.graph import generators
from simulation.model import chance, laws

CONSUMERS, SEEDS, TOP = 2000, 40, 0.1


class Seeded:
    """Cascades of Watts's law from single seeds: influentials, and consumers of average degree."""

    def __init__(self, fraction: float, degree: float) -> None:
        self.fraction, self.degree = fraction, degree
        self.words = f"φ = {fraction:g}, mean degree {degree:g}"

    def observed(self, here: Here, readings: Mapping[str, Reading]) -> Observed:
        """Mean cascades and degrees of both kinds of seeds."""
        phi, degree = here.setting("fraction", self.fraction), here.setting("degree", self.degree)
        network = generators.erdos_renyi(CONSUMERS, degree, key=int(here.world) >> 1)
        degrees = network.out_degree
        top = np.argsort(-degrees, kind="stable")[: int(TOP * CONSUMERS)]
        average = np.flatnonzero(np.abs(degrees - degrees.mean()) <= 0.5 + 0.5 * (degrees.mean() % 1 == 0.5))
        found = {name: _chosen(here, name, group) for name, group in (("top", top), ("average", average))}
        law = laws.watts(f"{phi:.4f}")
        sizes = {
            name: [float(spread(network, law, network.ids[i], threads=1).sizes[0]) for i in seeds]
            for name, seeds in found.items()
        }
        state = {name: (np.mean(sizes[name]), degrees[seeds].mean()) for name, seeds in found.items()}
        return {name: reading(state) for name, reading in readings.items()}


def _chosen(here: Here, name: str, group: Any) -> Any:
    lots = chance.counted(chance.at(here.world, chance.name_of(name)), 0, SEEDS)
    return group[(lots * group.size).astype(int)]


def multiplier(state: Any) -> float:
    """How much larger the cascades of influentials are."""
    return float(np.log(state["top"][0] / state["average"][0]))


def degree_ratio(state: Any) -> float:
    """How many more ties they have."""
    return float(np.log(state["top"][1] / state["average"][1]))


def beyond(state: Any) -> float:
    """The one beyond the other."""
    return multiplier(state) - degree_ratio(state)


HYPOTHESIS = Hypothesis(
    id="H17c",
    title="Influentials are worth less than their ties",
    statement="The most tied tenth start larger cascades than average consumers, but mostly by less than they have more ties.",
    sources=("watts2007", "watts2002"),
    kind="emergent",
    metric="log ratio of cascade sizes and of degrees",
    conditions={"window": Seeded(0.18, 4.0), "edge": Seeded(0.18, 1.5), "stable": Seeded(0.25, 6.0)},
    readings={"beyond": beyond, "multiplier": multiplier},
    contrasts=(
        weighted("cascade ratio beyond the degree ratio, inside the window (φ .18, z 4)", "beyond", {"window": 1.0}, None, DOWN),
        weighted("cascade ratio, inside the window", "multiplier", {"window": 1.0}, None, UP),
        weighted("cascade ratio beyond the degree ratio, near its lower edge (z 1.5)", "beyond", {"edge": 1.0}, None, DOWN),
        weighted("the same where cascades are rare (φ .25, z 6)", "beyond", {"stable": 1.0}, None, DOWN),
    ),
    most=60,
    of_law=True,
    ranges={"fraction": (0.1, 0.3), "degree": (1.5, 8.0)},
    limits="Poisson networks of 2,000 consumers, as where the result was first found; other kinds of networks play no part.",
)
