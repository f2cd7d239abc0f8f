"""V5 · Linear thresholds. V7 · Thresholds on networks, and the window of global cascades. V8 · Thresholds in a crowd."""

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
from simulation.experiments.verification.cascades import COPIES, drawn_ties, side_by_side
from simulation.experiments.verification.simulated import LARGE, RUNS, Make, computed, crowd_runs, held, point, runs, shares_at
from simulation.model import laws

LIVE = "all worlds of one live edge each; Kempe, Kleinberg & Tardos 2003, Claim 2.6"
LIMIT = "b = Σ p_k (k − 1)/⟨k⟩, q = ρ0/(1 − (1 − ρ0) b)"
GLEESON = "recursion of Gleeson & Cahalane 2007, in steps"
WATTS = "Watts 2002"
GRANOVETTER = "r ← Φ((r − mean)/sd); Granovetter 1978"
# Loops, an in-tie from nobody who can be reached, consumers with one to four in-ties; and weights that sum to 1 or less.
TIES = [(0, 1), (2, 1), (0, 2), (1, 2), (4, 2), (1, 3), (2, 3), (3, 4), (1, 4), (5, 4), (4, 5), (3, 5), (2, 5)]
STRENGTH = [0.5, 0.25, 0.2, 0.3, 0.4, 0.6, 0.1, 0.5, 0.25, 0.25, 0.9, 0.05, 0.05]
SMALL = 6  # consumers
PHI = 0.18  # as Watts has it
MEAN = 0.25  # of thresholds, as Granovetter has it
ENDLESS = 20_000  # steps, near a critical point


def linear() -> Iterator[Check]:
    """Every check of V5."""
    for part in (_enumerated, _limits):
        yield from part()


def fractions() -> Iterator[Check]:
    """Every check of V7."""
    for part in (_window_known, _watts_runs, _counts, _global, _outside, _all_or_nothing, _drawn_watts, _drawn_counts):
        yield from part()


def crowds() -> Iterator[Check]:
    """Every check of V8."""
    for part in (_critical, _crowd_runs, _drawn_crowds):
        yield from part()


# ------------------------------------------------------------------------------------------------------ linear thresholds


def _enumerated() -> Iterator[Check]:
    networks: list[tuple[str, Ties, list[float] | None]] = [
        ("thirteen ties of equal weight", TIES, None),
        ("thirteen ties of given weights", TIES, STRENGTH),
    ]
    networks += [(f"ten ties drawn ({n}), of equal weight", drawn_ties(n, SMALL, 10), None) for n in (11, 12, 13)]
    for number, (name, ties, strength) in enumerate(networks):
        sample, told = partial(_small_runs, ties, strength, number), partial(_small, ties, strength)
        what = f"adopters in the end, of {SMALL}"
        yield has.simulated("linear_threshold", f"{name}, one seed", what, LIVE, sample, told, {"weights": 0.95})


def _small(ties: Ties, strength: Sequence[float] | None, factor: float) -> Floats:
    """Weights are times `factor`; those simulated are so too."""
    weights = [factor * weight for weight in strength or worlds.equal_weights(ties)]
    return point(worlds.influence(worlds.one_each(ties, weights, SMALL), SMALL)([0]) / SMALL)


def _small_runs(ties: Ties, strength: Sequence[float] | None, key: int) -> Floats:
    weights = [0.95 * weight for weight in strength or worlds.equal_weights(ties)]
    network, seeds = side_by_side(ties, SMALL, weights), np.arange(COPIES) * SMALL
    out = spread(network, laws.linear_threshold(), seeds, None, key, 4 * RUNS, threads=1)
    return np.asarray(out.sizes[:, None] / out.terms.size)


def _limits() -> Iterator[Check]:
    """Weights 1/degree on networks without end."""
    what, given = "adopters in the end", {"seeds": 0.01, "mean degree": 4.0}
    yield computed("linear_threshold", "Poisson, mean degree 4, seeds 1 %", what, LIMIT, _limit, given, [0.04842], 5e-6)
    drawn = has.latin("linear thresholds", 5, {"seeds": (0.01, 0.1), "mean degree": (3.0, 8.0)})
    for number, one in enumerate([given, *drawn]):
        kind = has.poisson(one["mean degree"], 200_000)
        sample = partial(runs, kind.make, laws.linear_threshold(), one["seeds"], None, _at_the_end, 2 * RUNS, 7000 + 100 * number)
        case = f"{kind.name}, seeds {one['seeds']}{', drawn' if number else ''}"
        yield has.simulated("linear_threshold", case, what, LIMIT, sample, _limit, one)


def _at_the_end(out: Spread) -> Floats:
    return np.asarray(out.sizes / out.terms.size)


def _limit(seeds: float, mean: float) -> Floats:
    return point(exact.linear_thresholds(exact.poisson(mean), seeds))


