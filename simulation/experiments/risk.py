"""What may go wrong: in which share of worlds the leader loses, how badly, and who loses money.

The leader was chosen by looking at the same worlds, so its risk is told a little too small; intervals do not mend that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from simulation.experiments.measures import Floats, Worlds, returned, tidy, worlds_of
from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.statistics import CONFIDENCE, lead_over_best_rival

LEAD, RETURN = "lead", "roi"  # what may fall below 0: people ahead, or profit a yuan spent
ANYBODY = ""  # in place of a rival: whichever is best in the world
TENTH = 0.1
COLUMNS = ["what", "strategy", "assumptions", "worlds", "below", "share", "low", "high", "worst", "tenth", "tail"]


def table_of(runs: pd.DataFrame, rivals: Sequence[str]) -> pd.DataFrame:
    """Tidy, for either kind of worlds: the first strategy's lead over each other and over anybody, and everybody's return.

    `below` counts worlds in which it is below 0, `share` is their share with its 95 % interval; `worst` is the worst
    world, `tenth` the quantile of a tenth, `tail` the mean of the worst tenth of worlds (expected shortfall). A lead is
    in people, a return a share of the spend.
    """
    rows: list[tuple[object, ...]] = []
    for kind in ("fixed", "vary"):
        if kind in set(runs["assumptions"]):
            worlds = worlds_of(runs, rivals, kind)
            leads = [(LEAD, label, values) for label, values in ahead(worlds, rivals).items()]
            returns = [(RETURN, label, returned("roi", worlds.of(label))) for label in rivals]
            rows += [(what, label, kind, *_below(values)) for what, label, values in [*leads, *returns] if values is not None]
    return tidy(rows, COLUMNS)


def ahead(worlds: Worlds, rivals: Sequence[str]) -> dict[str, Floats]:
    """How far the first is ahead in each world, (worlds,), of anybody and of each other; nothing without others."""
    outcomes = worlds.only(rivals, OBJECTIVE)
    if len(rivals) < 2:
        return {}
    apart = {label: outcomes[0] - outcomes[place] for place, label in enumerate(rivals) if place}
    return {ANYBODY: lead_over_best_rival(outcomes, 0), **apart}


def _below(values: Floats) -> tuple[object, ...]:
    """The worlds, those below 0 with their share and its interval, and the low end of the values."""
    n, below = values.size, int(np.count_nonzero(values < 0.0))
    tail = float(np.sort(values)[: math.ceil(TENTH * n)].mean())
    return n, below, below / n, *exact_share(below, n), float(values.min()), float(np.quantile(values, TENTH)), tail


def exact_share(some: int, of: int) -> tuple[float, float]:
    """The exact 95 % interval of a share of independent worlds (Clopper & Pearson 1934, Biometrika 26)."""
    beyond = (1.0 - CONFIDENCE) / 2.0
    low = 0.0 if some == 0 else float(special.betaincinv(some, of - some + 1, beyond))
    high = 1.0 if some == of else float(special.betaincinv(some + 1, of - some, 1.0 - beyond))
    return low, high
