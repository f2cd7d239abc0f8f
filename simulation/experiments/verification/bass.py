"""V1 · Bass on everybody: the closed form, eleven durables as consumers in weekly steps, and what a step does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

import numpy as np

from simulation.engine.spread import spread
from simulation.experiments import exact_bass as exact
from simulation.experiments.checks import Check, Floats
from simulation.experiments.exact_bass import DURABLES, Durable
from simulation.experiments.exact_laws import regular as regular_degrees
from simulation.experiments.verification.in_turn import spread_in_turn
from simulation.experiments.verification.simulated import RUNS, computed, crowd_runs, held, latin, point, simulated
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.model.laws import Law

P, Q = 0.03, 0.38  # a year
WEEKS = 52  # in a year
CONSUMERS = 300_000
HORIZON = 60  # years, over which a distance is the largest
YEARS = (2, 5, 8, 10, 15, 20)
TRAP = {1.0: 0.0985, 0.5: 0.0515, 0.1: 0.0107, 0.02: 0.0021}  # dt in years → sup |A − F|, as it is told
BASS = "Bass 1969"
IN_STEPS = "recursion S ← S(1 − p dt) exp(−q dt A)"
IN_TURN = "recursion within the step, asked one after another"
Way = Callable[[float, float, int], Floats]  # adopters of p and q a step, by every step
AROUND = 0.8  # of 1/(p + q): the time on either side of the peak a parabola is fitted to


def checks() -> Iterator[Check]:
    """Every check of this part."""
    for part in (_table, _durables, _trap, _refinement, _orders, _orders_on_a_network, _drawn):
        yield from part()


# ------------------------------------------------------------------------------------------------------------- durables


def _table() -> Iterator[Check]:
    what, within = "T* in years; S(T*) in thousands a year", np.array([0.005, 0.5])
    for one in DURABLES:
        known, told = (one.peak_time, one.peak_rate), partial(_closed_peak, one.m)
        yield computed("bass", _case(one), what, BASS, told, {"p": one.p, "q": one.q}, known, within)


def _case(one: Durable) -> str:
    return f"{one.name}, p {one.p:.7f}, q {one.q:.5f}".replace("0.", ".")


def _closed_peak(m: float, p: float, q: float) -> Floats:
    return np.array([exact.peak_time(p, q), m * exact.peak_rate(p, q)])


def _durables() -> Iterator[Check]:
    for number, one in enumerate(DURABLES):
        steps = round(2 * one.peak_time * WEEKS)
        at = tuple(round(part * steps) for part in (0.25, 0.5, 0.75, 1.0))
        what = "adopters by T*/2, T*, 3T*/2 and 2T*; peak in units of T* and of S(T*), read off a parabola"
        sample = partial(_weekly_runs, one, steps, at, number)
        told = partial(_weekly, one, steps, at)
        yield simulated("bass", f"{_case(one)}, weekly steps", what, IN_STEPS, sample, told, {"p": one.p, "q": one.q})


def _weekly_runs(one: Durable, steps: int, at: Sequence[int], key: int) -> Floats:
    law = laws.bass(one.p / WEEKS, one.q / WEEKS)
    curve = spread(Network.complete(CONSUMERS), law, (), steps, key, RUNS, threads=1).curve / CONSUMERS
    return np.stack([_read(row, one, at) for row in curve])


def _weekly(one: Durable, steps: int, at: Sequence[int], p: float, q: float) -> Floats:
    return _read(exact.in_steps(p / WEEKS, q / WEEKS, steps), one, at)


def _read(curve: Floats, one: Durable, at: Sequence[int]) -> Floats:
    """Adopters by these steps, and the top of the parabola through the adoptions of the weeks around T*, which is told in
    units of T* and S(T*)."""
    rate, middle = np.diff(curve) * WEEKS, (np.arange(curve.size - 1) + 0.5) / WEEKS
    top, width = exact.peak_time(one.p, one.q), AROUND / (one.p + one.q)
    near = np.abs(middle - top) <= width
    c, b, a = np.polynomial.polynomial.polyfit((middle[near] - top) / width, rate[near], 2)
    return np.array([*curve[list(at)], 1 - width * b / (2 * a) / top, (c - b * b / (4 * a)) / exact.peak_rate(one.p, one.q)])


# ------------------------------------------------------------------------------------------------------------------ steps


def _trap() -> Iterator[Check]:
    """A step is not an instant."""
    what, given = "sup |A − F| over time", {"p": P, "q": Q}
    case, told = f"{_rates()}, difference equation of yearly figures", partial(_distance, exact.difference_equation, 1.0)
    yield computed("bass", case, what, BASS, told, given, [0.071], 5e-4)
    for number, (dt, known) in enumerate(TRAP.items()):
        case = f"{_rates()}, dt = {dt:g}"
        yield computed("bass", case, what, IN_STEPS, partial(_distance, exact.in_steps, dt), given, [known], 5e-5)
        farthest = int(np.abs(exact.gaps(_curve(exact.in_steps, dt), dt, P, Q)).argmax())
        at = (*(round(year / dt) for year in YEARS), farthest)
        quantity = f"adopters by years {', '.join(map(str, YEARS))}; the farthest from F, in F − A"
        sample = partial(_against_closed_form, dt, at, 100 + number)
        yield simulated("bass", case, quantity, IN_STEPS, sample, partial(_in_steps, dt, at), given)


def _rates() -> str:
    return f"p = {P}, q = {Q} a year"


def _curve(way: Way, dt: float, p: float = P, q: float = Q) -> Floats:
    return way(p * dt, q * dt, round(HORIZON / dt))


def _distance(way: Way, dt: float, p: float, q: float) -> Floats:
    """sup |A − F|, with F as it is."""
    return point(float(np.abs(exact.gaps(_curve(way, dt, p, q), dt, P, Q)).max()))


def _against_closed_form(dt: float, at: Sequence[int], key: int) -> Floats:
    order = sorted(set(at))
    found = dict(zip(order, crowd_runs(laws.bass(P * dt, Q * dt), order, CONSUMERS, key).T, strict=True))
    return _with_gap(np.stack([found[step] for step in at], axis=1), dt, at)


def _in_steps(dt: float, at: Sequence[int], p: float, q: float) -> Floats:
    return np.asarray(_with_gap(exact.in_steps(p * dt, q * dt, max(at))[None, list(at)], dt, at)[0])


def _with_gap(shares: Floats, dt: float, at: Sequence[int]) -> Floats:
    """The last point as its distance from the closed form."""
    shares[:, -1] = exact.closed_form(at[-1] * dt, P, Q) - shares[:, -1]
    return shares


def _refinement() -> Iterator[Check]:
    """Half the step, half the error."""
    what, source = "log₂ of how often sup |A − F| is larger with dt than with dt/2: the order of the error", "order 1 as dt → 0"
    wrong = {f"order {order}": np.array([float(Fraction(order))]) for order in ("1/2", "2")}
    for dt, within in ((1 / 8, 0.02), (1 / 32, 0.005), (1 / 128, 0.001)):
        case, sample = f"{_rates()}, dt = 1/{1 / dt:g}", partial(_order, dt)
        yield Check("bass", case, what, source, sample, np.array([1.0]), wrong, within)


def _order(dt: float) -> Floats:
    whole, half = (float(_distance(exact.in_steps, step, P, Q)[0]) for step in (dt, dt / 2))
    return np.array([[math.log2(whole / half)]])


# ------------------------------------------------------------------------------------------------------------------ order


def _orders() -> Iterator[Check]:
    """Asked one after another, and hearing who adopted before in the same step, instead of all at once."""
    years = (2, 5, 8, 10)
    what = f"adopters by years {', '.join(map(str, years))}; more than all at once by then"
    for number, dt in enumerate((1.0, 0.5, 0.25)):
        at = tuple(round(year / dt) for year in years)
        case, sample = f"{_rates()}, dt = {dt:g}, one after another", partial(_in_turn_runs, dt, at, 200 + number)
        yield simulated("bass", case, what, IN_TURN, sample, partial(_in_turn, dt, at), {"p": P, "q": Q})


def _in_turn_runs(dt: float, at: Sequence[int], key: int) -> Floats:
    network, law = Network.complete(CONSUMERS // 5), laws.bass(P * dt, Q * dt)
    one = np.stack([spread_in_turn(network, law, (), at[-1], key, run) for run in range(RUNS)])[:, list(at)]
    together = spread(network, law, (), at[-1], key, RUNS, threads=1).curve[:, list(at)]
    return np.hstack((one, one - together)) / network.n_consumers


def _in_turn(dt: float, at: Sequence[int], p: float, q: float) -> Floats:
    one, together = (way(p * dt, q * dt, at[-1])[list(at)] for way in (exact.in_turn, exact.in_steps))
    return np.concatenate((one, one - together))


def _orders_on_a_network() -> Iterator[Check]:
    """Where contacts count once, the order changes days and nobody."""
    years = (2, 5, 8, 10, 15)
    what = f"one after another less all at once, by years {', '.join(map(str, years))}"
    most = np.array([2 * (_limit(year) - _all_at_once(year)) for year in years])
    ahead, behind = np.stack((np.zeros(len(years)), most)), np.stack((-most, np.zeros(len(years))))
    case, source = f"4-regular, {_rates()}, dt = 1", "from 0 to twice what continuous time is ahead"
    yield Check("bass", case, what, source, partial(_effect_on_a_network, years), ahead, {"the other way round": behind})
    once = (laws.independent_cascade(0.4), laws.linear_threshold(), laws.watts(0.3), laws.complex_contagion(2))
    source = "live edges: who is reached does not depend on when; Kempe, Kleinberg & Tardos 2003"
    for law in once:
        case, claim = "twelve Poisson networks, mean degree 5, N = 2,000, seeds 10 %", "other adopters at the end"
        yield held(str(law), case, f"{claim}, one after another than all at once", source, partial(_order_matters, law))


def _limit(year: int) -> float:
    return exact.regular_limit(4, year, P, Q)


def _all_at_once(year: int) -> float:
    return float(exact.tree(regular_degrees(4), P, Q / 4, 0.0, year)[-1])


def _effect_on_a_network(years: Sequence[int]) -> Floats:
    rows = []
    for key in range(400, 400 + RUNS):
        network = generators.regular(CONSUMERS // 3, 4, key=key)
        one, all_ = (spread_in_turn(network, laws.bass(P, Q), (), years[-1], key, turns=turns) for turns in (True, False))
        rows.append((one - all_)[list(years)] / network.n_consumers)
    return np.stack(rows)


def _order_matters(law: Law) -> tuple[bool, bool]:
    """Whether the order changes who adopts in the end; whether it changes when."""
    ends, days = [], []
    for key in range(12):
        network = generators.erdos_renyi(2000, 5, key=key)
        one, all_ = (spread_in_turn(network, law, range(200), 60, key, turns=turns) for turns in (True, False))
        ends.append(one[-1] != all_[-1])
        days.append((one != all_).any())
    return any(ends), any(days)


def _drawn() -> Iterator[Check]:
    """Other coefficients and steps."""
    for number, given in enumerate(latin("bass", 8, {"p": (0.005, 0.04), "q": (0.2, 0.7), "dt": (0.02, 1.0)})):
        dt = given.pop("dt")
        top = exact.peak_time(given["p"], given["q"])
        at = tuple(max(1, round(part * top / dt)) for part in (0.4, 0.8, 1.2, 2.0))
        case, what = f"p = {given['p']}, q = {given['q']}, dt = {dt:g}, drawn", f"adopters by steps {', '.join(map(str, at))}"
        sample = partial(crowd_runs, laws.bass(given["p"] * dt, given["q"] * dt), at, CONSUMERS, 300 + number)
        yield simulated("bass", case, what, IN_STEPS, sample, partial(_steps_of, dt, at), given)


def _steps_of(dt: float, at: Sequence[int], p: float, q: float) -> Floats:
    return exact.in_steps(p * dt, q * dt, at[-1])[list(at)]