# -------------------------------------------------------------------------------------------------- fractions and numbers


def _window_known() -> Iterator[Check]:
    what, given = "mean degrees between which cascades can be global", {"φ": PHI}
    wrong = {f"K* = {most}": np.array(exact.cascade_window(1 / most)) for most in (4, 6)}
    for phi in (0.18, 0.2):
        case = f"Poisson, φ = {phi:.2f}, K* = ⌊1/φ⌋ = 5"
        check = computed("watts", case, what, WATTS, _window, {"φ": phi}, (1.021, 5.765), 5e-4)
        yield replace(check, wrong=wrong)
    case, what = "k = 1 to 60", "degrees for which one adopter is enough: most, for φ = .18 and .20"
    told = computed("watts", case, what, "m/k ≥ φ in whole numbers", lambda _: _vulnerable(), given, (5.0, 5.0), 0.0)
    yield replace(told, wrong={"m/k > φ": np.array([5.0, 4.0])})


def _window(phi: float) -> Floats:
    return np.array(exact.cascade_window(phi))


def _vulnerable() -> Floats:
    """The largest degree for which one adopter reaches the threshold, as the engine counts adopters needed."""
    degrees = np.arange(1, 61)
    needed = [laws.adopters_needed(laws.watts(phi), degrees) for phi in ("0.18", "0.20")]
    return np.array([degrees[one == 1].max() for one in needed], np.float64)


def _watts_runs() -> Iterator[Check]:
    """For φ = .18, ⌈φk⌉ is the same 5 % lower and higher for nearly all k; so φ is not asked there."""
    for mean, phi, seeds, days in ((4.0, 0.18, 0.01, (1, 2, 4, 6, 60)), (10.0, 0.21, 0.15, (1, 2, 3))):
        kind, law = has.poisson(mean), laws.watts(phi)
        given = {"seeds": seeds, "mean degree": mean} | ({"φ": phi} if phi > 0.2 else {})
        sample, case = (
            partial(runs, kind.make, law, seeds, days[-1], shares_at(days)),
            f"{kind.name}, φ = {phi}, seeds {seeds:.0%}",
        )
        yield has.simulated("watts", case, has.by(days), GLEESON, sample, partial(_watts, days), given)


def _watts(days: Sequence[int], seeds: float, mean: float, phi: float = PHI) -> Floats:
    p = exact.poisson(mean)
    return exact.thresholds(p, exact.watts_needs(p, phi), seeds, days[-1])[list(days)]


def _counts() -> Iterator[Check]:
    days = (1, 2, 4, 7)
    for kind, count, seeds in ((has.poisson(8), 2, 0.05), (has.regular(6), 3, 0.18)):
        sample = partial(runs, kind.make, laws.complex_contagion(count), seeds, days[-1], shares_at(days))
        case, told = f"{kind.name}, count {count}, seeds {seeds:.0%}", partial(_counted, kind.p, days, count)
        check = has.simulated("complex_contagion", case, has.by(days), GLEESON, sample, told, {"seeds": seeds})
        others = {f"count {other}": _counted(kind.p, days, other, seeds) for other in (count - 1, count + 1)}
        yield replace(check, wrong={**check.wrong, **others})


def _counted(p: Floats, days: Sequence[int], count: int, seeds: float) -> Floats:
    return exact.thresholds(p, np.full(p.size, count), seeds, days[-1])[list(days)]


def _global() -> Iterator[Check]:
    """One seed, inside the window of global cascades."""
    z = 4.2
    what, source = "probability of a global cascade from one seed", "giant vulnerable cluster; Watts 2002"
    case, sample = f"Poisson, mean degree {z:g}, φ = {PHI}, N = 5,000", partial(_global_or_not, has.poisson(z, 5000).make)
    yield has.simulated("watts", case, what, source, sample, _probability, {"mean degree": z})


def _probability(z: float) -> Floats:
    return point(exact.global_cascade_probability(exact.poisson(z), PHI))


def _global_or_not(make: Make, networks: int = 420, seeds: int = 100) -> Floats:
    """(networks, 1) share of single seeds whose cascade is global; each network's first consumers are tried in turn."""
    return np.array([[np.mean(_single(make, key, seeds) > LARGE)] for key in range(networks)])


def _single(make: Make, key: int, seeds: int) -> Floats:
    """(seeds,) shares of everybody reached from single seeds of one network."""
    network, law = make(key), laws.watts(PHI)
    return np.array([spread(network, law, seed, threads=1).sizes[0] for seed in range(seeds)]) / network.n_consumers


def _outside() -> Iterator[Check]:
    low, high = exact.cascade_window(PHI)
    claim = f"a seed sets off a global cascade below z = {low:.3f} or above {high:.3f}"
    yield held("watts", "Poisson, mean degrees 0.8 and 7.5, N = 10,000, 200 seeds each", claim, WATTS, _any_global)


