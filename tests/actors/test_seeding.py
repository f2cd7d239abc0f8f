"""Whom to recruit: every way of choosing, and the guarantee of the greedy ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from support import markets

from simulation.actors.seeding import celf, reverse_reachable
from simulation.actors.seeding.live_edges import reach_from, sketch
from simulation.actors.seeding.registry import SEEDINGS, seeding
from simulation.actors.seeding.reverse_reachable import EPSILON, GREEDY
from simulation.actors.seeding.seeding import Candidates
from simulation.engine.world import World
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.parameters import DEFAULTS
from simulation.model.population import draw_population
from simulation.refusal import Refusal


def candidates(network: Network, key: int = 1, **changes: float) -> Candidates:
    p = DEFAULTS._replace(**{"sigma_ratio": 1.0, "sigma_buyer": 0.5, **changes})
    world_key = chance.world(key, 0)
    return Candidates(World(network, draw_population(world_key, network.names, p), p, world_key, 1.0, 30))


def reached(found: Candidates, chosen: np.ndarray, worlds: int) -> float:
    """Mean consumers reached by recruits, over drawn worlds."""
    marks = np.zeros((worlds, found.network.n_consumers), np.bool_)
    return sum(reach_from(found, int(i), marks, True) for i in chosen) / worlds


@pytest.mark.parametrize("name", SEEDINGS)
def test_a_choice_is_of_different_people_and_repeats_itself(name: str) -> None:
    found = candidates(generators.communities(300, 6, 6.0, 0.8, key=2))
    chosen = seeding(name).choose(found, 25)
    assert len(set(chosen.tolist())) == 25
    assert chosen.min() >= 0 and chosen.max() < 300
    assert np.array_equal(chosen, seeding(name).choose(candidates(generators.communities(300, 6, 6.0, 0.8, key=2)), 25))


@pytest.mark.parametrize("name", SEEDINGS)
def test_fewer_are_the_first_of_more(name: str) -> None:
    found = candidates(generators.communities(200, 4, 6.0, 0.8, key=3))
    more = seeding(name).choose(found, 12)
    if name != "reverse_reachable":  # more choices ask for more sketches
        assert np.array_equal(seeding(name).choose(found, 5), more[:5])


@pytest.mark.parametrize("name", SEEDINGS)
def test_people_without_ties_are_survived(name: str) -> None:
    assert len(seeding(name).choose(candidates(Network.from_edges([], [], consumers=list(range(9)))), 4)) == 4


def test_hubs_come_first_and_segments_take_turns() -> None:
    star = Network.from_edges([0] * 5 + [6], [1, 2, 3, 4, 5, 7], directed=False, consumers=range(8), segment=[0] * 6 + [1] * 2)
    assert seeding("highest_degree").choose(candidates(star), 1).tolist() == [0]
    cover = seeding("segment_cover").choose(candidates(star), 2)
    assert cover[0] == 0 and cover[1] in (6, 7)


def test_trust_counts_where_degrees_are_equal() -> None:
    ring = generators.ring(60, sides=2)
    found = candidates(ring)
    best = int(seeding("trusted").choose(found, 1)[0])
    heard_by = found.population.trust[0][ring.out_target].reshape(60, -1)
    from scipy.special import expit, logit

    assert best == int(expit(logit(heard_by) + found.p.theta).sum(axis=1).argmax())


@pytest.mark.parametrize("key", range(8))
def test_lazy_greedy_is_greedy_and_reaches_63_percent_of_the_best(key: int) -> None:
    lots = markets.Lots(key)
    found = candidates(markets.network(lots, 11, directed=True, weighted=False), key)

    def value(chosen: tuple[int, ...]) -> float:
        return reached(found, np.array(chosen), celf.WORLDS)

    best = max(value(chosen) for chosen in combinations(range(11), 3))
    lazy = tuple(int(i) for i in seeding("celf").choose(found, 3))
    plain: tuple[int, ...] = ()
    for _ in range(3):
        gains = {i: value((*plain, i)) for i in range(11) if i not in plain}
        most = max(gains.values())
        plain = (*plain, min((i for i in gains if gains[i] == most), key=lambda i: found.drawn[i]))
    assert value(lazy) == pytest.approx(value(plain))
    assert value(lazy) >= GREEDY * best


def test_sketches_estimate_what_recruits_reach() -> None:
    """Both sides within 4 standard errors of each other; with word travelling 5 % worse they are not."""
    network = generators.erdos_renyi(400, 5.0, key=5)
    found, chosen = candidates(network), np.arange(0, 40)
    number, worlds = 400_000, 40_000
    start, member = sketch(found, 0, number, 40_000_000)
    hit = np.maximum.reduceat(np.isin(member, chosen), start[:-1])
    estimate, error = 400 * hit.mean(), 400 * hit.std() / number**0.5
    marks = np.zeros((worlds, 400), np.bool_)
    for i in chosen:
        reach_from(found, int(i), marks, True)
    forward, spread = marks.sum(axis=1).mean(), marks.sum(axis=1).std() / worlds**0.5
    tolerance = 4 * np.hypot(error, spread)
    assert np.hypot(error, spread) < 0.002 * 400
    assert abs(estimate - forward) < tolerance
    worse = candidates(network, r_private=DEFAULTS.r_private * 0.95)
    start, member = sketch(worse, 0, number, 40_000_000)
    assert abs(400 * np.maximum.reduceat(np.isin(member, chosen), start[:-1]).mean() - forward) > tolerance


@pytest.mark.parametrize(("name", "guaranteed"), [("celf", GREEDY), ("reverse_reachable", GREEDY - EPSILON)])
def test_a_greedy_choice_is_certified_and_anybody_is_not(name: str, guaranteed: float) -> None:
    """No k do better than those chosen and the k best additions to them (Leskovec et al. 2007): influence is submodular."""
    found = candidates(generators.preferential_attachment(500, 2, key=7))
    reach, error, best = certificate(found, seeding(name).choose(found, 8), 4000)
    assert reach + 4 * error >= guaranteed * best
    reach, error, best = certificate(found, seeding("random").choose(found, 8), 4000)
    assert reach + 4 * error < guaranteed * best


def certificate(found: Candidates, chosen: np.ndarray, worlds: int) -> tuple[float, float, float]:
    """Mean consumers reached by recruits over drawn worlds, its standard error, and what the best choice cannot exceed."""
    marks = np.zeros((worlds, found.network.n_consumers), np.bool_)
    reach = sum(reach_from(found, int(i), marks, True) for i in chosen) / worlds
    added = sorted(reach_from(found, i, marks, False) / worlds for i in range(found.network.n_consumers))[-len(chosen) :]
    return reach, float(marks.sum(axis=1).std(ddof=1) / worlds**0.5), reach + sum(added)


def test_cover_takes_the_largest_gain_each_time() -> None:
    start, member = np.array([0, 2, 4, 5, 6]), np.array([0, 1, 0, 2, 3, 3])
    four = candidates(Network.from_edges([], [], consumers=range(4)))
    chosen, hit = reverse_reachable.cover(start, member, four, 2)
    assert set(chosen.tolist()) == {0, 3} and hit == 4


def test_greedy_on_worlds_refuses_a_network_it_would_take_minutes_for() -> None:
    with pytest.raises(Refusal, match="reverse_reachable"):
        seeding("celf").choose(candidates(generators.ring(celf.LARGEST + 1)), 1)


def test_a_strategy_recruits_as_it_is_told() -> None:
    found = markets.market(4, consumers=80)
    anybody, hubs = (markets.campaign(found, "six_three_one", recruit=how) for how in ("random", "highest_degree"))
    nodes = [[a.node for a in one.desk.accounts if a.node >= 0] for one in (anybody, hubs)]
    degree = found.world.network.out_degree
    assert nodes[0] != nodes[1]
    assert np.mean(degree[nodes[1]]) > np.mean(degree[nodes[0]])


def test_an_unknown_way_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal, match="highest_degree"):
        seeding("higest_degree")
