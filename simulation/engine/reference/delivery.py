"""Moments 1–2: who hears what today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.engine.offer import PAGE
from simulation.engine.world import BRAND_POOL, NOBODY, Cast, Ints, Offer, State, World
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import BUYER, COMMENT, KOL, PEER, SEARCH, SPINOFF


@dataclass(frozen=True)
class Exposure:
    """One consumer hears one content today."""

    content: int
    tie: float
    word: chance.Bits


def pushed(world: World, cast: Cast, state: State, offer: Offer, lots: list[Ints], i: int) -> Iterator[Exposure]:
    """Everything that reaches consumer i today of itself: posts, what is shown by lot, messages and shares."""
    yield from posts_seen(world, cast, offer, i)
    yield from shown_by_lot(world, offer, lots, i)
    yield from messages_read(world, state, offer, i)
    yield from shares_told(world, offer, i)


def posts_seen(world: World, cast: Cast, offer: Offer, i: int) -> Iterator[Exposure]:
    """A follower sees a post with probability min(1, r·activity)."""
    contents, stream = offer.contents, world.stream(chance.REACH)
    for c, reach in enumerate(offer.reach):
        word = contents.word[c]
        for slot in slots_of(cast, contents.account[c], i):
            if chance.draw2(stream, word, world.network.names[i]) < eq.seen(reach, world.population.activity[i]):
                yield Exposure(c, cast.row_tie[slot], word)


def slots_of(cast: Cast, account: int, i: int) -> list[int]:
    """Where consumer i stands among those who still follow an account."""
    start, stop = cast.row_start[account], cast.row_start[account + 1]
    return [slot for slot in range(start, stop) if cast.row_follower[slot] == i and cast.row_on[slot]]


def drawn_by_lot(world: World, offer: Offer) -> list[Ints]:
    """Whom impression m of each content is shown to today: person ⌊N·u⌋."""
    stream, words = world.stream(chance.IMPRESSION), offer.contents.word[offer.first_shown : offer.first_message]
    people = (
        [world.roster[int(world.size * chance.draw2(stream, word, m))] for m in range(impressions)]
        for word, impressions in zip(words, offer.impressions, strict=True)
    )
    return [np.array(drawn, np.int32) for drawn in people]


def shown_by_lot(world: World, offer: Offer, lots: list[Ints], i: int) -> Iterator[Exposure]:
    """What is shown to consumer i counts only if noticed."""
    for s, (drawn, noticed) in enumerate(zip(lots, offer.noticed, strict=True)):
        content = offer.first_shown + s
        word = offer.contents.word[content]
        for m in np.flatnonzero(drawn == i).tolist():
            if chance.draw3(world.stream(chance.NOTICE), word, m, world.network.names[i]) < noticed:
                yield Exposure(content, 0.0, chance.at(word, m))


def messages_read(world: World, state: State, offer: Offer, i: int) -> Iterator[Exposure]:
    """A member of the brand's pool may read what is written to all; what sells something may make her leave."""
    if state.trade.pool[i] != BRAND_POOL:
        return
    name = world.network.names[i]
    for content in range(offer.first_message, offer.first_pitch):
        word = offer.contents.word[content]
        if chance.draw2(world.stream(chance.MESSAGE), word, name) < world.p.message_open:
            yield Exposure(content, 0.0, word)
            if offer.contents.sign[content] > 0.0:
                state.trade.leaves[i] |= chance.draw2(world.stream(chance.LEAVE), word, name) < world.p.leave_pitch


def shares_told(world: World, offer: Offer, i: int) -> Iterator[Exposure]:
    """A sharer tells each neighbour with probability r_priv·min(1, cap/(r_priv·degree))."""
    network, stream = world.network, world.stream(chance.DELIVERY)
    row = {int(j): offer.first_share + s for s, j in enumerate(offer.sharer)}
    for arc in range(network.in_start[i], network.in_start[i + 1]):
        content = row.get(int(network.in_source[arc]))
        if content is None:
            continue
        word = offer.contents.word[content]
        degree = float(network.out_degree[network.in_source[arc]])
        if chance.draw2(stream, word, network.names[i]) < eq.told(world.p.r_private, world.p.share_cap, degree):
            strength = 1.0 if network.in_strength is None else float(network.in_strength[arc])
            yield Exposure(content, strength, word)


