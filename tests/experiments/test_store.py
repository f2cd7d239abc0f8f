"""Parts are named by what decides them, appear whole or not at all, and are never believed when damaged."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from support.arms import Ads, scenario

from simulation.experiments import store as stores
from simulation.experiments.store import Name, Record, Store, name_of_run
from simulation.refusal import Refusal

NAME = Name("small", "a" * 32, '{"run":1}')


def record(buyers: float = 12.5) -> Record:
    curves = pd.DataFrame({"day": np.arange(9), "buyers": np.linspace(0.0, buyers, 9) / 3})
    return Record({"buyers": buyers, "spend": 1 / 3}, curves)


def same(one: Record | None, other: Record) -> bool:
    return one is not None and one.totals == other.totals and one.curves.equals(other.curves)


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    Store(tmp_path).write(NAME, record())
    assert same(Store(tmp_path).read(NAME), record())
    assert files(tmp_path) == [f"{NAME.digest}.parquet"]


def test_a_run_that_is_not_kept_is_not_found(tmp_path: Path) -> None:
    assert Store(tmp_path).read(NAME) is None


def test_the_same_run_is_kept_in_the_same_bytes(tmp_path: Path) -> None:
    kept = [Store(tmp_path / place) for place in "ab"]
    for store in kept:
        store.write(NAME, record())
    assert kept[0].part(NAME).read_bytes() == kept[1].part(NAME).read_bytes()


@pytest.mark.parametrize("kept_bytes", [0, 1, 4, 100, -1, -8, -500])
def test_a_truncated_part_is_set_aside_with_a_warning(tmp_path: Path, kept_bytes: int) -> None:
    store = Store(tmp_path)
    store.write(NAME, record())
    part = store.part(NAME)
    part.write_bytes(part.read_bytes()[:kept_bytes])
    with pytest.warns(UserWarning, match="damaged .* set aside .* run again"):
        assert store.read(NAME) is None
    assert files(tmp_path) == [f"{NAME.digest}.corrupt"]
    store.write(NAME, record())
    assert same(store.read(NAME), record())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=some.floats(0, 1, exclude_max=True), change=some.integers(1, 255))
def test_a_damaged_byte_never_changes_what_is_believed(tmp_path: Path, place: float, change: int) -> None:
    store = Store(tmp_path)
    store.write(NAME, record())
    data = bytearray(store.part(NAME).read_bytes())
    data[int(place * len(data))] ^= change
    store.part(NAME).write_bytes(bytes(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = store.read(NAME)
    assert found is None or same(found, record())


def test_a_part_under_another_runs_name_is_not_believed(tmp_path: Path) -> None:
    store, other = Store(tmp_path), NAME._replace(identity='{"run":2}')
    store.write(other, record())
    with pytest.warns(UserWarning, match="set aside"):
        assert store.read(NAME) is None


def test_a_full_disk_is_refused_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.write(NAME, record())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="No space left"):
        store.write(NAME, record(99.0))
    monkeypatch.undo()
    assert files(tmp_path) == [f"{NAME.digest}.parquet"]
    assert same(store.read(NAME), record())


def test_a_stop_while_a_part_is_written_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        store.write(NAME, record())
    monkeypatch.undo()
    assert files(tmp_path) == []


def test_drafts_of_killed_processes_are_taken_away_after_a_day(tmp_path: Path) -> None:
    Store(tmp_path).write(NAME, record())
    part, names = Store(tmp_path).part(NAME), (".old-12-0123abcd.tmp", ".fresh-34-0123abcd.tmp", ".mine.tmp")
    for folder in (part.parent, part.parent.parent):
        for name in names:
            (folder / name).write_bytes(b"half a p")
        for name in names[::2]:
            two_days_ago = part.stat().st_mtime - 2 * 86_400
            os.utime(folder / name, (two_days_ago, two_days_ago))
    Store(tmp_path)
    assert files(tmp_path) == sorted([*names[1:] * 2, part.name])


def test_a_damaged_part_that_another_process_set_aside_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    store.write(NAME, record())
    store.part(NAME).write_bytes(b"damaged")
    real = os.replace

    def late(one: Path, other: Path) -> None:
        real(one, other)  # the other process
        real(one, other)

    monkeypatch.setattr(os, "replace", late)
    with pytest.warns(UserWarning, match="set aside"):
        assert store.read(NAME) is None


@pytest.mark.parametrize("root", ["taken", "taken/below"])
def test_a_root_that_cannot_be_written_is_refused(tmp_path: Path, root: str) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Refusal, match="a folder that can be written"):
        Store(tmp_path / root)


WRITER = """
import sys
sys.path[:0] = {path!r}
sys.path.append({tests!r})
from test_store import NAME, Store, record
store = Store({root!r})
for _ in range(60):
    store.write(NAME, record())
"""


def test_two_processes_that_write_the_same_run_never_clash(tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    code = WRITER.format(path=[path for path in sys.path if path], tests=here, root=str(tmp_path))
    writers = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    store, seen = Store(tmp_path), 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        while any(writer.poll() is None for writer in writers):
            found = store.read(NAME)
            assert found is None or same(found, record())
            seen += found is not None
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    assert seen > 0
    assert files(tmp_path) == [f"{NAME.digest}.parquet"]


# ---------------------------------------------------------------------------------------------------------- names


def test_a_run_is_named_by_nothing_but_what_decides_it() -> None:
    base = name_of_run(scenario(), Ads(), 1)
    asked = scenario({"other label": Ads(), "more": Ads(0.1)}, question="Why?", replicates=50)
    assert name_of_run(asked, Ads(), 1) == base
    assert name_of_run(scenario(name="renamed"), Ads(), 1).digest == base.digest


@pytest.mark.parametrize(
    "changes", [{"kappa": 0.8}, {"budget": 2001}, {"key": 1}, {"price": 198}, {"horizon": 9}, {"scale": 11}], ids=str
)
def test_what_decides_a_run_changes_its_name(changes: dict[str, float]) -> None:
    assert name_of_run(scenario(**changes), Ads(), 1).digest != name_of_run(scenario(), Ads(), 1).digest


def test_option_kind_and_world_change_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    base, head = scenario(), scenario(["head_kol"]).strategies["head_kol"]
    names = [name_of_run(base, *run) for run in [(Ads(), 0), (Ads(), 1), (Ads(0.5), 0), (head, 0)]]
    monkeypatch.setattr(stores, "edition", lambda: "another")
    names.append(name_of_run(base, Ads(), 0))
    assert len({name.digest for name in names}) == 5


def test_another_graph_changes_the_name() -> None:
    other = scenario(consumers={"small_world": {"consumers": 300, "neighbours": 6, "rewiring": 0.2}})
    assert name_of_run(other, Ads(), 0).digest != name_of_run(scenario(), Ads(), 0).digest


def test_an_edited_strategy_changes_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_of_run(scenario(), Ads(), 0)
    monkeypatch.setattr(stores.inspect, "getsource", lambda _: "class Ads: edited")
    assert name_of_run(scenario(), Ads(), 0).digest != before.digest


@pytest.mark.parametrize("name", ["../../etc", "a/b\\c:d", "长尾 矩阵", "", ".", "x" * 500])
def test_a_scenario_of_any_name_has_one_plain_folder(tmp_path: Path, name: str) -> None:
    folder = Store(tmp_path).folder(name)
    assert folder.parent == tmp_path
    assert folder.name not in ("", ".", "..")
    folder.mkdir()
