"""An equation of one's own reaches everything that calls it, and nothing else is compiled anew."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from simulation.engine import columns
from simulation.engine.engines import ENGINES, PARTS, REPLACEABLE, engine
from simulation.model import equations


def called(tree: ast.AST) -> set[str]:
    """The names that are called in a piece of code, of whatever they are attributes."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def callers(name: str) -> set[str]:
    """The equations that call one, directly or not, and itself."""
    tree = ast.parse(inspect.getsource(equations))
    calls = {node.name: called(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = {name}
    for _ in calls:
        found |= {caller for caller, theirs in calls.items() if theirs & found}
    return found


def of(parts: Any, name: str) -> dict[str, Any]:
    """The modules of an engine by name: as its functions see them, the shared columns with them."""
    return {"columns": parts.columns, name: parts, **{part: getattr(parts, part) for part in PARTS[name]}}


def equations_seen(module: Any) -> ModuleType:
    """The equations that the functions of a module call."""
    if isinstance(module, ModuleType):
        return module.eq  # type: ignore[no-any-return]
    return next(iter(vars(module).values())).__globals__["eq"]  # type: ignore[no-any-return]


def text(module: Any) -> str:
    """The source of a module, also of one that was read anew."""
    if not isinstance(module, ModuleType):
        return inspect.getsource(columns)
    assert module.__file__ is not None
    return Path(module.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("equation", REPLACEABLE)
def test_it_is_seen_wherever_it_is_called(name: str, equation: str) -> None:
    wanted: Collection[str] = callers(equation)
    found = of(engine(name, {equation: REPLACEABLE[equation]}), name)
    calling = {part for part, module in found.items() if called(ast.parse(text(module))) & wanted}
    for part in calling:
        assert equations_seen(found[part]) is not equations, f"{part} calls the published {equation}"
    seen = {(one, part): getattr(module, part, None) for one, module in found.items() for part in PARTS[name]}
    for (one, part), there in seen.items():
        assert not isinstance(there, ModuleType) or there is found[part], f"{one} calls another {part}"


@pytest.mark.parametrize("name", ENGINES)
def test_no_part_hands_the_equations_on(name: str) -> None:
    """Who is read anew is decided by the equations a part calls by name; only the engine itself, always read anew, may."""
    found = of(engine(name), name)
    for part in ("columns", *PARTS[name]):
        tree = ast.parse(text(found[part]))
        named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "eq"]
        called_by_name = [node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        assert all(any(node is value for value in called_by_name) for node in named), part


def test_what_it_does_not_reach_stays_compiled() -> None:
    mine, published = engine("kernels", {"wear_out": REPLACEABLE["wear_out"]}), engine("kernels")
    assert mine.evidence is not published.evidence
    for part in ("delivery", "transitions", "aftermath", "columns"):
        assert getattr(mine, part) is getattr(published, part), part
