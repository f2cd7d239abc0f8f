"""The runs of hypotheses, block by block: kept as they finish, never made twice, the same with any number of processes.

A block is a few worlds of one hypothesis, all its conditions in each; OUT/<hypothesis>/parts/<digest>.json holds what was
read in them. What is kept is found again only by the same code, hypothesis, key and block.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from simulation.experiments import crews
from simulation.experiments.crews import Crew, Shared, Stopped, Work
from simulation.experiments.hypotheses.hypothesis import Hypothesis, Values
from simulation.experiments.hypotheses.registry import hypothesis, module_of
from simulation.experiments.hypotheses.worlds import GRAPHS, KEY, Here, assumptions, points, worlds
from simulation.experiments.processes import Interrupted, Lost
from simulation.experiments.replicate import Progress
from simulation.experiments.store import canonical, digest, put
from simulation.model.compiled import digest_of, edition

POINTS_A_BLOCK = 10
SHARED = ("conditions", "hypothesis", "plans", "readings", "worlds")


class Row(NamedTuple):
    """One world and what was read there, by condition."""

    graph: str
    replicate: int
    drawn: Mapping[str, float]
    values: Values


class Block(NamedTuple):
    """Some worlds of one hypothesis."""

    id: str
    kind: str  # "worlds": all conditions, assumptions as by default; "points": draws of the assumptions
    first: int
    size: int
    of: int  # points in all; 0 for worlds
    key: int = KEY

    @property
    def identity(self) -> str:
        """What decides what is found in it."""
        folder = "experiments/hypotheses"
        code = digest_of((f"{folder}/{module_of(self.id)}.py", *(f"{folder}/{name}.py" for name in SHARED)))
        return canonical({"block": list(self), "code": code, "edition": edition()})


def world_blocks(id: str, first: int, last: int, key: int = KEY) -> list[Block]:
    """One block a replicate: a world on every kind of network."""
    size = len(GRAPHS)
    return [Block(id, "worlds", n, size, 0, key) for n in range(first, last, size)]


def point_blocks(id: str, count: int, key: int = KEY) -> list[Block]:
    """The Latin hypercube in parts."""
    return [Block(id, "points", n, min(POINTS_A_BLOCK, count - n), count, key) for n in range(0, count, POINTS_A_BLOCK)]


def trial(block: Block) -> list[Row]:
    """The runs of one block."""
    asked = hypothesis(block.id)
    assert isinstance(asked, Hypothesis)
    if block.kind == "worlds":
        return [_row(asked, tuple(asked.conditions), here) for here in worlds(block.first, block.size, block.key)]
    drawn = points(block.of, spans(asked), block.key)[block.first : block.first + block.size]
    return [_row(asked, asked.swept, here) for here in drawn]


def spans(asked: Hypothesis) -> dict[str, tuple[float, float]]:
    """What is drawn: the model's assumptions unless a law is asked about, and the hypothesis' own ranges."""
    return {**({} if asked.of_law else assumptions()), **asked.ranges}


def _row(asked: Hypothesis, conditions: Sequence[str], here: Here) -> Row:
    values = {name: asked.conditions[name].observed(here, asked.readings) for name in conditions}
    return Row(here.graph, here.replicate, here.drawn, values)


def runs_in(block: Block) -> int:
    """Runs a block takes."""
    asked = hypothesis(block.id)
    assert isinstance(asked, Hypothesis)
    return block.size * len(asked.conditions if block.kind == "worlds" else asked.swept)


# --------------------------------------------------------------------------------------------------------------- kept


def part(root: Path, block: Block) -> Path:
    """The file of one block."""
    return root / block.id / "parts" / f"{digest(block.identity)}.json"


def read(root: Path | None, block: Block) -> list[Row] | None:
    """What is kept of a block, else None; a damaged file is set aside with a warning."""
    if root is None:
        return None
    path = part(root, block)
    try:
        kept = json.loads(path.read_bytes())
        if kept["identity"] != block.identity or kept["checksum"] != _checksum(kept["rows"]):
            raise ValueError("content and checksum differ")
        return [Row(*row) for row in kept["rows"]]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        aside = path.with_suffix(".corrupt")
        with suppress(FileNotFoundError):
            os.replace(path, aside)
        warnings.warn(f"{path} is damaged ({type(error).__name__}): set aside as {aside.name}, run again", stacklevel=2)
        return None


def _write(root: Path, block: Block, rows: list[Row]) -> None:
    plain = json.loads(canonical([list(row) for row in rows]))
    put(part(root, block), canonical({"identity": block.identity, "rows": plain, "checksum": _checksum(plain)}).encode())


def _checksum(rows: Any) -> str:
    return hashlib.sha256(canonical(rows).encode()).hexdigest()


# --------------------------------------------------------------------------------------------------------------- runs


def made(
    blocks: Sequence[Block], root: Path | None = None, workers: int | None = None, progress: Progress | None = None,
    before: int = 0, cluster: str | None = None,
) -> list[list[Row]]:  # fmt: skip
    """The rows of every block, in the order of the blocks; `progress` is told runs done and runs in all, `before` more."""
    found = {block: kept for block in blocks if (kept := read(root, block)) is not None}
    missing = [block for block in blocks if block not in found]
    done, total = before + sum(map(runs_in, found)), before + sum(map(runs_in, blocks))
    tell: Callable[[int, int], None] = progress or (lambda *_: None)
    tell(done, total)
    try:
        with closing(_shared_out(missing, root, crews.crew(workers, cluster))) as results:
            for block, rows in results:
                found[block] = rows
                done += runs_in(block)
                tell(done, total)
    except KeyboardInterrupt:
        raise Interrupted(_kept(done, total, root)) from None
    except Lost as lost:
        raise lost.keeping(_kept(done, total, root)) from None
    return [found[block] for block in blocks]


def _kept(done: int, total: int, root: Path | None) -> str:
    words = "nothing is kept" if root is None else f"what was finished is kept in {root}, and the next time goes on from there"
    return f"stopped after {done} of {total} runs; {words}"


Made = tuple[Block, list[Row]]


def _shared_out(blocks: Sequence[Block], root: Path | None, crew: Crew | None) -> Generator[Made, None, None]:
    """On this machine, the first block is made here, so that compiled code is on disk before anybody else wants it."""
    here = blocks if crew is None else blocks[:1] if crew.keeps else []
    for block in here:
        yield _made(root, block)
    left = blocks[len(here) :]
    if crew is not None and left:
        with closing(crew.results(Work(_begin, _made), left, Shared("hypotheses"), root)) as results:
            for block, rows in results:
                if root is not None and not crew.keeps:
                    _write(root, block, rows)
                yield block, rows


def _begin(_: bytes, __: Path | None, root: Path | None) -> Path | None:
    return root


def _made(root: Path | None, block: Block, _: Stopped | None = None) -> Made:
    rows = [Row(*row) for row in json.loads(canonical([list(row) for row in trial(block)]))]  # as they are read again
    if root is not None:
        _write(root, block, rows)
    return block, rows
