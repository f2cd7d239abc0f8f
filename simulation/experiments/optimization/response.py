"""What more and less money would bring: the best split found at other budgets, and where the next money should go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.bench import Measure, OutOfTime
from simulation.experiments.optimization.certificate import fresh
from simulation.experiments.optimization.race import behind, race
from simulation.experiments.optimization.runoff import FIRST
from simulation.experiments.optimization.space import Space, money_of, times_of
from simulation.experiments.scenario_optimize import PARTS
from simulation.experiments.statistics import UNDEFINED, Interval, contest, excludes_zero, mean_interval

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

MULTIPLES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
NEXT = 10_000_000  # fen: the next money, where the budget is not small beside it
SMALL = 10  # a budget of fewer times NEXT asks for the next tenth of itself
LADDER = (4, 8, 16)  # worlds of the runoff in which the candidates of another budget meet
WORLDS = 16  # fresh worlds


class Point(NamedTuple):
    """The best split found at one budget."""

    budget: int  # fen
    split: Split
    gain: Interval  # of the objective
    profit: Interval  # CNY beyond no campaign
    marginal_gain: Interval  # of each further 1,000 CNY, from the budget before
    marginal_roi: Interval  # profit of each further yuan, from the budget before
    worlds: int


class Next(NamedTuple):
    """What the next money would bring on one channel, everything else as it is."""

    channel: str
    money: int  # fen
    gain: Interval  # of the objective, simultaneous over the channels
    behind: Interval  # the best channel's gain less this one's, paired, simultaneous over all pairs; none for the best
    roi: Interval  # profit of each further yuan
    worlds: int

    @property
    def tied(self) -> bool:
        """Whether it cannot be told apart from the best channel, or is that."""
        return not excludes_zero(self.behind)


def following_money(budget: int) -> int:
    """The next money that is asked about (fen)."""
    return NEXT if budget >= SMALL * NEXT else max(1, budget // SMALL)


def budgets(budget: int) -> list[int]:
    """The budgets that are looked at (fen): the scenario's own, its multiples, and its own with the next money."""
    return [budget, *(round(times * budget) for times in MULTIPLES if times != 1.0), budget + following_money(budget)]


def curve(
    measure: Measure, budget: int, best: Split, candidates: Sequence[Split], spaces: Mapping[int, Space]
) -> tuple[Point, ...]:
    """The best split, or one of the candidates that is ahead of it, at each budget, in fresh worlds, as far as there is time.

    `spaces` by the place of a budget in `budgets`; where a place has none, the bounds cannot be fulfilled there.
    """
    places = {money: place for place, money in enumerate(budgets(budget)[:-1])}
    found: list[tuple[int, int, Split]] = []
    for money, place in sorted(places.items()):
        try:
            if place == 0 or place in spaces:
                split = best if place == 0 else _best(measure, [best, *candidates], spaces[place], place)
                measure([split], fresh(WORLDS), place)
                found.append((money, place, split))
        except OutOfTime:
            break
    return tuple(_point(measure, found, n) for n in range(len(found)))


def _best(measure: Measure, candidates: Sequence[Split], space: Space, place: int) -> Split:
    """The first of the candidates, unless another is ahead of it beyond doubt: luck is not to bend the curve."""
    shared = [space.nearest({c: getattr(one, c) for c in CHANNELS}, step=1, **times_of(one)) for one in candidates]
    own = shared[0]
    gains: Mapping[Any, Any] = race(measure, shared, own, LADDER, place, FIRST)
    whole = [one for one, row in gains.items() if row.size == gains[own].size]
    ahead = [one for one in whole if behind(gains[own], gains[one], len(gains))]
    best: Split = max(ahead, key=lambda one: float(gains[one].mean()), default=own)
    return best


def _point(measure: Measure, found: Sequence[tuple[int, int, Split]], n: int) -> Point:
    money, place, split = found[n]
    gain, profit = (measure([split], fresh(WORLDS), place, metric)[0] for metric in ("", "profit"))
    more, roi = UNDEFINED, UNDEFINED
    if n:
        before, there, smaller = found[n - 1]
        added = (money - before) / 100
        more = mean_interval((gain - measure([smaller], fresh(WORLDS), there)[0]) / added * 1000)
        roi = mean_interval((profit - measure([smaller], fresh(WORLDS), there, "profit")[0]) / added)
    return Point(money, split, mean_interval(gain), mean_interval(profit), more, roi, WORLDS)


def following(measure: Measure, budget: int, best: Split, space: Space) -> tuple[Next, ...]:
    """What the next money brings on each channel that may take it, in fresh worlds, the best first; none without time."""
    money, place = following_money(budget), len(budgets(budget)) - 1
    plans = {channel: with_more(best, channel, budget, money) for channel in space.channels}
    plans = {channel: plan for channel, plan in plans.items() if _may(space, plan, channel)}
    if not plans:
        return ()
    try:
        base = {metric: measure([best], fresh(WORLDS), 0, metric)[0] for metric in ("", "profit")}
        gains = measure(list(plans.values()), fresh(WORLDS), place) - base[""]
        profits = measure(list(plans.values()), fresh(WORLDS), place, "profit") - base["profit"]
    except OutOfTime:
        return ()
    ahead = [UNDEFINED if one is None else one.difference for one in contest(gains).leads]
    found = [
        Next(channel, money, mean_interval(gains[n], len(plans)), ahead[n], mean_interval(profits[n] / (money / 100)), WORLDS)
        for n, channel in enumerate(plans)
    ]
    return tuple(sorted(found, key=lambda one: -(one.gain.mean or 0.0)))


def with_more(split: Split, channel: str, budget: int, money: int) -> Split:
    """The split of a larger budget that gives one channel the money, and all others what they had."""
    paid = money_of(split, budget)
    paid[channel] += money
    total = budget + money
    shares = {name: paid[name] / total for name in CHANNELS[:-1] if paid[name]}
    limits = {name: value for name, value in vars(split).items() if name.endswith("_accounts")}
    return Split(**shares, **times_of(split), **limits)  # type: ignore[arg-type]


def _may(space: Space, plan: Split, channel: str) -> bool:
    """Whether the bound of a channel leaves it the money."""
    return float(getattr(plan, channel)) * PARTS <= space.most.get(channel, 0) + 1e-9


def spaces_of(scenario: Scenario) -> dict[int, Space]:
    """The space at each budget by its place, but where the bounds cannot be fulfilled."""
    from simulation.experiments.optimization.space import space_of
    from simulation.refusal import Refusal

    found = {}
    for place, money in enumerate(budgets(scenario.budget)):
        try:
            found[place] = space_of(scenario, money)
        except Refusal:
            if place == 0:
                raise
    return found
