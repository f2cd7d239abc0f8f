"""The days of a law, compiled: one function a way of sharing.

Each goes on from where `mark` says, for as many days as `totals` has room for, and returns how many passed before
nothing could happen any more; it fills `queue` with who adopts and `totals` with how many had by the close of each day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.engine.terms import FIRST_SPELL, Ints, Longs
from simulation.model import chance, laws
from simulation.model import equations as eq
from simulation.model.compiled import AHEAD, compiled, prefetch

Starts = npt.NDArray[np.uint64]  # (consumers + 1,) the hearers of j: target[start[j]:start[j + 1]]
Ends = npt.NDArray[np.uint32]  # (arcs,)

ADOPTED = 0  # a resistance that is no more

# Where a run stands between two chunks of days.
FIRST, ADOPTERS, SUSCEPTIBLE, WITHIN_REACH, HELD, SHARING, TODAY = range(7)  # of `mark`


class Strangers(NamedTuple):
    """Contacts with somebody drawn for the day."""

    units: int  # of evidence each leaves, if it is an adopter
    contacts: Longs  # (consumers,) a day
    by_name: Ints  # (consumers,) positions in the order of names
    rank: Ints  # (consumers,) place of each in that order
    stream: chance.Bits


@compiled
def counted(start: Starts, target: Ends, contacts: Ints, queue: Ints, mark: Longs, totals: Longs) -> int:
    """Where every tie weighs the same: count down the contacts each consumer still needs."""
    first, adopters, days = mark[FIRST], mark[ADOPTERS], 0
    while days < totals.size and first < adopters < queue.size:
        tail = adopters
        for q in range(first, adopters):
            _ask_ahead(start, target, queue, q, adopters - 1)
            j = queue[q]
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                contacts[i] -= 1
                if contacts[i] == 0:
                    queue[tail] = i
                    tail += 1
        first, adopters = adopters, tail
        totals[days] = adopters
        days += 1
    mark[FIRST], mark[ADOPTERS] = first, adopters
    return days


@compiled
def _ask_ahead(start: Starts, target: Ends, queue: Ints, q: int, last: int) -> None:
    """Ask memory for what the sharers soon after place q need; the last stands at `last`."""
    prefetch(start, queue[min(q + 2 * AHEAD, last)])
    prefetch(target, start[queue[min(q + AHEAD, last)]])


@compiled
def weighed(start: Starts, target: Ends, units: Longs, resistance: Longs, queue: Ints, mark: Longs, totals: Longs) -> int:
    """Where ties have weights of their own: take each from the resistance."""
    first, adopters, days = mark[FIRST], mark[ADOPTERS], 0
    while days < totals.size and first < adopters < queue.size:
        tail = adopters
        for q in range(first, adopters):
            j = queue[q]
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                before = resistance[i]
                resistance[i] = before - units[arc]
                if resistance[i] <= 0 < before:
                    queue[tail] = i
                    tail += 1
        first, adopters = adopters, tail
        totals[days] = adopters
        days += 1
    mark[FIRST], mark[ADOPTERS] = first, adopters
    return days


@compiled
def spelled(
    start: Starts,
    target: Ends,
    contacts: Ints,
    sharers: Ints,
    began: Ints,
    recovery: float,
    stream: chance.Bits,
    names: chance.Names,
    queue: Ints,
    mark: Longs,
    totals: Longs,
) -> int:
    """Where adopters share for a spell: count down contacts as long as anybody shares."""
    days = 0
    while days < totals.size and mark[SHARING] > 0:
        tail = mark[ADOPTERS]
        for s in range(mark[SHARING]):
            j = sharers[s]
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                if contacts[i] > 0:
                    contacts[i] -= 1
                    if contacts[i] == 0:
                        queue[tail] = i
                        tail += 1
        close_spells(sharers, began, recovery, stream, names, queue, tail, mark)
        totals[days] = tail
        days += 1
    return days


@compiled
def close_spells(
    sharers: Ints,
    began: Ints,
    recovery: float,
    stream: chance.Bits,
    names: chance.Names,
    queue: Ints,
    tail: int,
    mark: Longs,
) -> None:
    """The close of a day: spells that were on at dawn may end, those of today's adopters (queue to `tail`) begin."""
    mark[TODAY] += 1
    left = 0
    for s in range(mark[SHARING]):
        j = sharers[s]
        if chance.draw3(stream, names[j], FIRST_SPELL, mark[TODAY] - began[j]) >= recovery:
            sharers[left] = j
            left += 1
    for q in range(mark[ADOPTERS], tail):
        sharers[left] = queue[q]
        began[queue[q]] = mark[TODAY]
        left += 1
    mark[SHARING], mark[ADOPTERS] = left, tail


@compiled
def repeated(
    start: Starts,
    target: Ends,
    units: Longs,
    by_tie: bool,
    own: int,
    strangers: Strangers,
    names: chance.Names,
    resistance: Longs,
    pressure: Longs,
    held: Longs,
    susceptible: Ints,
    queue: Ints,
    mark: Longs,
    totals: Longs,
) -> int:
    """Where adopters are heard every day: gather what all those heard so far weigh, and whoever is met by chance."""
    days = 0
    while days < totals.size:
        _be_heard(start, target, units, by_tie, strangers.contacts, resistance, pressure, queue, mark)
        if mark[SUSCEPTIBLE] == 0 or (own == 0 and mark[WITHIN_REACH] == 0):
            break
        mark[TODAY] += 1
        if mark[ADOPTERS] > 0:
            _meet(strangers, names, resistance, held, susceptible, mark)
        _gather(own, strangers.contacts, resistance, pressure, held, susceptible, queue, mark)
        totals[days] = mark[ADOPTERS]
        days += 1
    return days


