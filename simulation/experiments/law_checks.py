"""Every law beside what it must come to: the checks of docs/VERIFICATION.md, and of the tests.

Networks are drawn anew for every replicate. Wrong parameters are 5 % off, or one where they are numbers of adopters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from simulation.engine.spread import Spread, spread
from simulation.experiments import exact_laws as exact
from simulation.experiments.checks import Check, Floats
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.model.laws import Law

Make = Callable[[int], Network]  # the network of a key
Read = Callable[[Spread], Floats]  # what is looked at, of one replicate
Sample = Callable[[], Floats]
WAYS: tuple[Literal["fixed", "redrawn"], ...] = ("fixed", "redrawn")

CONSUMERS, RUNS = 100_000, 24
LARGE = 0.05  # of all consumers: an outbreak beyond is a large one


def checks() -> Iterator[Check]:
    """Every check, in the order they are told."""
    for part in (_percolation, _small_outbreaks, _weighted, _transmissibility, _epidemics, _infections):
        yield from part()
    for part in (_outbreak_probabilities, _talk, _thresholds, _counts, _windows, _crowds):
        yield from part()


# ------------------------------------------------------------------------------------------------------------ simulation


def poisson(mean: float, consumers: int = CONSUMERS) -> Make:
    """Networks whose ties fall anywhere."""
    return lambda key: generators.erdos_renyi(consumers, mean, key=key)


def regular(degree: int, consumers: int = CONSUMERS) -> Make:
    """Networks in which everybody has as many ties."""
    return lambda key: generators.regular(consumers, degree, key=key)


@dataclass(frozen=True)
class Kind:
    """A kind of network: its name, how one is drawn, and its degrees."""

    name: str
    make: Make
    p: Floats


def _poisson(mean: float) -> Kind:
    return Kind(f"Poisson, mean degree {mean:g}", poisson(mean), exact.poisson(mean))


def _regular(degree: int, consumers: int = CONSUMERS) -> Kind:
    return Kind(f"{degree}-regular", regular(degree, consumers), exact.regular(degree))


def two_classes(ties: exact.Topology, consumers: int = CONSUMERS // 2) -> Make:
    """A regular network of strong ties and one of weak ties, laid on each other."""

    def make(key: int) -> Network:
        parts = [generators.regular(consumers, degree, key=2 * key + n) for n, degree in enumerate(ties)]
        source = np.concatenate([np.repeat(part.ids, part.out_degree) for part in parts])
        target = np.concatenate([part.ids[part.out_target] for part in parts])
        strong = np.repeat([True, False], [part.n_arcs for part in parts])
        return Network.from_edges(source, target, consumers=parts[0].ids, strong=strong)

    return make


def runs(make: Make, law: Law, seeds: float, steps: int | None, read: Read, count: int = RUNS) -> Floats:
    """(count, points) what is read off runs, each on a network of its own; `seeds` is a share of the consumers."""
    rows = []
    for key in range(count):
        network = make(key)
        first = np.arange(round(seeds * network.n_consumers))
        rows.append(read(spread(network, law, first, steps, key, threads=1)))
    return np.stack(rows)


def shares_at(days: Sequence[int]) -> Read:
    """Adopters by the close of these days, as shares of everybody."""
    return lambda out: out.curve[0, list(days)] / out.terms.size


def in_units(unit: float) -> Read:
    """Adopters at the end, in units of this share of everybody."""
    return lambda out: out.sizes / out.terms.size / unit


def large_outbreaks(make: Make, law: Law) -> Floats:
    """(RUNS, 1) sizes of outbreaks from one seed that became large, each on a network of its own; seed after seed is
    tried until one does."""
    return np.array([[next(large_sizes(make(key), law, key))] for key in range(RUNS)])


def large_sizes(network: Network, law: Law, key: int) -> Iterator[float]:
    """Shares of everybody that single seeds reach, large ones only."""
    for seed in range(network.n_consumers):
        share = spread(network, law, seed, key=key, threads=1).sizes[0] / network.n_consumers
        if share > LARGE:
            yield float(share)


def large_or_not(make: Make, law: Law, networks: int, replicates: int) -> Floats:
    """(networks · replicates, 1) whether the outbreak of one seed becomes large."""
    found = [spread(make(key), law, 0, key=key, replicates=replicates, threads=1) for key in range(networks)]
    return np.concatenate([out.sizes > LARGE * out.terms.size for out in found])[:, None].astype(np.float64)


def adopted_and_sharing(adopted: Sequence[int], sharing: Sequence[int]) -> Read:
    """Adopters by the close of some days, then those sharing at the close of others, as shares of everybody."""
    return lambda out: np.concatenate((out.curve[0, list(adopted)], out.sharing[0, list(sharing)])) / out.terms.size


def carried(beta: float, gamma: float) -> Floats:
    """(RUNS, 1) share of single ties, each from a seed to a hearer of its own, that carry before the spell ends."""
    even = np.arange(0, CONSUMERS, 2)
    out = spread(Network.from_edges(even, even + 1), laws.sir(beta, gamma), even, replicates=RUNS, threads=1)
    return np.asarray((out.sizes[:, None] - even.size) / even.size)


def global_or_not(make: Make, phi: float, networks: int = 420, seeds: int = 100) -> Floats:
    """(networks, 1) share of single seeds whose cascade is global; each network's first consumers are tried in turn."""
    law, shares = laws.watts(phi), []
    for network in map(make, range(networks)):
        sizes = [spread(network, law, seed, threads=1).sizes[0] for seed in range(seeds)]
        shares.append(np.mean(np.array(sizes) > LARGE * network.n_consumers))
    return np.array(shares)[:, None]


