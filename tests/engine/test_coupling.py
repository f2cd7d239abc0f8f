"""Worlds that share their chance: more never comes later where the model claims it, equal laws move equal people."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spreading import keys, networks, some_of
from support import markets

from simulation.actors.desk import Desk
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.engines import engine
from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

STEPS, LATER_THAN_ALL = 40, 10**6

LOWER_AND_HIGHER = {
    "bass, p": (laws.bass(0.02, 0.3), laws.bass(0.04, 0.3)),
    "bass, q": (laws.bass(0.02, 0.3), laws.bass(0.02, 0.6)),
    "goldenberg, strong": (laws.goldenberg(0.1, 0.1, 0.02), laws.goldenberg(0.3, 0.1, 0.02)),
    "goldenberg, weak": (laws.goldenberg(0.1, 0.1, 0.02), laws.goldenberg(0.1, 0.3, 0.02)),
    "goldenberg, weak re-drawn": (laws.goldenberg(0.1, 0.1, 0.02, "redrawn"), laws.goldenberg(0.1, 0.3, 0.02, "redrawn")),
    "independent_cascade": (laws.independent_cascade(0.3), laws.independent_cascade(0.5)),
    "si": (laws.si(0.1), laws.si(0.2)),
    "sir, transmission": (laws.sir(0.1, 0.3), laws.sir(0.2, 0.3)),
    "sir, recovery": (laws.sir(0.2, 0.6), laws.sir(0.2, 0.3)),
    "watts": (laws.watts("0.6"), laws.watts("0.3")),
    "complex_contagion": (laws.complex_contagion(3), laws.complex_contagion(2)),
}


def days_of(network, law, seeds, key):
    """(consumers,) days of adoption; never is later than all."""
    day = spread(network, law, seeds, STEPS, key).day[0]
    return np.where(day < 0, LATER_THAN_ALL, day)


@pytest.mark.parametrize("name", LOWER_AND_HIGHER)
def test_a_stronger_law_delays_no_one(name):
    sooner = []

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(networks(most=12), keys, st.data())
    def compare(network, key, data):
        seeds = data.draw(some_of(network))
        lower, higher = (days_of(network, law, seeds, key) for law in LOWER_AND_HIGHER[name])
        assert (higher <= lower).all()
        sooner.append((higher < lower).any())

    compare()
    assert any(sooner)


def test_stronger_ties_delay_no_one_under_a_linear_threshold():
    network = generators.erdos_renyi(300, 5, key=2)
    ends = np.repeat(network.ids, network.out_degree), network.ids[network.out_target]
    share = 1 / network.in_degree[network.out_target]
    weaker, stronger = (Network.from_edges(*ends, factor * share, consumers=network.ids) for factor in (0.6, 0.9))
    found = [days_of(net, laws.linear_threshold(), range(20), 4) for net in (weaker, stronger)]
    assert (found[1] <= found[0]).all() and (found[1] < found[0]).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (laws.independent_cascade(0.3), laws.sir(0.3, 1.0)),
        (laws.si(0.1), laws.goldenberg(0.1, 0.7, 0.0)),
        (laws.si(0.1), laws.bass(0.0, 0.4)),
        (laws.weighted_cascade(), laws.independent_cascade(0.25)),
        (laws.complex_contagion(1), laws.watts(0)),
        (laws.complex_contagion(2), laws.watts("2/4")),
        (laws.independent_cascade(1), laws.complex_contagion(1)),
    ],
    ids=str,
)
def test_the_same_law_under_two_names_moves_the_same_people_on_the_same_days(one, other):
    network = generators.regular(2000, 4, key=8)
    first, second = (spread(network, law, range(200), STEPS, replicates=3) for law in (one, other))
    assert (first.sizes > 220).all()
    np.testing.assert_array_equal(first.day, second.day)
    np.testing.assert_array_equal(first.sharing, second.sharing if one.contact == other.contact else first.sharing)


def test_other_names_for_the_same_people_leave_the_distribution_as_it_is():
    network, replicates = generators.erdos_renyi(400, 5, key=1), 4000
    ends = np.repeat(network.ids, network.out_degree), network.ids[network.out_target]
    other = Network.from_edges(*(7919 * end + 5 for end in ends), consumers=7919 * network.ids + 5)
    law = laws.sir(0.15, 0.4)
    one, two = (spread(net, law, net.ids[:5], key=3, replicates=replicates).sizes for net in (network, other))
    assert not np.array_equal(one, two)
    error = np.sqrt((one.var(ddof=1) + two.var(ddof=1)) / replicates)
    assert abs(one.mean() - two.mean()) <= 4 * error
    stronger = spread(network, laws.sir(0.1575, 0.4), network.ids[:5], key=4, replicates=replicates).sizes
    assert abs(stronger.mean() - two.mean()) > 4 * error


class Package(Strategy):
    """One creator, one package of two posts."""

    def plan(self, desk: Desk) -> None:
        desk.buy_package(0, desk.left, 2, 1, 0.4)


CAREFREE = {
    "attention": np.inf, "amplification": 0.0, "search_rate": 0.0, "repurchase": 0.0,
    "r_private": 1.0, "share_cap": 1e9, "wear_out": np.inf, "gain_labelled": 0.0, "loss_hidden": 0.0, "drift": 0.0,
    "lapse": 0.0, "satisfaction": 1e3, "comment_readers": 0.0, "reach_rate": 1e9, "reach_max": 1e9, "eta": 0.0,
}  # fmt: skip


def funnel(key, gamma, raised=0.0):
    """(transitions, consumers) days of crossing in a carefree market drawn by key; everybody's trust counts for as much
    more as the level at which the rates hold is lower."""
    found = markets.market(key, consumers=50, **CAREFREE, gamma=gamma)
    p = found.world.p
    world = replace(found.world, p=p._replace(tau_bar=p.tau_bar - raised))
    done = markets.Campaign(replace(found, world=world), Package(), engine("kernels"), "one")
    done.finish()
    crossed = done.run.state.funnel.crossed
    return np.where(crossed < 0, LATER_THAN_ALL, crossed)


def test_more_trust_delays_nobody_where_sharing_never_ends():
    sooner = 0
    for key in range(40):
        less, more = funnel(key, 0.0), funnel(key, 0.0, raised=0.05)
        assert (more <= less).all(), f"market {key}"
        sooner += int((more < less).any())
    assert sooner >= 20


def test_more_trust_can_delay_somebody_where_sharing_ends():
    """A spell begun earlier can be over before its hearer is ready: the claim above holds there and only there."""
    assert any((funnel(key, 0.3, raised=0.05) > funnel(key, 0.3)).any() for key in range(60))
