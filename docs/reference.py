"""What is looked up, told from the code: commands, scenario files, parameters, mechanisms, strategies, public names.

A page of the site has a line `<!-- generated: NAME -->`; `hooks.py` puts the text of that name in its place.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

import simulation
from simulation.actors.strategies import registry
from simulation.experiments import json_schema, lineup
from simulation.experiments.scenario_schema import Sections
from simulation.interfaces.cli import app
from simulation.model.parameters import REGISTRY

sys.path.insert(0, str(Path(__file__).resolve().parent))
import generate

Schema = Mapping[str, Any]

# What public functions give back or hand over, and is not itself a name of the package.
BESIDE = (
    "simulation.experiments.outcome.Outcome",
    "simulation.experiments.verdict.Verdict",
    "simulation.engine.spread.Spread",
    "simulation.actors.desk.Desk",
    "simulation.actors.market.Market",
    "simulation.actors.strategies.strategy.Seen",
)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    told = [list(heads), *([*map(_cell, row)] for row in rows)]
    told.insert(1, ["---"] * len(told[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in told)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|") or "–"


# --------------------------------------------------------------------------------------------------------------- commands


def commands() -> str:
    """Every verb of `wom`, as it tells itself."""
    verbs: Any = get_command(app)
    told = (f"## wom {name}\n\n{verb.help}\n\n```text\n{_help(name)}\n```" for name, verb in verbs.commands.items())
    return "\n\n".join(told)


def _help(verb: str) -> str:
    """What `wom VERB --help` prints, without the sentence told above it."""
    said = CliRunner().invoke(app, [verb, "--help"], prog_name="wom", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).stdout
    usage, _, rest = said.strip().partition("\n\n")
    return f"{usage.strip()}\n\n{rest.partition(chr(10) * 2)[2].rstrip()}"


# ---------------------------------------------------------------------------------------------------------- scenario files


def scenario() -> str:
    """Every field of a scenario file, section by section, from the schema that editors read."""
    whole, needed = json_schema.json_schema(), Sections.model_json_schema()
    parts = [_fields("The file", whole["properties"], needed["required"])]
    for name, section in whole["$defs"].items():
        if name not in ("Behaviour", "Strategy", "Range"):
            must = needed["$defs"][name].get("required", ())
            parts.append(_fields(_headed(name), section["properties"], must, section.get("description", "")))
    parts.append(f"## Range\n\n{whole['$defs']['Range']['description'].capitalize()}: `{{ value: 0.35, between: [0.2, 0.5] }}`.")
    return "\n\n".join(parts)


def _headed(name: str) -> str:
    """A section as it is headed: the recipes by their own names, the rest as in a file."""
    return f"Network by recipe: {name}" if name.islower() else name


def _fields(head: str, fields: Schema, needed: Iterable[str], about: str = "") -> str:
    rows = ((f"`{name}`", *_told(field, name in needed)) for name, field in fields.items())
    return f"## {head}\n\n{about}\n\n" + table(("field", "is", "from … to", "if not said", "meaning"), rows)


def _told(field: Schema, needed: bool) -> tuple[str, str, str, str]:
    """Kind, range, default and meaning of a field."""
    default = field.get("default")
    unsaid = "must be said" if needed else "" if default in (None, "", []) else f"`{json.dumps(default)}`"
    return _kind(field), _span(field), unsaid, field.get("description", "")


def _kinds(field: Schema) -> list[Schema]:
    """What a field may be, but for nothing."""
    return [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]


def _kind(field: Schema) -> str:
    return " or ".join(dict.fromkeys(_one_kind(kind, field) for kind in _kinds(field)))


def _one_kind(kind: Schema, field: Schema) -> str:
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return "[parameters by name](parameters.md)" if name == "Behaviour" else f"[{name}](#{_anchor(_headed(name))})"
    if "enum" in kind or "enum" in field:
        return " or ".join(f"`{value}`" for value in kind.get("enum") or field["enum"])
    if kind.get("type") == "array":
        return _list(kind)
    if kind.get("type") == "object":
        return "a label with a strategy"
    return _plain(kind)


def _list(kind: Schema) -> str:
    item = kind.get("items", {})
    if "$ref" in item:
        return f"list of {_one_kind(item, {})}"
    if "oneOf" in item:
        return "list of [mechanisms](mechanisms.md)"
    return "list of [strategies](strategies.md)" if "anyOf" in item else "list"


def _plain(kind: Schema) -> str:
    """A number with its unit, true or false, or text."""
    types = [kind["type"]] if isinstance(kind.get("type"), str) else kind.get("type", [])
    if "number" in types or "integer" in types:
        units = re.search(r"\(([^)]*)\)\?\\s\*\$$", kind.get("pattern", ""))
        unit = units[1].split("|")[0] if units else ""
        return f"number, {unit}" if unit else "number"
    return "true or false" if types == ["boolean"] else "text"


def _span(field: Schema) -> str:
    """Least and most of the first kind that has them."""
    for kind in _kinds(field):
        low = kind.get("minimum", kind.get("exclusiveMinimum"))
        if low is not None:
            return f"{'above ' if 'exclusiveMinimum' in kind else ''}{generate.number(low)} to {generate.number(kind['maximum'])}"
    return ""


def _anchor(head: str) -> str:
    """The anchor that the site gives to a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", head).strip().lower())


