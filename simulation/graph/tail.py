"""How heavy the tail of a degree distribution is: P(k) ∝ k^−exponent from a stated minimum upwards.

A. Clauset, C. Shalizi & M. Newman, "Power-law distributions in empirical data" (2009): the exponent by maximum likelihood
for whole numbers, its standard error from the information of the sample, and the minimum where the fitted and the seen
distribution are nearest (Kolmogorov–Smirnov). An exponent alone does not say that a power law fits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FEWEST = 50  # consumers in the tail; the authors warn against fits to fewer
CANDIDATES = 50  # minima tried, evenly among the degrees there are
STEEPEST = 20.0
_STEP = 1e-2

Counts = npt.NDArray[np.int64]


class Tail(NamedTuple):
    """The tail of a distribution of degrees."""

    exponent: float
    standard_error: float
    minimum: int  # the smallest degree it holds from
    consumers: int  # how many have at least that


def tail_of(degree: Counts, minimum: int | None = None) -> Tail | None:
    """The tail from `minimum`, or from where it fits best; None where fewer than 50 consumers or one degree are left."""
    values, counts = np.unique(degree[degree > 0], return_counts=True)
    if minimum is not None:
        fits = [_fit(values, counts, minimum)]
    else:
        left = counts[::-1].cumsum()[::-1]
        able = values[left >= FEWEST]
        chosen = able[np.linspace(0, max(able.size - 1, 0), min(able.size, CANDIDATES)).astype(int)] if able.size else able
        fits = [_fit(values, counts, int(one)) for one in np.unique(chosen)]
    there = [fit for fit in fits if fit is not None]
    return min(there, key=lambda fit: fit[0])[1] if there else None


def _fit(values: Counts, counts: Counts, minimum: int) -> tuple[float, Tail] | None:
    """The distance of the fitted from the seen distribution, and the fitted tail."""
    from scipy.optimize import minimize_scalar

    value, count = values[values >= minimum], counts[values >= minimum]
    n = int(count.sum())
    if n < FEWEST or value.size < 2:
        return None
    mean = float(count @ np.log(value)) / n
    found = minimize_scalar(lambda a: _log_zeta(a, minimum) + a * mean, bounds=(1.001, STEEPEST), method="bounded")
    exponent = float(found.x)
    bend = sum(sign * _log_zeta(exponent + at, minimum) for sign, at in ((1, _STEP), (-2, 0.0), (1, -_STEP))) / _STEP**2
    seen, fitted = np.cumsum(count) / n, _share_up_to(exponent, minimum, value)
    tail = Tail(exponent, float(1 / np.sqrt(n * bend)), minimum, n)
    return float(np.abs(seen - fitted).max()), tail


def _log_zeta(exponent: float, minimum: int) -> float:
    from scipy.special import zeta

    return float(np.log(zeta(max(exponent, 1.0001), minimum)))


def _share_up_to(exponent: float, minimum: int, value: Counts) -> npt.NDArray[np.float64]:
    from scipy.special import zeta

    return np.asarray(1 - zeta(exponent, value + 1.0) / zeta(exponent, minimum))
