"""Moments 1–2, over arrays: who hears what today."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.engine.offer import PAGE
from simulation.engine.world import (
    BRAND_POOL,
    FAMILIES,
    NOBODY,
    WEIGHT,
    Contents,
    Fatigue,
    Floats,
    Funnel,
    Index,
    Ints,
    Longs,
    Trade,
)
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import AHEAD, compiled, inlined, prefetch
from simulation.model.population import BUYER, COMMENT, KOL, PEER, SEARCH, SPINOFF

Streams = tuple[chance.Bits, ...]


class Exposures(NamedTuple):
    """Who heard what today; the first `count` entries are filled."""

    content: Ints
    who: Ints
    tie: Floats
    word: chance.Names

    def taken(self, order: Longs) -> Exposures:
        """Some of them, in an order."""
        return Exposures(self.content[order], self.who[order], self.tie[order], self.word[order])


@inlined
def _add(exposures: Exposures, count: int, content: int, who: Index, tie: float, word: chance.Bits) -> int:
    exposures.content[count] = content
    exposures.who[count] = who
    exposures.tie[count] = tie
    exposures.word[count] = word
    return count + 1


@compiled
def posts(
    exposures: Exposures,
    reach: Floats,
    account: Ints,
    word: chance.Names,
    row_start: Longs,
    row_follower: Ints,
    row_tie: Floats,
    row_on: Any,
    activity: Floats,
    names: chance.Names,
    stream: chance.Bits,
) -> int:
    """Each follower sees a post with probability min(1, r·activity)."""
    count = 0
    for c in range(reach.size):
        if reach[c] <= 0.0:
            continue
        post, last = chance.at(stream, word[c]), row_start[account[c] + 1] - 1
        for slot in range(row_start[account[c]], last + 1):
            prefetch(names, row_follower[min(slot + 2 * AHEAD, last)])
            prefetch(activity, row_follower[min(slot + 2 * AHEAD, last)])
            i = row_follower[slot]
            if row_on[slot] and chance.draw(post, names[i]) < eq.seen(reach[c], activity[i]):
                count = _add(exposures, count, c, i, row_tie[slot], word[c])
    return count


@compiled
def shown_by_lot(
    exposures: Exposures,
    count: int,
    first: int,
    word: chance.Names,
    impressions: Longs,
    noticed: Floats,
    roster: Ints,
    names: chance.Names,
    streams: Streams,
) -> int:
    """Impression m of a content is shown to person ⌊N·u⌋, and counts only if noticed."""
    for s in range(impressions.size):
        base = word[first + s]
        shown_to, seen_by = chance.at(streams[0], base), chance.at(streams[1], base)
        for m in range(impressions[s]):
            i = roster[int(roster.size * chance.draw(shown_to, m))]
            if chance.draw2(seen_by, m, names[i]) < noticed[s]:
                count = _add(exposures, count, first + s, i, 0.0, chance.at(base, m))
    return count


@compiled
def messages(
    exposures: Exposures,
    count: int,
    first: int,
    last: int,
    contents: Contents,
    opened: float,
    leave: float,
    names: chance.Names,
    trade: Trade,
    streams: Streams,
) -> int:
    """Members of the brand's pool read what is written to all; what sells something makes some of them leave."""
    for i in np.flatnonzero(trade.pool == BRAND_POOL):
        for c in range(first, last):
            if chance.draw2(streams[0], contents.word[c], names[i]) < opened:
                count = _add(exposures, count, c, i, 0.0, contents.word[c])
                if contents.sign[c] > 0.0 and chance.draw2(streams[1], contents.word[c], names[i]) < leave:
                    trade.leaves[i] = True
    return count


@compiled
def pitches(
    exposures: Exposures,
    count: int,
    first: int,
    capacity: Ints,
    account: Ints,
    word: chance.Names,
    accounts: int,
    leave: float,
    roster: Ints,
    names: chance.Names,
    stage: Any,
    trade: Trade,
    streams: Streams,
) -> int:
    """Each seller talks to the members of the pool who are furthest down the funnel, buyers last, by lot within a stage."""
    start, member = _members(trade.pool, roster, accounts)
    for pitch in range(capacity.size):
        c = first + pitch
        own = member[start[account[c]] : start[account[c] + 1]]
        lot, going = chance.at(streams[0], word[c]), chance.at(streams[1], word[c])
        order = np.empty(own.size)
        for k in range(own.size):
            behind = SEARCH - stage[own[k]] if stage[own[k]] != BUYER else BUYER
            order[k] = behind + chance.draw(lot, names[own[k]])
        for k in np.argsort(order, kind="mergesort")[: capacity[pitch]]:
            i = own[k]
            count = _add(exposures, count, c, i, 0.0, word[c])
            trade.leaves[i] = chance.draw(going, names[i]) < leave
    return count


