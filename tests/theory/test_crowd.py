"""A crowd that watches itself starts by itself."""

from simulation.engine.spread import spread
from simulation.graph.network import Network
from simulation.model import laws


def test_a_crowd_starts_by_itself_and_credits_nobody_for_it():
    out = spread(Network.complete(1000), laws.granovetter(0.25, 0.2), 0, key=3)
    first = out.day[0] == 1
    unasked = first & (out.parent[0] < 0)
    assert 50 < unasked.sum() <= first.sum()
    later = out.day[0] > 1
    assert later.any() and (out.parent[0][later] >= 0).all()
