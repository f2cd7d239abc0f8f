"""What can be done in a world: a campaign of the whole model, or one of the classical laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import FEN, ForHire, Market, Product
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.audience import Befriended
from simulation.engine.engines import engine
from simulation.engine.spread import spread
from simulation.engine.world import CALM, Schedule, World
from simulation.experiments.hypotheses.hypothesis import Observed, Reading
from simulation.experiments.hypotheses.worlds import PEOPLE, Here
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.laws import Law
from simulation.model.population import draw_population

BUDGET = 200_000.0  # CNY: two a person, so that a few in a hundred buy and luck is small
HORIZON = 60  # days
PRICE, MARGIN = 199.0, 0.4
CREATORS, STEEPNESS = 300, 1.4  # for hire: the n-th has n^−1.4 times the views of the first


@dataclass(frozen=True)
class Campaigned:
    """A strategy spending a budget in the whole model."""

    words: str
    strategy: Strategy
    changes: Mapping[str, float] = field(default_factory=dict)  # parameters that are other than in this world
    budget: float = BUDGET  # CNY
    horizon: int = HORIZON
    schedule: Schedule = CALM
    hire: tuple[tuple[float, float], ...] | None = None  # followers and fee a post in CNY of each creator; None: the list
    margin: float = MARGIN
    people: float = PEOPLE
    network: Callable[[Network], Network] | None = None  # what becomes of the world's network

    def observed(self, here: Here, readings: Mapping[str, Reading]) -> Observed:
        """The readings of the finished campaign."""
        campaign = Campaign(self.market(here), self.strategy, engine("kernels"), self.words)
        campaign.finish()
        return {name: reading(campaign) for name, reading in readings.items()}

    def market(self, here: Here) -> Market:
        """The market of this condition in one world."""
        p = here.parameters._replace(**self.changes)
        network = here.network if self.network is None else self.network(here.network)
        population, scale = draw_population(here.world, network.names, p), self.people / network.n_consumers
        world = World(network, population, p, here.world, scale, self.horizon, self.schedule)
        people, fees = _listed(p, self.people) if self.hire is None else _offered(self.hire)
        return Market(world, Product(PRICE, self.margin), round(self.budget * FEN), _for_hire(people, fees, scale))


def _listed(p: Any, market: float) -> tuple[Any, Any]:
    """Followers and fees of the creators for hire, by the model's own formulas."""
    people = [eq.audience((n + 1.0) ** -STEEPNESS, 1.0, p.audience_exponent, p.audience_share, market) for n in range(CREATORS)]
    rates = (p.fee_rate, p.fee_elasticity, p.fee_factor, p.fee_floor)
    return _offered([(np.floor(followers), eq.fee(float(np.floor(followers)), *rates)) for followers in people])


def _offered(hire: Any) -> tuple[Any, Any]:
    followers, fees = zip(*hire, strict=True)
    return np.array(followers, np.int64), np.array([round(fee * FEN) for fee in fees], np.int64)


def _for_hire(people: Any, fees: Any, scale: float) -> ForHire:
    """Creators without known friends: their audiences overlap as chance will have it."""
    kind, none = chance.name_of("creator"), np.zeros(people.size + 1, np.int64)
    word = np.array([chance.at(kind, n) for n in range(people.size)], np.uint64)
    befriended = Befriended(word, (people // scale).astype(np.int64), none, np.zeros(0, np.int32))
    return ForHire(tuple(f"creator {n + 1}" for n in range(people.size)), people, fees, befriended)


@dataclass(frozen=True)
class Spreading:
    """A classical law working on a network from some seeds, in several replicates at once."""

    words: str
    law: Callable[[Here], Law]
    seeds: Callable[[Here, Network], Any]
    steps: int | None = None
    replicates: int = 1
    network: Callable[[Here], Network] | None = None  # None: the world's own

    def observed(self, here: Here, readings: Mapping[str, Reading]) -> Observed:
        """The readings of what came of it."""
        network = here.network if self.network is None else self.network(here)
        key = int(here.world) >> 1
        found = spread(network, self.law(here), self.seeds(here, network), self.steps, key, self.replicates, threads=1)
        return {name: reading(found) for name, reading in readings.items()}


@dataclass(frozen=True)
class Drawn:
    """Nothing is done: the consumers of a world are looked at."""

    words: str
    changes: Mapping[str, float] = field(default_factory=dict)

    def observed(self, here: Here, readings: Mapping[str, Reading]) -> Observed:
        """The readings of (parameters, population)."""
        p = here.parameters._replace(**self.changes)
        population = draw_population(here.world, here.network.names, p)
        return {name: reading((p, population)) for name, reading in readings.items()}
