"""A scenario says the same however it is told, and changes only by being told anew."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.actors.strategies.head_kol import HeadKol
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments import shipped
from simulation.experiments.scenario import Scenario, load
from simulation.graph.network import Network
from simulation.model.parameters import DEFAULTS, REGISTRY, varied
from simulation.refusal import Refusal

Write = Callable[..., Path]
CROWD = {"communities": {"consumers": 60, "communities": 3, "mean_degree": 4, "homophily": 0.75}}
FILE: dict[str, Any] = {
    "question": "Which?", "horizon": "30 days", "scale": "40 people", "consumers": CROWD, "budget": "20_000 CNY",
    "product": {"name": "flask", "price": "199 CNY", "margin": "40 %"},
    "behaviour": {"kappa": 0.8, "epsilon": {"value": 0.3, "between": [0.2, 0.4]}},
    "strategies": ["no_campaign", {"short": {"strategy": "head_kol", "posts": 2}}],
    "replicates": 5, "precision": "2 %", "key": 7,
}  # fmt: skip


@dataclass(frozen=True)
class Mine(Strategy):
    """A user's own strategy."""

    posts: int = 1
    share: float = 0.5

    def plan(self, desk: Any) -> None:
        """Nothing."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(content: Any, name: str = "launch.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False), "utf-8")
        return path

    return _write


def small(**more: Any) -> Scenario:
    return Scenario(**{"consumers": CROWD, "budget": 20_000, "strategies": ["head_kol"], **more})


def test_a_file_becomes_plain_values(write: Write) -> None:
    scenario = load(write(FILE))
    assert (scenario.name, scenario.question, scenario.product_name) == ("launch", "Which?", "flask")
    assert (scenario.horizon, scenario.scale, scenario.price, scenario.margin) == (30, 40, 199, 0.4)
    assert (scenario.budget, scenario.budget_cny) == (2_000_000, 20_000)
    assert (scenario.replicates, scenario.precision, scenario.key) == (5, 0.02, 7)
    assert scenario.strategies["short"] == HeadKol(posts=2)
    assert list(scenario.strategies) == ["no_campaign", "short"]
    assert scenario.parameters == DEFAULTS._replace(kappa=0.8, epsilon=0.3)
    assert scenario.ranges == {"epsilon": (0.2, 0.4)}
    assert scenario.held == {"kappa"}


def test_what_is_not_said_has_the_documented_default() -> None:
    scenario = small()
    assert (scenario.horizon, scenario.scale, scenario.price, scenario.margin) == (60, 1, 199, 0.4)
    assert (scenario.replicates, scenario.precision, scenario.key, scenario.name) == (30, None, 0, "scenario")
    assert scenario.parameters == DEFAULTS
    assert scenario.creators_table() is None
    assert scenario.rate_card() is None


def test_python_and_a_file_say_the_same(write: Write) -> None:
    assert Scenario(**FILE).resolved() == load(write(FILE)).resolved()


def test_a_network_can_stand_for_its_section() -> None:
    net = Network.from_edges([1, 2], [2, 3])
    scenario = small(consumers=net)
    assert scenario.network() is net
    assert scenario.resolved()["consumers"] == net.digest


def test_an_instance_is_a_strategy_under_its_own_name_or_a_label() -> None:
    scenario = small(strategies=[Mine(), HeadKol(posts=1), {"more": Mine(posts=2)}])
    assert dict(scenario.strategies) == {"Mine": Mine(), "head_kol": HeadKol(posts=1), "more": Mine(posts=2)}


def test_strategies_may_be_a_mapping_and_round_trip() -> None:
    scenario = small(strategies={"a": "head_kol", "b": {"strategy": "head_kol", "posts": 3}, "c": Mine()})
    assert dict(scenario.vary(strategies=scenario.strategies).strategies) == dict(scenario.strategies)


@pytest.mark.parametrize("name", shipped.names())
def test_every_shipped_scenario_loads_with_its_data(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.question.endswith("?")
    assert scenario.network().n_consumers > 0
    assert scenario.creators_table() is not None or scenario.rate_card()
    assert len(scenario.digest) == 64


def test_the_main_scenario_is_the_one_that_is_promised() -> None:
    scenario = load("head-or-matrix")
    creators = scenario.creators_table()
    assert creators is not None and creators.partner is not None
    assert (creators.network.n_consumers, creators.network.n_ties) == (9_498, 153_138)
    assert scenario.network().n_consumers * scenario.scale == 2_000_000
    assert (scenario.budget_cny, scenario.price, scenario.margin, scenario.horizon) == (1_000_000, 199, 0.4, 60)
    assert len(scenario.strategies) == 8
    assert (scenario.ranges, scenario.held) == ({}, frozenset())  # as in the registry, and drawn when assumptions vary
    for name in ("audience_exponent", "audience_share", "audience_overlap"):
        assert getattr(scenario.parameters, name) == REGISTRY[name].default


def test_real_consumers_keep_their_segments() -> None:
    network = load("friends-lastfm").network()
    assert (network.n_consumers, network.n_ties, network.directed) == (7_624, 27_806, False)
    assert network.segment_labels is not None and len(network.segment_labels) == 18


def test_loading_imports_neither_mesa_nor_matplotlib_nor_the_tables() -> None:
    code = (
        "import sys; from simulation.experiments.scenario import load; load('head-or-matrix');"
        "assert not {'mesa', 'matplotlib', 'pandas', 'pyarrow'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --------------------------------------------------------------------------------------------------------- extends


def test_a_file_extends_another(write: Write) -> None:
    write(FILE, "base/base.yaml")
    scenario = load(write({"extends": "base/base.yaml", "budget": "1 CNY", "behaviour": {"theta": 1}}))
    assert (scenario.name, scenario.budget, scenario.horizon) == ("launch", 100, 30)
    assert (scenario.parameters.kappa, scenario.parameters.theta) == (0.8, 1)


def test_lists_are_replaced_and_null_takes_away(write: Write) -> None:
    write(FILE, "base.yaml")
    scenario = load(write({"extends": "base.yaml", "strategies": ["tiered"], "behaviour": None, "precision": None}))
    assert (list(scenario.strategies), scenario.precision, scenario.parameters) == (["tiered"], None, DEFAULTS)


def test_paths_are_seen_from_the_file_that_says_them(write: Write) -> None:
    write("a,b\n1,2\n", "base/data/ties.csv")
    write({**FILE, "consumers": {"file": "data/ties.csv"}}, "base/base.yaml")
    assert load(write({"extends": "base/base.yaml"})).network().n_ties == 1


def test_another_source_of_consumers_replaces_the_first(write: Write) -> None:
    write(FILE, "base.yaml")
    changed = {"small_world": {"consumers": 20, "neighbours": 4, "rewiring": "10 %"}}
    assert load(write({"extends": "base.yaml", "consumers": changed})).network().n_consumers == 20
    more = {"communities": {"consumers": 90}}
    assert load(write({"extends": "base.yaml", "consumers": more})).network().n_consumers == 90


def test_a_shipped_scenario_can_be_extended_by_its_name(write: Write) -> None:
    assert load(write({"extends": "head-or-matrix", "budget": 5})).digest == load("head-or-matrix").vary(budget=5).digest


@pytest.mark.parametrize("chain", [["launch"], ["second", "launch"], ["second", "third", "second"]])
def test_a_circle_is_refused(write: Write, chain: list[str]) -> None:
    for name, other in zip(["launch", *chain], chain, strict=False):
        path = write({"extends": f"{other}.yaml"}, f"{name}.yaml")
    with pytest.raises(Refusal, match=r"extends: found a circle \(.*→.*\)"):
        load(path.parent / "launch.yaml")


# ------------------------------------------------------------------------------------------------------------ vary


def test_varying_changes_what_is_named_and_nothing_else() -> None:
    scenario = small(kappa=0.2)
    varied_one = scenario.vary(budget="500_000 CNY", kappa=0.8, price=299, theta=1)
    assert (varied_one.budget_cny, varied_one.price, varied_one.margin) == (500_000, 299, 0.4)
    assert varied_one.parameters == DEFAULTS._replace(kappa=0.8, theta=1)
    assert (scenario.budget_cny, scenario.parameters.kappa) == (20_000, 0.2)
    assert scenario.vary().digest == scenario.digest


def test_the_network_is_kept_while_it_is_the_same() -> None:
    scenario = small()
    net = scenario.network()
    assert scenario.vary(budget=1, kappa=0.1).network() is net
    assert scenario.with_parameters(DEFAULTS).network() is net
    assert scenario.vary(key=1).network() is not net


def test_the_creators_are_kept_while_their_table_is_the_same() -> None:
    scenario = load("head-or-matrix")
    table = scenario.creators_table()
    assert scenario.vary(audience_exponent=0.6, budget=1).creators_table() is table
    assert scenario.with_parameters(DEFAULTS).creators_table() is table


def test_none_takes_a_section_back_to_its_default() -> None:
    assert small(horizon=7, price=9).vary(horizon=None, product=None).digest == small().digest


def test_an_audience_parameter_is_changed_where_it_is_said() -> None:
    scenario = load("head-or-matrix").vary(audience_exponent=0.6, audience_share={"between": [0.15, 0.25]})
    assert (scenario.parameters.audience_exponent, scenario.held) == (0.6, {"audience_exponent"})
    assert scenario.ranges == {"audience_share": (0.15, 0.25)}


def test_the_parameters_of_a_world_are_taken_over_and_drawn_no_more() -> None:
    for scenario in (small(epsilon={"value": 0.3, "between": [0.2, 0.4]}), load("head-or-matrix")):
        drawn = varied(scenario.parameters, 5, scenario.held)
        world = scenario.with_parameters(drawn)
        assert world.parameters == drawn
        assert varied(world.parameters, 6, world.held) == drawn
        assert world.vary(budget=1).parameters == drawn


def test_a_scenario_cannot_be_changed() -> None:
    scenario = small()
    with pytest.raises(FrozenInstanceError):
        scenario.budget = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.strategies["more"] = Mine()  # type: ignore[index]


def test_changing_what_was_handed_over_changes_nothing() -> None:
    said: dict[str, Any] = {"communities": {**CROWD["communities"]}}
    scenario = small(consumers=said)
    said["communities"]["consumers"] = 90
    assert scenario.vary().network().n_consumers == 60


def test_a_scenario_can_be_sent_to_another_process() -> None:
    scenario = small(consumers=Network.from_edges([1, 2], [2, 3]), strategies=[Mine(), "tiered"], kappa=0.3)
    there = pickle.loads(pickle.dumps(scenario))
    assert (there.digest, dict(there.strategies)) == (scenario.digest, dict(scenario.strategies))


# ---------------------------------------------------------------------------------------------------------- digest


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_digest_knows_no_order_of_keys_and_no_labels(random: Any) -> None:
    items = list(FILE.items())
    random.shuffle(items)
    said = {**dict(items), "name": f"called {random.randint(0, 99)}", "question": "", "strategies": ["tiered"]}
    said |= {"replicates": 9, "precision": None}
    assert Scenario(**said).digest == Scenario(**FILE).digest


def test_the_digest_knows_no_paths(write: Write) -> None:
    card = "name,role,followers,fee,platform,segment\nA,KOL,100,30,notes,\n"
    one, other = ({**FILE, "consumers": {"file": f"{name}.csv"}, "accounts": {"file": f"{name}-card.csv"}} for name in "ab")
    for name in "ab":
        write("x,y\n1,2\n", f"{name}.csv")
        write(card, f"{name}-card.csv")
    assert load(write(one)).digest == load(write(other, "other.yaml")).digest


@pytest.mark.parametrize(
    "change",
    [
        {"horizon": 31}, {"scale": 41}, {"budget": 20_001}, {"price": 198}, {"margin": 0.41}, {"key": 8}, {"kappa": 0.7},
        {"epsilon": 0.3}, {"epsilon": {"value": 0.3, "between": [0.2, 0.5]}}, {"theta": 0.92},
        {"consumers": {"communities": {"consumers": 61}}},
    ],
)  # fmt: skip
def test_the_digest_changes_with_all_that_decides(change: dict[str, Any]) -> None:
    assert Scenario(**FILE).vary(**change).digest != Scenario(**FILE).digest


def test_a_table_shows_a_scenario_and_escapes_its_words() -> None:
    shown = small(question="<b>Which?</b>", kappa=0.3)._repr_html_()
    assert "&lt;b&gt;Which?" in shown and "kappa = 0.3" in shown and "20,000.00 CNY" in shown
    assert repr(small()) == "<Scenario scenario: 20,000 CNY, 60 days, 1 strategies>"
