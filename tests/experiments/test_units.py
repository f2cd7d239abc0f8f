"""Numbers as people write them are read exactly, and nothing else is taken for a number."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.experiments import units
from simulation.experiments.units import Quantity, Unfit


@pytest.mark.parametrize(
    ("quantity", "written", "read"),
    [
        (units.MONEY, "1_000_000 CNY", 1_000_000),
        (units.MONEY, "0.5CNY", 0.5),
        (units.MONEY, "1e6", 1e6),
        (units.MONEY, 200_000, 200_000),
        (units.MONEY, np.float32(2.5), 2.5),
        (units.DAYS, "60 days", 60),
        (units.DAYS, "1 day", 1),
        (units.DAYS, np.int16(7), 7),
        (units.SHARE, "3 %", 0.03),
        (units.SHARE, "3%", 0.03),
        (units.SHARE, " 100 % ", 1.0),
        (units.SHARE, 0, 0),
        (units.SCALE, "40 people", 40),
        (Quantity("CNY per 1,000", 0, 100), "50 CNY per  1,000", 50),
        (units.KEY, 2**64 - 1, 2**64 - 1),
    ],
)
def test_a_number_is_read_with_its_unit(quantity: Quantity, written: object, read: float) -> None:
    assert quantity.read(written) == read


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (units.MONEY, "5 EUR"), (units.MONEY, "5 %"), (units.MONEY, "five"), (units.MONEY, ""), (units.MONEY, "1,000"),
        (units.MONEY, -1), (units.MONEY, math.nan), (units.MONEY, math.inf), (units.MONEY, "nan"), (units.MONEY, "inf"),
        (units.MONEY, True), (units.MONEY, np.bool_(True)), (units.MONEY, None), (units.MONEY, [1]), (units.MONEY, 1j),
        (units.MONEY, "1 CNY CNY"), (units.MONEY, "1 000"), (units.MONEY, "1" * 5000), (units.MONEY, 10**2000),
        (units.MONEY, "1e999"), (units.MONEY, Decimal(1)), (units.MONEY, "٣ CNY"),
        (units.SHARE, "120 %"), (units.SHARE, 1.01), (units.SHARE, "-3 %"), (units.SHARE, "40 days"),
        (units.DAYS, 0), (units.DAYS, 1.5), (units.DAYS, "60 weeks"), (units.DAYS, 3651), (units.DAYS, "6 %"),
        (units.PRICE, 0), (units.PRICE, "0 CNY"), (units.KEY, -1), (units.KEY, 2**64), (units.CONSUMERS, 10**20),
    ],
)  # fmt: skip
def test_what_is_no_such_number_is_unfit(quantity: Quantity, written: object) -> None:
    with pytest.raises(Unfit) as unfit:
        quantity.read(written)
    assert unfit.value.expected == quantity.expected
    assert unfit.value.remedy


def test_a_number_too_long_to_be_written_out_is_described() -> None:
    with pytest.raises(Unfit) as unfit:
        units.MONEY.read(10**5000)
    assert "bits" in str(unfit.value.found)


@given(st.integers(0, 10**12), st.sampled_from(["", " CNY", "CNY", "   CNY"]))
def test_whole_yuan_are_read_as_written(amount: int, unit: str) -> None:
    assert units.MONEY.read(f"{amount:_}{unit}") == amount


@given(st.integers(0, 10**14))
def test_every_amount_of_fen_is_written_and_read_exactly(fen: int) -> None:
    assert units.fen_of(units.MONEY.read(f"{fen // 100}.{fen % 100:02d} CNY")) == fen


@pytest.mark.parametrize("yuan", [0.001, 19.999, 1.0051])
def test_a_fraction_of_a_fen_is_unfit(yuan: float) -> None:
    with pytest.raises(Unfit, match="fen"):
        units.fen_of(yuan)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.lists(st.integers())))
def test_anything_is_read_into_its_bounds_or_unfit(value: object) -> None:
    for quantity in (units.MONEY, units.SHARE, units.DAYS, units.PRICE, units.KEY):
        try:
            assert quantity.low <= quantity.read(value) <= quantity.high
        except Unfit as unfit:
            assert unfit.remedy
