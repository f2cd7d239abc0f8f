"""Hypotheses: every one is declared in full and runs; the machinery finds what is there, and nothing where nothing is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulation.experiments.hypotheses import cards, finding, inference, registry, sources, trials, worlds
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.finding import Extent, judged, sentence
from simulation.experiments.hypotheses.hypothesis import (
    DOWN,
    KINDS,
    NONE,
    OPEN,
    UP,
    Contrast,
    Hypothesis,
    Inexpressible,
    Inside,
    Trend,
    difference,
    weighted,
)
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import aware, impressions
from simulation.experiments.hypotheses.trials import Row
from simulation.refusal import Refusal

IDS = """H1 H1b H1c H2 H3 H3b H4 H5 H6 H7 H8 H9 H10 H11 H12 H13 H14 H15 H15b H16 H17 H17b H17c H18 H19 H19b H20 H21 H22 H23
    H24 H25 H26 H27 H28 H29 H30 H31 H32""".split()
TINY = Extent((6,), 12, True)
RUNNING = [id for id in IDS if id != "H28"]


class Said:
    """A condition that observes what it is told, and a little luck of the world's."""

    def __init__(self, level: float, noise: float = 1.0) -> None:
        self.words, self.level, self.noise = f"level {level}", level, noise

    def observed(self, here: Any, readings: Mapping[str, Any]) -> dict[str, float]:
        luck = float(np.sin(1e-6 * (int(here.world) % 10**9)))
        return {"y": 100.0 + self.level + self.noise * luck * (1.0 + 0.1 * self.level)}


def made_up(*contrasts: Contrast, kind: Any = "emergent", levels: tuple[float, ...] = (10.0, 0.0), **more: Any) -> Hypothesis:
    """A hypothesis whose truth is known."""
    conditions = {f"arm {n}": Said(level) for n, level in enumerate(levels)}
    return Hypothesis("H0", "A title", "A statement.", ("pseudo-concept",), kind, "y", conditions,
                      {"y": float}, contrasts or (difference("y", "y", "arm 0", "arm 1", UP),), **more)  # fmt: skip


def asked(one: Hypothesis, worlds_: int = 30, points: int = 12, quick: bool = False) -> finding.Finding:
    """Its finding, without any file."""

    def row(here: worlds.Here) -> Row:
        values = {name: condition.observed(here, {}) for name, condition in one.conditions.items()}
        return Row(here.graph, here.replicate, here.drawn, values)

    draws = [row(here) for here in worlds.points(points, worlds.assumptions())]
    return judged(one, Extent((worlds_,), points, quick), [row(here) for here in worlds.worlds(0, worlds_)], draws)


# ---------------------------------------------------------------------------------------------------------- declared


def test_all_hypotheses_of_the_list_are_there_in_order() -> None:
    assert registry.ids() == IDS


@pytest.mark.parametrize("id", IDS)
def test_a_hypothesis_declares_everything(id: str) -> None:
    one = registry.hypothesis(id)
    assert one.kind in KINDS and one.statement.endswith(".") and one.title and one.sources
    assert all(sources.source(tag) for tag in one.sources)
    if isinstance(one, Inexpressible):
        assert one.why
        return
    assert one.tested, "nothing is expected"
    assert 0 <= one.jointly <= len(one.contrasts) and one.most >= len(worlds.GRAPHS)
    named = {name for contrast in one.contrasts for name in contrast.conditions} | set(one.trend.conditions if one.trend else ())
    assert named <= set(one.conditions)
    declared = cards.registration(one)
    assert [said["expected"] for said in declared["contrasts"]] and json.dumps(declared)


def test_competition_cannot_be_said_with_one_brand() -> None:
    found = registry.hypothesis("H28")
    assert isinstance(found, Inexpressible) and "second brand" in cards.words(found)
    assert cards.line(found)[3] == "not expressible"


@pytest.mark.parametrize("id", RUNNING)
def test_treatment_and_control_differ_in_a_world_where_both_are_run(id: str) -> None:
    one = registry.hypothesis(id)
    assert isinstance(one, Hypothesis)
    here = worlds.worlds(3, 1)[0]
    leading = one.contrasts[0]
    counted = {"aware": aware, "impressions": impressions}
    arms = {name: one.conditions[name] for name in leading.conditions}
    values = {
        name: arm.observed(here, {**(counted if isinstance(arm, Campaigned) else {}), **one.readings})
        for name, arm in arms.items()
    }
    assert all(np.isfinite(np.array(value, float)).all() for found in values.values() for value in found.values())
    assert np.isfinite(leading.value(values)) and (leading.base is None or leading.base(values) >= 0.0)
    observed = [tuple(map(str, found.values())) for found in values.values()]
    assert len(observed) == 1 or len(set(observed)) > 1


