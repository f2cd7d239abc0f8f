"""The list of faults is kept up with the code; `plant.py` plants them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from seeded_faults.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_twenty_five_of_different_kinds() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) == 25
    assert len({fault.file for fault in FAULTS}) >= 12


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_its_test_exists(fault) -> None:  # type: ignore[no-untyped-def]
    source = (ROOT / "simulation" / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.found) == 1
    ast.parse(source.replace(fault.found, fault.planted))
    file, name = fault.test.split("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
