"""How the money for accounts is best shared among KOL, KOC and KOS: a grid of their shares, everything else held."""

from __future__ import annotations

from typing import NamedTuple

from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.bench import Measure, OutOfTime
from simulation.experiments.optimization.certificate import TIED, Candidate, Certificate, certify
from simulation.experiments.optimization.space import Space, parts_of, times_of
from simulation.experiments.scenario_optimize import PARTS
from simulation.experiments.statistics import Interval

KOL = ("head", "mid", "tail")
SIDE = 5  # steps along a side of the triangle
ENOUGH = 0.3  # share of the budget in KOL, KOC and KOS from which what else gets money is held
LOOKS = (8, 16)  # fresh worlds


class Corner(NamedTuple):
    """One split of the map: shares of the money for KOL, KOC and KOS, and how it did."""

    kol: float
    koc: float
    kos: float
    split: Split
    gain: Interval
    behind: Interval  # the best split less this one, simultaneous over the map
    tied: bool


class Map(NamedTuple):
    """The map: its points, and the share of the budget that is divided there."""

    share: float
    points: tuple[Corner, ...]


def ternary(measure: Measure, best: Split, space: Space) -> Map | None:
    """The map around the best split; None where channels are not sold or bounded away, or there is no time."""
    share, grid = grid_of(best, space)
    if len(grid) < 3:
        return None
    beside = [Candidate(split, "map", f"{kol:g} {koc:g} {kos:g}") for (kol, koc, kos), split in grid.items()]
    try:
        found = certify(measure, best, beside, {}, LOOKS)
    except OutOfTime:
        return None
    return Map(share, tuple(_corner(found, *place, split) for place, split in grid.items()))


def _corner(found: Certificate, kol: float, koc: float, kos: float, split: Split) -> Corner:
    if split == found.best:
        return Corner(kol, koc, kos, split, found.gain, Interval(0.0, 0.0, 0.0), True)
    arm = next(arm for arm in found.arms if arm.split == split)
    return Corner(kol, koc, kos, split, arm.gain, arm.behind, arm.verdict == TIED)


def grid_of(best: Split, space: Space) -> tuple[float, dict[tuple[float, float, float], Split]]:
    """The share of the budget that is divided, and by shares of KOL, KOC and KOS the allowed splits.

    Within KOL the tiers keep the proportions they have in the best split, thirds where it has none. What else gets money
    is held as in the best split, unless that leaves too little to divide: then it gets nothing.
    """
    if not {"koc", "kos"} & set(space.channels) or not set(KOL) & set(space.channels):
        return 0.0, {}
    parts = parts_of(best)
    divided = sum(parts[channel] for channel in (*KOL, "koc", "kos"))
    held = {channel: parts[channel] for channel in ("spinoff", "private", "ads")} if divided >= ENOUGH * PARTS else {}
    divided = PARTS - sum(held.values())
    found = {}
    for kol in range(SIDE + 1):
        for koc in range(SIDE + 1 - kol):
            shares = (kol / SIDE, koc / SIDE, (SIDE - kol - koc) / SIDE)
            split = _divided(space, best, held, divided, shares)
            if space.allows(split):
                found[shares] = split
    return divided / PARTS, found


def _divided(space: Space, best: Split, held: dict[str, int], divided: int, shares: tuple[float, float, float]) -> Split:
    parts, tiers = parts_of(best), [channel for channel in KOL if channel in space.channels]
    weights = {tier: parts[tier] for tier in tiers}
    total = sum(weights.values())
    kol, kol_koc = round(shares[0] * divided), round((shares[0] + shares[1]) * divided)
    own = {tier: round(kol * (weights[tier] / total if total else 1 / len(tiers))) for tier in tiers}
    own[max(tiers, key=lambda tier: own[tier])] += kol - sum(own.values())
    return space.split({**held, **own, "koc": kol_koc - kol, "kos": divided - kol_koc}, **times_of(best))
