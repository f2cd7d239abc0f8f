"""What a scenario says the market brings by itself arrives where the engines read it, or is refused by place."""

from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulation.actors.strategies.head_kol import HeadKol
from simulation.engine.world import CALM
from simulation.experiments.provenance import parameters as told
from simulation.experiments.scenario import Scenario, load
from simulation.experiments.schedule import schedule
from simulation.experiments.store import name_of_run
from simulation.model.mechanisms import MECHANISMS, with_all, without
from simulation.model.parameters import DEFAULTS, varied
from simulation.model.population import BRAND, KOC, KOL, KOS, SPINOFF
from simulation.refusal import Refusal

CROWD = {"communities": {"consumers": 60, "communities": 3, "mean_degree": 4, "homophily": 0.75}}
LAW = "every paid post is labelled"
CLOSED = {"days": "10–40", "stores": "closed"}
SCANDAL = {"day": 20, "scandal": {"role": "KOL", "accounts": "40 %", "response": "3 days"}}
TARGET = {"what": "sales by guides", "value": "75 %", "whose": "the brand's own figure", "source": "an advertorial"}
RESTING = [name for name, mechanism in MECHANISMS.items() if mechanism.on]


def said(**more: Any) -> Scenario:
    return Scenario(**{"consumers": CROWD, "budget": 20_000, "strategies": ["head_kol"], **more})


# ------------------------------------------------------------------------------------------------------- mechanisms


@pytest.mark.parametrize("name", list(MECHANISMS))
def test_a_mechanism_left_out_has_the_settings_that_leave_it_out(name: str) -> None:
    scenario = said(off=[name], kappa=0.8) if name != "persuasion_knowledge" else said(off=[name])
    behind = DEFAULTS._replace(kappa=0.8) if name != "persuasion_knowledge" else DEFAULTS
    assert scenario.parameters == without(behind, name)
    assert set(MECHANISMS[name].off) <= scenario.held


@pytest.mark.parametrize("name", RESTING)
def test_a_resting_mechanism_can_be_let_act(name: str) -> None:
    scenario = said(on=[name])
    assert scenario.parameters == with_all(DEFAULTS, name)
    assert set(MECHANISMS[name].on) <= scenario.held


@given(st.sets(st.sampled_from([*MECHANISMS])), st.integers(0, 50))
def test_no_world_turns_it_on_again(names: set[str], world: int) -> None:
    scenario = said(off=sorted(names))
    drawn = varied(scenario.parameters, world, scenario.held, scenario.ranges)
    assert drawn == without(drawn, *names)
    there = scenario.with_parameters(drawn)
    assert there.parameters == drawn and there.off == scenario.off
    assert varied(there.parameters, world + 1, there.held) == drawn
    assert pickle.loads(pickle.dumps(there)).parameters == drawn


def test_a_parameter_without_bound_still_has_a_digest_a_name_and_a_place_in_the_provenance() -> None:
    scenario = said(off=["fatigue"])
    assert math.isinf(scenario.parameters.wear_out)
    assert scenario.resolved()["parameters"]["wear_out"] == "inf"
    assert scenario.digest != said().digest
    assert name_of_run(scenario, HeadKol(), 0).digest != name_of_run(said(), HeadKol(), 0).digest
    assert next(row for row in told(scenario) if row["parameter"] == "wear_out")["value"] == "inf"


