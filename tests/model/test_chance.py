"""Draws are addressed, and the generator is the published one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.model import chance

# SplitMix64 seeded with 0 (S. Vigna's reference implementation), first five outputs.
KNOWN = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B]


def test_at_state_nought_the_names_are_the_outputs_of_splitmix64() -> None:
    assert [chance.at(0, name) for name in range(5)] == KNOWN


def test_a_uniform_draw_lies_strictly_between_nought_and_one() -> None:
    assert 0.0 < chance.uniform(0) < 2.0**-52
    assert 1.0 - 2.0**-52 < chance.uniform(2**64 - 1) < 1.0


def test_draws_are_uniform() -> None:
    u = chance.counted(chance.at(chance.world(1), chance.REACH), 0, 1_000_000)
    assert abs(u.mean() - 0.5) < 4 * math.sqrt(1 / 12 / u.size)
    counts = np.bincount((u * 1000).astype(int), minlength=1000)
    chi_square = ((counts - u.size / 1000) ** 2 / (u.size / 1000)).sum()
    assert abs(chi_square - 999) < 4 * math.sqrt(2 * 999)


@pytest.mark.parametrize("lag", [1, 2, 3, 64])
def test_neighbouring_names_are_uncorrelated(lag: int) -> None:
    u = chance.counted(chance.at(chance.world(2), chance.CREDIT), 0, 400_000)
    correlation = np.corrcoef(u[:-lag], u[lag:])[0, 1]
    assert abs(correlation) < 4 / math.sqrt(u.size)


def test_streams_and_replicates_are_uncorrelated() -> None:
    names = np.arange(400_000, dtype=np.uint64)
    base = chance.draws(chance.at(chance.world(3, 0), chance.CREDIT), names)
    others = [(chance.world(3, 0), chance.REACH), (chance.world(3, 1), chance.CREDIT), (chance.world(4, 0), chance.CREDIT)]
    for world, stream in others:
        other = chance.draws(chance.at(world, stream), names)
        assert abs(np.corrcoef(base, other)[0, 1]) < 4 / math.sqrt(names.size)


def test_the_three_ties_of_a_triangle_are_independent() -> None:
    """Closed loops catch generators that combine names by exclusive or alone."""
    stream, n = chance.at(chance.world(5), chance.DELIVERY), 100_000
    rows = [(3 * k, 3 * k + 1, 3 * k + 2) for k in range(n)]
    bits = np.array([[chance.draw2(stream, a, b) < 0.5 for a, b in ((x, y), (y, z), (z, x))] for x, y, z in rows])
    odd = (bits.sum(axis=1) % 2).mean()
    assert abs(odd - 0.5) < 4 * 0.5 / math.sqrt(n)


def test_the_order_of_names_matters() -> None:
    stream = chance.at(chance.world(6), chance.DELIVERY)
    assert chance.draw2(stream, 1, 2) != chance.draw2(stream, 2, 1)


def test_replicates_are_spawned_and_not_counted_up() -> None:
    assert chance.world(1, 1) != chance.world(2, 0)
    assert len({int(chance.world(key, replicate)) for key in range(50) for replicate in range(50)}) == 2500


def test_a_number_and_its_text_name_the_same_person() -> None:
    assert chance.names_of(["7", "-3", "2025"]).tolist() == chance.names_of([7, -3, 2025]).tolist()
    assert chance.names_of(["007"]).tolist() != chance.names_of([7]).tolist()
    assert len(set(chance.names_of([f"user {n}" for n in range(1000)]).tolist())) == 1000
