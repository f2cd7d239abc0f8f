"""A questionnaire asks those who heard, about what is true of them, with as much error as it says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from support import by_hand
from support.markets import campaign, market

import simulation as sim
from simulation.engine.engines import engine
from simulation.engine.reference import evidence
from simulation.engine.world import CREATOR_CONTENT, KOC_CONTENT, KOS_CONTENT
from simulation.experiments import perception, survey
from simulation.experiments.outcome import Outcome
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import BRAND, KOC, KOL, KOS, SPINOFF
from simulation.refusal import Refusal


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return sim.run(sim.load("first-campaign"), "six_three_one")


# --------------------------------------------------------------------------------------------------- what is true of them


@pytest.fixture
def counted() -> Outcome:
    """Consumers 0 (of the star 3, of the friend 1), 2 and 4 (of the friend) and 3 (of the seller) remember hired accounts; 7
    heard the star too, but works for the campaign. Consumer 0 follows the star, 4 the friend, by a tie of one half.
    """
    done = by_hand.finished()
    state, cast, five = done.run.state, done.run.cast, np.ones(5)
    state.fatigue.heard[CREATOR_CONTENT, [0, 7]] = [3.0, 2.0]
    state.fatigue.heard[KOC_CONTENT, [0, 2, 4]] = 1.0
    state.fatigue.heard[KOS_CONTENT] = [0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0]
    state.fatigue.heard_on[:] = by_hand.DAYS
    state.funnel.heard_from[0] |= 1 << KOC
    done.run.engine = engine("kernels")
    done.run.cast = cast._replace(
        word=np.arange(5, dtype=np.uint64), family=np.array([4, CREATOR_CONTENT, KOC_CONTENT, KOS_CONTENT, KOS_CONTENT], np.int8),
        independence=np.array([0.0, 0.4, 0.6, 0.0, 0.0]), interactivity=np.array([0.5, 0.2, 0.8, 0.6, 0.6]),
        accessibility=np.array([0.5, 0.3, 0.9, 0.5, 0.5]), expertise=five / 2, quality=five / 2,
        labelled=np.array([False, True, False, False, False]), paid=five > 0, row_start=np.array([0, 0, 1, 2, 2, 2]),
        row_follower=np.array([0, 4], np.int32), row_tie=np.array([0.0, 0.5]), row_on=np.ones(2, np.bool_),
    )  # fmt: skip
    return Outcome(done, "by hand", 0, {})


def test_the_constructs_are_those_counted_by_hand(counted: Outcome) -> None:
    found = counted.constructs(4).set_index("respondent").sort_index()
    assert found.index.tolist() == [0, 2, 3, 4]  # not 7, whom the campaign hired
    assert found.source.tolist() == ["KOL", "KOC", "KOS", "KOC"]
    assert found.interactivity.tolist() == pytest.approx([0.75 * 0.2 + 0.25 * 0.8, 0.8, 0.6, 0.8])
    assert found.accessibility.tolist() == pytest.approx([0.75 * 0.3 + 0.25 * 0.9, 0.9, 0.5, 0.9])
    star, friend, seller = 1 - 0.9 * 0.6, 1 - 0.3 * 0.4, 1 - 0.3 * 1.0
    assert found.independence.tolist() == pytest.approx([0.75 * star + 0.25 * friend, friend, seller, friend])
    # a lesson of β = 4 two days ago, half of it lost each day: β = 2 + (4 − 2)/4
    trust_in_star = 2 / (2 + 2.5)
    assert found.trust.tolist() == pytest.approx([0.75 * trust_in_star + 0.25 * 0.5, 0.4, 0.4, 0.5])
    seen_through, half_hidden, sold = 1 - 0.5 * 0.9 * 0.6, 1 - 0.5 * 0.3 * 0.4, 1 - 0.5 * 0.3
    friend_of_4 = 1 / (1 + math.exp(-0.92 * 0.5)) * half_hidden
    relied = [0.75 * trust_in_star * seen_through + 0.25 * 0.5 * half_hidden, 0.4 * half_hidden, 0.4 * sold, friend_of_4]
    assert found.reliability.tolist() == pytest.approx(relied)
    assert found.exposures.tolist() == pytest.approx([0.97 * 6, 0.97 * 3, 0.97 * 8, 0.97 * 1])


def test_intention_is_the_hazard_of_one_exposure_more(counted: Outcome) -> None:
    found = counted.constructs(4).set_index("respondent")
    pitch = math.log(0.1 / 0.9) + 3 * (0.34 - 0.6) + 1 * (0.6 - 0.5)
    tired = 1 - (0.97 * 4 + 0.3 * 0.97 * 4) / 10
    assert found.intention[3] == pytest.approx(math.log1p(math.exp(pitch)) * tired)
    post = math.log(0.05 / 0.95) + 3 * (0.4 * 0.94 - 0.6) + 1 * (0.8 - 0.5)
    assert found.intention[2] == pytest.approx(math.log1p(math.exp(post)) * (1 - (0.97 * 1 + 0.3 * 0.97 * 2) / 10))


def test_who_heard_no_account_is_asked_about_the_advertisements(counted: Outcome) -> None:
    found = counted.constructs(7, asked="everybody").set_index("respondent").sort_index()
    assert found.source.tolist() == ["KOL", "ads", "KOC", "KOS", "KOC", "ads", "ads"]
    assert found.loc[1, ["reliability", "trust", "independence"]].tolist() == pytest.approx([0.3, 0.3, 0.0])
    heard = counted.constructs(4).set_index("respondent").sort_index()
    assert found.loc[heard.index].equals(heard)


@pytest.mark.parametrize(
    ("strategy", "role", "zhao"),
    [("kol_spinoff", SPINOFF, 1.0), ("kos_matrix", KOS, 1.0), ("six_three_one", KOC, 0.0), ("no_campaign", BRAND, 1.0)],
)
def test_an_account_is_relied_on_as_far_as_the_engine_would_believe_it(strategy: str, role: int, zhao: float) -> None:
    done = campaign(market(3, zhao=zhao, recognition_repeat=0.1, reputation_sd=0.5, interactivity_kol=0.9), strategy)
    run, world = done.run, done.market.world
    pairs, said = perception.heard(done, everybody=True), perception.contents_of_all(done)
    expected = np.zeros(world.size)
    for i, a, tie, weight in zip(*pairs, strict=True):
        d = float(said.recognition[a])
        n = perception.exposures(done)[run.cast.family[a], i]
        d = eq.repeated_recognition(d, world.p.recognition_labelled, 0.1, n) if d > 0.0 else 0.0
        for recognised, probability in ((1.0, d), (0.0, 1.0 - d)):
            qualities = (said.interactivity[a], said.accessibility[a], recognised, said.independence[a])
            own = evidence.zhao(world, int(run.cast.role[a]), *qualities)
            tau = evidence.trust(world, run.state, i, run.cast.role[a], said.reputation[a], tie, own, run.day)
            expected[i] += weight * probability * eq.effective_trust(tau, world.p.kappa, recognised, said.independence[a])
    assert role in run.cast.role[pairs.account]
    np.testing.assert_allclose(perception.felt(done, pairs).reliability, expected, rtol=1e-12)


@pytest.mark.parametrize("strategy", ["kol_spinoff", "kos_matrix", "six_three_one", "long_tail_matrix"])
def test_weights_are_shares_of_what_is_remembered_of_accounts_that_were_heard(strategy: str) -> None:
    done = campaign(market(5), strategy)
    cast, pairs = done.run.cast, perception.heard(done, everybody=False)
    assert pairs.person.size > 0 and (pairs.weight > 0.0).all() and (cast.views[pairs.account] > 0).all()
    total = np.bincount(pairs.person, pairs.weight, done.market.world.size)
    np.testing.assert_allclose(total[total > 0.0], 1.0, rtol=1e-12)
    role = np.where(cast.role == SPINOFF, KOL, cast.role)[pairs.account]
    assert (done.run.state.funnel.heard_from[pairs.person] >> role.astype(np.uint8) & 1 == 1).all()


def test_both_engines_find_the_same_constructs() -> None:
    one, other = (Outcome(campaign(market(4), "six_three_one", name), "", 0, {}) for name in ("kernels", "reference"))
    left, right = one.constructs(20), other.constructs(20)
    assert left.respondent.tolist() == right.respondent.tolist()
    columns = [*perception.Felt._fields, "exposures"]
    np.testing.assert_allclose(left[columns].to_numpy(float), right[columns].to_numpy(float), rtol=1e-12)


# ---------------------------------------------------------------------------------------------------------- what they tick


def alpha_of(answers: Any) -> float:
    """Cronbach's α of answers, (respondents, items)."""
    k = answers.shape[1]
    return k / (k - 1) * (1.0 - answers.var(axis=0, ddof=1).sum() / answers.sum(axis=1).var(ddof=1))