def crowd_runs(law: Law, days: Sequence[int]) -> Floats:
    """(RUNS, points) shares of a crowd of 400,000."""
    out = spread(Network.complete(400_000), law, steps=days[-1], replicates=RUNS, threads=1)
    return np.asarray(out.curve[:, list(days)] / out.terms.size)


# --------------------------------------------------------------------------------------------------------------- the list

NEWMAN = "bond percolation; Newman 2002, Pastor-Satorras & Vespignani 2001"
TREES = "recursion on tree-like networks"
GLEESON = "recursion of Gleeson & Cahalane 2007, in steps"

Told = Callable[..., Floats]  # the exact values, from the parameters that can be off


def _check(law: str, case: str, quantity: str, source: str, sample: Sample, told: Told, given: dict[str, float]) -> Check:
    """The check of exact values told from these parameters, and of what they are with each of them 5 % off."""
    wrong = {
        f"{name} {way}": told(*({**given, name: factor * value}).values())
        for name, value in given.items()
        for way, factor in (("−5 %", 0.95), ("+5 %", 1.05))
    }
    return Check(law, case, quantity, source, sample, told(*given.values()), wrong)


def _point(value: float) -> Floats:
    return np.array([value])


def _by(days: Sequence[int]) -> str:
    return f"adopters by steps {', '.join(map(str, days))}"


def _percolation() -> Iterator[Check]:
    networks = [(_poisson(4), 0.3), (_poisson(4), 0.5), (_poisson(8), 0.2), (_poisson(3), 0.7)]
    for kind, t in [*networks, (_regular(4), 0.5), (_regular(4), 0.4), (_regular(6), 0.3)]:
        sample = partial(large_outbreaks, kind.make, laws.independent_cascade(t))
        case, what = f"{kind.name}, p = {t}", "size of a large outbreak"
        yield _check("independent_cascade", case, what, NEWMAN, sample, partial(_size, kind.p), {"p": t})


def _size(p: Floats, t: float) -> Floats:
    return _point(exact.final_size(p, t))


def _small_outbreaks() -> Iterator[Check]:
    """So few seeds that their outbreaks hardly meet; the exact value allows for those that do."""
    seeds = 0.01
    for kind, t in ((_poisson(4), 0.12), (_regular(4), 0.15)):
        unit = seeds * exact.small_outbreak(kind.p, t)
        sample = partial(runs, kind.make, laws.independent_cascade(t), seeds, None, in_units(unit), 240)
        what = f"adopters a seed below T_c, in units of 1 + T G0′/(1 − T G1′) = {unit / seeds:.5g}"
        case, told = f"{kind.name}, p = {t}, seeds 1 %", partial(_in_units, kind.p, seeds, unit)
        yield _check("independent_cascade", case, what, NEWMAN, sample, told, {"p": t})


