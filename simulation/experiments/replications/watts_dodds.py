"""V13. D. Watts & P. Dodds, "Influentials, networks, and public opinion formation" (Journal of Consumer Research 2007).

Influentials are the tenth of the consumers with most ties. Whoever is tried as a seed is alone; everybody else adopts when
a share φ of those they hear have.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from simulation.engine.spread import spread
from simulation.experiments.replications.replication import Measured, Replication, Target, some_of
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

MEAN_DEGREES, TOO_MANY = (1.5, 3.0, 4.0, 5.0), 7.0  # ties each: inside the window of global cascades of φ = .18, and above
PHI = 0.18
GLOBAL = 0.05  # of everybody: a cascade beyond is a global one


def sizes(network: Network, phi: float, seeds: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The share of everybody that each of these seeds alone comes to."""
    law = laws.watts(phi)
    return np.array([spread(network, law, seed, threads=1).sizes[0] for seed in seeds]) / network.n_consumers


def trial(phi: float, mean_degree: float, quick: bool, key: int) -> tuple[float, float, float]:
    """On one network: by how much influentials multiply an average cascade, the same less their ratio of ties, and the
    share of influentials whose cascade is global."""
    network = generators.erdos_renyi(2000 if quick else 10_000, mean_degree, key=key)
    everybody, tried = np.arange(network.n_consumers), 60 if quick else 150
    ranked = np.argsort(-network.out_degree, kind="stable")[: network.n_consumers // 10]
    best, anybody = some_of(ranked, tried, "influentials", key), some_of(everybody, tried, "average consumers", key)
    one, other = sizes(network, phi, best), sizes(network, phi, anybody)
    ties = float(network.out_degree[ranked].mean() / network.out_degree.mean())
    multiplied = float(one.mean() / other.mean())
    return multiplied, multiplied - ties, float((one > GLOBAL).mean())


def measured(phi: float, quick: bool) -> Measured:
    """Inside the window, where influentials multiply; above it, where nobody starts a global cascade."""
    keys = range(6 if quick else 10)
    inside = [np.array([trial(phi, z, quick, key) for key in keys]) for z in MEAN_DEGREES]
    above = np.array([trial(phi, TOO_MANY, quick, key) for key in keys])
    return [*(found[:, 1] for found in inside), inside[2][:, 0], above[:, 2]]


LESS = "an influential multiplies the average cascade by less than its ratio of ties, under most conditions"
REPLICATION = Replication(
    id="V13",
    study="Watts & Dodds 2007, Influentials, networks, and public opinion formation",
    set_up="Poisson networks of 10,000, φ = .18, mean degrees 1.5, 3, 4, 5 and 7; on each of ten networks 150 "
    "seeds of the tenth with most ties and 150 average ones, each alone",
    targets=(
        *(Target(f"{z:g} ties each: multiplier less ratio of ties", LESS, high=0) for z in MEAN_DEGREES),
        Target("4 ties each: multiplier", "influentials do matter, moderately", 1),
        Target(
            "7 ties each: share of influentials who start a global cascade",
            "without a critical mass of easily influenced consumers influentials start nothing (margin ours)",
            high=0.01,
        ),
    ),
    measure=partial(measured, PHI),
    wrong="φ = .1, so that at 7 ties each the critical mass is there",
    measure_wrong=partial(measured, 0.1),
)
