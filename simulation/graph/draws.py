"""Chance for networks: where the draws of a recipe start, and whole numbers from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.graph.network import whole
from simulation.model import chance
from simulation.model.chance import Bits
from simulation.model.compiled import compiled
from simulation.refusal import Refusal


def stream_of(key: Any, recipe: str) -> Bits:
    """Where all draws of one recipe under one key start from."""
    return branch(branch(chance.world(key_of(key)), chance.GRAPH), chance.name_of(recipe))


def key_of(key: Any) -> int:
    """A key as Python's int; anything but a whole number of up to 128 bits is refused."""
    if not 0 <= whole(key, "key") < 2**128:
        raise Refusal("key", key, "a whole number from 0 to 2^128 − 1", "choose one in between")
    return int(key)


def branch(stream: Bits, name: int) -> Bits:
    """The part of a stream that a name selects."""
    return np.uint64(chance.at(stream, name))


@compiled
def below(state: Bits, name: int, number: int) -> int:
    """A whole number from 0 to number − 1, each as likely."""
    return int(chance.draw(state, name) * number)
