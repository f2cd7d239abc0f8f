"""Networks by recipe; every draw is addressed by key, recipe and the number of the tie or consumer it decides.

Every recipe is undirected (but the one-sided ring), numbers its consumers 0 … n − 1, and has neither parallel ties
nor ties to oneself. Arguments no such network can have are refused before anything is allocated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.graph import pairs
from simulation.graph.attributes import Segment
from simulation.graph.csr import Ends, Starts, Strong, check_memory
from simulation.graph.draws import below, branch, key_of, stream_of
from simulation.graph.identity import check_population
from simulation.graph.network import Network, of_positions, whole
from simulation.model import chance
from simulation.model.chance import Bits
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim


def erdos_renyi(consumers: int, mean_degree: float | None = None, *, ties: int | None = None, key: int = 0) -> Network:
    """Every network of this many ties is equally likely: G(n, m) of P. Erdős & A. Rényi, "On random graphs I" (1959).

    Exactly `ties` ties, or round(consumers · mean_degree / 2); a pair drawn twice is drawn anew.
    """
    n = _consumers(consumers)
    if (ties is None) == (mean_degree is None):
        raise Refusal("mean_degree, ties", Verbatim("both or neither"), "one of them", "give mean_degree or ties")
    m = _whole_between(ties, "ties", 0, n * (n - 1) // 2) if mean_degree is None else _ties(n, mean_degree)
    check_memory(2 * m, "ties")
    everybody = np.array([0, n])
    inside = _drawn_pairs(stream_of(key, "erdos_renyi"), m, everybody, np.zeros(n, np.int32), True)
    return of_positions(np.arange(n), *inside, directed=False)


def communities(consumers: int, communities: int, mean_degree: float, homophily: float, *, key: int = 0) -> Network:
    """Communities of equal size (to within one), most ties inside them: a planted partition.

    A. Condon & R. Karp, "Algorithms for graph partitioning on the planted partition model" (2001). `homophily` is the
    share of ties that stay inside a community (M. McPherson, L. Smith-Lovin & J. Cook, "Birds of a feather", 2001):
    of round(consumers · mean_degree / 2) ties exactly the share, rounded, is inside. Ties inside are strong, ties
    across weak (M. Granovetter, "The strength of weak ties", 1973). `segment` is the community, numbered from 0.
    """
    n = _consumers(consumers)
    k = _whole_between(communities, "communities", 1, n)
    m = _ties(n, mean_degree)
    inside = round(between(homophily, "homophily", 0, 1) * m)
    bounds = np.arange(k + 1) * n // k
    _check_room(bounds, inside, m - inside)
    check_memory(2 * m, "mean_degree")
    segment = np.repeat(np.arange(k, dtype=np.int32), np.diff(bounds))
    stream = stream_of(key, "communities")
    within = _drawn_pairs(branch(stream, 1), inside, bounds, segment, True)
    across = _drawn_pairs(branch(stream, 0), m - inside, bounds, segment, False)
    source, target = (np.concatenate(ends) for ends in zip(within, across, strict=True))
    return of_positions(np.arange(n), source, target, None, _strong(inside, m), False, segment)


def preferential_attachment(consumers: int, ties_each: int, *, key: int = 0) -> Network:
    """Newcomers tie to those already much tied: A.-L. Barabási & R. Albert, "Emergence of scaling" (1999).

    The first ties_each + 1 consumers all know each other; each later one ties to `ties_each` different earlier ones,
    drawn in proportion to their ties (the same one drawn twice is drawn anew). Exactly
    c(c + 1)/2 + c(n − c − 1) ties with c = ties_each.
    """
    n = _consumers(consumers)
    each = _whole_between(ties_each, "ties_each", 1, n - 1)
    check_memory(2 * n * each, "ties_each")
    return of_positions(np.arange(n), *_attached(stream_of(key, "preferential_attachment"), n, each), directed=False)


def small_world(consumers: int, neighbours: int, rewiring: float, *, key: int = 0) -> Network:
    """A ring lattice with shortcuts: D. Watts & S. Strogatz, "Collective dynamics of small-world networks" (1998).

    Each consumer is tied to its `neighbours` nearest (an even number), then each tie keeps its first end and, with
    probability `rewiring`, gets a new other end, drawn anew until it is no tie already there; a tie of somebody tied
    to everybody stays. Exactly consumers · neighbours / 2 ties.
    """
    n = _consumers(consumers)
    k = _whole_between(neighbours, "neighbours", 0, n - 1)
    if k % 2:
        raise Refusal("neighbours", k, "an even number, as many on either side", f"take {k - 1} or {k + 1}")
    chosen = between(rewiring, "rewiring", 0, 1)
    check_memory(n * k, "neighbours")
    return of_positions(np.arange(n), *_rewired(stream_of(key, "small_world"), n, k // 2, chosen), directed=False)


def power_law(consumers: int, exponent: float, minimum: int, maximum: int | None = None, *, key: int = 0) -> Network:
    """Degrees with P(k) ∝ k^−exponent from `minimum` to `maximum`, otherwise as chance will have it.

    The configuration model of M. Newman, S. Strogatz & D. Watts, "Random graphs with arbitrary degree distributions"
    (2001). Half-ties are paired at random; pairs that make a parallel tie or a tie to oneself are left out (T. Britton,
    M. Deijfen & A. Martin-Löf, 2006), and so is an odd one over. `maximum` is √consumers if not given, below which few
    pairs are lost (M. Catanzaro, M. Boguñá & R. Pastor-Satorras, 2005). Ties: half the sum of the degrees drawn, less
    those left out, in expectation about (⟨k²⟩/⟨k⟩ − 1)(⟨k²⟩/⟨k⟩ + 1)/4 of them.
    """
    n = _consumers(consumers)
    least = _whole_between(minimum, "minimum", 1, n - 1)
    most = max(least, int(np.sqrt(n))) if maximum is None else _whole_between(maximum, "maximum", least, n - 1)
    steepness = between(exponent, "exponent", 0, 100)
    check_memory(n * least + most, "minimum")
    degree = np.arange(least, most + 1)
    weight = (degree / least) ** -steepness
    check_memory(n * float(degree @ weight / weight.sum()), "exponent")
    stream = stream_of(key, "power_law")
    cells = np.searchsorted(np.cumsum(weight) / weight.sum(), chance.counted(branch(stream, 0), 0, n))
    halves = np.repeat(np.arange(n, dtype=np.int32), degree[np.minimum(cells, degree.size - 1)])
    return of_positions(np.arange(n), *_paired(branch(stream, 1), halves), directed=False)


def regular(consumers: int, degree: int, *, key: int = 0) -> Network:
    """Everybody has the same number of ties: A. Steger & N. Wormald, "Generating random regular graphs quickly" (1999).

    Half-ties are paired at random, a pair that would be parallel or to oneself is drawn anew, and when no other is left
    all is drawn anew. Above half of all ties the ties that are missing are drawn. Exactly consumers · degree / 2 ties.
    """
    n = _consumers(consumers)
    d = _whole_between(degree, "degree", 0, n - 1)
    if n * d % 2:
        raise Refusal("degree", d, f"an even number, as {n} consumers are odd in number", f"take {d - 1} or {d + 1}")
    check_memory(n * d, "degree")
    drawn = min(d, n - 1 - d)
    source, target = _regular(stream_of(key, "regular"), n, drawn)
    ends = (source, target) if drawn == d else _all_but(n, source, target)
    return of_positions(np.arange(n), *ends, directed=False)


def ring(consumers: int, sides: int = 1, *, key: int = 0) -> Network:
    """A ring: the next one hears each (sides 1), or both neighbours do (sides 2, undirected); nothing is drawn.

    Exactly one tie a consumer; at least sides + 1 consumers.
    """
    n = _consumers(consumers)
    key_of(key)
    both = _whole_between(sides, "sides", 1, 2) == 2
    _whole_between(n, "consumers", 2 + both, n)
    check_memory(n * (1 + both), "consumers")
    source = np.arange(n, dtype=np.int32)
    return of_positions(np.arange(n), source, np.roll(source, -1), directed=not both)


def complete(consumers: int, *, key: int = 0) -> Network:
    """Everybody hears everybody else; nothing is drawn and no tie stored."""
    key_of(key)
    return Network.complete(consumers)


_DRAWN = (erdos_renyi, small_world, preferential_attachment, power_law, communities, regular)
RECIPES: dict[str, Callable[..., Network]] = {recipe.__name__: recipe for recipe in (*_DRAWN, ring, complete)}


def _consumers(consumers: Any) -> int:
    n = whole(consumers, "consumers")
    check_population(n, "consumers")
    check_memory(n, "consumers")
    return n


def _whole_between(value: Any, where: str, low: int, high: int) -> int:
    number = whole(value, where)
    if not low <= number <= high:
        raise Refusal(where, value, f"a whole number from {low} to {high}", "choose one in between")
    return number


def between(value: Any, where: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)) or not low <= value <= high:
        raise Refusal(where, value, f"a number from {low} to {high}", "choose one in between")
    return float(value)


def _ties(n: int, mean_degree: Any) -> int:
    return round(n * between(mean_degree, "mean_degree", 0, n - 1) / 2)


def _check_room(bounds: npt.NDArray[np.int64], inside: int, across: int) -> None:
    size, n = np.diff(bounds), int(bounds[-1])
    room_inside = int((size * (size - 1) // 2).sum())
    room_across = n * (n - 1) // 2 - room_inside
    for ties, room, where, remedy in (
        (inside, room_inside, "inside communities", "lower homophily, mean_degree or the number of communities"),
        (
            across,
            room_across,
            "across communities",
            "raise homophily, or lower mean_degree",
        ),
    ):
        if ties > room:
            raise Refusal("communities", Verbatim(f"{ties} ties {where}"), f"at most {room}, one a pair", remedy)


def _strong(inside: int, ties: int) -> Strong | None:
    return None if inside == ties else np.arange(ties) < inside


@compiled
def _drawn_pairs(stream: Bits, ties: int, bounds: Starts, segment: Segment, inside: bool) -> tuple[Ends, Ends]:
    """So many different pairs: somebody, and somebody else of the same community or else of any other."""
    source, target = np.empty(ties, np.int32), np.empty(ties, np.int32)
    there = pairs.nothing(ties)
    made, tried = 0, 0
    while made < ties:
        state = chance.at(stream, tried)
        tried += 1
        one = below(state, 0, segment.size)
        low, high = bounds[segment[one]], bounds[segment[one] + 1]
        if inside:
            other = low + below(state, 1, high - low)
        else:
            other = below(state, 1, segment.size - (high - low))
            other += (high - low) * (other >= low)
        if pairs.add(there, one, other):
            source[made], target[made] = one, other
            made += 1
    return source, target


@compiled
def _attached(stream: Bits, n: int, each: int) -> tuple[Ends, Ends]:
    """Both ends of every tie, in the order newcomers make them; the ends so far are the urn that is drawn from."""
    ties = each * (each + 1) // 2 + each * (n - each - 1)
    ends = np.empty(2 * ties, np.int32)
    made = 0
    for newcomer in range(n):
        state, tried, before = chance.at(stream, newcomer), 0, made
        while made < before + min(newcomer, each):
            known = made - before
            other = known if newcomer <= each else ends[below(state, tried, 2 * before)]
            tried += 1
            if not np.any(ends[2 * before : 2 * made] == other):
                ends[2 * made], ends[2 * made + 1] = newcomer, other
                made += 1
    return ends[::2].copy(), ends[1::2].copy()


@compiled
def _rewired(stream: Bits, n: int, reach: int, rewiring: float) -> tuple[Ends, Ends]:
    """The lattice ties lap by lap, nearest first, some with a new end."""
    source, target = np.empty(n * reach, np.int32), np.empty(n * reach, np.int32)
    there, degree = pairs.nothing(n * reach + 1), np.full(n, 2 * reach, np.int64)
    for tie in range(n * reach):
        source[tie], target[tie] = tie % n, (tie % n + tie // n + 1) % n
        pairs.add(there, source[tie], target[tie])
    for tie in range(n * reach):
        state, one, old = chance.at(stream, tie), source[tie], target[tie]
        if chance.draw(state, 0) >= rewiring or degree[one] == n - 1:
            continue
        tried = 1
        while not pairs.add(there, one, below(state, tried, n)):
            tried += 1
        target[tie] = below(state, tried, n)
        pairs.give_up(there, one, old)
        degree[old] -= 1
        degree[target[tie]] += 1
    return source, target


@compiled
def _paired(stream: Bits, halves: Ends) -> tuple[Ends, Ends]:
    """Half-ties shuffled (R. Durstenfeld, 1964) and paired as they lie; a pair that is no new tie is left out."""
    for last in range(halves.size - 1, 0, -1):
        chosen = below(stream, last, last + 1)
        halves[last], halves[chosen] = halves[chosen], halves[last]
    ties, made = halves.size // 2, 0
    source, target = np.empty(ties, np.int32), np.empty(ties, np.int32)
    there = pairs.nothing(ties)
    for pair in range(ties):
        one, other = halves[2 * pair], halves[2 * pair + 1]
        if pairs.add(there, one, other):
            source[made], target[made] = one, other
            made += 1
    return source[:made].copy(), target[:made].copy()


@compiled
def _regular(stream: Bits, n: int, degree: int) -> tuple[Ends, Ends]:
    """The first attempt that does not get stuck."""
    source, target = np.empty(n * degree // 2, np.int32), np.empty(n * degree // 2, np.int32)
    attempt = 0
    while not _regular_attempt(chance.at(stream, attempt), n, degree, source, target):
        attempt += 1
    return source, target


@compiled
def _regular_attempt(stream: Bits, n: int, degree: int, source: Ends, target: Ends) -> bool:
    halves = np.arange(n * degree) // max(degree, 1)
    there, left, tried, failed = pairs.nothing(source.size), halves.size, 0, 0
    while left:
        a, b = below(stream, 2 * tried, left), below(stream, 2 * tried + 1, left)
        tried += 1
        if a == b or not pairs.add(there, halves[a], halves[b]):
            failed += 1
            if failed > 64 + 8 * left * left:
                return False
            continue
        made, failed = (halves.size - left) // 2, 0
        source[made], target[made] = halves[a], halves[b]
        halves[max(a, b)] = halves[left - 1]
        halves[min(a, b)] = halves[left - 2] if max(a, b) != left - 2 else halves[left - 1]
        left -= 2
    return True


@compiled
def _all_but(n: int, source: Ends, target: Ends) -> tuple[Ends, Ends]:
    """Every pair that is not among these."""
    there = pairs.nothing(n * (n - 1) // 2)
    for tie in range(source.size):
        pairs.add(there, source[tie], target[tie])
    ties, made = n * (n - 1) // 2 - source.size, 0
    others, one_of = np.empty(ties, np.int32), np.empty(ties, np.int32)
    for one in range(n):
        for other in range(one):
            if pairs.add(there, one, other):
                one_of[made], others[made] = one, other
                made += 1
    return one_of, others
