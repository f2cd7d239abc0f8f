"""Small markets drawn by key, in which everything happens within a few days."""

from __future__ import annotations

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import ForHire, KocOffer, Market, Product
from simulation.actors.strategies import registry
from simulation.engine.audience import Befriended
from simulation.engine.engines import engine
from simulation.engine.world import World
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.parameters import DEFAULTS, TABLE
from simulation.model.population import draw_population

EAGER = {
    "pi_private_awareness": 0.6, "pi_private_interest": 0.5, "pi_private_search": 0.5, "pi_private_action": 0.5,
    "pi_public_awareness": 0.5, "pi_public_interest": 0.4, "pi_public_search": 0.4, "pi_public_action": 0.3,
    "own_awareness": 0.005, "own_interest": 0.05, "own_search": 0.1, "own_action": 0.05, "r_private": 0.4, "share_cap": 50.0,
    "sigma_ratio": 1.5, "sigma_buyer": 0.9, "overhead": 1.0, "koc_followers": 5.0, "salary": 5.0, "kos_followers": 8.0,
    "spinoff_setup": 50.0, "pool_start": 0.3, "gamma": 0.05, "reach_rate": 0.6, "spinoff_size": 0.3,
}  # fmt: skip


# columns of the cast that change during a run
CHANGING = ("role", "independence", "reputation", "row_on", "engaged", "moved", "grown", "listed", "seen", "last_post", "views")


class Lots:
    """Numbers drawn one after another from one key, for making cases (never inside the model)."""

    def __init__(self, key: int) -> None:
        self.state, self.count = chance.at(chance.at(chance.world(key), chance.GRAPH), chance.name_of("cases")), 0

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        self.count += 1
        return low + (high - low) * chance.draw(self.state, self.count)

    def integer(self, low: int, high: int) -> int:
        return int(self.uniform(low, high + 1))

    def pick(self, options):  # type: ignore[no-untyped-def]
        return options[self.integer(0, len(options) - 1)]


def network(lots: Lots, consumers: int, directed: bool = False, weighted: bool = True, segments: bool = True) -> Network:
    """Random ties among people with ids far from their positions."""
    ids = [7 * n + 3 for n in range(consumers)]
    ties = lots.integer(consumers, 4 * consumers)
    pairs = [(lots.pick(ids), lots.pick(ids)) for _ in range(ties)]
    pairs = [(a, b) for a, b in pairs if a != b]
    strength = [lots.uniform() for _ in pairs] if weighted else None
    segment = [lots.integer(0, 2) for _ in ids] if segments else None
    return Network.from_edges(
        [a for a, _ in pairs], [b for _, b in pairs], strength, directed=directed, consumers=ids, segment=segment
    )


def market(
    key: int, consumers: int = 40, horizon: int = 16, budget: int = 400_000, creators: int = 12, **changes: float
) -> Market:
    """A market in which a few hundred yuan buy something of everything; parameters are eager and drawn by key."""
    lots = Lots(key)
    ties = network(lots, consumers, directed=lots.uniform() < 0.3, weighted=lots.uniform() < 0.6, segments=lots.uniform() < 0.6)
    drawn = {name: value * lots.uniform(0.7, 1.3) for name, value in EAGER.items()}
    spread = {p.name: lots.uniform(*p.joint) for p in TABLE if p.joint and p.name not in EAGER and lots.uniform() < 0.5}
    drawn = {name: min(value, 0.97) if "pi_" in name or "sigma_b" in name else value for name, value in drawn.items()}
    p = DEFAULTS._replace(**spread)._replace(**drawn)._replace(**changes)
    world_key = chance.world(key, 0)
    world = World(ties, draw_population(world_key, ties.names, p), p, world_key, 50.0, horizon)
    return Market(world, Product(100.0, 0.9), budget, for_hire(lots, creators, consumers), koc(lots, ties))


def for_hire(lots: Lots, creators: int, consumers: int) -> ForHire:
    """Creators of very different size, some of whom befriend each other."""
    people = np.array([max(1000, int(50 * consumers * lots.uniform() ** 2 * 0.8)) for _ in range(creators)], np.int64)
    friends = [[lots.integer(0, creators - 1) for _ in range(lots.integer(0, 3))] for _ in range(creators)]
    start = np.concatenate([[0], np.cumsum([len(row) for row in friends])]).astype(np.int64)
    word = np.array([chance.at(chance.name_of("creator"), n) for n in range(creators)], np.uint64)
    slots = np.minimum(people // 50, int(0.9 * consumers)).astype(np.int64)
    befriended = Befriended(word, slots, start, np.array([f for row in friends for f in row], np.int32))
    fees = np.array([int(100 * lots.uniform(5, 40)) for _ in range(creators)], np.int64)
    return ForHire(tuple(f"creator {n}" for n in range(creators)), people, fees, befriended)


def koc(lots: Lots, ties: Network) -> tuple[KocOffer, ...]:
    """Consumers who offer themselves cheaply: at fifty people a consumer the list price would eat a small budget."""
    return tuple(KocOffer(node, lots.uniform(3, 10), 10) for node in range(0, ties.n_consumers, 5))


def campaign(found: Market, strategy: str, engine_name: str = "kernels", **options: float) -> Campaign:
    """A finished campaign."""
    done = Campaign(found, registry.named(strategy)(**options), engine(engine_name), strategy)
    done.finish()
    return done


def columns(done: Campaign) -> dict[str, np.ndarray]:
    """Every column of the state and the changing ones of the cast, by name."""
    state = done.run.state
    found = {f"{group}.{name}": getattr(part, name) for group, part in state._asdict().items() for name in part._fields}
    return found | {name: getattr(done.run.cast, name) for name in CHANGING}


def differing(one: Campaign, other: Campaign) -> list[str]:
    """Names of the columns in which two campaigns differ."""
    mine, theirs = columns(one), columns(other)
    return [name for name in mine if not np.array_equal(mine[name], theirs[name])]
