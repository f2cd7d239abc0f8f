"""The two engines by name, and either of them with equations of the user's own."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Collection, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import numba

from simulation.model import equations
from simulation.model.compiled import plain
from simulation.refusal import Refusal, nearest

PARTS: Mapping[str, tuple[str, ...]] = {
    "kernels": ("delivery", "evidence", "transitions", "aftermath"),
    "reference": ("delivery", "evidence", "transitions", "aftermath"),
}
ENGINES = tuple(PARTS)
SHARED = "columns"  # what is on offer, for either
OUTSIDE = frozenset({"fee", "audience"})  # used before the first day, to make the market
REPLACEABLE: Mapping[str, Any] = {
    name: function
    for name, function in vars(equations).items()
    if hasattr(function, "py_func") and function.__module__ == equations.__name__ and name not in OUTSIDE
}


def engine(name: str = "kernels", own: Mapping[str, Callable[..., float]] | None = None) -> ModuleType:
    """The engine of this name; with `own` equations, the same engine read anew with those functions in their place."""
    if not isinstance(name, str) or name not in ENGINES:
        raise Refusal("engine", name, "kernels or reference", nearest(name, ENGINES))
    if own is not None and not isinstance(own, Mapping):
        raise Refusal("equations", own, "functions by the names of equations", 'write {"persuasion": my_function}')
    if not own:
        return importlib.import_module(f"simulation.engine.{name}")
    for equation, function in own.items():
        check(equation, function)
    return _with(name, tuple(sorted(own.items())))


@cache
def _with(name: str, own: tuple[tuple[str, Callable[..., float]], ...]) -> ModuleType:
    """Only what a replaced equation reaches is read, and compiled, anew."""
    mark = format(abs(hash(own)), "x")
    mine = _read_anew("simulation.model.equations", mark)
    for equation, function in own:
        setattr(mine, equation, _compiled(function))
    reached, anew = _reached(dict(own)), dict[str, Any]()
    for part in (SHARED, *PARTS[name]):
        path = f"simulation.engine.{part}" if part == SHARED else f"simulation.engine.{name}.{part}"
        if _takes(path, reached, anew):
            read = _read_anew(path, mark, eq=mine, **anew)
            anew[part] = plain(read) if part == SHARED and name == "reference" else read
    return _read_anew(f"simulation.engine.{name}", mark, eq=mine, **anew)


def _reached(own: Collection[str]) -> set[str]:
    """These equations, and all that call one of them."""
    reached, grown = set(own), True
    while grown:
        calling = {name for name, one in REPLACEABLE.items() if reached & set(one.py_func.__code__.co_names)}
        grown = not calling <= reached
        reached |= calling
    return reached


def _takes(path: str, reached: Collection[str], anew: Collection[str]) -> bool:
    """Whether a module calls one of these equations, or one of these parts, which were read anew."""
    module = importlib.import_module(path)
    called = set(re.findall(r"\beq\.(\w+)", inspect.getsource(module)))
    return bool(called & set(reached)) or not vars(module).keys().isdisjoint(anew)


def _read_anew(name: str, mark: str, **instead: Any) -> ModuleType:
    """A second copy of a module, with other modules in place of some it imports, whose compiled functions are not kept."""
    original = importlib.import_module(name)
    anew = ModuleType(f"{name}_{mark}")
    vars(anew).update(KEEP_COMPILED=False, __file__=original.__file__)
    sys.modules[anew.__name__] = anew
    exec(compile(inspect.getsource(original), str(original.__file__), "exec"), vars(anew))
    vars(anew).update(instead)  # compiled functions look names up when they are first called
    return anew


def _compiled(function: Callable[..., float]) -> Any:
    return function if hasattr(function, "py_func") else numba.njit(error_model="numpy")(function)


def check(equation: str, function: object) -> None:
    """Refuse an unknown equation, and a function that does not take its arguments, compile, or give a number."""
    where = f"equations.{equation}"
    if equation not in REPLACEABLE:
        raise Refusal(where, equation, "the name of an equation", nearest(equation, REPLACEABLE))
    if not callable(function):
        raise Refusal(where, function, "a function", "give a plain Python function of numbers")
    published = inspect.signature(REPLACEABLE[equation].py_func)
    try:
        mine = inspect.signature(getattr(function, "py_func", function))
    except (TypeError, ValueError):  # of a builtin or a class
        raise Refusal(where, function, "a function", "give a plain Python function of numbers") from None
    if len(mine.parameters) != len(published.parameters):
        expected = f"{len(published.parameters)}: {', '.join(published.parameters)}"
        raise Refusal(where, f"{len(mine.parameters)} arguments", expected, "take the same arguments in this order")
    kinds = [parameter.annotation for parameter in published.parameters.values()]
    try:
        result = _compiled(function)(*(1 if kind == "int" else 0.5 for kind in kinds))
    except Exception as fault:  # whatever numba or the function itself raises is a complaint about the function
        told = " ".join(str(fault).split())[:200]
        raise Refusal(where, told, "a function numba can compile", "use numbers and the math module only") from fault
    if not isinstance(result, (int, float)) or result != result:
        raise Refusal(where, result, "a number", "return a float for arguments of ½")
