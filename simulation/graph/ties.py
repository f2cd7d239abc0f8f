"""Ties as a file tells them, and as a file is told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.attributes import strengths_of
from simulation.graph.csr import Ends, Strength, Strong, check_memory, rows_of
from simulation.graph.identity import Ids, Names, Place, check_different, check_population, first, names_of, positions
from simulation.graph.network import Network, of_positions
from simulation.refusal import Refusal, Verbatim

Raw = npt.NDArray[np.float64]
Arcs = npt.NDArray[np.int64]


class Ties(NamedTuple):
    """Who hears whom, as a file says it, before its strengths are judged."""

    where: str  # the file, for messages
    ids: Ids  # (consumers,) each once
    names: Names  # (consumers,) what chance knows them by
    source: Ends  # (ties,) positions
    target: Ends  # (ties,) positions
    place: Place  # what to call the strength of the n-th tie in a message
    strength: Raw | Strength | None = None  # (ties,) as written, on any scale; None: not said
    strong: Strong | None = None  # (ties,)
    directed: bool | Strong | None = None  # for all ties or for each; None: the file does not say
    segment: Any = None  # (consumers,) codes or words

    def network(self, directed: bool | None = None, scale: bool = False) -> Network:
        """The network of these ties; see `Network.read`."""
        if scale and self.strength is not None:
            return self._replace(strength=_scaled(self.strength, self.place)).network(directed)
        wanted = (self.directed is None or bool(np.any(self.directed))) if directed is None else directed
        ties = self.both_ways() if wanted else self
        check_memory(ties.source.size * (1 if wanted else 2), self.where)
        strength = strengths_of(ties.strength, ties.source.size, ties.place)
        strong = None if ties.strong is None or ties.strong.all() else ties.strong
        return of_positions(ties.ids, ties.source, ties.target, strength, strong, wanted, ties.segment, ties.names)

    def both_ways(self) -> Ties:
        """The same influence by directed ties alone: an undirected tie becomes two."""
        if self.directed is None or np.all(self.directed):
            return self
        single = ~np.broadcast_to(self.directed, self.source.shape)
        again = np.concatenate((np.arange(self.source.size), np.flatnonzero(single)))
        return self._replace(
            source=np.concatenate((self.source, self.target[single])),
            target=np.concatenate((self.target, self.source[single])),
            place=lambda row: self.place(int(again[row])),
            strength=None if self.strength is None else self.strength[again],
            strong=None if self.strong is None else self.strong[again],
            directed=True,
        )

    def among(self, ids: Ids, names: Names, segment: Any) -> Ties:
        """The same ties among these people, in this order, those in no tie included."""
        here = positions(names, self.names)
        unknown = first(here < 0)
        if unknown >= 0:
            expected, remedy = "one of the consumers", "add it to the table of consumers"
            raise Refusal(f"{self.where}: ids", self.ids[unknown], expected, remedy)
        place = here.astype(np.int32)
        return self._replace(ids=ids, names=names, source=place[self.source], target=place[self.target], segment=segment)


def _scaled(strength: Raw | Strength, place: Place) -> Raw:
    bad = first(~((strength >= 0) & np.isfinite(strength)))
    if bad >= 0:
        remedy = "mend it, or leave strengths out"
        raise Refusal(place(bad), strength[bad], "a number from 0, to be divided by the largest", remedy)
    largest = strength.max(initial=0.0)
    return np.asarray(strength / (largest if largest > 0 else 1.0), np.float64)


def as_written(texts: Sequence[str]) -> Ids:
    """Ids from text: whole numbers where all are written as such, else the texts as they stand ("007" is text)."""
    import pyarrow

    column = pyarrow.array(texts, "large_string")
    try:
        whole = column.cast("int64")
    except pyarrow.ArrowInvalid:
        whole = None
    if whole is not None and whole.cast("large_string").equals(column):
        return np.array(whole.to_numpy())
    return np.fromiter(texts, object, len(texts))


def everybody(ids: Ids, where: str) -> Names:
    """The names of people, each of whom must be there once and under an id that is not empty; shape of `ids`."""
    check_population(ids.size, where)
    if ids.dtype == object and (ids == "").any():
        raise Refusal(f"{where}: ids", "", "an id, a whole number or text", "fill in the id")
    names = names_of(ids, where)
    check_different(ids, names, f"{where}: ids")
    return names


def joined(nodes: Sequence[str], ends: Sequence[str], where: str, place: Place) -> Ends:
    """The positions of ends among nodes told by name; the first that is no node is refused."""
    position = {node: n for n, node in enumerate(nodes)}
    found = np.fromiter((position.get(end, -1) for end in ends), np.int32, len(ends))
    unknown = first(found < 0)
    if unknown >= 0:
        expected, remedy = "the id of a node of the file", "add the node or leave the tie out"
        raise Refusal(f"{where}: {place(unknown)}", ends[unknown], expected, remedy)
    return found


def once(network: Network) -> tuple[Ends, Arcs]:
    """Every tie once, as the position of its source and the place of its arc; both ways make one if undirected."""
    source, target = rows_of(network.out_start), network.out_target
    if network.directed:
        return source, np.arange(network.n_arcs)
    loops = np.flatnonzero(source == target)[::2]
    arcs = np.sort(np.concatenate((np.flatnonzero(source < target), loops)))
    return source[arcs], arcs


def parallel(source: Ends, target: Ends) -> Strong:
    """Whether the next of sorted ties is between the same two; one shorter than they."""
    return np.asarray((source[1:] == source[:-1]) & (target[1:] == target[:-1]))


def listed(network: Network) -> Ties:
    """Every tie of a network once; a complete graph, which stores none, is refused."""
    if network.is_complete:
        found, remedy = Verbatim("a complete graph, which stores no ties"), "write it as .npz"
        raise Refusal("network", found, "a network of ties", remedy)
    source, arcs = once(network)
    strength, strong = attributes(network, arcs)
    return Ties(
        "network",
        network.ids,
        network.names,
        source,
        network.out_target[arcs],
        "tie {}".format,
        strength,
        strong,
        network.directed,
        segments(network),
    )


def attributes(network: Network, arcs: Arcs) -> tuple[Strength | None, Strong | None]:
    """Strength and class of some ties, None where all are alike."""
    strength, strong = network.out_strength, network.out_strong
    return None if strength is None else strength[arcs], None if strong is None else strong[arcs]


def segments(network: Network) -> Any:
    """The segment of each consumer as it was given, a word or a code; None if there are none."""
    if network.segment is None or network.segment_labels is None:
        return network.segment
    return np.array(network.segment_labels, object)[network.segment]
