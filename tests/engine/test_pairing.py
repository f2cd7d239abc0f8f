"""Paired by construction: what two campaigns share, they share to the last bit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from support import cases, markets

from simulation.actors.desk import Desk
from simulation.actors.strategies.strategy import Strategy
from simulation.engine import audience
from simulation.engine.engines import engine
from simulation.model.mechanisms import MECHANISMS

CAREFREE = {
    "attention": np.inf, "amplification": 0.0, "search_rate": 0.0, "repurchase": 0.0,
    "gamma": 0.0, "r_private": 1.0, "share_cap": 1e9, "wear_out": np.inf, "gain_labelled": 0.0, "loss_hidden": 0.0, "drift": 0.0,
    "lapse": 0.0, "satisfaction": 1e3, "comment_readers": 0.0, "reach_rate": 1e9, "reach_max": 1e9,
    "leave_pitch": 0.0, "eta": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Handpicked(Strategy):
    """Named creators, one package of two posts each."""

    creators: tuple[int, ...]
    late: int = 0  # advertisements on this day only, if not 0

    def plan(self, desk: Desk) -> None:
        for creator in self.creators:
            desk.buy_package(creator, desk.left, 2, 1, 0.4)
        if self.late:
            desk.advertise(desk.share(0.2), self.late, self.late)


def finished(found: markets.Market, strategy: Strategy, label: str = "") -> markets.Campaign:
    done = markets.Campaign(found, strategy, engine("kernels"), label)
    done.finish()
    return done


@pytest.mark.parametrize("strategy", markets.registry.NAMES)
def test_a_strategy_against_itself_under_another_name_differs_by_nothing(strategy: str) -> None:
    found = markets.market(21)
    kind = markets.registry.named(strategy)
    assert not markets.differing(finished(found, kind(), "one"), finished(found, kind(), "other"))


@pytest.mark.parametrize("key", range(14))
def test_with_every_mechanism_on_a_campaign_against_itself_differs_by_nothing(key: int) -> None:
    of = cases.case(key)
    everything = of._replace(market=cases.with_mechanisms(of.market, frozenset(MECHANISMS), of.market.world.schedule))
    one, other = (cases.campaign(everything, "kernels") for _ in range(2))
    one.finish()
    other.finish()
    assert not markets.differing(one, other)
    unlucky = cases.case(key + 100)
    other_world = unlucky._replace(
        market=cases.with_mechanisms(unlucky.market, frozenset(MECHANISMS), unlucky.market.world.schedule)
    )
    third = cases.campaign(other_world._replace(strategy=of.strategy), "kernels")
    third.finish()
    assert markets.differing(one, third), "another world is another story"


def test_one_creator_more_leaves_every_other_draw_unchanged() -> None:
    """Days before the added posts, the audiences of the others, and what their own posts deliver are the same."""
    found = markets.market(22, consumers=60, attention=np.inf, amplification=0.0, search_rate=0.0)
    few, more = finished(found, Handpicked((0, 1, 2))), finished(found, Handpicked((0, 1, 2, 3)))
    rows = [account.row for account in few.desk.accounts]
    for mine, account in zip(rows, more.desk.accounts, strict=False):
        assert np.array_equal(mine, account.row)
    assert np.array_equal(few.run.cast.views[:4], more.run.cast.views[:4])
    assert more.run.cast.views[4] > 0


def test_a_change_on_one_day_leaves_all_earlier_days_alone() -> None:
    for key in range(30, 40):
        found = markets.market(key, consumers=60)
        pair = [markets.Campaign(found, Handpicked((0, 1), late), engine("kernels")) for late in (0, 9)]
        for day in range(1, found.world.horizon + 1):
            for one in pair:
                one.step()
            if day < 9:
                assert not markets.differing(*pair)
        assert "funnel.reached_on" in markets.differing(*pair) or "fatigue.heard" in markets.differing(*pair)


@pytest.mark.parametrize("every_mechanism", [False, True])
def test_the_order_in_which_consumers_are_listed_changes_nobody(every_mechanism: bool) -> None:
    """Everything is keyed by name: shuffle the columns and each person lives the same life."""
    from simulation.engine.world import World
    from simulation.graph.network import Network
    from simulation.model.population import draw_population

    base = markets.market(41, consumers=50)
    if every_mechanism:
        base = cases.with_mechanisms(base, frozenset(MECHANISMS), cases.schedule(markets.Lots(5), base.world.horizon))
    network, world = base.world.network, base.world
    source = np.repeat(network.ids, network.out_degree)
    order = np.argsort([markets.chance.draw(99, n) for n in range(50)])
    segment = None if network.segment is None else network.segment[order]
    again = Network.from_edges(
        source,
        network.ids[network.out_target],
        network.out_strength,
        directed=True,
        consumers=network.ids[order],
        segment=segment,
    )
    population = draw_population(world.key, again.names, world.p)
    shuffled = World(again, population, world.p, world.key, world.scale, world.horizon, world.schedule)
    offers = tuple(o._replace(node=int(again.position([network.ids[o.node]])[0])) for o in base.offered_koc)
    other = markets.Market(shuffled, base.product, base.budget_fen, base.for_hire, offers)
    for strategy in ("six_three_one", "kos_matrix", "kol_spinoff"):
        one, two = markets.campaign(base, strategy), markets.campaign(other, strategy)
        assert np.array_equal(one.run.state.funnel.crossed[:, order], two.run.state.funnel.crossed)
        assert np.array_equal(one.run.state.learning.alpha[:, order], two.run.state.learning.alpha)
        assert (one.run.state.funnel.crossed[3] >= 0).any()


def test_one_follower_more_adds_one_and_moves_nobody() -> None:
    world = markets.market(42, consumers=200).world
    for size in range(5, 100, 7):
        fewer, more = audience.strangers(world, 77, size), audience.strangers(world, 77, size + 1)
        assert np.array_equal(fewer, more[:size])
        assert np.unique(more).size == size + 1


def test_an_added_account_delays_nobody_where_the_model_claims_it() -> None:
    """The funnel with endless sharing and certain delivery: more campaign, never later (60 generated markets)."""
    sooner = 0
    for key in range(60):
        found = markets.market(key, consumers=50, **CAREFREE)
        few, more = finished(found, Handpicked((0,))), finished(found, Handpicked((0, 1, 2)))
        days = [np.where(one.run.state.funnel.crossed < 0, 10**6, one.run.state.funnel.crossed) for one in (few, more)]
        assert (days[1] <= days[0]).all(), f"market {key}: somebody moved later because more was bought"
        sooner += int((days[1] < days[0]).any())
    assert sooner >= 30
