"""Strategies of a user's own that installed packages declare: the entry point group `wom.strategies`, name = "module:Class"."""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
import sys
from collections.abc import Collection
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, get_type_hints

from simulation.actors.strategies.strategy import Strategy
from simulation.refusal import Refusal, Verbatim

GROUP = "wom.strategies"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def entries(taken: Collection[str]) -> dict[str, EntryPoint]:
    """What packages declare, by name, nothing imported; a name that is malformed or `taken`, or is one twice, is refused."""
    found: dict[str, EntryPoint] = {}
    for entry in _declared(tuple(sys.path)):
        if not _NAME.fullmatch(entry.name):
            expected = "a name of lower-case letters, digits and underscores that begins with a letter"
            raise Refusal(_place(entry), entry.name, expected, "rename it where the package declares it")
        if entry.name in taken:
            raise Refusal(
                _place(entry), entry.name, "a name that is not taken by wom itself", "rename it, or uninstall the package"
            )
        if (other := found.setdefault(entry.name, entry)).value != entry.value:
            told = Verbatim(f"{entry.name!r} again, which {_package(other)} declares as {other.value}")
            raise Refusal(_place(entry), told, "every name once", "rename one of them, or uninstall one of the packages")
    return found


@lru_cache(maxsize=4)
def _declared(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """All entries of the group in the packages found along `path`, read once."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)))


def declares(entry: EntryPoint, kind: type) -> bool:
    """Whether this is how `kind` is declared."""
    return bool(entry.value.replace(" ", "") == f"{kind.__module__}:{kind.__qualname__}")


def loaded(entry: EntryPoint) -> type[Strategy]:
    """The class an entry points at; a package that cannot be imported and what is no strategy are refused."""
    try:
        kind = entry.load()
    except Exception as fault:  # whatever stands in a module of the user's
        told = Verbatim(f"{entry.value}, which cannot be imported ({type(fault).__name__}: {fault})")
        raise Refusal(_place(entry), told, "a module and a class in it", "repair or uninstall the package") from fault
    return check(kind, _place(entry))


def check(kind: object, place: str) -> type[Strategy]:
    """Refuse what scenario files could not build: anything but a frozen dataclass with plain options and defaults."""
    found = Verbatim(f"{getattr(kind, '__qualname__', type(kind).__name__)}")
    if not isinstance(kind, type) or not issubclass(kind, Strategy) or inspect.isabstract(kind):
        raise Refusal(place, found, "a class derived from Strategy with a method plan", "derive it from sim.Strategy")
    if not dataclasses.is_dataclass(kind) or not kind.__dataclass_params__.frozen:
        raise Refusal(place, found, "a frozen dataclass", "write @dataclass(frozen=True) above the class")
    hints = get_type_hints(kind)
    for option in dataclasses.fields(kind):
        _check_option(option, hints[option.name], f"{place}.{option.name}")
    return kind


def _check_option(option: dataclasses.Field[Any], hint: object, place: str) -> None:
    default: Any = option.default
    if hint is str and default in option.metadata.get("choices", ()):
        return
    if hint in (int, float) and type(default) in (int, hint) and math.isfinite(default):
        return
    found = Verbatim("no default") if default is dataclasses.MISSING else default
    expected = "a finite int or float, or a str out of the `choices` of its metadata, with a default of that type"
    raise Refusal(place, found, expected, "give the option such a type and default")


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "another package"


def _place(entry: EntryPoint) -> str:
    return f"{_package(entry)}: entry point {GROUP}.{entry.name}"
