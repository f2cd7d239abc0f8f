"""The hypotheses by their ids, each read from its file when first asked for."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

from simulation.experiments.hypotheses.hypothesis import Hypothesis, Inexpressible
from simulation.refusal import Refusal, nearest

Known = Hypothesis | Inexpressible

_FILE = re.compile(r"h(\d\d)([a-z]?)_\w+")


@cache
def _files() -> dict[str, str]:
    """Id → name of its file, in order."""
    stems = sorted(path.stem for path in Path(__file__).parent.glob("h[0-9][0-9]*_*.py"))
    matched = [match for stem in stems if (match := _FILE.fullmatch(stem))]
    return {f"H{int(match[1])}{match[2]}": match[0] for match in matched}


def ids() -> list[str]:
    """The ids of all hypotheses, in order."""
    return list(_files())


def module_of(id: str) -> str:
    """The file of a hypothesis, without its ending."""
    if not isinstance(id, str) or id not in _files():
        raise Refusal("hypotheses", id, "the id of a hypothesis", nearest(id, _files()))
    return _files()[id]


@cache
def hypothesis(id: str) -> Known:
    """The hypothesis of this id: H9, H17b, …; raises Refusal for any other."""
    found: Known = import_module(f"simulation.experiments.hypotheses.{module_of(id)}").HYPOTHESIS
    assert found.id == id
    return found


def asked_for(names: list[str] | tuple[str, ...]) -> list[Known]:
    """The hypotheses of these ids, each once, in the order of the list of all; all of them if none is named."""
    chosen = {_spelt(name) for name in names}
    return [hypothesis(id) for id in ids() if not names or id in chosen]


def _spelt(name: object) -> str:
    """An id as it is written: h9 and H9 are the same."""
    if not isinstance(name, str):
        raise Refusal("hypotheses", name, "the id of a hypothesis", "write H9")
    spelt = name[:1].upper() + name[1:].lower()
    module_of(spelt)
    return spelt
