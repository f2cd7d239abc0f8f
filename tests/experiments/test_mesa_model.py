"""The model as a Mesa user meets it."""

from __future__ import annotations

import gc
import weakref

import mesa
import numpy as np
import pytest

import simulation as sim


def test_stepping_gives_the_same_bits_as_running() -> None:
    model = sim.CampaignModel(scenario="first-campaign", strategy="six_three_one", seed=3)
    while model.running:
        model.step()
    ran = sim.run(sim.load("first-campaign").vary(key=3), "six_three_one").campaign
    for group, part in model.run.state._asdict().items():
        for name in part._fields:
            assert np.array_equal(getattr(part, name), getattr(getattr(ran.run.state, group), name)), f"{group}.{name}"
    assert model.run.days == ran.run.days


def test_it_is_a_mesa_model_whose_accounts_are_agents() -> None:
    model = sim.CampaignModel(scenario="first-campaign", strategy="six_three_one", seed=1)
    assert isinstance(model, mesa.Model)
    kinds = model.agents.groupby("kind", result_type="list").groups
    assert {"KOC", "KOL"} <= set(kinds)
    assert model.agents.agg("spend_fen", sum) == model.desk.ledger.spent
    assert len(model.agents.select(lambda account: account.kind == "KOC")) == len(kinds["KOC"])


def test_the_collector_holds_a_row_a_day() -> None:
    model = sim.CampaignModel(scenario="first-campaign", strategy="head_kol", seed=1)
    model.finish()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["day"].tolist() == list(range(model.market.world.horizon + 1))
    ran = sim.run(sim.load("first-campaign").vary(key=1), "head_kol")
    for name in ("reach", "awareness", "buyers"):
        assert frame[name].tolist() == pytest.approx(ran.curves[name].tolist())


def test_another_seed_is_another_world() -> None:
    curves = []
    for seed in (1, 2):
        model = sim.CampaignModel(scenario="first-campaign", strategy="head_kol", seed=seed)
        model.finish()
        curves.append(model.datacollector.get_model_vars_dataframe()["awareness"].tolist())
    assert curves[0] != curves[1]


def test_a_finished_run_is_not_kept_alive_by_mesa() -> None:
    outcome = sim.run(sim.load("first-campaign"), "head_kol")
    campaign = weakref.ref(outcome.campaign)
    del outcome
    gc.collect()
    assert campaign() is None


def test_an_unknown_strategy_is_refused() -> None:
    with pytest.raises(sim.Refusal, match="six_three_one"):
        sim.CampaignModel(scenario="first-campaign", strategy="six_three_on")


def test_a_model_of_ones_own_is_let_go_of_too() -> None:
    model = sim.CampaignModel(scenario="first-campaign", strategy="head_kol", seed=1)
    model.step()
    alive = weakref.ref(model)
    del model
    gc.collect()
    assert alive() is None


def test_agents_are_numbered_from_one() -> None:
    model = sim.CampaignModel(scenario="first-campaign", strategy="six_three_one", seed=1)
    assert [account.unique_id for account in model.desk.accounts] == list(range(1, len(model.agents) + 1))


def test_batch_run_sweeps_it() -> None:
    found = mesa.batch_run(
        sim.CampaignModel,
        parameters={"scenario": "first-campaign", "strategy": ["head_kol", "no_campaign"], "seed": [1, 2]},
        max_steps=100,
        data_collection_period=-1,
        number_processes=1,
        display_progress=False,
    )
    assert len(found) == 4
    for row in found:
        ran = sim.run(sim.load("first-campaign").vary(key=row["seed"]), row["strategy"])
        assert row["buyers"] == ran.totals.buyers[0]
