"""The strategies by name, as scenario files call them."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.actors.strategies import installed
from simulation.actors.strategies.adaptive import Adaptive
from simulation.actors.strategies.always_on import AlwaysOn
from simulation.actors.strategies.base_exposure import BaseExposure
from simulation.actors.strategies.boost_proven import BoostProven
from simulation.actors.strategies.burst import Burst
from simulation.actors.strategies.celebrity_mass_harvest import CelebrityMassHarvest
from simulation.actors.strategies.challenge import Challenge
from simulation.actors.strategies.guided_sales import GuidedSales
from simulation.actors.strategies.head_kol import HeadKol
from simulation.actors.strategies.incubated_koc import IncubatedKoc
from simulation.actors.strategies.kol_spinoff import KolSpinoff
from simulation.actors.strategies.kos_matrix import KosMatrix
from simulation.actors.strategies.long_tail_matrix import LongTailMatrix
from simulation.actors.strategies.material_testing import MaterialTesting
from simulation.actors.strategies.no_campaign import NoCampaign
from simulation.actors.strategies.organic_first import OrganicFirst
from simulation.actors.strategies.private_domain import PrivateDomain
from simulation.actors.strategies.search_occupation import SearchOccupation
from simulation.actors.strategies.seed_and_harvest import SeedAndHarvest
from simulation.actors.strategies.six_three_one import SixThreeOne
from simulation.actors.strategies.split import Split
from simulation.actors.strategies.strategy import Strategy
from simulation.actors.strategies.tiered import Tiered
from simulation.actors.strategies.viral_bets import ViralBets
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
    "private_domain": PrivateDomain,
    "guided_sales": GuidedSales,
    "celebrity_mass_harvest": CelebrityMassHarvest,
    "base_exposure": BaseExposure,
    "viral_bets": ViralBets,
    "search_occupation": SearchOccupation,
    "boost_proven": BoostProven,
    "material_testing": MaterialTesting,
    "incubated_koc": IncubatedKoc,
    "organic_first": OrganicFirst,
    "challenge": Challenge,
    "always_on": AlwaysOn,
    "burst": Burst,
    "adaptive": Adaptive,
    "split": Split,
}
NAMES = tuple(STRATEGIES)


def names() -> tuple[str, ...]:
    """All names a scenario may use: ours, then those of installed packages."""
    return (*NAMES, *installed.entries(NAMES))


def named(name: str) -> type[Strategy]:
    """The strategy of this name; an unknown one is refused with the nearest."""
    if isinstance(name, str) and name in STRATEGIES:
        return STRATEGIES[name]
    entries = installed.entries(NAMES)
    if not isinstance(name, str) or name not in entries:
        raise Refusal("strategies", name, "the name of a strategy", nearest(name, (*NAMES, *entries)))
    return installed.loaded(entries[name])


def name_of(strategy: Strategy) -> str:
    """The name of a strategy's kind as scenario files call it; one that has none is called by its class."""
    kind = type(strategy)
    for name, ours in STRATEGIES.items():
        if kind is ours:
            return name
    return next((name for name, entry in installed.entries(NAMES).items() if installed.declares(entry, kind)), kind.__qualname__)


def known(kind: type) -> bool:
    """Whether scenario files can name this kind of strategy."""
    return kind in STRATEGIES.values() or any(installed.declares(e, kind) for e in installed.entries(NAMES).values())
