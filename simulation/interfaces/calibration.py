"""What this machine takes: seconds and bytes measured once, by the ordinary code on small markets, and kept.

Seconds are those of the processor, so that a machine busy with something else is measured as if it were not.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.model.compiled import compile_cache, digest_of, edition
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario
    from simulation.interfaces.describe import Plan

Floats = npt.NDArray[np.float64]

SCENARIO, PEOPLE = "head-or-matrix", 2_000_000
STRATEGIES = ("no_campaign", "head_kol", "tiered", "long_tail_matrix", "kos_matrix")
MARKETS = ((2_000, 20), (2_000, 60), (200_000, 30))  # consumers, days
DEGREE, WORLD = 12, 1  # not world 0, whose market stands already when its plans are known
KIB = 1024


class Work(NamedTuple):
    """What a run consists of, counted; or, in a calibration, seconds for one of each."""

    worlds: float  # drawn for it: 1 for the first run in a world
    drawn: float  # consumers of such a world
    runs: float
    consumers: float
    days: float
    consumer_days: float
    posts: float
    views: float  # followers of all posts
    showings: float  # exposures the plan brings by itself


class Calibration(NamedTuple):
    """What this machine takes."""

    start: float  # seconds: a process until its first run is done
    report: float  # seconds: verdict, tables, figures and report
    tie: float  # seconds: to draw one and put it in rows
    memory: float  # bytes: a process once its first run is done, in a small market
    own: float  # bytes of these that it does not share with other processes
    work: Work  # seconds for one of each

    def seconds(self, work: Work) -> float:
        """How long so much work takes."""
        return float(np.dot(self.work, work))


def work_of(plan: Plan, consumers: int, days: int, first: bool) -> Work:
    """What one run of a plan consists of; the `first` in a world draws it."""
    drawn = (1.0, float(consumers)) if first else (0.0, 0.0)
    return Work(*drawn, 1.0, consumers, days, consumers * days, plan.posts, plan.views, plan.showings)


def fitted(works: list[Work], seconds: list[float]) -> Work:
    """Seconds for one of each, none below 0, of the smallest sum of squared relative errors."""
    from scipy.optimize import nnls

    taken = np.array(seconds)
    rows = np.array(works) / taken[:, None]
    unit = np.where(rows.any(0), rows.max(0), 1.0)  # columns of one size: views are many, worlds are few
    return Work(*(float(value) for value in nnls(rows / unit, np.ones(taken.size))[0] / unit))


# ------------------------------------------------------------------------------------------------------------- kept


def processor() -> str:
    """The processor's own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def file() -> Path:
    """Where the calibration of this machine, these versions and this edition is kept, beside compiled code."""
    import numba

    versions = (
        platform.python_version(),
        np.__version__,
        numba.__version__,
        edition(),
        digest_of(("interfaces/calibration.py",)),
    )
    machine = (platform.node(), platform.machine(), processor(), str(os.cpu_count()))
    name = sha256("\n".join((*machine, *versions)).encode()).hexdigest()[:16]
    return compile_cache().parent / f"calibration-{name}.json"


def calibration(anew: bool = False) -> Calibration:
    """What this machine takes: as kept, or measured now, which is said on standard error, and kept where that can be."""
    found = None if anew else _read(file())
    if found is None:
        print("Measuring this machine once: about fifteen seconds; a minute more if nothing is compiled yet.", file=sys.stderr)
        found = measured()
        _keep(found)
    return found


