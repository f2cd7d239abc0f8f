"""V14. G. Rossman & J. Fisher, "Network hubs cease to be influential in the presence of low levels of advertising"
(PNAS 118(7), e2013391118, 2021).

How strong word of mouth is can be read in two ways: as the chance of one tie, or as that of all ties of a consumer together
(Bass's q). Both are run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from simulation.engine.spread import spread
from simulation.experiments.replications.replication import Measured, Replication, Target, some_of
from simulation.experiments.statistics import Floats
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.model.laws import Law

WORD_OF_MOUTH = 0.02  # probability a step
ADVERTISING = 0.0026  # constant hazard, in units of word of mouth
LARGE, SMALL = 10_000, 1000  # consumers
MOST_STEPS = 5000


def by_tie(advertising: float) -> Law:
    """Every adopter wins a hearer with this probability."""
    return laws.goldenberg(WORD_OF_MOUTH, 0.0, advertising * WORD_OF_MOUTH)


def by_consumer(advertising: float) -> Law:
    """All ties of a consumer together, each an equal share."""
    return laws.bass(advertising * WORD_OF_MOUTH, WORD_OF_MOUTH)


def half_time(network: Network, law: Law, seed: int, key: int) -> float:
    """Steps until half of everybody has adopted, from one seed."""
    curve = spread(network, law, seed, MOST_STEPS, key, threads=1).curve[0]
    return float(np.argmax(2 * curve >= network.n_consumers))


def advantage(consumers: int, law: Law, key: int) -> float:
    """By which share of the time the hub as a seed is faster than average consumers are, by the same draws."""
    network = generators.preferential_attachment(consumers, 3, key=key)
    hub, average = int(np.argmax(network.out_degree)), some_of(network.ids, 5, "average seeds", key)
    others = np.mean([half_time(network, law, int(seed), key) for seed in average])
    return 1.0 - half_time(network, law, hub, key) / float(others)


def advantages(consumers: int, law: Callable[[float], Law], advertising: float, replicates: int) -> Floats:
    """(replicates,) each on a network of its own."""
    return np.array([advantage(consumers, law(advertising), key) for key in range(replicates)])


def measured(advertising: float, quick: bool) -> Measured:
    """What the hub is worth without advertising, and what is left of it with some."""
    replicates = 12 if quick else 60
    large = partial(advantages, 4000 if quick else LARGE, replicates=replicates)
    small = partial(advantages, SMALL, by_tie, replicates=replicates)
    none, some = large(by_tie, 0.0), large(by_tie, advertising)
    left, left_small = some / none.mean(), small(advertising) / small(0.0).mean()
    left_by_consumer = large(by_consumer, advertising) / large(by_consumer, 0.0).mean()
    return [none, (some - none) / none.mean(), left - left_small, left, left_by_consumer]


COLLAPSE = (
    "at a quarter of a per cent of word of mouth (as the press told it) a hub is worth no more than anybody "
    "(a tenth left: margin ours)"
)
SLOWER = (
    "the hub's worth falls at once, and the more the larger the network, but at this size it takes advertising "
    "of about a tenth of "
    "word of mouth to take nine tenths of it; the study also has real networks, other sizes and other measures of speed"
)
REPLICATION = Replication(
    id="V14",
    study="Rossman & Fisher 2021, Network hubs cease to be influential in the presence of low levels of advertising",
    set_up="Preferential attachment, three ties a newcomer, 10,000 consumers (1,000 where said); word of mouth "
    "of .02 a step and tie (where said, a consumer's ties together), a constant hazard of .26 % of it; one seed, the hub or an "
    "average consumer, by the same draws; time to half of everybody; sixty networks",
    targets=(
        Target("no advertising: share of the time that the hub saves", "hubs are influential (margin ours)", 0.05),
        Target(
            "advertising: change of what the hub is worth, share of itself",
            "it falls as soon as there is a constant hazard (a tenth: margin ours)",
            high=-0.1,
        ),
        Target(
            "share left at 10,000 consumers less that at 1,000", "like a phase transition: sharper where there are more", high=0
        ),
        Target("advertising .26 % of one tie: share left of what the hub is worth", COLLAPSE, high=0.1, why=SLOWER),
        Target("advertising .26 % of all ties: share left of what the hub is worth", COLLAPSE, high=0.1, why=SLOWER),
    ),
    measure=partial(measured, ADVERTISING),
    wrong="advertising a thousandth of that",
    measure_wrong=partial(measured, ADVERTISING / 1000),
)
