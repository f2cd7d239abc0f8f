"""One visitor's comparison, from the moment it is asked for: in line, running, done, stopped or refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments.processes import processors
from simulation.interfaces.dashboard import apart
from simulation.interfaces.dashboard.apart import Apart
from simulation.interfaces.dashboard.compared import compared
from simulation.interfaces.dashboard.line import LINE, LeftLine, Line

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

OFTEN = 0.2  # seconds between two pieces of news
REPORT, TABLES = "report", "tables"


class Standing(NamedTuple):
    """How far a comparison has come."""

    state: str = "none"  # none, waiting, starting, running, stopping, done, stopped, failed
    ahead: int = 0  # comparisons of others before this one
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    complaint: str = ""
    verdict: dict[str, Any] | None = None  # by language
    files: tuple[str, ...] = ()  # what can be downloaded already


class Comparison:
    """The work of one visitor; `told` is called with a Standing whenever there is news."""

    def __init__(self, told: Callable[[Standing], None], line: Line = LINE, work: apart.Work = compared) -> None:
        self.standing, self._told, self._line, self._work = Standing(), told, line, work
        self.scenario: Scenario | None = None  # what is or was compared, whatever has been chosen since
        self.files: dict[str, bytes] = {}
        self._left = threading.Event()
        self._process: Apart | None = None
        self._began = self._news = 0.0

    @property
    def busy(self) -> bool:
        """Whether there is work that can be stopped."""
        return self.standing.state in ("waiting", "starting", "running", "stopping")

    def start(self, scenario: Scenario, worlds: int, assumptions: str, out: Path) -> None:
        """Begin in a thread of its own; nothing happens while another is at work."""
        if not self.busy:
            self._left.clear()
            self.files.clear()
            self.scenario = scenario
            self._tell(Standing("starting"))
            threading.Thread(target=self._run, args=(scenario, worlds, assumptions, processors(), out), daemon=True).start()

    def stop(self) -> None:
        """Leave the line, or stop the work; runs that are finished are not made again."""
        if self.busy:
            self._left.set()
            self._tell(self.standing._replace(state="stopping"))
            if self._process is not None:
                self._process.stop()

    def _run(self, *given: Any) -> None:
        try:
            with self._line.turn(self._queued, self._left):
                self._process = Apart(self._work, *given)
                self._began = time.monotonic()
                for kind, said in self._process.messages():
                    self._hear(kind, said)
        except LeftLine:
            self._tell(Standing("stopped"))
        finally:
            self._process = None

    def _queued(self, ahead: int) -> None:
        self._tell(Standing("waiting", ahead))

    def _hear(self, kind: str, said: Any) -> None:
        """One message of the process at work."""
        now = self.standing
        if kind == "progress":
            self._progress(*said)
        elif kind == "verdict":
            language, shown = said
            self._tell(now._replace(state="done", verdict={**(now.verdict or {}), language: shown}))
        elif kind in (REPORT, TABLES):
            name = f"{REPORT}-{said[0]}" if kind == REPORT else TABLES
            self.files[name] = said[1] if kind == REPORT else said
            self._tell(now._replace(files=tuple(self.files)))
        elif kind == apart.REFUSED:
            self._tell(Standing("failed", complaint=str(apart.refusal_of(said))))
        elif kind == apart.BROKEN:
            self._tell(Standing("failed", complaint=said.strip().splitlines()[-1]))
        elif kind == apart.STOPPED and now.verdict is None:
            self._tell(Standing("stopped", done=now.done, total=now.total))

    def _progress(self, done: int, total: int) -> None:
        elapsed = time.monotonic() - self._began
        left = elapsed * (total - done) / done if done > 1 else None
        state = "stopping" if self._left.is_set() else "running"
        self.standing = self.standing._replace(state=state, done=done, total=total, seconds_left=left)
        if done == total or time.monotonic() - self._news > OFTEN:
            self._tell(self.standing)

    def _tell(self, standing: Standing) -> None:
        self._news, self.standing = time.monotonic(), standing
        self._told(standing)
