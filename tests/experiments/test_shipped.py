"""The shipped scenarios are found in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.experiments import shipped
from simulation.refusal import Refusal


def place(package: Path, *folders: Path) -> Path:
    """A package folder, and a scenario in each of some folders."""
    package.mkdir(exist_ok=True)
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "head-or-matrix.yaml").touch()
    return package


def test_the_main_scenario_is_shipped() -> None:
    assert shipped.shipped("head-or-matrix").is_file()


def test_in_a_checkout_it_stands_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_PACKAGE", place(tmp_path / "simulation", tmp_path / "scenarios"))
    assert shipped.shipped("head-or-matrix") == tmp_path / "scenarios" / "head-or-matrix.yaml"


def test_in_an_installation_it_stands_inside_whatever_stands_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "simulation" / "scenarios"
    monkeypatch.setattr(shipped, "_PACKAGE", place(tmp_path / "simulation", inside, tmp_path / "scenarios"))
    assert shipped.shipped("head-or-matrix") == inside / "head-or-matrix.yaml"


def test_an_unknown_name_is_refused_with_the_nearest_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_PACKAGE", place(tmp_path / "simulation", tmp_path / "scenarios"))
    with pytest.raises(Refusal, match="did you mean 'head-or-matrix'"):
        shipped.shipped("head-or-matrx")