def derived_alpha(loading: float, items: int, points: int) -> float:
    """α = k r/(1 + (k − 1) r), r = λ²/(1 + h²/12): categories h standard deviations wide add h²/12 of variance (Sheppard)."""
    r = loading**2 / (1.0 + (survey.SPAN / (points - 1)) ** 2 / 12.0)
    return items * r / (1.0 + (items - 1) * r)


def agrees_with(loading: float, alpha: float, items: int, points: int, n: int) -> bool:
    """Whether α lies within four standard errors (van Zyl, Neudecker & Nel 2000) of that of a loading."""
    wanted = derived_alpha(loading, items, points)
    error = (1.0 - wanted) * math.sqrt(2 * items / ((items - 1) * n))
    assert error <= 0.002
    return abs(alpha - wanted) <= 4.0 * error


@pytest.mark.parametrize(("loading", "items", "points"), [(0.8, 3, 7), (0.5, 4, 7), (0.9, 2, 7), (0.6, 10, 7), (0.7, 3, 5)])
def test_more_error_costs_as_much_reliability_as_the_formula_says(loading: float, items: int, points: int) -> None:
    n, stream = 200_000, chance.at(chance.world(7), chance.SURVEY)
    u = [chance.counted(chance.at(stream, item), 0, n) for item in range(items + 1)]
    z = ndtri(u[0])
    alpha = alpha_of(np.stack([survey.ticked(z, draws, loading, points) for draws in u[1:]], axis=1).astype(float))
    assert agrees_with(loading, alpha, items, points, n)
    assert not agrees_with(loading - 0.02, alpha, items, points, n)
    assert not agrees_with(loading + 0.02, alpha, items, points, n)


