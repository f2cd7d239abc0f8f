"""A law with everybody asked one after another instead of all at once: what the order of updating does.

The engines ask everybody at once: who adopts on a step is heard from the next. Here consumers are asked in an order drawn
anew every step, each once, and hear whoever has adopted by then, in the same step too (D. Centola & M. Macy 2007 update
so). Resistances, evidence and their draws are those of the engines: asked all at once, this tells the same adopters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.engine.terms import Longs, Terms
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.model.laws import Law

Bools = npt.NDArray[np.bool_]


def spread_in_turn(
    network: Network, law: Law, seeds: Any, steps: int, key: int = 0, replicate: int = 0, turns: bool = True
) -> Longs:
    """(steps + 1,) adopters by the close of each step; `turns` False: all at once, as `sim.spread` does.

    For laws of equal ties: all but `goldenberg` with weak ties, `sir` and those of ties with strengths. `seeds` are
    positions.
    """
    terms = Terms(network, law, np.unique(np.asarray(seeds, np.int32)), steps)
    world = chance.world(key, replicate)
    adopted = np.zeros(terms.size, np.bool_)
    adopted[terms.seeds] = True
    held, curve = np.zeros(terms.size, np.int64), [int(adopted.sum())]
    resistance, everybody = _resistances(terms, world), np.arange(terms.size)
    orders = chance.at(world, chance.name_of("one after another"))
    for step in range(1, steps + 1):
        order = np.argsort(chance.draws(chance.at(orders, step), network.names)) if turns else everybody
        known = adopted if turns else adopted.copy()
        _ask(order, known, adopted, held, resistance, terms.units, terms.own, terms.persistent, *_ties(terms))
        curve.append(int(adopted.sum()))
    return np.array(curve, np.int64)


def _ties(terms: Terms) -> tuple[bool, float, Longs, npt.NDArray[np.int32]]:
    network = terms.network
    return network.is_complete, terms.alone, network.in_start, network.in_source


def _resistances(terms: Terms, world: chance.Bits) -> Longs:
    """(consumers,) units of evidence, or adopters where they are counted."""
    if terms.law.resistance in ("fraction", "count"):
        return terms.needed
    stream = np.uint64(chance.at(world, chance.RESISTANCE))
    return _drawn(stream, terms.network.names, terms.law.resistance == "exponential", terms.network.in_degree)


@compiled
def _drawn(stream: chance.Bits, names: chance.Names, exponential: bool, degree: Longs) -> Longs:
    out = np.empty(names.size, np.int64)
    for i in range(names.size):
        u = chance.draw3(stream, names[i], 0, 0)
        if exponential:
            out[i] = eq.resistance_units(eq.exponential_resistance(u))
        else:
            out[i] = laws.share_of_ties(u, degree[i])
    return out


@compiled
def _ask(
    order: Longs, known: Bools, adopted: Bools, held: Longs, resistance: Longs, units: Longs, own: int, persistent: bool,
    complete: bool, alone: float, start: Longs, source: npt.NDArray[np.int32],
) -> None:  # fmt: skip
    """One step. Who is `known` to have adopted is heard: on every step (`persistent`), or counts once."""
    count = 0
    for i in range(known.size):
        count += known[i]
    for i in order:
        if adopted[i]:
            continue
        evidence = 0
        if complete:
            evidence = laws.together(count, alone)
        else:
            for arc in range(start[i], start[i + 1]):
                evidence += units[i] * known[source[arc]]
        held[i] = min((held[i] if persistent else 0) + evidence + own, eq.CLIP)
        if held[i] >= resistance[i]:
            adopted[i] = True
            count += known[i]
