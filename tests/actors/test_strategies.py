"""Every strategy sits the same examination."""

from __future__ import annotations

from dataclasses import fields

import pytest
from support import cases, markets

from simulation.actors.desk import KOC_SHARE
from simulation.actors.market import ForHire
from simulation.actors.strategies import registry
from simulation.actors.strategies.strategy import Strategy
from simulation.engine import audience
from simulation.engine.audience import Befriended
from simulation.engine.engines import engine
from simulation.experiments import lineup
from simulation.graph.network import Network
from simulation.model.mechanisms import MECHANISMS
from simulation.model.population import draw_population

DAY_BY_DAY = ("base_exposure", "material_testing", "always_on", "burst", "adaptive")  # buy posts, not packages
PAYING = [name for name in registry.NAMES if name != "no_campaign"]
BUDGETS = [0, 1, 99, 12_345, 400_000, 3_000_000]


def planned(found: markets.Market, strategy: str) -> markets.Campaign:
    one = markets.Campaign(found, registry.named(strategy)(), engine("kernels"), strategy)
    return one


@pytest.mark.parametrize("strategy", registry.NAMES)
@pytest.mark.parametrize("budget", BUDGETS)
def test_spend_and_rest_make_the_budget_to_the_fen(strategy: str, budget: int) -> None:
    one = planned(markets.market(3, budget=budget), strategy)
    entries = one.desk.ledger.entries
    assert sum(entry.fen for entry in entries) + one.desk.left == budget
    assert sum(account.spend_fen for account in one.desk.accounts) == one.desk.ledger.spent
    assert all(entry.fen >= 0 and 1 <= entry.day <= one.market.world.horizon for entry in entries)


@pytest.mark.parametrize("strategy", PAYING)
def test_a_budget_is_spent_to_the_last_impression(strategy: str) -> None:
    """No strategy strands its money: what is left buys less than one advertisement shown to one consumer."""
    for key in range(6):
        one = markets.campaign(markets.market(key, budget=2_000_000), strategy)
        impression = one.market.p.cpm / 1000 * one.market.world.scale * 100
        assert one.desk.left < impression + 1


@pytest.mark.parametrize("strategy", registry.NAMES)
def test_the_same_key_gives_the_same_plan(strategy: str) -> None:
    one, two = markets.campaign(markets.market(4), strategy), markets.campaign(markets.market(4), strategy)
    assert one.desk.ledger.entries == two.desk.ledger.entries
    assert [account.days for account in one.desk.accounts] == [account.days for account in two.desk.accounts]


@pytest.mark.parametrize("strategy", PAYING)
def test_nobody_is_hired_twice_nor_too_many(strategy: str) -> None:
    one = planned(markets.market(5, budget=5_000_000), strategy)
    words = [int(account.word) for account in one.desk.accounts]
    assert len(set(words)) == len(words)
    recruited = [account for account in one.desk.accounts if account.node >= 0]
    assert len(recruited) <= KOC_SHARE * one.market.world.size


@pytest.mark.parametrize("strategy", registry.NAMES)
def test_a_market_with_nobody_for_hire_and_no_ties_is_survived(strategy: str) -> None:
    base = markets.market(6)
    lonely = Network.from_edges([], [], consumers=list(range(30)))
    world = type(base.world)(lonely, draw_population(base.world.key, lonely.names, base.p), base.p, base.world.key, 50.0, 10)
    none = markets.np.zeros(0, markets.np.int64)
    nobody = ForHire(
        (),
        none,
        none,
        Befriended(
            markets.np.zeros(0, markets.np.uint64),
            none,
            markets.np.zeros(1, markets.np.int64),
            markets.np.zeros(0, markets.np.int32),
        ),
    )
    done = markets.campaign(markets.Market(world, base.product, 100_000, nobody), strategy)
    assert done.run.day == 10


@pytest.mark.parametrize("strategy", PAYING)
def test_posts_come_seven_days_apart_within_the_horizon(strategy: str) -> None:
    for account in markets.campaign(markets.market(7, horizon=60), strategy).desk.accounts:
        assert all(1 <= day <= 60 for day in account.days)
        if account.kind in ("KOL", "KOC", "spin-off") and strategy not in DAY_BY_DAY:
            assert all((day - account.days[0]) % 7 in (0, 2, 4) for day in account.days)


