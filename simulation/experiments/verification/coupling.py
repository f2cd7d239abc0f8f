"""V10 · Worlds that share their chance: more delays nobody where that is claimed, the same differs by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from simulation.actors.desk import Desk
from simulation.actors.market import Market
from simulation.actors.strategies import registry
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.spread import spread
from simulation.experiments import conformance
from simulation.experiments import exact_laws as exact
from simulation.experiments.checks import Check
from simulation.experiments.verification import simulated as has
from simulation.experiments.verification.cascades import infected, read_epidemic
from simulation.experiments.verification.simulated import RUNS, held, runs
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.model.laws import Law

Days = npt.NDArray[np.int64]

OURS = "shared resistances (docs/ODD.md)"
NEVER = 10**6  # later than all
STEPS, NETWORKS, MARKETS = 40, 60, 40
LOWER_AND_HIGHER = (
    (laws.bass(0.02, 0.3), laws.bass(0.04, 0.3)),
    (laws.bass(0.02, 0.3), laws.bass(0.02, 0.6)),
    (laws.goldenberg(0.1, 0.1, 0.02), laws.goldenberg(0.3, 0.1, 0.02)),
    (laws.independent_cascade(0.3), laws.independent_cascade(0.5)),
    (laws.si(0.1), laws.si(0.2)),
    (laws.sir(0.1, 0.3), laws.sir(0.2, 0.3)),
    (laws.watts("0.6"), laws.watts("0.3")),
    (laws.complex_contagion(3), laws.complex_contagion(2)),
)
# A funnel with endless sharing and certain delivery, in which nothing else acts.
CAREFREE = {
    "attention": np.inf, "amplification": 0.0, "search_rate": 0.0, "repurchase": 0.0, "gamma": 0.0, "r_private": 1.0,
    "share_cap": 1e9, "wear_out": np.inf, "gain_labelled": 0.0, "loss_hidden": 0.0, "drift": 0.0, "lapse": 0.0,
    "satisfaction": 1e3, "comment_readers": 0.0, "reach_rate": 1e9, "reach_max": 1e9, "eta": 0.0, "leave_pitch": 0.0,
}  # fmt: skip
ENDING = {**CAREFREE, "gamma": 0.3}
MORE_TRUST = 0.05  # on the scale of log-odds: by so much the level lies lower at which rates hold


def checks() -> Iterator[Check]:
    """Every check of this part."""
    networks = f"{NETWORKS} networks drawn, N = 60"
    for lower, higher in LOWER_AND_HIGHER:
        claim = f"somebody adopts later than with {lower}"
        yield held(str(higher), networks, claim, OURS, partial(_later_by_law, lower, higher))
    for law in (laws.independent_cascade(0.3), laws.sir(0.2, 0.3), laws.watts("0.3"), laws.si(0.1)):
        claim = "somebody adopts later with one seed more"
        yield held(str(law), networks, claim, OURS, partial(_later_by_seed, law))
    markets = f"{MARKETS} markets drawn, sharing without end, certain delivery"
    yield held("the model", markets, "somebody moves later where everybody is trusted more", OURS, _later_by_trust)
    yield held("the model", markets, "somebody moves later where three creators speak and not one", OURS, _later_by_account)
    case, claim = f"{len(registry.NAMES)} strategies", "a strategy under another name does not differ by exactly 0 from itself"
    yield held("the model", case, claim, "draws are addressed by name", _differs_from_itself)
    yield from _relabelled()


# --------------------------------------------------------------------------------------------------------- one transition


def _days_of(network: Network, law: Law, seeds: int, key: int) -> Days:
    """(consumers,) days of adoption from the first consumers."""
    day = spread(network, law, range(seeds), STEPS, key, threads=1).day[0]
    return np.where(day < 0, NEVER, day).astype(np.int64)


def _networks() -> Iterator[tuple[int, Network]]:
    return ((key, generators.erdos_renyi(60, 4, key=key)) for key in range(NETWORKS))


def _later_by_law(lower: Law, higher: Law) -> tuple[bool, bool]:
    """Whether the stronger law ever delays somebody; whether the weaker does."""
    pairs = [(_days_of(net, lower, 6, key), _days_of(net, higher, 6, key)) for key, net in _networks()]
    return any((more > less).any() for less, more in pairs), any((less > more).any() for less, more in pairs)


def _later_by_seed(law: Law) -> tuple[bool, bool]:
    pairs = [(_days_of(net, law, 6, key), _days_of(net, law, 7, key)) for key, net in _networks()]
    return any((more > less).any() for less, more in pairs), any((less[7:] > more[7:]).any() for less, more in pairs)


# ---------------------------------------------------------------------------------------------------------------- a funnel


@dataclass(frozen=True)
class Hired(Strategy):
    """The first creators, a package of two posts each."""

    creators: int = 1

    def plan(self, desk: Desk) -> None:
        """One package a creator."""
        for creator in range(self.creators):
            desk.buy_package(creator, desk.left, 2, 1, 0.4)


def _market(key: int, changes: dict[str, float], raised: float = 0.0) -> Market:
    found = conformance.market(key, consumers=50, days=16)
    p = found.world.p._replace(**changes)
    return replace(found, world=replace(found.world, p=p._replace(tau_bar=p.tau_bar - raised)))


def _moves(found: Market, creators: int = 1) -> Days:
    """(transitions, consumers) days of every transition."""
    crossed = conformance.finished(found, Hired(creators)).run.state.funnel.crossed
    return np.where(crossed < 0, NEVER, crossed).astype(np.int64)


def _later_by_trust() -> tuple[bool, bool]:
    """Whether more trust ever delays somebody; whether it does where sharing ends, and a spell can be over too soon."""
    return _any_later(CAREFREE), _any_later(ENDING)


def _any_later(changes: dict[str, float]) -> bool:
    found = ((_moves(_market(key, changes)), _moves(_market(key, changes, MORE_TRUST))) for key in range(MARKETS))
    return any((more > less).any() for less, more in found)


def _later_by_account() -> tuple[bool, bool]:
    """Whether two creators more ever delay somebody; whether two fewer do."""
    pairs = [(_moves(_market(key, CAREFREE)), _moves(_market(key, CAREFREE), 3)) for key in range(MARKETS)]
    return any((more > less).any() for less, more in pairs), any((less > more).any() for less, more in pairs)


def _differs_from_itself() -> tuple[bool, bool]:
    """Whether a strategy ever differs from itself; whether it differs in another world."""
    same, other = [], []
    for name in registry.NAMES:
        kind = registry.named(name)
        one, two = (conformance.finished(conformance.market(21), kind(), label) for label in ("one", "two"))
        same.append(bool(conformance.differing(one, two)))
        other.append(bool(conformance.differing(one, conformance.finished(conformance.market(22), kind()))))
    return any(same), any(other)


# -------------------------------------------------------------------------------------------------------------- other names


def _relabelled() -> Iterator[Check]:
    """The same people under other names have other luck, and the same distribution."""
    days, seeds, beta, gamma = (2, 5, 10, 20), 0.01, 0.15, 0.1
    kind, given = has.regular(4), {"β": beta, "γ": gamma}
    sample = partial(
        runs, partial(_renamed, kind.make), laws.sir(beta, gamma), seeds, days[-1], read_epidemic(days, days), RUNS, 12_000
    )
    case = f"{kind.name}, names 7,919 n + 5, β = {beta}, γ = {gamma}, seeds 1 %"
    what, source = f"{has.by(days)}; sharing after these", "edge-based recursion, which knows no names"
    yield has.simulated("sir", case, what, source, sample, partial(infected, exact.regular(4), days, days, seeds), given)


def _renamed(make: has.Make, key: int) -> Network:
    network = make(key)
    source = np.repeat(network.ids, network.out_degree)
    ids = 7919 * network.ids + 5
    return Network.from_edges(7919 * source + 5, ids[network.out_target], consumers=ids)
