"""Studies done again, in their quick form: directions hold, a wrong parameter fails, nothing is left out."""

from functools import cache
from pathlib import Path

import pytest

from simulation.experiments.replications import page
from simulation.experiments.replications.registry import ADOPTION, NOT_ATTEMPTED, REPLICATIONS, named
from simulation.experiments.replications.replication import AGREES, MISSES, MIXED, UNDEFINED, Target, carried_out
from simulation.experiments.statistics import UNDEFINED as NO_INTERVAL
from simulation.experiments.statistics import Interval
from simulation.refusal import Refusal

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "REPLICATIONS.md"
# What must hold in the quick form too: the direction of each study.
HOLDS = {
    "V12": ["closed groups: effect of external influence at 95 % over that at 16 %",
            "closed groups: weak over strong where groups are large, less where small"],
    "V13": [target.quantity for target in REPLICATIONS["V13"].targets],
    "V14": ["no advertising: share of the time that the hub saves",
            "advertising: change of what the hub is worth, share of itself",
            "share left at 10,000 consumers less that at 1,000"],
    "V15": ["linear threshold: degree over central", "linear threshold: central over random", "cascade, 10 %: random over degree",
            "linear threshold, greedy: share of the best choice, at least",
            "small networks, greedy: least share of the best choice"],
    "V16": [target.quantity for target in REPLICATIONS["V16"].targets[:7]],
    "V17": ["everybody tells exactly one other: hubs over random, less 1"],
    "V26": ["exposures at once: number at which attitude is highest"],
    "V34": ["doctors: months to one half, mean over towns", "farmers: least saturation of a village",
            "farmers: exposure at adoption less that by lot (interval: quantiles)"],
}  # fmt: skip


@cache
def found(name):
    return carried_out(REPLICATIONS[name], quick=True)


def verdict(name, quantity):
    """The verdict of the first target on this quantity."""
    quantities = [target.quantity for target in REPLICATIONS[name].targets]
    return found(name).verdicts[quantities.index(quantity)]


@pytest.mark.parametrize("name", REPLICATIONS)
def test_the_direction_of_a_study_is_found_again(name):
    assert {quantity: verdict(name, quantity) for quantity in HOLDS[name]} == dict.fromkeys(HOLDS[name], AGREES)


@pytest.mark.parametrize("name", REPLICATIONS)
def test_a_wrong_parameter_fails(name):
    assert found(name).refused


def test_greedy_beats_hubs_on_a_real_graph():
    greedy, *_ = found("V15").ours
    assert greedy.low > 0


def test_hubs_win_where_contacts_seldom_convince_and_not_where_everybody_is_reached():
    rarely, _, often, *_ = found("V17").ours
    rarely_wrong = found("V17").wrong[0]
    assert rarely.low > often.high > rarely_wrong.high


def test_marketing_passes_for_contagion_until_it_is_known_and_true_contagion_stays():
    in_worlds = "share of worlds in which contagion is found"
    assert verdict("V34", f"no contagion, marketing unknown: {in_worlds}") == AGREES
    assert verdict("V34", f"no contagion, marketing known: {in_worlds}") == AGREES
    assert verdict("V34", f"contagion, marketing known: {in_worlds}") == AGREES


def test_every_row_is_either_done_again_or_said_not_to_be():
    assert sorted([*REPLICATIONS, *NOT_ATTEMPTED]) == [f"V{number}" for number in range(12, 41)]


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        (Interval(0.5, 0.1, 0.9), AGREES),
        (Interval(0.5, 0.0, 1.0), AGREES),
        (Interval(0.5, -0.1, 0.9), MIXED),
        (Interval(1.0, 0.9, 1.1), MIXED),
        (Interval(-0.2, -0.3, -0.1), MISSES),
        (Interval(1.2, 1.1, 1.3), MISSES),
        (Interval(0.5, None, None), AGREES),
        (Interval(1.5, None, None), MISSES),
        (NO_INTERVAL, UNDEFINED),
    ],
)
def test_a_verdict_is_about_the_whole_interval(ours, said):
    assert Target("none", "by hand", 0, 1).verdict(ours) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("v12", "did you mean 'V12'"),
        ("V41", "did you mean 'V"),
        ("adoptions", "did you mean 'adoption'"),
        ("V18", "not attempted, because"),
        ("", "use one of"),
    ],
)
def test_an_unknown_study_is_refused(name, said):
    with pytest.raises(Refusal, match="ID: found") as refusal:
        named(name)
    assert said in str(refusal.value)


def test_a_page_keeps_every_target_and_says_why_not():
    text = page.study(found("V26"))
    assert text.count("| misses |") == 3 and text.count("\nWhy not: ") == 3
    assert all(target.quantity in text for target in REPLICATIONS["V26"].targets)
    assert page.QUICK.strip() in page.document([found("V26")], [], True)
    assert page.QUICK.strip() not in page.document([found("V26")], [], False)


def test_the_committed_page_is_a_full_one_and_explains_every_miss():
    text = COMMITTED.read_text(encoding="utf-8")
    assert page.QUICK.strip() not in text and "not explained" not in text and "DOES NOT FAIL" not in text
    for name, replication in REPLICATIONS.items():
        section = text[text.index(f"\n## {name} ·") :].split("\n## ")[1]
        assert replication.set_up in section
        for target in replication.targets:
            assert f"| {target.quantity} | {target.published} | {target.criterion} |" in section
    assert all(f"\n| {name} | {study} | not attempted, because" in text for name, (study, _) in NOT_ATTEMPTED.items())
    assert ADOPTION not in REPLICATIONS