def test_every_hypothesis_is_named_in_its_own_file() -> None:
    assert len({registry.module_of(id) for id in IDS}) == len(IDS)


@pytest.mark.parametrize("name", ["H99", "H1z", "hypothesis", "", "9"])
def test_an_unknown_hypothesis_is_refused_with_the_nearest(name: str) -> None:
    with pytest.raises(Refusal, match="the id of a hypothesis"):
        registry.asked_for([name])


def test_ids_may_be_written_small_and_come_in_the_order_of_the_list() -> None:
    assert [one.id for one in registry.asked_for(["h17B", "H3", "h17b"])] == ["H3", "H17b"]


def test_an_unknown_source_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal, match="did you mean 'schmidt2015'"):
        sources.source("schmidt2014")


def test_what_was_not_checked_is_marked_in_the_bibliography() -> None:
    for tag, one in sources.SOURCES.items():
        entry = sources.bibliography([tag])
        assert entry.count("{") == entry.count("}")
        assert not one.unverified or "note" in entry


# ------------------------------------------------------------------------------------------------------------ judging


def test_a_known_effect_is_found() -> None:
    found = asked(made_up())
    first = found.results[0]
    assert found.outcome == "holds" and found.precise
    assert first.estimate.low is not None and first.estimate.high is not None
    assert first.estimate.low <= 0.1 + 0.01 and first.estimate.high >= 0.1 - 0.01 and 0.09 < (first.estimate.mean or 0.0) < 0.11
    assert found.robustness is not None and found.robustness.holds == 12


def test_a_wrong_sign_is_told_as_one() -> None:
    found = asked(made_up(difference("y", "y", "arm 0", "arm 1", DOWN)))
    assert found.outcome == "opposite" and "against the expectation" in sentence(found)
    assert found.robustness is not None and found.robustness.holds == 0


def test_a_against_a_under_two_names_differs_by_exactly_nothing_and_is_no_effect() -> None:
    mix = Mix(koc=0.5, ads=0.5)
    arms = {name: Campaigned(name, mix, horizon=20, budget=20_000.0) for name in ("one", "other")}
    one = replace(made_up(difference("aware", "aware", "one", "other", NONE), difference("aware", "aware", "one", "other", UP)),
                  conditions=arms, readings={"aware": aware})  # fmt: skip
    rows = [Row(here.graph, here.replicate, {}, {name: arm.observed(here, one.readings) for name, arm in arms.items()})
            for here in worlds.worlds(0, 6)]  # fmt: skip
    found = judged(one, TINY, rows, [])
    nil, signed = found.results
    assert [one.contrasts[0].value(row.values) for row in rows] == [0.0] * 6
    assert nil.outcome == finding.EXPECTED and (nil.estimate.low, nil.estimate.high) == (0.0, 0.0)
    assert signed.outcome == finding.UNDECIDED and "no difference in any world" in sentence(found)
    assert min(row.values["one"]["aware"] for row in rows) > 0.0


def test_an_effect_is_not_taken_for_none() -> None:
    found = asked(made_up(difference("y", "y", "arm 0", "arm 1", NONE)))
    assert found.outcome == "missed" and "an effect" in sentence(found)


def test_a_target_is_matched_within_its_band_and_missed_outside() -> None:
    near, far = (Inside(target, target - 5.0, target + 5.0) for target in (110.0, 150.0))
    matched, missed = (asked(made_up(weighted("y", "y", {"arm 0": 1.0}, None, band))) for band in (near, far))
    assert matched.outcome == "holds" and "target 110, matched" in sentence(matched)
    assert missed.outcome == "missed" and "target 150, missed" in sentence(missed)


def test_a_trend_is_tested_in_its_direction() -> None:
    names = ("arm 0", "arm 1", "arm 2")
    first = difference("y", "y", "arm 2", "arm 0", UP)
    rising, falling = (asked(made_up(first, levels=(0.0, 5.0, 10.0), trend=Trend(names, "y", way))) for way in (+1, -1))
    assert rising.ordered is not None and falling.ordered is not None
    assert rising.ordered.p < 1e-6 and falling.ordered.p > 0.999


def test_of_an_input_nothing_is_ever_confirmed() -> None:
    for level in (10.0, -10.0, 0.0):
        said = sentence(asked(made_up(kind="input", levels=(level, 0.0))))
        assert said.startswith("Built in") and not re.search(r"confirm|prove|found|shows", said)
    inputs = [id for id in RUNNING if registry.hypothesis(id).kind == "input"]
    assert len(inputs) >= 8
    assert all(words.startswith("Built in") and "confirm" not in words for words in finding.WORDS["input"].values())
    assert set(finding.WORDS) == set(KINDS)


