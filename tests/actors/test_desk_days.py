"""Strategies that decide each morning: they see yesterday, buy for today or later, and are as repeatable as a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from support import desks, markets

from simulation.actors.campaign import seen as seen_now
from simulation.actors.desk import Desk
from simulation.actors.strategies.strategy import Seen, Strategy
from simulation.engine.engines import engine
from simulation.engine.world import SPINOFF_LINE
from simulation.refusal import Refusal

Deed = Callable[[Desk], object]


@dataclass(frozen=True)
class Timed(Strategy):
    """Does one thing while planning and others on their day; keeps what it has seen."""

    first: Deed
    later: dict[int, Deed] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def plan(self, desk: Desk) -> None:
        self.first(desk)

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:
        self.seen.append(seen)
        self.later.get(day, lambda _: None)(desk)


def finished(found: markets.Market, strategy: Strategy, engine_name: str = "kernels") -> markets.Campaign:
    done = markets.Campaign(found, strategy, engine(engine_name), "timed")
    done.finish()
    return done


def package(desk: Desk) -> None:
    desk.buy_days(0, desk.left, [2, 5], 0.4)


def more(desk: Desk) -> None:
    """Another creator, consumers, showings and a message: all of it from day 8 on."""
    desk.buy_days(1, desk.left, [8, 10], 0.6)
    desk.recruit(400_000, 1, 8, 0.6)
    desk.boost(1, 0, 50_000, 9, 12)
    desk.advertise(100_000, 9, 12)
    desk.give_product(50_000, 9)
    desk.occupy_search(60_000, 1, 9, 10)


@pytest.mark.parametrize("engine_name", ["kernels", "reference"])
def test_what_is_decided_in_time_is_what_had_been_planned(engine_name: str) -> None:
    moved = 0
    for key in (1, 2, 3):
        found = markets.market(key, consumers=60, budget=3_000_000)
        early = finished(found, Timed(lambda desk: (package(desk), more(desk))), engine_name)
        late = finished(found, Timed(package, {8: more}), engine_name)
        never = finished(found, Timed(package), engine_name)
        assert not markets.differing(early, late)
        assert early.run.days == late.run.days
        assert desks.told(early.desk)["actions"] == desks.told(late.desk)["actions"]
        moved += late.run.days != never.run.days
    assert moved == 3


def test_nothing_bought_later_changes_an_earlier_day() -> None:
    found = markets.market(4, consumers=60, budget=3_000_000)
    late, never = finished(found, Timed(package, {8: more})), finished(found, Timed(package))
    assert late.run.days[:7] == never.run.days[:7] and late.run.days != never.run.days


def test_the_engines_agree_on_whom_is_hired_on_the_way() -> None:
    def everything(desk: Desk) -> None:
        desk.buy_package(desk.market.tiers.head[0], desk.left, 2, 6, 0.4)
        desk.found_spinoffs(desk.market.tiers.head[0], 3, 2, 6)
        desk.recruit(desk.left // 4, 1, 6, 0.6)
        desk.employ(desk.left // 4)
        desk.open_domain()

    for key in (5, 6):
        found = markets.market(key, consumers=60, budget=3_000_000, half_life=2.0)
        late = Timed(package, {6: everything, 9: more})
        kernels, reference = (finished(found, late, name) for name in ("kernels", "reference"))
        assert not markets.differing(kernels, reference)
        assert kernels.run.cast.word.size == len(kernels.desk.accounts) > 6
        assert kernels.run.cast.views[2:].sum() > 0


def test_a_mother_shares_her_spinoffs_family_from_the_day_they_are_founded() -> None:
    found = markets.market(7, consumers=400, budget=9_000_000)
    mother = found.tiers.head[0]
    strategy = Timed(lambda desk: desk.buy_days(mother, desk.left, [2, 9], 0.4),
                     {6: lambda desk: desk.found_spinoffs(mother, 2, 2, 6)})  # fmt: skip
    one = markets.Campaign(found, strategy, engine("kernels"), "timed")
    families = []
    for _ in range(7):
        one.step()
        families.append(int(one.run.cast.family[1]))
    assert [family == SPINOFF_LINE for family in families] == [False] * 5 + [True] * 2
    assert one.run.cast.mother.tolist() == [-1, -1, 1, 1]


def test_what_is_seen_is_the_close_of_yesterday() -> None:
    strategy = Timed(package, {8: more})
    done = finished(markets.market(8, consumers=60, budget=3_000_000), strategy)
    scale, days = done.market.world.scale, done.run.days
    assert [seen.day for seen in strategy.seen] == list(range(done.run.day))
    assert strategy.seen[0][:5] == (0, 0.0, 0.0, 0.0, 0.0) and not strategy.seen[0].orders.any()
    for before, seen in zip(days, strategy.seen[1:], strict=False):
        assert seen.exposures == before.exposures * scale
    for n, seen in enumerate(strategy.seen):
        assert (seen.reach, seen.aware, seen.buyers) == tuple(
            scale * sum(getattr(day, name) for day in days[:n]) for name in ("reached", "aware", "bought")
        )
        assert seen.views.size == seen.engagement.size == seen.orders.size == (2 if n < 8 else strategy.seen[-1].views.size)
        assert 0 <= seen.orders.sum() <= seen.buyers
    funnel, size = done.run.state.funnel, done.market.world.size
    orders = [scale * np.count_nonzero(funnel.credit[3] == size + account.number) for account in done.desk.accounts]
    assert sum(orders) > 0 and seen_now(done.run).orders.tolist() == orders
    assert seen_now(done.run).views.tolist() == (done.run.cast.views * scale).tolist()


def test_what_is_seen_can_be_scribbled_on() -> None:
    found = markets.market(9, consumers=60, budget=3_000_000)

    @dataclass(frozen=True)
    class Scribbler(Timed):
        def decide(self, desk: Desk, day: int, seen: Seen) -> None:
            for column in (seen.views, seen.engagement, seen.orders):
                column[:] = -1e9

    assert not markets.differing(finished(found, Scribbler(package)), finished(found, Timed(package)))


@pytest.mark.parametrize("strategy", [n for n, kind in markets.registry.STRATEGIES.items() if kind.decide is Strategy.decide])
def test_a_strategy_without_decisions_runs_its_plan(strategy: str) -> None:
    found = markets.market(10, consumers=60)
    planned = desks.planned(found, strategy)
    done = markets.campaign(found, strategy)
    assert desks.told(planned) == {**desks.told(done.desk), "payments": planned.ledger.entries}
    assert [entry[2:] for entry in planned.ledger.entries] == [entry[2:] for entry in done.desk.ledger.entries]


def test_an_overdraft_on_the_way_is_refused() -> None:
    found = markets.market(11, budget=10_000)
    with pytest.raises(Refusal, match=r"timed\.advertising"):
        finished(found, Timed(package, {3: lambda desk: desk.advertise(10_000_000)}))


def test_deciding_by_what_was_seen_is_repeatable() -> None:
    @dataclass(frozen=True)
    class Follower(Strategy):
        """Shows again what was ordered through most."""

        def plan(self, desk: Desk) -> None:
            for creator in range(4):
                desk.buy_days(creator, desk.left // 8, [2], 0.5)

        def decide(self, desk: Desk, day: int, seen: Seen) -> None:
            if day > 3 and seen.views.size > 1:
                desk.boost(desk.accounts[1 + int(np.argmax(seen.views[1:]))], 0, desk.left // 4, day, day)

    found = markets.market(12, consumers=60, budget=3_000_000)
    one, other = finished(found, Follower()), finished(found, Follower())
    assert not markets.differing(one, other) and desks.told(one.desk) == desks.told(other.desk)
    assert any(one.desk.boosts.values()) and desks.sums_up(one.desk)
