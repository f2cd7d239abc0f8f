"""`wom verify`: what it prints and writes, and that it exits with 1 when an exact value is not met."""

import dataclasses
import json

import numpy as np
import pytest
from support.commands import wom

from simulation.experiments.checks import Check
from simulation.experiments.verification import page, parts


def of(target, within=None):
    """A check of a coin whose heads are .5 on average."""

    def sample():
        return 0.5 + 0.005 * np.tile([-1.0, 1.0], 10)[:, None] if within is None else np.array([[0.5]])

    return Check("coin", "twenty tosses", "share of heads", "by hand", sample, np.array([target]), {"p": np.array([0.9])}, within)


@pytest.fixture
def coins(monkeypatch, tmp_path):
    """One part of three checks, of which the last is left out when it is quick; one may be given a wrong exact value."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()

    def with_target(target):
        part = dataclasses.replace(parts.PARTS[0], checks=lambda: iter((of(0.5, within=0.001), of(0.5), of(target))))
        monkeypatch.setattr(parts, "PARTS", (part,))

    with_target(0.5)
    monkeypatch.setattr(parts.chance_battery, "battery", battery_of(parts.chance_battery.battery))
    return with_target


def battery_of(battery):
    """The battery at a size that is fast."""
    return lambda at=None: battery(at, 2**14)


def test_all_that_agrees_exits_with_0_and_writes_the_page(coins, capsys, tmp_path):
    code, out, err = wom(capsys, "verify")
    assert code == 0 and "3 of 3 checks agree" in out and "3 of 3" in err
    written = (tmp_path / page.FILE).read_text(encoding="utf-8")
    assert written.count("| agrees |") == 3 and "## Chance" in written
    assert wom(capsys, "verify")[0] == 0
    assert (tmp_path / page.FILE).read_text(encoding="utf-8") == written


def test_a_wrong_exact_value_exits_with_1_and_is_told(coins, capsys, tmp_path):
    coins(0.51)
    code, out, _ = wom(capsys, "verify")
    assert code == 1 and "DIFFERS" in out and "2 of 3 checks agree" in out
    assert "DIFFERS" in (tmp_path / page.FILE).read_text(encoding="utf-8")


def test_quick_says_so_and_writes_nothing(coins, capsys, tmp_path):
    code, out, _ = wom(capsys, "verify", "--quick")
    assert code == 0 and "2 of 2 checks agree" in out
    assert "Quick: 1 simulations and the battery for chance were left out" in out
    assert not (tmp_path / page.FILE).exists()


def test_json_is_one_document(coins, capsys):
    code, out, err = wom(capsys, "verify", "--json", "--quick")
    found = json.loads(out)
    assert (code, err, found["agrees"], found["left_out"]) == (0, "", True, 1)
    (computed, simulated) = found["parts"]["V1"]
    assert (computed["standard_error"], computed["verdict"]) == (None, "agrees")
    assert simulated["target"] == [0.5] and simulated["ours"] == pytest.approx([0.5])
    assert 0 < simulated["standard_error"][0] < 0.002


def test_a_page_that_cannot_be_written_is_refused_before_anything_is_run(coins, capsys):
    code, out, err = wom(capsys, "verify", "--out", "nowhere/page.md")
    assert (code, out) == (2, "") and "out: found 'nowhere/page.md'" in err
