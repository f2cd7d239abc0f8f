"""H19b: always on, or all at once?"""

from __future__ import annotations

import numpy as np

from simulation.actors.strategies.always_on import AlwaysOn
from simulation.actors.strategies.burst import Burst
from simulation.engine.world import CALM, Schedule
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, interaction
from simulation.experiments.hypotheses.readings import buyers, pieces

HORIZON, PEAK, DEMAND = 60, slice(24, 31), 2.5
FESTIVAL = Schedule(season=np.where(np.isin(np.arange(HORIZON + 1), np.arange(HORIZON + 1)[PEAK]), DEMAND, 1.0))
PLANS = {"always on": AlwaysOn(), "burst": Burst(start=18)}

HYPOTHESIS = Hypothesis(
    id="H19b",
    title="Always on beats a burst",
    statement="With one budget an even presence sells more than a burst; whether also around a festival is open.",
    sources=("playbook",),
    kind="contested",
    metric="pieces bought",
    conditions={
        f"{name}, {word}": Campaigned(f"{name}, {word}", plan, schedule=schedule)
        for word, schedule in (("calm", CALM), ("festival", FESTIVAL)) for name, plan in PLANS.items()
    },
    readings={"pieces": pieces(), "buyers": buyers},
    contrasts=(
        difference("pieces, always on less burst, every day alike", "pieces", "always on, calm", "burst, calm", UP),
        difference("the same with a festival a week on", "pieces", "always on, festival", "burst, festival", OPEN),
        interaction("what the festival adds to the lead of always on", "pieces",
                    ("always on, festival", "burst, festival", "always on, calm", "burst, calm"), OPEN),
    ),
)  # fmt: skip
