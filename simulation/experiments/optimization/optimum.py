"""What `optimize` found: the best split, what fresh worlds say of it, other budgets, and the sentence that sums it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.actors.channels import CHANNELS, channel_called
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.baselines import Baseline
from simulation.experiments.optimization.certificate import BASELINE, NEIGHBOUR, TIED, WORSE, Arm, Certificate
from simulation.experiments.optimization.response import Next, Point
from simulation.experiments.optimization.search import Found
from simulation.experiments.optimization.space import Space, parts_of, times_of
from simulation.experiments.optimization.ternary import Map
from simulation.experiments.scenario_optimize import PARTS
from simulation.experiments.sentence import number
from simulation.experiments.statistics import Interval, excludes_zero, mean_interval
from simulation.language import language, say

if TYPE_CHECKING:
    import pandas as pd

    from simulation.experiments.scenario import Scenario


@dataclass(frozen=True, eq=False, repr=False)
class Optimum:
    """The best split found of a budget, and how sure that is.

    `tables` gives everything as tidy tables; `sentence` is the answer in the language now spoken.
    """

    scenario: Scenario
    objective: str  # buyers, profit, gmv or reach, beyond no campaign
    assumptions: str  # the kind of worlds: vary or fixed
    space: Space
    baselines: tuple[Baseline, ...]
    found: Found
    certificate: Certificate | None  # None: there was no time for fresh worlds
    points: tuple[Point, ...]  # other budgets, as far as there was time
    whole_curve: bool  # whether there was
    following: tuple[Next, ...]  # the next money by channel, the best first
    map: Map | None  # KOL, KOC and KOS
    resumed: int  # splits that an earlier call had tried
    runs: int  # made or read now: one split in one world
    seconds: float

    @property
    def best(self) -> Split:
        """The best split found: a strategy like any other."""
        return self.found.best

    @property
    def gain(self) -> Interval:
        """What it brings beyond no campaign: in fresh worlds, if there was time for them."""
        return mean_interval(self.found.gains) if self.certificate is None else self.certificate.gain

    @property
    def shares(self) -> Mapping[str, float]:
        """Share of the budget by channel; they sum to one."""
        return {channel: part / PARTS for channel, part in parts_of(self.best).items()}

    @property
    def tied(self) -> tuple[Split, ...]:
        """The splits that cannot be told apart, the best among them."""
        return (self.best, *(arm.split for arm in (self.certificate.tied if self.certificate else ())))

    def tied_range(self, channel: str) -> tuple[float, float]:
        """Least and most share of a channel among those splits."""
        parts = [parts_of(split)[channel] / PARTS for split in self.tied]
        return min(parts), max(parts)

    @property
    def sentence(self) -> str:
        """Decision, uncertainty, reason, in the language now spoken."""
        return ("" if language() == "zh" else " ").join(_sentences(self))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tidy tables: split, certificate, tried, budgets, next, ternary."""
        from simulation.experiments.optimization.tables import tables

        return tables(self)

    def __repr__(self) -> str:
        return f"<Optimum {self.scenario.name}: {shares_of(self.best)}>"


# --------------------------------------------------------------------------------------------------------------- words


def shares_of(split: Split) -> str:
    """Channels with money, the largest share first: long-tail creators 45 %, KOC 30 %, …"""
    parts = sorted(parts_of(split).items(), key=lambda one: (-one[1], CHANNELS.index(one[0])))
    return listed([say("optimize.share", channel=channel_called(c), share=f"{part / 10:g}") for c, part in parts if part])


def listed(words: list[str]) -> str:
    """Words as a list in the language now spoken."""
    return ("、" if language() == "zh" else ", ").join(words)


def baseline_words(name: str, exact: bool = True) -> str:
    """The name of a baseline in the language now spoken."""
    said = say("optimize.baseline.equal") if name == "equal" else name
    if name.startswith("all "):
        said = say("optimize.baseline.all", channel=channel_called(name.removeprefix('all ')))
    return said if exact else say("optimize.baseline.within", name=said)


def amount(one: Optimum, value: float | None) -> str:
    """So much of the objective, in words."""
    return say(f"optimize.amount.{one.objective}", n=number(value))


def interval(found: Interval, factor: float = 1.0, digits: int = 0) -> str:
    """An interval in brackets; nothing where there is none."""
    if found.low is None or found.high is None:
        return ""
    return say("optimize.interval", low=number(factor * found.low, digits), high=number(factor * found.high, digits))


def _sentences(one: Optimum) -> Iterator[str]:
    money, gain = number(one.scenario.budget_cny), say(f"optimize.gain.{one.objective}", n=number(one.gain.mean))
    yield say("optimize.decision", budget=money, split=shares_of(one.best), gain=gain, interval=interval(one.gain))
    if one.certificate is None:
        yield say("optimize.uncertified", tried=len(one.found.tried))
    else:
        yield from _certified(one, one.certificate)
    yield from _next(one)
    if not one.found.whole:
        yield say("optimize.unfinished.search", tried=len(one.found.tried))
    if not one.whole_curve:
        yield say("optimize.unfinished.curve")


