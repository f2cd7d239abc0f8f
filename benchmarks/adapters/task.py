"""What every library is asked to do, and how an adapter says that it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

Ties = npt.NDArray[np.int64]
Run = Callable[[], int]  # one run to its end; how many adopted, seeds included

CASCADE, THRESHOLD, SIR = "independent cascade", "linear threshold", "SIR"


@dataclass(frozen=True, eq=False)
class Task:
    """A law on an undirected network, from seeds, until nothing can happen."""

    law: str
    parameters: dict[str, float]  # p of a cascade; beta and gamma, a step, of SIR
    consumers: int
    ties: Ties  # (ties, 2) each once, the smaller end first
    seeds: list[int]

    def __str__(self) -> str:
        given = "".join(f", {name} = {value}" for name, value in self.parameters.items())
        return f"{self.law}{given}; {self.consumers:,} consumers, {len(self.ties):,} ties, {len(self.seeds):,} seeds"

    def graph(self) -> nx.Graph[int]:
        """The network as NetworkX knows it."""
        graph = nx.empty_graph(self.consumers)
        graph.add_edges_from(self.ties.tolist())
        return graph

    def rows(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Where each consumer's neighbours start (consumers + 1), and the neighbours."""
        source, target = np.concatenate((self.ties, self.ties[:, ::-1])).T
        order = np.lexsort((target, source))
        start = np.searchsorted(source[order], np.arange(self.consumers + 1))
        return start.astype(np.uint32), target[order].astype(np.uint32)


@dataclass(frozen=True)
class Way:
    """How one library runs one law."""

    law: str
    name: str  # of the library and what is called there
    prepare: Callable[[Task], Run]  # everything that is done once a network
    note: str  # where it differs, or what it does besides
    same: bool = True  # whether sizes have the same distribution by definition
    compiled: bool = False  # whether runs are short enough to be timed by twenties


def transmissibility(beta: float, gamma: float) -> float:
    """T = β/(β + γ − βγ): probability that a tie carries at all during a spell of steps (M. Newman, 2002)."""
    return beta / (beta + gamma - beta * gamma)


def generator(seed: int = 1) -> Any:
    """What libraries that take a generator are given."""
    return np.random.default_rng(seed)
