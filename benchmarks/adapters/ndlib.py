"""NDlib: all three laws in Python, one node at a time."""

from __future__ import annotations

from typing import Any

import ndlib.models.epidemics as epidemics
from ndlib.models.ModelConfig import Configuration

from adapters.task import CASCADE, SIR, THRESHOLD, Run, Task, Way, generator

SUSCEPTIBLE, INFECTED = 0, 1


def cascade(task: Task) -> Run:
    model = epidemics.IndependentCascadesModel(task.graph(), seed=1)
    given = configuration(task)
    for source, target in task.ties.tolist():
        given.add_edge_configuration("threshold", (source, target), task.parameters["p"])
    model.set_initial_status(given)
    return lambda: finished(model, task)


def sir(task: Task) -> Run:
    model = epidemics.SIRModel(task.graph(), seed=1)
    given = configuration(task)
    for name, value in task.parameters.items():
        given.add_model_parameter(name, value)
    model.set_initial_status(given)
    return lambda: finished(model, task)


def threshold(task: Task) -> Run:
    model, rng = epidemics.ThresholdModel(task.graph(), seed=1), generator()
    given = configuration(task)
    for node in range(task.consumers):
        given.add_node_configuration("threshold", node, 1.0)
    model.set_initial_status(given)

    def run() -> int:
        model.params["nodes"]["threshold"] = dict(enumerate(rng.random(task.consumers).tolist()))
        return finished(model, task, adopters_stay=True)

    return run


def configuration(task: Task) -> Configuration:
    given = Configuration()
    given.add_model_initial_configuration("Infected", task.seeds)
    return given


def finished(model: Any, task: Task, adopters_stay: bool = False) -> int:
    """The size of a run from its reset until nobody is infected or, where all stay so, until nobody is added."""
    model.reset(infected_nodes=task.seeds)
    counts, last = model.iteration(False)["node_count"], -1
    while (counts[INFECTED] != last) if adopters_stay else counts[INFECTED]:
        last = counts[INFECTED]
        counts = model.iteration(False)["node_count"]
    return task.consumers - int(counts[SUSCEPTIBLE])


WAYS = (
    Way(
        CASCADE,
        "NDlib IndependentCascadesModel",
        cascade,
        "its probability is called an edge's threshold, given for every edge, for it drops all where one is missing",
    ),
    Way(
        THRESHOLD,
        "NDlib ThresholdModel",
        threshold,
        "its thresholds are 0.1 unless given; here drawn from U(0, 1) anew for every run",
    ),
    Way(SIR, "NDlib SIRModel", sir, "the same steps: contacts first, then recovery"),
)
