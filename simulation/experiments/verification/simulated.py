"""How quantities of laws are simulated and told beside exact ones.

Networks are drawn anew for every replicate. Wrong parameters are 5 % off where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.engine.spread import Spread, spread
from simulation.experiments import exact_laws as exact
from simulation.experiments.checks import Check, Floats
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.laws import Law

Make = Callable[[int], Network]  # the network of a key
Read = Callable[[Spread], Floats]  # what is looked at, of one replicate
Sample = Callable[[], Floats]
Told = Callable[..., Floats]  # the exact values, from the parameters that can be off

CONSUMERS, RUNS = 100_000, 24
LARGE = 0.05  # of all consumers: an outbreak beyond is a large one
OFF = 0.05  # how far a wrong parameter is off

TREES = "recursion on tree-like networks"


# -------------------------------------------------------------------------------------------------------------- networks


@dataclass(frozen=True)
class Kind:
    """A kind of network: its name, how one is drawn, and its degrees."""

    name: str
    make: Make
    p: Floats


def poisson(mean: float, consumers: int = CONSUMERS) -> Kind:
    """Networks whose ties fall anywhere."""

    def make(key: int) -> Network:
        return generators.erdos_renyi(consumers, mean, key=key)

    return Kind(f"Poisson, mean degree {mean:g}", make, exact.poisson(mean))


def regular(degree: int, consumers: int = CONSUMERS) -> Kind:
    """Networks in which everybody has as many ties."""

    def make(key: int) -> Network:
        return generators.regular(consumers, degree, key=key)

    return Kind(f"{degree}-regular", make, exact.regular(degree))


# ------------------------------------------------------------------------------------------------------------ simulation


def runs(make: Make, law: Law, seeds: float, steps: int | None, read: Read, count: int = RUNS, first_key: int = 0) -> Floats:
    """(count, points) what is read off runs, each on a network of its own; `seeds` is a share of the consumers."""
    rows = []
    for key in range(first_key, first_key + count):
        network = make(key)
        first = network.ids[: round(seeds * network.n_consumers)]
        rows.append(read(spread(network, law, first, steps, key, threads=1)))
    return np.stack(rows)


def crowd_runs(law: Law, days: Sequence[int], consumers: int = 400_000, key: int = 0) -> Floats:
    """(RUNS, points) shares of a crowd in which everybody hears everybody."""
    out = spread(Network.complete(consumers), law, steps=days[-1], key=key, replicates=RUNS, threads=1)
    return np.asarray(out.curve[:, list(days)] / out.terms.size)


def shares_at(days: Sequence[int]) -> Read:
    """Adopters by the close of these days, as shares of everybody."""
    return lambda out: out.curve[0, list(days)] / out.terms.size


# ---------------------------------------------------------------------------------------------------------------- checks


def simulated(law: str, case: str, quantity: str, source: str, sample: Sample, told: Told, given: dict[str, float]) -> Check:
    """The check of exact values told from these parameters, and of what they are with each of them 5 % off."""
    return Check(law, case, quantity, source, sample, told(*given.values()), wrong_by(told, given))


def wrong_by(told: Told, given: dict[str, float], off: float = OFF) -> dict[str, Floats]:
    """What comes of each parameter so far off, either way."""
    return {
        f"{name} {sign}{100 * off:.3g} %": told(*({**given, name: (1 + way * off) * value}).values())
        for name, value in given.items()
        for sign, way in (("−", -1), ("+", 1))
    }


def computed(
    law: str, case: str, quantity: str, source: str, told: Told, given: dict[str, float], known: Sequence[float],
    within: float | Floats,
) -> Check:  # fmt: skip
    """The check of numbers that are known to so many digits, and of what they are with each parameter 5 % off."""

    def sample() -> Floats:
        return told(*given.values())[None, :]

    return Check(law, case, quantity, source, sample, np.array(known), wrong_by(told, given), within)


def held(law: str, case: str, claim: str, source: str, look: Callable[[], tuple[bool, bool]]) -> Check:
    """The check of a claim about every one of many cases: `look` says whether it is ever broken, and whether a claim that
    is wrong is, looked for in the same way."""
    quantity = f"ever broken (1 yes, 0 no): {claim}"

    def sample() -> Floats:
        return np.array([look()], np.float64)

    return Check(law, case, quantity, source, sample, np.array([0.0, 1.0]), {}, within=0.0)


def point(value: float) -> Floats:
    """One number."""
    return np.array([value])


def by(days: Sequence[int]) -> str:
    """What is told of these days."""
    return f"adopters by steps {', '.join(map(str, days))}"


def milestones(curve: Floats) -> tuple[int, ...]:
    """Step 1, and those by which a curve has come a fifth, half and nine tenths of its way."""
    way = curve[0] + (curve[-1] - curve[0]) * np.array([0.2, 0.5, 0.9])
    return tuple(sorted({1, *(int(day) for day in np.searchsorted(curve, way))}))


# ----------------------------------------------------------------------------------------------------------------- drawn


def latin(name: str, count: int, ranges: dict[str, tuple[float, float]]) -> Iterator[dict[str, float]]:
    """`count` points of a Latin hypercube: of every parameter's range, each part is drawn from once; the same for a name.

    M. McKay, R. Beckman & W. Conover, "A comparison of three methods for selecting values of input variables" (1979).
    """
    stream = chance.at(chance.at(chance.world(0), chance.ASSUMPTION), chance.name_of(name))
    columns = {key: _stratified(chance.at(stream, chance.name_of(key)), count, *span) for key, span in ranges.items()}
    yield from ({key: float(f"{column[n]:.3g}") for key, column in columns.items()} for n in range(count))


def _stratified(stream: chance.Bits, count: int, low: float, high: float) -> Floats:
    order = np.argsort(chance.counted(stream, 0, count))
    return np.asarray(low + (high - low) * (order + chance.counted(stream, count, 2 * count)) / count)


def drawn_kinds(name: str, count: int, ranges: dict[str, tuple[float, float]]) -> Iterator[tuple[Kind, dict[str, float]]]:
    """Networks and parameters drawn: regular and Poisson in turn, of the `degree` drawn."""
    for n, given in enumerate(latin(name, count, ranges)):
        degree = given.pop("degree")
        yield (poisson(degree) if n % 2 else regular(round(degree))), given
