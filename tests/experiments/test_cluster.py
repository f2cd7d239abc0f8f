"""A real Dask cluster gives the bits of one process, is given a network once a worker, and is refused if its code differs."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.arms import Ads, scenario
from support.clusters import Standing, free_port

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments import crews, sending
from simulation.experiments.compare import compare
from simulation.experiments.hypotheses import trials
from simulation.experiments.processes import Interrupted, Lost
from simulation.experiments.run import run
from simulation.experiments.scenario import load
from simulation.experiments.sweep import sweep
from simulation.experiments.verdict import Verdict, save
from simulation.refusal import Refusal

cluster = pytest.importorskip("simulation.experiments.cluster", reason="the extra `cluster` is not installed")

COUNTS = """
from tornado.iostream import IOStream
def counting(whole):
    def counted(self, buffer):
        size = whole(self, buffer)
        IOStream.came[0] += size or 0
        return size
    return counted
if not hasattr(IOStream, "came"):  # a preload is read twice
    IOStream.came, IOStream.read_from_fd = [0], counting(IOStream.read_from_fd)
"""
OTHER = """
from simulation.model import compiled
compiled.edition = lambda: "another edition"
"""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """A scheduler and two workers that count the bytes they are sent and know no module of the tests."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "counts.py").write_text(COUNTS)
    made = Standing(folder).scheduler()
    try:
        yield made.worker("a", "--preload", "counts.py").worker("b", "--preload", "counts.py").ready()
    finally:
        made.end()


@pytest.fixture
def client(standing: Standing) -> Iterator[Any]:
    with cluster.Client(standing.address, set_as_default=False) as one:
        yield one


def saved(verdict: Verdict, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in save(verdict, folder)}


def parts(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.rglob("*.parquet")}


# -------------------------------------------------------------------------------------------------- the same bits


def test_one_process_two_and_the_workers_of_a_cluster_leave_the_same_bytes(tmp_path: Path, standing: Standing) -> None:
    ways: list[dict[str, Any]] = [{"workers": 1}, {"workers": 2}, {"cluster": standing.address}]
    found = [compare(scenario(), replicates=4, out=tmp_path / str(n), **way) for n, way in enumerate(ways)]
    tables = [saved(verdict, tmp_path / f"tables-{n}") for n, verdict in enumerate(found)]
    assert tables[0] == tables[1] == tables[2]
    kept = [parts(tmp_path / str(n)) for n in range(3)]
    assert len(kept[0]) == 2 * 4 * 3 and kept[0] == kept[1] == kept[2]


