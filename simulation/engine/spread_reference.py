"""A law at work, said plainly, consumer by consumer. Read this first.

It computes the same as `spread_kernels.py`, to the last bit, and shares nothing with it but the equations and the
draws. Where the kernels push (an adopter counts down the contacts its hearers still need), this pulls: each consumer
asks whom it can hear today and sums the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulation.engine.offer import share_words
from simulation.engine.terms import FIRST_SPELL, Course, Ints, Longs, Terms
from simulation.model import chance, laws
from simulation.model import equations as eq

NEVER = -1


def workspace(terms: Terms) -> None:
    """Nothing is kept from one replicate to the next."""


def adopt(terms: Terms, work: None, world: chance.Bits) -> Course:
    """One replicate, day by day."""
    resistance = [resistance_of(terms, world, i) for i in range(terms.size)]
    held = [0] * terms.size
    day = [NEVER] * terms.size
    for seed in terms.seeds:
        day[seed] = 0
    today = 0
    while terms.steps is None or today < terms.steps:
        unasked = any(day[i] == NEVER and resistance[i] <= held[i] for i in range(terms.size))
        if not unasked and over(terms, world, day, today):
            break
        today += 1
        heard = [evidence_today(terms, world, day, i, today) for i in range(terms.size)]
        for i in range(terms.size):
            held[i] = min(held[i] + heard[i] + terms.own, eq.CLIP)
            if day[i] == NEVER and held[i] >= resistance[i]:
                day[i] = today
    return course(day, today)


def parents(terms: Terms, world: chance.Bits, day: Ints) -> Ints:
    """(consumers,) whom each adoption is credited to."""
    return np.array([parent_of(terms, world, day, i) for i in range(terms.size)], np.int32)


def sharing(terms: Terms, world: chance.Bits, day: Ints, last: int) -> Longs:
    """(last + 1,) how many share at the close of each day, that is on the next."""
    everybody = range(terms.size)
    return np.array([sum(shares(terms, world, i, day[i], t + 1) for i in everybody) for t in range(last + 1)], np.int64)


def course(day: list[int], last: int) -> Course:
    """The days of adoption, told as a course of `last` days."""
    order = sorted((i for i in range(len(day)) if day[i] != NEVER), key=lambda i: day[i])
    totals = [sum(1 for i in order if day[i] <= t) for t in range(last + 1)]
    return Course(np.array(order, np.int32), np.array(totals, np.int64))


def resistance_of(terms: Terms, world: chance.Bits, i: int) -> int:
    """ξ of consumer i: in units, or in adopters where they are counted."""
    law = terms.law
    if law.resistance in ("fraction", "count"):
        return int(terms.needed[i])
    u = chance.draw3(chance.at(world, chance.RESISTANCE), terms.network.names[i], 0, 0)
    if law.resistance == "exponential":
        return int(eq.resistance_units(eq.exponential_resistance(u)))
    if law.resistance == "normal":
        return int(laws.adopters_of_all(law, np.array([u]), terms.size)[0])
    if terms.by_tie:
        return int(eq.resistance_units(u))
    return int(laws.share_of_ties(u, terms.network.in_degree[i]))


def evidence_today(terms: Terms, world: chance.Bits, day: list[int], i: int, today: int) -> int:
    """What the adopters whom consumer i hears today leave with it."""
    met = (person_met(terms, contact, i) for contact in strangers_of(terms, world, i, today))
    return known_today(terms, world, day, i, today) + sum(terms.stranger_units for j in met if 0 <= day[j] < today)


def known_today(terms: Terms, world: chance.Bits, day: list[int], i: int, today: int) -> int:
    """What reaches consumer i through its ties."""
    if terms.network.is_complete:
        others = (j for j in range(terms.size) if j != i)
        return int(laws.together(sum(shares(terms, world, j, day[j], today) for j in others), terms.alone))
    return sum(units for j, units in ties_of(terms, i) if shares(terms, world, j, day[j], today))


def ties_of(terms: Terms, i: int) -> Iterator[tuple[int, int]]:
    """Whom consumer i hears, and the units of evidence one contact leaves."""
    for arc in range(terms.network.in_start[i], terms.network.in_start[i + 1]):
        yield int(terms.network.in_source[arc]), int(terms.tie_units[arc] if terms.by_tie else terms.units[i])


def strangers_of(terms: Terms, world: chance.Bits, i: int, today: int) -> Iterator[chance.Bits]:
    """What chance knows each contact by that consumer i makes today with somebody drawn."""
    mine = chance.at(chance.at(chance.at(world, chance.STRANGER), terms.network.names[i]), today)
    return (chance.at(mine, place) for place in range(terms.strangers[i]))


def person_met(terms: Terms, contact: chance.Bits, i: int) -> int:
    """Who it is that consumer i hears in this contact."""
    return int(terms.by_name[laws.stranger(chance.uniform(contact), terms.rank[i], terms.size)])


def shares(terms: Terms, world: chance.Bits, j: int, adopted: int, today: int) -> bool:
    """Whether j, who adopted on that day, shares today: on every later day, the next day only, or while a spell lasts."""
    if not 0 <= adopted < today:
        return False
    if terms.spells:
        stream = chance.at(world, chance.SPELL_END)
        ends = (chance.draw3(stream, terms.network.names[j], FIRST_SPELL, age) for age in range(1, today - adopted))
        return all(u >= terms.law.recovery for u in ends)
    return terms.persistent or adopted == today - 1


def over(terms: Terms, world: chance.Bits, day: list[int], today: int) -> bool:
    """Whether nothing can happen any more: all spells have ended, everybody has adopted, or no evidence will come."""
    if terms.spells:
        return not any(shares(terms, world, j, day[j], today + 1) for j in range(terms.size))
    susceptible = [i for i in range(terms.size) if day[i] == NEVER]
    if not susceptible:
        return True
    if terms.own > 0:
        return False
    if terms.persistent:
        return not any(within_reach(terms, world, day, i, today) for i in susceptible)
    return today not in day


def within_reach(terms: Terms, world: chance.Bits, day: list[int], i: int, today: int) -> bool:
    """Whether any adopter can be heard by consumer i after today: through a tie, or as a stranger."""
    strangers = terms.strangers[i] > 0 and max(day) != NEVER
    return bool(strangers) or known_today(terms, world, day, i, today + 1) > 0


def parent_of(terms: Terms, world: chance.Bits, day: Ints, i: int) -> int:
    """The neighbour whose contact won the race for consumer i; NEVER for seeds, the untouched and own initiative."""
    if day[i] <= 0 or resistance_of(terms, world, i) <= 0:
        return NEVER
    best, winner = np.inf, NEVER
    if terms.own > 0:
        u = chance.draw3(chance.at(world, chance.OWN_CREDIT), terms.network.names[i], 0, 0)
        best = eq.credit_key(u, terms.own / eq.UNIT, 0.0, 0.0)
    for j, weight, u in rivals(terms, world, day, i):
        key = eq.credit_key(u, weight, 0.0, 0.0) if weight > 0.0 else np.inf
        if key < best:
            best, winner = key, j
    return winner


def rivals(terms: Terms, world: chance.Bits, day: Ints, i: int) -> Iterator[tuple[int, float, float]]:
    """Every contact that counted for the crossing of consumer i: who, the evidence it left, and its draw of credit."""
    for j, weight in heard_by(terms, i):
        age = age_of_contact(terms, world, j, int(day[j]), int(day[i]))
        if age:
            yield j, weight, chance.draw2(chance.at(world, chance.CREDIT), news(terms, j, age), terms.network.names[i])
    for contact in strangers_of(terms, world, i, int(day[i])):
        j = person_met(terms, contact, i)
        if 0 <= day[j] < day[i]:
            yield j, terms.stranger_units / eq.UNIT, chance.draw(contact, chance.CREDIT)


def heard_by(terms: Terms, i: int) -> Iterator[tuple[int, float]]:
    """Everybody consumer i hears through ties, ascending, and the evidence of one contact."""
    if terms.network.is_complete:
        return ((j, terms.alone) for j in range(terms.size) if j != i)
    return ((j, units / eq.UNIT) for j, units in ties_of(terms, i))


def age_of_contact(terms: Terms, world: chance.Bits, j: int, adopted: int, crossed: int) -> int:
    """How old the news of j was when it counted for the crossing; 0 where it did not.

    An exponential resistance gives way to what arrives on the day of crossing, a threshold to all that was gathered.
    """
    if not 0 <= adopted < crossed:
        return 0
    if terms.law.resistance != "exponential":
        return 1
    return crossed - adopted if shares(terms, world, j, adopted, crossed) else 0


def news(terms: Terms, j: int, age: int) -> chance.Bits:
    """What chance knows the news of adopter j by, at this age."""
    one = np.array([1], np.int32)
    return np.uint64(share_words(terms.network.names[j : j + 1], one, age * one)[0])
