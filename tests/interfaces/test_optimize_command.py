"""`wom optimize`: the sentence first, everything kept, gone on with after a kill, in both languages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("optuna")

from support.commands import wom

import simulation
from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization import optimize as made
from simulation.experiments.optimization import response, search, ternary
from simulation.language import say, spoken
from simulation.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
HAMLET = """\
name: hamlet
horizon: 6 days
scale: 40
consumers: { small_world: { consumers: 60, neighbours: 4, rewiring: 0.1 } }
accounts: { file: card.csv }
budget: 12_000 CNY
strategies: [no_campaign, head_kol]
optimize:
  channels:
    head: { most: 6_000 CNY, accounts: 2 }
    mid: { most: 0 % }
    tail: { most: 0 % }
    spinoff: { most: 0 % }
    private: { most: 0 % }
  timing: { start: 1–3, koc_start: 1, ads_start: 1 }
"""
CARD = """\
name,role,followers,fee,platform,segment
The Mill,KOL,1400,300,video,
The Baker,KOL,1200,120,video,
The Smith,KOL,1100,90,video,
"""
FEW = {(search, "LADDER"): (2, 4), (made, "LADDER"): (2, 4), (search, "ROUND"): 4, (made, "LOOKS"): (2, 4),
       (response, "LADDER"): (1, 2), (response, "WORLDS"): 2, (response, "MULTIPLES"): (0.5, 1.0, 2.0), (ternary, "LOOKS"): (2,),
       (ternary, "SIDE"): 3, (made, "RIVALS"): 2, (made, "CANDIDATES"): 1}  # fmt: skip


@pytest.fixture
def hamlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario of 60 consumers in the current folder, and few worlds."""
    (tmp_path / "hamlet.yaml").write_text(HAMLET, encoding="utf-8")
    (tmp_path / "card.csv").write_text(CARD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for (module, name), value in FEW.items():
        monkeypatch.setattr(module, name, value)
    return tmp_path


def test_the_sentence_comes_first_and_everything_is_kept(hamlet: Path, capsys: Any) -> None:
    code, out, err = wom(capsys, "optimize", "hamlet.yaml", "--splits", "14", "--workers", "1")
    assert code == 0 and out.startswith("The best split found of 12,000 CNY: "), err
    folder = hamlet / "results" / "hamlet" / "optimize"
    names = ("split", "certificate", "tried", "budgets", "next", "ternary")
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in names}
    split = tables["split"]
    assert list(split["channel"]) == list(CHANNELS)
    assert split["share"].sum() == pytest.approx(1.0) and split["cny"].sum() == pytest.approx(12_000)
    assert split["cny"][0] <= 6000 and split["accounts"][0] <= 2
    assert set(tables["certificate"]["kind"]) >= {"best", "baseline", "neighbour"}
    assert list(tables["budgets"]["budget_cny"]) == [6000, 12_000, 24_000]
    assert set(tables["next"]["cny"]) == {1200} and len(tables["ternary"]) > 5
    for picture in ("ternary", "budgets", "next"):
        assert (folder / f"{picture}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{picture}.svg").read_text(encoding="utf-8").startswith("<svg")
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert told["sentence"] == out[: len(told["sentence"])].replace("\n", " ") or told["sentence"].split()[:9] == out.split()[:9]
    assert told["packages"]["optuna"] and told["strategy"] in " ".join(out.split())

    runs = sorted((folder.parent / "parts").iterdir())
    before = {run: run.stat().st_mtime_ns for run in runs}
    code, again, _ = wom(capsys, "optimize", "hamlet.yaml", "--splits", "14", "--workers", "1", "--json", "--lang", "zh")
    document = json.loads(again)
    assert document["sentence"].startswith("12,000 元预算目前找到的最优分配") and document["best"] == dict(
        zip(CHANNELS, split["share"], strict=True)
    )
    assert {run: run.stat().st_mtime_ns for run in (folder.parent / "parts").iterdir()} == before, "nothing was run twice"


def test_any_number_of_workers_finds_the_same(hamlet: Path) -> None:
    scenario = simulation.load("hamlet.yaml")
    one = simulation.optimize(scenario, splits=8, workers=1)
    two = simulation.optimize(scenario, splits=8, workers=2, out=hamlet / "two")
    assert one.found.tried == two.found.tried and one.found.finalists == two.found.finalists
    assert one.certificate is not None and two.certificate is not None and one.certificate.arms == two.certificate.arms
    assert (one.points, one.following, one.map) == (two.points, two.following, two.map)
    found = simulation.compare(scenario.vary(strategies={"best": one.best, "none": "no_campaign"}), 2, assumptions="fixed")
    assert found.leader == "best", "the best split is a strategy like any other"


KILLED = """
import sys
sys.path[:0] = {path}
from interfaces.test_optimize_command import FEW
for (module, name), value in FEW.items():
    setattr(module, name, value)
import simulation
print(len(simulation.optimize(simulation.load("hamlet.yaml"), splits=16, workers=1, out="results").found.tried))
"""


def test_a_killed_search_goes_on_with_nothing_lost(hamlet: Path) -> None:
    script = KILLED.format(path=[str(ROOT), str(ROOT / "tests")])
    process = subprocess.Popen([sys.executable, "-c", script], cwd=hamlet, env={**os.environ, "PYTHONPATH": str(ROOT)})
    folder = hamlet / "results" / "hamlet"
    journal, deadline = folder / "optimize", time.monotonic() + 400  # it may have to compile first
    try:
        while told(journal) < 7 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert process.poll() is None, "it ended before it could be killed"
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    finally:
        process.kill()
        process.wait()
    finished = {run: run.stat().st_mtime_ns for run in (folder / "parts").glob("*.parquet")}
    assert finished and told(journal) >= 7
    scenario = simulation.load("hamlet.yaml")
    resumed = simulation.optimize(scenario, splits=16, workers=1, out="results")
    assert resumed.resumed >= 7 and resumed.found.tried == simulation.optimize(scenario, splits=16, workers=1).found.tried
    assert {run: run.stat().st_mtime_ns for run in finished} == finished, "no finished run was made again"


