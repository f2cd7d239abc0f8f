"""What this machine takes: fitted to measurements, kept, never trusted when broken."""

import json

import numpy as np
import pytest

from simulation.experiments.scenario import load
from simulation.interfaces import calibration, describe
from simulation.interfaces.calibration import Calibration, Work
from simulation.refusal import Refusal

KNOWN = Work(1e-3, 2e-7, 5e-3, 1e-6, 7e-4, 3e-9, 9e-6, 1e-7, 5e-7)
MADE_UP = Calibration(2.0, 3.0, 1e-7, 3e8, 2e8, KNOWN)


def works(count=40):
    """Made-up runs of many sizes."""
    steps = np.arange(1, count + 1)
    sizes, days = 1_000 * (1 + steps * 7 % 11), 10 + steps * 5 % 13
    drawn, posts, views, showings = steps % 2, steps * 3 % 17 * 50, steps * 11 % 19 * 9_000, steps * 13 % 23 * 4_000
    columns = (drawn, drawn * sizes, np.ones(count), sizes, days, sizes * days, posts, views, showings)
    return [Work(*map(float, row)) for row in zip(*columns, strict=True)]


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A folder for calibrations; measuring gives the made-up one, and is counted."""
    monkeypatch.setattr(calibration, "file", lambda: tmp_path / "cache" / "calibration.json")
    measured = []
    monkeypatch.setattr(calibration, "measured", lambda: measured.append(1) or MADE_UP)
    return tmp_path / "cache" / "calibration.json", measured


def test_the_fit_finds_the_costs_that_made_the_measurements():
    seconds = [MADE_UP.seconds(work) for work in works()]
    assert calibration.fitted(works(), seconds) == pytest.approx(KNOWN, rel=1e-6)


def test_no_cost_is_below_nothing():
    cheaper_by_the_post = KNOWN._replace(posts=-1e-6)
    seconds = [float(np.dot(cheaper_by_the_post, work)) for work in works()]
    assert min(calibration.fitted(works(), seconds)) == 0.0


def test_a_machine_is_measured_once(kept, capsys):
    path, measured = kept
    assert calibration.calibration() == calibration.calibration() == MADE_UP
    assert len(measured) == 1 and path.exists()
    assert capsys.readouterr().err.count("Measuring this machine") == 1
    calibration.calibration(anew=True)
    assert len(measured) == 2


@pytest.mark.parametrize(
    "broken",
    [
        lambda told: "",
        lambda told: json.dumps(told)[:-20],
        lambda told: json.dumps([told]),
        lambda told: json.dumps({**told, "start": "2.0"}),
        lambda told: json.dumps({**told, "start": 0.0}),
        lambda told: json.dumps({**told, "tie": float("nan")}),
        lambda told: json.dumps({**told, "work": {**told["work"], "posts": -1.0}}),
        lambda told: json.dumps({**told, "work": {name: told["work"][name] for name in ("days", "posts")}}),
        lambda told: json.dumps({**told, "more": 1.0}),
    ],
)
def test_what_is_broken_is_measured_anew(kept, broken):
    path, measured = kept
    calibration.calibration()
    path.write_text(broken(json.loads(path.read_text())))
    assert calibration.calibration() == MADE_UP and len(measured) == 2
    assert calibration.calibration() == MADE_UP and len(measured) == 2, "mended"


def test_nothing_is_kept_where_nothing_can_be_written(kept):
    path, measured = kept
    path.parent.write_text("a file where the folder would be")
    assert calibration.calibration() == calibration.calibration() == MADE_UP and len(measured) == 2


def test_another_edition_is_measured_for_itself(monkeypatch):
    one = calibration.file()
    monkeypatch.setattr(calibration, "edition", lambda: "another")
    assert calibration.file().parent == one.parent and calibration.file() != one


def test_a_measurement_that_fails_is_refused():
    with pytest.raises(Refusal, match="calibration: found KeyError: 'nothing'"):
        calibration._child("nothing")


def test_time_grows_with_worlds_and_falls_with_workers_as_memory_grows(monkeypatch):
    monkeypatch.setattr(describe.os, "cpu_count", lambda: 4)
    scenario = load("first-campaign")
    planned = describe.plans(scenario)
    beside = describe.plans_beside(scenario, planned)

    def estimate(worlds, workers, shown=beside):
        return describe.estimate(MADE_UP, scenario, planned, shown, worlds, workers)

    one, two, many = estimate(10, 1), estimate(20, 1), estimate(20, 4)
    runs = two.seconds - one.seconds  # of ten worlds
    assert runs > 0 and one.memory == two.memory
    assert estimate(40, 1).seconds - two.seconds == pytest.approx(2 * runs)
    assert many.seconds - two.seconds == pytest.approx(MADE_UP.start - 2 * runs * 3 / 4)
    assert estimate(20, 64).seconds == many.seconds, "no faster than there are processors"
    assert one.memory < estimate(20, 2).memory < many.memory
    assert one.seconds < estimate(10, 1, planned[1:]).seconds


def test_arrays_are_counted_once_wherever_they_stand():
    column = np.zeros(10)
    assert describe.held((column, [1, 2]), Work(*[0.0] * 8, column)) == 80
    assert describe.held(column, np.zeros(10, np.int32)) == 120