def test_alpha_in_a_run_falls_with_error(outcome: Outcome) -> None:
    trust = [outcome.survey(286, loading=loading).filter(like="trust_").to_numpy(float) for loading in (1.0, 0.9, 0.7, 0.4)]
    alphas = [alpha_of(items) for items in trust]
    assert alphas == sorted(alphas, reverse=True) and alphas[0] == pytest.approx(1.0)


def test_answers_are_those_of_the_key_and_of_no_other() -> None:
    scenario = sim.load("first-campaign")
    one, again, other = (sim.run(scenario, "six_three_one", replicate).survey(200) for replicate in (0, 0, 1))
    assert one.equals(again)
    assert not one.respondent.equals(other.respondent)
    both = one.merge(other, on="respondent", suffixes=("", "_there"))
    assert (both.interactivity_1 != both.interactivity_1_there).any()  # all stand at ½: error alone


def test_more_respondents_and_more_items_leave_the_earlier_as_they_are(outcome: Outcome) -> None:
    few, more = outcome.survey(30), outcome.survey(200, items=5)
    assert more.loc[:29, few.columns].equals(few)
    assert outcome.constructs(30).equals(outcome.constructs(200).head(30))
    assert outcome.constructs(30).respondent.equals(few.respondent)
    assert more.respondent.is_unique
    assert outcome.constructs().head(200).equals(outcome.constructs(200)) and len(outcome.constructs()) == 286


