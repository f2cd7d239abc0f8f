"""H29: is trust lost faster than it is won?"""

from __future__ import annotations

from simulation.actors.campaign import Campaign
from simulation.experiments import reception
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import NONE, UP, Contrast, Hypothesis, Reading, Values
from simulation.experiments.hypotheses.plans import Mix
from simulation.model.population import BRAND, KOL

SHOCK = 0.05  # observations a day, for or against, from a label or from what was hidden
ADS, STARS = Mix(ads=1.0), Mix(kol=1.0)
DESCRIBED = {"experience": 0.0, "gain_labelled": SHOCK, "loss_hidden": SHOCK, "recognition_hidden": 1.0}


def change(role: int) -> Reading:
    """A reading: the change of mean trust in a role, in points of a hundred."""
    return lambda campaign: _change(campaign, role)


def _change(campaign: Campaign, role: int) -> float:
    return float(100.0 * reception.trust_learnt(campaign)[role])


def asymmetry(bad: str, good: str, reading: str) -> Contrast:
    """What was lost less what was won, as a share of what was won."""

    def value(found: Values) -> float:
        return float(-found[bad][reading] - found[good][reading])

    words = f"loss beyond gain of trust, {'experienced' if reading == 'brand' else 'described'}"
    expected = UP if reading == "brand" else NONE
    return Contrast(words, value, lambda found: float(found[good][reading]), expected, (bad, good))


HYPOTHESIS = Hypothesis(
    id="H29",
    title="Trust is lost faster than won where it is lived",
    statement="Bad experiences cost more trust than good ones gain; what is merely described is symmetric.",
    sources=("zhu2023",),
    kind="input",
    metric="change of mean trust",
    conditions={
        "bad": Campaigned("every purchase disappoints", ADS, {"satisfaction": -4.0, "beta_fit": 0.0, "eta": 2.0}),
        "good": Campaigned("every purchase pleases", ADS, {"satisfaction": 4.0, "beta_fit": 0.0, "eta": 2.0}),
        "exposed": Campaigned("hidden and seen through", STARS, {**DESCRIBED, "disclosed": 0.0}),
        "honest": Campaigned("labelled", STARS, {**DESCRIBED, "disclosed": 1.0}),
    },
    readings={"brand": change(BRAND), "kol": change(KOL)},
    contrasts=(asymmetry("bad", "good", "brand"), asymmetry("exposed", "honest", "kol")),
    most=60,
    limits="Shocks are equal in observations. Trust stands at two thirds, from where as many observations weigh more against "
    "than for.",
)  # fmt: skip
