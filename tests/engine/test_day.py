"""What both engines share, checked by hand: the offer of a day, hiring, stocks, and who people are at the start."""

from __future__ import annotations

import numpy as np
import pytest
from support import markets

from simulation.actors.campaign import cast_of
from simulation.engine import offer, run
from simulation.engine.engines import engine
from simulation.engine.world import Cast
from simulation.model import chance
from simulation.model.population import BUYER, COMMENT, KOC, PEER, beta_quantile, draw_population


def planned(strategy: str = "six_three_one", key: int = 4, **changes: float) -> markets.Campaign:
    return markets.Campaign(
        markets.market(key, consumers=60, **changes), markets.registry.named(strategy)(), engine("kernels"), strategy
    )


def test_mean_trust_of_each_role_is_its_parameter() -> None:
    names = np.arange(200_000, dtype=np.uint64)
    means = dict(zip(("peer", "koc", "kol", "kos", "brand"), (0.5, 0.6, 0.7, 0.8, 0.4), strict=True))
    p = markets.DEFAULTS._replace(**{f"trust_{role}": mean for role, mean in means.items()})
    trust = draw_population(chance.world(1, 0), names, p).trust
    for row, mean in zip(trust, means.values(), strict=True):
        spread = np.sqrt(mean * (1 - mean) / (p.trust_strength + 1))
        assert row.std() == pytest.approx(spread, rel=0.01)
        assert abs(row.mean() - mean) < 4 * spread / np.sqrt(names.size)


def test_a_table_of_quantiles_is_the_beta_distribution() -> None:
    from scipy.stats import beta

    u = (np.arange(4096) + 0.5) / 4096
    assert beta_quantile(u, 0.3, 5.0) == pytest.approx(beta(1.5, 3.5).ppf(u), rel=1e-9)
    assert (beta_quantile(u, 0.0, 5.0) == 0.0).all() and (beta_quantile(u, 1.0, 5.0) == 1.0).all()


def test_mean_activity_is_one() -> None:
    names = np.arange(200_000, dtype=np.uint64)
    activity = draw_population(chance.world(2, 0), names, markets.DEFAULTS).activity
    assert abs(activity.mean() - 1.0) < 4 * activity.std() / np.sqrt(names.size)


def test_the_stock_behind_comments_fades_and_counts_people() -> None:
    one = planned("head_kol")
    cast, world, state = one.run.cast, one.run.world, one.run.state
    cast.engaged[1] = 100.0
    state.funnel.stage[:3] = 1
    state.funnel.credit[0, :3] = world.size + 1
    state.funnel.last[:3] = 0
    run.follow(world, cast, state, np.array([0, 1, 2], np.int32))
    run.engage(world, cast, run.Actions(), 1)
    assert cast.engaged[1] == pytest.approx(100 * world.p.engagement_kept + 3 * world.scale)
    run.follow(world, cast, state, run.NOTHING)
    run.engage(world, cast, run.Actions(), 2)
    assert cast.engaged[1] == pytest.approx((100 * world.p.engagement_kept + 3 * world.scale) * world.p.engagement_kept)


def test_only_head_accounts_and_spinoffs_carry_comments() -> None:
    for strategy in ("tiered", "kol_spinoff"):
        one = planned(strategy, budget=8_000_000)
        head = {one.market.for_hire.label[a] for a in one.market.tiers.head}
        for account in one.desk.accounts:
            assert account.commented == (account.label in head or account.kind == "spin-off")


def test_a_hired_koc_has_the_product_and_shares_from_that_day_on() -> None:
    one = planned()
    number = next(n for n, account in enumerate(one.desk.accounts) if account.node >= 0)
    account, state = one.desk.accounts[number], one.run.state
    for _ in range(account.hired_on):
        assert state.talk.hired[account.node] == -1
        one.step()
    assert state.funnel.stage[account.node] == BUYER
    assert state.trade.purchases[account.node] == 0
    assert state.talk.hired[account.node] == number
    assert one.run.day == account.hired_on


def test_a_sharer_is_a_peer_unless_hired() -> None:
    one = planned()
    state, world, cast = one.run.state, one.run.world, one.run.cast
    koc = next(n for n, account in enumerate(one.desk.accounts) if account.node >= 0)
    run.hire(state, cast, np.array([koc], np.int32), 1)
    other = next(i for i in range(world.size) if i != cast.node[koc])
    state.talk.sharing[other], state.talk.spell[other] = -1, 1
    sharer = np.sort(np.array([cast.node[koc], other], np.int32))
    found = offer.shares(world, cast, state, sharer, 1, one.run.engine.columns)
    by_person = {int(i): n for n, i in enumerate(sharer)}
    mine, theirs = by_person[int(cast.node[koc])], by_person[other]
    assert (found.role[mine], found.role[theirs]) == (KOC, PEER)
    assert found.independence[mine] == cast.independence[koc] < 1.0 == found.independence[theirs]
    assert (found.sign[mine], found.sign[theirs]) == (1.0, -1.0)
    assert found.recognition[mine] == world.p.recognition_hidden and found.recognition[theirs] == 0.0


def posting(*accounts: int, organic: int = 0, age: int = 0) -> run.Actions:
    """A day on which these accounts post."""
    n = len(accounts)
    return run.Actions(
        posts=np.array(accounts, np.int32), places=np.zeros(n, np.int32), ages=np.full(n, age, np.int32),
        organic=np.full(n, organic, np.int32),
    )  # fmt: skip


def worn(one: markets.Campaign, cast: Cast, day: run.Actions) -> None:
    """Independence after the posts of a day."""
    one.run.engine.columns.wear_independence(cast, day.posts, day.ages, day.organic, one.run.world.p.drift)


def test_paid_posts_wear_independence_down_and_those_of_sellers_do_not() -> None:
    one = planned("kos_matrix", drift=0.1)
    cast = cast_of(one.desk.accounts)
    seller = next(n for n, account in enumerate(one.desk.accounts) if account.kind == "KOS")
    cast.independence[:] = 0.5
    worn(one, cast, posting(seller))
    assert cast.independence[seller] == 0.5
    cast.paid[seller] = True
    worn(one, cast, posting(seller, seller))
    assert cast.independence[seller] == pytest.approx(0.5 * 0.9**2)
    worn(one, cast, posting(seller, age=1))
    assert cast.independence[seller] == pytest.approx(0.5 * 0.9**2), "an older post has been paid for"
    cast.first_independence[seller] = 0.9
    worn(one, cast, posting(seller, organic=1))
    assert cast.independence[seller] == pytest.approx(0.405 + 0.1 * (0.9 - 0.405))


def test_comments_are_credited_in_a_role_of_their_own() -> None:
    credited = set()
    for key in range(6):
        done = markets.campaign(markets.market(key, consumers=60, notice=0.0, comment_readers=1.0), "head_kol")
        credited |= set(done.run.state.funnel.credit_role[0].tolist())
    assert COMMENT in credited
    for key in range(6):
        none = markets.campaign(markets.market(key, consumers=60, notice=0.0, comment_readers=0.0), "head_kol")
        assert COMMENT not in none.run.state.funnel.credit_role


def test_sellers_talk_to_so_many_a_day_with_fractions_carried_over() -> None:
    one = planned("kos_matrix")
    sellers = sum(account.kind == "KOS" for account in one.desk.accounts)
    talks = one.desk.accounts[-1].talks
    total = sum(int(one.calendar.actions(day).capacity.sum()) for day in range(1, 17))
    assert total == sellers * int(np.floor(16 * talks))