def test_what_leaves_nothing_out_is_the_scenario_itself() -> None:
    assert said(off=[], on=[], calendar=[], events=[]).digest == said().digest
    assert said(off=["scripts"]).vary(off=None).digest == said().digest


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"off": ["fatige"]}, "off[0]", "did you mean 'fatigue'"),
        ({"off": ["fatigue", 3]}, "off[1]", "the name of a mechanism"),
        ({"off": "fatigue"}, "off", "a list"),
        ({"off": {"fatigue": True}}, "off", "a list"),
        ({"off": ["fatigue", "fatigue"]}, "off[1]", "every mechanism once"),
        ({"off": ["fatigue"], "wear_out": 5}, "off.fatigue", "it again in behaviour, as wear_out"),
        ({"off": ["comments"], "behaviour": {"comment_readers": {"between": [0.1, 0.9]}}}, "off.comments", "comment_readers"),
        ({"on": ["short_path"], "short_path": 0.1}, "on.short_path", "one place for one parameter"),
        ({"on": ["fatigue"]}, "on[0]", "it acts unless it is switched off"),
        ({"on": ["shortpath"]}, "on[0]", "did you mean 'short_path'"),
        ({"off": ["following"], "on": ["koc_becomes_kol"]}, "on.koc_becomes_kol", "follow_rate"),
        ({"off": ["churn"], "on": ["churn"]}, "on.churn", "name one of the two"),
    ],
)
def test_a_contradiction_is_refused_by_place(change: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        said(**change)
    assert refusal.value.where == f"Scenario: {place}"
    assert words in str(refusal.value)


def test_what_is_left_out_cannot_be_put_back_by_parameters() -> None:
    with pytest.raises(Refusal, match=r"off\.fatigue: found it again in behaviour"):
        said(off=["fatigue"]).with_parameters(DEFAULTS)


# ------------------------------------------------------------------------------------------------ calendar and events


def test_nothing_said_is_a_calm_market() -> None:
    assert schedule(said()) == CALM


def test_seasons_stand_on_their_days() -> None:
    calendar = [{"days": "18–20", "demand": "150 %", "price": "80 %"}, {"days": 40, "demand": 2, "name": "fair"}]
    found = schedule(said(calendar=calendar))
    assert found.season is not None and found.price is not None
    assert found.season.shape == found.price.shape == (61,)
    assert {day: found.season[day] for day in np.flatnonzero(found.season != 1)} == {18: 1.5, 19: 1.5, 20: 1.5, 40: 2.0}
    assert {day: found.price[day] for day in np.flatnonzero(found.price != 1)} == dict.fromkeys((18, 19, 20), 0.8)
    assert (found.closed, found.law, found.scandals) == (None, 0, ())


def test_a_hyphen_is_as_good_as_a_dash() -> None:
    assert said(calendar=[{"days": "18-20", "demand": 2}]).digest == said(calendar=[{"days": "18–20", "demand": 2}]).digest


def test_another_usual_price_makes_every_price_high_or_low() -> None:
    scenario = said(product={"price": 150, "reference_price": 200}, calendar=[{"days": 3, "price": "50 %"}])
    price = schedule(scenario).price
    assert price is not None
    assert np.array_equal(np.flatnonzero(price != 0.75), [3]) and price[3] == 0.375
    assert said().reference_price == 199
    assert said(price=9).reference_price == 9


def test_events_stand_on_their_days() -> None:
    found = schedule(said(events=[SCANDAL, CLOSED, {"days": 50, "stores": "closed"}, {"day": 15, "law": LAW}]))
    assert found.closed is not None and found.law == 15
    assert np.array_equal(np.flatnonzero(found.closed), [*range(10, 41), 50])
    assert found.scandals == ((20, KOL, 0.4, 23),)


@pytest.mark.parametrize(("role", "code"), [("KOL", KOL), ("KOC", KOC), ("KOS", KOS), ("spin-off", SPINOFF), ("brand", BRAND)])
def test_a_scandal_strikes_a_role_and_goes_unanswered_unless_said(role: str, code: int) -> None:
    assert schedule(said(events=[{"day": 2, "scandal": {"role": role}}])).scandals == ((2, code, 1.0, 0),)


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"calendar": {"days": 3}}, "calendar", "a list"),
        ({"calendar": [3]}, "calendar[0]", "keys such as days, name, demand, price"),
        ({"calendar": [{"demand": 2}]}, "calendar[0].days", "write `days:`"),
        ({"calendar": [{"days": 3}]}, "calendar[0]", "a season like any day"),
        ({"calendar": [{"days": "20–18", "demand": 2}]}, "calendar[0].days", "the earlier day first"),
        ({"calendar": [{"days": "18 to 20", "demand": 2}]}, "calendar[0].days", "a dash between"),
        ({"calendar": [{"days": 0, "demand": 2}]}, "calendar[0].days", "found 0"),
        ({"calendar": [{"days": [18, 20], "demand": 2}]}, "calendar[0].days", "found [18, 20]"),
        ({"calendar": [{"days": "60–61", "demand": 2}]}, "calendar[0].days", "days of the campaign, 1 to 60"),
        ({"calendar": [{"days": "3–9", "demand": 2}, {"days": 9, "price": 0.9}]}, "calendar[1].days", "calendar[0] again"),
        ({"calendar": [{"days": 3, "demand": 0}]}, "calendar[0].demand", "write more than 0"),
        ({"calendar": [{"days": 3, "price": 80}]}, "calendar[0].price", "write at most 2"),
        ({"calendar": [{"days": 3, "price": "80 CNY"}]}, "calendar[0].price", "80 %"),
        ({"calendar": [{"days": 3, "prise": 0.8}]}, "calendar[0].prise", "did you mean 'price'"),
        ({"events": [{"day": 3}]}, "events[0]", "exactly one of scandal, stores, law"),
        ({"events": [{**SCANDAL, "law": LAW}]}, "events[0]", "found scandal and law"),
        ({"events": [{"scandal": {"role": "KOL"}}]}, "events[0]", "the day it begins"),
        ({"events": [{"day": 3, "stores": "closed"}]}, "events[0]", "write `days: 10–40`"),
        ({"events": [{**CLOSED, "day": 3}]}, "events[0]", "no `day:`"),
        ({"events": [{"days": 3, "stores": "shut"}]}, "events[0].stores", "expected 'closed'"),
        ({"events": [{"day": 3, "law": "labels"}]}, "events[0].law", LAW),
        ({"events": [{"day": 3, "law": LAW}, {"day": 9, "law": LAW}]}, "events[1].law", "once"),
        ({"events": [{"day": 3, "scandal": {}}]}, "events[0].scandal.role", "write `role:`"),
        ({"events": [{"day": 3, "scandal": {"role": "kol"}}]}, "events[0].scandal.role", "'KOL'"),
        ({"events": [{"day": 3, "scandal": {"role": "KOL", "accounts": 0}}]}, "events[0].scandal.accounts", "more than 0"),
        ({"events": [{"day": 3, "scandal": {"role": "KOL", "response": "a week"}}]}, "events[0].scandal.response", "days"),
        ({"events": [{"day": 59, "scandal": {"role": "KOL", "response": 2}}]}, "events[0]", "found day 61"),
        ({"horizon": 30, "events": [CLOSED]}, "events[0]", "lengthen the horizon"),
        ({"product": {"reference_price": 0}}, "product.reference_price", "above 0"),
    ],
)  # fmt: skip
def test_what_no_day_could_bring_is_refused_by_place(tmp_path: Path, change: dict[str, Any], place: str, words: str) -> None:
    path = tmp_path / "launch.yaml"
    good = {"consumers": CROWD, "budget": 20_000, "strategies": ["head_kol"]}
    path.write_text(yaml.safe_dump({**good, **change}, allow_unicode=True), "utf-8")
    with pytest.raises(Refusal) as refusal:
        load(path)
    assert refusal.value.where == f"{path}: {place}"
    assert words in str(refusal.value)


