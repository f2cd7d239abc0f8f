"""Every shipped question says what it rests on, runs, and asks about something that acts."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

from simulation.actors import harm
from simulation.experiments import shipped
from simulation.experiments.document import parsed
from simulation.experiments.metrics import METRICS
from simulation.experiments.run import run
from simulation.experiments.scenario import Scenario, load
from simulation.model.mechanisms import MECHANISMS, without

# What each question is about: a strategy, and the mechanism whose absence changes what it brings.
ABOUT = {
    "employment-or-relation": ("guided_sales", "source_trust"),
    "who-works-at-search": ("search_occupation", "search_page"),
    "are-koc-trusted": ("six_three_one", "hidden_contracts"),
    "base-or-viral": ("viral_bets", "engagement_feedback"),
    "what-a-koc-costs": ("only KOC", "acceptance"),
    "nanjing-xinbai": ("guided_sales", "stores"),
    "perfect-diary": ("private_domain", "messages"),
    "nuofan": ("both", "lapse"),
    "gongfu": ("celebrity_mass_harvest", "comments"),
    "five-doctors": ("eight posts each", "fatigue"),
    "baseus": ("challenge", "short_path"),
    "kos-pseudo-concept": ("mostly sellers", "skill"),
    "spinoff-proliferation": ("sixty", "scandal_spill"),
    "a-city": ("head_kol", "comments"),
}
# Questions about what happens, not about a mechanism: what is taken away.
WITHOUT: dict[str, tuple[str, dict[str, Any]]] = {
    "disclosure-law": ("six_three_one", {"events": None}),
    "budget-game": ("yellow", {"calendar": None}),
    "two-hundred-thousand": ("hundreds of KOC", {"koc_followers": 300}),
    "nuofan": ("both", {"calendar": None}),
    "spinoff-proliferation": ("twenty", {"events": None}),
}
ASKED = sorted({*ABOUT, *WITHOUT})


@cache
def loaded(name: str) -> Scenario:
    return load(name)


@cache
def totals(name: str, label: str) -> dict[str, Any]:
    return brought(loaded(name), label)


def brought(scenario: Scenario, label: str) -> dict[str, Any]:
    told: dict[str, Any] = run(scenario, label).totals.iloc[0].to_dict()
    return {metric: None if value is pd.NA else value for metric, value in told.items()}


def left_out(scenario: Scenario, name: str) -> Scenario:
    """The scenario without one mechanism, whatever it says of its parameters."""
    behaviour = {parameter: None for parameter in MECHANISMS[name].off if parameter in scenario._document.get("behaviour", ())}
    return scenario.vary(off=[name], on=[other for other in scenario.on if other != name], behaviour=behaviour)


def test_every_question_but_those_on_data_is_asked_here() -> None:
    assert {*ASKED, "head-or-matrix", "friends-lastfm", "first-campaign"} == set(shipped.names())


@pytest.mark.parametrize("name", shipped.names())
def test_a_file_opens_with_its_question_and_what_it_rests_on(name: str) -> None:
    opening = re.split(r"\n\n[a-z]", shipped.shipped(name).read_text("utf-8"))[0]
    assert "?" in opening.split("\n#\n")[1]
    assert all(f"# {kind}:" in opening for kind in ("Real", "Generated", "Assumed"))


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ("a-city", "budget-game")])
def test_a_case_names_its_sources_and_their_interest(name: str) -> None:
    text = shipped.shipped(name).read_text("utf-8")
    sources = re.search(r"# Sources:((?:.|\n#)*)", text)
    assert sources is not None
    assert re.search(r"advertorial|vendor|brands' own|sells|anonymous", sources[1])
    for target in parsed(shipped.shipped(name)).get("targets", ()):
        assert "own" in target["whose"] and target["source"]


@pytest.mark.parametrize("name", ASKED)
def test_every_strategy_of_a_question_runs_and_accounts_for_its_money(name: str) -> None:
    scenario = loaded(name)
    assert sum(strategy.control for strategy in scenario.strategies.values()) == 1
    found = {label: totals(name, label) for label in scenario.strategies}
    control = found.pop("no_campaign")
    assert control["spend"] == 0
    for label, told in found.items():
        assert told["spend"] + told["unspent"] == pytest.approx(scenario.budget_cny, abs=1e-6), label
        assert told["spend"] >= 0.95 * scenario.budget_cny, label
        assert control["buyers"] < told["buyers"] < 0.5 * scenario.network().n_consumers * scenario.scale, label


@pytest.mark.parametrize("name", ABOUT)
def test_the_mechanism_a_question_is_about_acts(name: str) -> None:
    label, mechanism = ABOUT[name]
    other = left_out(loaded(name), mechanism)
    assert other.parameters == without(loaded(name).parameters, mechanism)
    assert brought(other, label) != totals(name, label)


@pytest.mark.parametrize("name", WITHOUT)
def test_what_happens_in_a_question_matters(name: str) -> None:
    label, change = WITHOUT[name]
    assert brought(loaded(name).vary(**change), label) != totals(name, label)


def test_harm_is_warned_of_where_it_is_studied_and_nowhere_else() -> None:
    warned = {name for name in shipped.names() if harm.warnings(loaded(name).parameters)}
    assert warned == {"are-koc-trusted", "disclosure-law"}
    for name in warned:
        assert "the command warns" in shipped.shipped(name).read_text("utf-8")


def test_published_figures_of_one_kind_stand_beside_ours() -> None:
    named = {name: [target.metric for target in loaded(name).targets if target.metric] for name in ASKED}
    assert {name: metrics for name, metrics in named.items() if metrics} == {
        "nanjing-xinbai": ["buyers_by_kos_share", "members_by_sellers_share"], "baseus": ["small_account_share"],
    }  # fmt: skip
    assert all(METRICS[metric].unit == "share" for metrics in named.values() for metric in metrics)


def test_the_one_account_is_offered_at_one_price_to_ever_smaller_audiences() -> None:
    scenario = loaded("two-hundred-thousand")
    card = scenario.rate_card()
    assert card is not None and {row.fee for row in card} == {200_000}
    assert [max(row.followers for row in card), min(row.followers for row in card)] == [2_500_000, 200_000]
    hired = {label: run(scenario, label).accounts.iloc[1:] for label in scenario.strategies if label != "no_campaign"}
    ones = [hired[f"one with {size} million"] for size in (2.5, 0.8, 0.2)]
    assert [(len(one), float(one["followers"].iloc[0])) for one in ones] == [(1, 2500e3), (1, 800e3), (1, 200e3)]
    many = hired["hundreds of KOC"]
    assert 800 <= len(many) * scenario.scale <= 1000
    assert many["spend"].iloc[0] == pytest.approx(scenario.scale * (200 + 30))
