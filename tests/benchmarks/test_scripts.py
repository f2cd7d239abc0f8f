"""The scripts that time wom beside others: that they work, never how fast anything is."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
PEERS = {"cynetdiff": "CyNetDiff", "scipy": "SciPy", "ndlib": "NDlib", "EoN": "EoN", "mesa": "Mesa"}


def script(*words: str, name: str = "peers.py") -> subprocess.CompletedProcess[str]:
    """What `python benchmarks/peers.py`, or another script, says from the checkout."""
    command = [sys.executable, str(FOLDER / name), *words]
    path = {"PYTHONPATH": str(FOLDER.parent), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, **path}, check=False)


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, as a module."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("peers")


def cascades(peers: ModuleType, p: float, **settings: bool) -> object:
    """SciPy's cascades with probability `p` beside ours with .1."""
    scipy = importlib.import_module("adapters.scipy")
    task = next(peers.tasks((1_000,)))
    other = replace(task, parameters={"p": p})
    way = peers.Way(task.law, "SciPy", lambda _: scipy.cascade(other), "by live ties", **settings)
    return peers.measured(way, task, peers.Ours(task), rounds=6)


def test_the_quick_form_tells_of_every_peer_or_names_what_is_missing() -> None:
    done = script("--quick")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for library, name in PEERS.items():
        rows = [line for line in lines if line.startswith(f"| {name}")]
        if find_spec(library) is None:
            assert not rows and f"- skipped: {library.lower()}, since {library} is not installed" in lines
        else:
            assert rows, name
    assert "times wom's: 256 a call, 2 threads" in done.stdout


def test_what_counts_may_not_be_written_from_a_part() -> None:
    done = script("--quick", "--write")
    assert done.returncode == 2 and "--write takes everything" in done.stderr
    assert not done.stdout


def test_equal_sizes_have_their_ratios(peers: ModuleType) -> None:
    result = cascades(peers, 0.1, compiled=True)
    assert result.equal
    assert all("–" in cell and cell != "–" for cell in result.row()[6:8])


def test_sizes_that_differ_have_no_ratio_and_this_is_said(peers: ModuleType) -> None:
    result = cascades(peers, 0.12, compiled=True)
    assert not result.equal
    assert result.row()[6:8] == ["–", "–"]
    assert "sizes differ" in result.remark()


def test_equal_means_are_not_enough(peers: ModuleType) -> None:
    even, wide = (np.tile(sizes, 100) for sizes in ([99, 101], [0, 200]))
    side = [peers.Side(lambda: None, 1, [sizes]) for sizes in (even, wide, wide)]
    result = peers.Result(peers.Way("", "", lambda _: None, ""), 0.0, 0.0, side[0], side[1:])
    assert result.z == 0.0 and not result.equal


def test_a_peer_that_should_agree_and_does_not_fails_the_script(
    peers: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scipy = importlib.import_module("adapters.scipy")
    task = next(peers.tasks((1_000,)))
    other = replace(task, parameters={"p": 0.12})
    for same, code in ((True, 1), (False, 0)):
        way = peers.Way(task.law, "SciPy", lambda _: scipy.cascade(other), "by live ties", same=same, compiled=True)
        monkeypatch.setattr(peers, "adapters", lambda names, way=way: ([way], []))
        monkeypatch.setattr(sys, "argv", ["peers.py", "--quick"])
        assert peers.main() == code
        assert ("should be equal" in capsys.readouterr().err) is same


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is not told on Windows")
def test_the_whole_model_is_measured_beside_its_floor() -> None:
    said = script("--quick", "--consumers", "2000", name="whole_model.py")
    assert said.returncode == 0, said.stderr
    row = next(line for line in said.stdout.splitlines() if line.startswith("| 2,000 |")).split("|")
    assert int(row[4].replace(",", "")) > 0, "somebody was exposed"
    times = re.search(r"The readable engine takes ([\d,]+) times as long", said.stdout)
    assert times and int(times[1].replace(",", "")) > 1


def test_what_a_user_waits_for_is_measured_from_files_to_workers() -> None:
    said = script("--quick", name="everyday.py")
    assert said.returncode == 0, said.stderr
    rows = [line.split("|") for line in said.stdout.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 8
    assert all(float(row[2].split()[0]) > 0.0 for row in rows if "nan" not in row[2])


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is not told on Windows")
def test_growth_is_measured_and_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = script("--quick", name="scaling.py")
    assert said.returncode == 0, said.stderr
    row = next(line for line in said.stdout.splitlines() if line.startswith("| consumers"))
    assert row.startswith("| consumers | 1,000 | 2,000 |")
    monkeypatch.syspath_prepend(str(FOLDER))
    scaling = importlib.import_module("scaling")
    along = [{"days": x, "seconds": 3 * x**0.7, "memory": 8.0} for x in (1.0, 4.0, 9.0)]
    assert scaling.growth(along, "days", "seconds") == pytest.approx((0.7, 0.0), abs=1e-6)
    scaling.picture({"days": along}, tmp_path / "growth.svg")
    assert "<svg" in (tmp_path / "growth.svg").read_text(encoding="utf-8")