def _certified(one: Optimum, seen: Certificate) -> Iterator[str]:
    if (nearest := seen.best_baseline) is not None:
        yield _beside_baselines(one, seen, nearest)
    if seen.better:
        most = min(seen.better, key=lambda arm: arm.behind.mean or 0.0).behind
        more = amount(one, -(most.mean or 0.0))
        yield say("optimize.better", count=len(seen.better), difference=more, interval=interval(_turned(most)))
    if seen.tied:
        yield say("optimize.flat", count=len(seen.tied) + 1, ranges=_ranges(one))
    elif seen.arms and not seen.better:
        yield say("optimize.sharp", count=len(seen.arms))
    if moves := [arm for arm in seen.of(NEIGHBOUR) if arm.move]:
        yield _reason(one, moves)
    if nearest is not None and seen.promised is not None:
        yield say("optimize.optimism", tried=len(one.found.tried), promised=amount(one, seen.promised), worlds=nearest.worlds,
                  name=_named(one, nearest), kept=amount(one, seen.kept))  # fmt: skip
    if seen.untried:
        yield say("optimize.unfinished.certificate", count=seen.untried)


def _beside_baselines(one: Optimum, seen: Certificate, nearest: Arm) -> str:
    every = seen.of(BASELINE)
    told = {"count": len(every), "name": _named(one, nearest), "difference": amount(one, nearest.behind.mean),
            "interval": interval(nearest.behind)}  # fmt: skip
    if all(arm.verdict == WORSE for arm in every):
        return say("optimize.ahead", low=amount(one, min(arm.behind.low or 0.0 for arm in every)), **told)
    close = [_named(one, arm) for arm in every if arm.verdict != WORSE]
    everybody = len(close) == len(every)
    alike = say("optimize.alike_all", **told) if everybody else say("optimize.alike_some", names=listed(close), **told)
    lead = nearest.behind.mean or 0.0
    if lead < 0.0:
        return say("optimize.higher", alike=alike, name=told["name"], difference=amount(one, -lead),
                   interval=interval(_turned(nearest.behind)))  # fmt: skip
    return say("optimize.nearest", alike=alike, **told)


def _named(one: Optimum, arm: Arm) -> str:
    exact = next((known.exact for known in one.baselines if known.name == arm.name), True)
    return baseline_words(arm.name, exact)


def _ranges(one: Optimum) -> str:
    """What channels get among the tied splits; those that get nothing in any are left out."""
    found = {channel_called(channel): one.tied_range(channel) for channel in CHANNELS}
    free = [channel for channel, ends in found.items() if ends == (0.0, 1.0)]
    bound = [
        say("optimize.range", channel=channel, low=f"{100 * low:g}", high=f"{100 * high:g}")
        for channel, (low, high) in found.items() if high > 0.0 and channel not in free
    ]  # fmt: skip
    told = [listed(bound)] if bound else []
    told += [say("optimize.range_all", channels=listed(free))] if free else []
    return ("；" if language() == "zh" else "; ").join(told)


def _reason(one: Optimum, moves: list[Arm]) -> str:
    """The move that costs most, of those told apart."""
    costly = [arm for arm in moves if arm.verdict == WORSE]
    if not costly:
        return say("optimize.no_reason")
    arm = max(costly, key=lambda arm: (arm.behind.mean or 0.0) / (arm.move.parts if arm.move else 1))
    assert arm.move is not None
    return say("optimize.reason", points=f"{arm.move.parts / 10:g}", source=channel_called(arm.move.source),
               target=channel_called(arm.move.target), difference=amount(one, arm.behind.mean),
               interval=interval(arm.behind))  # fmt: skip


def _next(one: Optimum) -> Iterator[str]:
    if not one.following:
        return
    first = one.following[0]
    told: dict[str, Any] = {"money": number(first.money / 100), "channel": channel_called(first.channel),
                            "gain": amount(one, first.gain.mean), "interval": interval(first.gain)}  # fmt: skip
    alike = [other.channel for other in one.following if other.tied]
    if not excludes_zero(first.gain):
        yield say("optimize.next.none", **told)
    elif len(alike) > 1:
        yield say("optimize.next.tied", channels=listed([channel_called(channel) for channel in alike]), **told)
    else:
        roi = number(100 * (first.roi.mean or 0.0))
        yield say("optimize.next.one", roi=roi, roi_interval=interval(first.roi, 100), **told)


def _turned(found: Interval) -> Interval:
    """The same difference seen from the other side."""
    if found.mean is None or found.low is None or found.high is None:
        return found
    return Interval(-found.mean, -found.high, -found.low)


def tied_count(one: Optimum) -> int:
    """Splits that cannot be told apart, the best among them."""
    return sum(arm.verdict == TIED for arm in (one.certificate.arms if one.certificate else ())) + 1


def times_words(split: Split) -> str:
    """From which day what begins."""
    return say("optimize.days", **times_of(split))
