"""Who can be had: every mechanism of supply left out is the desk without it; at work, it does what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support import desks, markets

from simulation.actors import books, calendar
from simulation.actors.account import NEVER, Account
from simulation.actors.desk import Desk
from simulation.actors.harm import warnings
from simulation.actors.market import Market
from simulation.actors.roles.koc import KOC
from simulation.actors.roles.kos import KOS
from simulation.actors.roles.spinoff import SpinOff
from simulation.engine.world import KOC_CONTENT
from simulation.model import chance, population
from simulation.model.mechanisms import MECHANISMS, with_all, without
from simulation.model.parameters import DEFAULTS

RICH = {"budget": 3_000_000, "consumers": 200, "creators": 60}


def nothing(*_: Any) -> None:
    """In place of a method."""


WITHOUT: dict[str, tuple[str, list[tuple[Any, str, Any]]]] = {
    "acceptance": ("tiered", [(books.Books, "_accepts", lambda *_: True), (Desk, "contact_cost", 0)]),
    "onboarding": ("six_three_one", [(books.Books, "_delay", lambda *_: 0)]),
    "ramp": ("kos_matrix", [(calendar, "full_days", lambda days, ramp: days)]),
    "selection_noise": ("tiered", [(Market, "tiers", property(lambda found: found.true_tiers))]),
    "bans": ("kos_matrix", [(books.Books, "_closed_on", lambda *_: NEVER)]),
    "hidden_contracts": ("tiered", [(books.Books, "_characterise", nothing)]),
    "posing": ("kol_spinoff", [(SpinOff, "pose", nothing)]),
    "scripts": ("six_three_one", [(books.Books, "_characterise", nothing)]),
    "reputation": ("tiered", [(books.Books, "_characterise", nothing)]),
    "skill": ("kos_matrix", [(books.Books, "_characterise", nothing)]),
}


def rich(key: int, change: Callable[..., Any] | None = None, name: str = "", **changes: float) -> markets.Market:
    """A market with much for hire and money for it; `change` leaves a mechanism out or lets it act."""
    chosen = change(DEFAULTS, name)._asdict() if change else {}
    chosen = {field: value for field, value in chosen.items() if field in {**MECHANISMS[name].off, **MECHANISMS[name].on}}
    return markets.market(key, **{**RICH, **chosen, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", WITHOUT)
def test_a_mechanism_left_out_is_the_desk_without_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    strategy, patches = WITHOUT[name]
    left_out = desks.told(desks.planned(rich(3, without, name), strategy))
    for owner, attribute, instead in patches:
        monkeypatch.setattr(owner, attribute, instead)
    for settings in (without, with_all):  # taken away, it changes nothing even where it should act
        assert desks.told(desks.planned(rich(3, settings, name), strategy)) == left_out


@pytest.mark.parametrize("name", WITHOUT)
def test_a_mechanism_at_work_changes_the_plan(name: str) -> None:
    strategy, _ = WITHOUT[name]
    off, on = (desks.planned(rich(3, change, name), strategy) for change in (without, with_all))
    assert desks.told(off) != desks.told(on)
    assert desks.sums_up(off) and desks.sums_up(on)


@pytest.mark.parametrize("strategy", markets.registry.NAMES)
def test_at_the_defaults_no_mechanism_of_supply_acts(strategy: str) -> None:
    one, off = markets.market(4, **RICH), markets.market(4, **RICH, onboarding=np.inf)
    assert desks.told(desks.planned(one, strategy)) == desks.told(desks.planned(off, strategy))


# ------------------------------------------------------------------------------------------------------------ acceptance


def test_the_share_that_accepts_is_the_share_that_accepts() -> None:
    one = desks.planned(rich(5, creators=2000, budget=500_000_000, acceptance=0.6), "long_tail_matrix")
    asked = len(one._creators) + len(one._refused)
    assert asked > 1000
    assert abs(len(one._creators) / asked - 0.6) < 4 * (0.6 * 0.4 / asked) ** 0.5


@pytest.mark.parametrize("strategy", ["long_tail_matrix", "six_three_one"])
def test_everybody_asked_is_paid_for_once_whatever_the_answer(strategy: str) -> None:
    one = desks.planned(rich(6, acceptance=0.5, contact_cost=2.0), strategy)
    asking = [entry.fen for entry in one.ledger.entries if entry.purpose == "contact"]
    people = len(one._creators) + len(one._refused), len(one._recruited) + len(one._declined)
    assert one._refused or one._declined
    assert sum(asking) == 200 * (people[0] + people[1] * int(one.market.world.scale))


def test_nobody_accepts_where_acceptance_is_nil() -> None:
    for strategy in markets.registry.NAMES:
        one = desks.planned(rich(7, acceptance=0.0), strategy)
        assert not {account.kind for account in one.accounts} & {"KOL", "KOC", "spin-off"}


def test_two_strategies_get_the_same_answer_from_the_same_account() -> None:
    """And find the same account: how it labels, how well it is thought of, how it deals with people."""
    drawn = {"acceptance": 0.5, "disclosed": 0.5, "reputation_sd": 1.0, "ban": 0.05, "posing": 0.5}
    found = rich(8, budget=20_000_000, **drawn)
    one, other = desks.planned(found, "long_tail_matrix"), desks.planned(found, "tiered")
    assert not set(one._creators) & other._refused and not set(other._creators) & one._refused
    both = set(one._creators) & set(other._creators)
    assert len(both) >= 10
    assert len({one._creators[creator].labelled for creator in both}) == 2
    for creator in both:
        mine, theirs = one._creators[creator], other._creators[creator]
        assert (mine.labelled, mine.reputation) == (theirs.labelled, theirs.reputation)
        assert np.array_equal(mine.row, theirs.row)


# ------------------------------------------------------------------------------------------------- onboarding, ramp, bans


@pytest.mark.parametrize("rate", [1.0, 2.5, 4.0])
def test_the_nth_account_begins_after_as_many_days_as_it_takes_to_take_on_those_before(rate: float) -> None:
    prompt, late = (desks.planned(rich(9, onboarding=r, horizon=60), "six_three_one") for r in (np.inf, rate))
    for n, account in enumerate(late.accounts[1:]):
        assert account.begun == 1 + int(n / rate)
    first = {account.label: account.days[0] for account in prompt.accounts[1:]}
    both = [account for account in late.accounts[1:] if account.label in first]
    assert len(both) > 10
    assert all(account.days[0] == first[account.label] + account.begun - 1 for account in both)


def test_hands_that_were_idle_are_not_saved_up_for_later() -> None:
    one = desks.desk(rich(10, onboarding=2.0, horizon=40))
    begun = []
    for day, creators in ((1, range(5)), (2, range(5, 7)), (20, range(7, 12))):
        one.today = day
        for creator in creators:
            one.buy_days(creator, one.left, [25], 0.5)
        begun += [one._creators[creator].begun for creator in creators]
    assert begun == [1, 1, 2, 2, 3, 3, 4, 20, 20, 21, 21, 22]


@pytest.mark.parametrize("ramp", [0.0, 1.0, 6.0, 30.0])
def test_a_seller_on_the_ramp_loses_half_of_its_length(ramp: float) -> None:
    """To the talk: fractions are carried over, whatever the ramp."""
    one = desks.planned(rich(11, ramp=ramp), "kos_matrix")
    capacity = np.array([calendar.Calendar(one).actions(day).capacity for day in range(1, one.horizon + 1)])
    talks = np.array([seller.talks for seller in one.sellers])
    days = one.horizon - ramp / 2 if ramp <= one.horizon else one.horizon**2 / (2 * ramp)
    assert one.sellers
    assert np.array_equal(capacity.sum(axis=0), np.floor(talks * days).astype(int))
    assert (capacity[1:] + 1 >= capacity[:-1]).all()


def test_accounts_are_closed_at_their_rate_and_do_nothing_afterwards() -> None:
    hazard, days = 0.05, 10
    one = desks.planned(rich(12, ban=hazard, salary=1.0, budget=5_000_000, horizon=40), "kos_matrix")
    closed = np.array([seller.closed_on for seller in one.sellers])
    alive = (1 - hazard) ** days
    assert closed.size > 400
    assert abs((closed > days).mean() - alive) < 4 * (alive * (1 - alive) / closed.size) ** 0.5
    days_of = [calendar.Calendar(one).actions(day) for day in range(1, 41)]
    for day, actions in enumerate(days_of, start=1):
        assert (closed[actions.sellers - 1] > day).all() and (closed[actions.posts - 1] > day).all()
        assert actions.sellers.size == np.count_nonzero(closed > day)
    made = sum(len(seller.made) for seller in one.sellers)
    assert made == sum(actions.posts.size for actions in days_of) < sum(len(seller.days) for seller in one.sellers)


def test_an_account_is_closed_on_the_first_day_on_which_its_lot_is_below_the_rate() -> None:
    one = desks.planned(rich(12, ban=0.2, salary=1.0), "kos_matrix")
    stream = one.market.world.stream(chance.BAN)
    for seller in one.sellers:
        days = [day for day in range(1, one.horizon + 1) if chance.draw2(stream, seller.word, day) < 0.2]
        assert seller.closed_on == min(days, default=NEVER)


def test_what_a_closed_account_has_posted_is_gone_too() -> None:
    one = desks.planned(rich(12, ban=0.2, half_life=3.0, salary=1.0), "kos_matrix")
    seen, closed = set(), np.array([account.closed_on for account in one.accounts])
    for day in range(1, one.horizon + 1):
        actions = calendar.Calendar(one).actions(day)
        assert (closed[actions.posts] > day).all()
        seen |= {int(age) for age in actions.ages}
    assert seen == set(range(13))


def test_a_ban_saves_no_money_and_spares_the_creators() -> None:
    free, banned = (desks.planned(rich(13, ban=ban, budget=9_000_000, consumers=400), "kol_spinoff") for ban in (0.0, 0.1))
    assert free.ledger.entries == banned.ledger.entries
    kinds = {account.kind for account in banned.accounts if account.closed_on < NEVER}
    assert kinds == {"spin-off"}


# ------------------------------------------------------------------------------------------------------------- selection


def test_misjudging_followers_fills_the_head_with_smaller_accounts() -> None:
    """Paired over 60 markets: the head chosen by sight has fewer followers, by more than four standard errors."""
    lost = []
    for key in range(60):
        found = rich(key, creators=40, selection_noise=1.0)
        truly, chosen = (found.for_hire.followers[list(tiers.head)].mean() for tiers in (found.true_tiers, found.tiers))
        lost.append(np.log(truly / chosen))
    error = np.std(lost, ddof=1) / len(lost) ** 0.5
    assert np.mean(lost) > 4 * error


def test_an_account_taken_for_a_large_one_has_no_comments_for_that() -> None:
    found = rich(14, creators=60, selection_noise=2.0)
    one = desks.planned(found, "head_kol")
    commented = {creator for creator, account in one._creators.items() if account.commented}
    assert commented == set(one._creators) & set(found.true_tiers.head)
    assert set(found.tiers.head) != set(found.true_tiers.head)


# ---------------------------------------------------------------------------------------------------- labels, posing, texts


def spinoffs(**changes: float) -> list[SpinOff]:
    """Four hundred of them."""
    found = rich(15, consumers=400, budget=900_000_000, spinoff_setup=1.0, **changes)
    one = desks.desk(found)
    mother = found.tiers.head[0]
    one.buy_package(mother, one.left, 2, 1, 0.4)
    assert one.found_spinoffs(mother, 400, 2, 1) == 400
    return [account for account in one.accounts if isinstance(account, SpinOff)]


def test_the_share_that_labels_is_the_share_disclosed() -> None:
    labelled = [account.labelled for account in spinoffs(disclosed=0.7)]
    assert abs(np.mean(labelled) - 0.7) < 4 * (0.7 * 0.3 / len(labelled)) ** 0.5


def test_who_poses_is_taken_for_a_consumer_without_mother_label_and_comments() -> None:
    accounts = spinoffs(posing=0.4)
    posing = [account for account in accounts if account.role == population.KOC]
    assert abs(len(posing) / 400 - 0.4) < 4 * (0.4 * 0.6 / 400) ** 0.5
    for account in accounts:
        poses = account in posing
        assert (account.mother is None) == poses and account.labelled != poses and account.commented != poses
        assert (account.family == KOC_CONTENT) == poses and account.kind == "spin-off"


def test_texts_are_given_to_koc_and_spinoffs_only() -> None:
    kinds: dict[str, set[float]] = {}
    for strategy in ("six_three_one", "kol_spinoff", "kos_matrix"):
        for account in desks.planned(rich(16, script=0.8, consumers=400, budget=9_000_000), strategy).accounts:
            kinds.setdefault(account.kind, set()).add(account.script)
    assert kinds == {"ads": {0.0}, "KOL": {0.0}, "KOS": {0.0}, "KOC": {0.8}, "spin-off": {0.8}}


@pytest.mark.parametrize("trait", ["interactivity", "accessibility", "expertise"])
def test_every_role_deals_with_people_in_its_own_way(trait: str) -> None:
    levels = {"koc": 0.1, "kol": 0.2, "kos": 0.7, "spinoff": 0.9}
    names = {"KOC": "koc", "KOL": "kol", "KOS": "kos", "spin-off": "spinoff"}
    changes = {f"{trait}_{role}": level for role, level in levels.items()}
    met = set()
    for strategy in ("six_three_one", "kol_spinoff", "kos_matrix"):
        for account in desks.planned(rich(17, consumers=400, budget=9_000_000, **changes), strategy).accounts:
            met.add(account.kind)
            assert getattr(account, trait) == (levels[names[account.kind]] if account.kind in names else 0.5)
    assert met == {"ads", *names}


def spread(accounts: list[Account], name: str) -> float:
    return float(np.std([getattr(account, name) for account in accounts], ddof=1))


def test_skill_and_reputation_spread_as_far_as_they_are_said_to() -> None:
    """The standard deviation of a normal sample of n is uncertain by about σ/√(2n); sd so small that nothing is cut off."""
    one = desks.planned(rich(18, skill_sd=0.05, reputation_sd=0.4, salary=1.0, budget=2_500_000, horizon=20), "kos_matrix")
    n = len(one.sellers)
    assert n > 400
    for name, sd in (("expertise", 0.05), ("reputation", 0.4)):
        assert abs(spread(one.sellers, name) - sd) < 4 * sd / (2 * n) ** 0.5
    assert abs(np.corrcoef([(s.expertise, s.reputation) for s in one.sellers], rowvar=False)[0, 1]) < 4 / n**0.5


def test_skill_stays_between_nothing_and_everything() -> None:
    one = desks.planned(rich(19, skill_sd=0.5, salary=1.0), "kos_matrix")
    skill = [seller.expertise for seller in one.sellers]
    assert min(skill) == 0.0 and max(skill) == 1.0


def test_contracts_with_consumers_differ_in_fee_and_independence() -> None:
    found = rich(20, consumers=400)
    p, scale = found.p, found.world.scale
    costs = {}
    for contract in ("recruit", "incentivise", "incubate"):
        one = desks.desk(found)
        arguments = (one.left, 2, 2, p.iota_koc) if contract == "recruit" else (one.left, 2, 2)
        getattr(one, contract)(*arguments)
        koc = [account for account in one.accounts if isinstance(account, KOC)]
        costs[contract] = {account.label: account.spend_fen for account in koc}
        assert koc and {account.independence for account in koc} == {
            {"recruit": p.iota_koc, "incentivise": p.iota_incentivised, "incubate": p.iota_incubated}[contract]
        }
        assert desks.sums_up(one)
    fees = {found.world.network.ids[offer.node]: offer.fee_fen for offer in found.offered_koc}
    both = set(costs["recruit"]) & set(costs["incentivise"]) & set(costs["incubate"])
    assert both
    for label in both:
        assert costs["recruit"][label] - costs["incentivise"][label] == 2 * round(scale * fees[int(label)])
        assert costs["incubate"][label] - costs["incentivise"][label] == round(100 * p.incubation * scale)


# --------------------------------------------------------------------------------------------------------------- warnings


def test_what_hides_who_speaks_is_warned_of_in_words() -> None:
    assert warnings(DEFAULTS) == []
    found = warnings(DEFAULTS._replace(disclosed=0.25, comment_fakes=0.5, posing=0.1))
    assert [text.split()[0] for text in found] == ["75%", "50%", "10%"]
    assert all("study harm" in text and "against the law" in text for text in found)


def test_sellers_are_told_from_communities() -> None:
    one = desks.planned(rich(21), "kos_matrix")
    one.open_domain()
    assert {type(account) for account in one.accounts if account.capable} == {KOS}
