"""The page about scale: what it says of bytes is what the arrays hold."""

import re
from pathlib import Path

import numpy as np
import pytest

from simulation.actors.campaign import Campaign
from simulation.engine.engines import engine
from simulation.experiments.run import market_of
from simulation.experiments.scenario import load
from simulation.graph.network import Network
from simulation.interfaces.describe import held
from simulation.model.population import draw_population

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
TOLD = {name: int(size) for name, size in re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE)}


def campaign(consumers):
    """A campaign before its first day among so many consumers."""
    recipe = {"consumers": consumers, "communities": consumers // 100, "mean_degree": 10, "homophily": 0.8}
    scenario = load("head-or-matrix").vary(scale=1e6 / consumers, consumers={"communities": recipe})
    return Campaign(market_of(scenario), scenario.strategies["long_tail_matrix"], engine("kernels"))


def network(consumers, ties, **columns):
    """A ring with so many ties a consumer."""
    source = np.repeat(np.arange(consumers), ties)
    target = (source + np.tile(np.arange(1, ties + 1), consumers)) % consumers
    made = {name: np.tile([0.5, 1.0], ties * consumers // 2).astype(kind) for name, kind in columns.items()}
    segment = {"consumers": np.arange(consumers), "segment": np.zeros(consumers, int)}
    return lambda directed: held(Network.from_edges(source, target, directed=directed, **made, **segment))


def test_a_consumer_is_as_many_bytes_as_the_page_says():
    small, large = campaign(500), campaign(1_500)
    for name in ("funnel", "evidence", "learning", "fatigue", "talk", "trade"):
        one, other = (held(getattr(run.run.state, name)) for run in (small, large))
        assert (one, other - one) == (500 * TOLD[name], 1_000 * TOLD[name]), name
    assert held(large.market.world.population) == 1_500 * TOLD["population"]
    assert set(TOLD) == {"network", "population", *small.run.state._fields, "ends", "classes", "strengths"}


def test_a_follower_is_thirteen_bytes():
    cast = campaign(500).run.cast
    assert "is 13 bytes" in PAGE
    assert held(cast.row_follower, cast.row_tie, cast.row_on) == 13 * int(cast.row_start[-1]) > 0


@pytest.mark.parametrize("directed", [False, True])
def test_a_tie_is_as_many_bytes_as_the_page_says(directed):
    plain, denser = network(100, 4)(directed), network(100, 6)(directed)
    assert denser - plain == 200 * TOLD["ends"]
    assert plain - 400 * TOLD["ends"] == 100 * (TOLD["network"] + 8 * directed) + 8 * (1 + directed)
    assert network(100, 4, strength=float)(directed) - plain == 400 * TOLD["strengths"]
    strong = {"strong": np.arange(400) % 2 == 0, "consumers": np.arange(100), "segment": np.zeros(100, int)}
    source = np.repeat(np.arange(100), 4)
    classed = Network.from_edges(source, (source + np.tile(np.arange(1, 5), 100)) % 100, directed=directed, **strong)
    assert held(classed) - plain == 400 * TOLD["classes"]


def test_a_part_of_the_people_is_what_it_is_in_the_whole():
    world = campaign(500).market.world
    whole = world.population
    for part in (slice(0, 250), slice(250, 500)):
        alone = draw_population(world.key, world.network.names[part], world.p)
        for name, column in alone._asdict().items():
            assert np.array_equal(column, getattr(whole, name)[..., part]), name
