"""A law at work over arrays: the same story as `spread_reference.py`, told for speed.

Where every contact of a hearer weighs the same, evidence is not summed but counted down: ξ is ⌈ξ/a⌉ contacts away, and
the contact that takes the count to 0 is the one on which the sum reaches ξ. A sum is never clipped before that (ξ is
far below the clip). Every function fills the arrays it is given and raises nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.engine.run import SHARE
from simulation.engine.terms import MOST_STEPS, Course, Ints, Longs, Terms, endless, in_units
from simulation.model import chance, laws
from simulation.model import equations as eq
from simulation.model.compiled import compiled

NEVER = -1
CHUNK = 4096  # days between two looks at the world outside
FARTHEST = 2**31 - 1  # contacts needed, at most
FIRST_SPELL = 1
ADOPTED = 0  # a resistance that is no more

# Where a run stands between two chunks of days.
FIRST, ADOPTERS, SUSCEPTIBLE, WITHIN_REACH, HELD = range(5)  # of `mark`


class Workspace(NamedTuple):
    """What one thread works on, replicate after replicate; columns of `consumers` entries but the last three."""

    resistance: Longs  # in units; 0 once adopted
    contacts: Ints  # still needed
    queue: Ints  # adopters, in the order of days
    susceptible: Ints  # who has not adopted; filled as far as mark says
    heard: Ints  # adopters heard every day
    held: Longs  # evidence gathered
    tie_units: Longs  # (arcs,) by out-tie, where ties have weights
    mark: Longs
    totals: Longs  # (CHUNK,) adopters by the close of each day


def workspace(terms: Terms) -> Workspace:
    """Room for one replicate at a time, as much as this law needs."""
    n, complete, persistent = terms.size, terms.network.is_complete, terms.persistent
    counted = not (complete or persistent or terms.by_tie)
    walked = persistent and not complete
    return Workspace(
        resistance=np.empty(0 if counted else n, np.int64),
        contacts=np.empty(n if counted else 0, np.int32),
        queue=np.empty(n, np.int32),
        susceptible=np.empty(n if walked else 0, np.int32),
        heard=np.empty(n if walked else 0, np.int32),
        held=np.empty(n if walked else 0, np.int64),
        tie_units=in_units(terms.network.out_strength) if terms.by_tie else np.empty(0, np.int64),
        mark=np.zeros(5, np.int64),
        totals=np.empty(CHUNK, np.int64),
    )


def adopt(terms: Terms, work: Workspace, world: chance.Bits) -> Course:
    """One replicate; the course lasts until the next is begun in the same workspace."""
    work.mark[:] = 0, terms.seeds.size, 0, 0, 0
    work.queue[: terms.seeds.size] = terms.seeds
    if terms.network.is_complete:
        advance = _begin_together(terms, work, world)
    elif terms.persistent:
        advance = _begin_repeated(terms, work, world)
    elif terms.by_tie:
        advance = _begin_weighed(terms, work, world)
    else:
        advance = _begin_counted(terms, work, world)
    totals = _days(terms, work, advance)
    return Course(work.queue[: totals[-1]], totals)


def parents(terms: Terms, world: chance.Bits, day: Ints) -> Ints:
    """(consumers,) whom each adoption is credited to."""
    network, parent = terms.network, np.full(terms.size, NEVER, np.int32)
    start, source = network.in_start, network.in_source
    if network.is_complete:
        start, source = np.zeros(1, np.int64), np.arange(terms.size, dtype=np.int32)
    streams = (_stream(world, chance.CREDIT), _stream(world, chance.OWN_CREDIT))
    stage = terms.law.resistance != "exponential"
    _parents(
        start, source, terms.weight, terms.by_tie, terms.own, network.names, day, stage, terms.persistent, streams,
        parent,
    )  # fmt: skip
    return parent


def _stream(world: chance.Bits, purpose: int) -> chance.Bits:
    return np.uint64(chance.at(world, purpose))


# -------------------------------------------------------------------------------------------------- beginnings and days

Advance = Callable[[Longs], int]  # fills in what it is given with the days that pass, and says how many do


def _days(terms: Terms, work: Workspace, advance: Advance) -> Longs:
    """(days + 1,) cumulative adopters until the last step, or until nothing can happen."""
    parts, passed = [np.array([terms.seeds.size])], 0
    while terms.steps is None or passed < terms.steps:
        room = CHUNK if terms.steps is None else min(CHUNK, terms.steps - passed)
        days = advance(work.totals[:room])
        parts.append(work.totals[:days].copy())
        passed += days
        if days < room:
            break
        if terms.steps is None and passed > MOST_STEPS:
            raise endless(f"more than {MOST_STEPS:,} steps pass")
    return np.concatenate(parts)


def _begin_counted(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Contacts counted down along a frontier: equal evidence from every tie, once."""
    network, law, stream = terms.network, terms.law, _stream(world, chance.RESISTANCE)
    if law.resistance == "exponential":
        _contacts_needed(stream, network.names, terms.units, work.contacts)
    else:
        _resistances(terms, stream, work.contacts)
    work.contacts[terms.seeds] = ADOPTED
    return lambda totals: _counted(network.out_start, network.out_target, work.contacts, work.queue, work.mark, totals)


