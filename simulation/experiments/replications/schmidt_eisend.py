"""V26. S. Schmidt & M. Eisend, "Advertising repetition: a meta-analysis on effective frequency in advertising" (Journal of
Advertising 2015).

An input, not a finding: the model's n* is taken from this study. What is checked is what the equations make of it.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from simulation.experiments.replications.replication import Measured, Replication, Target, exactly
from simulation.experiments.statistics import Floats, Interval
from simulation.model import equations as eq
from simulation.model.parameters import DEFAULTS

EXPOSURES = 40


def attitude(worn: float, days_between: float) -> Floats:
    """(EXPOSURES,) positive evidence held after each exposure to one content family, as wear and evidence are forgotten."""
    held, heard, found, a = 0.0, 0.0, [], eq.evidence(DEFAULTS.pi_public_awareness)
    remembered, kept = DEFAULTS.delta_fatigue**days_between, DEFAULTS.delta_broadcast**days_between
    for _ in range(EXPOSURES):
        held = held * kept + eq.discounted(a, eq.wear_out(heard, worn, DEFAULTS.reactance), 0.0)
        heard = heard * remembered + 1.0
        found.append(held)
    return np.array(found)


def highest(worn: float, days_between: float) -> Interval:
    """After how many exposures attitude is highest."""
    return exactly(1.0 + int(np.argmax(attitude(worn, days_between).round(12))))


def last_step(worn: float) -> Interval:
    """What the eighth exposure adds to the share aware, over what the first does; 1 where it is linear."""
    aware = -np.expm1(-attitude(worn, 0.0))
    return exactly(float((aware[7] - aware[6]) / aware[0]))


def measured(worn: float, quick: bool) -> Measured:
    """Exact whether quick or not."""
    return [highest(worn, 0.0), highest(worn, 1.0), highest(worn, 7.0), last_step(worn)]


PEAK = "attitude is highest at about 10 exposures (9 to 11)"
REPLICATION = Replication(
    id="V26",
    study="Schmidt & Eisend 2015, Advertising repetition",
    set_up="Equations (15) and (16) with default constants, one consumer, one content family, 40 exposures at "
    "once, a day apart or a "
    "week apart; exact. An input: n* = 10 comes from this study, so the first row only shows that the equations keep it",
    targets=(
        Target("exposures at once: number at which attitude is highest", PEAK, 9, 11),
        Target(
            "exposures a day apart: number at which attitude is highest",
            PEAK,
            9,
            11,
            why="broadcast evidence leaks by 16 % a day, so what an exposure adds is overtaken by what is "
            "lost before wear is complete",
        ),
        Target(
            "exposures a week apart: number at which attitude is highest",
            PEAK,
            9,
            11,
            why="most evidence is gone within the week and wear recovers, so every exposure nearly starts anew",
        ),
        Target(
            "exposures at once: what the eighth adds to the share aware over the first",
            "recall grows in proportion up to 8 exposures (within a quarter)",
            0.75,
            1.25,
            why="the model has no recall: awareness is a first passage, and wear-out lowers each further exposure",
        ),
    ),
    measure=partial(measured, DEFAULTS.wear_out),
    wrong="n* = 5",
    measure_wrong=partial(measured, 5.0),
)
