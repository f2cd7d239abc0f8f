"""The ways of recruiting by name, as scenario files call them."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.actors.seeding.celf import Celf
from simulation.actors.seeding.highest_audience import HighestAudience
from simulation.actors.seeding.highest_degree import HighestDegree
from simulation.actors.seeding.most_engaged import MostEngaged
from simulation.actors.seeding.random import Random
from simulation.actors.seeding.reverse_reachable import ReverseReachable
from simulation.actors.seeding.seeding import Seeding
from simulation.actors.seeding.segment_cover import SegmentCover
from simulation.actors.seeding.trusted import Trusted
from simulation.refusal import Refusal, nearest

SEEDINGS: Mapping[str, type[Seeding]] = {
    "random": Random,
    "highest_degree": HighestDegree,
    "highest_audience": HighestAudience,
    "most_engaged": MostEngaged,
    "segment_cover": SegmentCover,
    "trusted": Trusted,
    "celf": Celf,
    "reverse_reachable": ReverseReachable,
}


def seeding(name: str) -> Seeding:
    """The way of recruiting of this name; an unknown one is refused with the nearest."""
    if name not in SEEDINGS:
        raise Refusal("recruit", name, "a way of recruiting", nearest(name, SEEDINGS))
    return SEEDINGS[name]()
