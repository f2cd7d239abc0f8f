"""What the desk sells beside accounts: showings, slots, product, the private domain, and posts nobody paid for."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import desks, markets

from simulation.actors.calendar import Calendar
from simulation.actors.desk import Desk
from simulation.actors.media import GIVEN_SHARE, sells
from simulation.engine.world import NOBODY
from simulation.model import chance, population
from simulation.model.mechanisms import MECHANISMS
from simulation.refusal import Refusal

IMPRESSION = 50 / 1000 * 50 * 100  # fen: CPM 50, fifty people a consumer


def hired(found: markets.Market, creators: int = 1, posts: int = 2) -> Desk:
    """A desk that has bought packages of the first creators of the tail."""
    one = desks.desk(found)
    for creator in found.tiers.tail[:creators]:
        one.buy_package(creator, one.left, posts, 1, 0.8)
    return one


# --------------------------------------------------------------------------------------------------------------- showings


def test_a_boost_shows_a_post_from_its_day_on_as_often_as_is_paid_for() -> None:
    one = desks.desk(markets.market(1, budget=1_000_000, creators=40))
    one.buy_days(one.market.tiers.tail[0], one.left, [4, 6], 0.8)
    account = one.accounts[1]
    before = one.left
    left = one.boost(account, 0, 100_000, 1, 14)
    shown = {day: dict(posts) for day, posts in one.boosts.items() if posts}
    assert min(shown) == 4 and max(shown) == 14
    assert {post for posts in shown.values() for post in posts} == {(account.number, 0)}
    times = sum(n for posts in shown.values() for n in posts.values())
    assert 0 <= 100_000 - left - times * IMPRESSION < 1
    assert left < IMPRESSION + 1 and before - one.left == 100_000 - left
    actions = Calendar(one).actions(account.days[0])
    assert actions.boosted.tolist() == [1] and actions.boosted_places.tolist() == [0]
    assert actions.boosts.tolist() == [shown[account.days[0]][account.number, 0]]


def test_boosting_twice_adds_up() -> None:
    found = markets.market(1, budget=1_000_000, creators=40)
    once, twice = hired(found), hired(found)
    day = once.accounts[1].days[0]
    once.boost(once.accounts[1], 0, 40 * int(IMPRESSION), day, day)
    for _ in range(2):
        twice.boost(twice.accounts[1], 0, 20 * int(IMPRESSION), day, day)
    assert Calendar(once).actions(day).boosts.tolist() == Calendar(twice).actions(day).boosts.tolist() == [40]


def test_a_creator_who_refused_has_nothing_to_boost() -> None:
    found = markets.market(2, budget=1_000_000, creators=40, acceptance=0.0)
    one = hired(found)
    assert one.boost(found.tiers.tail[0], 0, 50_000) == 50_000 and not any(one.boosts.values())


def test_a_post_that_is_not_planned_cannot_be_boosted() -> None:
    one = hired(markets.market(2, creators=40))
    for place in (-1, 2, 99):
        with pytest.raises(Refusal, match="place of one of its 2 posts"):
            one.boost(one.accounts[1], place, 100)


def test_accounts_of_another_campaign_are_refused() -> None:
    found = markets.market(2, creators=40)
    one, other = hired(found), hired(found)
    with pytest.raises(Refusal, match="an account of this campaign"):
        one.boost(other.accounts[1], 0, 100)
    with pytest.raises(Refusal, match="an account of this campaign"):
        one.organic_posts(other.accounts[1], [3])


def test_paid_slots_cost_their_price_a_day_and_the_earliest_days_come_first() -> None:
    one = desks.desk(markets.market(3, budget=1_000_000, horizon=16))
    left = one.occupy_search(7 * 30_000 + 5, 2, 3, 10)
    assert one.slots.tolist() == [0, 0, 0, 2, 2, 2, 1, *[0] * 10] and left == 5
    assert [Calendar(one).actions(day).slots for day in (2, 3, 6, 7)] == [0, 2, 1, 0]
    with pytest.raises(Refusal, match="0 to 100 slots"):
        one.occupy_search(100, 101)


# ---------------------------------------------------------------------------------------------- product, posts nobody paid


@pytest.mark.parametrize("how", ["random", "highest_degree"])
def test_product_goes_to_those_chosen_each_once_at_its_cost(how: str) -> None:
    found = markets.market(4, consumers=100, budget=10_000_000)
    one, each = desks.desk(found), round(found.product.cost_fen * 50)
    first = one.give_product(5 * each + 3, 2, how)
    second = one.give_product(4 * each, 6, how)
    assert (first, second) == (3, 0)
    given = [Calendar(one).actions(day).trials.tolist() for day in (2, 6)]
    assert [len(nodes) for nodes in given] == [5, 4]
    assert given[0] + given[1] == list(found.consumers_in_order(how, 9))
    assert one.give_product(10_000_000 - 9 * each, 7) > 0 and len(one._given) == GIVEN_SHARE * 100


def test_who_works_as_a_koc_is_given_no_second_product() -> None:
    found = markets.market(5, consumers=60, budget=10_000_000)
    one = desks.desk(found)
    one.recruit(2_000_000, 1, 1, 0.6)
    one.give_product(one.left, 3)
    assert one._recruited and one._given and not one._recruited & one._given


def test_what_comes_after_the_last_day_is_not_bought() -> None:
    one = hired(markets.market(6, budget=1_000_000, horizon=12, creators=40))
    spent = one.ledger.spent
    assert one.give_product(100_000, 13) == 100_000
    assert one.advertise(100_000, 13) == one.boost(one.accounts[1], 0, 100_000, 13) == 100_000
    assert one.occupy_search(100_000, 1, 13) == 100_000
    one.organic_posts(one.accounts[1], [0, 13, 14])
    assert one.ledger.spent == spent and not one.accounts[1].organic


def test_posts_nobody_paid_for_are_told_from_the_others() -> None:
    one = hired(markets.market(7, budget=1_000_000, creators=40))
    account, spent = one.accounts[1], one.ledger.spent
    paid = list(account.days)
    one.organic_posts(account, [2, 9, 15])
    assert account.days == [*paid, 2, 9, 15] and one.ledger.spent == spent
    rows = [(day, *row) for day in range(1, 17) for row in zip(*_posts(one, day), strict=True)]
    assert {(day, place, organic) for day, _, place, _, organic in rows} == {
        *((day, place, 0) for place, day in enumerate(paid)),
        (2, 2, 1),
        (9, 3, 1),
        (15, 4, 1),
    }


def _posts(one: Desk, day: int) -> tuple[Any, ...]:
    actions = Calendar(one).actions(day)
    return actions.posts.tolist(), actions.places.tolist(), actions.ages.tolist(), actions.organic.tolist()


@pytest.mark.parametrize("half_life", [0.0, 0.5, 2.0])
def test_a_post_is_listed_until_a_twentieth_of_its_reach_is_left(half_life: float) -> None:
    one = hired(markets.market(8, budget=1_000_000, half_life=half_life, creators=40), creators=3)
    listed = {(day, n, place, age) for day in range(1, 17) for n, place, age, _ in zip(*_posts(one, day), strict=True)}
    expected = set()
    for account in one.accounts:
        for place, day in enumerate(account.days):
            for age in range(0, 17 - day):
                if age == 0 or (half_life and 2.0 ** (-age / half_life) >= 0.05):
                    expected.add((day + age, account.number, place, age))
    assert listed == expected


# --------------------------------------------------------------------------------------------------------- private domain


@given(share=st.floats(0, 1), count=st.integers(0, 200))
def test_of_any_first_messages_the_commercial_share_sells(share: float, count: int) -> None:
    assert sum(sells(n, share) for n in range(count)) == math.floor(count * Fraction(str(share)))


def test_the_domain_writes_at_its_pace_for_nothing_but_its_staff() -> None:
    found = markets.market(9, budget=1_000_000, horizon=16, commercial_share=0.25)
    one = desks.desk(found)
    wage = round(found.p.salary * 100)
    assert one.open_domain() == 0 and one.ledger.spent == 0
    left = one.open_domain(3 * wage * 16 - 1, 2.5, staff=5)
    assert one.ledger.spent == 2 * wage * 16 == 3 * wage * 16 - 1 - left
    days = {day: Calendar(one).actions(day) for day in range(1, 17)}
    written = {who: [day for day, actions in days.items() if who in actions.writers] for who in (1, 2)}
    assert written == {1: [1, 4, 7, 10, 13, 16], 2: [1, 3, 6, 8, 11, 13, 16]}
    selling = [int(days[day].sells[days[day].writers == 2][0]) for day in written[2]]
    assert selling == [0, 0, 0, 1, 0, 0, 0]


def test_the_persona_is_the_brand_and_no_seller() -> None:
    one = desks.desk(markets.market(9))
    one.open_domain()
    persona = one.domain[0]
    assert persona.role == population.KOS and persona.kind == "community" and not persona.capable
    assert persona.independence == 0.0 and persona.row.size == 0


@pytest.mark.parametrize(("arguments", "said"), [((0, 0.5), "days between"), ((0, math.nan), "days between"),
                                                 ((0, math.inf), "days between"), ((0, 3.0, -1), "people")])  # fmt: skip
def test_absurd_domains_are_refused(arguments: tuple[Any, ...], said: str) -> None:
    one = desks.desk(markets.market(9))
    with pytest.raises(Refusal, match=said):
        one.open_domain(*arguments)
    assert not one.domain and not one.messages


def test_more_personas_than_anybody_keeps_are_refused() -> None:
    one = desks.desk(markets.market(9))
    for _ in range(100):
        one.open_domain()
    with pytest.raises(Refusal, match="at most 100 personas"):
        one.open_domain()


def test_more_sellers_than_anybody_employs_are_refused_before_anything_is_paid() -> None:
    one = desks.desk(markets.market(9, budget=10**12, salary=1.0))
    with pytest.raises(Refusal, match="10,000"):
        one.employ(10**12)
    assert not one.sellers and one.ledger.spent == 0


def test_spinoffs_founded_in_two_goes_are_those_founded_in_one() -> None:
    found = markets.market(10, consumers=400, budget=90_000_000, creators=40)
    told = []
    for goes in ((4,), (1, 3)):
        one = desks.desk(found)
        one.buy_package(found.tiers.head[0], one.left, 2, 1, 0.4)
        assert sum(one.found_spinoffs(found.tiers.head[0], most, 2, 1) for most in goes) == 4
        told.append(desks.told(one))
    assert told[0] == told[1]
    assert desks.desk(found).found_spinoffs(found.tiers.head[0], 4, 2, 1) == 0


# ------------------------------------------------------------------------------------------------------------- any sequence

SUPPLY = "acceptance onboarding ramp selection_noise bans hidden_contracts posing scripts reputation skill".split()
CALLS = """buy package days spinoffs recruit incentivise incubate employ advertise boost search give domain organic
    tomorrow""".split()


def call(one: Desk, name: str, lots: markets.Lots) -> None:
    """One purchase with part of the money; what it says it cost is what the ledger lost."""
    money, spent = int(lots.uniform() * one.left), one.ledger.spent
    posts, start, tail = lots.integer(1, 4), lots.integer(-2, one.horizon + 2), one.market.tiers.tail
    creator, account = lots.pick(tail), lots.pick(one.accounts)
    first, last = lots.integer(1, one.horizon), lots.integer(1, one.horizon + 3)
    place = lots.integer(0, max(0, len(account.days) - 1))
    makers: dict[str, Any] = {
        "buy": lambda: one.buy(tail, money, posts, start, 0.5),
        "package": lambda: money - one.buy_package(creator, money, posts, start, 0.5),
        "days": lambda: money - one.buy_days(creator, money, [first, last], 0.5),
        "spinoffs": lambda: one.found_spinoffs(creator, 3, posts, start),
        "recruit": lambda: one.recruit(money, posts, start, 0.6, "highest_degree"),
        "incentivise": lambda: one.incentivise(money, posts, start),
        "incubate": lambda: one.incubate(money, posts, start),
        "employ": lambda: one.employ(money // 20),
        "advertise": lambda: one.advertise(money, first, last),
        "boost": lambda: one.boost(account, place, money, first, last) if account.days else money,
        "search": lambda: one.occupy_search(money, 2, first, last),
        "give": lambda: one.give_product(money, first),
        "domain": lambda: one.open_domain(money, 2.0, 1),
        "organic": lambda: one.organic_posts(account, [first, last]),
        "tomorrow": lambda: setattr(one, "today", min(one.today + 3, one.horizon)),
    }
    returned = makers[name]()
    if name not in ("spinoffs", "organic", "tomorrow"):
        whole = money // 20 if name == "employ" else money
        assert one.ledger.spent - spent == whole - returned and 0 <= returned <= whole


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(CALLS), min_size=1, max_size=12), st.sets(st.sampled_from(SUPPLY)))
def test_whatever_is_bought_in_whatever_order_the_books_sum_up(key: int, names: list[str], acting: set[str]) -> None:
    changes = {field: value for name in acting for field, value in MECHANISMS[name].on.items()}
    one = desks.desk(markets.market(key % 7, budget=2_000_000, creators=25, **changes))
    lots = markets.Lots(key)
    for name in names:
        booked, today = len(one.ledger.entries), one.today
        call(one, name, lots)
        assert all(entry.day >= today for entry in one.ledger.entries[booked:])
    one.close()
    assert desks.sums_up(one)
    words = [int(account.word) for account in one.accounts]
    assert len(set(words)) == len(words)
    assert [account.number for account in one.accounts] == list(range(len(words)))
    for day in range(1, one.horizon + 1):
        check(one, day)


def check(one: Desk, day: int) -> None:
    """A day's actions speak of accounts that are there, working, and have such a post."""
    actions = Calendar(one).actions(day)
    for n, place, age in zip(actions.posts, actions.places, actions.ages, strict=True):
        assert one.accounts[n].days[place] + age == day < one.accounts[n].closed_on
    for n, place in zip(actions.boosted, actions.boosted_places, strict=True):
        assert one.accounts[n].days[place] <= day < one.accounts[n].closed_on
    assert all(one.accounts[n].node != NOBODY and one.accounts[n].hired_on == day for n in actions.hires)
    assert (actions.capacity >= 0).all() and all(one.accounts[n].capable for n in actions.sellers)
    assert all(one.accounts[n].kind == "community" for n in actions.writers)
    assert actions.advertiser == 0 and actions.impressions >= 0 and actions.slots >= 0
    assert {part.dtype for part in actions if isinstance(part, np.ndarray)} == {np.dtype(np.int32)}


