"""What an accepted value has to be: finite, and without contradiction."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from simulation.engine.spread import Spread
from simulation.experiments.outcome import Outcome
from simulation.experiments.scenario import Scenario
from simulation.experiments.verdict import Verdict
from simulation.graph.doctor import Examination
from simulation.graph.network import Network
from simulation.graph.repairs import Repaired
from simulation.interfaces.describe import plans
from simulation.model.mechanisms import MECHANISMS

PLANNED = 2000  # consumers up to whom an accepted scenario is planned


def check(taken: Any) -> None:
    """Raise AssertionError for a NaN, an infinity or a contradiction in something that was accepted."""
    if isinstance(taken, Scenario):
        check_scenario(taken)
    elif isinstance(taken, Network):
        check_network(taken)
    elif isinstance(taken, Repaired):
        check_network(taken.network)
    elif isinstance(taken, Examination):
        finite("examination", [taken.largest_share, taken.mean_degree, taken.clustering, *taken.degree_quantiles.values()])
        assert str(taken) and taken._repr_html_() and taken.findings is not None
    elif isinstance(taken, Spread):
        check_spread(taken)
    elif isinstance(taken, Outcome):
        check_table(taken.totals)
        check_table(taken.curves)
    elif isinstance(taken, Verdict):
        check_table(taken.worlds.drop(columns=unbounded(taken.scenario)))
    elif isinstance(taken, pd.DataFrame):
        check_table(taken)


def check_scenario(scenario: Scenario) -> None:
    """All it holds is finite, and its strategies can be planned."""
    finite("parameters", [value for name, value in scenario.parameters._asdict().items() if name not in unbounded(scenario)])
    finite(
        "fields", [scenario.scale, scenario.price, scenario.margin, scenario.precision or 0, *sum(scenario.ranges.values(), ())]
    )
    assert isinstance(scenario.budget, int) and scenario.budget >= 0 and isinstance(scenario.horizon, int) and scenario.name
    check_network(scenario.network())
    table = scenario.creators_table()
    if table is not None:
        finite("views", table.views)
    for row in scenario.rate_card() or ():
        finite("rate card", [row.followers, row.fee])
    if scenario.network().n_consumers <= PLANNED:
        for plan in plans(scenario):
            finite("plan", [plan.unspent, plan.expected, plan.first_week, *plan.spend.values()])
    repr(scenario), scenario._repr_html_(), scenario.digest


def unbounded(scenario: Scenario) -> list[str]:
    """Parameters a mechanism left out has without bound."""
    return [name for off in scenario.off for name, value in MECHANISMS[off].off.items() if math.isinf(value)]


def check_network(network: Network) -> None:
    """Every tie leads from somebody to somebody, with a strength in [0, 1]."""
    assert network.n_consumers == network.ids.size == network.names.size == network.out_start.size - 1 > 0
    for start, end in ((network.out_start, network.out_target), (network.in_start, network.in_source)):
        assert start[0] == 0 and start[-1] == end.size and (np.diff(start) >= 0).all()
        assert not end.size or 0 <= end.min() <= end.max() < network.n_consumers
    for strength in (network.out_strength, network.in_strength):
        assert strength is None or ((strength >= 0) & (strength <= 1)).all(), "a strength outside [0, 1]"
    assert network.segment is None or network.segment.size == network.n_consumers
    repr(network), network.digest


def check_spread(spread: Spread) -> None:
    """Adopters only grow, from the seeds to at most everybody."""
    curve = spread.curve
    assert (np.diff(curve, axis=1) >= 0).all() and curve.min() >= 0 and curve.max() <= spread.terms.size
    assert (spread.day >= -1).all() and (spread.parent < spread.terms.size).all() and repr(spread)


def check_table(frame: pd.DataFrame) -> None:
    for name in frame.select_dtypes(np.number):
        finite(str(name), frame[name])


def finite(what: str, numbers: Any) -> None:
    for number in numbers:
        assert number is pd.NA or math.isfinite(number), f"{what} hold {number}"
