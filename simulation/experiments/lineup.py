"""The strategies a scenario compares: names, labels with options, or a user's own instances, under labels of their own."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, get_type_hints

from simulation.experiments.scenario_fields import plain_name
from simulation.experiments.scenario_schema import refusal_of
from simulation.experiments.units import PARTS, Quantity, Unfit
from simulation.refusal import Refusal, Verbatim, nearest

MOST = 1000  # strategies in one scenario
_EXPECTED = "a strategy: its name, or `label: {strategy: name, option: number}`"


def lineup(given: object, where: str) -> dict[str, Any]:
    """Label → strategy, in the order given; every fault is refused with its place."""
    items = _items(given, f"{where}: strategies")
    together: dict[str, Any] = {}
    for place, label, said in items:
        strategy = checked(said, place) if _is_instance(said) else from_words(said, place)
        label = label if label is not None else _label_of(said)
        if label in together:
            remedy = f"give one a label: `- another {label}: {{strategy: …}}`"
            raise Refusal(place, Verbatim(f"the label {label!r} again"), "every label once", remedy)
        together[label] = strategy
    return together


def _items(given: object, place: str) -> list[tuple[str, str | None, Any]]:
    """Place, label (None: take the strategy's own) and what is said of each strategy."""
    entries = list(given) if isinstance(given, (list, tuple, Mapping)) else None
    if entries is None or not 0 < len(entries) <= MOST:
        found = given if entries is None else Verbatim(f"{len(entries)} strategies")
        raise Refusal(place, found, f"a list of 1 to {MOST} strategies", "write one a line: `- head_kol`")
    if isinstance(given, Mapping):
        return [(f"{place}.{label}", _label(label, place), said) for label, said in given.items()]
    return [_item(item, f"{place}[{n}]") for n, item in enumerate(entries)]


def _item(item: object, place: str) -> tuple[str, str | None, Any]:
    if not isinstance(item, Mapping):
        return place, None, item
    if len(item) != 1:
        found = Verbatim("a mapping of " + (", ".join(map(repr, list(item)[:4])) or "nothing"))
        raise Refusal(place, found, _EXPECTED, "indent the options below their label")
    label, said = next(iter(item.items()))
    return f"{place}.{label}", _label(label, place), said


def _label(label: object, place: str) -> str:
    try:
        return plain_name(label)
    except Unfit as unfit:
        raise refusal_of(unfit, place) from None


def _label_of(said: object) -> str:
    from simulation.actors.strategies import registry

    return said if isinstance(said, str) else str(registry.name_of(said))  # type: ignore[arg-type]


def _is_instance(said: object) -> bool:
    return not isinstance(said, (str, Mapping, list, tuple, type)) and dataclasses.is_dataclass(said)


def from_words(said: object, place: str) -> Any:
    """A strategy by its name, or by `strategy:` and its options; every fault is refused with its place."""
    options = {"strategy": said} if isinstance(said, str) else said
    if not isinstance(options, Mapping):
        raise Refusal(place, said, _EXPECTED + ", or in Python an instance of a frozen dataclass", "write its name")
    from simulation.actors.strategies import registry

    name = options.get("strategy")
    if not isinstance(name, str) or name not in registry.names():
        found = Verbatim("no `strategy:`") if name is None else name
        remedy = nearest(name, registry.names()) if name is not None else "say which strategy: `strategy: head_kol`"
        raise Refusal(f"{place}.strategy" if options is said else place, found, "the name of a strategy", remedy)
    return _built(registry.named(name), {key: options[key] for key in options if key != "strategy"}, place)


def _built(kind: type, options: Mapping[str, Any], place: str) -> Any:
    known = {field.name: field for field in dataclasses.fields(kind)}
    for key in options:
        if key not in known:
            remedy = nearest(key, known) if known else "it has no options"
            raise Refusal(f"{place}.{key}", Verbatim(f"the unknown option {key!r}"), f"an option of {kind.__name__}", remedy)
    hints = get_type_hints(kind)
    said = {key: _option(known[key], hints[key], value, place) for key, value in options.items()}
    try:
        return kind(**said)
    except Refusal as refusal:  # of options that do not go together
        raise refusal.within(place) from None


def _option(field: dataclasses.Field[Any], hint: type, value: object, place: str) -> Any:
    if hint is str:
        return _choice(field, value, place)
    try:
        return quantity_of(field, hint).read(value)
    except Unfit as unfit:
        raise refusal_of(unfit, f"{place}.{field.name}") from None


def _choice(field: dataclasses.Field[Any], value: object, place: str) -> str:
    choices = field.metadata.get("choices", ())
    if not isinstance(value, str) or value not in choices:
        raise Refusal(f"{place}.{field.name}", value, "one of " + ", ".join(choices), nearest(value, choices))
    return value


def described_option(field: dataclasses.Field[Any], hint: type) -> dict[str, Any]:
    """The JSON Schema of one option."""
    if hint is str:
        return {"enum": list(field.metadata.get("choices", ()))}
    return quantity_of(field, hint).json_schema()


def quantity_of(field: dataclasses.Field[Any], hint: type) -> Quantity:
    """What an option may be: `unit`, `low` and `high` of its metadata; a default from 0 to 1 makes it a share."""
    share = hint is float and 0.0 <= float(field.default) <= 1.0  # type: ignore[arg-type]
    unit = field.metadata.get("unit", "share" if share else "")
    high = 1.0 if unit in PARTS else 1e12 if hint is float else 10_000
    return Quantity(unit, field.metadata.get("low", 0), field.metadata.get("high", high), whole=hint is int)


def checked(strategy: Any, place: str) -> Any:
    """An instance, refused if it could not be run, or not be run again as it was; options as in a file if files know it."""
    from simulation.actors.strategies import registry
    from simulation.actors.strategies.strategy import Strategy

    if registry.known(type(strategy)):
        return _built(type(strategy), vars(strategy), place)
    found = Verbatim(f"an instance of {type(strategy).__name__}")
    if not type(strategy).__dataclass_params__.frozen:
        raise Refusal(place, found, "an instance of a frozen dataclass", "write @dataclass(frozen=True) above its class")
    for field in dataclasses.fields(strategy):
        value = getattr(strategy, field.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise Refusal(f"{place}.{field.name}", value, "a finite number", "give another value")
    if not isinstance(strategy, Strategy):
        raise Refusal(place, found, "an instance of a Strategy with a method plan", "derive its class from Strategy")
    return strategy


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one strategy: its name, or its name and options."""
    from simulation.actors.strategies import registry

    names = registry.names()
    return {"anyOf": [{"enum": list(names)}, *(_described(name, registry.named(name)) for name in names)]}


def _described(name: str, kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fields = {field.name: described_option(field, hints[field.name]) | {"default": field.default}
              for field in dataclasses.fields(kind)}  # fmt: skip
    about = (kind.__doc__ or name).split("\n")[0]
    said: dict[str, Any] = {"strategy": {"const": name, "description": about}, **fields}
    return {"type": "object", "properties": said, "required": ["strategy"], "additionalProperties": False}
