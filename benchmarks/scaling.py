"""How time and memory grow: with consumers, ties, accounts, days and replicates, one varied at a time.

Every point runs in a process of its own, so that its peak of memory is its own.

    python benchmarks/scaling.py [--quick] [--write]
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import linregress

import machine
import simulation as sim
from simulation.actors.campaign import Campaign
from simulation.engine.engines import engine
from simulation.experiments.run import market_of

RESULTS, PICTURE = Path(__file__).parent / "SCALING.md", "scaling.svg"
SCENARIO, STRATEGY, PEOPLE = "head-or-matrix", "long_tail_matrix", 2_000_000
ACCOUNTS_A_MILLION = 1_038  # hired for a million yuan
PACKAGES = ["numpy", "numba", "scipy", "mesa"]
ROUNDS = 3
BLUE, VERMILION = "#0072B2", "#D55E00"  # M. Okabe & K. Ito's palette

Point = dict[str, float]

TICKS = {"seconds": (0.1, 0.3, 1, 3, 10), "memory": (300, 600, 1_200)}


class Size(NamedTuple):
    """Where all else stands while one thing varies, and how that varies."""

    base: Mapping[str, int]
    axes: Mapping[str, Sequence[int]]
    rounds: int


FULL = Size(
    {"consumers": 100_000, "ties": 10, "accounts": 300, "days": 60, "replicates": 4},
    {
        "consumers": (25_000, 50_000, 100_000, 200_000, 400_000),
        "ties": (5, 10, 20, 40),
        "accounts": (75, 150, 300, 600, 1_200),
        "days": (15, 30, 60, 120),
        "replicates": (1, 2, 4, 8),
    },
    ROUNDS,
)
QUICK = Size({"consumers": 2_000, "ties": 5, "accounts": 100, "days": 10, "replicates": 1}, {"consumers": (1_000, 2_000)}, 1)


def market(at: Mapping[str, int]) -> Any:
    """The main scenario's people as so many consumers with so many ties each, its long tail for so much money."""
    people = {"consumers": at["consumers"], "communities": max(1, at["consumers"] // 100), "homophily": "80 %"}
    recipe = {"communities": {**people, "mean_degree": 2 * at["ties"]}}  # a tie has two ends
    budget = round(1_000_000 * at["accounts"] / ACCOUNTS_A_MILLION)
    scale = PEOPLE / at["consumers"]
    return sim.load(SCENARIO).vary(scale=scale, horizon=at["days"], budget=budget, consumers=recipe)


def measured(at: Mapping[str, int], rounds: int) -> Point:
    """One point: seconds of all its worlds, warm, and the peak of memory; accounts and ties as they came to be."""
    scenario = market(at)
    campaign(scenario, 0)  # compiled, or loaded
    seconds = []
    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        for world in range(at["replicates"]):
            last = campaign(scenario, world)
        seconds.append(time.perf_counter() - began)
    accounts = len(last.desk.accounts) - 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10  # KiB on Linux
    ties = scenario.network().n_ties / at["consumers"]
    return {**at, "accounts": accounts, "ties": ties, "seconds": statistics.median(seconds), "memory": peak}


def campaign(scenario: Any, world: int) -> Campaign:
    """One world from drawing its people to its last day."""
    one = Campaign(market_of(scenario, world), scenario.strategies[STRATEGY], engine("kernels"))
    one.finish()
    return one


def in_a_process(at: Mapping[str, int], rounds: int) -> Point:
    """One point, measured in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps([dict(at), rounds])]
    told: Point = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def points(size: Size) -> dict[str, list[Point]]:
    """The points along each axis; those that several axes share are measured once."""
    known: dict[str, Point] = {}
    found: dict[str, list[Point]] = {}
    for axis, values in size.axes.items():
        for value in values:
            at = {**size.base, axis: value}
            name = json.dumps(at)
            if name not in known:
                known[name] = in_a_process(at, size.rounds)
            found.setdefault(axis, []).append(known[name])
    return found


def growth(along: Sequence[Point], axis: str, what: str) -> tuple[float, float]:
    """The power with which something grows, and its standard error: a line through the logarithms."""
    line = linregress(np.log([point[axis] for point in along]), np.log([point[what] for point in along]))
    return float(line.slope), float(line.stderr)


def page(size: Size, found: Mapping[str, list[Point]]) -> str:
    """The results as a page."""
    base = ", ".join(f"{value:,} {name if name != 'ties' else 'ties each'}" for name, value in size.base.items())
    lines = [
        "# Growth\n",
        f"`python benchmarks/scaling.py`, {date.today()}. Around {base}; one thread, medians of {size.rounds} warm rounds.",
        "What is measured: README.md in this folder.\n",
        *(f"- {line}" for line in [*machine.describe(PACKAGES), f"wom {sim.__version__}"]),
        f"\n![Time and memory against each of the five]({PICTURE})\n",
        "| varied | from | to | seconds | MiB | time grows with its power | memory with its power |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for axis, along in found.items():
        first, last = along[0], along[-1]
        powers = [growth(along, axis, what) for what in ("seconds", "memory")]
        cells = [axis, f"{first[axis]:,.0f}", f"{last[axis]:,.0f}", f"{first['seconds']:.2f} – {last['seconds']:.2f}"]
        cells += [f"{first['memory']:,.0f} – {last['memory']:,.0f}", *(f"{power:.2f} ± {error:.2f}" for power, error in powers)]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("\nPowers are slopes of lines through the logarithms, ± one standard error; below 1, part does not grow.")
    return "\n".join(lines) + "\n"


def plain(value: float, _: int) -> str:
    """A number of an axis: .3, 25, 100k."""
    return f"{value / 1_000:g}k" if value >= 10_000 else f"{value:g}"


def picture(found: Mapping[str, list[Point]], file: Path) -> None:
    """Time and memory against each of the five, both on logarithmic scales."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter, NullLocator

    matplotlib.rcParams["svg.hashsalt"] = "wom"
    figure, panels = pyplot.subplots(2, len(found), figsize=(2.1 * len(found), 3.8), sharey="row", squeeze=False)
    for row, (what, unit, colour, mark) in enumerate((("seconds", "s", BLUE, "o"), ("memory", "MiB", VERMILION, "s"))):
        for panel, (axis, along) in zip(panels[row], found.items(), strict=True):
            panel.loglog([point[axis] for point in along], [point[what] for point in along], marker=mark, color=colour, ms=4)
            panel.set_xticks([along[0][axis], along[len(along) // 2][axis], along[-1][axis]])
            for side in (panel.xaxis, panel.yaxis):
                side.set_major_formatter(FuncFormatter(plain))
                side.set_minor_locator(NullLocator())
            panel.set_yticks(TICKS[what])
            panel.grid(alpha=0.3)
            panel.set_xlabel(axis)
        panels[row][0].set_ylabel(unit)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def main() -> int:
    """Measure, print, and write if asked; returns the exit code."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("--quick", action="store_true", help="seconds; shows that the script works")
    words.add_argument("--write", action="store_true", help=f"write SCALING.md and {PICTURE}")
    words.add_argument("--one", type=json.loads, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.one:
        print(json.dumps(measured(*asked.one)))
        return 0
    size = QUICK if asked.quick else FULL
    found = points(size)
    told = page(size, found)
    print(told)
    if asked.write:
        RESULTS.write_text(told, encoding="utf-8")
        picture(found, RESULTS.with_name(PICTURE))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
