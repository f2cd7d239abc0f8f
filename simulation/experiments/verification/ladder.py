"""V2 · Contagion with own initiative on networks: from pairs to everybody, and what no network leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from simulation.engine.spread import spread
from simulation.experiments import exact_bass as bass
from simulation.experiments import exact_laws as exact
from simulation.experiments.checks import Check, Floats
from simulation.experiments.verification import simulated as has
from simulation.experiments.verification.simulated import CONSUMERS, RUNS, Make, computed, held, runs, shares_at
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

P, Q, YEAR = 0.03, 0.38, 10  # rates a year, and when the ladder is read
WEEKS = 52
STEPS = YEAR * WEEKS
WEEKS_READ = (STEPS // 2, STEPS)
PAIRED = 2 * CONSUMERS  # consumers in pairs
SPOKED = 200  # consumers of a star
MONTHS = 12
WAYS: tuple[Literal["fixed", "redrawn"], ...] = ("fixed", "redrawn")
FIBICH = "Fibich & Gibori 2010"
BOUNDS = "pairs and everybody bound every network; Fibich & Levin 2023"


def checks() -> Iterator[Check]:
    """Every check of this part."""
    for part in (_rings, _ladder, _weekly_ladder, _regular, _bounds, _star, _talk, _drawn):
        yield from part()


# ---------------------------------------------------------------------------------------------------------- in whole years


def _rings() -> Iterator[Check]:
    years, given = (5, 10, 20), {"p": P, "q": Q}
    known, what = [0.23263, 0.54837, 0.92190], f"adopters by years {', '.join(map(str, years))}"
    told = partial(_ring, 1, years)
    yield computed("bass", "ring, heard from one side, dt = 1", what, FIBICH, told, given, known, 5e-6)
    for sides in (1, 2):
        case, sample = f"ring, heard from {'one side' if sides == 1 else 'both sides'}, dt = 1", partial(_ring_runs, sides, years)
        yield has.simulated("bass", case, what, FIBICH, sample, partial(_ring, sides, years), given)


def _ring(sides: int, years: Sequence[int], p: float, q: float) -> Floats:
    return bass.ring(p, q, sides, years[-1])[list(years)]


def _ring_runs(sides: int, years: Sequence[int]) -> Floats:
    network = generators.ring(2 * CONSUMERS, sides)
    out = spread(network, laws.bass(P, Q), (), years[-1], sides, RUNS, threads=1)
    return np.asarray(out.curve[:, list(years)] / network.n_consumers)


def _regular() -> Iterator[Check]:
    years = (2, 5, 10, 15, 20)
    for degree in (3, 4, 10):
        kind = has.regular(degree)
        sample = partial(runs, kind.make, laws.bass(P, Q), 0.0, years[-1], shares_at(years), RUNS, 100 * degree)
        told = partial(_tree, degree, years)
        yield has.simulated("bass", f"{kind.name}, dt = 1", has.by(years), has.TREES, sample, told, {"p": P, "q": Q})


def _tree(degree: int, steps: Sequence[int], p: float, q: float) -> Floats:
    return bass.tree(exact.regular(degree), p, q / degree, 0.0, steps[-1])[list(steps)]


# -------------------------------------------------------------------------------------------------------------- the ladder


class Rung(NamedTuple):
    """Networks of one kind: what they come to by year 10 as it is told, without steps, in steps, and how one is drawn."""

    known: float
    limit: Callable[[float, float, float], float]  # t, p, q
    in_steps: Callable[[float, float, int], Floats]  # p and q of a step, steps
    make: Make


def _pairs(key: int) -> Network:
    even = np.arange(0, PAIRED, 2)
    return Network.from_edges(even, even + 1, directed=False)


def _on_regular(degree: int, p: float, q: float, steps: int) -> Floats:
    return bass.tree(exact.regular(degree), p, q / degree, 0.0, steps)


def _rung_of(degree: int, known: float) -> Rung:
    return Rung(known, partial(bass.regular_limit, degree), partial(_on_regular, degree), has.regular(degree).make)


LADDER = {
    "pairs": Rung(0.40557, bass.pair_limit, bass.pair, _pairs),
    "ring": Rung(
        0.55826, bass.ring_limit, lambda p, q, steps: bass.ring(p, q, 2, steps), lambda _: generators.ring(CONSUMERS, 2)
    ),
    "3-regular": _rung_of(3, 0.64555),
    "4-regular": _rung_of(4, 0.69225),
    "10-regular": _rung_of(10, 0.77033),
    "everybody": Rung(0.81280, bass.closed_form_at, bass.in_steps, lambda _: Network.complete(CONSUMERS)),
}


def _ladder() -> Iterator[Check]:
    what, given = f"adopters by year {YEAR}, in continuous time", {"p": P, "q": Q}
    for name, rung in LADDER.items():
        yield computed("bass", name, what, FIBICH, partial(_limit, rung), given, [rung.known], 5e-6)
    claim = "a rung of the ladder is not above the one below"
    yield held("bass", "twenty drawn p, q and times", claim, FIBICH, _rungs_in_disorder)


def _limit(rung: Rung, p: float, q: float) -> Floats:
    return has.point(rung.limit(YEAR, p, q))


def _rungs_in_disorder() -> tuple[bool, bool]:
    """Whether any ladder is out of order; whether one with two rungs exchanged is."""
    found, exchanged = [], []
    for one in has.latin("ladder", 20, {"p": (0.005, 0.08), "q": (0.1, 0.9), "t": (2.0, 15.0)}):
        rungs = np.array([rung.limit(one["t"], one["p"], one["q"]) for rung in LADDER.values()])
        found.append((np.diff(rungs) <= 0).any())
        exchanged.append((np.diff(rungs[[0, 1, 3, 2, 4, 5]]) <= 0).any())
    return any(found), any(exchanged)


def _weekly_ladder() -> Iterator[Check]:
    law, read = laws.bass(P / WEEKS, Q / WEEKS), shares_at(WEEKS_READ)
    for number, (name, rung) in enumerate(LADDER.items()):
        sample = partial(runs, rung.make, law, 0.0, STEPS, read, RUNS, 1000 + 100 * number)
        told = partial(_weekly, rung)
        yield has.simulated(
            "bass", f"{name}, weekly steps", has.by(WEEKS_READ), f"{FIBICH}, in steps", sample, told, {"p": P, "q": Q}
        )


def _weekly(rung: Rung, p: float, q: float) -> Floats:
    return rung.in_steps(p / WEEKS, q / WEEKS, STEPS)[list(WEEKS_READ)]


# ------------------------------------------------------------------------------------------------------------- the bounds

RECIPES: dict[str, Make] = {
    "Poisson, mean degree 3": lambda key: generators.erdos_renyi(20_000, 3, key=key),
    "Poisson, mean degree 6": lambda key: generators.erdos_renyi(20_000, 6, key=key),
    "small world": lambda key: generators.small_world(20_000, 4, 0.1, key=key),
    "preferential attachment": lambda key: generators.preferential_attachment(20_000, 2, key=key),
    "power law, exponent 2.5": lambda key: generators.power_law(20_000, 2.5, 2, key=key),
    "communities": lambda key: generators.communities(20_000, 200, 8, 0.8, key=key),
    "4-regular": lambda key: generators.regular(20_000, 4, key=key),
}


def _bounds() -> Iterator[Check]:
    """A mean over replicates lies between; a single run need not."""
    years, law = (5, YEAR), laws.bass(P / WEEKS, Q / WEEKS)
    weeks = [year * WEEKS for year in years]
    what = f"adopters by years {', '.join(map(str, years))}, mean over replicates"
    half = {"bounds for q −50 %": _between(weeks, P, Q / 2)}
    for number, (name, make) in enumerate(RECIPES.items()):
        sample = partial(runs, partial(_tied, make), law, 0.0, STEPS, shares_at(weeks), 2 * RUNS, 2000 + 100 * number)
        case = f"{name}, N = 20,000 less those without ties, weekly steps"
        yield Check("bass", case, what, BOUNDS, sample, _between(weeks, P, Q), half)


def _between(weeks: Sequence[int], p: float, q: float) -> Floats:
    return np.stack([form(p / WEEKS, q / WEEKS, STEPS)[list(weeks)] for form in (bass.pair, bass.in_steps)])


def _tied(make: Make, key: int) -> Network:
    """The network without those who have no ties."""
    whole = make(key)
    return Network.from_edges(np.repeat(whole.ids, whole.out_degree), whole.ids[whole.out_target])


def _star() -> Iterator[Check]:
    case, source = f"stars of {SPOKED}, monthly steps", "derived here: the hub without whoever is asked about"
    given, middle = {"p": P, "q": Q}, float(bass.star(SPOKED, P / MONTHS, Q / MONTHS, YEAR * MONTHS)[0])
    what = f"adopters of a star by year {YEAR}: mean, and mean square about {middle:.5f}"
    yield has.simulated("bass", case, what, source, partial(_star_runs, middle), partial(_star_moments, middle), given)
    what = f"adopters of a star by year {YEAR}: mean; sd"
    yield computed(
        "bass", f"star of {SPOKED}, weekly steps", what, source, _star_read, given, [0.557, 0.30], np.array([0.0005, 0.005])
    )
    claim = "no single star is above .92 (so it is: bounds hold for means)"
    yield held("bass", f"200 stars of {SPOKED}, monthly steps", claim, BOUNDS, _single_stars)


def _star_moments(middle: float, p: float, q: float) -> Floats:
    mean, square = bass.star(SPOKED, p / MONTHS, q / MONTHS, YEAR * MONTHS)
    return np.array([mean, square - 2 * mean * middle + middle**2])


def _star_read(p: float, q: float) -> Floats:
    mean, square = bass.star(SPOKED, p / WEEKS, q / WEEKS, STEPS)
    return np.array([mean, np.sqrt(square - mean**2)])


def _star_runs(middle: float) -> Floats:
    shares = _stars(1000, RUNS)
    return np.stack((shares, (shares - middle) ** 2), axis=1)


def _stars(stars: int, replicates: int) -> Floats:
    """(stars · replicates,) share of adopters of every star."""
    hubs = np.repeat(np.arange(stars) * SPOKED, SPOKED - 1)
    network = Network.from_edges(hubs, hubs + 1 + np.tile(np.arange(SPOKED - 1), stars), directed=False)
    out = spread(network, laws.bass(P / MONTHS, Q / MONTHS), (), YEAR * MONTHS, 0, replicates, threads=1)
    return np.asarray((out.day >= 0).reshape(-1, SPOKED).mean(axis=1))


def _single_stars() -> tuple[bool, bool]:
    """Whether none is above .92; whether one is above what bounds the mean."""
    shares = _stars(200, 1)
    return not (shares > 0.92).any(), bool((shares > LADDER["everybody"].known).any())


# --------------------------------------------------------------------------------------------------- two classes; and drawn


def _talk() -> Iterator[Check]:
    days, ties, (strong, weak, external) = (2, 5, 10, 15, 20), exact.Topology(strong=5, weak=6), (0.06, 0.04, 0.01)
    given = {"β strong": strong, "β weak": weak, "α": external}
    for way in WAYS:
        law = laws.goldenberg(strong, weak, external, way)
        sample = partial(runs, _two_classes(ties), law, 0.0, days[-1], shares_at(days))
        case = f"{ties.strong} strong and {ties.weak} weak ties each, β .06 and .04, α .01, weak contacts {way}"
        told = partial(_told, ties, days, way == "redrawn")
        yield has.simulated("goldenberg", case, has.by(days), has.TREES, sample, told, given)


def _two_classes(ties: exact.Topology, consumers: int = CONSUMERS // 2) -> Make:
    """A regular network of strong ties and one of weak ties, laid on each other."""

    def make(key: int) -> Network:
        parts = [generators.regular(consumers, degree, key=2 * key + n) for n, degree in enumerate(ties)]
        source = np.concatenate([np.repeat(part.ids, part.out_degree) for part in parts])
        target = np.concatenate([part.ids[part.out_target] for part in parts])
        strong = np.repeat([True, False], [part.n_arcs for part in parts])
        return Network.from_edges(source, target, consumers=parts[0].ids, strong=strong)

    return make


def _told(ties: exact.Topology, days: Sequence[int], redrawn: bool, strong: float, weak: float, external: float) -> Floats:
    return exact.talk(ties, strong, weak, external, redrawn, days[-1])[list(days)]


def _drawn() -> Iterator[Check]:
    """Other degrees, probabilities and seeds; every tie carries alike."""
    ranges = {"degree": (3.0, 12.0), "p": (0.005, 0.03), "w": (0.03, 0.15), "seeds": (0.02, 0.1)}
    for number, (kind, given) in enumerate(has.drawn_kinds("trees", 8, ranges)):
        days = has.milestones(bass.tree(kind.p, **given, steps=30))
        law, key = laws.goldenberg(given["w"], 0.0, given["p"]), 3000 + 100 * number
        sample = partial(runs, kind.make, law, given["seeds"], days[-1], shares_at(days), RUNS, key)
        case = f"{kind.name}, own initiative {given['p']}, ties {given['w']}, seeds {given['seeds']}, drawn"
        yield has.simulated("goldenberg", case, has.by(days), has.TREES, sample, partial(_steps_on, kind.p, days), given)


def _steps_on(degrees: Floats, days: Sequence[int], p: float, w: float, seeds: float) -> Floats:
    return bass.tree(degrees, p, w, seeds, days[-1])[list(days)]
