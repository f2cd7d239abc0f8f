"""Worlds in which every tie and every sharer is drawn beforehand, walked forwards and backwards."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.actors.seeding.seeding import Candidates
from simulation.model import chance
from simulation.model.compiled import compiled

Marks = npt.NDArray[np.bool_]


def reach_from(candidates: Candidates, person: int, reached: Marks, keep: bool) -> int:
    """Consumers newly reached from one recruit, summed over the worlds `reached` (worlds, consumers); marked if `keep`."""
    network, passing = candidates.network, candidates.passing
    return int(
        _reach_from(
            person, reached, keep, network.out_start, network.out_target, passing.told, passing.shares, network.names,
            np.uint64(candidates.world.stream(chance.SEEDING)), np.empty(network.n_consumers, np.int32),
        )
    )  # fmt: skip


def sketch(candidates: Candidates, first: int, number: int, most: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Reverse-reachable sets number `first` to `first + number`, as rows (start, member); at most `most` members in all.

    Each belongs to one random consumer: everybody whose recruiting would have reached her in one drawn world.
    """
    network, passing = candidates.network, candidates.passing
    start, member = np.zeros(number + 1, np.int64), np.empty(most, np.int32)
    done = _sketch(
        first, start, member, network.in_start, network.in_source, passing.told, passing.shares, network.names,
        candidates.world.roster, np.uint64(candidates.world.stream(chance.SEEDING)),
    )  # fmt: skip
    return start[: done + 1], member[: start[done]]


@compiled
def _live(stream: chance.Bits, world: int, teller: chance.Bits, hearer: chance.Bits, told: float) -> bool:
    """Whether word passes along one tie in one drawn world."""
    return chance.draw3(stream, world, teller, hearer) < told


@compiled
def _sharing(stream: chance.Bits, world: int, person: chance.Bits, shares: float) -> bool:
    """Whether somebody made aware shares in one drawn world."""
    return chance.draw2(stream, world, person) < shares


@compiled
def _reach_from(
    person: int, reached: Marks, keep: bool, start: npt.NDArray[np.int64], target: npt.NDArray[np.int32],
    told: npt.NDArray[np.float64], shares: float, names: chance.Names, stream: chance.Bits, queue: npt.NDArray[np.int32],
) -> int:  # fmt: skip
    total = 0
    for world in range(reached.shape[0]):
        queue[0], tail, seen = person, 1, 0
        fresh = not reached[world, person]
        reached[world, person] = True
        while seen < tail:
            j = queue[seen]
            seen += 1
            if seen > 1 and not _sharing(stream, world, names[j], shares):
                continue
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                if not reached[world, i] and _live(stream, world, names[j], names[i], told[j]):
                    reached[world, i] = True
                    queue[tail] = i
                    tail += 1
        total += tail - (0 if fresh else 1)
        if not keep:
            for k in range(1, tail):
                reached[world, queue[k]] = False
            reached[world, person] = not fresh
    return total


@compiled
def _sketch(
    first: int, start: npt.NDArray[np.int64], member: npt.NDArray[np.int32], in_start: npt.NDArray[np.int64],
    in_source: npt.NDArray[np.int32], told: npt.NDArray[np.float64], shares: float, names: chance.Names,
    roster: npt.NDArray[np.int32], stream: chance.Bits,
) -> int:  # fmt: skip
    mark = np.full(roster.size, -1, np.int64)
    for row in range(start.size - 1):
        world = first + row
        target = roster[int(roster.size * chance.draw(stream, world))]
        seen = tail = start[row]
        if tail == member.size:
            return row
        member[tail] = target
        mark[target] = row
        tail += 1
        while seen < tail:
            i = member[seen]
            seen += 1
            if seen - start[row] > 1 and not _sharing(stream, world, names[i], shares):
                continue
            for arc in range(in_start[i], in_start[i + 1]):
                j = in_source[arc]
                if mark[j] != row and _live(stream, world, names[j], names[i], told[j]):
                    if tail == member.size:
                        return row
                    member[tail] = j
                    mark[j] = row
                    tail += 1
        start[row + 1] = tail
    return start.size - 1
