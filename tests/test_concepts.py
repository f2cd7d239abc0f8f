"""Every concept of the field lands somewhere by name, with a test that exists, or is left out for a reason."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
COUNTS = {"0": 31, "1": 28, "2": 24, "3": 17, "4": 35}  # concepts a source


def script(name: str) -> Any:
    """A script that writes documents, as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


concepts = script("concepts")


def test_every_concept_stands_once_in_its_order() -> None:
    wanted = [f"{source}.{number}" for source, count in COUNTS.items() for number in range(1, count + 1)]
    assert len(wanted) == 135
    assert [row.id for row in concepts.rows()] == wanted


def test_every_name_and_every_test_exists_and_no_scenario_stands_for_many() -> None:
    assert concepts.complaints() == []


def test_every_test_named_is_collected() -> None:
    """Cases included, which no reading of the files can tell."""
    named = sorted({test for row in concepts.rows() for test in row.tests})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *named]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, [line for line in found.stderr.splitlines() + found.stdout.splitlines() if "ERROR" in line]


def test_every_mechanism_and_every_strategy_serves_a_concept_or_the_model() -> None:
    """What no concept asks for is part of the kernel, named here."""
    kernel = {"autonomy", "lapse", "willingness_to_pay", "reputation", "repeated_recognition"}
    served = {name for row in concepts.rows() for name in row.lands.get("mechanism", ())}
    assert set(concepts.MECHANISMS) - served <= kernel
    baselines = {"tiered", "no_campaign"}
    assert set(concepts.STRATEGIES) - {name for row in concepts.rows() for name in row.lands.get("strategy", ())} <= baselines


def test_a_wrong_row_is_complained_of(monkeypatch: Any) -> None:
    """What the checks above would miss if they could not fail."""
    row = concepts.Row("0.1", "A", "x", "y", {"mechanism": ("fatige",)}, ("tests/model/test_chance.py::test_nothing",))
    vague = [concepts.Row(f"9.{n}", "SC", "x", "y", {"scenario": ("nuofan",)}, (f"t{n}",)) for n in range(3)]
    monkeypatch.setattr(concepts, "rows", lambda: (row, *vague, concepts.Row("9.9", "Q", "x", "y")))
    found = concepts.complaints()
    assert "0.1: no mechanism fatige" in found
    assert "0.1: no test tests/model/test_chance.py::test_nothing" in found
    assert "9.9: lands somewhere, or says why not" in found and "9.9: kind Q" in found
    assert any("all that 3 rows land on" in complaint for complaint in found)


def test_the_document_is_what_the_data_say() -> None:
    """On failure: `python docs/generate.py`."""
    assert (DOCS / "CONCEPTS.md").read_text(encoding="utf-8") == concepts.document()
