"""Whom a strategy recruits, and what each recruit costs: planned, without a day being simulated."""

from __future__ import annotations

from typing import NamedTuple

from simulation.actors.campaign import Campaign
from simulation.actors.market import FEN
from simulation.actors.roles.koc import KOC
from simulation.actors.seeding.registry import SEEDINGS
from simulation.engine.engines import engine
from simulation.experiments.run import market_of, strategy_of
from simulation.experiments.scenario import Scenario
from simulation.experiments.scenario_data import within


class Recruit(NamedTuple):
    """A consumer hired as KOC."""

    consumer: str  # id
    way: str  # of recruiting, by its name
    ties: int  # consumers who hear her directly
    followers: float  # people beyond them
    posts: int
    paid: float  # CNY: product, training, fees and handling, for as many people as a consumer stands for


def recruits(scenario: Scenario, strategy: str) -> list[Recruit]:
    """Everybody a strategy of the scenario recruits in world 0, the first asked in front."""
    label, chosen = strategy_of(scenario, strategy)
    market = market_of(scenario)
    desk = within(scenario.where, lambda: Campaign(market, chosen, engine("kernels"), label)).desk
    heard_by = market.world.network.out_degree
    return [
        Recruit(koc.label, koc.chosen_by, int(heard_by[koc.node]), koc.followers, len(koc.days), koc.spend_fen / FEN)
        for koc in desk.accounts
        if isinstance(koc, KOC)
    ]


def definition(way: str) -> str:
    """What a way of recruiting is, in a sentence."""
    return (SEEDINGS[way].__doc__ or "").split("\n")[0]
