"""The house rules that a machine can hold: who imports whom, what an import costs, what no file may name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "simulation"
LAYERS = ["interfaces", "experiments", "actors", "engine", "graph", "model", "language", "refusal"]
READABLE_WITHOUT = {"numba", "numpy", "platformdirs", "scipy", "simulation"}
SLOW_TO_IMPORT = ["mesa", "matplotlib", "numba", "pandas"]
MACHINE_PATH = re.compile(rb"(?<![\w.~$}])/(?:root|home|Users|work|tmp)/[\w.]|\b[A-Za-z]:\\+Users\\")


def imported(path: Path) -> set[str]:
    """The full names a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def kept_files() -> list[Path]:
    """The files of the checkout that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_the_layers_are_a_contract() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    assert contracts["layers"]["layers"] == [f"simulation.{layer}" for layer in LAYERS]


def test_every_part_of_the_package_is_in_a_layer() -> None:
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert parts - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("reference/*.py", "kernels"),
        ("kernels/*.py", "reference"),
        ("spread_reference.py", "spread_kernels"),
        ("spread_kernels.py", "spread_reference"),
    ],
)
def test_an_engine_imports_nothing_of_the_other(one: str, other: str) -> None:
    files = list((PACKAGE / "engine").glob(one))
    assert files
    names = set().union(*(imported(path) for path in files))
    assert not [name for name in names if name.startswith(f"simulation.engine.{other}")]


def test_the_model_needs_no_library_but_arrays_and_a_compiler() -> None:
    names = {name.split(".")[0] for path in (PACKAGE / "model").rglob("*.py") for name in imported(path)}
    assert names - set(sys.stdlib_module_names) <= READABLE_WITHOUT


def test_importing_the_package_brings_in_nothing_slow() -> None:
    question = f"import simulation, sys; print([name for name in {SLOW_TO_IMPORT} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [(path.relative_to(ROOT), MACHINE_PATH.search(path.read_bytes())) for path in kept_files()]
    assert [(path, match.group()) for path, match in found if match] == []
