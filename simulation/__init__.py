"""wom: a laboratory for word-of-mouth marketing on social networks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation import language as language
    from simulation.actors.strategies.strategy import Strategy as Strategy
    from simulation.engine.spread import spread as spread
    from simulation.experiments import lettering as lettering
    from simulation.experiments.attribution.court import attribute as attribute
    from simulation.experiments.compare import compare as compare
    from simulation.experiments.conformance import check_strategy as check_strategy
    from simulation.experiments.game import game as game
    from simulation.experiments.mesa_model import CampaignModel as CampaignModel
    from simulation.experiments.optimization.optimize import optimize as optimize
    from simulation.experiments.run import run as run
    from simulation.experiments.scenario import Scenario as Scenario
    from simulation.experiments.scenario import load as load
    from simulation.experiments.sweep import sweep as sweep
    from simulation.graph import generators as generators
    from simulation.graph.network import Network as Network
    from simulation.language import spoken as spoken
    from simulation.model import laws as laws
    from simulation.refusal import Refusal as Refusal

__version__ = "0.1.0"

# Where each public name lives; a name is imported when it is first asked for (PEP 562).
_HOMES = {
    "CampaignModel": "simulation.experiments.mesa_model",
    "Network": "simulation.graph.network",
    "Refusal": "simulation.refusal",
    "Scenario": "simulation.experiments.scenario",
    "Strategy": "simulation.actors.strategies.strategy",
    "attribute": "simulation.experiments.attribution.court",
    "check_strategy": "simulation.experiments.conformance",
    "compare": "simulation.experiments.compare",
    "game": "simulation.experiments.game",
    "generators": "simulation.graph",
    "language": "simulation",
    "laws": "simulation.model",
    "lettering": "simulation.experiments",
    "load": "simulation.experiments.scenario",
    "optimize": "simulation.experiments.optimization.optimize",
    "run": "simulation.experiments.run",
    "spoken": "simulation.language",
    "spread": "simulation.engine.spread",
    "sweep": "simulation.experiments.sweep",
}
_MODULES = ("generators", "language", "laws", "lettering")
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES[name]
    found = import_module(f"{home}.{name}") if name in _MODULES else getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
