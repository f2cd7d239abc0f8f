"""Plants each fault alone in a copy of the checkout and runs the test that must catch it, which must pass without it.

    python tests/seeded_faults/plant.py [WORD]      all of them, or those with WORD in their name

Takes about half a minute a fault, most of it compiling. Exit code 1 if a fault is not caught, 2 if a test fails without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("simulation", "scenarios", "tests", "pyproject.toml")


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the checkout, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name)
        yield copy


def tested(copy: Path, tests: Sequence[str], *options: str) -> subprocess.CompletedProcess[str]:
    """These tests, run in a copy, which compiles everything anew."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "WOM_CACHE": str(copy / "cache")}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def caught(fault: Fault) -> bool:
    """Whether the named test fails with the fault in place, and does so by an assertion rather than for want of a file."""
    with copied() as copy:
        path = copy / "simulation" / fault.file
        path.write_text(path.read_text(encoding="utf-8").replace(fault.found, fault.planted), encoding="utf-8")
        return tested(copy, [fault.test], "-x").returncode == 1


def pass_without(faults: Sequence[Fault]) -> bool:
    """Whether their tests pass where nothing is planted; what they say if not is printed."""
    with copied() as copy:
        done = tested(copy, list(dict.fromkeys(fault.test for fault in faults)), "--tb=no")
    if done.returncode:
        print(f"{done.stdout}{done.stderr}\nNothing was planted: these tests must pass without a fault first.")
    return done.returncode == 0


def main(words: list[str]) -> int:
    """Plant them; returns the exit code."""
    chosen = [fault for fault in FAULTS if not words or words[0] in fault.name]
    if not chosen:
        print(f"No fault has {words[0]!r} in its name.")
        return 2
    if not pass_without(chosen):
        return 2
    missed = 0
    for fault in chosen:
        found = caught(fault)
        missed += not found
        print(f"{'caught' if found else 'MISSED'}  {fault.name}  ({fault.test})", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults caught")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
