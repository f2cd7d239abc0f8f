"""A law at work: what holds on any network, for any law, and in both engines."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from spreading import LAWS, hears, keys, settings_of, some_of

from simulation.engine import spread_kernels, terms
from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model import equations as eq

LIMITED = 40  # steps: also for laws that would go on for a million


@st.composite
def cases(draw, **limits):
    network, law = draw(settings_of(**limits))
    return network, law, draw(some_of(network)), draw(keys)


@pytest.mark.parametrize("name", LAWS)
def test_the_engines_agree_on_every_consumer_and_day(name):
    seen = Counter()

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(cases(name=name), st.sampled_from([LIMITED, LIMITED, LIMITED, 2, LIMITED, 0]))
    def agree(case, steps):
        network, law, seeds, key = case
        fast = spread(network, law, seeds, steps, key, replicates=2)
        plain = spread(network, law, seeds, steps, key, replicates=2, engine="reference")
        for part in ("sizes", "curve", "day", "parent", "sharing"):
            np.testing.assert_array_equal(getattr(fast, part), getattr(plain, part), err_msg=part)
        parent = fast.parent[0]
        seen["cases"] += 1
        seen["somebody adopts"] += bool((fast.day > 0).any())
        seen["somebody follows another"] += bool((fast.parent >= 0).any())
        seen["somebody follows a stranger"] += any(not hears(network, parent[i], i) for i in np.flatnonzero(parent >= 0))

    agree()
    assert seen["somebody adopts"] >= 0.2 * seen["cases"], seen
    assert seen["somebody follows another"] >= 0.1 * seen["cases"], seen
    assert (seen["somebody follows a stranger"] > 0) == (name == "goldenberg"), seen


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_engines_end_on_the_same_day(case):
    network, law, seeds, key = case
    assume(law.own == 0.0 or law.own > 0.01)
    assume(law.contact == "once" or all(pi == 0.0 or pi > 0.01 for pi in (law.pi, law.weak)))
    fast = spread(network, law, seeds, key=key, replicates=2)
    plain = spread(network, law, seeds, key=key, replicates=2, engine="reference")
    np.testing.assert_array_equal(fast.curve, plain.curve)
    longer = spread(network, law, seeds, steps=fast.curve.shape[1] + 50, key=key, replicates=2)
    np.testing.assert_array_equal(longer.sizes, fast.sizes)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_sizes_curve_and_days_tell_one_story(case):
    network, law, seeds, key = case
    out = spread(network, law, seeds, LIMITED, key, replicates=3)
    assert out.curve.shape == (3, LIMITED + 1)
    assert out.curve.dtype == out.sizes.dtype == np.int64
    assert out.day.dtype == out.parent.dtype == np.int32
    np.testing.assert_array_equal(out.curve[:, -1], out.sizes)
    for t in range(LIMITED + 1):
        np.testing.assert_array_equal(out.curve[:, t], ((out.day >= 0) & (out.day <= t)).sum(axis=1))
    assert {network.ids[i] for i in np.flatnonzero(out.day[0] == 0)} == set(seeds)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_every_parent_is_heard_and_adopted_earlier(case):
    network, law, seeds, key = case
    out = spread(network, law, seeds, LIMITED, key)
    day, parent = out.day[0], out.parent[0]
    for i in range(network.n_consumers):
        if parent[i] >= 0:
            assert hears(network, parent[i], i) or (law.redrawn and parent[i] != i)
            assert 0 <= day[parent[i]] < day[i]
            assert law.contact != "once" or law.counts or day[parent[i]] == day[i] - 1
        else:
            assert day[i] <= 0 or law.own > 0.0 or law.resistance == "normal"


@settings(max_examples=40, deadline=None)
@given(cases())
def test_a_replicate_is_the_same_among_few_and_many_and_on_any_number_of_threads(case):
    network, law, seeds, key = case
    few = spread(network, law, seeds, LIMITED, key, replicates=5, threads=1)
    many = spread(network, law, seeds, LIMITED, key, replicates=50, threads=3)
    for part in ("sizes", "curve", "day", "parent"):
        np.testing.assert_array_equal(getattr(few, part), getattr(many, part)[:5], err_msg=part)


@settings(max_examples=100, deadline=None)
@given(cases(most=12), st.data())
def test_one_seed_more_delays_no_one(case, data):
    network, law, seeds, key = case
    more = seeds + data.draw(some_of(network))
    never = LIMITED + 1
    before, after = (spread(network, law, chosen, LIMITED, key).day[0] for chosen in (seeds, more))
    assert (np.where(after < 0, never, after) <= np.where(before < 0, never, before)).all()


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_the_order_of_consumers_changes_nobody(case, data):
    network, law, seeds, key = case
    assume(not network.is_complete)
    order = data.draw(st.permutations(range(network.n_consumers)))
    ends = [np.repeat(np.arange(network.n_consumers), np.diff(network.out_start)), network.out_target]
    other = Network.from_edges(
        *(network.ids[end] for end in ends), network.out_strength, consumers=network.ids[list(order)], strong=network.out_strong
    )
    one, two = spread(network, law, seeds, LIMITED, key), spread(other, law, seeds, LIMITED, key)
    np.testing.assert_array_equal(one.day[:, order], two.day)
    ids = [[None if j < 0 else net.ids[j] for j in out.parent[0]] for net, out in ((network, one), (other, two))]
    assert [ids[0][i] for i in order] == ids[1]


def test_a_consumer_has_the_resistance_of_the_campaign_kernel():
    network, key = Network.from_edges([0] * 50, range(1, 51)), 11
    out = spread(network, laws.independent_cascade(0.5), 0, key=key, replicates=4)
    for replicate in range(4):
        stream = chance.at(chance.world(key, replicate), chance.RESISTANCE)
        xi = [-np.log(chance.draw3(stream, i, 0, 0)) for i in range(1, 51)]
        np.testing.assert_array_equal(out.day[replicate, 1:] == 1, np.array(xi) <= -np.log(0.5))


def test_a_threshold_is_compared_in_whole_adopters():
    hub = Network.from_edges(range(1, 51), [0] * 50)
    for fraction, just in [("0.18", 9), ("0.17", 9), (0.2, 10), ("0.14", 7), ("0.58", 29), (0, 1), (1, 50)]:
        law = laws.watts(fraction)
        assert spread(hub, law, range(1, just + 1)).day[0, 0] == 1, fraction
        assert spread(hub, law, range(1, just)).day[0, 0] == -1, fraction


def test_certain_contacts_walk_a_step_a_day():
    line = Network.from_edges(range(9), range(1, 10))
    for law in (laws.independent_cascade(1), laws.bass(0, 1), laws.linear_threshold(), laws.watts(1)):
        out = spread(line, law, 0)
        assert out.day[0].tolist() == list(range(10)), law
        assert out.parent[0].tolist() == list(range(-1, 9)), law
        assert spread(line, law, 0, steps=4).sizes.tolist() == [5], law


def test_a_complex_contagion_never_reaches_whoever_has_too_few_ties():
    network = Network.from_edges([0, 1, 0, 0, 1, 2], [3, 3, 4, 5, 5, 5])
    assert spread(network, laws.complex_contagion(2), [0, 1, 2]).day[0].tolist() == [0, 0, 0, 1, -1, 1]
    assert spread(network, laws.complex_contagion(3), [0, 1, 2]).day[0].tolist() == [0, 0, 0, -1, -1, 1]


def test_a_weighted_cascade_is_certain_where_there_is_one_tie_only():
    line = Network.from_edges(range(9), range(1, 10))
    assert spread(line, laws.weighted_cascade(), 0).day[0].tolist() == list(range(10))


def test_classes_of_ties_weigh_differently_and_without_them_all_are_strong():
    classes = Network.from_edges([0, 0], [1, 2], strong=[True, False])
    assert spread(classes, laws.goldenberg(1, 0, 0), 0, 5).day[0].tolist() == [0, 1, -1]
    assert spread(classes, laws.goldenberg(0, 1, 0), 0, 5).day[0].tolist() == [0, -1, 1]
    assert spread(Network.from_edges([0, 0], [1, 2]), laws.goldenberg(1, 0, 0), 0, 5).day[0].tolist() == [0, 1, 1]


def test_redrawn_weak_contacts_are_with_any_of_the_others_and_as_many_as_weak_ties():
    n, weak_ties, p, replicates = 20, 3, 0.5, 20_000
    network = Network.from_edges([1] * weak_ties, [0] * weak_ties, consumers=range(n), strong=[False] * weak_ties)
    out = spread(network, laws.goldenberg(0, p, 0, "redrawn"), range(10, n), 1, replicates=replicates)
    heard = 10 / (n - 1)
    expected = 1 - (1 - p * heard) ** weak_ties
    crossed = out.day[:, 0] == 1
    assert abs(crossed.mean() - expected) <= 4 * np.sqrt(expected * (1 - expected) / replicates)
    assert (out.day[:, 1:10] == -1).all()
    parents = np.bincount(out.parent[crossed, 0], minlength=n)
    assert parents[:10].sum() == 0
    chi_square = ((parents[10:] - crossed.sum() / 10) ** 2).sum() / (crossed.sum() / 10)
    assert chi_square < 9 + 4 * np.sqrt(2 * 9)


def test_who_shares_is_told_for_every_kind_of_sharing():
    line = Network.from_edges(range(4), range(1, 5))
    assert spread(line, laws.independent_cascade(1), 0).sharing.tolist() == [[1, 1, 1, 1, 1]]
    assert spread(line, laws.si(1), 0).sharing.tolist() == [[1, 2, 3, 4, 5]]
    assert spread(line, laws.sir(1, 1), 0).sharing.tolist() == [[1, 1, 1, 1, 1, 0]]
    out = spread(generators.erdos_renyi(300, 4), laws.sir(0.2, 0.2), range(9), replicates=5)
    assert (out.sharing <= out.curve).all() and (out.sharing[:, -1] == 0).all() and (out.sharing[:, 0] == 9).all()
    ended = out.curve - out.sharing
    assert (np.diff(ended, axis=1) >= 0).all()
    grown = np.diff(out.curve, axis=1) > 0
    assert (out.sharing[:, :-1][grown] > 0).all()


def test_a_spell_ends_by_the_draw_of_its_age():
    network, gamma = Network.from_edges([], [], consumers=range(200)), 0.2
    out = spread(network, laws.sir(0.5, gamma), range(200), key=6)
    stream = chance.at(chance.world(6, 0), chance.SPELL_END)
    length = [next(age for age in range(1, 999) if chance.draw3(stream, i, 1, age) < gamma) for i in range(200)]
    assert out.sharing[0].tolist() == [sum(days > t for days in length) for t in range(max(length) + 1)]


def test_a_run_longer_than_one_look_at_the_clock_goes_on():
    n = 10_000
    line = Network.from_edges(range(n - 1), range(1, n))
    for law in (laws.independent_cascade(1), laws.bass(0, 1), laws.linear_threshold()):
        assert spread(line, law, 0).curve[0].tolist() == list(range(1, n + 1)), law
        assert spread(line, law, 0, steps=5000).sizes.tolist() == [5001], law
    weighed = Network.from_edges(range(n), [*range(1, n), 0], [1.0] * (n - 1) + [0.5])
    assert weighed.in_strength is not None
    assert spread(weighed, laws.linear_threshold(), 0).sizes.tolist() == [n]


def test_nothing_happens_where_nothing_can():
    network = Network.from_edges([0, 1], [1, 2], consumers=range(5))
    for law in (laws.independent_cascade(0.5), laws.linear_threshold(), laws.watts(0.3), laws.bass(0, 0.5)):
        assert spread(network, law).curve.tolist() == [[0]]
    assert spread(network, laws.bass(0, 0.5), 0).sizes.tolist() == [3]
    assert spread(network, laws.bass(1, 0)).curve.tolist() == [[0, 5]]
    assert spread(network, laws.bass(0.1, 0.5), range(5)).curve.tolist() == [[5]]


def test_evidence_beyond_every_clip_is_still_evidence():
    n = 300_000
    star = Network.from_edges(range(1, n), [0] * (n - 1), consumers=range(n))
    assert spread(star, laws.bass(0, n - 1), range(1, n), steps=2).day[0, 0] == 1
    assert spread(Network.complete(n), laws.bass(0, n - 1), range(n - 1), steps=2).day[0, -1] == 1


def test_credit_is_shared_as_the_evidence_of_the_day_is():
    n, replicates = 4, 10_000
    network = Network.from_edges([0, 1, 2], [3, 3, 3], [0.6, 0.3, 0.1])
    out = spread(network, laws.linear_threshold(), range(3), replicates=replicates)
    expected = np.array([0.6, 0.3, 0.1])
    found = np.bincount(out.parent[:, 3], minlength=n)[:3] / replicates
    assert (np.abs(found - expected) <= 4 * np.sqrt(expected * (1 - expected) / replicates)).all()
    p, q = 0.2, 0.5
    out = spread(network, laws.bass(p, q), 0, steps=1, replicates=replicates)
    crossed = out.day[:, 3] == 1
    own, tie = -np.log1p(-p), -np.log1p(-q / 3)
    share = (out.parent[crossed, 3] == 0).mean()
    expected = tie / (own + tie)
    assert abs(share - expected) <= 4 * np.sqrt(expected * (1 - expected) / crossed.sum())


@pytest.mark.parametrize("degree", [1, 3, 10])
def test_a_count_of_contacts_reaches_what_a_sum_of_evidence_reaches(degree):
    """Also at the edges: ξ a whole multiple of the evidence of one contact, one unit above and one below."""
    units = int(eq.evidence_units(eq.evidence(0.1)))
    for xi in (units * degree + shift for shift in (-1, 0, 1)):
        assert np.ceil(np.float64(xi) / np.float64(units)) == -(-xi // units)


@pytest.mark.parametrize("pi", [0.9, 0.1, 0.01, 1e-6, 1e-12, 0.0, 1.0])
def test_contacts_needed_are_the_same_with_and_without_a_logarithm(pi):
    network = Network.from_edges([], [], consumers=range(50_000))
    units = np.full(50_000, eq.evidence_units(eq.evidence(pi)), np.int64)
    found, xi = np.empty(50_000, np.int32), np.empty(50_000, np.int64)
    spread_kernels._contacts_needed(np.uint64(5), network.names, units, found)
    spread_kernels._exponential(np.uint64(5), network.names, xi)
    most = spread_kernels.FARTHEST
    assert found.tolist() == [min(-(-int(x) // int(a)), most) if a else most for x, a in zip(xi, units, strict=True)]


def test_the_largest_resistance_stays_below_the_clip_of_evidence():
    assert eq.resistance_units(eq.exponential_resistance(chance.uniform(0))) < 2**46 < eq.CLIP


def test_terms_count_evidence_in_units_of_the_kernel():
    network = generators.ring(10)
    exact = terms.Terms(network, laws.independent_cascade(0.25), np.empty(0, np.int32), 5)
    assert exact.units.tolist() == [round(-np.log(0.75) * 2**40)] * 10
    assert exact.own == 0
