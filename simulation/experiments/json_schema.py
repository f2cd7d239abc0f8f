"""The scenario file told to editors: JSON Schema, draft 2020-12, with descriptions and units."""

from __future__ import annotations

import json
from typing import Any

from simulation.experiments import lineup
from simulation.experiments.scenario_schema import RANGED, Sections

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_EXTENDS = {"type": "string", "description": "another scenario this one changes: a path seen from here, or a shipped name"}
_STRATEGY = {"$ref": "#/$defs/Strategy"}
_LABELLED = {"type": "object", "minProperties": 1, "additionalProperties": _STRATEGY}
_ITEM = {"anyOf": [_STRATEGY, {**_LABELLED, "maxProperties": 1}]}
_LINEUP = {"anyOf": [{"type": "array", "minItems": 1, "maxItems": lineup.MOST, "items": _ITEM}, _LABELLED]}


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file.

    A file that extends another may leave out anything, so only one that stands alone must have its sections; the fields
    within a section are checked when the file is loaded.
    """
    told = _plainer(Sections.model_json_schema())
    told["$defs"] |= {"Strategy": lineup.json_schema(), "Range": RANGED}
    told["properties"]["strategies"] |= _LINEUP
    told["properties"]["extends"] = _EXTENDS
    needed = Sections.model_json_schema()["required"]
    return {"$schema": DRAFT, "title": "wom scenario", **told, "anyOf": [{"required": needed}, {"required": ["extends"]}]}


def text() -> str:
    """The schema as the file that editors read."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _plainer(part: Any, named: bool = False) -> Any:
    """Without titles, empty defaults and demands on sections, ranges told once; `named`: keys are names users write."""
    if isinstance(part, list):
        return [_plainer(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("properties") == RANGED["properties"]:
        return {"$ref": "#/$defs/Range"}
    return {
        key: _plainer(value, key in ("properties", "$defs") and not named)
        for key, value in part.items()
        if named or not _dull(key, value)
    }


def _dull(key: str, value: object) -> bool:
    return key in ("title", "required") or (key == "default" and value is None)
