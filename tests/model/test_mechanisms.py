"""Every mechanism can be named, left out and set to work, and says which equations are its own."""

from __future__ import annotations

import math

import pytest

from simulation.engine.engines import REPLACEABLE
from simulation.model.mechanisms import MECHANISMS, TABLE, Mechanism, mechanism, with_all, without
from simulation.model.parameters import DEFAULTS, REGISTRY, check
from simulation.refusal import Refusal

each = pytest.mark.parametrize("mechanism", TABLE, ids=lambda mechanism: mechanism.name)


def test_names_are_unique() -> None:
    assert len(MECHANISMS) == len(TABLE)


@each
def test_its_settings_are_parameters_in_their_range_or_without_bound(mechanism: Mechanism) -> None:
    """Off may lie beyond the range a scenario can set (no number of exposures wears out), but only at infinity."""
    assert mechanism.off, "something leaves it out"
    for name, value in mechanism.off.items():
        assert name in REGISTRY
        if not math.isinf(value):
            check(name, value)
    for name, value in mechanism.on.items():
        check(name, value)


@each
def test_off_is_another_setting_than_on(mechanism: Mechanism) -> None:
    working = with_all(DEFAULTS, mechanism.name)
    assert without(working, mechanism.name) != working


@each
def test_what_rests_by_default_says_how_it_is_set_to_work(mechanism: Mechanism) -> None:
    rests = without(DEFAULTS, mechanism.name) == DEFAULTS
    assert bool(mechanism.on) >= rests
    assert not rests or with_all(DEFAULTS, mechanism.name) != DEFAULTS


@each
def test_leaving_out_touches_nothing_else(mechanism: Mechanism) -> None:
    left = without(DEFAULTS, mechanism.name)
    changed = {name for name in REGISTRY if getattr(left, name) != getattr(DEFAULTS, name)}
    assert changed <= set(mechanism.off)
    assert without(left, mechanism.name) == left


@each
def test_its_equations_exist_and_it_is_told(mechanism: Mechanism) -> None:
    assert set(mechanism.equations) <= set(REPLACEABLE)
    assert mechanism.meaning


def test_two_mechanisms_are_left_out_by_different_settings() -> None:
    assert len({tuple(sorted(mechanism.off.items())) for mechanism in TABLE}) == len(TABLE)


def test_several_are_left_out_at_once() -> None:
    left = without(DEFAULTS, "fatigue", "churn", "autonomy")
    assert (left.wear_out, left.churn, left.omega) == (math.inf, 0.0, 0.0)
    assert left == without(without(without(DEFAULTS, "autonomy"), "churn"), "fatigue")


@pytest.mark.parametrize("act", [without, with_all, lambda values, name: mechanism(name)])
@pytest.mark.parametrize("name, meant", [("fatige", "fatigue"), ("shortpath", "short_path"), ("Scandals", "scandals")])
def test_an_unknown_name_is_refused_with_the_nearest(act, name: str, meant: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal, match=meant):
        act(DEFAULTS, name)


def test_what_is_no_name_is_refused() -> None:
    with pytest.raises(Refusal, match="the name of a mechanism"):
        mechanism(["fatigue"])  # type: ignore[arg-type]
