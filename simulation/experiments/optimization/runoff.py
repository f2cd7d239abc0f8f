"""The choice: the finalists of a search and every named split, in worlds that the search has not seen.

The best of hundreds in thirty-two worlds is to a good part the luckiest, and a named split that a race dropped early may have
been unlucky. Here both meet where neither has a past, and whoever is best here is chosen. What that is worth
is still not believed: of twenty, too, the best looks better than it is. `certificate.py` looks at it in worlds of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulation.experiments.optimization.bench import Measure
from simulation.experiments.optimization.race import race
from simulation.experiments.optimization.search import Found

FIRST = 500_000  # number of the first world of runoffs; searches begin at 0, certificates at 1,000,000
LADDER = (16, 32)  # worlds


def runoff(measure: Measure, found: Found, named: Sequence[Any]) -> Found:
    """What was found, with the winner for its best and the others after it. May raise OutOfTime."""
    gains = race(measure, [*found.finalists, *named], None, LADDER, first=FIRST)
    order = sorted(gains, key=lambda one: (-gains[one].size, -float(gains[one].mean())))
    best = order[0]
    worlds = range(FIRST, FIRST + gains[best].size)
    return found._replace(best=best, worlds=worlds, gains=gains[best], finalists=tuple(order))
