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

from simulation.engine import spread_kernels_days as days
from simulation.engine.offer import SHARE
from simulation.engine.terms import FIRST_SPELL, MOST_STEPS, Course, Floats, Ints, Longs, Terms, endless, units_along
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model import equations as eq
from simulation.model.compiled import compiled

NEVER = -1
SEED = -1  # a resistance below every other
CHUNK = 4096  # days between two looks at the world outside
FARTHEST = 2**31 - 1  # contacts needed, at most
UNSURE = 0  # contacts needed, where the first bits of a draw do not tell

BITS = 12  # of a draw that are looked at first
EDGES = np.append(np.inf, -np.log(np.arange(1, 2**BITS + 1) / 2**BITS)) * eq.UNIT  # ξ at the edges of their 4,096 cells
MARGIN = 1e-12  # more than any logarithm or product is out, relatively


class Workspace(NamedTuple):
    """What one thread works on, replicate after replicate; columns of `consumers` entries but the last three."""

    resistance: Longs  # in units; 0 once adopted
    contacts: Ints  # still needed
    queue: Ints  # adopters, in the order of days
    susceptible: Ints  # who has not adopted; filled as far as mark says
    pressure: Longs  # units a day from adopters heard every day
    held: Longs  # evidence gathered
    sharers: Ints  # whose spell is on; filled as far as mark says
    began: Ints  # day the spell began
    tie_units: Longs  # (arcs,) by out-tie, where ties have weights
    mark: Longs
    totals: Longs  # (CHUNK,) adopters by the close of each day


def workspace(terms: Terms) -> Workspace:
    """Room for one replicate at a time, as much as this law needs."""
    n, complete, network = terms.size, terms.network.is_complete, terms.network
    counted = not (complete or terms.persistent or terms.by_tie)
    walked = terms.persistent and not complete
    along = units_along(terms.law, network.out_strength, network.out_strong) if terms.by_tie else np.empty(0, np.int64)
    return Workspace(
        resistance=np.empty(0 if counted else n, np.int64),
        contacts=np.empty(n if counted else 0, np.int32),
        queue=np.empty(n, np.int32),
        susceptible=np.empty(n if walked else 0, np.int32),
        pressure=np.empty(n if walked else 0, np.int64),
        held=np.empty(n if walked else 0, np.int64),
        sharers=np.empty(n if terms.spells else 0, np.int32),
        began=np.empty(n if terms.spells else 0, np.int32),
        tie_units=along,
        mark=np.zeros(7, np.int64),
        totals=np.empty(CHUNK, np.int64),
    )


def adopt(terms: Terms, work: Workspace, world: chance.Bits) -> Course:
    """One replicate; the course lasts until the next is begun in the same workspace."""
    work.mark[:] = 0
    work.mark[days.ADOPTERS] = terms.seeds.size
    work.queue[: terms.seeds.size] = terms.seeds
    totals = _days(terms, work, _begin(terms)(terms, work, world))
    return Course(work.queue[: totals[-1]], totals)


def _begin(terms: Terms) -> Callable[[Terms, Workspace, chance.Bits], Advance]:
    if terms.network.is_complete:
        return _begin_together
    if terms.spells:
        return _begin_spelled
    if terms.persistent:
        return _begin_repeated
    return _begin_weighed if terms.by_tie else _begin_counted


def sharing(terms: Terms, world: chance.Bits, day: Ints, last: int) -> Longs:
    """(last + 1,) how many share at the close of each day, that is on the next; of a law with spells."""
    count = np.zeros(last + 1, np.int64)
    days.still_sharing(terms.network.names, day, terms.law.recovery, _stream(world, chance.SPELL_END), count)
    return count


def parents(terms: Terms, world: chance.Bits, day: Ints) -> Ints:
    """(consumers,) whom each adoption is credited to."""
    network, law, parent = terms.network, terms.law, np.full(terms.size, NEVER, np.int32)
    best = np.full(terms.size, np.inf)
    if terms.own:
        _own_keys(network.names, day, terms.own / eq.UNIT, _stream(world, chance.OWN_CREDIT), best)
    start, source = network.in_start, network.in_source
    if network.is_complete:
        start, source = np.zeros(1, np.int64), np.arange(terms.size, dtype=np.int32)
    ways = (law.resistance != "exponential", terms.persistent, terms.by_tie)
    streams = (_stream(world, chance.CREDIT), _stream(world, chance.SPELL_END))
    _parents(start, source, terms.weight, ways, law.recovery, network.names, day, streams, best, parent)
    if terms.strangers.any():
        _strange_parents(_strangers(terms, world), network.names, day, best, parent)
    if law.resistance == "normal":
        parent[_wanted(terms, _stream(world, chance.RESISTANCE)) <= 0] = NEVER
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
        more = advance(work.totals[:room])
        parts.append(work.totals[:more].copy())
        passed += more
        if more < room:
            break
        if terms.steps is None and passed > MOST_STEPS:
            raise endless(f"more than {MOST_STEPS:,} steps pass")
    return np.concatenate(parts)


