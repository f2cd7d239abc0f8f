"""The process that judges: a line `KEY KIND` in, a line of JSON out."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import simulation as sim
from mutants import arguments, judge, scenarios
from mutants.check import check
from mutants.kinds import KINDS
from mutants.mutant import lots_of


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is printed meanwhile is no answer
    with _folder() as folder:
        warm(folder)
    judge.guarded()
    _tell(answers, "ready")
    for line in sys.stdin:
        key, kind = line.rstrip("\n").split(" ", 1)
        with _folder() as folder:
            _tell(answers, json.dumps(judged(kind, int(key), folder)))


def warm(folder: Path) -> None:
    """The good cases the mutants are made from are accepted; whatever they need is then imported and compiled."""
    for key in range(12):
        text = scenarios.written(scenarios.document(lots_of("good", key)))
        check(scenarios.taken(folder, "good", text.encode()).use())
    for strategy in scenarios.STRATEGIES:
        arm = arguments.scenario().vary(strategies=[strategy])
        check(sim.run(arm, next(iter(arm.strategies))))
    for recipe, options in scenarios.RECIPES.items():
        check(sim.generators.RECIPES[recipe](**options))
    for name, options in arguments.LAWS.items():
        check(sim.spread(arguments.crowd_of(name), getattr(sim.laws, name)(**options), steps=5))
    check(sim.compare(arguments.scenario(), 1, workers=1))
    check(sim.sweep(arguments.scenario(), {"kappa": [0.5]}, 1, workers=1))


def judged(kind: str, key: int, folder: Path) -> tuple[str, str, str]:
    """What came of a mutant, what was done and what is said."""
    try:
        mutant = KINDS[kind].make(lots_of(kind, key), folder)
    except Exception as error:
        return judge.FAULT, "", f"no mutant could be made: {error!r}"
    came, said = judge.outcome(mutant)
    return came, mutant.told, said


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder to be in, gone afterwards."""
    folder = tempfile.mkdtemp(prefix="mutants")
    os.chdir(folder)
    try:
        yield Path(folder)
    finally:
        os.chdir(tempfile.gettempdir())
        shutil.rmtree(folder, ignore_errors=True)


def _tell(answers: TextIO, line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
