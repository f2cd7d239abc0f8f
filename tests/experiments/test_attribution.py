"""Attribution: divisions of what channels bring together, accountings from touches and credit, and their errors."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import cases, markets

import simulation
from simulation.actors.channels import CHANNELS
from simulation.actors.cut import Cut
from simulation.actors.desk import Desk
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.engines import engine
from simulation.experiments.attribution import games, sentences
from simulation.experiments.attribution.court import _trial
from simulation.experiments.attribution.touches import Touches, _root, _shared, claims
from simulation.experiments.attribution.trial import REMOVAL, SHAPLEY, Trial, coalitions, moved, shares
from simulation.experiments.store import Record
from simulation.model.population import KOC, KOL, PEER
from simulation.refusal import Refusal

CASES = 20  # in which both engines are listened to
HEAD, KOC_CHANNEL, ADS = CHANNELS.index("head"), CHANNELS.index("koc"), CHANNELS.index("ads")


# ------------------------------------------------------------------------------------------------------------- games


def exact(values: list[int]) -> Any:
    """A game in fractions: nothing is rounded."""
    return np.array([[Fraction(value)] for value in values], dtype=object)


@given(st.integers(1, 6).flatmap(lambda k: st.lists(st.integers(-50, 50), min_size=2**k, max_size=2**k)))
@settings(max_examples=60, deadline=None)
def test_fair_parts_sum_exactly_to_the_whole(values: list[int]) -> None:
    game = exact(values)
    assert games.shapley(game).sum() == games.whole(game).sum()


@given(st.lists(st.integers(-20, 20), min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_fair_part_is_the_mean_over_all_orders_of_joining(values: list[int]) -> None:
    game, gained = exact(values), [Fraction(0)] * 3
    for order in permutations(range(3)):
        there = 0
        for player in order:
            gained[player] += Fraction(values[there | 1 << player] - values[there], 6)
            there |= 1 << player
    assert games.shapley(game)[:, 0].tolist() == gained


def test_known_games() -> None:
    """Gloves: one left, two right, a pair is worth 6. Unanimity: all or nothing. Sum: everybody brings their own."""
    gloves = exact([6 * (bits & 1 and bits > 1) for bits in range(8)])
    assert games.shapley(gloves)[:, 0].tolist() == [4, 1, 1]
    assert games.removal(gloves)[:, 0].tolist() == [6, 0, 0] and games.alone(gloves)[:, 0].tolist() == [0, 0, 0]
    together = exact([12 * (bits == 15) for bits in range(16)])
    assert games.shapley(together)[:, 0].tolist() == [3] * 4 and games.removal(together)[:, 0].tolist() == [12] * 4
    own = exact([5 + 1 * (bits & 1) + 7 * (bits >> 1 & 1) for bits in range(4)])
    assert games.shapley(own)[:, 0].tolist() == games.removal(own)[:, 0].tolist() == games.alone(own)[:, 0].tolist() == [1, 7]


def test_coalitions_are_named_in_the_order_of_a_game() -> None:
    assert list(coalitions(("head", "ads"))) == ["", "head", "ads", "head ads"]


# ----------------------------------------------------------------------------------------------------- in simulations


@dataclass(frozen=True)
class Handpicked(Strategy):
    """Named creators, one package of two posts each."""

    creators: tuple[int, ...]

    def plan(self, desk: Desk) -> None:
        for creator in self.creators:
            desk.buy_package(creator, desk.left, 2, 1, 0.4)


def brought(found: markets.Market, cut: frozenset[str], hired: tuple[int, ...]) -> int:
    """Consumers who bought with some of the creators hired cut out."""
    campaign = markets.Campaign(found, Handpicked(hired), engine("kernels"), "game", Cut(cut))
    campaign.finish()
    return int(np.count_nonzero(campaign.run.state.funnel.crossed[3] >= 0))


def of_accounts(found: markets.Market, hired: tuple[int, ...]) -> Any:
    """The game of some creators in one market, in consumers who bought; shape (2^k, 1)."""
    labels = [f"creator {creator}" for creator in hired]
    absent = [frozenset(label for n, label in enumerate(labels) if not bits >> n & 1) for bits in range(2 ** len(hired))]
    return exact([brought(found, cut, hired) for cut in absent])


def alike(key: int, **followers: int) -> markets.Market:
    """A market whose creators are alike but for their names; `nobody` of them have no followers."""
    found = markets.market(key, consumers=50)
    people = np.full(found.for_hire.size, 1200, np.int64)
    people[: followers.get("nobody", 0)] = 0
    befriended = found.for_hire.befriended._replace(slots=people // 50)
    hire = found.for_hire._replace(followers=people, fee_fen=np.full(people.size, 1000, np.int64), befriended=befriended)
    return markets.Market(found.world, found.product, found.budget_fen, hire, found.offered_koc)


def test_who_is_heard_by_nobody_gets_exactly_nothing() -> None:
    others = 0
    for key in range(30):
        game = of_accounts(alike(key, nobody=1), (0, 3))
        assert (games.shapley(game)[0], games.removal(game)[0], games.alone(game)[0]) == (0, 0, 0)
        others += bool(games.shapley(game)[1, 0])
    assert others >= 10, "the other one brings something"


def test_two_accounts_alike_are_given_the_same_on_average(capsys: pytest.CaptureFixture[str]) -> None:
    """The mean difference of their fair parts is within four standard errors of 0, and neither is a dummy."""
    parts = np.array([games.shapley(of_accounts(alike(key), (2, 3)))[:, 0].astype(float) for key in range(60)])
    apart = parts[:, 0] - parts[:, 1]
    error = apart.std(ddof=1) / np.sqrt(apart.size)
    with capsys.disabled():
        print(f" {apart.size} markets: {parts.mean(axis=0).round(3)}, apart {apart.mean():.3f}, SE {error:.3f} ", end="")
    assert abs(apart.mean()) <= 4.0 * error and (parts.mean(axis=0) > 3.0).all() and error < 1.0


def harvested() -> simulation.Scenario:
    """The small town where nobody believes advertisements, everybody notices them, and creators persuade."""
    return simulation.load("first-campaign").vary(
        trust_brand=0.32, trust_kol=0.8, beta_trust=6.0, notice=1.0, own_action=0.005, own_awareness=0.0001,
        pi_public_awareness=0.3, pi_public_interest=0.15, pi_public_search=0.3, pi_public_action=0.15,
    )  # fmt: skip


def test_last_touch_rewards_advertisements_that_only_come_last(capsys: pytest.CaptureFixture[str]) -> None:
    found = simulation.attribute(harvested(), "six_three_one", 12, "fixed", workers=1)
    trial = found.trials[0]
    ads = trial.channels.index("ads")
    error = trial.given("last")[ads] - trial.given(SHAPLEY)[ads]
    se = error.std(ddof=1) / np.sqrt(error.size)
    wrong = moved(trial.given("last"), trial.given(SHAPLEY))
    with capsys.disabled():
        print(f" ads by last touch: {error.mean():+.0f} people, SE {se:.0f}; {100 * wrong.mean:.0f} of 100 moved ", end="")
    assert error.mean() > 3.0 * se > 0.0 and wrong.low > 0.02
    told = " ".join(sentences.sentences(trial, found.worth))
    assert "to advertisements" in told and "of 100 buyers" in told


def test_what_is_found_of_a_scenario_hangs_together(tmp_path: Any) -> None:
    scenario, done = simulation.load("first-campaign"), []
    found = simulation.attribute(scenario, "seed_and_harvest", 2, "vary", 1, tmp_path, lambda *runs: done.append(runs))
    trial, k = found.trials[0], len(found.trials[0].channels)
    assert done[-1] == (2 + 2 + 2 * (2**k - 2),) * 2 and trial.worlds == 2
    np.testing.assert_allclose(trial.given(SHAPLEY).sum(axis=0), trial.buyers[-1] - trial.buyers[0], rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(trial.brought(SHAPLEY).sum(axis=0), trial.earned[-1] - trial.earned[0], rtol=1e-9)
    for world in range(2):
        plain = simulation.run(scenario.with_parameters(_of_world(scenario, world)), "seed_and_harvest", world)
        assert trial.buyers[-1, world] == plain.numbers["buyers"]
        assert trial.cost[:, world].sum() == pytest.approx(plain.numbers["spend"])
        for rule in ("last", "first", "linear"):
            assert trial.given(rule)[:, world].sum() <= plain.numbers["buyers"] + 1e-9
    assert (trial.given("traced").sum(axis=0) >= trial.given("evidence").sum(axis=0) - 1e-9).all()
    again: list[Any] = []
    twice = simulation.attribute(scenario, "seed_and_harvest", 2, "vary", 1, tmp_path, lambda *runs: again.append(runs))
    assert again[0] == (4, 4) and twice.credit.equals(found.credit), "nothing is run twice"
    assert set(found.credit["channel"]) == set(trial.channels) and found.provenance["runs"] == done[-1][1]


def test_a_campaign_of_one_channel_needs_no_coalition() -> None:
    """Advertisements are all there is to buy."""
    consumers = {"small_world": {"consumers": 80, "neighbours": 4, "rewiring": 0.1}}
    scenario = simulation.Scenario(consumers=consumers, budget=3000, horizon=5, scale=40, strategies=["head_kol"], name="one")
    found = simulation.attribute(scenario, replicates=2, workers=1)
    trial = found.trials[0]
    assert trial.channels == ("ads",) and found.provenance["runs"] == 4
    assert np.array_equal(trial.given(SHAPLEY), trial.given(REMOVAL))
    assert found.credit.shape[0] == 8 and len(sentences.sentences(trial, found.worth)) >= 2


def _of_world(scenario: simulation.Scenario, world: int) -> Any:
    from simulation.experiments.replicate import assumed

    return assumed(scenario, "vary", world)


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"strategy": "no_campaign"}, "spends money"), ({"strategy": "hed_kol"}, "head_kol"), ({"replicates": 0}, "whole number"),
     ({"assumptions": "luck"}, "vary"), ({"workers": 0}, "1 to 1024")],
)  # fmt: skip
def test_what_cannot_be_attributed_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        simulation.attribute(simulation.load("first-campaign"), **asked)


# ------------------------------------------------------------------------------------------------------ errors, shares


def test_moved_is_half_the_distance_between_shares() -> None:
    truth, given_ = np.array([[6.0, 6.0], [4.0, 4.0]]), np.array([[3.0, 3.0], [17.0, 17.0]])
    assert moved(given_, truth).mean == pytest.approx(0.45) and moved(truth, truth).mean == 0.0
    assert moved(given_, truth)[1:] == pytest.approx((0.45, 0.45)), "worlds alike leave no doubt"
    assert moved(given_[:, :1], truth[:, :1])[1:] == (None, None)
    assert moved(0.0 * given_, truth).mean is None and moved(given_, -truth).mean is None


def test_the_interval_of_moved_holds_the_truth_nineteen_times_in_twenty() -> None:
    """Two channels, shares .7 and .5 in truth: 400 made-up attributions of 20 worlds; binomial tolerance four SE."""
    lots, held = markets.Lots(3), 0
    for _ in range(400):
        luck = np.array([lots.uniform(-1.0, 1.0) for _ in range(80)]).reshape(4, 20)
        mine, true = (np.array([[level] for level in levels]) for levels in ((70.0, 30.0), (50.0, 50.0)))
        held += moved(mine + 9.0 * luck[:2], true + 9.0 * luck[2:]).low <= 0.2
    assert held / 400 >= 0.975 - 4.0 * np.sqrt(0.975 * 0.025 / 400)


def record(used: str, **numbers: float) -> Record:
    named = {f"used:{channel}": float(channel in used.split()) for channel in CHANNELS}
    rules = {f"{rule}:{channel}": 0.0 for rule in ("last", "first", "linear", "evidence", "traced") for channel in CHANNELS}
    costs = {f"cost:{channel}": 1.0 for channel in CHANNELS}
    return Record({**named, **rules, **costs, "profit": 0.0, "spend": 0.0, **numbers}, None)  # type: ignore[arg-type]


def test_a_channel_not_used_in_a_world_adds_nothing_there() -> None:
    full = [record("head ads", buyers=10.0), record("head", buyers=7.0)]
    made = {(0, "a", "head"): record("", buyers=6.0), (0, "a", "ads"): record("", buyers=3.0)}
    made |= {(world, "a", ""): record("", buyers=1.0) for world in (0, 1)}
    trial = _trial("a", full, made)
    assert trial.channels == ("head", "ads") and trial.buyers.tolist() == [[1, 1], [6, 7], [3, 1], [10, 7]]
    assert trial.given(SHAPLEY).tolist() == [[6.0, 6.0], [3.0, 0.0]] and trial.given(REMOVAL).tolist() == [[7.0, 6.0], [4.0, 0.0]]
    assert shares(trial.given(SHAPLEY))[0].mean == pytest.approx(12 / 15)
    with pytest.raises(Refusal, match="without an account"):
        _trial("a", [record("", buyers=1.0)], made)


def told(buyers: list[float], claims_: dict[str, Any], cost: list[float]) -> str:
    """What is said of a strategy of head and ads in two worlds alike."""
    game, paid = np.array([[value, value] for value in buyers]), np.array([[value, value] for value in cost])
    given_ = {rule: np.array([[value, value] for value in claims_.get(rule, [1.0, 1.0])]) for rule in ("last", "first", "linear")}
    given_ |= {"evidence": given_["linear"], "traced": given_["linear"]}
    return " ".join(sentences.sentences(Trial("plan", ("head", "ads"), game, game, given_, paid), 10.0))


def test_the_sentences_say_what_last_touch_would_do() -> None:
    said = told([0, 60, 40, 100], {"last": [20.0, 130.0]}, [400.0, 100.0])
    assert "brings 100 buyers more than no campaign" in said and "head creators 60 %" in said
    assert "Last touch would move 47 of 100 buyers" in said and "from head creators to advertisements" in said
    assert "150 buyers for every 100" in said
    assert "It would cut head creators first, as the truth would: ROI −0.50 by its book, 0.50 truly" in said
    other = told([0, 60, 40, 100], {"last": [20.0, 130.0]}, [100.0, 400.0])
    assert "By its book head creators bring least for a yuan (ROI 1.00) and would be cut first; truly" in other
    assert "truly advertisements do (0.00)" in other
    assert "neither help nor replace each other" in other and "Last touch divides them as the truth does" in told(
        [0, 60, 40, 100], {"last": [60.0, 40.0]}, [1.0, 1.0]
    )
    assert "stand in for each other" in told([0, 90, 90, 100], {}, [1.0, 1.0])
    assert "help each other" in told([0, 10, 10, 100], {}, [1.0, 1.0])
    assert "cannot be told from nothing" in told([50, 50, 50, 50], {}, [1.0, 1.0])


# ------------------------------------------------------------------------------------------------------------- touches


def test_both_engines_tell_the_same_touches(capsys: pytest.CaptureFixture[str]) -> None:
    touched = several = 0
    for key in range(CASES):
        of, pair = cases.case(key), []
        for name in ("kernels", "reference"):
            one = cases.campaign(of, name)
            touches = Touches(one)
            one.finish()
            pair.append(touches)
        for column in ("first", "last", "every"):
            assert np.array_equal(getattr(pair[0], column), getattr(pair[1], column)), (key, column)
        given_ = [claims(touches) for touches in pair]
        assert all(np.array_equal(given_[0][rule], given_[1][rule]) for rule in given_[0])
        touched += bool(given_[0]["last"].any())
        several += np.count_nonzero(given_[0]["linear"]) > 1
    with capsys.disabled():
        print(f" {CASES} cases: {touched} with a touched buyer, {several} with buyers of two channels or more ", end="")
    assert touched >= CASES / 2 and several >= CASES / 4


def test_listening_changes_nothing() -> None:
    for key in (3, 11):
        of = cases.case(key)
        plain, heard = (cases.campaign(of, "kernels") for _ in range(2))
        Touches(heard)
        plain.finish()
        heard.finish()
        assert not markets.differing(plain, heard)


def stub(credit: Any, role: Any, crossed: Any, hired: Any = (), trials: Any = ()) -> Any:
    """A campaign of four consumers with a head KOL, advertisements and a KOC, for as much as touches look at."""
    columns = np.array(credit, np.int32), np.array(role, np.int8), np.array(crossed, np.int32)
    funnel = SimpleNamespace(**dict(zip(("credit", "credit_role", "crossed"), columns, strict=True)))
    talk = SimpleNamespace(hired=np.array(hired or [-1] * 4, np.int32))
    accounts = [SimpleNamespace(channel=channel) for channel in ("ads", "head", "koc")]
    return SimpleNamespace(
        run=SimpleNamespace(state=SimpleNamespace(funnel=funnel, talk=talk), listener=None),
        market=SimpleNamespace(world=SimpleNamespace(size=4, scale=10.0)),
        desk=SimpleNamespace(accounts=accounts, trials={1: list(trials)}),
    )


def test_touches_by_hand() -> None:
    """Consumer 0: head twice on day 1, ads once on day 3, buys. Consumer 1: ads, then bought before head speaks."""
    campaign = stub([[-1] * 4] * 5, [[-1] * 4] * 5, [[-1] * 4] * 5)
    touches, crossed = Touches(campaign), campaign.run.state.funnel.crossed
    offer = SimpleNamespace(contents=SimpleNamespace(account=np.array([1, 0, -1], np.int32)))  # head, ads, a friend
    days = [([0, 0, 1, 2], [0, 0, 1, 2]), ([2], [0]), ([1, 0], [0, 1])]
    for day, (content, who) in enumerate(days, start=1):
        touches.hear(offer, np.array(content), np.array(who))  # type: ignore[arg-type]
        if day == 1:
            crossed[3, 1] = 1
    assert touches.first[:, 0].tolist() == [2 * (c == HEAD) for c in range(8)]
    assert touches.last[:, 0].tolist() == [1 * (c == ADS) for c in range(8)]
    assert touches.every[[HEAD, ADS], 0].tolist() == [2, 1] and touches.every[[HEAD, ADS], 1].tolist() == [0, 1]
    assert not touches.every[:, 2:].any(), "what friends say is no touch"
    assert _shared(touches.every[:, [0, 1]])[[HEAD, ADS]].tolist() == pytest.approx([2 / 3, 4 / 3])


def test_a_friends_word_is_traced_to_what_made_the_friend_aware() -> None:
    """3 bought from 2, who heard of it from 1, who heard of it from the head KOL (account 1 is 4 + 1)."""
    none, aware = [-1] * 4, [-1, 5, 1, 2]
    by, day = [-1, KOL, PEER, PEER], [-1, 2, 4, 6]
    campaign = stub([aware, none, none, [-1, -1, -1, 2], none], [by, none, none, [-1, -1, -1, PEER], none],
                    [day, none, none, [-1, -1, -1, 9], none])  # fmt: skip
    assert _root(campaign, 3, np.array([3])).tolist() == [HEAD]
    recruited = stub([aware, none, none, [-1, -1, -1, 0], none], [by, none, none, [-1, -1, -1, KOC], none],
                     [day, none, none, [-1, -1, -1, 9], none], hired=[2, -1, -1, -1])  # fmt: skip
    assert _root(recruited, 3, np.array([3])).tolist() == [KOC_CHANNEL], "a recruited KOC's own word is hers"
    given_ = stub([none, none, none, [-1, -1, -1, 0], none], [none, none, none, [-1, -1, -1, PEER], none],
                  [none, none, none, [-1, -1, -1, 9], none], trials=[0])  # fmt: skip
    assert _root(given_, 3, np.array([3])).tolist() == [KOC_CHANNEL], "so is the word of who was given the product"
    alone = stub([none, none, none, [-1, -1, -1, 0], none], [none, none, none, [-1, -1, -1, PEER], none],
                 [none, none, none, [-1, -1, -1, 9], none])  # fmt: skip
    assert _root(alone, 3, np.array([3])).tolist() == [-1]