def test_where_nobody_differs_error_alone_answers(outcome: Outcome) -> None:
    assert (outcome.survey(100, loading=1.0).filter(like="interactivity_") == 4).all(axis=None)
    told = outcome.survey(286, items=2)
    assert abs(np.corrcoef(told.interactivity_1, told.interactivity_2)[0, 1]) < 4 / math.sqrt(286)
    assert np.corrcoef(told.trust_1, told.trust_2)[0, 1] > 0.5


def test_the_frame_has_a_column_an_item_on_its_scale(outcome: Outcome) -> None:
    found = outcome.survey(50, items=2, points=5)
    items = [f"{name}_{item}" for name in perception.Felt._fields for item in (1, 2)]
    assert list(found.columns) == ["respondent", "source", *items]
    assert set(found.source) <= {"KOL", "KOC"} and found[items].isin(range(1, 6)).all(axis=None)


@pytest.mark.parametrize(
    ("asked", "where"),
    [({"n": None}, "n"), ({"n": 0}, "n"), ({"n": 2.0}, "n"), ({"n": True}, "n"), ({"n": 301}, "n"), ({"n": 287}, "n"),
     ({"n": 10**30}, "n"),
     ({"items": 0}, "items"), ({"items": 11}, "items"), ({"items": "3"}, "items"), ({"loading": 0.0}, "loading"),
     ({"loading": 1.01}, "loading"), ({"loading": math.nan}, "loading"), ({"loading": None}, "loading"),
     ({"points": 6}, "points"), ({"points": 7.0}, "points"), ({"asked": "all"}, "asked"), ({"asked": ["heard"]}, "asked")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(outcome: Outcome, asked: dict[str, Any], where: str) -> None:
    with pytest.raises(Refusal) as refused:
        outcome.survey(**{"n": 10, **asked})
    assert refused.value.where == where


def test_where_nobody_was_hired_there_is_nobody_to_ask_but_about_the_brand() -> None:
    nothing = sim.run(sim.load("first-campaign"), "no_campaign")
    with pytest.raises(Refusal, match="everybody"):
        nothing.survey(1)
    assert nothing.constructs().empty
    assert set(nothing.survey(300, asked="everybody").source) == {"ads"}


def test_the_law_of_attenuation_holds_between_constructs_that_go_together() -> None:
    """corr(x, y) of composites = ρ·√(α α'): within four standard errors, and not for a loading 5 % off."""
    n, k, rho, stream = 400_000, 3, 0.5, chance.at(chance.world(11), chance.SURVEY)
    draws = iter(ndtri(chance.counted(chance.at(stream, name), 0, n)) for name in range(2))
    x = next(draws)
    truth = x, rho * x + math.sqrt(1.0 - rho**2) * next(draws)

    def composite(construct: int, loading: float) -> Any:
        places = [chance.at(chance.at(stream, 2 + construct), item) for item in range(k)]
        return sum(survey.ticked(truth[construct], chance.counted(place, 0, n), loading, 7) for place in places)

    found = np.corrcoef(composite(0, 0.8), composite(1, 0.6))[0, 1]
    tolerance = 4.0 * (1.0 - found**2) / math.sqrt(n)
    assert tolerance <= 4.0 * 0.002
    assert abs(found - rho * math.sqrt(derived_alpha(0.8, k, 7) * derived_alpha(0.6, k, 7))) <= tolerance
    assert abs(found - rho * math.sqrt(derived_alpha(0.84, k, 7) * derived_alpha(0.6, k, 7))) > tolerance


def test_nobody_is_asked_about_what_only_private_words_carried(counted: Outcome) -> None:
    """Documented: a KOC who never posted has no views, so nobody is known to have heard her."""
    silent = counted.campaign.run.cast._replace(views=np.where(counted.campaign.run.cast.role == KOC, 0, 4))
    counted.campaign.run.cast = silent
    assert sorted(counted.constructs(2).respondent) == [0, 3]
