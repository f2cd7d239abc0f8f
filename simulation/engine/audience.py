"""Who follows an account: rows of consumers, drawn slot by slot.

A slot is addressed by its account and number, so one follower more adds a slot and moves no other, and an account has the
same followers whoever hires it and whoever else is hired.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.engine.world import Floats, Ints, Longs, World
from simulation.model import chance
from simulation.model.compiled import compiled

WALK = 64  # longest chain of copied followers; longer ones (odds overlap^64) end in a random person
COPIES, FRIEND, SLOT, PERSON, AGAIN = range(5)  # what the parts of a slot's address decide


class Rows(NamedTuple):
    """Followers of several accounts: account a's are follower[start[a]:start[a + 1]], with the strength of their tie."""

    start: Longs
    follower: Ints
    tie: Floats


class Befriended(NamedTuple):
    """Accounts for hire that follow each other: row a of `friend` holds the accounts befriended with account a."""

    word: chance.Names
    slots: Longs  # followers of each, in consumers
    start: Longs
    friend: Ints


def creators(world: World, befriended: Befriended, hired: npt.NDArray[np.int64], overlap: float) -> list[Ints]:
    """Followers of the hired ones of these accounts.

    A slot is, with probability `overlap`, a copy of a random slot of a random befriended account (which may itself be a
    copy), else a random person. Somebody who already follows is replaced by a random person, so the number is exact.
    """
    stamp = np.zeros(world.size, np.int64)
    stream = world.stream(chance.FOLLOWER)
    return [_creator(a, befriended, overlap, world.roster, stream, stamp, n + 1) for n, a in enumerate(hired)]


def strangers(world: World, word: chance.Bits, slots: int) -> Ints:
    """Followers of an account without friends or community: random persons, each once."""
    nobody = np.zeros(0, np.int32)
    return _joined(
        nobody,
        nobody,
        0.0,
        nobody,
        np.uint64(word),
        _at_most(world, slots),
        world.roster,
        world.stream(chance.FOLLOWER),
    )


def of_spinoff(world: World, word: chance.Bits, slots: int, mother: Ints, overlap: float) -> Ints:
    """Followers of a spin-off: with probability `overlap` a follower of the mother, else a random person."""
    nobody = np.zeros(0, np.int32)
    return _joined(
        nobody,
        mother,
        overlap,
        nobody,
        np.uint64(word),
        _at_most(world, slots),
        world.roster,
        world.stream(chance.FOLLOWER),
    )


def of_koc(world: World, node: int, word: chance.Bits, slots: int, near: float) -> tuple[Ints, Floats]:
    """Followers of a recruited consumer: her ties, and `slots` others, a share `near` of them of her own community."""
    network = world.network
    arcs = slice(network.out_start[node], network.out_start[node + 1])
    friends = np.unique(network.out_target[arcs][network.out_target[arcs] != node]).astype(np.int32)
    slots = max(0, _at_most(world, slots + friends.size + 1) - friends.size - 1)
    own = world.community(node)
    row = _joined(np.append(friends, np.int32(node)), own, near, friends, np.uint64(word), slots, world.roster,
                  world.stream(chance.FOLLOWER))  # fmt: skip
    return row, np.concatenate([_strengths(world, node, friends), np.zeros(row.size - friends.size)])


def _at_most(world: World, slots: int) -> int:
    """Nobody has more followers than there are consumers."""
    return min(int(slots), world.size)


def _strengths(world: World, node: int, friends: Ints) -> Floats:
    """Strength of the tie to each friend; of parallel ties the strongest."""
    network = world.network
    strength = np.zeros(friends.size)
    arcs = slice(network.out_start[node], network.out_start[node + 1])
    given = np.ones(arcs.stop - arcs.start) if network.out_strength is None else network.out_strength[arcs]
    others = network.out_target[arcs] != node
    np.maximum.at(strength, np.searchsorted(friends, network.out_target[arcs][others]), given[others])
    return strength


@compiled
def _creator(
    account: int, befriended: Befriended, overlap: float, roster: Ints, stream: chance.Bits, stamp: Longs, mark: int
) -> Ints:
    word = befriended.word[account]
    row = np.empty(befriended.slots[account], np.int32)
    for slot in range(row.size):
        person = _walk(account, slot, befriended, overlap, roster, stream)
        row[slot] = _new(person, word, slot, roster, stream, stamp, mark)
    return row


@compiled
def _walk(account: int, slot: int, befriended: Befriended, overlap: float, roster: Ints, stream: chance.Bits) -> int:
    """The person at the end of a chain of copied slots."""
    for _ in range(WALK):
        here = chance.at(chance.at(stream, befriended.word[account]), slot)
        first, friends = befriended.start[account], befriended.start[account + 1] - befriended.start[account]
        if friends == 0 or chance.draw(here, COPIES) >= overlap:
            break
        friend = befriended.friend[first + int(friends * chance.draw(here, FRIEND))]
        if befriended.slots[friend] == 0:
            break
        account, slot = friend, int(befriended.slots[friend] * chance.draw(here, SLOT))
    here = chance.at(chance.at(stream, befriended.word[account]), slot)
    return int(roster[int(roster.size * chance.draw(here, PERSON))])


@compiled
def _new(person: int, word: chance.Bits, slot: int, roster: Ints, stream: chance.Bits, stamp: Longs, mark: int) -> int:
    """This person, or, if already in the row, the first random person who is not."""
    here, again = chance.at(chance.at(stream, word), slot), AGAIN
    while stamp[person] == mark:
        person = roster[int(roster.size * chance.draw(here, again))]
        again += 1
    stamp[person] = mark
    return person


@compiled
def _joined(
    taken: Ints, pool: Ints, share: float, head: Ints, word: chance.Bits, slots: int, roster: Ints, stream: chance.Bits
) -> Ints:
    """`head`, then `slots` persons not `taken`, with probability `share` from `pool`, else from everybody."""
    stamp = np.zeros(roster.size, np.int64)
    stamp[taken] = 1
    row = np.empty(head.size + slots, np.int32)
    row[: head.size] = head
    for slot in range(slots):
        here = chance.at(chance.at(stream, word), slot)
        person = roster[int(roster.size * chance.draw(here, PERSON))]
        if pool.size and chance.draw(here, COPIES) < share:
            person = pool[int(pool.size * chance.draw(here, SLOT))]
        row[head.size + slot] = _new(person, word, slot, roster, stream, stamp, 1)
    return row
