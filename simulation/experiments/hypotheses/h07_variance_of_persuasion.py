"""H7: how much of the variance of persuasion do trust and expertise explain?"""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np

from simulation.experiments.hypotheses.conditions import Drawn
from simulation.experiments.hypotheses.hypothesis import Hypothesis, Inside, weighted
from simulation.model.population import PEER


def latent(given: Any) -> dict[str, float]:
    """Variances on the logit scale among this world's consumers, a logistic residual among them."""
    p, people = given
    return {
        "trust": p.beta_trust**2 * float(np.var(people.trust[PEER])), "fit": p.beta_fit**2 * float(np.var(people.fit)),
        "quality": (p.beta_quality * p.quality_sd) ** 2, "expertise": p.beta_expertise**2 / 12.0, "rest": pi**2 / 3.0,
    }  # fmt: skip


def share(part: str) -> Any:
    """A reading: the share of the whole latent variance that one part is."""
    return lambda given: latent(given)[part] / sum(latent(given).values())


HYPOTHESIS = Hypothesis(
    id="H7",
    title="Credibility explains nine per cent of persuasion",
    statement="Source credibility explains about 9 % of the variance of persuasion, expertise where it is varied about 16 %.",
    sources=("wilson1993",),
    kind="calibration",
    metric="share of latent variance",
    conditions={"usual": Drawn("the consumers"), "expert": Drawn("sources of every expertise", {"beta_expertise": 3.0})},
    readings={"trust": share("trust"), "expertise": share("expertise")},
    contrasts=(
        weighted("share by trust", "trust", {"usual": 1.0}, None, Inside(0.09, 0.05, 0.13)),
        weighted("share by expertise, even over the scale", "expertise", {"expert": 1.0}, None, Inside(0.16, 0.12, 0.20)),
    ),
    most=30,
    limits="Read off the consumers of a world by the equation of persuasion: β_τ was set with this figure in view.",
)