@compiled
def _be_heard(
    start: Starts,
    target: Ends,
    units: Longs,
    by_tie: bool,
    strangers: Longs,
    resistance: Longs,
    pressure: Longs,
    queue: Ints,
    mark: Longs,
) -> None:
    """Those who adopted yesterday are heard from today on. The first adopters of all bring strangers within reach."""
    if mark[FIRST] == 0 and mark[ADOPTERS] > 0:
        for i in range(strangers.size):
            mark[WITHIN_REACH] += resistance[i] != ADOPTED and strangers[i] > 0
    within_reach = mark[WITHIN_REACH]
    for q in range(mark[FIRST], mark[ADOPTERS]):
        j = queue[q]
        for arc in range(start[j], start[j + 1]):
            i = target[arc]
            a = units[arc] if by_tie else units[i]
            if resistance[i] != ADOPTED and a > 0:
                within_reach += pressure[i] == 0 and strangers[i] == 0
                pressure[i] = eq.clip(pressure[i] + a)
    mark[FIRST], mark[WITHIN_REACH] = mark[ADOPTERS], within_reach


@compiled
def _meet(strangers: Strangers, names: chance.Names, resistance: Longs, held: Longs, susceptible: Ints, mark: Longs) -> None:
    """What strangers leave with everybody today."""
    for s in range(mark[SUSCEPTIBLE]):
        i = susceptible[s]
        if strangers.contacts[i] == 0:
            continue
        mine = chance.at(chance.at(strangers.stream, names[i]), mark[TODAY])
        for place in range(strangers.contacts[i]):
            if resistance[person_met(strangers, chance.at(mine, place), i)] == ADOPTED:
                held[i] = eq.clip(held[i] + strangers.units)


@compiled
def person_met(strangers: Strangers, contact: chance.Bits, i: int) -> int:
    """Whom consumer i hears in this contact."""
    other = laws.stranger(chance.uniform(contact), strangers.rank[i], strangers.rank.size)
    return int(strangers.by_name[other])


@compiled
def _gather(
    own: int, strangers: Longs, resistance: Longs, pressure: Longs, held: Longs, susceptible: Ints, queue: Ints, mark: Longs
) -> None:
    """One day's evidence; who adopts joins the queue, who does not stays on the list."""
    adopters, left, within_reach = mark[ADOPTERS], 0, mark[WITHIN_REACH]
    for s in range(mark[SUSCEPTIBLE]):
        i = susceptible[s]
        held[i] = eq.clip(held[i] + pressure[i] + own)
        if held[i] >= resistance[i]:
            resistance[i] = ADOPTED
            queue[adopters] = i
            adopters += 1
            within_reach -= pressure[i] > 0 or (strangers[i] > 0 and mark[FIRST] > 0)
        else:
            susceptible[left] = i
            left += 1
    mark[ADOPTERS], mark[SUSCEPTIBLE], mark[WITHIN_REACH] = adopters, left, within_reach


@compiled
def together(resistance: Longs, a: float, own: int, persistent: bool, mark: Longs, totals: Longs) -> int:
    """In a complete network all adopters are heard as one; `resistance` ascends, the seeds' first."""
    days = 0
    while days < totals.size and mark[ADOPTERS] < resistance.size:
        sharing = mark[ADOPTERS] - (0 if persistent else mark[FIRST])
        gained = laws.together(sharing, a) + own
        unasked = resistance[mark[ADOPTERS]] <= mark[HELD]
        if not unasked and (gained == 0 if persistent else sharing == 0):
            break
        mark[FIRST] = mark[ADOPTERS]
        mark[HELD] = eq.clip(mark[HELD] + gained)
        mark[ADOPTERS] = _reached(resistance, mark)
        totals[days] = mark[ADOPTERS]
        days += 1
    return days


@compiled
def together_spelled(
    resistance: Longs,
    a: float,
    sharers: Ints,
    began: Ints,
    recovery: float,
    stream: chance.Bits,
    names: chance.Names,
    queue: Ints,
    mark: Longs,
    totals: Longs,
) -> int:
    """The same where adopters share for a spell."""
    days = 0
    while days < totals.size and mark[SHARING] > 0:
        mark[HELD] = eq.clip(mark[HELD] + laws.together(mark[SHARING], a))
        close_spells(sharers, began, recovery, stream, names, queue, _reached(resistance, mark), mark)
        totals[days] = mark[ADOPTERS]
        days += 1
    return days


@compiled
def _reached(resistance: Longs, mark: Longs) -> int:
    """How many have a resistance that all the evidence so far overcomes."""
    adopters = mark[ADOPTERS]
    while adopters < resistance.size and resistance[adopters] <= mark[HELD]:
        adopters += 1
    return int(adopters)


@compiled
def still_sharing(names: chance.Names, day: Ints, recovery: float, stream: chance.Bits, count: Longs) -> None:
    """How many spells are on at the close of each day."""
    for i in range(day.size):
        if day[i] < 0:
            continue
        for t in range(day[i], count.size):
            if t > day[i] and chance.draw3(stream, names[i], FIRST_SPELL, t - day[i]) < recovery:
                break
            count[t] += 1
