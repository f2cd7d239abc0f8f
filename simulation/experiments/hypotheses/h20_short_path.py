"""H20: does a shorter path to the purchase help cheap goods only?"""

from __future__ import annotations

import numpy as np

from simulation.engine.world import Schedule
from simulation.experiments.hypotheses.conditions import HORIZON, Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Contrast, Hypothesis, Values, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

PRICES = {"cheap": 0.5, "dear": 2.0}
PLAN = Mix(kol=0.5, koc=0.5)


def arm(price: float, short: float) -> Campaigned:
    """A price over the usual one, and so many who need neither interest nor search; nobody pays more than they would."""
    always = Schedule(price=np.full(HORIZON + 1, price))
    return Campaigned(f"price ×{price:g}, {short:.0%} short", PLAN, {"short_path": short, "wtp_gate": 1.0}, schedule=always)


def gain_beyond(found: Values) -> float:
    """The relative gain by the short path for the cheap good beyond that for the dear one."""
    gains = [found[f"{name} short"]["buyers"] / max(1.0, found[f"{name} long"]["buyers"]) for name in PRICES]
    return float(gains[0] - gains[1])


HYPOTHESIS = Hypothesis(
    id="H20",
    title="A short path helps cheap goods only",
    statement="Letting people buy where they first see a product helps where it is cheap, and little where it is dear.",
    sources=("playbook",),
    kind="emergent",
    metric="buyers",
    conditions={
        f"{name} {word}": arm(price, short) for name, price in PRICES.items() for word, short in (("short", 0.5), ("long", 0.0))
    },
    readings={"buyers": buyers},
    contrasts=(
        Contrast("gain by the short path, cheap beyond dear", gain_beyond, None, UP,
                 ("cheap short", "cheap long", "dear short", "dear long"), "times the buyers without it"),
        difference("gain where it is cheap", "buyers", "cheap short", "cheap long", UP),
        difference("gain where it is dear", "buyers", "dear short", "dear long", OPEN),
    ),
    most=60,
    limits="Prices of half and of twice the usual one; the short path is as long for either.",
)  # fmt: skip
