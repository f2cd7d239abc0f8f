"""Which assumption, at which value, would overturn the verdict: seen in the worlds in which assumptions vary.

Of the assumptions that the leader's lead follows beyond doubt, each is looked at by itself while all others vary too: the
worlds are split at its median. That is a look back at the same worlds, not a test at that value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.measures import Floats, Worlds, tidy
from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.sentence import SIGNIFICANT
from simulation.experiments.statistics import lead_over_best_rival

COLUMNS = ["parameter", "symbol", "meaning", "assumption", "middle", "worlds_below", "wins_below", "best_below",
           "worlds_above", "wins_above", "best_above", "vanishes_at", "p_holm"]  # fmt: skip


def table_of(worlds: Worlds, rivals: Sequence[str], drivers: pd.DataFrame) -> pd.DataFrame:
    """Tidy: a row an assumption that the first strategy's lead follows beyond doubt.

    Below and above the median of its draws: the worlds, those in which the first strategy sells most alone, and the label
    with the highest mean there. `vanishes_at`: where a line through the lead over the best rival (Theil 1950, Sen 1968)
    crosses 0, if within the values drawn.
    """
    rows: list[tuple[object, ...]] = []
    known: list[Any] = list(drivers[drivers["p_holm"] <= SIGNIFICANT].itertuples())
    for driver in known:
        values, outcomes = worlds.of(rivals[0])[driver.parameter], worlds.only(rivals, OBJECTIVE)
        middle, lead = float(np.median(values)), lead_over_best_rival(outcomes, 0)
        halves = [_half(outcomes[:, half], lead[half], rivals) for half in (values <= middle, values > middle)]
        about = (driver.parameter, driver.symbol, driver.meaning, driver.assumption)
        rows.append((*about, middle, *halves[0], *halves[1], vanishing(values, lead), driver.p_holm))
    return tidy(rows, COLUMNS)


def _half(outcomes: Floats, lead: Floats, rivals: Sequence[str]) -> tuple[int, int, str]:
    return lead.size, int(np.count_nonzero(lead > 0.0)), rivals[int(outcomes.mean(axis=1).argmax())]


def vanishing(values: Floats, lead: Floats) -> float | None:
    """Where the line through the lead, (worlds,), over the values crosses 0; None where that is outside the values."""
    from scipy import stats  # takes a second to import

    line = stats.theilslopes(lead, values)
    crossing = -float(line.intercept) / float(line.slope) if line.slope else np.inf
    return crossing if values.min() < crossing < values.max() else None