@pytest.mark.parametrize("strategy", PAYING)
def test_more_money_buys_no_fewer_posts_and_advertisements(strategy: str) -> None:
    one, two = (planned(markets.market(8, budget=budget), strategy) for budget in (600_000, 2_400_000))
    bought = [sum(len(a.days) for a in desk.accounts) + int(desk.impressions.sum()) for desk in (one.desk, two.desk)]
    assert bought[1] >= bought[0]


def test_overdrawing_is_refused() -> None:
    one = planned(markets.market(9, budget=1000), "no_campaign")
    with pytest.raises(markets.registry.Refusal, match="left"):
        one.desk.ledger.pay(1, "somebody", "posts", 1001)


def test_options_are_plain_values_with_defaults() -> None:
    for name in registry.NAMES:
        for option in fields(registry.named(name)):  # type: ignore[arg-type]
            assert isinstance(option.default, (int, float, str))


def test_an_unknown_strategy_is_refused_with_the_nearest() -> None:
    with pytest.raises(markets.registry.Refusal, match="long_tail_matrix"):
        registry.named("longtail_matrix")


def test_spinoffs_share_the_mothers_content_family() -> None:
    one = planned(markets.market(10, consumers=400, budget=8_000_000), "kol_spinoff")
    families = {account.family for account in one.desk.accounts if account.kind == "spin-off"}
    mother = next(account for account in one.desk.accounts if account.kind == "KOL")
    assert families == {mother.family}


def test_a_spinoff_takes_its_share_of_the_mothers_audience() -> None:
    """Rows so short beside the mother's that somebody drawn twice hardly counts; another share fails the same check."""
    world, slots, spinoffs, share = markets.market(10, consumers=4000, creators=2).world, 10, 2000, 0.3
    mother = audience.strangers(world, 1, 1000)
    rows = [audience.of_spinoff(world, 1000 + n, slots, mother, share) for n in range(spinoffs)]
    joint = sum(int(markets.np.isin(row, mother).sum()) for row in rows) / (slots * spinoffs)
    twice = slots / (2 * mother.size)  # a slot's chance, on average, that its person follows already

    def agrees(claimed: float) -> bool:
        expected = claimed + (1 - claimed) * mother.size / world.size
        return abs(joint - expected) < 4 * (expected * (1 - expected) / (slots * spinoffs)) ** 0.5 + claimed * twice

    assert agrees(share)
    assert not agrees(share + 0.05) and not agrees(share - 0.05)


def test_advertisements_shown_are_those_paid_for() -> None:
    one = planned(markets.market(11, budget=1_000_000), "six_three_one")
    paid = sum(entry.fen for entry in one.desk.ledger.entries if entry.purpose == "advertising")
    impression = one.market.p.cpm / 1000 * one.market.world.scale * 100
    assert 0 <= paid - int(one.desk.impressions.sum()) * impression < 1


@pytest.mark.parametrize("strategy", registry.NAMES)
def test_the_engines_agree_whatever_acts(strategy: str) -> None:
    """Three markets: nothing switched on, mechanisms by lot, every mechanism."""
    for key, acting in ((12, None), (13, 0.5), (15, 1.0)):
        found, lots = markets.market(key, consumers=24, horizon=14, budget=300_000), markets.Lots(key)
        if acting is not None:
            names = frozenset(name for name in MECHANISMS if lots.uniform() < acting)
            found = cases.with_mechanisms(found, names, cases.schedule(lots, 14))
        pair = [markets.campaign(found, strategy, telling) for telling in ("kernels", "reference")]
        assert not markets.differing(*pair), f"market {key}"
        assert pair[0].run.days == pair[1].run.days and pair[0].desk.ledger.entries == pair[1].desk.ledger.entries


@pytest.mark.parametrize("strategy", registry.NAMES)
def test_options_at_their_bounds_are_run_or_refused(strategy: str) -> None:
    kind, found = registry.named(strategy), markets.market(16, horizon=20, budget=300_000)
    for option in fields(kind):  # type: ignore[arg-type]
        hint = type(option.default)
        quantity = None if hint is str else lineup.quantity_of(option, hint)
        for value in option.metadata["choices"] if quantity is None else (quantity.low, quantity.high):
            if quantity is None or hint(value) == value:
                _run_or_refused(found, lineup.checked(kind(**{option.name: hint(value)}), "options"))


def _run_or_refused(found: markets.Market, strategy: Strategy) -> None:
    try:
        done = markets.Campaign(found, strategy, engine("kernels"), "at its bounds")
        done.finish()
    except markets.registry.Refusal:
        return
    assert done.desk.ledger.spent + done.desk.left == found.budget_fen and done.desk.left >= 0
