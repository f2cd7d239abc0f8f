"""The findings of an attribution as tidy tables, numbers with 95 % intervals over worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments.attribution import games
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.attribution.trial import (
    ACCOUNTINGS,
    ALONE,
    REMOVAL,
    SHAPLEY,
    TRUTHS,
    Trial,
    coalitions,
    moved,
    returns,
    shares,
)
from simulation.experiments.measures import Floats, tidy
from simulation.experiments.statistics import UNDEFINED, Interval, mean_interval

if TYPE_CHECKING:
    import pandas as pd

Trials = Sequence[Trial]
Row = tuple[object, ...]

AGAINST = (SHAPLEY, REMOVAL)


def _spread(*names: str) -> list[str]:
    """Columns of a number and its bounds."""
    return [column for name in names for column in (name, f"{name}_low", f"{name}_high")]


def credit(trials: Trials, worth: float) -> pd.DataFrame:
    """A row a strategy, channel and accounting.

    buyers: people; share: of all buyers the accounting gives out; value: buyers × price × margin, cost: what the channel
    was paid, both CNY; roi: (value − cost) / cost; earned: CNY before the campaign is paid, known of truths only, repeat
    purchases and commission included; error_…: buyers more than by that truth.
    """
    money = [*_spread("value"), "cost", *_spread("roi", "earned")]
    columns = [*_spread("buyers", "share"), *money, *_spread(*(f"error_{truth}" for truth in AGAINST))]
    rows = [row for trial in trials for accounting in ACCOUNTINGS for row in _credit(trial, accounting, worth)]
    return tidy(rows, ["strategy", "channel", "accounting", *columns, "worlds"])


def _credit(trial: Trial, accounting: str, worth: float) -> Iterator[Row]:
    given, true = trial.given(accounting), [trial.given(truth) for truth in AGAINST]
    parts, roi = shares(given), returns(given, trial.cost, worth)
    earned = trial.brought(accounting) if accounting in TRUTHS else None
    for n, channel in enumerate(trial.channels):
        errors = [mean_interval(given[n] - one[n]) for one in true]
        brought = UNDEFINED if earned is None else mean_interval(earned[n])
        numbers = [mean_interval(given[n]), parts[n], mean_interval(worth * given[n])]
        yield (trial.strategy, channel, accounting, *_flat(numbers), float(trial.cost[n].mean()),
               *_flat([roi[n], brought, *errors]), trial.worlds)  # fmt: skip


def _flat(numbers: Sequence[Interval]) -> list[float | None]:
    return [bound for number in numbers for bound in number]


def errors(trials: Trials, worth: float) -> pd.DataFrame:
    """A row a strategy, rule and truth: share of buyers moved between channels, buyers and CNY in error over all channels.

    buyers: Σ over channels of |buyers given − true buyers|, means over worlds; value: the same in CNY.
    """
    rows: list[Row] = []
    for trial in trials:
        for rule in RULES:
            for truth in AGAINST:
                given, true = trial.given(rule), trial.given(truth)
                wrong = float(np.abs((given - true).mean(axis=1)).sum())
                rows.append((trial.strategy, rule, truth, *moved(given, true), wrong, worth * wrong, trial.worlds))
    return tidy(rows, ["strategy", "accounting", "against", *_spread("moved"), "buyers", "value", "worlds"])


def together(trials: Trials) -> pd.DataFrame:
    """A row a strategy and measure, people: the whole; sums over channels of removals, of channels alone and of claims.

    interaction: Σ removals − whole; above 0 channels help each other, below 0 they stand in for each other.
    """
    rows = [(trial.strategy, name, *mean_interval(values), trial.worlds) for trial in trials for name, values in _sums(trial)]
    return tidy(rows, ["strategy", "measure", *_spread("buyers"), "worlds"])


def _sums(trial: Trial) -> Iterator[tuple[str, Floats]]:
    whole = games.whole(trial.buyers)
    yield "whole", whole
    for accounting in (REMOVAL, ALONE, *RULES):
        yield accounting, trial.given(accounting).sum(axis=0)
    yield "interaction", trial.given(REMOVAL).sum(axis=0) - whole


def of_coalitions(trials: Trials) -> pd.DataFrame:
    """A row a strategy and coalition: buyers in people, and CNY before the campaign is paid."""
    rows = [
        (trial.strategy, members.replace(" ", " + "), *mean_interval(people), *mean_interval(money), trial.worlds)
        for trial in trials
        for members, people, money in zip(coalitions(trial.channels), trial.buyers, trial.earned, strict=True)
    ]
    return tidy(rows, ["strategy", "coalition", *_spread("buyers", "earned"), "worlds"])
