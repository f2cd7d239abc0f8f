"""The examination finds what is wrong with a strategy, and nothing with ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

import simulation as sim
from simulation.actors.strategies import registry
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments import conformance
from simulation.refusal import Refusal


@pytest.mark.parametrize("name", registry.NAMES)
def test_every_strategy_passes(name: str) -> None:
    found = sim.check_strategy(registry.named(name)())
    assert list(found["found"][~found["held"]]) == []
    assert len(found) == len(conformance.CHECKS)


def test_the_market_of_the_check_on_luck_has_accounts_that_several_strategies_hire() -> None:
    shared = conformance.market(10, everything=True)
    names = ("head_kol", "long_tail_matrix", *conformance.OTHERS)
    hired = [{int(a.word) for a in conformance.finished(shared, registry.named(n)()).desk.accounts[1:]} for n in names]
    assert all(mine & set().union(*hired[2:]) for mine in hired[:2])


counter: list[int] = []


def wrong(plan: Callable[[Any], Any], control_: bool = False) -> Strategy:
    """A strategy with this plan."""

    @dataclass(frozen=True)
    class Wrong(Strategy):
        control = control_

        def plan(self, desk: Any) -> None:
            plan(desk)

    return Wrong()


def by_label(desk: Any) -> None:
    desk.advertise(desk.left, 1, 1 if desk.ledger.strategy == "examined" else 9)


def by_a_count(desk: Any) -> None:
    counter.append(1)
    desk.advertise(desk.left, 1, 1 + len(counter) % 5)


def with_a_favourite(desk: Any) -> None:
    for creator in desk.market.tiers.head:
        desk.buy_days(creator, desk.left, [2], 0.5)
        if account := desk.account_of(creator):
            account.reputation += 1.0
    desk.advertise(desk.left)


def under_the_table(desk: Any) -> None:
    desk.advertise(desk.left)
    desk.ledger.entries.pop() if desk.ledger.entries else None


def too_late(desk: Any) -> None:
    desk.brand.post_on([desk.horizon + 1])
    desk.advertise(desk.left)


FAULTS: dict[str, tuple[Strategy, str]] = {
    "keeps half": (wrong(lambda desk: desk.advertise(desk.share(0.5))), "2 %"),
    "does nothing": (wrong(lambda desk: None), "sees the campaign"),
    "spends as a control": (wrong(lambda desk: desk.advertise(desk.left), control_=True), "sees the campaign"),
    "overdraws": (wrong(lambda desk: desk.advertise(2 * desk.budget)), "overdrawn"),
    "hides a payment": (wrong(under_the_table), "to the fen"),
    "posts too late": (wrong(too_late), "days of the campaign"),
    "looks at its label": (wrong(by_label), "against itself"),
    "remembers": (wrong(by_a_count), "same key"),
    "bribes fate": (wrong(with_a_favourite), "same account"),
    "needs creators": (wrong(lambda desk: desk.buy_package(desk.market.tiers.tail[0], desk.left, 1, 1, 0.5)), "nobody for hire"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    strategy, words = FAULTS[fault]
    check = next(check for check in conformance.CHECKS if words in " ".join((check.__doc__ or "").split()))
    assert conformance._found(check, strategy)


def test_a_difference_between_the_engines_would_be_found() -> None:
    one, other = (conformance.finished(conformance.market(key), registry.named("tiered")()) for key in (1, 2))
    assert conformance.differing(one, other) and not conformance.differing(one, one)


def test_the_table_says_what_was_checked_and_found() -> None:
    found = sim.check_strategy(FAULTS["overdraws"][0])
    assert list(found.columns) == ["check", "held", "found"]
    assert not found["held"].any() and found["found"].str.contains("Refusal").any()


@pytest.mark.parametrize("given", ["head_kol", registry.named("head_kol"), 7, None])
def test_what_is_no_instance_of_a_strategy_is_refused(given: Any) -> None:
    with pytest.raises(Refusal, match="check_strategy"):
        sim.check_strategy(given)