# ----------------------------------------------------------------------------------- parameters, mechanisms and strategies


def parameters() -> str:
    """Every constant of the model: symbol, default, unit, range, meaning, source, and whether it is an assumption."""
    heads = ("name", "default", "unit", "range", "drawn from when assumptions vary", "meaning", "source", "")
    return table(heads, ([*_parameter(parameter)] for parameter in REGISTRY.values()))


def _parameter(p: Any) -> Iterator[str]:
    yield f"`{p.name}`" + (f" {p.symbol}" if p.symbol else "")
    yield generate.number(p.default)
    yield p.unit
    yield f"{generate.number(p.low)} to {generate.number(p.high)}"
    yield f"{' to '.join(map(generate.number, p.joint))}{', log' if p.log else ''}" if p.joint else ""
    yield p.meaning
    yield p.source
    yield "[A]" if p.assumption else ""


def strategies() -> str:
    """Every strategy by name: what it does, and its options with defaults and ranges."""
    return "\n\n".join(_strategy(name) for name in registry.NAMES)


def _strategy(name: str) -> str:
    kind: Any = registry.named(name)
    module = inspect.getdoc(sys.modules[kind.__module__]) or ""
    hints = inspect.get_annotations(kind, eval_str=True)
    rows = (_option(field, hints[field.name]) for field in dataclasses.fields(kind))
    options = table(("option", "if not said", "is", "from … to"), rows) if dataclasses.fields(kind) else "No options."
    return f"## {name}\n\n{inspect.getdoc(kind)}\n\n{module}\n\n{options}"


def _option(field: Any, hint: type) -> tuple[str, str, str, str]:
    said = lineup.described_option(field, hint)
    shown = field.default if isinstance(field.default, str) else f"{field.default:g}"
    return f"`{field.name}`", f"`{shown}`", _kind(said), _span(said)


# ------------------------------------------------------------------------------------------------------------ public names


def api() -> str:
    """The public names of the package, and what its functions give back, each told by its docstring."""
    homes = simulation._HOMES
    names = [(f"sim.{name}", f"{homes[name]}.{name}") for name in simulation.__all__]
    parts = ["## Names of the package", *(_name(*named) for named in names)]
    parts += ["## What they give back", *(_name(place.rpartition(".")[2], place) for place in BESIDE)]
    return "\n\n".join(parts)


def _name(head: str, place: str) -> str:
    return f"::: {place}\n    options:\n      heading: {head}\n      toc_label: {head}\n      heading_level: 3"


GENERATED: dict[str, Callable[[], str]] = {
    "commands": commands,
    "scenario": scenario,
    "parameters": parameters,
    "mechanisms": generate.mechanisms,
    "strategies": strategies,
    "api": api,
}
