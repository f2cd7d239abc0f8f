"""A real `wom compare` in a process of its own, to be stopped at any moment, and what it leaves behind."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulation.model import chance

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600.0  # seconds after which a process is taken to hang

Part = tuple[int, int, str]  # inode, time of writing, digest


@dataclass(frozen=True)
class Comparison:
    """`wom compare` of one scenario into one folder; all its processes carry one mark in their environment."""

    scenario: str
    out: Path
    words: Sequence[str] = ()
    mark: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def command(self) -> list[str]:
        """What is typed."""
        return [sys.executable, "-m", "simulation.interfaces.cli", "compare", self.scenario, "--out", str(self.out), *self.words]

    def start(self, first: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """The process, in a group of its own, as a terminal would start it; `first` is done in it before anything else."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "WOM_TESTED": self.mark}
        return subprocess.Popen(
            self.command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=True, preexec_fn=lambda: listening(first),
        )  # fmt: skip

    def whole(self, first: Callable[[], None] | None = None) -> tuple[int, str]:
        """Exit code and standard error of a run that nobody disturbs."""
        return ended(self.start(first))

    def parts(self) -> dict[str, Part]:
        """Every finished run: which file it is and what it holds."""
        return {path.name: _part(path) for path in self.out.glob("*/parts/*.parquet")}

    def results(self) -> dict[str, bytes]:
        """The bytes of all tables, figures and the report; a draft of a killed process is none of them."""
        files = (path for path in self.out.rglob("*") if path.is_file() and path.parent.name != "parts" and path.suffix != ".tmp")
        return {str(path.relative_to(self.out)): path.read_bytes() for path in files}

    def other_files(self) -> set[str]:
        """What lies beside the parts: drafts, and parts set aside."""
        return {path.name for path in self.out.glob("*/parts/*") if path.suffix != ".parquet"}

    def alive(self) -> list[int]:
        """The processes that carry the mark; only Linux tells."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_marked(folder)]

    def _is_marked(self, process: Path) -> bool:
        try:
            running = (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            return running and self.mark.encode() in (process / "environ").read_bytes()
        except OSError:  # gone meanwhile, or somebody else's
            return False


def _part(path: Path) -> Part:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()


def listening(first: Callable[[], None] | None) -> None:
    """Before a process begins: it hears Ctrl-C even if the tests run where it is ignored, in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if first is not None:
        first()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and standard error of a process, once it has ended."""
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def killed(process: subprocess.Popen[str], comparison: Comparison, group: bool = False) -> tuple[int, str]:
    """Kill a process, or its whole group, and see that none of its workers outlives it; exit code and standard error."""
    (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
    assert eventually(lambda: not comparison.alive(), 30.0), "workers outlive their parent"
    return ended(process)


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


def untouched(before: dict[str, Part], after: dict[str, Part]) -> bool:
    """Whether every part that was there is the same file still: no finished run was run again."""
    return all(after.get(name) == part for name, part in before.items())


def keyed(*words: object) -> float:
    """A number between 0 and 1, the same for the same words."""
    return float(chance.draw(chance.world(11), chance.name_of("/".join(map(str, words)))))
