"""Look before you run: what a scenario is made of, what each strategy buys, and what a comparison will take."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import FEN, Market
from simulation.engine.engines import engine
from simulation.engine.world import Floats, Longs
from simulation.experiments.beside import variants
from simulation.experiments.hiding import hides
from simulation.experiments.metrics import role_word
from simulation.experiments.provenance import is_control
from simulation.experiments.replicate import ASSUMPTIONS
from simulation.experiments.run import KEPT, market_of
from simulation.experiments.scenario_data import within
from simulation.interfaces.calibration import Calibration, work_of
from simulation.language import say, separated
from simulation.model import equations as eq

if TYPE_CHECKING:
    from simulation.actors.account import Account
    from simulation.experiments.scenario import Scenario

WEEK = 7
MADE_WITH = 32  # bytes a stored one-way tie while a network is drawn: its ends, twice, where it goes, and the set of pairs


class Plan(NamedTuple):
    """What a strategy does with its money, before anything has happened."""

    label: str
    accounts: dict[str, int]  # by role
    posts: int
    spend: dict[str, float]  # CNY by purpose
    unspent: float  # CNY
    first_day: int  # of delivery, 0 where there is none
    expected: float  # exposures on that day, before overlap, in people
    first_week: float  # exposures on days 1–7, before overlap, in people
    views: int  # followers of all posts, in consumers
    showings: float  # exposures on all days, before overlap, in consumers
    memory: int  # bytes of all that changes in a run

    @property
    def summary(self) -> str:
        """The accounts in words: 12 KOL, 3 KOC."""
        counts = [f"{count:,} {say(f'report.describe.hired.{role_word(role)}')}" for role, count in self.accounts.items()]
        return separated(counts) or say("report.describe.nobody")


class Estimate(NamedTuple):
    """What a comparison is expected to take."""

    seconds: float
    memory: float  # bytes, in all processes together


def plans(scenario: Scenario) -> list[Plan]:
    """The plan of every strategy in world 0, without a day being simulated."""
    market = market_of(scenario)
    return within(scenario.where, lambda: [plan(market, arm, label) for label, arm in scenario.strategies.items()])


def plans_beside(scenario: Scenario, planned: list[Plan]) -> list[Plan]:
    """The plans of all that a comparison runs by luck alone: variants, and, where somebody hides, every rival in the open."""
    market = market_of(scenario)
    arms = variants(scenario.strategies)
    shown = within(scenario.where, lambda: [plan(market, arm.strategy, f"{arm.label} {arm.variant}") for arm in arms])
    rivals = [one for one in planned if not is_control(scenario.strategies[one.label])]
    return shown + (rivals if hides(scenario.parameters) else [])


def plan(market: Market, strategy: object, label: str) -> Plan:
    """The plan of one strategy in one market."""
    campaign = Campaign(market, strategy, engine("kernels"), label)  # type: ignore[arg-type]
    desk = campaign.desk
    spend: Counter[str] = Counter()
    for entry in desk.ledger.entries:
        spend[entry.purpose] += entry.fen
    hired = [account for account in desk.accounts if account is not desk.brand]
    expected = deliveries(market, desk.accounts, desk.impressions)
    first = int((expected > 0).argmax())
    return Plan(
        label,
        dict(Counter(account.kind for account in hired)),
        sum(len(account.days) for account in hired),
        {purpose: fen / FEN for purpose, fen in spend.items()},
        desk.left / FEN,
        first,
        float(expected[first]),
        float(expected[: WEEK + 1].sum()),
        sum(len(account.days) * account.row.size for account in hired),
        float(expected.sum()) / market.world.scale,
        held(campaign.run.state, campaign.run.cast),
    )


def deliveries(market: Market, accounts: list[Account], impressions: Longs) -> Floats:
    """Exposures expected on each day from posts, advertisements and sellers' talks, in people, before overlap.

    Shape (horizon + 1,). A post reaches r(F) of its account's followers (equation 19); what people tell each other is not
    in it.
    """
    p, scale = market.p, market.world.scale
    expected = impressions * p.notice
    for account in accounts:
        reach = eq.post_reach(account.followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)
        np.add.at(expected, np.array(account.days, int), reach * account.row.size)
        expected[1:] += account.talks
    return np.asarray(expected * scale)


def estimate(
    machine: Calibration, scenario: Scenario, planned: list[Plan], beside: list[Plan], replicates: int, workers: int
) -> Estimate:
    """About how long a comparison takes on a machine with nothing else to do, and how much memory it needs.

    Every strategy `planned` runs in so many worlds of either kind, what is shown `beside` in those of luck alone.
    """
    network, kinds = scenario.network(), len(ASSUMPTIONS)
    size = network.n_consumers, scenario.horizon
    listed = sum(machine.seconds(work_of(one, *size, one is planned[0])) for one in planned)
    others = sum(machine.seconds(work_of(one, *size, False)) for one in beside)
    processes = min(workers, kinds * replicates)
    starts = machine.start * (2 if processes > 1 else 1)
    alone = starts + machine.report + machine.tie * network.n_ties
    runs = replicates * (kinds * listed + others)
    return Estimate(alone + runs / min(processes, os.cpu_count() or 1), memory(machine, scenario, planned, processes))


def memory(machine: Calibration, scenario: Scenario, planned: list[Plan], processes: int) -> float:
    """Bytes that so many processes hold together at the most: the markets kept, a run, and the network, which they share."""
    network = scenario.network()
    run = (KEPT + 1) * held(market_of(scenario).world.population) + max(one.memory for one in planned)
    parent = machine.memory + max(MADE_WITH * network.n_arcs, held(network) + run)
    return parent + (processes * (machine.own + run) + held(network) if processes > 1 else 0.0)


def held(*things: Any) -> int:
    """Bytes of all arrays in these things, one that stands in several places counted once."""
    arrays = {id(array): array.nbytes for thing in things for array in _arrays(thing)}
    return sum(arrays.values())


def _arrays(thing: Any) -> Iterator[Any]:
    if isinstance(thing, np.ndarray):
        yield thing
    parts = thing if isinstance(thing, tuple) else vars(thing).values() if is_dataclass(thing) else ()
    for part in parts:
        yield from _arrays(part)


def tiers(market: Market) -> list[tuple[str, int, int, int, float, float]]:
    """Accounts for hire by tier: name, how many, least and most followers (people), least and most fee a post (CNY)."""
    told = []
    for name, members in market.tiers._asdict().items():
        if members:
            followers, fees = market.for_hire.followers[list(members)], market.for_hire.fee_fen[list(members)] / FEN
            told.append((name, len(members), int(followers.min()), int(followers.max()), float(fees.min()), float(fees.max())))
    return told
