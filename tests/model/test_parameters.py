"""Every default has a unit, a range, a source and an assumption flag."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simulation
from simulation.model import chance
from simulation.model.constants import TRAITS
from simulation.model.parameters import DEFAULTS, NO_SOURCE, REGISTRY, TABLE, varied, with_values
from simulation.refusal import Refusal


@pytest.mark.parametrize("parameter", TABLE, ids=lambda parameter: parameter.name)
def test_a_parameter_is_documented_and_consistent(parameter) -> None:  # type: ignore[no-untyped-def]
    assert parameter.unit and parameter.meaning and parameter.source and parameter.symbol
    assert parameter.low <= parameter.default <= parameter.high
    if parameter.joint:
        low, high = parameter.joint
        assert parameter.low - 1e-12 <= low <= parameter.default <= high <= parameter.high + 1e-12
        assert parameter.assumption, "only assumptions are varied"


def test_what_has_no_source_is_marked_as_an_assumption() -> None:
    assert all(parameter.assumption for parameter in TABLE if parameter.source == NO_SOURCE)


def test_names_are_unique() -> None:
    assert len(REGISTRY) == len(TABLE)


def test_worlds_draw_each_assumption_by_its_own_name() -> None:
    world = chance.world(1, 0)
    one = varied(DEFAULTS, world)
    held = varied(DEFAULTS, world, frozenset({"kappa"}))
    assert held.kappa == DEFAULTS.kappa != one.kappa
    assert held._replace(kappa=one.kappa) == one
    assert varied(DEFAULTS, world, frozenset({"kappa"}), {"kappa": (0.2, 0.3)}).kappa == pytest.approx(0.2 + 0.1 * one.kappa)


def test_drawn_assumptions_stay_in_their_joint_range() -> None:
    for replicate in range(200):
        drawn = varied(DEFAULTS, chance.world(2, replicate))
        for parameter in TABLE:
            low, high = parameter.joint or (parameter.default, parameter.default)
            assert low - 1e-12 <= getattr(drawn, parameter.name) <= high + 1e-12


@pytest.mark.parametrize(
    "name, value", [("kapa", 0.5), ("kappa", 1.5), ("kappa", "much"), ("kappa", float("nan")), ("kappa", True)]
)
def test_a_wrong_parameter_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refusal, match="kappa"):
        with_values(DEFAULTS, **{name: value})


def test_no_parameter_bears_the_name_of_a_metric() -> None:
    """Tables hold both: parameters of a world beside what it brought."""
    from simulation.experiments.metrics import CURVES, TOTALS

    assert not set(REGISTRY) & (set(CURVES) | set(TOTALS))


def test_every_parameter_is_read_somewhere() -> None:
    """A constant nobody reads would be swept, shown as an assumption, and decide nothing."""
    package = Path(simulation.__file__).parent
    code = "\n".join(
        f.read_text(encoding="utf-8") for f in package.rglob("*.py") if f.name not in ("constants.py", "mechanisms.py")
    )
    read = set(re.findall(r"\b(?:p|behaviour|world\.p|market\.p)\.([a-z_0-9]+)", code))
    assert [parameter.name for parameter in TABLE if parameter.name not in read and not parameter.name.startswith(TRAITS)] == []


def test_how_an_account_deals_with_people_is_a_parameter_of_its_role() -> None:
    """These are read by the role's name: `roles/` must name none that does not exist."""
    from simulation.actors.roles import brand, community, koc, kol, kos, spinoff

    kinds = (brand.Brand, community.Community, koc.KOC, kol.KOL, kos.KOS, spinoff.SpinOff)
    named = {f"{trait}_{kind.traits}" for trait in TRAITS for kind in kinds if kind.traits}
    assert named == {parameter.name for parameter in TABLE if parameter.name.startswith(TRAITS)}
