"""V15. D. Kempe, J. Kleinberg & É. Tardos, "Maximizing the spread of influence through a social network" (KDD 2003).

Their graph of authors is not shipped; friends of a music platform stand in for it, so orders are comparable and sizes less so.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.actors.seeding.celf import WORLDS, Celf
from simulation.actors.seeding.live_edges import reach_from
from simulation.actors.seeding.reverse_reachable import GREEDY, ReverseReachable, cover
from simulation.actors.seeding.seeding import Candidates
from simulation.engine.world import World
from simulation.experiments.replications import lastfm
from simulation.experiments.replications.lastfm import Longs, best, reached
from simulation.experiments.replications.replication import Measured, Replication, Target, exactly, lots, some_of
from simulation.experiments.statistics import Floats
from simulation.graph import generators
from simulation.graph.csr import Ends, Starts
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model.compiled import compiled
from simulation.model.laws import Law
from simulation.model.parameters import DEFAULTS
from simulation.model.population import draw_population
from simulation.refusal import Refusal, Verbatim

SEEDS = 30
UNLIMITED = 1e9  # neighbours a sharer tells
WALK = 200  # steps back, on average, that there is room for


class Rivals(NamedTuple):
    """Four ways to choose seeds, positions each."""

    greedy: Longs
    degree: Longs
    central: Longs
    random: Longs  # everybody, in an order to be drawn anew


def candidates(network: Network, probability: float) -> Candidates:
    """Consumers among whom word passes along each tie once with this probability."""
    p = DEFAULTS._replace(
        r_private=probability, share_cap=UNLIMITED, pi_private_awareness=1.0, gamma=1.0, sigma_buyer=1.0, sigma_ratio=1.0
    )
    key = chance.world(0, 0)
    return Candidates(World(network, draw_population(key, network.names, p), p, key, 1.0, 1))


@compiled
def _walks(start: Starts, source: Ends, stream: chance.Bits, rows: Starts, member: npt.NDArray[np.int32]) -> None:
    """Whom one could seed to win one random consumer under linear thresholds: back along one tie of each, until it closes."""
    n, tail = start.size - 1, 0
    mark = np.full(n, -1, np.int64)
    for row in range(rows.size - 1):
        state, steps = chance.at(stream, row), 1
        i = int(n * chance.draw(state, 0))
        while mark[i] != row and tail < member.size:
            mark[i], member[tail] = row, i
            tail += 1
            if start[i + 1] > start[i]:
                i = source[start[i] + int((start[i + 1] - start[i]) * chance.draw(state, steps))]
            steps += 1
        rows[row + 1] = tail


def walks(network: Network, number: int) -> tuple[Longs, npt.NDArray[np.int32]]:
    """So many of them, as rows (start, member)."""
    rows, member = np.zeros(number + 1, np.int64), np.empty(WALK * number, np.int32)
    stream = np.uint64(chance.at(chance.world(0), chance.name_of("walks under linear thresholds")))
    _walks(network.in_start, network.in_source, stream, rows, member)
    if rows[-1] == member.size:
        found = Verbatim(f"walks of more than {WALK} steps on average")
        raise Refusal("network", found, f"at most {WALK}", "take a smaller network")
    return rows, member[: rows[-1]]


def certified(rows: Longs, member: npt.NDArray[np.int32], chosen: Longs) -> float:
    """At least this share of what the best choice of as many would reach: nobody adds more than its own gain now."""
    row = np.repeat(np.arange(rows.size - 1), np.diff(rows))
    hit = np.zeros(rows.size - 1, np.bool_)
    hit[row[np.isin(member, chosen)]] = True
    left = np.sort(np.bincount(member[~hit[row]], minlength=int(member.max()) + 1))[::-1]
    return float(hit.sum() / (hit.sum() + left[: chosen.size].sum()))


def share_of_best(key: int) -> float:
    """Greedy over the best of all triples, on one small network and its sampled worlds."""
    found = candidates(generators.erdos_renyi(11, 2.4, key=key), 0.4)
    greedy = reach(found, Celf().choose(found, 3))
    return greedy / max(reach(found, np.array(triple)) for triple in combinations(range(11), 3))


def reach(found: Candidates, chosen: Longs) -> float:
    """Consumers that these reach, over the sampled worlds."""
    marks = np.zeros((WORLDS, found.network.n_consumers), np.bool_)
    return float(sum(reach_from(found, int(i), marks, True) for i in chosen))


def rivals(network: Network, greedy: Longs, central: Floats) -> Rivals:
    """Greedy as given, hubs, the least distant, anybody."""
    drawn = lots("equals", network.n_consumers)
    return Rivals(greedy, best(network.out_degree, SEEDS, drawn), best(-central, SEEDS, drawn), np.arange(network.n_consumers))


def outcomes(network: Network, law: Law, chosen: Rivals, quick: bool) -> list[Floats]:
    """(batches,) of each rival in their order."""
    batches, replicates = (6, 20) if quick else (10, 200)
    fixed = [reached(network, law, lambda _, seeds=seeds: seeds, batches, replicates) for seeds in chosen[:3]]  # type: ignore[misc]
    return [*fixed, reached(network, law, lambda key: some_of(chosen.random, SEEDS, "random seeds", key), batches, replicates)]


def measured(rewired: bool, quick: bool) -> Measured:
    """`rewired`: the greedy choice is made on a network with the same degrees and other ties."""
    network, central = lastfm.network(quick), lastfm.places(quick).distance
    looked_at = network.rewired(0) if rewired else network
    rows, member = walks(looked_at, 20_000 if quick else 200_000)
    threshold = cover(rows, member, candidates(looked_at, 0.01), SEEDS)[0]
    greedy, degree, near, random = outcomes(network, laws.linear_threshold(), rivals(network, threshold, central), quick)
    weighted = outcomes(network, laws.weighted_cascade(), rivals(network, threshold, central), quick)
    rare, often = (cascades(network, looked_at, p, central, quick) for p in (0.01, 0.1))
    small = np.array([share_of_best(key) for key in range(10 if quick else 40)])
    heuristics = (weighted[1] / degree + weighted[2] / near + weighted[3] / random) / 3
    return [
        greedy / degree - 1,
        greedy / degree - 1,
        degree / near,
        near / random,
        greedy / near - 1,
        heuristics,
        rare[0] / SEEDS,
        rare[0] / rare[1],
        often[3] / often[1],
        exactly(certified(rows, member, threshold)),
        exactly(small.min()),
    ]


def cascades(network: Network, looked_at: Network, probability: float, central: Floats, quick: bool) -> list[Floats]:
    """The same under independent cascades."""
    greedy = ReverseReachable().choose(candidates(looked_at, probability), SEEDS)
    return outcomes(network, laws.independent_cascade(probability), rivals(network, greedy, central), quick)


COAUTHORS = (
    "another graph: authors of one paper are all tied to each other, so hubs of the study probably share hearers and lose more "
    "to greedy than hubs among friends do"
)
REPLICATION = Replication(
    id="V15",
    study="Kempe, Kleinberg & Tardos 2003, Maximizing the spread of influence",
    set_up="7,624 LastFM users, 27,806 mutual ties (real, shipped; not the graph of the study); 30 seeds; "
    "greedy by reverse-reachable "
    "walks (linear threshold) or sketches (cascades), hubs, least mean distance, random; ten batches of 200 "
    "runs, the same draws for all. Small networks: forty of 11 consumers, against all triples",
    targets=(
        Target("linear threshold: greedy over degree, less 1", "greedy beats degree (margin ours)", 0.02),
        Target("linear threshold: greedy over degree, less 1", "about 18 % (within 5 points)", 0.13, 0.23, why=COAUTHORS),
        Target("linear threshold: degree over central", "degree beats central", 1),
        Target("linear threshold: central over random", "central beats random", 1),
        Target("linear threshold: greedy over central, less 1", "more than 40 %", 0.4, why=COAUTHORS),
        Target(
            "weighted cascade over linear threshold, mean of the three heuristics",
            "about a quarter lower (within 5 points)",
            0.7,
            0.8,
            why="another graph; the order of the two laws is the same",
        ),
        Target(
            "cascade, 1 %: adopters a seed, greedy",
            "about 3 (within one half)",
            2.5,
            3.5,
            why="another graph: 3.6 ties a user are fewer",
        ),
        Target(
            "cascade, 1 %: greedy over degree",
            "greedy beats degree",
            1,
            why="word hardly travels beyond the hearers of a seed, so degree is nearly the best there is",
        ),
        Target("cascade, 10 %: random over degree", "random beats degree beyond 12 seeds", 1),
        Target(
            "linear threshold, greedy: share of the best choice, at least", "1 − 1/e: certified by what is left to gain", GREEDY
        ),
        Target("small networks, greedy: least share of the best choice", "1 − 1/e", GREEDY),
    ),
    measure=partial(measured, False),
    wrong="the greedy choice is made on a network with the same degrees and other ties",
    measure_wrong=partial(measured, True),
)
