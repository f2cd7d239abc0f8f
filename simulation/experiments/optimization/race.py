"""Worlds where arms are close: everybody runs in a few, and only those near the best run in more.

Successive elimination in worlds that all arms share (after Maron and Moore 1997, Artificial Intelligence Review 11; Jamieson
and Talwalkar 2016, AISTATS). After each rung of the ladder an arm leaves whose paired interval below the leader excludes 0,
at 95 % over all rungs together, so that an arm as good as the best is lost to such an interval in at most one race in
twenty. Of those left, at most half (the higher means) climb on: that is thrift, not inference, and what a race finds is
believed only once `certificate.py` has seen it in worlds of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulation.experiments.optimization.bench import Floats, Measure
from simulation.experiments.statistics import mean_interval

LADDER = (4, 8, 16, 32)  # worlds


def race(
    measure: Measure, arms: Sequence[Any], champion: Any | None, ladder: Sequence[int], place: int = 0, first: int = 0
) -> Mapping[Any, Floats]:
    """What each arm brought in the worlds it ran in, from the `first` on; the champion, if any, runs along to the end."""
    running = list(dict.fromkeys([*arms, *([] if champion is None else [champion])]))
    found: dict[Any, Floats] = {}
    for rung in ladder:
        found.update(zip(running, measure(running, range(first, first + rung), place), strict=True))
        running = _staying(found, running, champion, len(ladder))
    return found


def _staying(found: Mapping[Any, Floats], running: Sequence[Any], champion: Any | None, rungs: int) -> list[Any]:
    """Who climbs on, in the order given."""
    ranked = sorted(running, key=lambda arm: -float(found[arm].mean()))
    close = [arm for arm in ranked if not behind(found[arm], found[ranked[0]], rungs)]
    staying = close[: max(1, (len(running) + 1) // 2)]
    return [arm for arm in running if arm in staying or arm == champion]


def behind(arm: Floats, leader: Floats, comparisons: int) -> bool:
    """Whether the leader is ahead beyond doubt, in paired worlds."""
    apart = mean_interval(leader - arm, comparisons)
    return apart.low is not None and apart.low > 0.0
