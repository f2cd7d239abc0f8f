"""Every random draw, addressed by what it is for.

A draw has an address: the world (key and replicate), a stream (what kind of thing is decided) and the names of whom
and what it is about. The same address gives the same draw whatever happened before, in any order, on any thread.

The generator is SplitMix64 (G. Steele, D. Lea, C. Flood: "Fast splittable pseudorandom number generators",
OOPSLA 2014), used as a tree: each name w selects the (w+1)-th Weyl increment of the state reached so far, combined by
exclusive or (so that two states never run along shifted copies of one sequence), and the published mixer scrambles it.
At state 0 this is SplitMix64 seeded with 0, whose published outputs are the known answers in the tests.

| draw                                             | named by (after world and stream)          |
|--------------------------------------------------|--------------------------------------------|
| RESISTANCE                                       | person, transition, entry                  |
| DELIVERY, RECOGNITION, CREDIT of a share         | sharer, spell, age of the news; hearer     |
| REACH, RECOGNITION, CREDIT of a post             | account, place in its plan; follower       |
| IMPRESSION, NOTICE, CREDIT of an advertisement   | advertiser, day, number of the impression  |
| TALK, LEAVE, RECOGNITION, CREDIT of a pitch      | seller, day; member                        |
| LAPSE                                            | person, entry, days since                  |
| SATISFACTION, LOTTERY (sharing), JOIN            | person, occasion                           |
| SPELL_END                                        | person, spell, age                         |
| FIT, AUTONOMY, ACTIVITY, TRUST                   | person (and role)                          |
| FOLLOWER                                         | account, slot, step                        |
| WILLINGNESS, IN_STORE, SHORT_PATH                | person                                     |
| ATTENTION_CAP                                    | the exposure; hearer                       |
| IMPRESSION, NOTICE, CREDIT of a recommended or boosted post | the post (and day), number of the impression |
| ROUNDING of recommended impressions              | the post                                   |
| MESSAGE, LEAVE, RECOGNITION, CREDIT of a message | account, day; member                       |
| SEARCH_PAGE                                      | person, day, slot                          |
| CHURN                                            | person, purchase, days since               |
| COMPLAINT, CAPTURE                               | person, purchase                           |
| ACCEPT, DISCLOSE, POSE, SKILL, REPUTATION, SELECTION, SCANDAL | account                       |
| BAN, UNFOLLOW                                    | account; day, or follower                  |
| RECRUIT, ORDER, START, QUALITY                   | person or account (and place in its plan)  |
| ASSUMPTION                                       | parameter                                  |
| GRAPH                                            | recipe, element                            |
| SEEDING                                          | drawn world, tie or sharer                 |
| STRANGER (a law's weak contact), its credit      | hearer, day, place                         |
| SURVEY                                           | 0, person; construct from 1, item, person  |
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulation.model.compiled import compiled, compiled_as

Bits = int | np.uint64  # 64 bits: a state, or a name
Names = npt.NDArray[np.uint64]

# Streams: what a draw decides. Numbers are addresses; never reuse one for another purpose.
RESISTANCE, DELIVERY, RECOGNITION, CREDIT, REACH = 1, 2, 3, 4, 5
IMPRESSION, NOTICE, TALK, LAPSE, SATISFACTION = 6, 7, 8, 9, 10
LOTTERY, JOIN, SPELL_END, FIT, AUTONOMY = 11, 12, 13, 14, 15
ACTIVITY, TRUST, FOLLOWER, RECRUIT, ORDER = 16, 17, 18, 19, 20
START, QUALITY, ASSUMPTION, GRAPH, OWN_CREDIT = 21, 22, 23, 24, 25
LEAVE, SEEDING, STRANGER, WILLINGNESS, IN_STORE = 26, 27, 28, 29, 30
SHORT_PATH, ATTENTION_CAP, CHURN, SEARCH_PAGE, ROUNDING = 31, 32, 33, 34, 35
MESSAGE, CAPTURE, ACCEPT, DISCLOSE, POSE = 36, 37, 38, 39, 40
BAN, SKILL, REPUTATION, SELECTION, UNFOLLOW = 41, 42, 43, 44, 45
SCANDAL, COMPLAINT, SURVEY = 46, 47, 48

_WEYL = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(1)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)


@compiled_as("uint64(uint64, uint64)")
def at(state: Bits, name: Bits) -> Bits:
    """The state one name further down the address (SplitMix64's mixer, variant 13 of D. Stafford)."""
    z = np.uint64(state) ^ ((np.uint64(name) + _ONE) * _WEYL)
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return np.uint64(z ^ (z >> _S31))


@compiled_as("float64(uint64)")
def uniform(state: Bits) -> float:
    """The state as a number strictly between 0 and 1: the middle of one of 2^52 equal cells."""
    return (np.float64(np.uint64(state) >> _S12) + 0.5) * 2.0**-52


@compiled_as("float64(uint64, uint64)")
def draw(stream: Bits, name: Bits) -> float:
    """The uniform draw of one name in a stream."""
    return uniform(at(stream, name))


@compiled_as("float64(uint64, uint64, uint64)")
def draw2(stream: Bits, first: Bits, second: Bits) -> float:
    """The uniform draw of two names, in this order."""
    return uniform(at(at(stream, first), second))


@compiled_as("float64(uint64, uint64, uint64, uint64)")
def draw3(stream: Bits, first: Bits, second: Bits, third: Bits) -> float:
    """The uniform draw of three names, in this order."""
    return uniform(at(at(at(stream, first), second), third))


def draws(stream: Bits, names: Names) -> npt.NDArray[np.float64]:
    """One uniform draw a name; shape of `names`, which is one-dimensional."""
    return _draws(np.uint64(stream), names)


def counted(stream: Bits, start: int, stop: int) -> npt.NDArray[np.float64]:
    """The draws named start, start + 1, … stop − 1."""
    return _draws(np.uint64(stream), np.arange(start, stop, dtype=np.uint64))


@compiled
def _draws(stream: Bits, names: Names) -> npt.NDArray[np.float64]:
    out = np.empty(names.size, np.float64)
    for n in range(names.size):
        out[n] = uniform(at(stream, names[n]))
    return out


@compiled
def under(state: Bits, names: Names) -> Names:
    """The state of each name under one state; shape of `names`."""
    out = np.empty(names.size, np.uint64)
    for n in range(names.size):
        out[n] = at(state, names[n])
    return out


@compiled
def addresses(names: Names, tag: int, places: npt.NDArray[np.int32]) -> Names:
    """The state under each name, one tag and one place further down; shape of `names`."""
    out = np.empty(names.size, np.uint64)
    for n in range(names.size):
        out[n] = at(at(names[n], tag), places[n])
    return out


def world(key: int, replicate: int | None = None) -> Bits:
    """The state all draws of one replicate start from; spawned from the key, so no two keys share a replicate.

    With no replicate: the state of what stands for all replicates of a key (a generated network).
    """
    child = () if replicate is None else (replicate,)
    seed = np.random.SeedSequence(entropy=key, spawn_key=child)
    return np.uint64(seed.generate_state(1, np.uint64)[0])


def name_of(text: str) -> int:
    """The name of something called by a word: 64 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def names_of(ids: Sequence[object] | npt.NDArray[np.generic]) -> Names:
    """The names of people, from their ids: a whole number names itself, a text its 64-bit hash; shape of `ids`.

    A text that writes a whole number ("7") names the same person as the number 7, however it was read.
    """
    array = np.asarray(ids)
    if array.dtype.kind in "iu":
        return array.astype(np.int64).view(np.uint64) if array.dtype.kind == "i" else array.astype(np.uint64)
    texts = [str(item) for item in array.tolist()]
    return np.fromiter((_name_of_id(text) for text in texts), np.uint64, len(texts))


def _name_of_id(text: str) -> int:
    plain = text.removeprefix("-")
    if len(plain) < 19 and plain.isascii() and plain.isdigit() and str(int(plain)) == plain:
        return int(text) % 2**64
    return name_of(text)