def _begin_weighed(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Evidence taken off the resistance along a frontier: a weight for every tie, once."""
    network = terms.network
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[terms.seeds] = ADOPTED
    return lambda totals: _weighed(
        network.out_start, network.out_target, work.tie_units, work.resistance, work.queue, work.mark, totals
    )  # fmt: skip


def _begin_repeated(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Evidence gathered day by day from all who have adopted."""
    network, seeds = terms.network, terms.seeds
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[seeds] = ADOPTED
    work.heard[:], work.held[:] = 0, 0
    others = np.flatnonzero(work.resistance)
    work.susceptible[: others.size] = others
    work.mark[SUSCEPTIBLE] = others.size
    return lambda totals: _repeated(
        network.out_start, network.out_target, terms.units, terms.own, work.resistance, work.heard, work.held,
        work.susceptible, work.queue, work.mark, totals,
    )  # fmt: skip


def _begin_together(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """A complete network: all susceptible hold the same evidence, so they adopt in the order of their resistances."""
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[terms.seeds] = ADOPTED
    order = np.argsort(work.resistance, kind="stable")
    work.queue[:] = order
    ascending = work.resistance[order]
    return lambda totals: _together(ascending, terms.alone, terms.own, terms.persistent, work.mark, totals)


def _resistances(terms: Terms, stream: chance.Bits, out: npt.NDArray[Any]) -> None:
    """ξ of everybody: in units, or in adopters where they are counted."""
    network, law = terms.network, terms.law
    if law.resistance == "fraction":
        out[:] = terms.needed
    elif law.resistance == "exponential":
        _exponential(stream, network.names, out)
    elif terms.by_tie:
        _uniform(stream, network.names, out)
    else:
        _uniform_share(stream, network.names, network.in_degree, out)


# ---------------------------------------------------------------------------------------------------------- resistances


@compiled
def _exponential_units(stream: chance.Bits, name: chance.Bits) -> int:
    """ξ of one consumer, in units."""
    return eq.resistance_units(eq.exponential_resistance(chance.draw3(stream, name, 0, 0)))


@compiled
def _exponential(stream: chance.Bits, names: chance.Names, out: Any) -> None:
    """Fill in everybody's ξ ~ Exp(1), in units."""
    for i in range(names.size):
        out[i] = _exponential_units(stream, names[i])


@compiled
def _uniform(stream: chance.Bits, names: chance.Names, out: Any) -> None:
    """Fill in everybody's ξ ~ U(0, 1), in units."""
    for i in range(names.size):
        out[i] = eq.resistance_units(chance.draw3(stream, names[i], 0, 0))


@compiled
def _uniform_share(stream: chance.Bits, names: chance.Names, degree: Any, out: Any) -> None:
    """Fill in the ties everybody wants to hear, a uniform share of theirs."""
    for i in range(names.size):
        out[i] = laws.share_of_ties(chance.draw3(stream, names[i], 0, 0), degree[i])


@compiled
def _contacts_needed(stream: chance.Bits, names: chance.Names, units: Longs, out: Any) -> None:
    """⌈ξ/a⌉. Both are whole numbers below 2⁴⁶: a quotient that is not whole stays clear of one when rounded."""
    for i in range(names.size):
        contacts = math.ceil(_exponential_units(stream, names[i]) / units[i]) if units[i] > 0 else FARTHEST
        out[i] = min(contacts, FARTHEST)


# ----------------------------------------------------------------------------------------------------------------- days


@compiled
def _counted(start: Longs, target: Ints, contacts: Ints, queue: Ints, mark: Longs, totals: Longs) -> int:
    """Where every tie weighs the same: count down the contacts each consumer still needs."""
    first, adopters, days = mark[FIRST], mark[ADOPTERS], 0
    while days < totals.size and first < adopters < queue.size:
        tail = adopters
        for q in range(first, adopters):
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
def _weighed(start: Longs, target: Ints, units: Longs, resistance: Longs, queue: Ints, mark: Longs, totals: Longs) -> int:
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
def _repeated(
    start: Longs,
    target: Ints,
    units: Longs,
    own: int,
    resistance: Longs,
    heard: Ints,
    held: Longs,
    susceptible: Ints,
    queue: Ints,
    mark: Longs,
    totals: Longs,
) -> int:
    """Where adopters are heard every day: gather what all those heard so far weigh."""
    days = 0
    while days < totals.size:
        _be_heard(start, target, units, resistance, heard, queue, mark)
        if mark[SUSCEPTIBLE] == 0 or (own == 0 and mark[WITHIN_REACH] == 0):
            break
        _gather(units, own, resistance, heard, held, susceptible, queue, mark)
        totals[days] = mark[ADOPTERS]
        days += 1
    return days


@compiled
def _be_heard(start: Longs, target: Ints, units: Longs, resistance: Longs, heard: Ints, queue: Ints, mark: Longs) -> None:
    """Those who adopted yesterday are heard from today on."""
    within_reach = mark[WITHIN_REACH]
    for q in range(mark[FIRST], mark[ADOPTERS]):
        j = queue[q]
        for arc in range(start[j], start[j + 1]):
            i = target[arc]
            if resistance[i] != ADOPTED and units[i] > 0:
                within_reach += heard[i] == 0
                heard[i] += 1
    mark[FIRST], mark[WITHIN_REACH] = mark[ADOPTERS], within_reach


@compiled
def _gather(
    units: Longs, own: int, resistance: Longs, heard: Ints, held: Longs, susceptible: Ints, queue: Ints, mark: Longs
) -> None:
    """One day's evidence; who adopts joins the queue, who does not stays on the list."""
    adopters, left, within_reach = mark[ADOPTERS], 0, mark[WITHIN_REACH]
    for s in range(mark[SUSCEPTIBLE]):
        i = susceptible[s]
        # Exact below the clip, and no overflow above it.
        social = min(np.float64(heard[i]) * np.float64(units[i]), np.float64(eq.CLIP))
        held[i] = eq.clip(held[i] + np.int64(social) + own)
        if held[i] >= resistance[i]:
            resistance[i] = ADOPTED
            queue[adopters] = i
            adopters += 1
            within_reach -= heard[i] > 0
        else:
            susceptible[left] = i
            left += 1
    mark[ADOPTERS], mark[SUSCEPTIBLE], mark[WITHIN_REACH] = adopters, left, within_reach


@compiled
def _together(resistance: Longs, a: float, own: int, persistent: bool, mark: Longs, totals: Longs) -> int:
    """In a complete network all adopters are heard as one."""
    days = 0
    while days < totals.size:
        sharing = mark[ADOPTERS] - (0 if persistent else mark[FIRST])
        gained = laws.together(sharing, a) + own
        if mark[ADOPTERS] == resistance.size or (gained == 0 if persistent else sharing == 0):
            break
        mark[HELD] = eq.clip(mark[HELD] + gained)
        mark[FIRST] = mark[ADOPTERS]
        while mark[ADOPTERS] < resistance.size and resistance[mark[ADOPTERS]] <= mark[HELD]:
            mark[ADOPTERS] += 1
        totals[days] = mark[ADOPTERS]
        days += 1
    return days


# -------------------------------------------------------------------------------------------------------------- parents


@compiled
def _parents(
    start: Longs,
    source: Ints,
    weight: Any,
    by_tie: bool,
    own: int,
    names: chance.Names,
    day: Ints,
    stage: bool,
    persistent: bool,
    streams: tuple[chance.Bits, ...],
    parent: Ints,
) -> None:
    """The smallest key among the contacts that counted; in a complete network one row serves all."""
    for i in range(day.size):
        if day[i] <= 0:
            continue
        best = np.inf
        if own > 0:
            best = eq.credit_key(chance.draw3(streams[1], names[i], 0, 0), own / eq.UNIT, 0.0, 0.0)
        first, last = (start[i], start[i + 1]) if start.size > 1 else (0, source.size)
        for arc in range(first, last):
            j = source[arc]
            a = weight[arc] if by_tie else weight[i]
            if 0 <= day[j] < day[i] and a > 0.0 and (stage or persistent or day[j] == day[i] - 1):
                word = _news(names[j], 1 if stage else day[i] - day[j])
                key = eq.credit_key(chance.draw2(streams[0], word, names[i]), a, 0.0, 0.0)
                if key < best:
                    best, parent[i] = key, j


@compiled
def _news(name: chance.Bits, age: int) -> chance.Bits:
    """What chance knows the news of an adopter by, at this age."""
    return chance.at(chance.at(chance.at(chance.at(name, SHARE), FIRST_SPELL), SHARE), age)
