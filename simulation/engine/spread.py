"""One of the classical laws at work on a network, in many replicates."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from html import escape
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.engine import spread_kernels, spread_reference
from simulation.engine.terms import Course, Ints, Longs, Terms
from simulation.graph.csr import memory
from simulation.graph.network import Network, whole
from simulation.model import chance
from simulation.model.laws import Law
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import pandas as pd

ENGINES: dict[str, ModuleType] = {"kernels": spread_kernels, "reference": spread_reference}
BYTES_A_REPLICATE = 256  # a row of unknown length, as it is kept until all are known
BYTES_A_CONSUMER = 48  # of one thread's workspace, at most
MOST_THREADS = 256
MOST_PAIRS = 4e8  # of consumers of a complete network whose parents are asked for
NEVER = -1


@dataclass(frozen=True, eq=False, repr=False)
class Spread:
    """What came of a law: `curve` and `sizes` at once, `day` and `parent` by the same draws when first asked."""

    terms: Terms
    key: int
    replicates: int
    engine: str
    threads: int
    curve: Longs  # (replicates, steps + 1) adopters by the close of each day, day 0 (the seeds) first

    @cached_property
    def sizes(self) -> Longs:
        """(replicates,) adopters at the end, seeds included."""
        return np.ascontiguousarray(self.curve[:, -1])

    @cached_property
    def day(self) -> Ints:
        """(replicates, consumers) day of adoption, in the order of `net.ids`; 0 for seeds, −1 for never."""
        self._check_room("day")
        day = np.empty((self.replicates, self.terms.size), np.int32)

        def fill(replicate: int, course: Course) -> None:
            _days_of(course, day[replicate])

        _run(self.terms, self.key, self.replicates, self.engine, self.threads, fill)
        return day

    @cached_property
    def sharing(self) -> Longs:
        """(replicates, steps + 1) how many share at the close of each day: all adopters where they share for ever, the
        day's where they share once, those whose spell is on (the infected of `laws.sir`) where it ends by chance."""
        if self.terms.persistent:
            return self.curve
        if not self.terms.spells:
            return np.diff(self.curve, axis=1, prepend=0)
        day, count, last = self.day, np.empty_like(self.curve), self.curve.shape[1] - 1

        def work(mine: Iterator[int]) -> None:
            for replicate in mine:
                world = chance.world(self.key, replicate)
                count[replicate] = ENGINES[self.engine].sharing(self.terms, world, day[replicate], last)

        _share_out(work, self.replicates, self.threads)
        return count

    @cached_property
    def parent(self) -> Ints:
        """(replicates, consumers) position of the neighbour (or stranger) an adoption is credited to; −1 for a seed,
        one's own initiative or never.

        One of the contacts that counted, with its share of their evidence: those of the day of crossing (laws with
        exponential resistance) or all of them (thresholds).
        """
        _check_pairs(self.terms)
        self._check_room("parent")
        day, parent = self.day, np.empty((self.replicates, self.terms.size), np.int32)

        def work(mine: Iterator[int]) -> None:
            for replicate in mine:
                world = chance.world(self.key, replicate)
                parent[replicate] = ENGINES[self.engine].parents(self.terms, world, day[replicate])

        _share_out(work, self.replicates, self.threads)
        return parent

    def to_frame(self) -> pd.DataFrame:
        """One row a replicate and step: `replicate`, `step`, `adopters` (by its close), `new` (on it), `share` of all
        consumers."""
        import pandas as pd

        rows, columns = self.curve.shape
        return pd.DataFrame(
            {
                "replicate": np.repeat(np.arange(rows), columns),
                "step": np.tile(np.arange(columns), rows),
                "adopters": self.curve.ravel(),
                "new": np.diff(self.curve, axis=1, prepend=0).ravel(),
                "share": self.curve.ravel() / self.terms.size,
            }
        )

    def __repr__(self) -> str:
        return f"<Spread: {', '.join(f'{name} {value}' for name, value in self._summary().items())}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in self._summary().items())
        return f"<table><caption>Spread: who adopts, and when</caption>{rows}</table>"

    def _summary(self) -> dict[str, str]:
        low, high = int(self.sizes.min()), int(self.sizes.max())
        return {
            "law": str(self.terms.law),
            "consumers": f"{self.terms.size:,}",
            "seeds": f"{self.terms.seeds.size:,}",
            "steps": f"{self.curve.shape[1] - 1:,}",
            "replicates": f"{self.replicates:,}",
            "mean adopters": f"{self.sizes.mean():,.1f} ({low:,} to {high:,})",
        }

    def _check_room(self, what: str) -> None:
        entries = self.replicates * self.terms.size
        found = f"{self.replicates:,} replicates of {self.terms.size:,} consumers"
        _check_memory(4 * entries, what, found, "ask for fewer replicates")


