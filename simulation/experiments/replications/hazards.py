"""How likely somebody is to adopt now: by evidence, as in the model, and by plain logistic regression; fitted and scored.

A row is one person at one time at which she had not adopted. Of each it is told whether she did then, how many she heard who
had before, and traits of the row (a constant first). By evidence, what comes from own initiative and from every adopter heard
is added, and adopting needs it to reach an exponential draw:

    P = 1 − exp(−(e^(x·b) + a·k)),   a = −ln(1 − π)          by logistic regression:   P = 1/(1 + exp(−(x·b + c·k)))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from simulation.experiments.statistics import Floats
from simulation.refusal import Refusal, Verbatim

Longs = npt.NDArray[np.int64]
LEAST, MOST = 1e-12, 1.0 - 1e-12  # probabilities that are told apart from none and all
FOUND = 2.705543454095404  # twice the gain in log likelihood that chance exceeds in 5 of 100 cases, for a ≥ 0 and none true


class Table(NamedTuple):
    """Rows of people at times."""

    unit: Longs  # (rows,) number of the town or cascade
    adopted: Floats  # (rows,) 1 if then, else 0
    heard: Floats  # (rows,) adopters heard
    traits: Floats  # (rows, traits) a constant first
    weight: Floats  # (rows,) how many such rows this one stands for

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Table:
        """Some of the rows."""
        adopted, heard, traits, weight = (column[chosen] for column in self[1:])
        return Table(self.unit[chosen], adopted, heard, traits, weight)


@dataclass(frozen=True)
class Form:
    """A way to add up to a probability."""

    name: str
    probability: Callable[[Floats, Table], Floats]  # of coefficients (those of the traits, then that of the heard)
    slope: Callable[[Floats, Table, Floats], Floats]  # (rows, coefficients) dP/db; its third argument is P
    least: float | None  # of the coefficient of the heard


def _evidence(b: Floats, table: Table) -> Floats:
    return np.asarray(np.exp(np.minimum(table.traits @ b[:-1], 4.0)) + b[-1] * table.heard)


def _by_evidence(b: Floats, table: Table) -> Floats:
    return np.asarray(-np.expm1(-_evidence(b, table)))


def _evidence_slope(b: Floats, table: Table, p: Floats) -> Floats:
    own = np.exp(np.minimum(table.traits @ b[:-1], 4.0))
    return np.column_stack([own[:, None] * table.traits, table.heard]) * (1.0 - p)[:, None]


def _by_odds(b: Floats, table: Table) -> Floats:
    return np.asarray(special.expit(table.traits @ b[:-1] + b[-1] * table.heard))


def _odds_slope(b: Floats, table: Table, p: Floats) -> Floats:
    return np.column_stack([table.traits, table.heard]) * (p * (1.0 - p))[:, None]


EVIDENCE = Form("by evidence", _by_evidence, _evidence_slope, 0.0)
LOGISTIC = Form("logistic", _by_odds, _odds_slope, None)


class Fit(NamedTuple):
    """The most likely coefficients, and the log likelihood they reach."""

    form: Form
    coefficients: Floats
    log_likelihood: float

    def probability(self, table: Table) -> Floats:
        """(rows,) of other rows."""
        return np.clip(self.form.probability(self.coefficients, table), LEAST, MOST)

    @property
    def pi(self) -> float:
        """Probability that one adopter heard convinces, at one time; by evidence only."""
        return float(-np.expm1(-self.coefficients[-1]))


def log_scores(table: Table, p: Floats) -> Floats:
    """(rows,) log likelihood of what each row saw, weighted."""
    return np.asarray(table.weight * np.where(table.adopted > 0, np.log(p), np.log1p(-p)))


def fitted(form: Form, table: Table, heard: bool = True) -> Fit:
    """Maximum likelihood; without `heard` nobody counts whom one hears."""
    total = float(table.weight @ table.adopted)
    if not 0.0 < total < table.weight.sum():
        raise Refusal(
            "table", Verbatim(f"{total:g} adoptions in {table.adopted.size} rows"), "some rows of either kind", "take more people"
        )
    rate = total / float(table.weight.sum())
    start = np.zeros(table.traits.shape[1] + 1)
    start[0], start[-1] = np.log(rate / (1 - rate)), (0.1 * rate if heard and form is EVIDENCE else 0.0)

    def loss(b: Floats) -> tuple[float, Floats]:
        p = np.clip(form.probability(b, table), LEAST, MOST)
        pull = table.weight * (table.adopted - p) / (p * (1.0 - p))
        return -float(log_scores(table, p).sum()) / total, -(pull @ form.slope(b, table, p)) / total

    bounds: list[tuple[float | None, float | None]] = [(-40.0, 10.0)] * table.traits.shape[1]
    bounds.append((form.least, None) if heard else (0.0, 0.0))
    found = optimize.minimize(loss, start, jac=True, method="SLSQP", bounds=bounds, options={"maxiter": 500, "ftol": 1e-11})
    if not found.success:
        raise Refusal(
            "table", Verbatim(f"no highest likelihood ({found.message})"), "rows that can be fitted", "take more people"
        )
    return Fit(form, np.asarray(found.x), -float(found.fun) * total)


def contagion(table: Table) -> float:
    """Twice the log likelihood that hearing adopters adds, by evidence; above FOUND contagion is found at 5 %."""
    return 2.0 * (fitted(EVIDENCE, table).log_likelihood - fitted(EVIDENCE, table, heard=False).log_likelihood)


def recalibration(table: Table, p: Floats) -> float:
    """Slope of the log odds of adopting on those predicted: 1 where predictions are as sharp as they may be."""
    odds = special.logit(p)
    again = Table(table.unit, table.adopted, odds, np.ones((odds.size, 1)), table.weight)
    return float(fitted(LOGISTIC, again).coefficients[-1])
