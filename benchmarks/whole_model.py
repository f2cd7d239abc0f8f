"""The whole model in a large market: sixty days, a thousand accounts, the mechanisms of the main scenario.

Beside it stands its floor: the same number of draws and of numbers gathered from memory at random places, and nothing
else. Every size runs in a process of its own, so that its peak of memory is its own.

    python benchmarks/whole_model.py [--quick] [--write] [--consumers N ...]
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

import machine
import simulation as sim
from simulation.actors.campaign import Campaign
from simulation.engine.engines import engine
from simulation.experiments.run import market_of
from simulation.model import chance
from simulation.model.compiled import compiled

RESULTS = Path(__file__).parent / "WHOLE_MODEL.md"
SCENARIO, STRATEGY, PEOPLE = "head-or-matrix", "long_tail_matrix", 2_000_000
SIZES, QUICK, ROUNDS = (100_000, 1_000_000, 10_000_000), (5_000, 20_000), 3
READABLE, READABLE_QUICK, DAYS = 10_000, 500, 5  # consumers and days the readable engine is given
DEGREE = 20  # ties of a consumer: ten ties a consumer, as an undirected tie has two ends
GATHERED = 24  # numbers of a consumer that one exposure reads or writes
PACKAGES = ["numpy", "numba", "scipy", "mesa"]
COLUMNS = ("consumers", "ties", "accounts", "exposures", "seconds", "floor, s", "times the floor", "peak, GiB", "network, s")


def market(consumers: int) -> tuple[Any, Any]:
    """The main scenario's people as so many consumers, and its strategy of a thousand accounts.

    More consumers than people are more people, and as much money for each of them: posts meet as large a share of all.
    """
    main, people = sim.load(SCENARIO), max(PEOPLE, consumers)
    recipe = {"consumers": consumers, "communities": max(1, consumers // 100), "mean_degree": DEGREE, "homophily": "80 %"}
    budget = round(main.budget_cny * people / PEOPLE)
    scenario = main.vary(scale=people / consumers, budget=budget, consumers={"communities": recipe})
    return scenario, scenario.strategies[STRATEGY]


def measured(consumers: int) -> dict[str, float]:
    """One size: the best of some warm runs, beside the floor of the same number of draws and gathers."""
    scenario, strategy = market(consumers)
    began = time.perf_counter()
    network = scenario.network()
    made = time.perf_counter() - began
    ready, kernels = market_of(scenario), engine("kernels")
    campaign = Campaign(ready, strategy, kernels)
    campaign.finish()  # compiled, or loaded
    seconds = []
    for _ in range(ROUNDS):
        del campaign
        gc.collect()  # one at a time in memory
        campaign = Campaign(ready, strategy, kernels)
        began = time.perf_counter()
        campaign.finish()
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # KiB on Linux
    return {
        "consumers": consumers,
        "ties": network.n_ties,
        "accounts": len(campaign.desk.accounts) - 1,
        "exposures": sum(day.exposures for day in campaign.run.days),
        "seconds": statistics.median(seconds),
        "floor": statistics.median(floor_of(campaign) for _ in range(ROUNDS)),
        "peak": peak,
        "network": made,
    }


def floor_of(campaign: Campaign) -> float:
    """Seconds for the draws and gathers of a finished campaign, and nothing else."""
    cast, world = campaign.run.cast, campaign.run.world
    rows = np.diff(cast.row_start)
    offered = int(sum(rows[account.number] * len(account.days) for account in campaign.desk.accounts))
    exposures = sum(day.exposures for day in campaign.run.days)
    columns = np.ones((world.size, GATHERED))
    bare(columns, 1, 1, 1)
    began = time.perf_counter()
    bare(columns, offered, exposures, world.horizon)
    return time.perf_counter() - began


@compiled
def bare(columns: np.ndarray, offered: int, exposures: int, days: int) -> float:
    """One draw for each follower offered a post, two draws and a consumer's numbers for each exposure, a sweep a day."""
    total, n, stream = 0.0, columns.shape[0], chance.at(1, 2)
    for o in range(offered):
        total += chance.draw(stream, o)
    for e in range(exposures):
        i = int(n * chance.draw(stream, e))
        total += chance.draw2(stream, e, i)
        for c in range(columns.shape[1]):
            total += columns[i, c]
    for _ in range(days):
        for i in range(n):
            total += columns[i, 0]
    return total


def times_readable(consumers: int) -> float:
    """How many times as long the readable engine takes for the first days of one size."""
    scenario, strategy = market(consumers)
    ready = market_of(scenario)
    kernels = min(first_days(Campaign(ready, strategy, engine("kernels"))) for _ in range(ROUNDS + 1))  # the first may compile
    return first_days(Campaign(ready, strategy, engine("reference"))) / kernels


def first_days(campaign: Campaign) -> float:
    """Seconds of some days."""
    began = time.perf_counter()
    for _ in range(DAYS):
        campaign.step()
    return time.perf_counter() - began


def in_a_process(consumers: int) -> dict[str, float]:
    """One size, measured in a process of its own."""
    command = [sys.executable, __file__, "--one", str(consumers)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def page(rows: list[dict[str, float]], readable: int) -> str:
    """The results as a page; the readable engine is given so many consumers."""
    lines = [
        "# The whole model\n",
        f"`python benchmarks/whole_model.py`, {date.today()}. One thread; medians of {ROUNDS} warm runs. What is measured:",
        "README.md in this folder.\n",
        *(f"- {line}" for line in [*machine.describe(PACKAGES), f"wom {sim.__version__}"]),
        f"\n| {' | '.join(COLUMNS)} |\n| {' | '.join(['---:'] * len(COLUMNS))} |",
    ]
    for row in rows:
        cells = [f"{row[name]:,.0f}" for name in ("consumers", "ties", "accounts", "exposures")]
        times = row["seconds"] / row["floor"]
        cells += [f"{value:.2f}" for value in (row["seconds"], row["floor"], times, row["peak"], row["network"])]
        lines.append(f"| {' | '.join(cells)} |")
    if len(rows) > 1:
        first, last = rows[-2], rows[-1]
        growth = math.log(last["seconds"] / first["seconds"]) / math.log(last["consumers"] / first["consumers"])
        lines.append(
            f"\nFrom {first['consumers']:,.0f} to {last['consumers']:,.0f} consumers time grows with their power {growth:.2f}."
        )
    lines.append(
        f"\nThe readable engine takes {times_readable(readable):,.0f} times as long as the kernels: {readable:,} consumers, "
        f"first {DAYS} days."
    )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print, and write if asked; returns the exit code."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("--quick", action="store_true", help="seconds; shows that the script works")
    words.add_argument("--write", action="store_true", help="write WHOLE_MODEL.md")
    words.add_argument("--consumers", type=int, nargs="+", help="sizes of the market")
    words.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.one)))
        return 0
    sizes = asked.consumers or (QUICK if asked.quick else SIZES)
    told = page([in_a_process(size) for size in sizes], READABLE_QUICK if asked.quick else READABLE)
    print(told)
    if asked.write:
        RESULTS.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
