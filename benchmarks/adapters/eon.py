"""EoN: epidemics on NetworkX graphs, most of them in continuous time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import EoN

from adapters.task import CASCADE, SIR, THRESHOLD, Run, Task, Way, generator, transmissibility


def cascade(task: Task) -> Run:
    graph, p, rng = task.graph(), task.parameters["p"], generator()
    return lambda: int(EoN.basic_discrete_SIR(graph, p, initial_infecteds=task.seeds, rng=rng)[-1][-1])


def sir_by_steps(task: Task) -> Run:
    """Spells and waits until a contact succeeds are geometric; a contact in the last step of a spell counts."""
    graph, rng = task.graph(), generator()
    beta, gamma = task.parameters["beta"], task.parameters["gamma"]

    def waits_and_spell(node: int, susceptible: list[int]) -> tuple[dict[int, int], int]:
        waits = rng.geometric(beta, len(susceptible)).tolist()
        return dict(zip(susceptible, waits, strict=True)), int(rng.geometric(gamma))

    def run() -> int:
        out = EoN.fast_nonMarkov_SIR(graph, trans_and_rec_time_fxn=waits_and_spell, initial_infecteds=task.seeds, rng=rng)
        return int(out[-1][-1])

    return run


def sir_in_continuous_time(task: Task) -> Run:
    """Rates at which a tie carries as probably as in steps."""
    graph, rng = task.graph(), generator()
    gamma = task.parameters["gamma"]
    carried = transmissibility(**task.parameters)
    tau = gamma * carried / (1.0 - carried)
    return lambda: int(EoN.fast_SIR(graph, tau, gamma, initial_infecteds=task.seeds, rng=rng)[-1][-1])


def threshold(task: Task) -> Run:
    graph, rng = task.graph(), generator()
    status = defaultdict(lambda: "S", dict.fromkeys(task.seeds, "I"))

    def rate(graph: Any, node: int, status: dict[int, str], thresholds: list[float]) -> float:
        if status[node] == "I":
            return 0.0
        heard = sum(status[other] == "I" for other in graph.neighbors(node))
        return float(heard >= max(1.0, thresholds[node] * graph.degree(node)))

    def hearers(graph: Any, node: int, status: dict[int, str], thresholds: list[float]) -> set[int]:
        return {other for other in graph.neighbors(node) if status[other] == "S"}

    def run() -> int:
        drawn = rng.random(task.consumers).tolist()
        words = {"parameters": drawn, "tmax": float("inf"), "rng": rng}
        return int(EoN.Gillespie_complex_contagion(graph, rate, lambda *_: "I", hearers, status, ("I",), **words)[-1][-1])

    return run


WAYS = (
    Way(CASCADE, "EoN basic_discrete_SIR", cascade, "the same steps: one try at each neighbour, then recovery"),
    Way(
        THRESHOLD,
        "EoN Gillespie_complex_contagion",
        threshold,
        "continuous time, one adoption at a time; thresholds being monotone, the final set is the same",
    ),
    Way(
        SIR,
        "EoN fast_nonMarkov_SIR",
        sir_by_steps,
        "by events; geometric spells and waits make its sizes those of steps",
    ),
    Way(
        SIR,
        "EoN fast_SIR",
        sir_in_continuous_time,
        "continuous time: each tie carries as probably, but spells vary more in length, so that sizes need not be equal",
        same=False,
    ),
)
