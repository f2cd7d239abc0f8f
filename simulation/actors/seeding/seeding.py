"""What a way of recruiting is: it puts consumers in the order in which they are asked to become KOC."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.engine.world import World
from simulation.model import chance
from simulation.model import equations as eq

Positions = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class Passing(NamedTuple):
    """How word travels when a KOC shares: the independent cascade that greedy choices are made on.

    `told` (consumers,) is the probability that one spell of sharing by a consumer makes a given neighbour aware at average
    trust, T = β/(β + γ − βγ) with β = the daily chance of being told and persuaded; `shares` the probability that
    somebody made aware shares in turn. Recruits always share.
    """

    told: Scores
    shares: float


class Candidates:
    """What can be known about consumers when KOC are chosen; nothing of what will happen to them."""

    def __init__(self, world: World, among: Sequence[int] | None = None) -> None:
        self.world, self.network, self.population, self.p = world, world.network, world.population, world.p
        self.open = np.ones(world.size, np.bool_) if among is None else np.isin(np.arange(world.size), among)  # may be asked

    @cached_property
    def drawn(self) -> Scores:
        """A lot for each consumer, by name: settles who comes first among equals."""
        return chance.draws(self.world.stream(chance.RECRUIT), self.network.names)

    def by(self, score: Any, count: int) -> Positions:
        """The `count` consumers of the highest score, highest first, equals in the order of their lots."""
        ranked = np.lexsort((self.drawn, -np.asarray(score, np.float64))).astype(np.int64)
        return ranked[self.open[ranked]][:count]

    @cached_property
    def passing(self) -> Passing:
        """How word travels from each consumer."""
        p, degree = self.p, self.network.out_degree
        told = np.array([eq.told(p.r_private, p.share_cap, float(d)) if d else 0.0 for d in degree])
        daily = told * p.pi_private_awareness
        over_spell = daily / (daily + p.gamma - daily * p.gamma) if p.gamma > 0 else (daily > 0).astype(float)
        return Passing(over_spell, p.sigma_buyer / p.sigma_ratio)


class Seeding(ABC):
    """A way of recruiting; leaves are frozen dataclasses without options."""

    @abstractmethod
    def choose(self, candidates: Candidates, count: int) -> Positions:
        """At most `count` different consumers, the one to ask first in front."""
