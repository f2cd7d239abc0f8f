"""Mesa: an agent a consumer on a network of cells, in two phases, so that all act on what they saw at dawn."""

from __future__ import annotations

from typing import Any

import mesa
from mesa.discrete_space import FixedAgent, Network

from adapters.task import CASCADE, SIR, THRESHOLD, Run, Task, Way


class Consumer(FixedAgent):
    """Has not adopted, shares, or has done with it."""

    def __init__(self, model: Diffusion, cell: Any) -> None:
        super().__init__(model)
        self.cell = cell
        self.neighbors: list[Consumer] = []
        self.begin(False)

    def begin(self, seed: bool) -> None:
        self.adopted = self.sharing = seed
        self.won = False

    def act(self) -> None:
        """What is done on what was seen at dawn."""
        raise NotImplementedError

    def turn(self) -> None:
        """What was decided comes true."""
        if self.won:
            self.adopted = self.sharing = True
            self.won = False


class Teller(Consumer):
    """Wins each hearer with probability beta a step of a spell, which ends with probability gamma."""

    def act(self) -> None:
        if not self.sharing:
            return
        draw, beta = self.model.random.random, self.model.beta
        for other in self.neighbors:
            if not other.adopted and not other.won and draw() < beta:
                other.won = True
        self.sharing = draw() >= self.model.gamma


class Hearer(Consumer):
    """Adopts when the share of neighbours who have reaches a threshold."""

    def begin(self, seed: bool) -> None:
        super().begin(seed)
        self.threshold = self.model.random.random()

    def act(self) -> None:
        if not self.adopted:
            heard = sum(other.adopted for other in self.neighbors)
            self.won = heard > 0 and heard >= self.threshold * len(self.neighbors)


class Diffusion(mesa.Model):
    """A law among agents of one kind."""

    def __init__(self, kind: type[Consumer], task: Task, beta: float = 0.0, gamma: float = 0.0) -> None:
        super().__init__(seed=1)
        self.beta, self.gamma = beta, gamma
        self.seeds = set(task.seeds)
        self.network = Network(task.graph(), capacity=1, random=self.random)
        for cell in self.network.all_cells:
            kind(self, cell)
        for agent in self.agents:
            agent.neighbors = [other for cell in agent.cell.connections.values() for other in cell.agents]

    def begin(self) -> None:
        """Seeds alone have adopted."""
        for agent in self.agents:
            agent.begin(agent.cell.coordinate in self.seeds)

    def step(self) -> None:
        self.agents.do("act").do("turn")

    def count(self, name: str) -> int:
        return int(self.agents.agg(name, sum))


def spells(task: Task, beta: float, gamma: float) -> Run:
    model = Diffusion(Teller, task, beta, gamma)

    def run() -> int:
        model.begin()
        while model.count("sharing"):
            model.step()
        return model.count("adopted")

    return run


def threshold(task: Task) -> Run:
    model = Diffusion(Hearer, task)

    def run() -> int:
        model.begin()
        last, size = -1, model.count("adopted")
        while size != last:
            model.step()
            last, size = size, model.count("adopted")
        return size

    return run


NOTE = "neighbours kept in a list; the model is made once and begun anew, not made for every run"
WAYS = (
    Way(CASCADE, "Mesa agents", lambda task: spells(task, task.parameters["p"], 1.0), NOTE),
    Way(THRESHOLD, "Mesa agents", threshold, NOTE),
    Way(SIR, "Mesa agents", lambda task: spells(task, **task.parameters), NOTE),
)