def _in_units(p: Floats, seeds: float, unit: float, t: float) -> Floats:
    return _point(exact.final_size(p, t, seeds) / unit)


def _weighted() -> Iterator[Check]:
    days, kind, given = (1, 2, 4, 8, 16), _poisson(5), {"weights": 1.0, "seeds": 0.05}
    sample = partial(runs, kind.make, laws.weighted_cascade(), given["seeds"], days[-1], shares_at(days))
    told = partial(_weighted_steps, kind.p, days)
    yield _check("weighted_cascade", f"{kind.name}, seeds 5 %", _by(days), TREES, sample, told, given)


def _weighted_steps(p: Floats, days: Sequence[int], factor: float, seeds: float) -> Floats:
    return exact.cascade(p, np.minimum(1, factor * exact.one_over_degree(p)), seeds, days[-1])[list(days)]


def _transmissibility() -> Iterator[Check]:
    for beta, gamma in ((0.1, 0.2), (0.4, 0.4)):
        case, what, source = f"single ties, β = {beta}, γ = {gamma}", "T = β/(β + γ − βγ)", "transmission before recovery"
        sample = partial(carried, beta, gamma)
        yield _check("sir", case, what, source, sample, _transmitted, {"β": beta, "γ": gamma})


def _transmitted(beta: float, gamma: float) -> Floats:
    return _point(exact.transmissibility(beta, gamma))


def _epidemics() -> Iterator[Check]:
    source = "edge-based recursion, after Miller, Slim & Volz 2012"
    days, sharing, seeds = (2, 5, 10, 20, 60), (2, 5, 10, 20), 0.01
    for kind, beta, gamma in ((_poisson(4), 0.2, 0.3), (_regular(4), 0.15, 0.1)):
        read = adopted_and_sharing(days, sharing)
        sample = partial(runs, kind.make, laws.sir(beta, gamma), seeds, days[-1], read)
        case, what = f"{kind.name}, β = {beta}, γ = {gamma}, seeds 1 %", f"{_by(days)}; sharing after 2, 5, 10, 20"
        told = partial(_infected, kind.p, days, sharing, seeds)
        yield _check("sir", case, what, source, sample, told, {"β": beta, "γ": gamma})


def _infected(p: Floats, days: Sequence[int], sharing: Sequence[int], seeds: float, beta: float, gamma: float = 0.0) -> Floats:
    found = exact.epidemic(p, beta, gamma, seeds, days[-1])
    return np.concatenate((found.adopted[list(days)], found.sharing[list(sharing)]))


def _infections() -> Iterator[Check]:
    days, seeds = (1, 3, 6, 10, 15), 0.01
    for kind, beta in ((_poisson(5), 0.2), (_regular(4), 0.3)):
        sample = partial(runs, kind.make, laws.si(beta), seeds, days[-1], shares_at(days))
        case, told = f"{kind.name}, β = {beta}, seeds 1 %", partial(_infected, kind.p, days, ())
        yield _check("si", case, _by(days), TREES, sample, told, {"seeds": seeds, "β": beta})


def _outbreak_probabilities() -> Iterator[Check]:
    """The same T with fixed and with random spells: the same sizes, other probabilities. Each is wrong for the other."""
    beta, gamma, kind = 0.2, 0.3, _regular(4, 2000)
    t = exact.transmissibility(beta, gamma)
    what, case = "probability of a large outbreak from one seed", f"{kind.name}, N = 2,000, T = {t:.5g}"
    sample = partial(large_or_not, kind.make, laws.independent_cascade(t), 60, 1000)
    fixed = _check("independent_cascade", f"{case}, fixed spells", what, NEWMAN, sample, partial(_size, kind.p), {"p": t})
    sample = partial(large_or_not, kind.make, laws.sir(beta, gamma), 60, 1000)
    case, source = f"{case}, β = {beta}, γ = {gamma}", "one spell for all ties; Kenah & Robins 2007"
    random = _check("sir", case, what, source, sample, partial(_probability, kind.p), {"β": beta, "γ": gamma})
    yield replace(fixed, wrong={**fixed.wrong, "spells of random length": random.target})
    yield replace(random, wrong={**random.wrong, "percolation with the same T": fixed.target})


