"""What editors are told about a scenario file is what is accepted."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from simulation.experiments import json_schema, shipped
from simulation.experiments.document import parsed
from simulation.graph.generators import RECIPES
from simulation.model.parameters import REGISTRY

GOOD: dict[str, Any] = {"consumers": {"complete": {"consumers": 9}}, "budget": 1, "strategies": ["tiered"]}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_committed_schema_is_the_one_that_is_printed() -> None:
    committed = (shipped.scenarios() / "scenario.schema.json").read_text(encoding="utf-8")
    assert committed == json_schema.text(), "run `wom schema > scenarios/scenario.schema.json`"


@pytest.mark.parametrize("name", shipped.names())
def test_shipped_files_fit_it_and_point_editors_at_it(name: str, validator: jsonschema.Draft202012Validator) -> None:
    path = shipped.shipped(name)
    assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    validator.validate(parsed(path))


@pytest.mark.parametrize(
    "change",
    [
        {}, {"horizon": "60 days"}, {"horizon": "1 day"}, {"budget": "1_000_000 CNY"}, {"product": {"margin": "3 %"}},
        {"behaviour": {"kappa": "30%", "cpm": "50 CNY per 1,000"}}, {"precision": None}, {"creators": None},
        {"behaviour": {"kappa": {"value": 0.5, "between": ["20 %", 0.8]}}}, {"key": 2**64 - 1},
        {"strategies": [{"few": {"strategy": "tiered", "head": "20 %"}}, {"b": "head_kol"}]},
        {"strategies": {"few": {"strategy": "kol_spinoff", "rest": 5000}}},
        {"off": ["fatigue"], "on": ["short_path"], "product": {"reference_price": "249 CNY"}},
        {"calendar": [{"days": "18–20", "demand": 1.5}, {"days": 30, "price": "80 %"}]},
        {"events": [{"days": "3-9", "stores": "closed"}, {"day": 15, "law": "every paid post is labelled"}]},
        {"events": [{"day": 20, "scandal": {"role": "spin-off", "accounts": "40 %", "response": "3 days"}}]},
        {"targets": [{"what": "a", "value": "300_000 views a day", "whose": "b", "source": "c", "metric": "gmv"}]},
    ],
)  # fmt: skip
def test_what_is_accepted_fits(change: dict[str, Any], validator: jsonschema.Draft202012Validator) -> None:
    from simulation.experiments.scenario import Scenario

    assert Scenario(**{**GOOD, **change})
    validator.validate({**GOOD, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"horizon": 0}, {"horizon": "60 weeks"}, {"budget": "5 EUR"}, {"budgt": 1}, {"behaviour": {"kapa": 1}},
        {"behaviour": {"kappa": 2}}, {"behaviour": {"kappa": {"value": 0.5}}}, {"strategies": []}, {"budget": True},
        {"strategies": ["hed_kol"]}, {"strategies": [{"a": {"strategy": "tiered", "pots": 3}}]}, {"product": {"price": 0}},
        {"consumers": {"smallworld": {}}}, {"off": ["fatige"]}, {"on": ["fatigue"]}, {"calendar": [{"days": "x", "demand": 2}]},
        {"events": [{"day": 3, "scandal": {"role": "kol"}}]}, {"events": [{"day": 3, "law": "x"}]},
        {"targets": [{"what": "a", "value": "much"}]},
    ],
)  # fmt: skip
def test_what_is_refused_does_not_fit(change: dict[str, Any], validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid({**GOOD, **change})


def test_only_a_file_that_extends_another_may_leave_sections_out(validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid({"extends": "head-or-matrix", "creators": {"following": {"overlap": 0.1}}})
    assert not validator.is_valid({"budget": 5})


def test_every_parameter_and_recipe_is_described_with_its_unit() -> None:
    defined = json_schema.json_schema()["$defs"]
    behaviour = defined["Behaviour"]["properties"]
    assert list(behaviour) == list(REGISTRY)
    for name, parameter in REGISTRY.items():
        assert parameter.meaning in behaviour[name]["description"] and f"[{parameter.unit}]" in behaviour[name]["description"]
    assert set(RECIPES) <= set(defined["Consumers"]["properties"])