def test_what_is_past_cannot_be_bought() -> None:
    one = hired(markets.market(11, budget=2_000_000, creators=40), creators=2)
    booked, one.today = len(one.ledger.entries), 9
    one.advertise(100_000)
    one.boost(one.accounts[1], 0, 100_000)
    one.occupy_search(90_000)
    one.employ(100_000)
    one.recruit(300_000, 2, 1, 0.6)
    one.buy_days(one.market.tiers.tail[5], one.left, [2, 4, 12], 0.5)
    assert len(one.ledger.entries) > booked + 10
    assert all(entry.day >= 9 for entry in one.ledger.entries[booked:])
    assert one.accounts[-1].days == [12]


def test_who_accepts_is_drawn_by_name_and_not_by_when_one_is_asked() -> None:
    found = markets.market(12, budget=5_000_000, creators=60, acceptance=0.5)
    one, other = desks.desk(found), desks.desk(found)
    for creator in found.tiers.tail:
        one.buy_days(creator, one.left, [3], 0.5)
    other.today = 2
    for creator in reversed(found.tiers.tail):
        other.buy_days(creator, other.left, [3], 0.5)
    assert set(one._creators) == set(other._creators) and one._refused == other._refused
    stream = found.world.stream(chance.ACCEPT)
    words = found.for_hire.befriended.word
    assert set(one._creators) == {creator for creator in found.tiers.tail if chance.draw(stream, words[creator]) < 0.5}
