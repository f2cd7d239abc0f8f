"""A comparison that is killed, stopped or damaged goes on to the same bytes, and runs nothing twice (short; all: tests/kills)."""

from __future__ import annotations

import signal
import sys
import warnings
from pathlib import Path

import pytest
from support.processes import Comparison, ended, eventually, keyed, killed, untouched

from simulation.experiments.compare import compare
from simulation.experiments.scenario import load
from simulation.interfaces import kept

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")

SMALL = """\
name: small
horizon: 20 days
scale: 40
consumers: { communities: { consumers: 200, communities: 4, mean_degree: 6, homophily: 0.7 } }
budget: 20_000 CNY
strategies: [six_three_one, { ads: { strategy: kos_matrix, salaries: 0 } }]
replicates: 8
"""
RUNS = 8 * (2 * 3 + 2)  # two strategies and the control in both kinds of worlds, two variants by luck alone


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return Comparison(str(file), tmp_path / "results", ("--workers", "2"))


def test_after_kills_a_stop_and_a_damaged_part_the_results_are_those_of_an_undisturbed_run(comparison: Comparison) -> None:
    seen = comparison.parts()
    for kill in range(2):
        wanted = len(seen) + 1 + int(15 * keyed("kill", kill))
        process = comparison.start()
        assert eventually(lambda wanted=wanted: len(comparison.parts()) >= wanted)
        killed(process, comparison, group=bool(kill))
        assert untouched(seen, comparison.parts())
        seen = comparison.parts()

    process = comparison.start()
    assert eventually(lambda: len(comparison.parts()) > len(seen))
    process.send_signal(signal.SIGTERM)
    code, said = ended(process)
    assert code == 143 and f"finished runs are kept in {comparison.out}" in said and "Traceback" not in said
    assert untouched(seen, comparison.parts()) and len(comparison.parts()) < RUNS
    seen = comparison.parts()

    damaged = next(comparison.out.glob("*/parts/*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-500])
    code, said = comparison.whole()
    assert code == 0 and f"{damaged.name} is damaged" in said and said.count("set aside") == 1
    assert comparison.parts()[damaged.name][2] == seen.pop(damaged.name)[2]
    assert untouched(seen, comparison.parts()) and len(comparison.parts()) == RUNS
    assert damaged.with_suffix(".corrupt").name in comparison.other_files()

    calm = Comparison(comparison.scenario, comparison.out.parent / "calm")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept.verdict(compare(load(calm.scenario), workers=1, out=calm.out), calm.out)
    assert calm.results() == comparison.results()
    assert {name: part[2] for name, part in calm.parts().items()} == {name: part[2] for name, part in comparison.parts().items()}
