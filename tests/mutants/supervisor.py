"""Mutants judged in a process of their own, which may hang, crash or run out of memory without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import NamedTuple

HARD = 60.0  # seconds after which a process that does not even hear its own clock is ended
TO_BEGIN = 300.0  # seconds; nothing may be compiled yet
ROOT = Path(__file__).absolute().parents[2]


class Judgement(NamedTuple):
    """What came of one mutant."""

    kind: str
    key: int
    came: str  # refused, accepted or fault
    told: str  # what was done
    said: str  # the message, or what is wrong

    def __str__(self) -> str:
        again = f"PYTHONPATH=tests python -m mutants {self.kind!r} {self.key}"
        return f"{self.came}: {self.told}\n        {self.said}\n        again: {again}"


class Judge:
    """A process that judges one mutant after the other, and the next one when it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def judged(self, kind: str, keys: range) -> Iterator[Judgement]:
        """The judgement of every mutant of a kind."""
        for key in keys:
            yield self.one(kind, key)

    def one(self, kind: str, key: int) -> Judgement:
        process = self.process or self._begun()
        line = self._answer(process, f"{key} {kind}\n", HARD)
        if line:
            return Judgement(kind, key, *json.loads(line))
        self.process = None
        return Judgement(kind, key, "fault", "", f"hung for {HARD:g} s or crashed (code {process.wait()})")

    def _begun(self) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mutants.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert self._answer(self.process, "", TO_BEGIN) == "ready\n", "the good cases are not accepted"
        return self.process

    @staticmethod
    def _answer(process: subprocess.Popen[str], question: str, seconds: float) -> str:
        """The line a process answers with; nothing if it dies, or does not answer in time and is ended."""
        assert process.stdin is not None and process.stdout is not None
        clock = Timer(seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(question)
            process.stdin.flush()
            return process.stdout.readline()
        except BrokenPipeError:
            return ""
        finally:
            clock.cancel()
