"""A verdict on made-up runs with realistic numbers: pictures, report and command are tested without a simulation."""

import numpy as np
import pandas as pd
import pytest

from simulation.experiments import hiding, measures
from simulation.experiments.beside import table_of, variants
from simulation.experiments.compare import contestants
from simulation.experiments.judgement import Findings, judged, rivals_of
from simulation.experiments.metrics import CURVES, TOTALS, credit_column
from simulation.experiments.replicate import in_world
from simulation.experiments.scenario import Scenario
from simulation.model import chance
from simulation.model.population import ROLES

PEOPLE = 2_000_000
# What each strategy is made to bring: reach, awareness, buyers; the control is bought by 2,000.
MADE_UP = {
    "head_kol": (1_450_000, 520_000, 12_600),
    "tiered": (1_380_000, 560_000, 12_950),
    "six_three_one": (1_120_000, 480_000, 11_300),
    "long_tail_matrix": (1_310_000, 610_000, 14_100),
    "kol_spinoff": (1_200_000, 455_000, 10_900),
    "kos_matrix": (1_610_000, 400_000, 12_100),
    "seed_and_harvest": (1_500_000, 540_000, 13_400),
    "no_campaign": (90_000, 61_000, 2_000),
}
BY_ROLE = dict(zip(ROLES, (0.34, 0.08, 0.3, 0.03, 0.06, 0.07, 0.05, 0.07), strict=True))


def scenario_of(strategies=tuple(MADE_UP), **more):
    """A market of two million people in a hundred consumers: only its size matters here."""
    consumers = {"small_world": {"consumers": 100, "neighbours": 4, "rewiring": 0.1}}
    given = {"name": "head-or-matrix", "scale": PEOPLE / 100, "budget": 1_000_000, "horizon": 60, **more}
    question = "A few head creators, or a thousand small ones?"
    return Scenario(consumers=consumers, strategies=list(strategies), question=question, **given)


def verdict_of(scenario, worlds=12, assumptions="vary", made_up=MADE_UP, precision=None):
    """The verdict on made-up runs of a scenario's strategies."""
    arms, control = contestants(scenario)
    kinds = ("fixed", "vary") if assumptions == "vary" else ("fixed",)
    runs = [_run(scenario, made_up, arms, label, kind, world) for kind in kinds for world in range(worlds) for label in arms]
    frame = measures.against_control(measures.runs_of(runs), control, scenario.price, scenario.margin)
    shown = frame[frame["assumptions"] == assumptions]
    curves = pd.concat([_curves(row, scenario.horizon) for row in shown.itertuples()], ignore_index=True)
    both = pd.concat([frame.assign(variant=""), *(_variant(frame, arm) for arm in variants(arms))])
    beside = table_of(both, variants(arms), scenario.price, scenario.margin)
    hidden = hiding.table_of(both, rivals_of(arms))
    return judged(scenario, Findings(arms, control, assumptions, frame, curves, beside, hidden, precision))


def _variant(frame, arm):
    """A variant, made to bring nine tenths of what its strategy does."""
    runs = frame[frame["strategy"] == arm.label]
    return runs.assign(variant=arm.variant, incremental_buyers=0.9 * runs["incremental_buyers"])


def _noise(*words):
    """A number around 0, the same for the same words."""
    return 2.0 * chance.draw(chance.world(7, 0), chance.name_of("/".join(map(str, words)))) - 1.0


def _run(scenario, made_up, arms, label, kind, world):
    p = in_world(scenario, kind, world).parameters
    names = list(made_up)
    reach, aware, buyers = made_up[label if label in made_up else names[list(arms).index(label) % len(names)]]
    if arms[label].control:
        reach, aware, buyers = made_up["no_campaign"]
    luck = 1.0 + 0.05 * _noise("world", world, kind) + 0.02 * _noise(label, world, kind)
    if kind == "vary":
        tilt = {"head_kol": -1.5, "long_tail_matrix": 1.6, "tiered": 0.5, "kos_matrix": -0.3}.get(label, 0.2)
        luck *= np.exp(tilt * (p.epsilon - 0.35) + 0.3 * _noise("level", world) + 0.1 * _noise(label, world, "level"))
    spend = 0.0 if arms[label].control else 999_940.0
    buyers, aware = round(buyers * luck), round(aware * luck)
    totals = dict.fromkeys(TOTALS, 0.0) | {
        "reach": min(reach * luck, PEOPLE), "exposures": 3.0 * reach, "awareness": aware, "a3": 0.36 * aware,
        "search": 0.12 * aware, "buyers": buyers, "gmv": buyers * scenario.price, "spend": spend,
        "unspent": scenario.budget_cny - spend, "accounts": 120.0, "posts": 480.0, "buyers_with_peer": 0.71 * buyers,
    }  # fmt: skip
    if hasattr(arms[label], "recruit"):
        hired, paid = 40.0 + 10.0 * _noise("recruits", world, kind), 0.6 * spend
        totals |= {"recruits": hired, "recruits_spend": paid, "recruit_cost": paid / hired}
    part = BY_ROLE if spend else dict.fromkeys(ROLES, 0.0) | {"peer": 0.55, "own initiative": 0.45}
    for role, share in part.items():
        totals[credit_column("buyers", role)], totals[credit_column("awareness", role)] = share * buyers, share * aware
        totals[f"{credit_column('buyers', role)}_share"] = share
    totals |= {"awareness_by_peer_share": part["peer"], "buyers_with_peer_share": 0.71, "trust_points": 62.0 + 1e-7 * buyers}
    totals["profit"] = buyers * scenario.price * scenario.margin - spend
    return {**p._asdict(), **totals, "strategy": label, "assumptions": kind, "replicate": world}


def _curves(run, horizon):
    day = np.arange(horizon + 1)
    grown = 1.0 / (1.0 + np.exp(-(day - 24.0) / 8.0))
    grown = (grown - grown[0]) / (grown[-1] - grown[0])
    table = {name: grown * getattr(run, name, 0.0) for name in CURVES if name != "day"}
    return pd.DataFrame({"strategy": run.strategy, "replicate": run.replicate, "day": day, **table})


@pytest.fixture(scope="session")
def verdict():
    """Seven strategies and a control in twelve worlds."""
    return verdict_of(scenario_of())


@pytest.fixture(autouse=True, scope="session")
def machine(tmp_path_factory):
    """A machine that need not be measured, whose figures are kept apart."""
    from simulation.interfaces import calibration
    from simulation.interfaces.calibration import Calibration, Work

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calibration, "measured", lambda: Calibration(2.0, 3.0, 1e-7, 3e8, 2e8, Work(*[1e-8] * 9)))
        apart = tmp_path_factory.mktemp("cache") / "compiled"
        patched.setattr(calibration, "compile_cache", lambda: apart)
        yield
