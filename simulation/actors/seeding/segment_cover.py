"""One from every segment in turn, the largest segment first, and within a segment the one with most neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding


@dataclass(frozen=True)
class SegmentCover(Seeding):
    """Spread over the segments of the network; without segments the same as the highest degree."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """Round by round over the segments."""
        network = candidates.network
        ranked = candidates.by(network.out_degree, network.n_consumers)
        if network.segment is None:
            return ranked[:count]
        segment = network.segment[ranked]
        size = np.bincount(network.segment)
        turn = _place_within(segment.astype(np.int64))
        return ranked[np.lexsort((np.arange(ranked.size), segment, -size[segment], turn))][:count]


def _place_within(segment: Positions) -> Positions:
    """How many of the same segment come before each entry."""
    order = np.argsort(segment, kind="stable")
    first = np.concatenate([[0], np.flatnonzero(np.diff(segment[order])) + 1])
    starts = np.repeat(first, np.diff(np.append(first, segment.size)))
    place = np.empty(segment.size, np.int64)
    place[order] = np.arange(segment.size) - starts
    return place
