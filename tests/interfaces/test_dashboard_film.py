"""The film of one world: the people in the picture, where they stood each evening, and the same luck without an account."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.experiments.processes import Interrupted
from simulation.experiments.removal import without
from simulation.experiments.run import market_of
from simulation.experiments.run import run as run_one
from simulation.experiments.scenario import load
from simulation.graph import generators
from simulation.interfaces.dashboard.film import filmed
from simulation.interfaces.dashboard.replay import replayed
from simulation.interfaces.dashboard.sample import MOST, neighbourhood, sample, ties_among


def quiet(day: int, days: int) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def town():
    return load("first-campaign").vary(horizon=40)


@pytest.fixture(scope="module")
def picture(town):
    return sample(town.network(), town.key)


@pytest.fixture(scope="module")
def film(town, picture):
    return filmed(town, market_of(town), "seed_and_harvest", 0, picture.people, quiet)


def test_the_film_ends_where_the_plain_run_ends(town, picture, film) -> None:
    outcome = run_one(town, "seed_and_harvest")
    stages = outcome.campaign.run.state.funnel.stage[picture.people]
    assert film.stages[-1] == "".join(map(str, stages.tolist()))
    assert film.curves["buyers"] == outcome.curves["buyers"].tolist()
    assert film.totals["buyers"] == outcome.numbers["buyers"] > 0


def test_every_evening_has_a_stage_for_everybody_and_begins_unaware(picture, film) -> None:
    assert len(film.stages) == film.days + 1 == 41
    assert {len(stages) for stages in film.stages} == {picture.people.size}
    assert set(film.stages[0]) == {"0"} and set("".join(film.stages)) <= set("01234")


def test_who_changed_stage_that_day_is_told_with_a_name(film) -> None:
    for place, steps in enumerate(film.steps):
        for step in steps:
            assert 1 <= step.day <= film.days and step.role
            if step.transition == "action":
                assert film.stages[step.day][place] == "4"
            assert step.source or step.role in ("own initiative", "ads"), step


def test_who_has_the_product_without_buying_it_is_told_apart(film) -> None:
    buyers = [place for place, stage in enumerate(film.stages[-1]) if stage == "4"]
    assert {"hired"} <= set(film.supplied) <= {"hired", "given", ""}
    for place in buyers:
        assert film.supplied[place] or any(step.transition == "action" for step in film.steps[place])


def test_accounts_are_those_of_the_campaign_each_by_a_name_of_its_own(town, film) -> None:
    outcome = run_one(town, "seed_and_harvest")
    assert len({account.name for account in film.accounts}) == len(film.accounts) == len(outcome.campaign.desk.accounts) - 1
    assert sum(account.buyers for account in film.accounts) <= film.totals["buyers"]
    assert [account.buyers for account in film.accounts] == sorted((account.buyers for account in film.accounts), reverse=True)


def test_the_replay_is_the_same_world_without_the_account(town, picture, film) -> None:
    account = film.accounts[0]
    replay = replayed(town, "seed_and_harvest", 0, account.name, picture.people)
    alone = without(town, "seed_and_harvest", 0, [account.label])
    assert replay.totals["buyers"] == alone.numbers["buyers"]
    assert len(replay.stages) == picture.people.size
    assert replay.curves != film.curves


def test_a_film_can_be_stopped_between_two_days(town, picture) -> None:
    def stop(day: int, _: int) -> None:
        if day == 3:
            raise Interrupted

    with pytest.raises(Interrupted):
        filmed(town, market_of(town), "head_kol", 0, picture.people, stop)


def test_the_picture_holds_at_most_so_many_people_and_the_same_for_the_same_key() -> None:
    network = generators.communities(consumers=2_000, communities=40, mean_degree=8, homophily=0.8, key=3)
    people = neighbourhood(network, 5, MOST)
    assert people.size == MOST == np.unique(people).size
    assert (people == neighbourhood(network, 5, MOST)).all()
    assert people.tolist() != neighbourhood(network, 6, MOST).tolist()


def test_everybody_in_the_picture_but_the_first_knows_somebody_in_it() -> None:
    network = generators.communities(consumers=2_000, communities=40, mean_degree=8, homophily=0.8, key=3)
    people = neighbourhood(network, 5, 100)
    tied = {place for pair in ties_among(network, people) for place in pair}
    assert tied == set(range(100))


def test_ties_in_the_picture_are_ties_of_the_network(town, picture) -> None:
    network = town.network()
    source = np.repeat(np.arange(network.n_consumers), np.diff(network.out_start))
    known = set(zip(source.tolist(), network.out_target.tolist(), strict=True))
    for one, other in picture.ties:
        a, b = int(picture.people[one]), int(picture.people[other])
        assert (a, b) in known or (b, a) in known
    assert len(set(picture.ties)) == len(picture.ties) > 0


def test_everybody_has_a_place_within_the_picture(picture) -> None:
    places = np.array(picture.places)
    assert places.shape == (picture.people.size, 2)
    assert places.min() >= 0.0 and places.max() <= 1.0
    assert len({tuple(place) for place in picture.places}) > 0.9 * picture.people.size


def test_people_without_ties_can_be_drawn_too() -> None:
    network = generators.erdos_renyi(consumers=50, mean_degree=0.0, key=1)
    assert sample(network, 0).people.size == 50 and not sample(network, 0).ties
