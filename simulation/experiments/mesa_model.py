"""The model as a Mesa user expects it: simple keywords, `step()`, `agents`, `datacollector`, reproducible by seed."""

from __future__ import annotations

from simulation.actors.campaign import Campaign
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.engines import engine as engine_named
from simulation.experiments.run import check_replicate, market_of, strategy_of
from simulation.experiments.scenario import Scenario, load


class CampaignModel(Campaign):
    """One strategy of a scenario, day by day: the same bits as `sim.run(scenario.vary(key=seed), strategy)`."""

    scenario = None  # Mesa 3.5 keeps something of its own there, and its page would start anew with that for a scenario

    def __init__(
        self,
        scenario: str | Scenario = "head-or-matrix",
        strategy: str | Strategy = "long_tail_matrix",
        seed: int | None = None,
        replicate: int = 0,
        engine: str = "kernels",
    ) -> None:
        loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
        if seed is not None:
            loaded = loaded.vary(key=seed)
        check_replicate(replicate)
        label, chosen = strategy_of(loaded, strategy)
        super().__init__(market_of(loaded, replicate), chosen, engine_named(engine), label)
        self.scenario = None
