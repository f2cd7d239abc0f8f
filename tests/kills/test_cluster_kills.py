"""Nothing finished is lost on a cluster: workers, scheduler and client of real comparisons are killed and stopped."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.arms import Ads, scenario
from support.clusters import Standing
from support.processes import Comparison, ended, eventually, killed, untouched

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.compare import compare
from simulation.experiments.processes import Lost

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

SCENARIO, RUNS = "first-campaign", 10 * 2 * 5
WORDS = ("--replicates", "10")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """What the comparison gives when nobody disturbs it, without a cluster."""
    whole = Comparison(SCENARIO, tmp_path_factory.mktemp("calm"), (*WORDS, "--workers", "2"))
    assert whole.whole()[0] == 0
    return whole


@pytest.fixture
def standing(tmp_path: Path) -> Iterator[Standing]:
    (folder := tmp_path / "cluster").mkdir()
    made = Standing(folder)
    try:
        yield made.scheduler().worker("a").worker("b").ready()
    finally:
        made.end()


@pytest.fixture
def comparison(tmp_path: Path, standing: Standing) -> Comparison:
    return Comparison(SCENARIO, tmp_path / "results", (*WORDS, "--cluster", standing.address))


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Comparison]:
    yield (made := Comparison(SCENARIO, tmp_path / "results", (*WORDS, "--cluster", "local", "--workers", "2")))
    assert not made.alive()


def is_the_same(comparison: Comparison, calm: Comparison) -> None:
    """Every table, figure, report and run, to the byte."""
    assert comparison.results() == calm.results()
    assert {name: part[2] for name, part in comparison.parts().items()} == {name: part[2] for name, part in calm.parts().items()}


def goes_on(comparison: Comparison, calm: Comparison) -> None:
    """Said again, it makes what is missing and nothing else."""
    seen = comparison.parts()
    assert 0 < len(seen) < RUNS
    code, said = comparison.whole()
    assert code == 0 and said.startswith(f"{len(seen)} of {RUNS} runs\n")
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)


def begun(comparison: Comparison) -> Any:
    """A comparison of which a quarter is done."""
    process = comparison.start()
    assert eventually(lambda: len(comparison.parts()) > RUNS // 4)
    return process


def test_the_worlds_of_a_killed_worker_are_made_by_another(comparison: Comparison, calm: Comparison, standing: Standing) -> None:
    process = begun(comparison)
    seen = comparison.parts()
    standing.kill("a")
    code, said = ended(process)
    assert code == 0 and "Traceback" not in said
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)


def test_all_workers_killed_it_waits_for_others(comparison: Comparison, calm: Comparison, standing: Standing) -> None:
    process = begun(comparison)
    seen = comparison.parts()
    standing.kill("a")
    standing.kill("b")
    standing.worker("c")
    code, said = ended(process)
    assert code == 0 and "Traceback" not in said
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)


def test_a_killed_client_goes_on_in_the_same_cluster(comparison: Comparison, calm: Comparison) -> None:
    killed(begun(comparison), comparison)
    goes_on(comparison, calm)


def test_a_killed_scheduler_is_told_and_it_goes_on_with_another(
    comparison: Comparison, calm: Comparison, standing: Standing
) -> None:
    process = begun(comparison)
    standing.kill("scheduler")
    code, said = ended(process)
    assert code == 2 and "Traceback" not in said
    *_, last = said.splitlines()
    assert last.startswith(
        f"cluster: found no scheduler at {standing.address}; stopped after {len(comparison.parts())} of {RUNS} "
    )
    assert f"finished runs are kept in {comparison.out}" in last
    for worker in "ab":
        standing.processes.pop(worker).wait(60.0)  # it leaves with its scheduler
    standing.scheduler().worker("a").ready()
    goes_on(comparison, calm)


def test_a_local_cluster_starts_a_killed_worker_anew(local: Comparison, calm: Comparison) -> None:
    process = begun(local)
    workers = [pid for pid in local.alive() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    code, said = ended(process)
    assert code == 0 and all(line.endswith(f" of {RUNS} runs") for line in said.splitlines())
    is_the_same(local, calm)


@pytest.mark.parametrize("group", [False, True])
def test_a_local_cluster_ends_with_its_killed_client(local: Comparison, calm: Comparison, group: bool) -> None:
    killed(begun(local), local, group)
    goes_on(local, calm)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_stopped_it_says_what_is_kept_and_nothing_else(local: Comparison, calm: Comparison, number: signal.Signals) -> None:
    """SIGTERM reaches the process, Ctrl-C its whole group."""
    process = begun(local)
    (os.kill if number == signal.SIGTERM else os.killpg)(process.pid, number)
    code, said = ended(process)
    assert code == 128 + number
    *progress, last = said.splitlines()
    assert f"finished runs are kept in {local.out}" in last
    assert all(line.endswith(f" of {RUNS} runs") for line in progress)
    goes_on(local, calm)


def test_work_that_kills_every_worker_is_given_up_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.experiments.cluster.MOST_TIMES", 3)
    here = os.getpid()

    @dataclass(frozen=True)
    class Deadly(Strategy):
        def plan(self, desk: Any) -> None:
            if os.getpid() != here:
                os._exit(1)

    arms = {"all": Ads(), "deadly": Deadly()}
    with pytest.raises(
        Lost, match=r"cluster: found work that workers died over 3 times, the last at tcp://.*; finished runs are kept in"
    ):
        compare(scenario(arms), replicates=2, workers=1, cluster="local", out=tmp_path)
