"""Malformed arguments of the public functions: laws, spread, run, compare, sweep, vary, Scenario, CampaignModel."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from support.markets import Lots

import simulation as sim
from mutants.junk import junk
from mutants.mutant import Kind, Mutant, as_file, cut
from simulation.actors.strategies.registry import NAMES, named
from simulation.model import laws
from simulation.model.parameters import REGISTRY

Given = dict[str, Any]

CROWD = {"small_world": {"consumers": 80, "neighbours": 4, "rewiring": 0.1}}
LAWS: Mapping[str, Given] = {
    "bass": {"p": 0.01, "q": 0.3},
    "independent_cascade": {"probability": 0.2},
    "weighted_cascade": {},
    "goldenberg": {"strong": 0.1, "weak": 0.05, "external": 0.01},
    "si": {"transmission": 0.1},
    "sir": {"transmission": 0.1, "recovery": 0.3},
    "linear_threshold": {},
    "watts": {"fraction": 0.2},
    "complex_contagion": {"count": 2},
    "granovetter": {"mean": 0.2, "sd": 0.1},
}
_NUMBERS = (-1, 0, 1, 2, 3, 0.5, 1.5, -0.1, 1e308, -1e308, 5e-324, 2**31 - 1, 2**31, 2**63, 10**20, 10**400, math.nan, math.inf,
            "0.5", "9/50", "1/0", "1e999999999", "1e-999999999")  # fmt: skip


@cache
def network() -> sim.Network:
    """Eighty people on a small world."""
    return sim.generators.small_world(**CROWD["small_world"])


def crowd_of(law: str) -> sim.Network:
    """The network a law works on here."""
    return sim.Network.complete(30) if law == "granovetter" else network()


@cache
def scenario() -> sim.Scenario:
    """Three thousand yuan among them, for three days."""
    return sim.Scenario(
        consumers=CROWD, budget=3000, horizon=3, scale=40, strategies=["head_kol", "seed_and_harvest"], name="small", replicates=2
    )


def odd(lots: Lots, numbers: tuple[Any, ...] = _NUMBERS) -> tuple[str, Any]:
    """A value nobody should pass, often a number."""
    return junk(lots) if lots.uniform() < 0.65 else ("a number", lots.pick(numbers))


def with_one_odd(lots: Lots, good: Given, call: Callable[..., Any], told: str, *names: str, also: tuple[str, ...] = ()) -> Mutant:
    """A call of which one argument is odd; a refusal has to name it."""
    name = lots.pick((*good, *also))
    kind, value = odd(lots)
    return Mutant(f"{told}({name}={kind} {cut(value)})", lambda: call(**{**good, name: value}), (name, *names))


def arguments_of_laws(lots: Lots, folder: Path) -> Mutant:
    name = lots.pick([name for name in LAWS if LAWS[name]])
    call = lambda **given: sim.spread(crowd_of(name), getattr(laws, name)(**given), steps=20)  # noqa: E731
    return with_one_odd(lots, dict(LAWS[name]), call, name)


def arguments_of_spread(lots: Lots, folder: Path) -> Mutant:
    name = lots.pick(tuple(LAWS))
    good = {
        "net": crowd_of(name),
        "law": getattr(laws, name)(**LAWS[name]),
        "seeds": [3, 4],
        "steps": 10,
        "key": 1,
        "replicates": 2,
    }
    return with_one_odd(lots, good, sim.spread, "spread", "replicates", also=("engine", "threads", "seeds", "replicates"))


def arguments_of_run(lots: Lots, folder: Path) -> Mutant:
    good = {"scenario": scenario(), "strategy": "head_kol", "replicate": 0, "engine": "kernels"}
    return with_one_odd(lots, good, sim.run, "run", also=("equations", "strategy"))


def options_of_strategies(lots: Lots, folder: Path) -> Mutant:
    """An instance of a strategy with an option nobody should give."""
    kind = named(lots.pick([name for name in NAMES if fields(named(name))]))
    option = lots.pick(fields(kind)).name
    told, value = odd(lots)
    strategy = kind(**{option: value})
    call = lots.pick((lambda: sim.Scenario(**_GOOD, strategies=[strategy]), lambda: sim.run(scenario(), strategy)))
    return Mutant(f"{kind.__name__}({option}={told} {cut(value)})", call, (option, "strategies."))


_GOOD: Given = {"consumers": CROWD, "budget": 3000, "scale": 40, "horizon": 3}


def equations_of_run(lots: Lots, folder: Path) -> Mutant:
    """An equation that is none."""
    name = lots.pick(("persuasion", "post_reach", "kappa", "persuation", ""))
    told, value = lots.pick(EQUATIONS) if lots.uniform() < 0.6 else junk(lots)
    call = lambda: sim.run(scenario(), "head_kol", equations={name: value}, engine="reference")  # noqa: E731
    return Mutant(f"run(equations={{{name!r}: {told}}})", call, ("equations",))


EQUATIONS: tuple[tuple[str, Any], ...] = (
    ("no arguments", lambda: 1.0),
    ("one argument", lambda one: one),
    ("text", lambda *given: "abc"),
    ("any arguments", lambda *given: 0.5),
    ("a raised error", lambda one, two, three: 1 // 0),
    ("NaN", lambda one, two: math.nan),
    ("a class", dict),
    ("a builtin", max),
    ("print", print),
)


def arguments_of_compare(lots: Lots, folder: Path) -> Mutant:
    good = {"scenario": scenario(), "replicates": 1, "workers": 1, "assumptions": "fixed", "out": None}
    return with_one_odd(lots, good, sim.compare, "compare", "results", also=("precision", "progress"))


def arguments_of_sweep(lots: Lots, folder: Path) -> Mutant:
    good = {"scenario": scenario(), "factors": {"kappa": [0.1]}, "replicates": 1, "workers": 1, "out": None}
    return with_one_odd(lots, good, sim.sweep, "sweep", "results", "sweep", also=("progress", "factors"))


def factors_of_sweep(lots: Lots, folder: Path) -> Mutant:
    """A factor nobody knows, or a level it cannot take."""
    name = lots.pick(
        (
            "kappa",
            "budget",
            "strategy",
            "strategies",
            "consumers",
            "horizon",
            "kapa",
            "key",
            "behaviour",
            7,
            "",
            "scale",
            "replicates",
        )
    )
    _, value = odd(lots)
    levels = lots.pick(([value], value, [0.1, value], {name: [value]}))
    call = lambda: sim.sweep(scenario(), {name: levels}, replicates=1, workers=1)  # noqa: E731
    return Mutant(f"sweep({{{name!r}: {cut(levels)}}})", call, (str(name) or "''", "sweep", "scenario", "product", "strateg"))


def changes_of_vary(lots: Lots, folder: Path) -> Mutant:
    name = lots.pick((*_FIELDS, *tuple(REGISTRY)[::4], "kapa", "x" * 500, "", "a b", "self", "__class__"))
    told, value = odd(lots)
    base = scenario()
    return Mutant(f"vary({cut(name)}={told} {cut(value)})", lambda: base.vary(**{name: value}), (name[:30], "scenario"))


_FIELDS = ("name", "question", "horizon", "scale", "consumers", "creators", "accounts", "product", "price", "margin",
"budget", "strategies",
           "replicates", "precision", "key", "behaviour", "extends")  # fmt: skip


def arguments_of_scenario(lots: Lots, folder: Path) -> Mutant:
    good: Given = {**_GOOD, "strategies": ["head_kol"]}
    name = lots.pick((*good, *_FIELDS))
    _, value = odd(lots)
    given = {
        **good,
        name: lots.pick((value, value, [value], {"file": value}, {"ring": {"consumers": value}}, {"ring": value}, {name: value})),
    }
    return Mutant(f"Scenario({name}={cut(given[name])})", lambda: sim.Scenario(**given), ("scenario",))


def arguments_of_loading(lots: Lots, folder: Path) -> Mutant:
    told, value = odd(lots)
    return Mutant(f"load({told})", lambda: sim.load(value), (as_file(value), "load"))


def arguments_of_model(lots: Lots, folder: Path) -> Mutant:
    good = {"scenario": scenario(), "strategy": "head_kol", "seed": 1, "replicate": 0, "engine": "kernels"}
    name = lots.pick(tuple(good))
    told, value = odd(lots)
    names = (as_file(value), "load") if name == "scenario" else ("key" if name == "seed" else name,)
    return Mutant(f"CampaignModel({name}={told} {cut(value)})", lambda: sim.CampaignModel(**{**good, name: value}), names)


KINDS = {
    "laws": Kind(arguments_of_laws, 100, 0.5),
    "spread": Kind(arguments_of_spread, 150, 0.5),
    "run": Kind(arguments_of_run, 100, 0.5),
    "strategies": Kind(options_of_strategies, 100, 0.5),
    "equations": Kind(equations_of_run, 30, 0.5),
    "compare": Kind(arguments_of_compare, 80, 0.5),
    "sweep": Kind(arguments_of_sweep, 80, 0.5),
    "factors": Kind(factors_of_sweep, 80, 0.5),
    "vary": Kind(changes_of_vary, 160, 0.5),
    "Scenario": Kind(arguments_of_scenario, 160, 0.5),
    "load": Kind(arguments_of_loading, 50, 0.5),
    "CampaignModel": Kind(arguments_of_model, 60, 0.5),
}
