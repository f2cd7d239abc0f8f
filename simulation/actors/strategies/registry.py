"""The strategies by name, as scenario files call them."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.actors.strategies.head_kol import HeadKol
from simulation.actors.strategies.kol_spinoff import KolSpinoff
from simulation.actors.strategies.kos_matrix import KosMatrix
from simulation.actors.strategies.long_tail_matrix import LongTailMatrix
from simulation.actors.strategies.no_campaign import NoCampaign
from simulation.actors.strategies.seed_and_harvest import SeedAndHarvest
from simulation.actors.strategies.six_three_one import SixThreeOne
from simulation.actors.strategies.strategy import Strategy
from simulation.actors.strategies.tiered import Tiered
from simulation.refusal import Refusal, nearest

STRATEGIES: Mapping[str, type[Strategy]] = {
    "no_campaign": NoCampaign,
    "head_kol": HeadKol,
    "tiered": Tiered,
    "six_three_one": SixThreeOne,
    "long_tail_matrix": LongTailMatrix,
    "kol_spinoff": KolSpinoff,
    "kos_matrix": KosMatrix,
    "seed_and_harvest": SeedAndHarvest,
}
NAMES = tuple(STRATEGIES)


def named(name: str) -> type[Strategy]:
    """The strategy of this name; an unknown one is refused with the nearest."""
    if not isinstance(name, str) or name not in STRATEGIES:
        raise Refusal("strategies", name, "the name of a strategy", nearest(name, NAMES))
    return STRATEGIES[name]


def name_of(strategy: Strategy) -> str:
    """The name of a strategy's kind: ours as scenario files call it, a user's own by its class."""
    for name, kind in STRATEGIES.items():
        if type(strategy) is kind:
            return name
    return type(strategy).__qualname__
