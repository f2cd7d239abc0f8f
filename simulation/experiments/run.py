"""One strategy in one world of a scenario."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.cut import WHOLE, Cut
from simulation.actors.market import FEN, ForHire, KocOffer, Market, Product
from simulation.actors.strategies.registry import named
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.audience import Befriended
from simulation.engine.engines import engine as engine_named
from simulation.engine.world import Floats, Longs, World
from simulation.experiments import lineup
from simulation.experiments.outcome import Outcome
from simulation.experiments.scenario import Scenario, checked
from simulation.experiments.scenario_data import within
from simulation.experiments.schedule import schedule
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import compiled, edition
from simulation.model.population import draw_population
from simulation.refusal import Refusal, nearest

LARGEST = 0.9  # an account has at most this share of the market
KEPT = 2  # markets kept ready: the strategies of one world come one after another
_markets: OrderedDict[tuple[Any, ...], Market] = OrderedDict()
_building = Lock()  # threads share what is kept


def run(
    scenario: Scenario,
    strategy: str | Strategy,
    replicate: int = 0,
    engine: str = "kernels",
    equations: Mapping[str, Callable[..., float]] | None = None,
) -> Outcome:
    """What one strategy brings in world number `replicate`, with the scenario's own parameters.

    `strategy` is a label of the scenario, the name of a strategy, or a strategy; `engine` is `kernels` (fast) or
    `reference` (readable), which agree to the last bit; `equations` replace equations of the model by name.
    """
    outcome = begun(scenario, strategy, replicate, engine, equations)
    outcome.campaign.finish()
    return outcome


def begun(
    scenario: Scenario,
    strategy: str | Strategy,
    replicate: int = 0,
    engine: str = "kernels",
    equations: Mapping[str, Callable[..., float]] | None = None,
    cut: Cut = WHOLE,
) -> Outcome:
    """The same before its first day, without what is cut out: `outcome.campaign` is to be finished by the caller."""
    label, chosen = strategy_of(checked(scenario), strategy)
    check_replicate(replicate)
    market, telling = market_of(scenario, replicate), engine_named(engine, equations)
    campaign = within(scenario.where, lambda: Campaign(market, chosen, telling, label, cut))
    told = {"replicate": replicate, "engine": engine, "own equations": sorted(equations) if equations else []}
    removed = {"removed": sorted(cut.names)} if cut.names else {}
    return Outcome(campaign, label, replicate, {**origin(scenario), **told, **removed})


def origin(scenario: Scenario) -> dict[str, Any]:
    """Where a result comes from: scenario, network, key and edition of the code."""
    return {"scenario": scenario.name, "digest": scenario.digest, "network": scenario.network().digest, "key": scenario.key,
            "edition": edition()}  # fmt: skip


def check_replicate(replicate: object) -> None:
    """Refuse what is no number of a world."""
    if not isinstance(replicate, (int, np.integer)) or isinstance(replicate, bool) or not 0 <= replicate < 2**31:
        raise Refusal("replicate", replicate, "a whole number from 0", "worlds are numbered 0, 1, 2, …")


def strategy_of(scenario: Scenario, strategy: str | Strategy) -> tuple[str, Strategy]:
    """Label and strategy: of the scenario if it has it, else by the name of its kind with default options."""
    if isinstance(strategy, Strategy):
        name = type(strategy).__name__
        return name, lineup.checked(strategy, f"{scenario.where}: {name}")
    if isinstance(strategy, str) and strategy in scenario.strategies:
        return strategy, scenario.strategies[strategy]
    try:
        return strategy, named(strategy)()
    except Refusal:
        known = list(scenario.strategies)
        raise Refusal(f"{scenario.where}: strategy", strategy, "a strategy of the scenario", nearest(strategy, known)) from None


def market_of(scenario: Scenario, replicate: int = 0, parameters: Any = None) -> Market:
    """The market all strategies of one world share; `parameters` are the scenario's own unless assumptions vary."""
    p = scenario.parameters if parameters is None else parameters
    name = (scenario.digest, scenario.budget, replicate, tuple(p))
    with _building:
        if name not in _markets:
            _markets[name] = _market(scenario, replicate, p)
            while len(_markets) > KEPT:
                _markets.popitem(last=False)
        return _markets[name]


def _market(scenario: Scenario, replicate: int, p: Any) -> Market:
    network, key = scenario.network(), chance.world(scenario.key, replicate)
    population = draw_population(key, network.names, p)
    world = World(network, population, p, key, scenario.scale, scenario.horizon, schedule(scenario))
    return Market(
        world,
        Product(scenario.price, scenario.margin),
        scenario.budget,
        for_hire(scenario, p),
        koc_offers(scenario, world),
    )