def _any_global() -> tuple[bool, bool]:
    outside, inside = ([_single(has.poisson(z, 10_000).make, 5, 200).max() for z in means] for means in ((0.8, 7.5), (4.2,)))
    return max(outside) > LARGE, max(inside) > LARGE


def _all_or_nothing() -> Iterator[Check]:
    claim = "near the upper edge a cascade reaches between a twentieth and nine tenths of everybody"
    yield held("watts", "Poisson, mean degree 5.3, N = 10,000, 200 seeds", claim, WATTS, _any_between)


def _any_between() -> tuple[bool, bool]:
    """Whether any cascade is middling; whether none is near the lower edge."""
    upper, lower = (_single(has.poisson(z, 10_000).make, 5, 200) for z in (5.3, 1.2))
    return bool(((upper > LARGE) & (upper < 0.9)).any()), bool(((lower > LARGE) & (lower < 0.9)).any())


def _drawn_watts() -> Iterator[Check]:
    """Other degrees, fractions and seeds."""
    ranges = {"seeds": (0.05, 0.15), "mean degree": (5.0, 9.0), "φ": (0.2, 0.3)}
    for number, one in enumerate(has.latin("watts", 6, ranges)):
        phi, kind = one.pop("φ"), has.poisson(one["mean degree"])
        told, key = partial(_watts, phi=phi), 8000 + 100 * number
        days = has.milestones(told(range(30), **_named(one)))
        sample = partial(runs, kind.make, laws.watts(phi), one["seeds"], days[-1], shares_at(days), RUNS, key)
        case = f"{kind.name}, φ = {phi}, seeds {one['seeds']}, drawn"
        yield has.simulated("watts", case, has.by(days), GLEESON, sample, partial(told, days), one)


def _named(one: dict[str, float]) -> dict[str, float]:
    return {"seeds": one["seeds"], "mean": one["mean degree"]}


def _drawn_counts() -> Iterator[Check]:
    ranges = {"degree": (6.0, 12.0), "count": (2.0, 4.0), "seeds": (0.08, 0.25)}
    for number, (kind, one) in enumerate(has.drawn_kinds("counts", 4, ranges)):
        count, key = round(one["count"]), 9000 + 100 * number
        days = has.milestones(_counted(kind.p, range(30), count, one["seeds"]))
        law = laws.complex_contagion(count)
        sample = partial(runs, kind.make, law, one["seeds"], days[-1], shares_at(days), RUNS, key)
        case, told = f"{kind.name}, count {count}, seeds {one['seeds']}, drawn", partial(_counted, kind.p, days, count)
        yield has.simulated("complex_contagion", case, has.by(days), GLEESON, sample, told, {"seeds": one["seeds"]})


# ----------------------------------------------------------------------------------------------------------------- crowds


def _critical() -> Iterator[Check]:
    what = "sd of thresholds above which a crowd goes on to nearly everybody"
    yield computed("granovetter", f"mean {MEAN}", what, GRANOVETTER, _critical_sd, {"mean": MEAN}, [0.12222], 5e-6)
    what, told = "where it comes to rest", partial(_crowd, (ENDLESS,))
    for sd, known, other in ((0.1221, 0.0566, 0.1223), (0.1223, 1.0, 0.1221)):
        check = computed("granovetter", f"mean {MEAN}, sd {sd}", what, GRANOVETTER, told, {"mean": MEAN, "sd": sd}, [known], 5e-5)
        yield replace(check, wrong={f"sd {other}": told(MEAN, other)})


def _critical_sd(mean: float) -> Floats:
    return point(exact.critical_sd(mean))


def _crowd_runs() -> Iterator[Check]:
    for sd, days in ((0.12, (1, 2, 5, 10, 40)), (0.13, (1, 2, 4, 6)), (0.118, (1, 3, 400)), (0.126, (1, 3, 5))):
        sample, case = partial(crowd_runs, laws.granovetter(MEAN, sd), days), f"thresholds of mean {MEAN}, sd {sd}"
        given = {"mean": MEAN, "sd": sd}
        yield has.simulated("granovetter", case, has.by(days), GRANOVETTER, sample, partial(_crowd, days), given)


def _drawn_crowds() -> Iterator[Check]:
    for number, given in enumerate(has.latin("crowds", 5, {"mean": (0.15, 0.3), "sd": (0.2, 0.3)})):
        days = has.milestones(exact.crowd(given["mean"], given["sd"], 40))
        sample = partial(crowd_runs, laws.granovetter(*given.values()), days, key=10_000 + number)
        case = f"thresholds of mean {given['mean']}, sd {given['sd']}, drawn"
        yield has.simulated("granovetter", case, has.by(days), GRANOVETTER, sample, partial(_crowd, days), given)


def _crowd(days: Sequence[int], mean: float, sd: float) -> Floats:
    return exact.crowd(mean, sd, days[-1])[list(days)]
