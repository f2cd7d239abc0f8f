"""Nothing is lost: a real comparison killed at 30 random moments, stopped, filled up, damaged and run twice at once.

It takes some minutes, and so is run by a command of its own: python3 setup_and_run.py kills
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.processes import Comparison, ended, eventually, keyed, killed, untouched

resource = pytest.importorskip("resource", reason="signals and limits are told otherwise on Windows")

SCENARIO, WORDS, RUNS = "first-campaign", ("--replicates", "10", "--workers", "2"), 10 * 2 * 5
KILLS = 30


class Undisturbed(Comparison):
    """What the comparison gives, and takes, when nobody disturbs it."""

    seconds: float


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    whole = Undisturbed(SCENARIO, tmp_path_factory.mktemp("calm"), WORDS)
    warm = Comparison(SCENARIO, tmp_path_factory.mktemp("warm"), ("--replicates", "1"))
    assert warm.whole()[0] == 0  # compiled code is on disk from now on
    began = time.monotonic()
    assert whole.whole()[0] == 0
    object.__setattr__(whole, "seconds", time.monotonic() - began)
    assert len(whole.parts()) == RUNS and not whole.other_files()
    return whole


@pytest.fixture
def comparison(tmp_path: Path) -> Iterator[Comparison]:
    yield (made := Comparison(SCENARIO, tmp_path / "results", WORDS))
    assert not made.alive()


def contents(comparison: Comparison) -> dict[str, str]:
    return {name: digest for name, (_, _, digest) in comparison.parts().items()}


def is_the_same(comparison: Comparison, calm: Undisturbed) -> None:
    """Every table, figure, report and part, to the byte."""
    assert comparison.results() == calm.results()
    assert contents(comparison) == contents(calm)


def test_killed_at_30_random_moments_it_goes_on_to_the_same_bytes(comparison: Comparison, calm: Undisturbed) -> None:
    """Whenever it has come to its end between two kills, it begins again from nothing."""
    seen, landed, start = comparison.parts(), list[int](), 0
    while len(landed) < KILLS:
        process, start = comparison.start(), start + 1
        time.sleep(calm.seconds * 0.8 * keyed("kill", start))
        code, said = ended(process) if process.poll() is not None else killed(process, comparison, group=start % 2 == 1)
        assert untouched(seen, comparison.parts()), "a finished run was run again"
        seen = comparison.parts()
        if code == -signal.SIGKILL:
            landed.append(len(seen))
        else:
            ends_well(code, said, comparison, calm)
            shutil.rmtree(comparison.out)
            seen = {}
    print(f"\nruns that were there at each of {len(landed)} kills, of {RUNS}: {landed}")
    assert any(0 < runs < RUNS for runs in landed)
    ends_well(*comparison.whole(), comparison, calm)
    assert untouched(seen, comparison.parts())


def ends_well(code: int, said: str, comparison: Comparison, calm: Undisturbed) -> None:
    """It ended by itself, with everything there, and nothing was found damaged."""
    assert code == 0 and "damaged" not in said
    is_the_same(comparison, calm)


@pytest.mark.parametrize("moment", [0.0, 0.2])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_stopped_it_says_what_is_kept_and_goes_on(
    comparison: Comparison, calm: Undisturbed, number: signal.Signals, moment: float
) -> None:
    """SIGTERM reaches the process, Ctrl-C its whole group, at once or later among the runs."""
    process = comparison.start()
    assert process.stderr is not None and process.stderr.readline() == f"0 of {RUNS} runs\n"
    time.sleep(moment * calm.seconds)
    (os.kill if number == signal.SIGTERM else os.killpg)(process.pid, number)
    code, said = ended(process)
    assert code == 128 + number
    assert f"finished runs are kept in {comparison.out}" in said or "are not made again" in said
    assert "Traceback" not in said and not comparison.alive() and not comparison.other_files()
    seen = comparison.parts()
    assert comparison.whole()[0] == 0
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)


@pytest.mark.parametrize("bytes_a_file", [1000, 100_000], ids=["parts", "report"])
def test_what_cannot_be_written_is_refused_and_nothing_half_written_stays(
    comparison: Comparison, calm: Undisturbed, bytes_a_file: int
) -> None:
    """No file may grow beyond a limit that parts, or only the report, exceed."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_a_file, bytes_a_file))

    code, said = comparison.whole(limit)
    assert code == 2 and "results: found " in said and "File too large" in said and "Traceback" not in said
    assert len(comparison.parts()) == (0 if bytes_a_file == 1000 else RUNS)
    assert not comparison.other_files() and not any(comparison.out.rglob(".*.tmp"))
    assert not (comparison.out / SCENARIO / "report.html").exists()
    assert comparison.whole()[0] == 0
    is_the_same(comparison, calm)


