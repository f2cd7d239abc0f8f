"""The campaign kernel itself, with its settings at those of a law, moves the same people on the same days as the law."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import laws, spread
from simulation.engine import run
from simulation.engine.engines import engine
from simulation.engine.world import KOC_CONTENT, NOBODY, Cast, World
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.parameters import DEFAULTS
from simulation.model.population import KOC, PEER, draw_population

BARE = {
    "beta_trust": 0.0, "beta_fit": 0.0, "beta_quality": 0.0, "beta_interactivity": 0.0, "kappa": 0.0, "omega": 0.0, "lapse": 0.0,
    "own_awareness": 0.0, "own_interest": 0.0, "own_search": 0.0, "own_action": 0.0, "pi_private_interest": 0.0,
    "wear_out": np.inf, "delta_social": 1.0, "sigma_buyer": 1.0, "sigma_ratio": 1.0, "r_private": 1.0, "share_cap": np.inf,
    "attention": np.inf,
}  # fmt: skip


def seeds_as_koc(network: Network, seeds: list[int]) -> Cast:
    """Recruited consumers without followers or posts: they only share."""
    n = len(seeds)
    return Cast(
        word=np.array(seeds, np.uint64), role=np.full(n, KOC, np.int8), family=np.full(n, KOC_CONTENT, np.int8),
        node=network.position(seeds).astype(np.int32), independence=np.ones(n), interactivity=np.full(n, 0.5),
        expertise=np.full(n, 0.5), quality=np.full(n, 0.5), reputation=np.zeros(n), labelled=np.zeros(n, np.bool_),
        accessibility=np.full(n, 0.5), script=np.zeros(n), mother=np.full(n, NOBODY, np.int32), capable=np.zeros(n, np.bool_),
        first_independence=np.ones(n), row_on=np.zeros(0, np.bool_), moved=np.zeros(n), grown=np.zeros(n), listed=np.zeros(n),
        seen=np.zeros(n, np.int64), last_post=np.full(n, NOBODY, np.int32),
        paid=np.zeros(n, np.bool_), commented=np.zeros(n, np.bool_), followers=np.zeros(n), row_start=np.zeros(n + 1, np.int64),
        row_follower=np.zeros(0, np.int32), row_tie=np.zeros(0), engaged=np.zeros(n), views=np.zeros(n, np.int64),
    )  # fmt: skip


def aware_on(network: Network, seeds: list[int], days: int, key: int, engine_name: str, **settings: float) -> run.Run:
    """Days on which people become aware when nothing happens but sharing."""
    p = DEFAULTS._replace(**{**BARE, **settings})
    world_key = chance.world(key, 0)
    world = World(network, draw_population(world_key, network.names, p), p, world_key, 1.0, days)
    one = run.begin(world, seeds_as_koc(network, seeds), engine(engine_name))
    for day in range(1, days + 1):
        one.step(run.Actions(hires=np.arange(len(seeds), dtype=np.int32) if day == 1 else run.NOTHING))
    return one


def days_of(one: run.Run, seeds: np.ndarray) -> np.ndarray:
    """Day of awareness, seeds on day 0 as a law counts them."""
    days = one.state.funnel.crossed[0].copy()
    days[seeds] = 0
    return days


@pytest.mark.parametrize("engine_name, consumers", [("kernels", 4000), ("reference", 200)])
def test_sharing_for_one_day_is_the_independent_cascade(engine_name: str, consumers: int) -> None:
    network, seeds = generators.erdos_renyi(consumers, 6.0, key=3), [0, 1, 2]
    law = spread(network, laws.independent_cascade(0.25), seeds, steps=25, key=7)
    one = aware_on(network, seeds, 25, 7, engine_name, pi_private_awareness=0.25, gamma=1.0)
    assert law.sizes[0] > consumers / 10
    assert np.array_equal(days_of(one, network.position(seeds)), law.day[0])


def test_sharing_for_ever_with_own_initiative_is_bass_on_a_network() -> None:
    network = generators.ring(3000, sides=2)
    law = spread(network, laws.bass(0.01, 0.3), steps=30, key=11)
    one = aware_on(network, [], 30, 11, "kernels", pi_private_awareness=0.15, own_awareness=-np.log1p(-0.01), gamma=0.0)
    assert law.sizes[0] > 1000
    assert np.array_equal(one.state.funnel.crossed[0], np.where(law.day[0] < 0, NOBODY, law.day[0]))


@pytest.mark.parametrize("engine_name, consumers", [("kernels", 4000), ("reference", 200)])
def test_sharing_for_a_spell_is_sir(engine_name: str, consumers: int) -> None:
    network, seeds = generators.erdos_renyi(consumers, 6.0, key=3), [0, 1, 2]
    law = spread(network, laws.sir(0.15, 0.4), seeds, steps=30, key=7)
    one = aware_on(network, seeds, 30, 7, engine_name, pi_private_awareness=0.15, gamma=0.4)
    assert law.sizes[0] > consumers / 10
    assert np.array_equal(days_of(one, network.position(seeds)), law.day[0])
    assert (one.state.talk.sharing == 1).sum() == law.sharing[0, -1]


def test_the_credited_source_is_a_neighbour_who_shared_before() -> None:
    network, seeds = generators.erdos_renyi(1500, 6.0, key=4), [0, 1, 2]
    one = aware_on(network, seeds, 25, 8, "kernels", pi_private_awareness=0.3, gamma=1.0)
    days = days_of(one, network.position(seeds))
    for i in np.flatnonzero(days > 0):
        source = one.state.funnel.credit[0, i]
        row = network.in_source[network.in_start[i] : network.in_start[i + 1]]
        assert source in row
        assert 0 <= days[source] < days[i]
        assert one.state.funnel.credit_role[0, i] == (KOC if days[source] == 0 else PEER)


def test_another_probability_moves_other_people() -> None:
    """The equality above can fail."""
    network = generators.erdos_renyi(2000, 6.0, key=3)
    law = spread(network, laws.independent_cascade(0.25), [0, 1, 2], steps=25, key=7)
    one = aware_on(network, [0, 1, 2], 25, 7, "kernels", pi_private_awareness=0.2625, gamma=1.0)
    assert not np.array_equal(days_of(one, network.position([0, 1, 2])), law.day[0])