def test_a_cluster_started_for_the_occasion_leaves_them_too_and_is_started_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Worlds are added until the lead is known well enough, in several rounds."""
    started: list[int] = []
    real = cluster.LocalCluster
    monkeypatch.setattr(cluster, "LocalCluster", lambda **named: started.append(named["n_workers"]) or real(**named))
    asked = scenario({"all": Ads(), "most": Ads(0.8)})
    here, there = (
        compare(asked, precision="15 %", assumptions="fixed", workers=1, **more) for more in ({}, {"cluster": "local"})
    )
    assert started == [1] and int(here.table["worlds"].max()) > 20
    assert saved(here, tmp_path / "here") == saved(there, tmp_path / "there")


def test_a_sweep_and_hypotheses_may_be_given_a_cluster(tmp_path: Path, standing: Standing) -> None:
    alone, shared = (sweep(scenario(), {"kappa": [0, 1]}, 2, **how) for how in ({"workers": 1}, {"cluster": standing.address}))
    assert alone.equals(shared)
    blocks = trials.world_blocks("H7", 0, 12)
    rows = trials.made(blocks, tmp_path / "shared", cluster=standing.address)
    assert rows == trials.made(blocks, tmp_path / "alone", workers=1)
    alone_kept, shared_kept = (
        {path.name: path.read_bytes() for path in (tmp_path / way).rglob("*.json")} for way in ("alone", "shared")
    )
    assert len(alone_kept) == 2 and alone_kept == shared_kept


# -------------------------------------------------------------------------------------------------- what is sent


def bytes_came(client: Any) -> dict[str, int]:
    def came() -> int:
        from tornado.iostream import IOStream

        return int(IOStream.came[0])

    return dict(client.run(came))


def test_the_network_travels_once_a_worker(standing: Standing, client: Any, tmp_path: Path) -> None:
    large = {"small_world": {"consumers": 20_000, "neighbours": 20, "rewiring": 0.1}}
    asked = scenario(consumers=large)
    asked.network().write(tmp_path / "ties.npz")
    size = (tmp_path / "ties.npz").stat().st_size
    before = bytes_came(client)
    compare(asked, replicates=3, assumptions="fixed", cluster=standing.address)
    between = bytes_came(client)
    compare(scenario({"another": Ads(0.3)}, consumers=large), replicates=4, assumptions="fixed", cluster=standing.address)
    after = bytes_came(client)
    assert size > 1_500_000
    for worker in before:
        assert size < between[worker] - before[worker] < 1.1 * size
        assert after[worker] - between[worker] < 0.05 * size


def test_a_worker_that_comes_late_or_starts_anew_is_given_what_it_lacks(standing: Standing, client: Any) -> None:
    def forget() -> None:
        from simulation.experiments import cluster

        cluster._held.clear()

    def meanwhile(done: int, total: int) -> None:
        if done == 3:
            client.run(forget)

    found = compare(scenario(), replicates=6, cluster=standing.address, progress=meanwhile)
    assert found.worlds.equals(compare(scenario(), replicates=6, workers=1).worlds)


def test_what_a_worker_is_sent_needs_no_file_of_ours(tmp_path: Path) -> None:
    """A network that is mapped from its file, a rate card: all are gone when the worker unpacks."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    scenario().network().write(ours / "ties.npz")
    (ours / "card.csv").write_text("name,role,followers,fee,platform,segment\nA,KOL,900,300,notes,\nB,KOL,400,200,notes,\n")
    said = "consumers: {file: ties.npz}\naccounts: {file: card.csv}\nbudget: 2000\nhorizon: 8\nscale: 10\nstrategies: [tiered]\n"
    (ours / "asked.yaml").write_text(said)
    asked = load(str(ours / "asked.yaml"))
    expected = run(asked, "tiered").totals
    data = sending.packed([asked], theirs, cluster.Travelling)
    for file in ours.iterdir():
        file.unlink()
    (there,) = sending.unpacked(data, theirs)
    assert there.digest == asked.digest
    assert run(there, "tiered").totals.equals(expected)
    assert run(there.with_parameters(asked.parameters), "tiered").totals.equals(expected)


def test_strategies_typed_in_anywhere_travel_with_their_code(standing: Standing) -> None:
    @dataclass(frozen=True)
    class Local(Strategy):
        def plan(self, desk: Any) -> None:
            desk.advertise(desk.left)

    assert compare(scenario({"local": Local()}), replicates=1, cluster=standing.address).leader == "local"


def test_what_cannot_travel_is_refused(standing: Standing) -> None:
    opened = sys.stderr

    @dataclass(frozen=True)
    class Tied(Strategy):
        def plan(self, desk: Any) -> None:
            print(desk.left, file=opened)

    with pytest.raises(Refusal, match=r"strategies: found what cannot be sent .*; expected strategies whose code can be sent"):
        compare(scenario({"tied": Tied()}), replicates=1, cluster=standing.address)


def test_what_a_worker_has_not_is_said(standing: Standing) -> None:
    @dataclass(frozen=True)
    class Reads(Strategy):
        def plan(self, desk: Any) -> None:
            import support.arms  # noqa: F401

    with pytest.raises(Refusal, match=r"cluster: found a worker that says: ModuleNotFoundError: No module named 'support'; expe"):
        compare(scenario({"reads": Reads()}), replicates=1, cluster=standing.address)


def test_a_refusal_at_a_worker_arrives_as_itself(standing: Standing) -> None:
    @dataclass(frozen=True)
    class RefusedThere(Strategy):
        def plan(self, desk: Any) -> None:
            if "pytest" not in sys.modules:
                raise Refusal("strategies.refused", 7, "something else", "try again")

    with pytest.raises(Refusal) as caught:
        compare(scenario({"a": Ads(), "refused": RefusedThere()}), replicates=2, cluster=standing.address)
    assert str(caught.value) == "Scenario: strategies.refused: found 7; expected something else; try again."


# -------------------------------------------------------------------------------------------------- who is refused