def spread(
    net: Network,
    law: Law,
    seeds: Any = (),
    steps: int | None = None,
    key: int = 0,
    replicates: int = 1,
    *,
    engine: str = "kernels",
    threads: int | None = None,
) -> Spread:
    """Let a law work on a network: seeds adopt on day 0 and are heard from step 1, who adopts on step t from t + 1.

    `seeds` is an id or ids of the network, each counted once. `steps` None: until nothing can happen (more than a
    million steps are refused). Replicate r of a key is the same however many there are, on any number of `threads`
    (1–256; None: one a processor), in either `engine` ("kernels", "reference": the same to the last bit).
    """
    _check_kind(net, Network, "net", "a Network", "build one with Network.from_edges or Network.read")
    _check_kind(law, Law, "law", "a law", "make one with laws.bass, laws.independent_cascade, …")
    if not isinstance(engine, str) or engine not in ENGINES:
        raise Refusal("engine", engine, "the name of an engine", nearest(engine, ENGINES))
    limit = None if steps is None else _at_least(0, steps, "steps")
    world, runs = _at_least(0, key, "key"), _at_least(1, replicates, "replicates")
    workers = os.cpu_count() or 1 if threads is None else _threads(threads)
    workers = min(workers, runs)
    _check_memory_of_run(net, limit, runs, workers)
    terms = Terms(net, law, _positions(net, seeds), limit)
    curve = _curves(terms, world, runs, engine, workers)
    return Spread(terms, world, runs, engine, workers, curve)


def _curves(terms: Terms, key: int, replicates: int, engine: str, threads: int) -> Longs:
    rows: list[Any] = [None] * replicates

    def keep(replicate: int, course: Course) -> None:
        rows[replicate] = course.totals

    _run(terms, key, replicates, engine, threads, keep)
    steps = max(row.size for row in rows) - 1 if terms.steps is None else terms.steps
    found = f"{replicates:,} replicates of {steps:,} steps"
    _check_memory(8 * replicates * (steps + 1), "replicates", found, "ask for fewer, or give steps")
    curve = np.empty((replicates, steps + 1), np.int64)
    for replicate, row in enumerate(rows):
        curve[replicate, : row.size] = row
        curve[replicate, row.size :] = row[-1]
    return curve


def _run(terms: Terms, key: int, replicates: int, engine: str, threads: int, use: Callable[[int, Course], None]) -> None:
    """Every replicate once, each thread in a workspace of its own; a course is used before the next is begun."""

    def work(mine: Iterator[int]) -> None:
        telling = ENGINES[engine]
        space = telling.workspace(terms)
        for replicate in mine:
            use(replicate, telling.adopt(terms, space, chance.world(key, replicate)))

    _share_out(work, replicates, threads)


def _share_out(work: Callable[[Iterator[int]], None], replicates: int, threads: int) -> None:
    """Each thread takes the next replicate when it is done with one."""
    waiting = iter(range(replicates))
    if threads == 1:
        work(waiting)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [waiting] * threads))


def _days_of(course: Course, day: Ints) -> None:
    """The day each consumer adopted on, written into `day`."""
    day[:] = NEVER
    day[course.adopters] = np.repeat(np.arange(course.totals.size), np.diff(course.totals, prepend=0))


# ----------------------------------------------------------------------------------------------------------- the border


def _positions(net: Network, seeds: Any) -> Ints:
    one = isinstance(seeds, (str, bytes)) or not hasattr(seeds, "__iter__")
    try:
        found = net.position([seeds] if one else seeds)
    except Refusal as refusal:
        raise refusal.within("seeds") from None
    return np.unique(found).astype(np.int32)


def _check_kind(value: Any, kind: type, where: str, expected: str, remedy: str) -> None:
    if not isinstance(value, kind):
        raise Refusal(where, value, expected, remedy)


def _at_least(least: int, value: Any, where: str) -> int:
    number = whole(value, where)
    if not least <= number < 2**64:
        raise Refusal(where, value, f"a whole number from {least} to 2^64 − 1", f"give {least} or more")
    return number


def _threads(value: Any) -> int:
    number = whole(value, "threads")
    if not 1 <= number <= MOST_THREADS:
        raise Refusal("threads", value, f"a whole number from 1 to {MOST_THREADS}", "give no more than there are processors")
    return number


def _check_memory_of_run(net: Network, steps: int | None, replicates: int, threads: int) -> None:
    row = BYTES_A_REPLICATE + (0 if steps is None else 8 * (steps + 1))
    found = f"{replicates:,} replicates" + ("" if steps is None else f" of {steps:,} steps")
    needed = row * replicates + threads * BYTES_A_CONSUMER * net.n_consumers
    _check_memory(needed, "replicates", found, "ask for fewer replicates or steps")


def _check_memory(needed: int, where: str, found: str, remedy: str) -> None:
    if needed > memory():
        expected = f"less than {memory() / 2**30:.3g} GiB, which this machine has ({needed / 2**30:.3g} needed)"
        raise Refusal(where, Verbatim(found), expected, remedy)


def _check_pairs(terms: Terms) -> None:
    """In a complete network whoever adopted may be the parent, so all pairs are looked at."""
    if terms.network.is_complete and float(terms.size) ** 2 > MOST_PAIRS:
        found = Verbatim(f"a complete network of {terms.size:,} consumers")
        remedy = "take a smaller one; there everybody credits a random adopter"
        raise Refusal("parent", found, f"at most {int(MOST_PAIRS**0.5):,} consumers", remedy)
