"""Bounds of the search: what is allowed, and refusals that name what stands against what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.optima import FIVE

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.baselines import baselines
from simulation.experiments.optimization.space import PARTS, Space, money_of, parts_of, space_of
from simulation.experiments.scenario import Scenario
from simulation.refusal import Refusal

SMALL = {"small_world": {"consumers": 100, "neighbours": 4, "rewiring": 0.1}}


def scenario(**optimize: Any) -> Scenario:
    """Nobody for hire, so that head, mid, tail and spin-offs cannot be bought."""
    more = {"optimize": optimize} if optimize else {}
    return Scenario(consumers=SMALL, budget=100_000, horizon=30, strategies=["no_campaign", "kos_matrix"], **more)


def channels(**bounds: Any) -> dict[str, Any]:
    return {"channels": bounds}


HALF = {"least": "50 %"}
REFUSED = [
    (channels(koc={"least": "60 %"}, kos={"least": "50 %"}), r"koc\.least 60 % and kos\.least 50 %, 110 % together"),
    (channels(koc={"least": "60 %", "most": "50 %"}), r"koc\.least 60 % and koc\.most 50 %"),
    (channels(koc={"least": "60_000 CNY", "most": "50 %"}), r"koc\.least 60,000 CNY and koc\.most 50 %"),
    (channels(koc={"least": "60 %", "most": "50_000 CNY"}), r"koc\.least 60 % and koc\.most 50,000 CNY"),
    (channels(koc={"least": "60_000 CNY"}, kos=HALF), r"koc\.least 60,000 CNY and kos\.least 50 %"),
    (channels(koc=HALF, kos={"least": "40 %"}, ads={"least": "20 %"}), r"koc.* and kos.* and ads.*110 %"),
    (channels(koc={"least": "150_000 CNY"}), r"koc\.least 150,000 CNY; expected no more than the budget"),
    (channels(**{c: {"most": "10 %"} for c in CHANNELS}), r"80 % together; expected room for 100 %"),
    (channels(head={"least": "10 %"}), r"channels\.head: found least 10 %, and nobody of that kind for hire"),
    (channels(spinoff={"least": "1_000 CNY"}), r"channels\.spinoff: .*nobody of that kind"),
    (channels(koc={"least": 0.5}), r"koc\.least: found 0\.5; expected a share such as 10 % or an amount"),
    (channels(koc={"least": "50"}), r"koc\.least: found '50'.*write the % or the CNY"),
    (channels(koc={"least": "50 EUR"}), r"koc\.least: found '50 EUR'"),
    (channels(koc={"least": "150 %"}), r"koc\.least: found '150 %'"),
    (channels(koc={"least": "-5 %"}), r"koc\.least: found '-5 %'"),
    (channels(koc={"least": "nan %"}), r"koc\.least: found 'nan %'"),
    (channels(koc={"most": "1e400 CNY"}), r"koc\.most: found"),
    (channels(koc={"most": "0.001 CNY"}), r"koc\.most: .*whole fen"),
    (channels(koc={"most": None, "accounts": 0}), r"koc\.accounts: found 0; expected a whole number from 1"),
    (channels(koc={"accounts": 2.5}), r"koc\.accounts: found 2\.5"),
    (channels(koc={"accounts": "many"}), r"koc\.accounts: found 'many'"),
    (channels(koc={"accounts": 10_001}), r"koc\.accounts: found 10001"),
    (channels(ads={"accounts": 3}), r"channels\.ads: found accounts; expected least and most only"),
    (channels(private={"accounts": 3}), r"channels\.private: found accounts"),
    (channels(spinoff={"accounts": 61}), r"channels\.spinoff: found accounts 61; expected at most 60"),
    (channels(koc={"least": "50 %", "accounts": 1}), r"koc: found least 50 % and accounts 1, which cost"),
    (channels(kos={"least": "90 %", "accounts": 1}), r"kos: found least 90 % and accounts 1, which cost"),
    (channels(kol={"least": "5 %"}), r"the unknown key 'kol'"),
    (channels(**{"kol/head": {"least": "5 %"}}), r"the unknown key 'kol/head'.*'head'"),
    (channels(koc={"at least": "5 %"}), r"the unknown key 'at least'.*'least'"),
    (channels(koc={"max": "5 %"}), r"the unknown key 'max'"),
    (channels(koc="5 %"), r"channels\.koc: found '5 %'; expected a mapping with keys such as least, most, accounts"),
    ({"channels": ["koc"]}, r"channels: found \['koc'\]"),
    ({"chanels": {}}, r"the unknown key 'chanels'.*'channels'"),
    ({"timing": {"start": "9–3"}}, r"timing\.start: found '9–3'; expected the lower end first"),
    ({"timing": {"start": "1-60"}}, r"timing\.start: found day 60; expected days of the campaign, 1 to 30"),
    ({"timing": {"koc_start": 31}}, r"timing\.koc_start: found day 31"),
    ({"timing": {"ads_start": 0}}, r"timing\.ads_start: found 0"),
    ({"timing": {"ads_start": "soon"}}, r"timing\.ads_start: found 'soon'"),
    ({"timing": {"ads_start": "1-2-3"}}, r"timing\.ads_start: found '1-2-3'"),
    ({"timing": {"posts": True}}, r"timing\.posts: found True"),
    ({"timing": {"posts": 2.5}}, r"timing\.posts: found 2\.5"),
    ({"timing": {"begin": 3}}, r"the unknown key 'begin'"),
    (channels(koc={"least": "10.01 %", "most": "10.02 %"}), r"no whole thousandths"),
]


@pytest.mark.parametrize(("optimize", "told"), REFUSED, ids=[told[:40] for _, told in REFUSED])
def test_bounds_that_cannot_be_are_refused_with_their_place(optimize: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal, match=told) as refused:
        space_of(scenario(**optimize))
    assert "optimize" in refused.value.where


@pytest.mark.parametrize(
    "optimize",
    [{}, channels(koc={"least": "50 %"}, kos={"least": "50 %"}), channels(head={"most": "10 %"}),
     {"timing": {"posts": "2–8", "start": 3}}, channels(koc={"most": "20 %", "accounts": 40}), channels(ads={"most": "0 %"})],
)  # fmt: skip
def test_bounds_that_can_be_leave_the_named_splits_within_them(optimize: dict[str, Any]) -> None:
    space = space_of(scenario(**optimize))
    named = baselines(space)
    assert named and all(space.allows(one.split) for one in named)
    assert not {"1-3-6", "6-3-1", "1:4:5"} & {one.name for one in named}, "nobody is for hire"


def test_bounds_decide_no_run() -> None:
    assert scenario().digest == scenario(**channels(koc={"most": "10 %"})).digest


def test_the_rules_are_what_their_names_say() -> None:
    every = Space({}, dict.fromkeys(CHANNELS, PARTS), FIVE.times, {})
    named = {one.name: one for one in baselines(every)}
    assert all(one.exact for one in named.values()) and len(named) == 4 + len(CHANNELS)
    assert named["1-3-6"].split == Split(head=0.1, mid=0.3, tail=0.6)
    assert named["6-3-1"].split == Split(koc=0.6, head=0.3) and named["6-3-1"].split.ads == pytest.approx(0.1)
    assert named["1:4:5"].split == Split(head=0.1, mid=0.4, tail=0.5)
    assert set(parts_of(named["equal"].split).values()) == {125}
    assert all(parts_of(named[f"all {channel}"].split)[channel] == PARTS for channel in CHANNELS)


def test_a_rule_out_of_bounds_becomes_the_nearest_split_and_says_so() -> None:
    space = Space({}, {**dict.fromkeys(CHANNELS, PARTS), "koc": 400}, FIVE.times, {})
    named = {one.name: one for one in baselines(space)}
    assert not named["6-3-1"].exact and named["6-3-1"].split.koc == 0.4 and named["1-3-6"].exact


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    sold = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True))
    least = {c: draw(st.integers(0, PARTS // len(sold))) for c in sold}
    most = {c: draw(st.integers(least[c], PARTS)) for c in sold}
    short = PARTS - sum(most.values())
    for channel in sold:
        added = min(max(0, short), PARTS - most[channel])
        most[channel] += added
        short -= added
    return Space(least, most, FIVE.times, {})


@settings(max_examples=60, deadline=None)
@given(spaces(), st.lists(st.floats(0, 1), min_size=len(CHANNELS), max_size=len(CHANNELS)), st.sampled_from([1, 10, 70]))
def test_the_nearest_split_is_allowed_and_spends_everything(space: Space, wanted: list[float], step: int) -> None:
    one = space.nearest(dict(zip(CHANNELS, wanted, strict=True)), step=step, start=400)
    assert space.allows(one) and sum(parts_of(one).values()) == PARTS
    assert sum(money_of(one, 123_456_789).values()) == 123_456_789
    again = space.nearest({c: getattr(one, c) for c in CHANNELS}, step=1, start=one.start)
    assert again == one, "an allowed split is its own nearest"


@settings(max_examples=30, deadline=None)
@given(spaces(), st.lists(st.floats(0, 1), min_size=len(CHANNELS), max_size=len(CHANNELS)))
def test_neighbours_are_allowed_and_move_what_they_say(space: Space, wanted: list[float]) -> None:
    one = space.nearest(dict(zip(CHANNELS, wanted, strict=True)))
    for move in space.neighbours(one):
        before, after = parts_of(one), parts_of(move.split)
        assert space.allows(move.split)
        assert before[move.source] - after[move.source] == move.parts == after[move.target] - before[move.target]
        assert all(before[c] == after[c] for c in CHANNELS if c not in (move.source, move.target))