def _read(path: Path) -> Calibration | None:
    """What is kept there; None if it is nothing a measurement could have come to."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        told = json.loads(path.read_text(encoding="utf-8"))
        found = Calibration(**{**told, "work": Work(**told["work"])})
        numbers = [*found[:-1], *found.work]
        if all(type(number) is float and 0 <= number < float("inf") for number in numbers) and found.start > 0:
            return found
    return None


def _keep(found: Calibration) -> None:
    """Kept for the next time; a folder that cannot be written to costs a measurement the next time, and nothing else."""
    from simulation.experiments.store import put

    with suppress(Refusal):
        put(file(), json.dumps({**found._asdict(), "work": found.work._asdict()}, indent=2).encode())


# --------------------------------------------------------------------------------------------------------- measured


def measured() -> Calibration:
    """This machine, measured in processes of their own: one for the work, one, when all is compiled, for the start."""
    work = _child("work")
    start = _child("start")
    return Calibration(start["seconds"], work["report"], work["tie"], start["memory"], start["own"], Work(**work["work"]))


def _child(what: str) -> Any:
    alone = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    command = [sys.executable, "-m", "simulation.interfaces.calibration", what]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **alone}, check=False)
    if done.returncode:
        found = Verbatim((done.stderr.strip().splitlines() or ["a process that ended early"])[-1])
        raise Refusal("calibration", found, "a process that measures small markets", "see that memory and disk have room")
    return json.loads(done.stdout)


def start() -> dict[str, float]:
    """What a process takes until its first run is done."""
    scenario = _market(*MARKETS[0])
    from simulation.experiments.run import run

    run(scenario, STRATEGIES[1]).numbers  # noqa: B018  (worked out when looked at)
    return {"seconds": time.process_time(), "memory": _memory("VmHWM"), "own": _memory("RssAnon")}


def work() -> dict[str, Any]:
    """What everything else takes, after one run of everything to warm up."""
    _timed(_market(*MARKETS[0]))
    works, seconds, made, ties = list[Work](), list[float](), 0.0, 0
    for size in MARKETS:
        scenario = _market(*size)
        began = time.process_time()
        ties += scenario.network().n_ties
        made += time.process_time() - began
        counted, taken = _timed(scenario)
        works, seconds = works + counted, seconds + taken
    return {"work": fitted(works, seconds)._asdict(), "tie": made / ties, "report": _report()}


def _market(consumers: int, days: int) -> Scenario:
    """The main scenario's people as so many consumers, for so many days."""
    from simulation.experiments.scenario import load

    recipe = {"consumers": consumers, "communities": consumers // 100, "mean_degree": DEGREE, "homophily": 0.8}
    changes: dict[str, Any] = {"scale": PEOPLE / consumers, "horizon": days, "strategies": list(STRATEGIES)}
    return load(SCENARIO).vary(consumers={"communities": recipe}, **changes)


def _timed(scenario: Scenario) -> tuple[list[Work], list[float]]:
    """Every strategy in a world of each kind: what each run consists of, and how long it took."""
    from simulation.experiments.replicate import ASSUMPTIONS, Task, runs
    from simulation.experiments.store import Store
    from simulation.interfaces.describe import plans

    planned = plans(scenario)
    arms = list(scenario.strategies.values())
    tasks = [Task(0, kind, WORLD, arm) for kind in ASSUMPTIONS for arm in arms]
    told = [time.process_time()]
    with TemporaryDirectory() as folder:
        runs([scenario], tasks, 1, Store(Path(folder)), lambda *_: told.append(time.process_time()))
    named, *each = np.diff(told)  # all runs are named before the first is made
    consumers, days = scenario.network().n_consumers, scenario.horizon
    works = [work_of(plan, consumers, days, plan is planned[0]) for _ in ASSUMPTIONS for plan in planned]
    return works, [float(taken + named / len(tasks)) for taken in each]


def _report() -> float:
    """What a comparison takes beside its runs: they are made first, and found kept when it is made again."""
    from simulation.experiments.compare import compare
    from simulation.interfaces import kept

    scenario = _market(*MARKETS[0])
    with TemporaryDirectory() as folder:
        compare(scenario, 2, workers=1, out=folder)
        began = time.process_time()
        kept.verdict(compare(scenario, 2, workers=1, out=folder), Path(folder))
        return time.process_time() - began


def _memory(what: str) -> float:
    """Bytes of this process, by one name of Linux; elsewhere its peak, and on Windows what is usual."""
    told = Path("/proc/self/status")
    if told.exists():
        lines = dict(line.split(":", 1) for line in told.read_text(encoding="utf-8").splitlines())
        return float(lines[what].split()[0]) * KIB
    try:
        import resource
    except ImportError:
        return 300.0 * KIB**2
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else KIB))


if __name__ == "__main__":
    print(json.dumps({"start": start, "work": work}[sys.argv[1]]()))
