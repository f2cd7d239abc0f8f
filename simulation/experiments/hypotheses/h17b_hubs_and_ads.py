"""H17b: does a hub lose its advantage as a seed once there is a little advertising?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Spreading
from simulation.experiments.hypotheses.hypothesis import NONE, UP, Hypothesis, log_ratio
from simulation.experiments.hypotheses.worlds import Here
from simulation.graph.network import Network
from simulation.model import chance, laws
from simulation.model.laws import Law

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding

LEVELS = (0.0, 1e-5, 1e-4, 1e-3, 1e-2)  # hazard a step of adopting unasked: advertising
STEPS, REPLICATES = 40, 24


def law(advertising: float) -> Any:
    """Goldenberg, Libai & Muller with all ties alike: every adopter may win each friend on every step."""

    def made(here: Here) -> Law:
        beta = here.setting("beta", 0.02)
        return laws.goldenberg(beta, beta, advertising)

    return made


def hub(here: Here, network: Network) -> Any:
    """The consumer with most ties."""
    return network.ids[int(network.out_degree.argmax())]


def anybody(here: Here, network: Network) -> Any:
    """A consumer by lot, with a tie at least."""
    tied = np.flatnonzero(network.out_degree > 0)
    return network.ids[tied[int(chance.draw(here.world, 1) * tied.size)]]


def adopters(found: Any) -> float:
    """Mean share of consumers who have adopted, over all steps and replicates."""
    return float(found.curve.mean() / found.terms.size)


def draw(axes: Axes, found: Finding) -> None:
    """How far ahead the hub is, by advertising."""
    hubs, anyone = (pictures.levels(found, [f"{seed} {p:g}" for p in LEVELS], "adopters") for seed in ("hub", "random"))
    ahead = np.log(hubs / anyone)
    pictures.course(axes, range(len(LEVELS)), ahead, found, pictures.COLOURS[0])
    axes.set_xticks(range(len(LEVELS)), [f"{p:g}" for p in LEVELS])
    axes.axhspan(-0.05, 0.05, color=pictures.QUIET, alpha=0.35, linewidth=0)
    pictures.zero(axes)
    axes.set_xlabel("advertising: probability a step of adopting unasked")
    axes.set_ylabel("adopters, hub over anybody: log ratio")


HYPOTHESIS = Hypothesis(
    id="H17b",
    title="Hubs lose their advantage once there are ads",
    statement="Seeding a hub instead of anybody spreads further without advertising, and no further with a little of it.",
    sources=("rossman2021",),
    kind="emergent",
    metric="mean share of adopters over 40 steps",
    conditions={
        f"{name} {p:g}": Spreading(f"{name}, p = {p:g}", law(p), seed, STEPS, REPLICATES)
        for p in (LEVELS[0], LEVELS[-1], *LEVELS[1:-1]) for name, seed in (("hub", hub), ("random", anybody))
    },
    readings={"adopters": adopters},
    contrasts=(
        log_ratio("adopters without advertising, hub less anybody", "adopters", "hub 0", "random 0", UP),
        log_ratio("with one in a hundred a step", "adopters", "hub 0.01", "random 0.01", NONE),
    ),
    jointly=2,
    of_law=True,
    ranges={"beta": (0.005, 0.05)},
    limits="A law of one transition, not the whole model; everybody is alike but for ties.",
    picture=draw,
)  # fmt: skip