@pytest.mark.parametrize("expected", [UP, OPEN, NONE])
def test_fewer_draws_are_never_told_as_two_hundred(expected: Any) -> None:
    found = asked(made_up(difference("y", "y", "arm 0", "arm 1", expected)), points=12, quick=True)
    card = {name: value for name, value in cards.card(found).items() if name not in ("provenance", "registration")}
    told = f"{cards.page([found])} {json.dumps(card)}"
    assert "of 12 draws" in told and not re.search(r"\b200\b", told)
    assert "quick" in told


def test_holm_is_over_the_contrasts_of_one_hypothesis_and_leaves_out_the_unsigned() -> None:
    found = asked(made_up(*(difference(str(n), "y", "arm 0", "arm 1", way) for n, way in enumerate((UP, UP, OPEN)))))
    one, other, told = found.results
    assert one.p_holm == min(1.0, 2.0 * one.p) == other.p_holm and told.p_holm == told.p and told.outcome == finding.TOLD


# ---------------------------------------------------------------------------------------------------------- inference


def lots(*shape: int) -> Any:
    """Normal numbers from one stream."""
    from simulation.model import chance

    u = chance.counted(chance.world(7), 0, int(np.prod(shape)))
    return stats.norm.ppf(u).reshape(shape)


def test_the_interval_over_networks_is_students_over_their_means() -> None:
    value, graph = 1.0 + lots(60), [f"g{n % 5}" for n in range(60)]
    found = inference.estimate(value, None, graph)
    means = [value[n::5].mean() for n in range(5)]
    low, high = stats.t.interval(0.95, 4, np.mean(means), stats.sem(means))
    assert found.low == pytest.approx(low) and found.high == pytest.approx(high)
    assert inference.p_sign(found) == pytest.approx(stats.ttest_1samp(means, 0.0).pvalue)


def test_the_interval_over_networks_holds_for_networks_that_differ_where_that_of_luck_does_not() -> None:
    covered = {"networks": 0, "luck": 0}
    drawn = lots(200, 6, 11)
    for trial in drawn:
        value = (trial[:, :1] + 0.3 * trial[:, 1:]).ravel()
        found = inference.estimate(value, None, [f"g{n // 10}" for n in range(60)])
        assert found.low is not None and found.high is not None and found.luck_low is not None and found.luck_high is not None
        covered["networks"] += found.low <= 0.0 <= found.high
        covered["luck"] += found.luck_low <= 0.0 <= found.luck_high
    assert covered["networks"] >= 190 - 4 * np.sqrt(200 * 0.05 * 0.95) and covered["luck"] < 100


def test_the_skew_are_bootstrapped_as_scipy_does_it() -> None:
    value = np.exp(1.5 * lots(40))
    found = inference.estimate(value, None, ["g"] * 40)
    theirs = stats.bootstrap((value,), np.mean, n_resamples=20_000, method="BCa", rng=1).confidence_interval
    assert found.bootstrapped and found.luck_low is not None and found.luck_high is not None
    width = theirs.high - theirs.low
    assert abs(found.luck_low - theirs.low) < 0.1 * width and abs(found.luck_high - theirs.high) < 0.1 * width


def test_wilsons_interval_is_the_known_one() -> None:
    theirs = stats.binomtest(183, 200).proportion_ci(method="wilson")
    assert inference.wilson(183, 200)[1:] == pytest.approx((theirs.low, theirs.high))


def test_equivalence_needs_both_sides() -> None:
    value, graph = 0.01 * lots(60), [f"g{n % 6}" for n in range(60)]
    inside, above = (inference.estimate(shift + value, None, graph) for shift in (0.0, 0.06))
    assert inference.p_inside(inside, -0.05, 0.05) < 0.001 and inference.p_inside(above, -0.05, 0.05) > 0.95


def test_what_has_no_base_anywhere_is_not_defined() -> None:
    found = inference.estimate(np.ones(4), np.zeros(4), ["a", "a", "b", "b"])
    assert found.mean is None and inference.p_sign(found) == 1.0


def test_the_hypercube_draws_once_from_every_part_of_every_range() -> None:
    spans = {"kappa": (0.0, 1.0), "wear_out": (3.0, 40.0)}
    drawn = worlds.points(50, spans)
    for name, (low, high) in spans.items():
        values = np.array([here.drawn[name] for here in drawn])
        u = (values - low) / (high - low) if name == "kappa" else np.log(values / low) / np.log(high / low)
        assert sorted((u * 50).astype(int)) == list(range(50))
    assert len({here.world for here in drawn}) == 50 and drawn == worlds.points(50, spans)
    assert abs(np.corrcoef([[here.drawn[name] for name in spans] for here in drawn], rowvar=False)[0, 1]) < 4 / np.sqrt(50)