def test_the_digest_knows_what_a_season_does_and_not_what_it_is_called() -> None:
    season = {"days": "18–20", "demand": 1.5}
    one = said(calendar=[season])
    assert one.digest == said(calendar=[{**season, "name": "fair"}]).digest
    assert len({one.digest, said().digest, said(events=[SCANDAL]).digest, said(events=[CLOSED]).digest}) == 4


# --------------------------------------------------------------------------------------------------------------- targets


@pytest.mark.parametrize(
    ("value", "number", "unit", "text"),
    [
        ("75 %", 75, "%", "75 %"), ("300_000 views a day", 300_000, "views a day", "300,000 views a day"), (12, 12, "", "12"),
        (0.8476, 0.8476, "", "0.8476"), ("10 million CNY a month", 10, "million CNY a month", "10 million CNY a month"),
    ],
)  # fmt: skip
def test_a_published_figure_keeps_its_number_and_unit(value: Any, number: float, unit: str, text: str) -> None:
    figure = said(targets=[{**TARGET, "value": value}]).targets[0].value
    assert (figure.number, figure.unit, str(figure)) == (number, unit, text)


def test_targets_decide_nothing() -> None:
    assert said(targets=[{**TARGET, "metric": "gmv"}]).resolved() == said().resolved()


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"value": "much"}, "targets[0].value", "75 %"),
        ({"value": math.nan}, "targets[0].value", "a number and its unit"),
        ({"value": True}, "targets[0].value", "a number and its unit"),
        ({"metric": "gvm"}, "targets[0].metric", "did you mean 'gmv'"),
        ({"whose": ""}, "targets[0].whose", "at least one letter"),
        ({"sauce": "x"}, "targets[0].sauce", "did you mean 'source'"),
    ],
)
def test_a_figure_without_number_or_origin_is_refused(change: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        said(targets=[{**TARGET, **change}])
    assert refusal.value.where == f"Scenario: {place}"
    assert words in str(refusal.value)


def test_a_figure_needs_an_owner_and_a_source() -> None:
    for name in ("what", "value", "whose", "source"):
        with pytest.raises(Refusal, match=rf"targets\[0\]\.{name}: found nothing"):
            said(targets=[{key: value for key, value in TARGET.items() if key != name}])