def test_a_worker_of_another_edition_is_refused(standing: Standing, tmp_path: Path) -> None:
    (standing.folder / "other.py").write_text(OTHER)
    standing.worker("other", "--preload", "other.py").ready()
    with pytest.raises(Refusal) as caught:
        compare(scenario(), replicates=2, cluster=standing.address, out=tmp_path)
    standing.kill("other")
    standing.ready()
    assert re.search(r"cluster: found worker tcp://127\.0\.0\.1:\d+ with edition another edition;", str(caught.value))
    assert f"expected edition {cluster.edition()}, as here; install there what is installed here" in str(caught.value)
    assert not parts(tmp_path)


def said(ours: dict[str, str | None], threads: int = 1, **other: str | None) -> Any:
    return cluster.Told({**ours, **other}, threads, False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Python": "3.9.1", "numba": None}, "found worker tcp://there with Python 3.9.1, numba not installed; expected Python "),
        ({"numpy": "1.0"}, "found worker tcp://there with numpy 1.0; expected numpy "),
        ({"code of experiments": "0"}, "found worker tcp://there with code of experiments 0; expected code of experiments "),
        ({"threads": 4}, "found worker tcp://there with 4 threads; expected workers with one thread each; start them with --nth"),
    ],
)
def test_a_worker_is_refused_for_whatever_could_change_a_bit(change: dict[str, Any], sentence: str) -> None:
    ours = cluster.versions()
    cluster._check("tcp://there", said(ours), ours)
    with pytest.raises(Refusal, match=re.escape(f"cluster: {sentence}")):
        cluster._check("tcp://there", said(ours, **change), ours)


def test_a_worker_without_wom_is_refused() -> None:
    ours = cluster.versions()
    sentence = r"found worker tcp://there, which cannot say its edition \(ModuleNotFoundError: No module named 'simulation'\)"
    with pytest.raises(Refusal, match=f"{sentence}; expected workers with edition {cluster.edition()} of wom"):
        cluster._check("tcp://there", ModuleNotFoundError("No module named 'simulation'"), ours)


@pytest.mark.parametrize("address", ["", "host:8786", "http://host:8786", "tcp://host", "tcp://host:many", 8786, "Local"])
def test_what_is_no_address_is_refused_before_anything_runs(address: Any) -> None:
    with pytest.raises(
        Refusal, match=r'cluster: found .*; expected "local" or the address of a Dask scheduler; write tcp://host'
    ):
        compare(scenario(), cluster=address)


def test_a_number_of_workers_beside_an_address_is_refused() -> None:
    with pytest.raises(Refusal, match="workers: found 3 beside cluster tcp://host:8786; expected one of both"):
        compare(scenario(), workers=3, cluster="tcp://host:8786")


@pytest.mark.parametrize("workers", [0, True, 1.5, 2000])
def test_a_number_of_workers_that_cannot_be_is_refused_before_a_cluster_is_started(workers: Any) -> None:
    with pytest.raises(Refusal, match=r"workers: found .*; expected a whole number from 1 to 1024"):
        compare(scenario(), workers=workers, cluster="local")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match=re.escape("cluster: found no package distributed; expected the extra `cluster`; install")):
        compare(scenario(), cluster="local")


def test_where_no_scheduler_answers_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(
        Lost, match=f"cluster: found no scheduler at {address}; stopped after 0 of 18 runs; finished runs are kept"
    ):
        compare(scenario(), replicates=3, cluster=address, out=tmp_path)


# -------------------------------------------------------------------------------------------------- being stopped


def test_ctrl_c_says_what_is_kept_and_it_goes_on(tmp_path: Path, standing: Standing) -> None:
    def stop(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="stopped after 7 of 36 runs; finished runs are kept"):
        compare(scenario(), replicates=6, cluster=standing.address, out=tmp_path / "kept", progress=stop)
    kept = parts(tmp_path / "kept")
    assert len(kept) == 7
    whole = compare(scenario(), replicates=6, cluster=standing.address, out=tmp_path / "kept")
    assert saved(whole, tmp_path / "a") == saved(compare(scenario(), replicates=6, workers=1), tmp_path / "b")


def test_no_workers_yet_is_told_and_the_first_one_is_waited_for(tmp_path: Path) -> None:
    made = Standing(tmp_path).scheduler()
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            with cluster._connected(made.address) as client:
                assert not client.nthreads()
        assert [str(one.message) for one in told] == [f"No workers at {made.address} yet: waiting for the first."]
    finally:
        made.end()
