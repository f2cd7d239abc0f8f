"""Networks, laws and cases to try a spread on."""

import numpy as np
from hypothesis import strategies as st

from simulation.graph.network import Network
from simulation.model import laws

shares = st.sampled_from([0.5, 0.2, 0.97, 0.03, 1.0, 0.3, 1e-13, 0.0])
fractions = st.sampled_from(["0.5", "0.18", "1/3", "0", "2/3", "1"])
keys = st.integers(0, 2**40)


@st.composite
def networks(draw, most=9, strengths=True):
    """Small networks: parallel ties, ties to oneself, isolates, either direction, whole or text ids, complete ones."""
    n = draw(st.sampled_from(range(1, most + 1)))
    if draw(st.sampled_from(range(8))) == 7:
        return Network.complete(n)
    ids = draw(st.permutations([str(i) for i in range(n)] if draw(st.booleans()) else list(range(n))))
    few = draw(st.sampled_from([2 * n, n, 3 * n, 0]))
    ties = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), min_size=few, max_size=4 * n))
    source, target = [j for j, _ in ties], [i for _, i in ties]
    directed = draw(st.booleans())
    strength = None
    if strengths and draw(st.booleans()):
        share = {i: target.count(i) + (0 if directed else source.count(i)) for i in ids}
        drawn = draw(st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=len(ties), max_size=len(ties)))
        strength = [x / max(share[j], share[i], 1) for x, (j, i) in zip(drawn, ties, strict=True)]
    classes = draw(st.one_of(st.none(), st.lists(st.booleans(), min_size=len(ties), max_size=len(ties))))
    return Network.from_edges(source, target, strength, directed, consumers=ids, strong=classes)


def least_share(network):
    """The largest q that bass accepts here."""
    degree = network.in_degree
    return float(degree[degree > 0].min(initial=8))


def bass_on(network):
    """Bass with a q that this network accepts."""
    q = st.one_of(shares, st.just(least_share(network))).map(lambda q: min(q, least_share(network)))
    return st.builds(laws.bass, shares, q)


LAWS = {
    "bass": bass_on,
    "goldenberg": lambda _: st.builds(laws.goldenberg, shares, shares, shares, st.sampled_from(["redrawn", "fixed"])),
    "independent_cascade": lambda _: st.builds(laws.independent_cascade, shares),
    "weighted_cascade": lambda _: st.builds(laws.weighted_cascade),
    "si": lambda _: st.builds(laws.si, shares),
    "sir": lambda _: st.builds(laws.sir, shares, st.sampled_from([0.5, 0.2, 1.0, 0.05])),
    "linear_threshold": lambda _: st.builds(laws.linear_threshold),
    "watts": lambda _: st.builds(laws.watts, fractions),
    "complex_contagion": lambda _: st.builds(laws.complex_contagion, st.sampled_from([1, 2, 3])),
    "granovetter": lambda _: st.builds(
        laws.granovetter, st.sampled_from([0.25, 0.0, 0.5, -1.0]), st.sampled_from([0.2, 0.0, 1.0])
    ),
}


@st.composite
def settings_of(draw, name=None, **limits):
    """A network and a law it accepts: the one of this name, or any."""
    name = draw(st.sampled_from(sorted(LAWS))) if name is None else name
    crowd = st.builds(Network.complete, st.sampled_from(range(1, limits.get("most", 9) + 1)))
    network = draw(crowd if name == "granovetter" else networks(**limits))
    return network, draw(LAWS[name](network))


def some_of(network):
    """Some of the ids, any number of them."""
    least = st.sampled_from([2, 1, 3, 0])
    return least.flatmap(lambda few: st.lists(st.sampled_from(network.ids.tolist()), min_size=few, max_size=4))


def hears(network, j, i):
    """Whether i hears j."""
    row = network.in_source[network.in_start[i] : network.in_start[i + 1]]
    return i != j if network.is_complete else bool(np.isin(j, row))
