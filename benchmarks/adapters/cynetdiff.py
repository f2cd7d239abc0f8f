"""CyNetDiff: cascades and thresholds in Cython."""

from __future__ import annotations

from typing import Any

from cynetdiff.models import IndependentCascadeModel, LinearThresholdModel

from adapters.task import CASCADE, THRESHOLD, Run, Task, Way, generator


def cascade(task: Task) -> Run:
    start, target = task.rows()
    return runs(IndependentCascadeModel(start[:-1], target, activation_prob=task.parameters["p"], rng=generator()), task)


def threshold(task: Task) -> Run:
    start, target = task.rows()
    return runs(LinearThresholdModel(start[:-1], target, rng=generator()), task)


def runs(model: Any, task: Task) -> Run:
    """Thresholds, where there are any, are drawn anew after every reset."""
    model.set_seeds(task.seeds)

    def run() -> int:
        model.reset_model()
        model.advance_until_completion()
        return int(model.get_num_activated_nodes())

    return run


WAYS = (
    Way(CASCADE, "CyNetDiff", cascade, "built from arrays, its quickest entrance", compiled=True),
    Way(THRESHOLD, "CyNetDiff", threshold, "adds weights 1/indegree in single precision", compiled=True),
)
