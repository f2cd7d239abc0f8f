"""Comparisons on a small scenario: the same bytes however they are made, and a verdict that says what was found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.arms import Ads, RefusedElsewhere, scenario

from simulation.actors.strategies.no_campaign import NoCampaign
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments import metrics, processes, run
from simulation.experiments.compare import compare
from simulation.experiments.metrics import DERIVED, METRICS
from simulation.experiments.processes import Interrupted
from simulation.experiments.verdict import Verdict, save
from simulation.model.parameters import REGISTRY
from simulation.refusal import Refusal


def saved(verdict: Verdict, folder: Path) -> dict[str, bytes]:
    """The bytes of everything a verdict is saved as."""
    return {path.name: path.read_bytes() for path in save(verdict, folder)}


def parts(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.rglob("*.parquet")}


def value(verdict: Verdict, strategy: str, metric: str) -> Any:
    table = verdict.table
    return next(table[(table["strategy"] == strategy) & (table["metric"] == metric)].itertuples())


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return compare(scenario(), replicates=6, workers=1)


@pytest.fixture
def runs_made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, int]]:
    """The runs made while a test runs, in their order."""
    made: list[tuple[Any, int]] = []
    real = run.run

    def counted(scenario: Any, strategy: Any, replicate: int = 0) -> Any:
        made.append((strategy, replicate))
        return real(scenario, strategy, replicate)

    monkeypatch.setattr(run, "run", counted)
    return made


# ------------------------------------------------------------------------------------------------- the same answer


def test_workers_store_and_memory_give_the_same_bytes(tmp_path: Path, verdict: Verdict) -> None:
    one = compare(scenario(), replicates=6, workers=1, out=tmp_path / "one")
    two = compare(scenario(), replicates=6, workers=2, out=tmp_path / "two")
    tables = [saved(found, tmp_path / f"tables-{n}") for n, found in enumerate((verdict, one, two))]
    assert tables[0] == tables[1] == tables[2]
    assert parts(tmp_path / "one") == parts(tmp_path / "two")
    assert len(parts(tmp_path / "one")) == 2 * 6 * 3


def test_the_same_strategy_under_two_names_in_both_orders_gives_identical_tables(tmp_path: Path) -> None:
    orders = {"a": Ads(), "b": Ads()}, {"b": Ads(), "a": Ads()}
    found = [compare(scenario(arms), replicates=4, workers=1) for arms in orders]
    tables = [saved(verdict, tmp_path / str(n)) for n, verdict in enumerate(found)]
    tables = [{name: data for name, data in table.items() if name != "provenance.json"} for table in tables]
    assert tables[0] == tables[1]
    rows = [found[0].table[found[0].table["strategy"] == label].drop(columns="strategy") for label in "ab"]
    pd.testing.assert_frame_equal(*(row.reset_index(drop=True) for row in rows))
    assert (found[0].winner, found[0].tied) == (None, ("a", "b"))
    assert (found[0].differences[["difference", "low", "high"]] == 0.0).all(axis=None)
    assert found[0].differences[["variance_ratio", "runs_saved"]].isna().all(axis=None)
    assert "a and b cannot be told apart" in found[0].sentence
    assert "sell the same in every world" in found[0].sentence


def test_a_stopped_comparison_goes_on_to_the_same_bytes(
    tmp_path: Path, verdict: Verdict, runs_made: list[tuple[Any, int]]
) -> None:
    def stop(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=r"stopped after 7 of 36 runs; finished runs are kept in .*kept"):
        compare(scenario(), replicates=6, workers=1, out=tmp_path / "kept", progress=stop)
    assert len(runs_made) == 7
    whole = compare(scenario(), replicates=6, workers=1, out=tmp_path / "kept")
    assert len(runs_made) == 36
    assert saved(whole, tmp_path / "a") == saved(verdict, tmp_path / "b")


def test_ctrl_c_stops_the_workers_and_keeps_what_is_finished(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > 1:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="finished runs are kept"):
        compare(scenario(), replicates=40, workers=2, out=tmp_path, progress=stop)
    assert 1 < len(parts(tmp_path)) < 240


def test_without_a_store_ctrl_c_says_that_nothing_is_kept() -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="stopped after 2 of 36 runs; nothing is kept"):
        compare(scenario(), replicates=6, workers=1, progress=stop)


def test_what_was_run_is_not_run_again(tmp_path: Path, runs_made: list[tuple[Any, int]]) -> None:
    compare(scenario(), replicates=2, workers=1, assumptions="fixed", out=tmp_path)
    assert len(runs_made) == 6
    more = scenario({"half": Ads(0.5), "again": Ads(), "quarter": Ads(0.25)}, question="Another question?")
    compare(more, replicates=3, workers=1, assumptions="fixed", out=tmp_path)
    assert len(runs_made) == 6 + 2 + 4  # the new strategy twice, and the new world four times


def test_what_another_process_has_kept_meanwhile_is_not_run_again(tmp_path: Path, runs_made: list[tuple[Any, int]]) -> None:
    def meanwhile(done: int, total: int) -> None:
        if done == 3:
            compare(scenario(), replicates=2, workers=1, out=tmp_path)

    found = compare(scenario(), replicates=2, workers=1, out=tmp_path, progress=meanwhile)
    assert len(runs_made) == 12
    assert saved(found, tmp_path / "a") == saved(compare(scenario(), replicates=2, workers=1), tmp_path / "b")


def test_a_damaged_part_is_run_again_to_the_same_bytes(tmp_path: Path, runs_made: list[tuple[Any, int]]) -> None:
    first = compare(scenario(), replicates=2, workers=1, out=tmp_path)
    part = next(tmp_path.rglob("*.parquet"))
    kept = part.read_bytes()
    part.write_bytes(kept[: len(kept) // 2])
    with pytest.warns(UserWarning, match="set aside"):
        second = compare(scenario(), replicates=2, workers=1, out=tmp_path)
    assert len(runs_made) == 12 + 1
    assert part.read_bytes() == kept
    assert saved(first, tmp_path / "a") == saved(second, tmp_path / "b")


def test_progress_counts_from_what_is_kept_to_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        compare(scenario(), replicates=1, workers=1, out=tmp_path, progress=lambda *told: seen.append(told))
    assert seen == [(n, 6) for n in range(7)] + [(6, 6)]


def test_a_refusal_in_a_worker_arrives_as_itself() -> None:
    arms = {"a": Ads(), "refused": RefusedElsewhere()}
    with pytest.raises(Refusal) as caught:
        compare(scenario(arms), replicates=2, workers=2)
    assert str(caught.value) == "Scenario: strategies.refused: found 7; expected something else; try again."


def test_a_strategy_no_other_process_could_import_runs_here() -> None:
    @dataclass(frozen=True)
    class Local(Strategy):
        def plan(self, desk: Any) -> None:
            desk.advertise(desk.left)

    compare(scenario({"local": Local()}), replicates=1)
    with pytest.raises(Refusal, match="workers: found 2; expected strategies that another process can import"):
        compare(scenario({"local": Local()}), replicates=1, workers=2)


# -------------------------------------------------------------------------------------------------------- worlds


def test_all_strategies_share_a_world_and_worlds_differ(verdict: Verdict) -> None:
    worlds = verdict.worlds
    assert len(worlds) == 2 * 6 * 3
    varied = worlds[worlds["assumptions"] == "vary"].groupby("replicate")["beta_trust"]
    assert (varied.nunique() == 1).all()
    assert varied.first().nunique() == 6
    fixed = worlds[worlds["assumptions"] == "fixed"]
    assert (fixed["beta_trust"] == scenario().parameters.beta_trust).all()


def test_no_parameter_has_the_name_of_a_measure_beside_it() -> None:
    assert not set(REGISTRY) & {"assumptions", "variant", *metrics.TOTALS, *DERIVED}


def test_what_the_scenario_sets_does_not_vary(verdict: Verdict) -> None:
    assert (verdict.worlds["pi_public_action"] == 0.15).all()


def test_fixed_assumptions_leave_luck_alone() -> None:
    found = compare(scenario(), replicates=4, assumptions="fixed", workers=1)
    assert set(found.worlds["assumptions"]) == {"fixed"}
    assert found.drivers.empty
    assert found.wins[["vary_wins", "vary_shared"]].isna().all(axis=None)
    assert "assumptions behind it were not varied" in found.sentence


def test_the_fixed_worlds_are_the_same_beside_varied_ones(verdict: Verdict) -> None:
    found = compare(scenario(), replicates=6, assumptions="fixed", workers=1).worlds
    beside = verdict.worlds[verdict.worlds["assumptions"] == "fixed"]
    order = ["replicate", "strategy"]
    pd.testing.assert_frame_equal(found.sort_values(order, ignore_index=True), beside.sort_values(order, ignore_index=True))


def test_a_run_is_that_of_the_run_command(verdict: Verdict) -> None:
    worlds = verdict.worlds
    kept = worlds[(worlds["assumptions"] == "fixed") & (worlds["replicate"] == 4) & (worlds["strategy"] == "half")]
    alone = run.run(scenario(), "half", 4).totals
    pd.testing.assert_frame_equal(kept[list(alone.columns)].reset_index(drop=True), alone, check_dtype=False, check_exact=True)


# -------------------------------------------------------------------------------------------------------- control


def test_the_control_is_run_though_nobody_lists_it(verdict: Verdict) -> None:
    assert set(verdict.table["strategy"]) == {"all", "half", "control"}
    assert value(verdict, "control", "spend").mean == 0.0
    assert set(verdict.wins["strategy"]) == {"all", "half"}
    assert "control" not in set(verdict.differences["strategy"])


def test_a_listed_control_keeps_its_label_and_takes_no_part() -> None:
    found = compare(scenario({"nothing": NoCampaign(), "control": Ads()}), replicates=2, workers=1)
    assert found.leader == "control"
    assert value(found, "nothing", "incremental_buyers").mean == 0.0
    assert list(dict.fromkeys(found.table["strategy"])) == ["control", "nothing"]


def test_a_control_alone_is_refused() -> None:
    with pytest.raises(Refusal, match="at least one strategy besides the control"):
        compare(scenario({"nothing": NoCampaign()}))


def test_gains_are_over_the_control_of_the_same_world(verdict: Verdict) -> None:
    runs = verdict.worlds.set_index(["assumptions", "replicate", "strategy"])
    gained = runs["buyers"] - runs["buyers"].xs("control", level="strategy")
    assert (runs["incremental_buyers"] == gained.reindex(runs.index)).all()
    varied = runs.xs("vary").xs("all", level="strategy")
    margin, spend = scenario().margin, varied["spend"]
    assert varied["roi"].to_numpy(float) == pytest.approx((varied["incremental_gmv"] * margin - spend) / spend)
    assert value(verdict, "all", "cac").mean == pytest.approx(spend.mean() / varied["incremental_buyers"].mean())
    assert value(verdict, "all", "break_even_buyers").mean == pytest.approx(2000 / (199 * 0.4))


# ---------------------------------------------------------------------------------------------------- the verdict


def test_what_is_undefined_is_na_and_printed_as_a_dash(verdict: Verdict) -> None:
    for metric in ("cac", "roas", "roi", "break_even_buyers"):
        assert value(verdict, "control", metric).mean is pd.NA
    assert verdict.printed().loc["control", "cac [CNY a buyer]"] == "–"
    assert "nan" not in verdict.printed().to_string().lower()
    for frame in (verdict.table, verdict.differences, verdict.curves, verdict.credit, verdict.funnel, verdict.worlds):
        numbers = frame.select_dtypes("number")
        assert np.isfinite(numbers.astype("Float64").fillna(0.0).to_numpy(float)).all()


def test_the_leader_stands_first_and_the_control_last(verdict: Verdict) -> None:
    order = list(dict.fromkeys(verdict.table["strategy"]))
    assert (order[0], order[-1]) == (verdict.leader, "control")


def test_a_clear_winner_is_named_first() -> None:
    arms = {"all": Ads(), "next to nothing": Ads(0.01)}
    found = compare(scenario(arms), replicates=8, assumptions="fixed", workers=1)
    assert found.winner == found.leader == "all"
    assert found.tied == ()
    assert found.sentence.startswith("all sells most: ")
    assert (found.differences["low"] > 0.0)[found.differences["metric"] == "incremental_buyers"].all()


def test_the_sentence_says_how_sure_it_is(verdict: Verdict) -> None:
    for words in (
        "than no campaign (95 % interval",
        "of 6 worlds by luck alone",
        "when our assumptions vary",
        "Sharing worlds",
    ):
        assert words in verdict.sentence
    assert "26 more buyers than no campaign" in verdict.sentence  # 2,000 CNY / (199 CNY × 40 %)


def test_one_world_is_told_to_be_too_few() -> None:
    found = compare(scenario(), replicates=1, workers=1)
    assert found.winner is None
    assert set(found.tied) == {"all", "half"}
    assert "too few worlds" in found.sentence
    assert found.table[["low", "high"]].isna().all(axis=None)
    assert found.drivers.empty


def test_one_strategy_is_compared_with_no_campaign_only() -> None:
    found = compare(scenario({"all": Ads()}), replicates=3, workers=1)
    assert found.winner == found.leader == "all"
    assert found.differences.empty
    assert "with no campaign only" in found.sentence


def test_worlds_that_sell_by_themselves_are_counted_and_shown() -> None:
    eager = {"own_awareness": 0.002, "own_interest": 0.02, "own_search": 0.2, "own_action": 0.06, "r_private": 1.0}
    found = compare(scenario(horizon=60, **eager), replicates=2, workers=1)
    alone = found.worlds[found.worlds["strategy"] == "control"]["buyers"]
    warm = int((alone > 0.01 * 3000).sum())
    assert warm > 0
    assert f"In {warm} of 4 worlds" in found.notes[0]


def test_curves_end_at_the_totals(verdict: Verdict) -> None:
    last = verdict.curves[(verdict.curves["day"] == 8) & (verdict.curves["metric"] == "buyers")]
    for row in last.itertuples():
        assert (row.mean, row.low, row.high) == pytest.approx(tuple(value(verdict, row.strategy, "buyers")[4:7]))


def test_credit_adds_up_to_all_buyers(verdict: Verdict) -> None:
    shares = verdict.credit.groupby("strategy")["share"].sum(min_count=1)
    assert shares[["all", "half"]].to_numpy(float) == pytest.approx(1.0)
    assert shares["control"] is pd.NA  # nobody bought


def test_every_shown_metric_has_a_unit_and_a_definition(verdict: Verdict) -> None:
    assert all(metric.unit and metric.definition for metric in METRICS.values())
    assert list(dict.fromkeys(verdict.table["metric"])) == list(METRICS)
    assert (verdict.table["unit"] != "").all()


def test_provenance_tells_everything_but_when_and_where(verdict: Verdict, tmp_path: Path) -> None:
    told = json.loads(saved(verdict, tmp_path)["provenance.json"])
    for key in ("scenario_digest", "resolved", "edition", "packages", "python", "graph_digest", "key", "replicates"):
        assert told[key] is not None
    assert told["checks"] and all(told["checks"].values())
    flags = {row["parameter"]: row["flag"] for row in told["parameters"]}
    assert flags["epsilon"] == "[assumption]"
    assert str(Path.cwd()) not in json.dumps(told)


def test_drivers_are_the_parameters_that_vary() -> None:
    found = compare(scenario(), replicates=8, workers=1).drivers
    assert "pi_public_action" not in set(found["parameter"])
    assert found["p_value"].is_monotonic_increasing
    assert ((found["p_holm"] >= found["p_value"]) & (found["p_holm"] <= 1.0)).all()


# -------------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize("replicates", [0, -1, 2.5, True, "30", 10**20])
def test_a_number_of_worlds_that_is_none_is_refused(replicates: Any) -> None:
    with pytest.raises(Refusal, match="replicates"):
        compare(scenario(), replicates=replicates)


@pytest.mark.parametrize("workers", [0, -2, 1.5, True, 10**6])
def test_a_number_of_workers_that_is_none_is_refused(workers: Any) -> None:
    with pytest.raises(Refusal, match="workers"):
        compare(scenario(), replicates=1, workers=workers)


def test_unknown_assumptions_are_refused() -> None:
    with pytest.raises(Refusal, match="did you mean 'fixed'"):
        compare(scenario(), assumptions="fixd")


def test_a_total_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = run.run

    def broken(*asked: Any) -> Any:
        outcome = real(*asked)
        outcome.numbers["buyers"] = float("nan")
        return outcome

    monkeypatch.setattr(run, "run", broken)
    with pytest.raises(Refusal, match="buyers: found nan; expected a finite number"):
        compare(scenario(), replicates=1, workers=1)


def test_workers_get_one_thread_each_and_nothing_stays_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    import os

    before = dict(os.environ)
    with processes.one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert dict(os.environ) == before