def test_every_assumption_with_a_joint_range_is_drawn() -> None:
    from simulation.model.parameters import TABLE

    expected = {p.name for p in TABLE if p.assumption and p.joint}
    assert set(worlds.points(2, worlds.assumptions())[0].drawn) == expected and len(expected) > 30


def test_worlds_differ_between_networks_and_replicates_and_not_between_conditions() -> None:
    made = worlds.worlds(0, 18)
    assert len({here.world for here in made}) == 18 and [here.graph for here in made[:6]] == list(worlds.GRAPHS)
    assert made[0].network is made[0].network and made[0].network.digest != made[6].network.digest


# --------------------------------------------------------------------------------------------------------------- kept


def test_resuming_makes_nothing_twice_and_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = trials.world_blocks("H7", 0, 12)
    first = trials.made(blocks, tmp_path / "one", 1)
    with monkeypatch.context() as patched:
        patched.setattr(trials, "trial", lambda _: pytest.fail("run again"))
        assert trials.made(blocks, tmp_path / "one", 1) == first
    again = trials.made(blocks[::-1], tmp_path / "two", 1)[::-1]
    assert again == first
    kept = [sorted((tmp_path / name).rglob("*.json")) for name in ("one", "two")]
    assert [path.read_bytes() for path in kept[0]] == [path.read_bytes() for path in kept[1]] and len(kept[0]) == 2


def test_a_damaged_block_is_set_aside_and_run_again(tmp_path: Path) -> None:
    (block,) = trials.world_blocks("H7", 0, 6)
    (first,) = trials.made([block], tmp_path, 1)
    path = trials.part(tmp_path, block)
    path.write_text(path.read_text().replace("0.09", "0.08").replace("0.10", "0.11"))
    with pytest.warns(UserWarning, match="damaged"):
        assert trials.made([block], tmp_path, 1) == [first]
    assert path.with_suffix(".corrupt").is_file()


def test_a_stop_keeps_what_is_finished_and_the_next_time_goes_on(tmp_path: Path) -> None:
    blocks, told = trials.world_blocks("H7", 0, 18), []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="stopped after 12 of 36 runs; what was finished is kept"):
        trials.made(blocks, tmp_path, 1, stop)
    assert [trials.read(tmp_path, block) is not None for block in blocks] == [True, False, False]
    assert len(trials.made(blocks, tmp_path, 1)) == 3


def test_two_processes_leave_the_same_bytes_as_one(tmp_path: Path) -> None:
    blocks = [*trials.world_blocks("H7", 0, 12), *trials.point_blocks("H7", 12)]
    one, two = (trials.made(blocks, tmp_path / str(workers), workers) for workers in (1, 2))
    kept = [sorted((tmp_path / name).rglob("*.json")) for name in ("1", "2")]
    assert one == two and [path.read_bytes() for path in kept[0]] == [path.read_bytes() for path in kept[1]]


def test_another_key_or_another_number_of_points_is_another_block() -> None:
    (one,), (other,), (fewer,) = (trials.point_blocks("H7", *given)[:1] for given in ((200, 0), (200, 1), (12, 0)))
    assert len({one.identity, other.identity, fewer.identity}) == 3


def test_a_finding_leaves_card_figure_and_sources_the_same_each_time(tmp_path: Path) -> None:
    one = registry.hypothesis("H7")
    assert isinstance(one, Hypothesis)
    for folder in ("one", "two"):
        (found,) = finding.ask([one], TINY, 1, None)
        cards.keep(found, tmp_path / folder)
        cards.keep_all([found, registry.hypothesis("H28")], tmp_path / folder)  # type: ignore[list-item]
    files = {path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*")}
    assert {path.name for path in files} == {"card.json", "figure.svg", "figure.png", "sources.bib", "table.md"}
    assert all((tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes() for path in files)
    card = json.loads((tmp_path / "one" / "H7" / "card.json").read_text())
    assert card["quick"] and card["worlds"] == 6 and card["robustness"]["points"] == 12 and card["provenance"]["edition"]


@pytest.mark.parametrize("workers", [0, -1, 1.5, True, "two"])
def test_a_number_of_workers_that_is_none_is_refused(workers: Any) -> None:
    with pytest.raises(Refusal, match="workers"):
        trials.made(trials.world_blocks("H7", 0, 6), None, workers)