def pitched(world: World, cast: Cast, state: State, offer: Offer, heard: list[list[Exposure]]) -> None:
    """Each seller talks to the members of the pool who are furthest down the funnel, buyers last, by lot within a stage."""
    for pitch, capacity in enumerate(offer.capacity):
        content = offer.first_pitch + pitch
        seller, word = offer.contents.account[content], offer.contents.word[content]
        members = [i for i in world.roster if state.trade.pool[i] == seller]
        for i in sorted(members, key=lambda i: turn(world, state, word, i))[:capacity]:
            heard[i].append(Exposure(content, 0.0, word))
            state.trade.leaves[i] = chance.draw2(world.stream(chance.LEAVE), word, world.network.names[i]) < world.p.leave_pitch


def turn(world: World, state: State, word: chance.Bits, i: int) -> float:
    """When a seller comes to consumer i: stage first, then lot."""
    stage = state.funnel.stage[i]
    behind = BUYER if stage == BUYER else SEARCH - stage
    return float(behind + chance.draw2(world.stream(chance.TALK), word, world.network.names[i]))


def attended(world: World, i: int, offered: list[Exposure]) -> list[Exposure]:
    """Of more than K exposures a day each is attended to with probability K/offered."""
    share, stream = eq.attended(world.p.attention, max(1.0, float(len(offered)))), world.stream(chance.ATTENTION_CAP)
    return [e for e in offered if share >= 1.0 or chance.draw2(stream, e.word, world.network.names[i]) < share]


def searched(world: World, state: State, offer: Offer, i: int, day: int) -> Iterator[Exposure]:
    """Who is in Search may search, and reads the first results: paid ones, then accounts by their weight."""
    if state.funnel.stage[i] != SEARCH or offer.first_paid == offer.first_share:
        return
    stream, name = world.stream(chance.SEARCH_PAGE), world.network.names[i]
    if chance.draw3(stream, name, day, 0) >= world.p.search_rate:
        return
    for slot in range(int(world.p.search_results)):
        word = chance.at(chance.at(np.uint64(PAGE), day), slot)
        if slot < offer.slots:
            yield Exposure(offer.first_paid, 0.0, word)
        elif offer.listed.size:
            u = chance.draw3(stream, name, day, slot + 1)
            place = int(np.searchsorted(offer.listed, u * offer.listed[-1], side="right"))
            yield Exposure(offer.first_found + min(place, offer.listed.size - 1), 0.0, word)


def notice(cast: Cast, state: State, offer: Offer, i: int, todays: list[Exposure], day: int) -> None:
    """Count what consumer i hears today, by family and by account, the roles heard, and the first day of hearing anything."""
    contents, funnel = offer.contents, state.funnel
    for exposure in todays:
        c = exposure.content
        if contents.sign[c] != 0.0:
            state.fatigue.today[contents.family[c], i] += contents.weight[c]
        account = contents.account[c]
        if account != NOBODY:
            cast.views[account] += 1
            cast.seen[account] += contents.listed[c]
        funnel.heard_from[i] |= np.uint8(1 << learns_about(contents.role[c]))
        if contents.comments[c] > 0.0:
            funnel.heard_from[i] |= np.uint8(1 << PEER)
    if funnel.reached_on[i] < 0:
        funnel.reached_on[i] = day


def learns_about(role: int) -> int:
    """The role a consumer learns about from this source: a spin-off bears its mother's name, comments are peers'."""
    return {SPINOFF: KOL, COMMENT: PEER}.get(int(role), int(role))