def _probability(p: Floats, beta: float, gamma: float) -> Floats:
    return _point(exact.outbreak_probability(p, beta, gamma))


def _talk() -> Iterator[Check]:
    days, ties, (strong, weak, external) = (2, 5, 10, 15, 20), exact.Topology(strong=5, weak=6), (0.06, 0.04, 0.01)
    given = {"β strong": strong, "β weak": weak, "α": external}
    for way in WAYS:
        law = laws.goldenberg(strong, weak, external, way)
        sample = partial(runs, two_classes(ties), law, 0.0, days[-1], shares_at(days))
        case = f"{ties.strong} strong and {ties.weak} weak ties each, β .06 and .04, α .01, weak contacts {way}"
        yield _check("goldenberg", case, _by(days), TREES, sample, partial(_told, ties, days, way == "redrawn"), given)


def _told(ties: exact.Topology, days: Sequence[int], redrawn: bool, strong: float, weak: float, external: float) -> Floats:
    return exact.talk(ties, strong, weak, external, redrawn, days[-1])[list(days)]


def _thresholds() -> Iterator[Check]:
    """For φ = .18, ⌈φk⌉ is the same 5 % lower and higher for nearly all k; so φ is not asked there."""
    for mean, phi, seeds, days in ((4.0, 0.18, 0.01, (1, 2, 4, 6, 60)), (10.0, 0.21, 0.15, (1, 2, 3))):
        sample = partial(runs, poisson(mean), laws.watts(phi), seeds, days[-1], shares_at(days))
        given = {"seeds": seeds, "mean degree": mean} | ({"φ": phi} if phi > 0.2 else {})
        case, told = f"Poisson, mean degree {mean:g}, φ = {phi}, seeds {seeds:.0%}", partial(_watts, days)
        yield _check("watts", case, _by(days), GLEESON, sample, told, given)


def _watts(days: Sequence[int], seeds: float, mean: float, phi: float = 0.18) -> Floats:
    p = exact.poisson(mean)
    return exact.thresholds(p, exact.watts_needs(p, phi), seeds, days[-1])[list(days)]


def _counts() -> Iterator[Check]:
    days = (1, 2, 4, 7)
    for kind, count, seeds in ((_poisson(8), 2, 0.05), (_regular(6), 3, 0.18)):
        sample = partial(runs, kind.make, laws.complex_contagion(count), seeds, days[-1], shares_at(days))
        case, told = f"{kind.name}, count {count}, seeds {seeds:.0%}", partial(_counted, kind.p, days, count)
        check = _check("complex_contagion", case, _by(days), GLEESON, sample, told, {"seeds": seeds})
        others = {f"count {other}": _counted(kind.p, days, other, seeds) for other in (count - 1, count + 1)}
        yield replace(check, wrong={**check.wrong, **others})


def _counted(p: Floats, days: Sequence[int], count: int, seeds: float) -> Floats:
    return exact.thresholds(p, np.full(p.size, count), seeds, days[-1])[list(days)]


def _windows() -> Iterator[Check]:
    """One seed, inside the window of global cascades."""
    z, phi = 4.2, 0.18
    what, source = "probability of a global cascade from one seed", "giant vulnerable cluster; Watts 2002"
    case, sample = f"Poisson, mean degree {z:g}, φ = {phi}, N = 5,000", partial(global_or_not, poisson(z, 5000), phi)
    yield _check("watts", case, what, source, sample, partial(_global, phi), {"mean degree": z})


def _global(phi: float, z: float) -> Floats:
    return _point(exact.global_cascade_probability(exact.poisson(z), phi))


def _crowds() -> Iterator[Check]:
    mean, source = 0.25, "r ← Φ((r − mean)/sd); Granovetter 1978"
    for sd, days in ((0.12, (1, 2, 5, 10, 40)), (0.13, (1, 2, 4, 6))):
        sample, case = partial(crowd_runs, laws.granovetter(mean, sd), days), f"thresholds of mean {mean}, sd {sd}"
        yield _check("granovetter", case, _by(days), source, sample, partial(_crowd, days), {"mean": mean, "sd": sd})


def _crowd(days: Sequence[int], mean: float, sd: float) -> Floats:
    return exact.crowd(mean, sd, days[-1])[list(days)]
