"""A real Dask cluster: scheduler and workers in processes of their own, to be killed at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from support.processes import PATIENCE, ROOT, eventually


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Standing:
    """A scheduler and its workers; they see no file of the tests, and `folder` is where they are."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def scheduler(self) -> Standing:
        """Start the scheduler, at the same place each time."""
        self._start("scheduler", ["--port", str(self.port), "--no-dashboard"])
        return self

    def worker(self, name: str, *words: str, path: Sequence[Path] = (ROOT,)) -> Standing:
        """Start a worker without a guardian that would start it anew; `path` is where it finds its code."""
        place = ["--local-directory", str(self.folder / name), "--name", name]
        self._start(name, [self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny", *place, *words], path)
        return self

    def _start(self, name: str, words: Sequence[str], path: Sequence[Path] = ()) -> None:
        kind = "scheduler" if name == "scheduler" else "worker"
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", *words],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "OMP_NUM_THREADS": "1"},
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=(self.folder / f"{name}.log").open("ab"),
        )  # fmt: skip

    def ready(self) -> Standing:
        """Wait until the workers started here, and no others, are there."""
        from distributed import Client

        alive = [name for name, process in self.processes.items() if name != "scheduler" and process.poll() is None]
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            assert eventually(lambda: len(client.nthreads()) == len(alive), 60.0), "workers that do not come"
        return self

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """End one of them."""
        process = self.processes.pop(name)
        process.send_signal(number)
        process.wait(PATIENCE)

    def end(self) -> None:
        """End all of them."""
        for name in list(self.processes):
            self.kill(name)