def _ties(network: Network) -> tuple[days.Starts, days.Ends]:
    """Who is heard by whom, in numbers that cannot be negative: compiled code then need not ask whether they are."""
    return network.out_start.view(np.uint64), network.out_target.view(np.uint32)


def _begin_counted(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Contacts counted down along a frontier: equal evidence from every tie, once."""
    network, law, stream = terms.network, terms.law, _stream(world, chance.RESISTANCE)
    if law.resistance == "exponential":
        _contacts_needed(stream, network.names, terms.units, work.contacts)
    else:
        _resistances(terms, stream, work.contacts)
    work.contacts[terms.seeds] = days.ADOPTED
    return lambda totals: days.counted(*_ties(network), work.contacts, work.queue, work.mark, totals)


def _begin_spelled(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Contacts counted down by whoever's spell is on."""
    network = terms.network
    _contacts_needed(_stream(world, chance.RESISTANCE), network.names, terms.units, work.contacts)
    work.contacts[terms.seeds] = days.ADOPTED
    start, target = _ties(network)
    spells = _begin_spells(terms, work, world)
    return lambda totals: days.spelled(start, target, work.contacts, *spells, network.names, work.queue, work.mark, totals)


def _begin_spells(terms: Terms, work: Workspace, world: chance.Bits) -> tuple[Ints, Ints, float, chance.Bits]:
    """The spells of the seeds, and what ends spells."""
    work.sharers[: terms.seeds.size] = terms.seeds
    work.began[terms.seeds] = 0
    work.mark[days.SHARING] = terms.seeds.size
    return work.sharers, work.began, terms.law.recovery, _stream(world, chance.SPELL_END)


def _begin_weighed(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Resistances taken down along a frontier: each tie with its own weight, once."""
    network = terms.network
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[terms.seeds] = days.ADOPTED
    return lambda totals: days.weighed(*_ties(network), work.tie_units, work.resistance, work.queue, work.mark, totals)


def _begin_repeated(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """Everybody who has not adopted is looked at every day."""
    network = terms.network
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[terms.seeds] = days.ADOPTED
    work.pressure[:], work.held[:] = 0, 0
    others = np.flatnonzero(work.resistance != days.ADOPTED)
    work.susceptible[: others.size] = others
    work.mark[days.SUSCEPTIBLE] = others.size
    units, strangers = work.tie_units if terms.by_tie else terms.units, _strangers(terms, world)
    return lambda totals: days.repeated(
        *_ties(network), units, terms.by_tie, terms.own, strangers, network.names,
        work.resistance, work.pressure, work.held, work.susceptible, work.queue, work.mark, totals,
    )  # fmt: skip


def _strangers(terms: Terms, world: chance.Bits) -> days.Strangers:
    stream = _stream(world, chance.STRANGER)
    return days.Strangers(terms.stranger_units, terms.strangers, terms.by_name, terms.rank, stream)


def _begin_together(terms: Terms, work: Workspace, world: chance.Bits) -> Advance:
    """A complete network: all susceptible hold the same evidence, so they adopt in the order of their resistances."""
    _resistances(terms, _stream(world, chance.RESISTANCE), work.resistance)
    work.resistance[terms.seeds] = SEED
    order = np.argsort(work.resistance, kind="stable")
    work.queue[:] = order
    ascending = work.resistance[order]
    if not terms.spells:
        return lambda totals: days.together(ascending, terms.alone, terms.own, terms.persistent, work.mark, totals)
    spells = _begin_spells(terms, work, world)
    return lambda totals: days.together_spelled(
        ascending, terms.alone, *spells, terms.network.names, work.queue, work.mark, totals
    )


def _resistances(terms: Terms, stream: chance.Bits, out: npt.NDArray[Any]) -> None:
    """ξ of everybody: in units, or in adopters where they are counted."""
    network, law = terms.network, terms.law
    if law.resistance in ("fraction", "count"):
        out[:] = terms.needed
    elif law.resistance == "normal":
        out[:] = _wanted(terms, stream)
    elif law.resistance == "exponential":
        _exponential(stream, network.names, out)
    elif terms.by_tie:
        _uniform(stream, network.names, out)
    else:
        _uniform_share(stream, network.names, network.in_degree, out)


def _wanted(terms: Terms, stream: chance.Bits) -> Longs:
    """(consumers,) adopters everybody wants to see among all."""
    u = np.empty(terms.size, np.float64)
    _draws(stream, terms.network.names, u)
    return laws.adopters_of_all(terms.law, u, terms.size)


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
def _draws(stream: chance.Bits, names: chance.Names, out: Floats) -> None:
    """Fill in everybody's draw of a resistance."""
    for i in range(names.size):
        out[i] = chance.draw3(stream, names[i], 0, 0)


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
    """⌈ξ/a⌉ of everybody. Mostly both edges of a draw's cell need as many contacts, and no logarithm is taken: the
    first loop, which finds that out, is plain enough to be compiled for many consumers at a time."""
    for i in range(names.size):
        cell = chance.at(chance.at(chance.at(stream, names[i]), 0), 0) >> np.uint64(64 - BITS)
        contacts = np.ceil(EDGES[cell + np.uint64(1)] * (1.0 - MARGIN) / units[i])
        sure = contacts <= FARTHEST and EDGES[cell] * (1.0 + MARGIN) <= contacts * units[i]
        out[i] = np.int32(contacts) if sure else np.int32(UNSURE)
    for i in range(names.size):
        if out[i] == UNSURE:
            out[i] = _contacts(_exponential_units(stream, names[i]), units[i])


@compiled
def _contacts(resistance: int, units: int) -> int:
    """⌈ξ/a⌉. Both are whole numbers below 2⁴⁶: a quotient that is not whole stays clear of one when rounded."""
    return min(math.ceil(resistance / units), FARTHEST) if units > 0 else FARTHEST


# -------------------------------------------------------------------------------------------------------------- parents


@compiled
def _own_keys(names: chance.Names, day: Ints, own: float, stream: chance.Bits, best: Floats) -> None:
    """The key of everybody's own initiative."""
    for i in range(day.size):
        if day[i] > 0:
            best[i] = eq.credit_key(chance.draw3(stream, names[i], 0, 0), own, 0.0, 0.0)


@compiled
def _parents(
    start: Longs,
    source: Ints,
    weight: Floats,
    ways: tuple[bool, bool, bool],
    recovery: float,
    names: chance.Names,
    day: Ints,
    streams: tuple[chance.Bits, chance.Bits],
    best: Floats,
    parent: Ints,
) -> None:
    """The smallest key among the contacts that counted; in a complete network one row serves all."""
    stage, persistent, by_tie = ways
    for i in range(day.size):
        if day[i] <= 0:
            continue
        first, last = (start[i], start[i + 1]) if start.size > 1 else (0, source.size)
        for arc in range(first, last):
            j = source[arc]
            a, age = weight[arc] if by_tie else weight[i], day[i] - day[j]
            if day[j] < 0 or age <= 0 or a <= 0.0:
                continue
            if not (stage or persistent or age == 1 or _lasts(streams[1], names[j], age, recovery)):
                continue
            word = _news(names[j], 1 if stage else age)
            key = eq.credit_key(chance.draw2(streams[0], word, names[i]), a, 0.0, 0.0)
            if key < best[i]:
                best[i], parent[i] = key, j


@compiled
def _lasts(stream: chance.Bits, name: chance.Bits, age: int, recovery: float) -> bool:
    """Whether a spell is still on when it is this old; a law without spells (recovery 0) has none."""
    for earlier in range(1, age):
        if chance.draw3(stream, name, FIRST_SPELL, earlier) < recovery:
            return False
    return recovery > 0.0


@compiled
def _strange_parents(strangers: days.Strangers, names: chance.Names, day: Ints, best: Floats, parent: Ints) -> None:
    """The same among those met by chance on the day of crossing."""
    for i in range(day.size):
        if day[i] <= 0:
            continue
        mine = chance.at(chance.at(strangers.stream, names[i]), day[i])
        for place in range(strangers.contacts[i]):
            contact = chance.at(mine, place)
            j = days.person_met(strangers, contact, i)
            if 0 <= day[j] < day[i]:
                key = eq.credit_key(chance.draw(contact, chance.CREDIT), strangers.units / eq.UNIT, 0.0, 0.0)
                if key < best[i]:
                    best[i], parent[i] = key, j


@compiled
def _news(name: chance.Bits, age: int) -> chance.Bits:
    """What chance knows the news of an adopter by, at this age."""
    return chance.at(chance.at(chance.at(chance.at(name, SHARE), FIRST_SPELL), SHARE), age)
