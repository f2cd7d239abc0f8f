"""Each strategy does what its section in the documents says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from support import desks, markets

from simulation.actors.account import Account
from simulation.actors.campaign import Campaign, seen
from simulation.actors.strategies.adaptive import Adaptive
from simulation.actors.strategies.boost_proven import BoostProven
from simulation.engine.engines import engine
from simulation.engine.world import Schedule, World

RICH = {"consumers": 200, "creators": 60, "budget": 20_000_000, "horizon": 60}


def rich(key: int, **changes: float) -> markets.Market:
    return markets.market(key, **{**RICH, **changes})  # type: ignore[arg-type]


def spent(done: Campaign, purpose: str) -> int:
    return sum(entry.fen for entry in done.desk.ledger.entries if entry.purpose == purpose)


def of_kind(done: Campaign, kind: str) -> list[Account]:
    return [account for account in done.desk.accounts if account.kind == kind]


def test_a_private_domain_writes_at_no_fee_and_pays_its_staff() -> None:
    done = markets.campaign(rich(1), "private_domain", pause=4.0)
    (persona,) = of_kind(done, "community")
    assert [day for day in done.desk.messages if done.desk.messages[day]] == list(range(1, 61, 4))
    assert persona.spend_fen == spent(done, "salary") == 3 * 60 * round(done.market.p.salary * 100)
    assert of_kind(done, "KOL") and spent(done, "advertising")


def test_guides_get_seven_tenths_and_advertisements_go_out_evenly() -> None:
    done = markets.campaign(rich(2), "guided_sales")
    each = round(done.market.p.salary * 100) * 60
    assert len(of_kind(done, "KOS")) == 14_000_000 // each
    shown = done.desk.impressions[1:]
    assert shown.min() > 0 and shown.max() - shown.min() <= 1
    assert [day for day in done.desk.messages if done.desk.messages[day]] == list(range(1, 61, 7))


def test_all_that_is_left_is_advertised_once_the_shops_are_found_closed() -> None:
    found = rich(2)
    closed = np.arange(61) >= 20
    w = found.world
    world = World(w.network, w.population, w.p, w.key, w.scale, w.horizon, Schedule(closed=closed))
    calm, locked = markets.campaign(found, "guided_sales"), markets.campaign(replace(found, world=world), "guided_sales")
    assert np.array_equal(calm.desk.impressions[:20], locked.desk.impressions[:20]), "nobody knows before"
    assert locked.desk.impressions[20:34].min() > 2 * calm.desk.impressions[20:34].max()
    assert locked.desk.impressions[35:].sum() <= 2


def test_stars_come_before_the_mass_and_the_harvest_last() -> None:
    done = markets.campaign(rich(3), "celebrity_mass_harvest")
    stars = [account for account in of_kind(done, "KOL") if account.commented]
    mass = [account for account in of_kind(done, "KOL") if not account.commented]
    assert 0 < len(stars) <= 7 and min(day for a in stars for day in a.days) < 9
    assert min(day for account in mass for day in account.days) >= 9
    assert done.desk.impressions[:16].sum() == 0 < done.desk.impressions[16:].min()
    assert done.desk.slots[:16].sum() == 0 < done.desk.slots[16] <= 2


def test_base_exposure_gives_every_day_about_as_many_followers() -> None:
    """No two days differ by more than the largest account bought: each post went to the day that had least."""
    done = markets.campaign(rich(4), "base_exposure")
    followers, bought = np.zeros(61), Counter[int]()
    for account in of_kind(done, "KOL"):
        assert not account.commented, "no head creator"
        bought[len(account.days)] += 1
        for day in account.days:
            followers[day] += account.followers
    assert followers[1:].max() - followers[1:].min() <= max(account.followers for account in of_kind(done, "KOL"))
    assert max(bought) <= 8


def test_bets_are_few_a_week_apart_and_pushed_alike() -> None:
    done = markets.campaign(rich(5), "viral_bets")
    bets = of_kind(done, "KOL")
    assert [account.days for account in bets] == [[3 + 7 * n] for n in range(8)]
    shown = [sum(n for day in done.desk.boosts.values() for post, n in day.items() if post.account == a.number) for a in bets]
    assert max(shown) - min(shown) <= 1
    for account in bets:
        days = [day for day, posts in done.desk.boosts.items() if any(post.account == account.number for post in posts)]
        assert sorted(days) == [account.days[0] + n for n in range(3)]
    assert spent(done, "boosts") > 0.5 * done.desk.budget


def test_slots_last_to_the_end() -> None:
    for key, budget in ((6, 20_000_000), (6, 1_000_000), (6, 70_000)):
        done = markets.campaign(rich(key, budget=budget, slot_price=100.0), "search_occupation")
        slots = done.desk.slots[1:]
        taken = np.flatnonzero(slots)
        assert slots.sum() == min(3 * 60, max(budget // 5 // 10_000 // 60 * 60, min(59, budget // 5 // 10_000)))
        assert taken.size and taken[-1] == 59 and np.unique(slots[taken]).size == 1
        assert np.array_equal(taken, np.arange(taken[0], 60))


def test_what_is_boosted_had_moved_people_and_was_posted_before() -> None:
    found = rich(7)
    one = Campaign(found, BoostProven(), engine("kernels"), "tried")
    boosted = 0
    while one.running:
        before = one.run.cast.engaged.copy()
        one.step()
        for post in one.desk.boosts.get(one.run.day, {}):
            assert before[post.account] > 0 and one.desk.accounts[post.account].days[post.place] < one.run.day
            boosted += 1
    assert boosted > 30 and max(len(day) for day in one.desk.boosts.values()) == 3
    assert spent(one, "boosts") > 0.4 * found.budget_fen


def test_the_winner_of_a_test_is_shown_and_the_losers_are_dropped() -> None:
    done = markets.campaign(rich(8), "material_testing")
    starts = (1, 21, 41)
    assert {day for account in of_kind(done, "KOL") for day in account.days} == set(starts)
    for first in starts:
        tested = {post for day in range(first, first + 4) for post in done.desk.boosts[day]}
        winner = {post for day in range(first + 4, first + 20) for post in done.desk.boosts[day]}
        assert len(tested) == 10 and len(winner) == 1 and winner < tested
    shown = {day: sum(posts.values()) for day, posts in done.desk.boosts.items()}
    assert sum(n for day, n in shown.items() if (day - 1) % 20 >= 4) > 0.75 * sum(shown.values())


def test_incubated_koc_are_trained_first_and_get_no_fee() -> None:
    done = markets.campaign(rich(9, incubation=1.0), "incubated_koc")
    koc = of_kind(done, "KOC")
    assert koc and min(day for account in koc for day in account.days) >= 15
    assert {account.independence for account in koc} == {done.market.p.iota_incubated}
    assert spent(done, "posts") == sum(len(a.days) for a in koc) * round(done.desk.overhead * done.market.world.scale)
    assert spent(done, "training") > 0


def test_who_is_paid_later_had_the_product_and_posted_before() -> None:
    found = replace(rich(10), offered_koc=())
    done = markets.campaign(found, "organic_first", posts=1)
    koc, given = of_kind(done, "KOC"), set(done.desk.trials[1])
    assert koc and {account.node for account in koc} <= given
    for account in koc:
        paid, *organic = account.days
        assert paid >= 22 and organic == [paid - 14, paid - 7] and account.organic == {1, 2}
    assert len(given) > len(koc)


def test_a_challenge_has_one_anchor_and_many_participants_who_post_once() -> None:
    done = markets.campaign(rich(11), "challenge")
    (anchor,), participants = of_kind(done, "KOL"), of_kind(done, "KOC")
    assert anchor.commented and len(participants) >= 5
    assert all(len(account.days) == 1 and account.days[0] >= 5 for account in participants)
    assert {post.account for posts in done.desk.boosts.values() for post in posts} == {anchor.number}


def test_where_the_largest_refuses_the_next_is_asked() -> None:
    for strategy in ("challenge", "kol_spinoff"):
        willing = [desks.planned(rich(key, acceptance=0.5), strategy) for key in range(12, 24)]
        assert all(one.account_of(creator) or creator in one._refused for one in willing for creator in one.market.tiers.head[:1])
        asked_again = [one for one in willing if one.market.tiers.head[0] in one._refused]
        assert asked_again and any(account.kind == "KOL" for one in asked_again for account in one.accounts)


def test_always_on_and_burst_buy_the_same_at_other_times() -> None:
    found = rich(13, creators=200, budget=1_000_000)
    even, dense = markets.campaign(found, "always_on"), markets.campaign(found, "burst")
    assert {a.label: len(a.days) for a in even.desk.accounts} == {a.label: len(a.days) for a in dense.desk.accounts}
    assert all(3 <= day <= 9 for account in dense.desk.accounts for day in account.days)
    quarters = [{(day - 1) // 15 for day in account.days} for account in of_kind(even, "KOL")[:-1]]
    assert quarters and all(quarter == {0, 1, 2, 3} for quarter in quarters)
    assert even.desk.impressions[1:].min() > 0
    assert even.desk.impressions.sum() == dense.desk.impressions[3:10].sum() == dense.desk.impressions.sum()


@pytest.mark.parametrize("explore", [0.0, 0.1, 0.2])
def test_a_weeks_money_follows_orders_per_yuan_but_for_what_explores(explore: float) -> None:
    found = rich(14, budget=4_000_000)
    one = Campaign(found, Adaptive(explore=explore), engine("kernels"), "tried")
    while one.run.day < 7:
        one.step()
    orders, accounts, left = seen(one.run).orders, one.desk.accounts, one.desk.left
    tier = {found.for_hire.label[creator]: n for n, creators in enumerate(found.tiers) for creator in creators}
    worth = np.zeros(5)
    for n in range(5):
        mine = [a for a in accounts if tier.get(a.label, {"KOC": 3}.get(a.kind, 4)) == n]
        worth[n] = sum(orders[a.number] for a in mine) / max(1, sum(a.spend_fen for a in mine))
    one.step()
    share = explore + (1 - 5 * explore) * worth[4] / worth.sum()
    paid = sum(e.fen for e in one.desk.ledger.entries if e.purpose == "advertising" and 8 <= e.day <= 14)
    impression = found.p.cpm / 1000 * found.world.scale * 100
    assert 0 <= share * (left // 8) - paid < impression + 1
    assert np.count_nonzero(worth) > 1 and (explore == 0.2 or abs(share - 0.2) > 0.02)