def own_disks() -> bool:
    """Whether a disk of our own can be mounted here."""
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(tried, capture_output=True).returncode == 0


@pytest.mark.skipif(not own_disks(), reason="no disk can be mounted here")
def test_a_full_disk_is_refused_and_with_more_room_it_goes_on(comparison: Comparison, calm: Undisturbed) -> None:
    """A disk of 800 kB is seen by its own processes only, so what it held at the end is copied out by them."""
    comparison.out.mkdir()
    (kept := Comparison(SCENARIO, comparison.out.with_name("results.kept"))).out.mkdir()
    script = f"""
        mount -t tmpfs -o size=800k none "$1"; shift
        "$@"; echo "first: $?" >&2
        ls -A {comparison.out}/{SCENARIO} {comparison.out}/{SCENARIO}/parts >&2
        mount -o remount,size=100m none {comparison.out}
        "$@"; echo "second: $?" >&2
        cp -rp {comparison.out}/. {kept.out}
    """
    command = ["unshare", "-rm", "sh", "-c", script, "sh", str(comparison.out), *comparison.command]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    first, second = done.stderr.split("first: 2")
    assert "results: found " in first and "No space left on device" in first and "Traceback" not in first
    listed = second.split("second: 0")[0].split()
    finished = sum(name.endswith(".parquet") for name in listed)
    assert 0 < finished < RUNS and not any(name.endswith((".tmp", ".corrupt", ".html")) for name in listed)
    assert "damaged" not in second
    is_the_same(kept, calm)


def test_truncated_and_corrupted_parts_are_set_aside_and_run_again(comparison: Comparison, calm: Undisturbed) -> None:
    shutil.copytree(calm.out, comparison.out)
    seen = comparison.parts()
    truncated, corrupted, empty = sorted(comparison.out.glob("*/parts/*.parquet"))[7:70:25]
    whole = corrupted.read_bytes()
    middle = int(len(whole) * (0.2 + 0.6 * keyed("byte")))
    truncated.write_bytes(truncated.read_bytes()[: int(keyed("length") * len(whole))])
    corrupted.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
    empty.write_bytes(b"")
    code, said = comparison.whole()
    assert code == 0 and said.count("set aside") == 3
    for path in (truncated, corrupted, empty):
        assert f"{path.name} is damaged" in said
        del seen[path.name]
    assert comparison.other_files() == {path.with_suffix(".corrupt").name for path in (truncated, corrupted, empty)}
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)


@pytest.mark.parametrize("later", [0.0, 0.3])
def test_two_processes_that_write_one_store_give_the_same(comparison: Comparison, calm: Undisturbed, later: float) -> None:
    one = comparison.start()
    time.sleep(later * calm.seconds)
    both = [one, comparison.start()]
    for process in both:
        code, said = ended(process)
        assert code == 0 and "damaged" not in said
    assert not comparison.other_files()
    is_the_same(comparison, calm)


def test_a_worker_that_is_killed_is_told_and_what_it_finished_is_kept(comparison: Comparison, calm: Undisturbed) -> None:
    process = comparison.start()
    assert eventually(lambda: len(comparison.parts()) > RUNS // 4)
    workers = [pid for pid in comparison.alive() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    code, said = ended(process)
    assert code == 2 and "worker processes that ended before their work" in said and "Traceback" not in said
    seen = comparison.parts()
    assert comparison.whole()[0] == 0
    assert untouched(seen, comparison.parts())
    is_the_same(comparison, calm)
