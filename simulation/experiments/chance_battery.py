"""A battery for chance: what draws addressed by name must not show, looked for on purpose.

Every test asks for p-values; a test fails if its smallest, times the number of all p-values of the battery (Bonferroni),
is below ALPHA. Names are the awkward ones: consecutive, on grids, one bit apart. The same battery examines any way of
going from a state and a name to a state; `exclusive_or` is one that must fail.

| test             | what would be found                                                               |
|------------------|-----------------------------------------------------------------------------------|
| uniform          | draws of a stream crowd somewhere (Kolmogorov–Smirnov; χ² in 1,024 cells; bits)   |
| lag              | draws of neighbouring names are alike                                             |
| streams          | two streams, replicates or keys are alike at the same names                       |
| parent and child | a state is like the states below it                                               |
| order            | (a, b) is like (b, a)                                                             |
| loops            | the ties of a triangle or square, or both ways round, settle one another          |
| collisions       | more, or fewer, equal states than birthdays have (G. Marsaglia), on 32 of 64 bits |
| avalanche        | a bit of name or state that leaves some bit of the outcome as it was              |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from simulation.graph.network import whole
from simulation.model import chance
from simulation.model.chance import Names
from simulation.model.compiled import compiled
from simulation.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Combiner = Callable[[Names, Names], Names]  # states and names, elementwise, to states

ALPHA = 0.001  # of the whole battery
SIZE = 2**20  # draws a test, or about
SMALLEST = 2**14
CELLS = 1024
STREAMS = 48  # numbers of streams, those not yet in use among them
LAGS = (1, 2, 3, 4, 7, 8, 64, 1000, 4096)
BITS = np.arange(64, dtype=np.uint64)


class Found(NamedTuple):
    """What one test has found."""

    test: str
    on: str
    p: Floats


def battery(at: Combiner | None = None, size: int = SIZE, key: int = 0) -> pd.DataFrame:
    """A row a test: `test`, `on` (what), `values` (p-values), `smallest`, `threshold` (Bonferroni: ALPHA over the p-values
    of all tests) and `verdict`, `passes` or `fails`. `at` is the combiner examined (None: the one of the model); `size` the
    draws a test, at least SMALLEST."""
    import pandas as pd

    if whole(size, "size") < SMALLEST:
        raise Refusal("size", size, f"at least {SMALLEST:,} draws", "leave it out")
    found = list(_tests(at or published, size, key))
    threshold = ALPHA / sum(part.p.size for part in found)
    rows = [
        {"test": part.test, "on": part.on, "values": part.p.size, "smallest": part.p.min(), "threshold": threshold}
        for part in found
    ]
    table = pd.DataFrame(rows)
    return table.assign(verdict=np.where(table["smallest"] >= threshold, "passes", "fails"))


@compiled
def published(states: Names, names: Names) -> Names:
    """The states of the model."""
    out = np.empty(states.size, np.uint64)
    for n in range(states.size):
        out[n] = chance.at(states[n], names[n])
    return out


def exclusive_or(states: Names, names: Names) -> Names:
    """Well mixed names, combined by exclusive or alone: uniform name by name, and wrong around every loop."""
    return states ^ published(np.zeros_like(names), names)


def _tests(at: Combiner, size: int, key: int) -> Iterator[Found]:
    streams = _streams(at, key)
    stream = streams[0]
    for name, names in (
        ("consecutive names", _counted(size)),
        ("names that differ in high bits", _counted(size) << np.uint64(40)),
    ):
        drawn = at(np.full(size, stream), names)
        yield Found("uniform", f"{name}: χ² in {CELLS:,} cells", _chi_square(_uniform(drawn)))
        yield Found("uniform", f"{name}: every bit", _fair(_bits(drawn).sum(axis=1), size))
    yield Found("uniform", f"{streams.size} streams and worlds: Kolmogorov–Smirnov", _smirnov(at, streams, size // 64))
    yield Found("lag", f"consecutive names: lags {', '.join(map(str, LAGS))}", _lags(at, stream, size))
    yield Found("streams", "all pairs of streams and worlds", _pairwise(at, streams, size // 64))
    yield Found("parent and child", "a state and those named 0 to 15 below it", _children(at, stream, size // 16))
    yield from _grids(at, stream, size)
    elsewhere = [part.p for other in streams[1:17] for part in _grids(at, other, size // 8)]
    among = np.array([stats.kstest(np.concatenate(elsewhere), "uniform").pvalue])
    yield Found("loops", "all of these in 16 other streams: Kolmogorov–Smirnov of their p-values", among)
    yield from _collisions(at, stream, size)
    yield from _avalanche(at, stream, size // 64)


# ------------------------------------------------------------------------------------------------------------------- draws


def _counted(size: int) -> Names:
    return np.arange(size, dtype=np.uint64)


def _streams(at: Combiner, key: int) -> Names:
    """Every stream in one world, then one stream in other replicates and under other keys."""
    one = np.full(STREAMS, chance.world(key, 0), np.uint64)
    others = [chance.world(key, replicate) for replicate in range(1, 17)]
    others += [chance.world(key + more, 0) for more in range(1, 17)]
    worlds = np.array(others, np.uint64)
    return np.concatenate((at(one, _counted(STREAMS) + np.uint64(1)), at(worlds, np.ones_like(worlds))))


def _uniform(states: Names) -> Floats:
    return ((states >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def _bits(states: Names) -> npt.NDArray[np.bool_]:
    """(64, states) every bit, the lowest first"""
    return np.asarray((states[None, :] >> BITS[:, None]) & np.uint64(1) != 0)


# ---------------------------------------------------------------------------------------------------------------- p-values


def _two_sided(z: Floats) -> Floats:
    return 2.0 * special.ndtr(-np.abs(z))


def _fair(heads: npt.NDArray[np.int64], tosses: int) -> Floats:
    """Of so many tosses of fair coins, as many heads."""
    return _two_sided((np.asarray(heads) - tosses / 2) / np.sqrt(tosses / 4))


def _chi_square(u: Floats) -> Floats:
    counts = np.bincount((u * CELLS).astype(np.int64), minlength=CELLS)
    statistic = ((counts - u.size / CELLS) ** 2).sum() * CELLS / u.size
    return np.array([2 * min(stats.chi2.sf(statistic, CELLS - 1), stats.chi2.cdf(statistic, CELLS - 1))])


def _smirnov(at: Combiner, streams: Names, size: int) -> Floats:
    """Every stream by itself, then whether their p-values are uniform."""
    each = [stats.kstest(_uniform(at(np.full(size, one), _counted(size))), "uniform").pvalue for one in streams]
    return np.array([*each, stats.kstest(each, "uniform").pvalue])


def _correlated(one: Floats, other: Floats) -> float:
    """z of the correlation of two series of draws."""
    return float((one - 0.5) @ (other - 0.5)) * 12.0 / float(np.sqrt(one.size))


def _lags(at: Combiner, stream: np.uint64, size: int) -> Floats:
    u = _uniform(at(np.full(size, stream), _counted(size)))
    return _two_sided(np.array([_correlated(u[:-lag], u[lag:]) for lag in LAGS if lag < size]))


def _pairwise(at: Combiner, streams: Names, size: int) -> Floats:
    u = np.stack([_uniform(at(np.full(size, one), _counted(size))) for one in streams]) - 0.5
    z = (u @ u.T)[np.triu_indices(streams.size, 1)] * 12.0 / np.sqrt(size)
    return _two_sided(z)


def _children(at: Combiner, stream: np.uint64, size: int) -> Floats:
    states = at(np.full(size, stream), _counted(size))
    children = (at(states, np.full(size, name, np.uint64)) for name in range(16))
    return _two_sided(np.array([_correlated(_uniform(states), _uniform(child)) for child in children]))


# ------------------------------------------------------------------------------------------------------------------- loops


def _grids(at: Combiner, stream: np.uint64, size: int) -> Iterator[Found]:
    """Ties between persons named one after another: a loop is settled if all its bits together are not fair coins."""
    first = _counted(size // 4) * np.uint64(4)
    a, b, c, d = (first + np.uint64(k) for k in range(4))

    def tie(one: Names, other: Names) -> Names:
        return at(at(np.full(one.size, stream), one), other)

    there, back = tie(a, b), tie(b, a)
    yield Found("order", "(a, b) and (b, a)", _two_sided(np.array([_correlated(_uniform(there), _uniform(back))])))
    loops = {
        "both ways round": there ^ back,
        "triangles": there ^ tie(b, c) ^ tie(c, a),
        "triangles, lower name first": there ^ tie(b, c) ^ tie(a, c),
        "squares": there ^ tie(b, c) ^ tie(c, d) ^ tie(d, a),
        "two by two": tie(a, c) ^ tie(a, d) ^ tie(b, c) ^ tie(b, d),
    }
    for name, together in loops.items():
        yield Found("loops", f"{name}: every bit", _fair(_bits(together).sum(axis=1), first.size))


def _collisions(at: Combiner, stream: np.uint64, size: int) -> Iterator[Found]:
    """Equal states of a grid of pairs of names, upper and lower halves each by itself, and whole."""
    side = int(np.sqrt(2 * size))
    one, other = (grid.ravel() for grid in np.meshgrid(_counted(side), _counted(side)))
    states = at(at(np.full(one.size, stream), one), other)
    expected = stats.poisson(one.size**2 / 2.0**33)
    for name, part in (("upper", states >> np.uint64(32)), ("lower", states & np.uint64(2**32 - 1))):
        equal = one.size - np.unique(part).size
        p = min(1.0, 2 * min(expected.cdf(equal), expected.sf(equal - 1)))
        yield Found(
            "collisions", f"{name} 32 bits of {one.size:,} states: {equal:,}, {expected.mean():,.0f} expected", np.array([p])
        )
    whole = one.size - np.unique(states).size
    yield Found("collisions", f"64 bits of {one.size:,} states: {whole:,}, none expected", np.array([float(whole == 0)]))


def _avalanche(at: Combiner, stream: np.uint64, size: int) -> Iterator[Found]:
    """One bit turned on the way in, every bit watched on the way out."""
    names, states = _counted(size), at(np.full(size, stream), _counted(size))
    as_they_are = at(states, names)
    for name, flips in (
        ("a bit of the name", [at(states, names ^ bit) ^ as_they_are for bit in np.uint64(1) << BITS]),
        ("a bit of the state", [at(states ^ bit, names) ^ as_they_are for bit in np.uint64(1) << BITS]),
    ):
        turned = np.stack([_bits(flip).sum(axis=1) for flip in flips])
        yield Found("avalanche", f"{name} against each of 64 bits", _fair(turned.ravel(), size))