@inlined
def _members(pool: Ints, roster: Ints, accounts: int) -> tuple[Longs, Ints]:
    """Members by seller: member[start[a]:start[a + 1]], in the order of the roster."""
    start = np.zeros(accounts + 1, np.int64)
    for i in range(pool.size):
        if pool[i] >= 0:
            start[pool[i] + 1] += 1
    for a in range(accounts):
        start[a + 1] += start[a]
    filled, member = start.copy(), np.empty(start[accounts], np.int32)
    for i in roster:
        if pool[i] >= 0:
            member[filled[pool[i]]] = i
            filled[pool[i]] += 1
    return start, member


@compiled
def shares(
    exposures: Exposures,
    count: int,
    first: int,
    sharer: Ints,
    word: chance.Names,
    out_start: Longs,
    out_target: Ints,
    strength: Any,
    r_private: float,
    cap: float,
    names: chance.Names,
    stream: chance.Bits,
) -> int:
    """Each sharer tells each neighbour with probability r_priv·min(1, cap/(r_priv·degree))."""
    for s in range(sharer.size):
        j, c = sharer[s], first + s
        chance_told = eq.told(r_private, cap, float(out_start[j + 1] - out_start[j]))
        news, last = chance.at(stream, word[c]), out_start[j + 1] - 1
        for arc in range(out_start[j], last + 1):
            prefetch(names, out_target[min(arc + AHEAD, last)])
            i = out_target[arc]
            if chance.draw(news, names[i]) < chance_told:
                tie = float(strength[arc]) if strength.size else 1.0
                count = _add(exposures, count, c, i, tie, word[c])
    return count


@compiled
def attend(exposures: Exposures, count: int, attention: float, names: chance.Names, stream: chance.Bits) -> int:
    """Of more than K exposures a day each is attended to with probability K/offered; returns how many are left."""
    offered = np.zeros(names.size, np.int32)
    for e in range(count):
        offered[exposures.who[e]] += 1
    left = 0
    for e in range(count):
        i = exposures.who[e]
        if offered[i] > attention:
            share = eq.attended(attention, float(offered[i]))
            if chance.draw2(stream, exposures.word[e], names[i]) >= share:
                continue
        left = _add(exposures, left, exposures.content[e], i, exposures.tie[e], exposures.word[e])
    return left


@compiled
def searches(
    exposures: Exposures,
    count: int,
    first_paid: int,
    slots: int,
    listed: Floats,
    rate: float,
    results: int,
    searching: Longs,
    names: chance.Names,
    stream: chance.Bits,
    day: int,
) -> int:
    """Who is in Search may search, and reads the first results: paid ones, then accounts by their weight."""
    first_found = first_paid + (1 if slots > 0 else 0)
    today = chance.at(PAGE, day)
    for i in searching:
        if chance.draw3(stream, names[i], day, 0) >= rate:
            continue
        for slot in range(results):
            if slot < slots:
                count = _add(exposures, count, first_paid, i, 0.0, chance.at(today, slot))
            elif listed.size:
                u = chance.draw3(stream, names[i], day, slot + 1)
                place = min(np.searchsorted(listed, u * listed[-1], side="right"), listed.size - 1)
                count = _add(exposures, count, first_found + place, i, 0.0, chance.at(today, slot))
    return count


@compiled
def notice(
    exposures: Exposures,
    count: int,
    contents: Contents,
    kept: Floats,
    funnel: Funnel,
    fatigue: Fatigue,
    views: Longs,
    seen: Longs,
    day: int,
) -> None:
    """Count the exposures of each person by family, of each account, the roles heard, and the first of all."""
    for e in range(count):
        ahead = exposures.who[min(e + AHEAD, count - 1)]
        prefetch(fatigue.heard_on, ahead)
        prefetch(fatigue.heard, (0, ahead))
        prefetch(fatigue.today, (0, ahead))
        prefetch(funnel.heard_from, ahead)
        prefetch(funnel.reached_on, ahead)
        i, c = exposures.who[e], exposures.content[e]
        if fatigue.heard_on[i] < day:
            _recall(fatigue, i, kept, day)
        if contents.sign[c] != 0.0:
            fatigue.today[contents.family[c], i] += contents.weight[c]
        if contents.account[c] != NOBODY:
            views[contents.account[c]] += 1
            seen[contents.account[c]] += contents.listed[c]
        funnel.heard_from[i] |= np.uint8(1 << learns_about(contents.role[c]))
        if contents.comments[c] > 0.0:
            funnel.heard_from[i] |= np.uint8(1 << PEER)
        if funnel.reached_on[i] < 0:
            funnel.reached_on[i] = day


@inlined
def _recall(fatigue: Fatigue, i: int, kept: Floats, day: int) -> None:
    """What i remembers this morning of each content family: a share of it was forgotten each night."""
    earlier = kept[day - fatigue.heard_on[i] - 1]
    for family in range(FAMILIES):
        fatigue.heard[family, i] = (fatigue.heard[family, i] * kept[1] + fatigue.today[family, i] / WEIGHT) * earlier
        fatigue.today[family, i] = 0
    fatigue.heard_on[i] = day


@inlined
def learns_about(role: int) -> int:
    """The role a consumer learns about from this source: a spin-off bears its mother's name, comments are peers'."""
    if role == SPINOFF:
        return KOL
    return PEER if role == COMMENT else role