def told(folder: Path) -> int:
    """Splits whose worth stands in the journal."""
    return sum(file.read_text(encoding="utf-8").count('"op_code":6') for file in folder.glob("*.journal"))


@pytest.mark.parametrize("part", ["search", "certificate", "curve"])
def test_time_that_is_up_returns_what_is_known(hamlet: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """The time of one part is over before it begins; the named splits have all there is."""
    if part == "curve":
        spent = time.monotonic()
        monkeypatch.setattr(response, "following", lambda bench, *_: setattr(bench, "until", spent) or ())
    else:
        monkeypatch.setitem(made.UNTIL, part, 1e-9)
    found = simulation.optimize(simulation.load("hamlet.yaml"), splits=9, workers=1, time_budget="1h")
    assert (found.found.whole, found.certificate is not None) == (part != "search", part != "certificate")
    said = {"search": "The time was up after 7 splits", "certificate": "no time for fresh", "curve": "no time for all budgets"}
    assert said[part] in found.sentence and found.gain.mean is not None
    assert found.whole_curve == (part != "curve")


def test_too_little_time_for_the_named_splits_is_refused(hamlet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(made.UNTIL, "curve", 1e-6)
    with pytest.raises(Refusal, match=r"time budget: found time for [0-9]+ runs.*named splits"):
        simulation.optimize(simulation.load("hamlet.yaml"), splits=9, workers=1, time_budget=1)


def test_ctrl_c_keeps_everything_and_says_the_best_so_far(hamlet: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(response, "following", stopped)
    code, _, err = wom(capsys, "optimize", "hamlet.yaml", "--splits", "8", "--workers", "1", "--quiet")
    assert code == 130 and "stopped after 11 splits; the best so far:" in err.replace("\n", " ")
    assert simulation.optimize.__module__.endswith("optimize") and list((hamlet / "results/hamlet/optimize").glob("*.journal"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--objective", "sales"], "objective: found 'sales'; expected one of buyers, profit, gmv, reach"),
        (["--time-budget", "soon"], "time budget: found 'soon'; expected a time such as 90s, 10m or 1h30m"),
        (["--time-budget", "0s"], "time budget: found '0s'"),
        (["--time-budget", "10d"], "time budget: found '10d'"),
        (["--assumptions", "none"], "assumptions: found 'none'"),
        (["--lang", "de"], "language: found 'de'"),
        (["--constraints", "head"], "--constraints: found 'head'; expected bounds"),
        (["--constraints", "no-such.yaml"], "no-such.yaml: found no such file"),
        (["--constraints", "channels: {koc: {least: 60 %}, kos: {least: 50 %}}"], "koc.least 60 % and kos.least 50 %"),
        (["--constraints", "channels: {head: {least: 10_000 CNY}}"], "head.least 10,000 CNY and head.most 6,000 CNY"),
        (["--constraints", "channels: {koc: {least: 2"], "--constraints: line 1: found broken YAML"),
    ],
)
def test_what_cannot_be_asked_is_refused(hamlet: Path, capsys: Any, words: list[str], told: str) -> None:
    code, out, err = wom(capsys, "optimize", "hamlet.yaml", "--workers", "1", *words)
    assert code == 2 and out == "" and told in err


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("90s", 90), ("10m", 600), ("1h", 3600), ("1h30m", 5400), ("2 h 5 m", 7500), (45, 45), ("45", 45), (1.5, 1.5)],
)
def test_times_are_read_as_people_write_them(said: Any, seconds: float) -> None:
    assert made.seconds_of(said) == seconds


@pytest.mark.parametrize("said", [True, None, "", "m", "ten", "-5m", "1e9h", float("nan"), float("inf"), [], "5 days"])
def test_times_that_are_none_are_refused(said: Any) -> None:
    with pytest.raises(Refusal, match="time budget"):
        made.seconds_of(said)


@pytest.mark.parametrize("splits", [0, -1, True, 2.5, "many", 10**9])
def test_numbers_of_splits_that_are_none_are_refused(splits: Any) -> None:
    with pytest.raises(Refusal, match="splits"):
        simulation.optimize(simulation.load("first-campaign"), splits=splits)


def test_another_space_or_objective_begins_a_search_of_its_own(hamlet: Path) -> None:
    scenario = simulation.load("hamlet.yaml")
    bounded = scenario.vary(optimize={"channels": {"koc": {"most": "10 %"}}})
    from simulation.experiments.optimization.space import space_of

    files = {
        made._journal(one, space_of(one), objective, assumptions, "results")
        for one in (scenario, bounded, scenario.vary(kappa=0.3))
        for objective in ("buyers", "profit")
        for assumptions in ("vary", "fixed")
    }
    assert len(files) == 12


def test_every_baseline_and_channel_has_a_name_in_both_languages() -> None:
    from simulation.experiments.optimization.optimum import baseline_words, shares_of

    for language, equal in (("en", "the equal split"), ("zh", "平均分配")):
        with spoken(language):
            assert baseline_words("equal") == equal and baseline_words("1-3-6") == "1-3-6"
            assert say("terms.channel.koc") in baseline_words("all koc")
            assert say("terms.channel.ads") in shares_of(Split())
