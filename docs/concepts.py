"""Where every concept of the field's own texts lands: checks concepts.yaml against the code, and words CONCEPTS.md."""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from simulation.actors.roles import brand, community, koc, kol, kos, spinoff
from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.registry import STRATEGIES
from simulation.experiments import metrics, scenario_events, shipped
from simulation.graph.generators import RECIPES
from simulation.model.mechanisms import MECHANISMS
from simulation.model.parameters import REGISTRY

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MOST_ALONE = 2  # rows that may land on one scenario and nothing else
MOST_TESTED = 4  # rows that may rest on one test

KINDS = {"A": "actor", "C": "channel", "P": "parameter", "B": "behaviour", "ST": "strategy", "M": "metric", "H": "hypothesis",
         "SC": "case", "X": "operations"}  # fmt: skip


class Row(NamedTuple):
    """One concept: what the texts call it, what it says in our words, where it lands and what exercises it."""

    id: str
    kind: str
    term: str
    gist: str
    lands: Mapping[str, tuple[str, ...]] = {}
    tests: tuple[str, ...] = ()  # node ids
    beyond: str = ""  # what of it is left out, and why
    out: str = ""  # why none of it is in the model


@cache
def told() -> Mapping[str, Any]:
    """concepts.yaml as it stands."""
    return dict(yaml.safe_load((HERE / "concepts.yaml").read_text(encoding="utf-8")))


@cache
def rows() -> tuple[Row, ...]:
    """The concepts in the order of the file."""
    return tuple(_row(**row) for row in told()["rows"])


def _row(id: str, kind: str, term: str, gist: str, tests: str = "", beyond: str = "", out: str = "", **lands: str) -> Row:
    places = {place: tuple(names.split()) for place, names in lands.items()}
    return Row(id, kind, term, gist, places, tuple(_node_id(test) for test in tests.split()), beyond, out)


def _node_id(test: str) -> str:
    """A test as pytest names it; `sign[fatigue]` is short for a test named at the head of the file, with its case."""
    name, _, case = test.partition("[")
    return told()["tests"].get(name, name) + (f"[{case}" if case else "")


# ------------------------------------------------------------------------------------------------------------------ names


@cache
def measured() -> frozenset[str]:
    """Every metric, column of a result, and touch."""
    columns = [f"{table}.{column}" for table, found in metrics.TABLES.items() for column in found]
    return frozenset([*metrics.METRICS, *columns, *metrics.TOUCHES])


def _names() -> Mapping[str, Callable[[], Collection[str]]]:
    accounts = (brand.Brand, community.Community, koc.KOC, kol.KOL, kos.KOS, spinoff.SpinOff)
    return {
        "role": lambda: {kind.kind for kind in accounts},
        "parameter": lambda: REGISTRY,
        "mechanism": lambda: MECHANISMS,
        "strategy": lambda: STRATEGIES,
        "recruit": lambda: SEEDINGS,
        "metric": measured,
        "scenario": shipped.names,
        "network": lambda: RECIPES,
        "circumstance": lambda: {"calendar", "targets", *scenario_events.Event.model_fields} - {"day", "days"},
    }


PLACES = (*_names(), "code")


def exists(place: str, name: str) -> bool:
    """Whether the code has something of this name in this place."""
    if place != "code":
        return name in _names()[place]()
    module, _, rest = name.partition(":")
    found: Any = importlib.import_module(f"simulation.{module}")
    for part in rest.split("."):
        found = getattr(found, part, None)
    return found is not None


# ----------------------------------------------------------------------------------------------------------------- checks


def complaints() -> list[str]:
    """What is wrong with the mapping: names that do not exist, tests that do not, rows that land nowhere."""
    return [*_bad_rows(), *_missing_names(), *_missing_tests(), *_vague()]


def _bad_rows() -> Iterator[str]:
    for row in rows():
        if not set(row.kind.split(",")) <= {*KINDS, "–"}:
            yield f"{row.id}: kind {row.kind}"
        if bool(row.out) == bool(row.lands):
            yield f"{row.id}: lands somewhere, or says why not"
        if row.lands and not row.tests:
            yield f"{row.id}: no test"
        for place in set(row.lands) - set(PLACES):
            yield f"{row.id}: no place is called {place}"


def _missing_names() -> Iterator[str]:
    for row in rows():
        for place in set(row.lands) & set(PLACES):
            yield from (f"{row.id}: no {place} {name}" for name in row.lands[place] if not exists(place, name))


def _missing_tests() -> Iterator[str]:
    for row in rows():
        yield from (f"{row.id}: no test {test}" for test in row.tests if not _is_test(test))


def _is_test(node_id: str) -> bool:
    """Whether the file has a function of this name, and a decorator that may give it cases if one is named."""
    file, _, rest = node_id.partition("::")
    name, _, case = rest.partition("[")
    return name in _functions(ROOT / file) and (not case or _functions(ROOT / file)[name])


@cache
def _functions(file: Path) -> Mapping[str, bool]:
    """The functions of a file of tests, and whether each is decorated."""
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: bool(node.decorator_list) for node in found}


def _vague() -> Iterator[str]:
    """One scenario, or one test, that too many rows rest on says nothing about any of them."""
    alone = Counter(row.lands["scenario"] for row in rows() if set(row.lands) == {"scenario"})
    yield from (f"{', '.join(names)}: all that {count} rows land on" for names, count in alone.items() if count > MOST_ALONE)
    only = Counter(row.tests[0] for row in rows() if len(row.tests) == 1)
    yield from (f"{test}: all that {count} rows are exercised by" for test, count in only.items() if count > MOST_TESTED)


# --------------------------------------------------------------------------------------------------------------- document


def document() -> str:
    """CONCEPTS.md."""
    parts = [told()["head"], _sources(), *(_section(source) for source in told()["sources"]), _totals()]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _sources() -> str:
    lines = [f"| {tag} | {source['what']} | {source['caveat']} |" for tag, source in told()["sources"].items()]
    return "\n".join(["| | source | caveat |", "|---|---|---|", *lines])


def _section(source: str) -> str:
    mine = [row for row in rows() if row.id.split(".")[0] == source.removeprefix("S")]
    head = [f"## {source}", "", "| # | concept | kind | what it says | where it lands | exercised by |", "|---" * 6 + "|"]
    return "\n".join([*head, *map(line, mine)])


def line(row: Row) -> str:
    """One row of the table."""
    kinds = ", ".join(KINDS.get(kind, kind) for kind in row.kind.split(","))
    places = [f"{place} {', '.join(f'`{_shown(place, name)}`' for name in names)}" for place, names in row.lands.items()]
    where = "; ".join(places) if row.lands else f"*out of scope, because* {row.out}"
    where += f". *Not in it*: {row.beyond}" if row.beyond else ""
    return f"| {row.id} | {row.term} | {kinds} | {row.gist} | {where} | {'<br>'.join(f'`{test}`' for test in row.tests) or '–'} |"


def _shown(place: str, name: str) -> str:
    return f"simulation.{name.replace(':', '.')}" if place == "code" else name


def _totals() -> str:
    inside, partly = sum(bool(row.lands) for row in rows()), sum(bool(row.beyond) for row in rows())
    return (
        f"Of {len(rows())} concepts {inside} land in the model, {partly} of them with a part left out that is named, and "
        f"{len(rows()) - inside} are out of scope."
    )
