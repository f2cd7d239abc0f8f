"""V3 · Independent cascades, by live edges and step by step. V4 · Percolation, epidemics and their critical points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from simulation.engine.spread import Spread, spread
from simulation.experiments import exact_laws as exact
from simulation.experiments import exact_worlds as worlds
from simulation.experiments.checks import Check, Floats
from simulation.experiments.exact_worlds import Ties
from simulation.experiments.verification import simulated as has
from simulation.experiments.verification.simulated import (
    CONSUMERS,
    LARGE,
    RUNS,
    Make,
    Read,
    computed,
    held,
    point,
    runs,
    shares_at,
)
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model.laws import Law

NEWMAN = "bond percolation; Newman 2002, Pastor-Satorras & Vespignani 2001"
LIVE = "all worlds of live edges; Kempe, Kleinberg & Tardos 2003, Claim 2.3"
# A loop, two ways to meet, a dead end, a tie back to a seed: twelve ties, eight consumers.
TIES = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 1), (4, 5), (2, 5), (5, 6), (6, 2), (6, 7), (7, 0)]
SMALL, WALKED, DRAWN_TIES = 8, 6, 11  # consumers, steps and ties of networks whose worlds are all told
COPIES = 1000  # of a small network, side by side
TABLE = (0.0297, 0.0582, 0.0986, 0.1543, 0.2276, 0.3183, 0.4219, 0.5287, 0.6265, 0.7059, 0.7634, 0.8015)
SIZES = {0.3: (4, 0.3137), 0.5: (4, 0.79681), 0.2: (8, 0.64198)}  # T → mean degree of a Poisson network, R
SIZES_REGULAR = {0.5: 0.8541, 0.4: 0.5415}  # T → R of a 4-regular network


def cascades() -> Iterator[Check]:
    """Every check of V3."""
    for part in (_enumerated, _table, _weighted, _drawn_cascades):
        yield from part()


def percolation() -> Iterator[Check]:
    """Every check of V4."""
    for part in (_known_sizes, _critical_points, _percolation, _small_outbreaks, _transmissibility, _epidemics, _infections):
        yield from part()
    for part in (_outbreak_probabilities, _drawn_sizes, _drawn_epidemics):
        yield from part()


# ------------------------------------------------------------------------------------------------------------- live edges


def _enumerated() -> Iterator[Check]:
    what = f"adopters, of {SMALL}, by steps 1 to {WALKED}"
    drawn = list(has.latin("small networks", 5, {"p": (0.2, 0.7)}))
    networks: list[tuple[str, Ties, dict[str, float]]] = [("twelve ties with a loop", TIES, {"p": 0.4})]
    networks += [(f"eleven ties drawn ({n})", drawn_ties(n, SMALL, DRAWN_TIES), given) for n, given in enumerate(drawn, 1)]
    for number, (name, ties, given) in enumerate(networks):
        sample, told = partial(_small_runs, ties, given["p"], number), partial(_small, ties)
        yield has.simulated("independent_cascade", f"{name}, p = {given['p']}, one seed", what, LIVE, sample, told, given)
    what = "probability of each consumer's having adopted in the end"
    sample, told = partial(_each_runs, TIES, 0.4), partial(_each, TIES)
    yield has.simulated("independent_cascade", "twelve ties with a loop, p = 0.4, one seed", what, LIVE, sample, told, {"p": 0.4})


def drawn_ties(number: int, n: int, count: int) -> Ties:
    """Different directed ties among n consumers, none to oneself, at least one from consumer 0."""
    stream = chance.at(chance.at(chance.world(number), chance.GRAPH), chance.name_of("ties of small networks"))
    pairs = [(j, i) for j in range(n) for i in range(n) if i != j]
    order = np.argsort(chance.counted(stream, 0, len(pairs)))
    first = next(place for place in order if pairs[place][0] == 0)
    rest = [place for place in order if place != first]
    return [pairs[first], *(pairs[place] for place in rest[: count - 1])]


def side_by_side(ties: Ties, n: int, strength: Sequence[float] | None = None) -> Network:
    """Many copies of a small network, that of copy c with consumers n·c to n·c + n − 1."""
    first = n * np.repeat(np.arange(COPIES), len(ties))
    source, target = (first + np.tile(end, COPIES) for end in zip(*ties, strict=True))
    return Network.from_edges(
        source, target, None if strength is None else np.tile(strength, COPIES), consumers=range(n * COPIES)
    )


def _small(ties: Ties, p: float) -> Floats:
    return np.asarray(worlds.adopted(worlds.independent(ties, p), [0], SMALL, WALKED).sum(axis=1)[1:] / SMALL)


def _small_runs(ties: Ties, p: float, key: int) -> Floats:
    network, seeds = side_by_side(ties, SMALL), np.arange(COPIES) * SMALL
    out = spread(network, laws.independent_cascade(p), seeds, WALKED, key, 4 * RUNS, threads=1)
    return np.asarray(out.curve[:, 1:] / out.terms.size)


def _each(ties: Ties, p: float) -> Floats:
    return worlds.adopted(worlds.independent(ties, p), [0], SMALL, SMALL)[-1, 1:]


def _each_runs(ties: Ties, p: float) -> Floats:
    network, seeds = side_by_side(ties, SMALL), np.arange(COPIES) * SMALL
    out = spread(network, laws.independent_cascade(p), seeds, None, 99, 4 * RUNS, threads=1)
    return np.asarray((out.day >= 0).reshape(-1, COPIES, SMALL).mean(axis=1)[:, 1:])


# ----------------------------------------------------------------------------------------------------------- step by step


def _table() -> Iterator[Check]:
    days, given = tuple(range(1, 13)), {"w": 0.5, "seeds": 0.01}
    case, what, told = "4-regular, w = 0.5, seeds 1 %", "adopters by steps 1 to 12", partial(_steps, exact.regular(4), days)
    yield computed("independent_cascade", case, what, has.TREES, told, given, TABLE, 5e-5)
    sample = partial(runs, has.regular(4, 200_000).make, laws.independent_cascade(0.5), 0.01, 12, shares_at(days), 32)
    yield has.simulated("independent_cascade", case, what, has.TREES, sample, told, given)


def _steps(degrees: Floats, days: Sequence[int], w: float, seeds: float) -> Floats:
    return exact.cascade(degrees, np.full(degrees.size, w), seeds, days[-1])[list(days)]


def _drawn_cascades() -> Iterator[Check]:
    """Other degrees, probabilities and seeds."""
    ranges = {"degree": (4.0, 12.0), "w": (0.35, 0.8), "seeds": (0.01, 0.08)}
    for number, (kind, given) in enumerate(has.drawn_kinds("cascades", 8, ranges)):
        days = has.milestones(_steps(kind.p, range(25), **given))
        law, key = laws.independent_cascade(given["w"]), 4000 + 100 * number
        sample = partial(runs, kind.make, law, given["seeds"], days[-1], shares_at(days), RUNS, key)
        case, told = f"{kind.name}, w = {given['w']}, seeds {given['seeds']}, drawn", partial(_steps, kind.p, days)
        yield has.simulated("independent_cascade", case, has.by(days), has.TREES, sample, told, given)


def _weighted() -> Iterator[Check]:
    days, kind, given = (1, 2, 4, 8, 16), has.poisson(5), {"weights": 1.0, "seeds": 0.05}
    sample = partial(runs, kind.make, laws.weighted_cascade(), given["seeds"], days[-1], shares_at(days))
    told = partial(_weighted_steps, kind.p, days)
    yield has.simulated("weighted_cascade", f"{kind.name}, seeds 5 %", has.by(days), has.TREES, sample, told, given)


def _weighted_steps(p: Floats, days: Sequence[int], factor: float, seeds: float) -> Floats:
    return exact.cascade(p, np.minimum(1, factor * exact.one_over_degree(p)), seeds, days[-1])[list(days)]


# ------------------------------------------------------------------------------------------------------------ percolation


def _known_sizes() -> Iterator[Check]:
    what = "size of a large outbreak"
    for t, (mean, known) in SIZES.items():
        told, case = partial(_size, exact.poisson(mean)), f"Poisson, mean degree {mean}, T = {t}"
        yield computed("independent_cascade", case, what, NEWMAN, told, {"T": t}, [known], 5e-5 if t == 0.3 else 5e-6)
    for t, known in SIZES_REGULAR.items():
        told, case = partial(_size, exact.regular(4)), f"4-regular, T = {t}"
        yield computed("independent_cascade", case, what, NEWMAN, told, {"T": t}, [known], 5e-5)


def _critical_points() -> Iterator[Check]:
    what = "T_c = 1/G1′(1) = ⟨k⟩/(⟨k²⟩ − ⟨k⟩)"
    for degree in (3, 4, 7):
        known, told = [1 / (degree - 1)], _critical_regular
        yield computed("independent_cascade", f"{degree}-regular", what, NEWMAN, told, {"degree": float(degree)}, known, 1e-9)
    poisson, case = {"mean degree": 4.0}, "Poisson, mean degree 4"
    yield computed("independent_cascade", case, what, NEWMAN, _critical_poisson, poisson, [0.25], 1e-9)
    given = {"β": 0.1, "γ": 0.2}
    yield computed("sir", "β = 0.1, γ = 0.2", "T = β/(β + γ − βγ)", NEWMAN, _transmitted, given, [0.35714], 5e-6)
    claim = "1/T_c of a larger network is not a third larger than that of one of a tenth of its size"
    case, source = (
        "power law, exponent 2.5, N = 1,000 to 100,000",
        "T_c → 0 for exponents to 3; Pastor-Satorras & Vespignani 2001",
    )
    yield held("independent_cascade", case, claim, source, _fat_tails)


def _critical_regular(degree: float) -> Floats:
    """Of the mixture of the two next whole degrees, where it is none."""
    low = int(degree)
    p = np.zeros(low + 2)
    p[low : low + 2] = 1 - (degree - low), degree - low
    return point(exact.threshold_of_percolation(p))


def _critical_poisson(mean: float) -> Floats:
    return point(exact.threshold_of_percolation(exact.poisson(mean)))


def _fat_tails() -> tuple[bool, bool]:
    """Whether it ever does not grow so; whether it does not where tails are thin."""
    growth = []
    for exponent in (2.5, 5.0):
        degrees = [generators.power_law(size, exponent, 2, key=2).in_degree for size in (1000, 10_000, 100_000)]
        inverse = [1 / exact.threshold_of_percolation(np.bincount(degree) / degree.size) for degree in degrees]
        growth.append(np.divide(inverse[1:], inverse[:-1]).min())
    return bool(growth[0] < 4 / 3), bool(growth[1] < 4 / 3)


def _drawn_sizes() -> Iterator[Check]:
    """Other degrees and probabilities, from some seeds."""
    ranges = {"degree": (4.0, 12.0), "T": (0.4, 0.8), "seeds": (0.01, 0.08)}
    for number, (kind, given) in enumerate(has.drawn_kinds("percolation", 6, ranges)):
        law, key = laws.independent_cascade(given["T"]), 5000 + 100 * number
        sample = partial(runs, kind.make, law, given["seeds"], None, _first_and_last, RUNS, key)
        case = f"{kind.name}, T = {given['T']}, seeds {given['seeds']}, drawn"
        told, what = partial(_first_and_size, kind.p), "adopters by step 1 and in the end"
        yield has.simulated("independent_cascade", case, what, NEWMAN, sample, told, given)


def _first_and_last(out: Spread) -> Floats:
    return np.array([out.curve[0, 1], out.curve[0, -1]]) / out.terms.size


def _first_and_size(degrees: Floats, t: float, seeds: float) -> Floats:
    return np.array([_steps(degrees, [1], t, seeds)[0], exact.final_size(degrees, t, seeds)])


def _drawn_epidemics() -> Iterator[Check]:
    ranges = {"degree": (4.0, 9.0), "β": (0.15, 0.4), "γ": (0.1, 0.4)}
    source, seeds = "edge-based recursion, after Miller, Slim & Volz 2012", 0.03
    for number, (kind, given) in enumerate(has.drawn_kinds("epidemics", 6, ranges)):
        days = has.milestones(exact.epidemic(kind.p, given["β"], given["γ"], seeds, 60).adopted)
        law, key = laws.sir(given["β"], given["γ"]), 6000 + 100 * number
        sample = partial(runs, kind.make, law, seeds, days[-1], read_epidemic(days, days), RUNS, key)
        case = f"{kind.name}, β = {given['β']}, γ = {given['γ']}, seeds 3 %, drawn"
        told = partial(infected, kind.p, days, days, seeds)
        yield has.simulated("sir", case, f"{has.by(days)}; sharing after these", source, sample, told, given)


def _percolation() -> Iterator[Check]:
    networks = [(has.poisson(4), 0.3), (has.poisson(4), 0.5), (has.poisson(8), 0.2), (has.poisson(3), 0.7)]
    for kind, t in [*networks, (has.regular(4), 0.5), (has.regular(4), 0.4), (has.regular(6), 0.3)]:
        sample = partial(_large_outbreaks, kind.make, laws.independent_cascade(t))
        case, what = f"{kind.name}, p = {t}", "size of a large outbreak"
        yield has.simulated("independent_cascade", case, what, NEWMAN, sample, partial(_size, kind.p), {"p": t})


def _size(p: Floats, t: float) -> Floats:
    return point(exact.final_size(p, t))


def _small_outbreaks() -> Iterator[Check]:
    """So few seeds that their outbreaks hardly meet; the exact value allows for those that do."""
    seeds = 0.01
    for kind, t in ((has.poisson(4), 0.12), (has.regular(4), 0.15)):
        unit = seeds * exact.small_outbreak(kind.p, t)
        sample = partial(runs, kind.make, laws.independent_cascade(t), seeds, None, _share_in(unit), 240)
        what = f"adopters a seed below T_c, in units of 1 + T G0′/(1 − T G1′) = {unit / seeds:.5g}"
        case, told = f"{kind.name}, p = {t}, seeds 1 %", partial(_in_units, kind.p, seeds, unit)
        yield has.simulated("independent_cascade", case, what, NEWMAN, sample, told, {"p": t})


def _in_units(p: Floats, seeds: float, unit: float, t: float) -> Floats:
    return point(exact.final_size(p, t, seeds) / unit)


def _transmissibility() -> Iterator[Check]:
    for beta, gamma in ((0.1, 0.2), (0.4, 0.4)):
        case, what, source = f"single ties, β = {beta}, γ = {gamma}", "T = β/(β + γ − βγ)", "transmission before recovery"
        sample = partial(_carried, beta, gamma)
        yield has.simulated("sir", case, what, source, sample, _transmitted, {"β": beta, "γ": gamma})


def _transmitted(beta: float, gamma: float) -> Floats:
    return point(exact.transmissibility(beta, gamma))


def _epidemics() -> Iterator[Check]:
    source = "edge-based recursion, after Miller, Slim & Volz 2012"
    days, sharing, seeds = (2, 5, 10, 20, 60), (2, 5, 10, 20), 0.01
    for kind, beta, gamma in ((has.poisson(4), 0.2, 0.3), (has.regular(4), 0.15, 0.1)):
        read = read_epidemic(days, sharing)
        sample = partial(runs, kind.make, laws.sir(beta, gamma), seeds, days[-1], read)
        case, what = f"{kind.name}, β = {beta}, γ = {gamma}, seeds 1 %", f"{has.by(days)}; sharing after 2, 5, 10, 20"
        told = partial(infected, kind.p, days, sharing, seeds)
        yield has.simulated("sir", case, what, source, sample, told, {"β": beta, "γ": gamma})


def infected(p: Floats, days: Sequence[int], sharing: Sequence[int], seeds: float, beta: float, gamma: float = 0.0) -> Floats:
    """Adopters by some days, then those sharing after others."""
    found = exact.epidemic(p, beta, gamma, seeds, days[-1])
    return np.concatenate((found.adopted[list(days)], found.sharing[list(sharing)]))


def _infections() -> Iterator[Check]:
    days, seeds = (1, 3, 6, 10, 15), 0.01
    for kind, beta in ((has.poisson(5), 0.2), (has.regular(4), 0.3)):
        sample = partial(runs, kind.make, laws.si(beta), seeds, days[-1], shares_at(days))
        case, told = f"{kind.name}, β = {beta}, seeds 1 %", partial(infected, kind.p, days, ())
        yield has.simulated("si", case, has.by(days), has.TREES, sample, told, {"seeds": seeds, "β": beta})


def _outbreak_probabilities() -> Iterator[Check]:
    """The same T with fixed and with random spells: the same sizes, other probabilities. Each is wrong for the other."""
    beta, gamma, kind = 0.2, 0.3, has.regular(4, 2000)
    t = exact.transmissibility(beta, gamma)
    what, case = "probability of a large outbreak from one seed", f"{kind.name}, N = 2,000, T = {t:.5g}"
    sample = partial(_large_or_not, kind.make, laws.independent_cascade(t), 60, 1000)
    fixed = has.simulated("independent_cascade", f"{case}, fixed spells", what, NEWMAN, sample, partial(_size, kind.p), {"p": t})
    sample = partial(_large_or_not, kind.make, laws.sir(beta, gamma), 60, 1000)
    case, source = f"{case}, β = {beta}, γ = {gamma}", "one spell for all ties; Kenah & Robins 2007"
    random = has.simulated("sir", case, what, source, sample, partial(_probability, kind.p), {"β": beta, "γ": gamma})
    yield replace(fixed, wrong={**fixed.wrong, "spells of random length": random.target})
    yield replace(random, wrong={**random.wrong, "percolation with the same T": fixed.target})


def _probability(p: Floats, beta: float, gamma: float) -> Floats:
    return point(exact.outbreak_probability(p, beta, gamma))


# ------------------------------------------------------------------------------------------------------------- what is read


def _share_in(unit: float) -> Read:
    """Adopters at the end, in units of this share of everybody."""
    return lambda out: out.sizes / out.terms.size / unit


def _large_outbreaks(make: Make, law: Law) -> Floats:
    """(RUNS, 1) sizes of outbreaks from one seed that became large, each on a network of its own; seed after seed is
    tried until one does."""
    return np.array([[next(_large_sizes(make(key), law, key))] for key in range(RUNS)])


def _large_sizes(network: Network, law: Law, key: int) -> Iterator[float]:
    """Shares of everybody that single seeds reach, large ones only."""
    for seed in range(network.n_consumers):
        share = spread(network, law, seed, key=key, threads=1).sizes[0] / network.n_consumers
        if share > LARGE:
            yield float(share)


def _large_or_not(make: Make, law: Law, networks: int, replicates: int) -> Floats:
    """(networks · replicates, 1) whether the outbreak of one seed becomes large."""
    found = [spread(make(key), law, 0, key=key, replicates=replicates, threads=1) for key in range(networks)]
    return np.concatenate([out.sizes > LARGE * out.terms.size for out in found])[:, None].astype(np.float64)


def read_epidemic(adopted: Sequence[int], sharing: Sequence[int]) -> Read:
    """Adopters by the close of some days, then those sharing at the close of others, as shares of everybody."""
    return lambda out: np.concatenate((out.curve[0, list(adopted)], out.sharing[0, list(sharing)])) / out.terms.size


def _carried(beta: float, gamma: float) -> Floats:
    """(RUNS, 1) share of single ties, each from a seed to a hearer of its own, that carry before the spell ends."""
    even = np.arange(0, CONSUMERS, 2)
    out = spread(Network.from_edges(even, even + 1), laws.sir(beta, gamma), even, replicates=RUNS, threads=1)
    return np.asarray((out.sizes[:, None] - even.size) / even.size)
