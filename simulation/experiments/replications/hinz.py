"""V17. O. Hinz, B. Skiera, C. Barrot & J. Becker, "Seeding strategies for viral marketing: an empirical comparison" (Journal of
Marketing 2011): whom to seed, and why hubs work."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulation.experiments.replications import lastfm
from simulation.experiments.replications.lastfm import Longs, best, reached
from simulation.experiments.replications.replication import Measured, Replication, Target, lots, some_of
from simulation.experiments.statistics import Floats
from simulation.graph.network import Network
from simulation.model import laws

PERSUASIONS = (0.03, 0.05, 0.1)  # probability that one contact convinces, the same for everybody
ONE_CONTACT = 0.5  # the same, where everybody has one contact only


def equal_participation(network: Network) -> Network:
    """Everybody tells exactly one of those who hear them, drawn by lot."""
    teller = np.repeat(np.arange(network.n_consumers), network.out_degree)
    order = np.lexsort((lots("the one who is told", teller.size), teller))
    told = order[network.out_start[:-1][network.out_degree > 0]]
    return Network.from_edges(network.ids[teller[told]], network.ids[network.out_target[told]], consumers=network.ids)


def referrals(network: Network, probability: float, seeds: list[Longs], quick: bool) -> list[Floats]:
    """(batches,) consumers won beyond the seeds: by these seeds in turn, then by random ones."""
    batches, replicates, number = 6 if quick else 10, 40 if quick else 400, seeds[0].size
    law, everybody = laws.independent_cascade(probability), np.arange(network.n_consumers)
    fixed = [reached(network, law, lambda _, chosen=chosen: chosen, batches, replicates) for chosen in seeds]  # type: ignore[misc]
    random = reached(network, law, lambda key: some_of(everybody, number, "random seeds", key), batches, replicates)
    return [sizes - number for sizes in (*fixed, random)]


def measured(factor: float, quick: bool) -> Measured:
    """Hubs, bridges and the fringe against anybody; every persuasion times a factor."""
    network, drawn = lastfm.network(quick), lots("equals", lastfm.network(quick).n_consumers)
    scores = (network.out_degree, lastfm.places(quick).betweenness, -network.out_degree)
    chosen = [best(score, network.n_consumers // 100, drawn) for score in scores]
    gains, spans = [], []
    for persuasion in PERSUASIONS:
        hubs, bridges, fringe, random = referrals(network, factor * persuasion, chosen, quick)
        gains.append((hubs + bridges) / 2 / random - 1)
        spans.append(hubs / fringe)
    equal = referrals(equal_participation(network), ONE_CONTACT, chosen, quick)
    return [*gains, *spans, equal[0] / equal[3] - 1]


SEVERAL = (
    "how far hubs lead hangs on how persuasive a contact is: rarely convincing, nobody but hubs gets anywhere; "
    "often convincing, everybody is reached whoever begins; the persuasiveness of the campaigns studied is not known"
)
GAIN = "hubs and bridges win half as much again as random seeds: +52 % (within 20 points)"
SPAN = "the best wins up to 8 times the worst (and a fifth more at least: margin ours)"
REPLICATION = Replication(
    id="V17",
    study="Hinz, Skiera, Barrot & Becker 2011, Seeding strategies for viral marketing",
    set_up="7,624 LastFM users, 27,806 mutual ties (real, shipped; not the networks of the study); 1 % seeded: "
    "hubs (degree), bridges "
    "(betweenness), fringe (least degree), random; independent cascade, persuasion .03, .05 or .1 a contact, equal for all; "
    "adopters beyond the seeds; ten batches of 400 runs, the same draws for all",
    targets=(
        *(Target(f"persuasion {p:g}: hubs and bridges over random, less 1", GAIN, 0.32, 0.72, why=SEVERAL) for p in PERSUASIONS),
        *(Target(f"persuasion {p:g}: hubs over the fringe", SPAN, 1.2, 8, why=SEVERAL) for p in PERSUASIONS),
        Target(
            "everybody tells exactly one other: hubs over random, less 1",
            "hubs win because they take part more, not because they persuade more: equal participation, no lead",
            high=0.05,
        ),
    ),
    measure=partial(measured, 1.0),
    wrong="every persuasion ten times as high",
    measure_wrong=partial(measured, 10.0),
)
