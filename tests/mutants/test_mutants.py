"""Malformed input is refused in five parts or accepted and sound; nothing else happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mutants import judge, ties
from mutants.kinds import FAMILIES, KINDS
from mutants.mutant import Mutant, lots_of
from mutants.supervisor import ROOT, Judge
from simulation.graph.network import Network
from simulation.refusal import Refusal

# So many of each kind go through the real command, in processes of their own; all kinds go through the same code above.
COMMANDS = {"scenario bytes": 3, "scenario value": 4, "scenario key": 2, "scenario strategies": 2}


def test_there_are_two_thousand_mutants() -> None:
    assert sum(kind.count for kind in KINDS.values()) >= 2000


def test_every_format_has_a_good_file_that_is_read() -> None:
    assert set(ties.readable()) == set(ties.GOOD)


def test_the_same_key_makes_the_same_mutant(tmp_path: Path) -> None:
    told = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        told.append([KINDS[kind].make(lots_of(kind, 7), folder).told for kind in ("scenario bytes", "rate card cells", "spread")])
    assert told[0] == told[1]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_mutant_does_anything_but_be_refused_clearly_or_accepted_soundly(
    family: str, capsys: pytest.CaptureFixture[str]
) -> None:
    faults, lines, spared = [], [], []
    with Judge() as court:
        for name, kind in FAMILIES[family].items():
            found = list(court.judged(name, range(kind.count)))
            came = Counter(one.came for one in found)
            lines.append(f"{name}: {came['refused']} refused, {came['accepted']} accepted")
            faults += [str(one) for one in found if one.came == "fault"]
            spared += [lines[-1]] * (came["refused"] < kind.least * kind.count)
    with capsys.disabled():
        print(f"\n  {family}: " + "; ".join(lines))
    assert not faults, "\n".join(faults)
    assert not spared, f"mutants that hardly hurt: {spared}"


def endless() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda: {}["a"], "KeyError"),
        (lambda: np.log(np.zeros(1)), "RuntimeWarning"),
        (lambda: pd.DataFrame({"a": [1.0, np.nan]}), "a hold nan"),
        (lambda: refuse("", 1, "2", "mend it"), "nothing under 'where'"),
        (lambda: refuse("field", 1, "", "mend it"), "nothing under 'expected'"),
        (lambda: refuse("field", 1, "2", " "), "nothing under 'remedy'"),
        (lambda: refuse("elsewhere", 1, "2", "mend it"), "a place without any of"),
        pytest.param(
            endless,
            "took more than 0.1 s, in endless",
            marks=pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no clock that interrupts"),
        ),
    ],
)
def test_the_judge_finds_fault(use: Callable[[], Any], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS", 0.1)
    came, said = judge.outcome(Mutant("", use, ("field",)))
    assert came == judge.FAULT and words in said


def test_the_judge_takes_what_is_sound_and_what_is_refused_clearly() -> None:
    assert judge.outcome(Mutant("", lambda: Network.complete(3), ("field",)))[0] == judge.ACCEPTED
    assert judge.outcome(Mutant("", lambda: refuse("file: field", 1, "2", "mend it"), ("field",)))[0] == judge.REFUSED


def refuse(*parts: Any) -> None:
    raise Refusal(*parts)


def described(kind: str, key: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """`wom describe` of a malformed scenario, in a process of its own."""
    folder.mkdir(parents=True)
    KINDS[kind].make(lots_of(kind, key), folder)
    command = [sys.executable, "-m", "simulation.interfaces.cli", "describe", "small.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300)


def test_the_command_leaves_with_two_and_one_line(tmp_path: Path) -> None:
    wanted = [(kind, key) for kind, count in COMMANDS.items() for key in range(count)]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda one: described(*one, tmp_path / one[0] / str(one[1])), wanted))
    for (kind, key), said in zip(wanted, done, strict=True):
        again = f"{kind} {key}: {said.stderr[-2000:]}"
        assert said.returncode in (0, 2) and "Traceback" not in said.stderr, again
        if said.returncode == 2:
            assert len(said.stderr.splitlines()) == 1 and "; expected " in said.stderr, again
    assert sum(said.returncode == 2 for said in done) >= 8