def for_hire(scenario: Scenario, p: Any) -> ForHire:
    """The public accounts for hire: the creators, then the KOL of the rate card."""
    parts = [part for part in (_creators(scenario, p), _rated(scenario, p)) if part is not None]
    if not parts:
        return nobody()
    labels, followers, fees, words, starts, friends = zip(*parts, strict=True)
    people = np.concatenate(followers)
    shift = np.cumsum([0] + [len(part) for part in labels[:-1]])
    degrees = np.concatenate([np.diff(start) for start in starts])
    befriended = Befriended(
        np.concatenate(words),
        (people // scenario.scale).astype(np.int64),
        np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64),
        np.concatenate([friend + by for friend, by in zip(friends, shift, strict=True)]).astype(np.int32),
    )
    return ForHire(tuple(label for part in labels for label in part), people, np.concatenate(fees), befriended)


def nobody() -> ForHire:
    """No public accounts for hire."""
    none = np.zeros(0, np.int64)
    return ForHire((), none, none, Befriended(np.zeros(0, np.uint64), none, np.zeros(1, np.int64), np.zeros(0, np.int32)))


def _creators(scenario: Scenario, p: Any) -> Any:
    """Real creators: followers from their views, fees from the rate card's formula, friends from their follows."""
    table = scenario.creators_table()
    if table is None:
        return None
    market, most = scenario.network().n_consumers * scenario.scale, float(table.views.max())
    followers = _audiences(table.views, most, p.audience_exponent, p.audience_share, market)
    fees = _fees_fen(followers, p.fee_rate, p.fee_elasticity, p.fee_factor, p.fee_floor)
    labels, words = [str(name) for name in table.ids.tolist()], account_words(table.names)
    return labels, followers, fees, words, table.network.out_start, table.network.out_target


@compiled
def _audiences(views: Floats, most: float, exponent: float, share: float, market: float) -> Longs:
    """Followers of each creator, in whole people."""
    followers = np.empty(views.size, np.int64)
    for n in range(views.size):
        followers[n] = math.floor(eq.audience(views[n], most, exponent, share, market))
    return followers


@compiled
def _fees_fen(followers: Longs, rate: float, elasticity: float, factor: float, floor: float) -> Longs:
    """The fee a post of each creator, in whole fen."""
    fees = np.empty(followers.size, np.int64)
    for n in range(followers.size):
        fees[n] = int(np.rint(FEN * eq.fee(float(followers[n]), rate, elasticity, factor, floor)))
    return fees


def account_words(names: chance.Names) -> chance.Names:
    """What chance knows creators by: their own names, apart from those of consumers."""
    return chance.under(np.uint64(chance.name_of("creator")), names)


def _rated(scenario: Scenario, p: Any) -> Any:
    """The KOL of the rate card, without known friends."""
    rows = [row for row in scenario.rate_card() or () if row.role == "KOL"]
    if not rows:
        return None
    market = scenario.network().n_consumers * scenario.scale
    for row in rows:
        if row.followers > LARGEST * market:
            expected = f"at most {LARGEST * market:,.0f} in a market of {market:,.0f} people"
            raise Refusal(
                f"{scenario.where}: accounts.{row.name}.followers",
                row.followers,
                expected,
                "raise scale, or leave the account out",
            )
    fees = np.array([round(FEN * row.fee * p.fee_factor) for row in rows], np.int64)
    followers = np.array([row.followers for row in rows], np.int64)
    words = account_words(chance.names_of([row.name for row in rows]))
    return [row.name for row in rows], followers, fees, words, np.zeros(len(rows) + 1, np.int64), np.zeros(0, np.int32)


def koc_offers(scenario: Scenario, world: World) -> tuple[KocOffer, ...]:
    """The KOC of the rate card, each a consumer drawn by the account's name."""
    taken: set[int] = set()
    offers = []
    for row in scenario.rate_card() or ():
        if row.role == "KOC" and len(taken) < world.size:
            node = _somebody(world, chance.name_of(row.name), taken)
            offers.append(KocOffer(node, float(row.followers), round(FEN * row.fee * world.p.fee_factor)))
    return tuple(offers)


def _somebody(world: World, name: int, taken: set[int]) -> int:
    stream, trial = chance.at(world.stream(chance.RECRUIT), name), 0
    while True:
        node = int(world.roster[int(world.size * chance.draw(stream, trial))])
        if node not in taken:
            taken.add(node)
            return node
        trial += 1
