"""Plants each fault alone in a copy of the checkout and runs the test that must catch it.

    python tests/seeded_faults/plant.py [WORD]      all of them, or those with WORD in their name

Takes about half a minute a fault, most of it compiling. Exit code 1 if a fault is not caught.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("simulation", "scenarios", "tests", "pyproject.toml")


def caught(fault: Fault) -> bool:
    """Whether the named test fails with the fault in place, and does so by an assertion rather than for want of a file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name)
        path = copy / "simulation" / fault.file
        path.write_text(path.read_text(encoding="utf-8").replace(fault.found, fault.planted), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", fault.test]
        environment = os.environ | {"PYTHONPATH": str(copy), "WOM_CACHE": str(copy / "cache")}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 1


def main(words: list[str]) -> int:
    """Plant them; returns the exit code."""
    chosen = [fault for fault in FAULTS if not words or words[0] in fault.name]
    missed = 0
    for fault in chosen:
        found = caught(fault)
        missed += not found
        print(f"{'caught' if found else 'MISSED'}  {fault.name}  ({fault.test})", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults caught")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
