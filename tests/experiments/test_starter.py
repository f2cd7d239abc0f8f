"""What `wom init` writes can be run as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.experiments.run import run
from simulation.experiments.scenario import load
from simulation.experiments.starter import starter
from simulation.refusal import Refusal


@pytest.mark.parametrize("name", ["launch", "2025", "no", "新品 launch-1"])
def test_the_starter_loads_under_any_name(tmp_path: Path, name: str) -> None:
    for file, text in starter(name).items():
        (tmp_path / file).write_text(text, "utf-8")
    scenario = load(tmp_path / f"{name}.yaml")
    assert scenario.name == name
    assert scenario.network().n_consumers == 2_000
    assert scenario.rate_card()


def test_every_strategy_of_the_starter_runs(tmp_path: Path) -> None:
    for file, text in starter("launch").items():
        (tmp_path / file).write_text(text, "utf-8")
    scenario = load(tmp_path / "launch.yaml")
    for label in scenario.strategies:
        totals = run(scenario, label).totals.iloc[0]
        assert totals.spend + totals.unspent == pytest.approx(100_000, abs=0.001)


@pytest.mark.parametrize("name", ["", "a/b", "..", 'x"y', "line\nbreak", 5])
def test_a_name_no_file_can_carry_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match=r"^name: found"):
        starter(name)
