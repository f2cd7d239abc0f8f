"""Does exposure predict who adopts next, in towns and cascades that nothing was fitted to?

Own initiative alone is chance. Hearing adopters is added by evidence, as the model does, or by plain logistic regression, or by
evidence on ties rewired with everybody's number of ties kept: what exposure tells beyond how many one hears at all. Scores
are logarithmic, in nats per adoption; intervals resample whole towns or cascades.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.experiments.replications import hazards, observed
from simulation.experiments.replications.hazards import EVIDENCE, LOGISTIC, Form, Table
from simulation.experiments.replications.observed import Cascades, Town, joined
from simulation.experiments.replications.replication import lots
from simulation.experiments.statistics import Floats, Interval

Fold = npt.NDArray[np.bool_]  # (units,) which are held out together
BINS, RESAMPLED = 5, 1000
CHANCE, OURS, REWIRED = "own initiative", "by evidence", "rewired"
BASELINE, LOGARITHM = "logistic", "log-logistic"  # in the number of adopters heard, in the logarithm of 1 more
COMPARED = (
    *((other, CHANCE) for other in (OURS, BASELINE, LOGARITHM, REWIRED)),
    *((OURS, other) for other in (BASELINE, LOGARITHM, REWIRED)),
)


@dataclass(frozen=True)
class Case:
    """One data set, ready to be fitted and held out."""

    name: str
    units: str  # what is held out, in the plural
    trend: str  # what the trait is
    folds: Callable[[bool], list[Fold]]
    rows: Callable[[bool, bool, int | None], Table]  # of trend, quick and the key of a rewiring


class Judged(NamedTuple):
    """One data set, with or without the trait, as it was found."""

    case: Case
    trend: bool
    held: int  # units held out
    adoptions: int  # in them
    pi: float  # of one adopter heard, fitted to all units
    gains: dict[str, Interval]  # nats per adoption
    beaten: tuple[int, int]  # rewirings that the real ties score better than, of how many
    slopes: dict[str, Interval]  # of recalibration
    bins: dict[str, Floats]  # (bins, 3) mean predicted, share observed, adoptions


class Held(NamedTuple):
    """Rows that were held out, and what was predicted of them."""

    table: Table
    p: Floats


def predicted(form: Form, table: Table, folds: Sequence[Fold], heard: bool = True) -> Held:
    """Every fold, by what is fitted to the rest."""
    tables, chances = [], []
    for fold in folds:
        apart = fold[table.unit]
        held = table.rows(apart)
        tables.append(held)
        chances.append(hazards.fitted(form, table.rows(~apart), heard).probability(held))
    return Held(joined(tables), np.concatenate(chances))


def unit_scores(held: Held, units: int) -> Floats:
    """(units,) log score of each."""
    return np.bincount(held.table.unit, hazards.log_scores(*held), units).astype(np.float64)


def resampled(units: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    """(number, units) units drawn with replacement."""
    drawn = lots("units drawn again", number * units.size).reshape(number, units.size)
    return units[(drawn * units.size).astype(np.int64)]


def gain(better: Floats, worse: Floats, adoptions: Floats) -> Interval:
    """Score gained per adoption, all (units,); units without adoptions in them were not held out."""
    units = np.flatnonzero(adoptions)
    again = resampled(units, RESAMPLED)
    means = (better - worse)[again].sum(axis=1) / adoptions[again].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float((better - worse)[units].sum() / adoptions[units].sum()), float(low), float(high))


def slope(held: Held, quick: bool) -> Interval:
    """Of the log odds of adopting on those predicted, its interval by resampled units."""
    units, values = np.unique(held.table.unit), []
    for again in resampled(units, 20 if quick else 100):
        times = np.bincount(again, minlength=int(units.max()) + 1)[held.table.unit]
        kept = times > 0
        table = held.table._replace(weight=held.table.weight * times).rows(kept)
        values.append(hazards.recalibration(table, held.p[kept]))
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(hazards.recalibration(*held), float(low), float(high))


def reliability(held: Held) -> Floats:
    """(bins, 3) in bins of as many predicted adoptions each: mean predicted, share observed, adoptions observed."""
    order = np.argsort(held.p, kind="stable")
    weight, p, adopted = held.table.weight[order], held.p[order], held.table.adopted[order]
    expected = np.cumsum(weight * p)
    place = np.minimum((BINS * (expected - weight * p / 2) / expected[-1]).astype(np.int64), BINS - 1)
    total, told, seen = (np.bincount(place, column, BINS) for column in (weight, weight * p, weight * adopted))
    filled = total > 0
    return np.column_stack([told[filled] / total[filled], seen[filled] / total[filled], seen[filled]])


def judged(case: Case, trend: bool, quick: bool) -> Judged:
    """One data set examined."""
    table, folds = case.rows(trend, quick, None), case.folds(quick)
    units = folds[0].size
    chance = predicted(EVIDENCE, table, folds, heard=False)
    ours, baseline = (predicted(form, table, folds) for form in (EVIDENCE, LOGISTIC))
    logarithm = predicted(LOGISTIC, table._replace(heard=np.log1p(table.heard)), folds)
    adoptions = np.bincount(chance.table.unit, chance.table.weight * chance.table.adopted, units).astype(np.float64)
    nulls = [unit_scores(predicted(EVIDENCE, case.rows(trend, quick, key), folds), units) for key in range(3 if quick else 10)]
    told = {OURS: ours, BASELINE: baseline, LOGARITHM: logarithm}
    score = {name: unit_scores(held, units) for name, held in {CHANCE: chance, **told}.items()}
    score[REWIRED] = np.mean(nulls, axis=0)
    gains = {f"{one} − {other}": gain(score[one], score[other], adoptions) for one, other in COMPARED}
    beaten = sum(int(null.sum() < score[OURS].sum()) for null in nulls), len(nulls)
    return Judged(
        case,
        trend,
        int((adoptions > 0).sum()),
        int(adoptions.sum()),
        hazards.fitted(EVIDENCE, table).pi,
        gains,
        beaten,
        {name: slope(held, quick) for name, held in told.items()},
        {name: reliability(held) for name, held in told.items()},
    )


# ------------------------------------------------------------------------------------------------------------ data sets


def of_towns(name: str, units: str, towns: Callable[[], tuple[Town, ...]]) -> Case:
    """A survey whose towns are held out one at a time."""

    def rows(trend: bool, quick: bool, key: int | None) -> Table:
        here = [town if key is None else town.rewired(1000 * key + n) for n, town in enumerate(towns())]
        return joined([observed.rows_of_town(town, n, trend) for n, town in enumerate(here)])

    def folds(quick: bool) -> list[Fold]:
        return list(np.eye(len(towns()), dtype=np.bool_))

    return Case(name, units, "time", folds, rows)


@cache
def _tags(quick: bool) -> Cascades:
    """The cascades; in the quick form every eighth."""
    found = observed.stack_exchange()
    return Cascades(found.network, found.members[::8], found.held_out[::8]) if quick else found


def _tag_rows(trend: bool, quick: bool, key: int | None) -> Table:
    cascades = _tags(quick) if key is None else _tags(quick).rewired(key)
    several = [n for n, members in enumerate(cascades.members) if members.size > 1]
    return joined([observed.rows_of_cascade(cascades, n, trend, 20) for n in several])


CASES = (
    of_towns("doctors and a drug", "towns", observed.doctors),
    of_towns("farmers and a seed", "villages", observed.farmers),
    Case("users and tags", "tags", "number of ties", lambda quick: [_tags(quick).held_out], _tag_rows),
)


def everything(quick: bool) -> list[Judged]:
    """Every data set, without and with its trait."""
    return [judged(case, trend, quick) for case in CASES for trend in (False, True)]
