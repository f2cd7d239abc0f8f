"""Whatever is wrong with a scenario is refused, naming file, field, what was found and what to do."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.document import LARGEST_FILE
from simulation.experiments.scenario import Scenario, load
from simulation.refusal import Refusal

CROWD = {"communities": {"consumers": 60, "communities": 3, "mean_degree": 4, "homophily": 0.75}}
GOOD: dict[str, Any] = {"consumers": CROWD, "budget": 20_000, "strategies": ["no_campaign", "head_kol"]}

# What a file says, merged over a good one; where the refusal points; words it has to contain.
WRONG_FIELDS: list[tuple[dict[str, Any], str, str]] = [
    ({"budget": -1}, "budget", "write at least 0"),
    ({"budget": "-1 CNY"}, "budget", "'-1 CNY'"),
    ({"budget": "1000 EUR"}, "budget", "'EUR' is not known here"),
    ({"budget": "10 %"}, "budget", "leave the % out"),
    ({"budget": "a million"}, "budget", "a number in CNY"),
    ({"budget": True}, "budget", "a number in CNY"),
    ({"budget": math.inf}, "budget", "inf"),
    ({"budget": ".nan"}, "budget", "'.nan'"),
    ({"budget": 0.001}, "budget", "whole fen"),
    ({"budget": 10**13}, "budget", "at most"),
    ({"budget": []}, "budget", "found []"),
    ({"budget": None}, "budget", "found None"),
    ({"horizon": 0}, "horizon", "from 1 to 3_650"),
    ({"horizon": "0 days"}, "horizon", "'0 days'"),
    ({"horizon": -3}, "horizon", "found -3"),
    ({"horizon": 4000}, "horizon", "at most 3_650"),
    ({"horizon": 1.5}, "horizon", "leave the fraction out"),
    ({"horizon": "6 weeks"}, "horizon", "'weeks' is not known here"),
    ({"horizon": False}, "horizon", "found False"),
    ({"scale": 0}, "scale", "found 0"),
    ({"scale": "40 CNY"}, "scale", "'CNY' is not known here"),
    ({"scale": math.nan}, "scale", "nan"),
    ({"product": {"price": 0}}, "product.price", "above 0"),
    ({"product": {"price": "199 %"}}, "product.price", "leave the % out"),
    ({"product": {"margin": "140 %"}}, "product.margin", "nothing is over 100 %"),
    ({"product": {"margin": 40}}, "product.margin", "40 %"),
    ({"product": {"margin": -0.1}}, "product.margin", "write at least 0"),
    ({"product": {"prise": 3}}, "product.prise", "did you mean 'price'"),
    ({"product": 199}, "product", "a mapping with keys such as name, price, margin"),
    ({"product": {"name": 5}}, "product.name", "found 5; expected text"),
    ({"replicates": 0}, "replicates", "found 0"),
    ({"replicates": 2.5}, "replicates", "leave the fraction out"),
    ({"precision": 0}, "precision", "found 0"),
    ({"precision": "200 %"}, "precision", "nothing is over 100 %"),
    ({"key": -1}, "key", "found -1"),
    ({"key": "seven"}, "key", "'seven'"),
    ({"name": ""}, "name", "a name of 1 to 80"),
    ({"name": "a/b"}, "name", "leave out '/'"),
    ({"name": ".."}, "name", "found '..'"),
    ({"name": "x" * 81}, "name", "a name of 1 to 80"),
    ({"name": 2025}, "name", "in quotes if it looks like a number"),
    ({"question": ["why"]}, "question", "expected text"),
    ({"budgt": 3}, "budgt", "did you mean 'budget'"),
    ({"extend": "x.yaml"}, "extend", "did you mean 'extends'"),
    ({"market": {}}, "market", "the unknown key 'market'"),
    ({"behaviour": {"kapa": 0.5}}, "behaviour.kapa", "did you mean 'kappa'"),
    ({"behaviour": {"kappa": 1.5}}, "behaviour.kappa", "a share from 0 to 1"),
    ({"behaviour": {"kappa": "a half"}}, "behaviour.kappa", "'a half'"),
    ({"behaviour": {"kappa": True}}, "behaviour.kappa", "found True"),
    ({"behaviour": {"kappa": None}}, "behaviour.kappa", "found None"),
    ({"behaviour": {"cpm": "50 %"}}, "behaviour.cpm", "leave the % out"),
    ({"behaviour": {"kappa": {"value": 0.5}}}, "behaviour.kappa.between", "two numbers such as"),
    ({"behaviour": {"kappa": {"between": [0.2]}}}, "behaviour.kappa.between", "two numbers such as"),
    ({"behaviour": {"kappa": {"between": [0.8, 0.2]}}}, "behaviour.kappa.between", "the lower end first"),
    ({"behaviour": {"kappa": {"between": [0.2, 1.2]}}}, "behaviour.kappa", "found 1.2"),
    ({"behaviour": {"kappa": {"between": [0.8, 0.9]}}}, "behaviour.kappa", "within its own range, 0.8 to 0.9"),
    ({"behaviour": {"kappa": {"between": [0.2, 0.8], "vale": 0.5}}}, "behaviour.kappa", "did you mean 'value'"),
    ({"behaviour": [0.5]}, "behaviour", "a mapping with keys such as"),
    ({"consumers": {}}, "consumers", "no source"),
    ({"consumers": None}, "consumers", "expected a mapping"),
    ({"consumers": 50_000}, "consumers", "a mapping with keys such as file"),
    ({"consumers": {"file": "a.csv", "ring": {"consumers": 5}}}, "consumers", "found file and ring"),
    ({"consumers": {"smallworld": {}}}, "consumers.smallworld", "did you mean 'small_world'"),
    ({"consumers": {**CROWD, "directed": False}}, "consumers", "beside `file` only"),
    ({"consumers": {"file": "nowhere.csv"}}, "consumers.file", "no such file"),
    ({"consumers": {"file": "."}}, "consumers.file", "a directory"),
    ({"consumers": {"file": "launch.yaml", "directed": "yes"}}, "consumers.directed", "true or false"),
    ({"consumers": {"file": "launch.yaml", "segments": {"file": "nowhere.csv"}}}, "consumers.segments.file", "no such file"),
    ({"consumers": {"complete": {"consumers": 10**20}}}, "consumers.complete.consumers", "2_147_483_647"),
    ({"consumers": {"complete": {"consumers": 0}}}, "consumers.complete.consumers", "found 0"),
    ({"consumers": {"complete": {"consumers": "many"}}}, "consumers.complete.consumers", "'many'"),
    ({"consumers": {"communities": {**CROWD["communities"], "homophily": "110 %"}}}, "consumers.communities.homophily", "100 %"),
    ({"consumers": {"communities": {"consumers": 9}}}, "consumers.communities.communities", "found nothing"),
    ({"consumers": {"erdos_renyi": {"consumers": 2 * 10**9, "mean_degree": 1e6}}}, "consumers.erdos_renyi", "which memory holds"),
    ({"consumers": {"power_law": {"consumers": 10**9, "exponent": 2, "minimum": 999}}}, "consumers.power_law", "memory"),
    ({"creators": {"graph": "g.csv"}}, "creators.table", "found nothing"),
    ({"creators": {"graph": "g", "table": "t", "following": {"column": "views"}}}, "creators.graph", "no such file"),
    ({"creators": {"graph": "g", "table": "t", "following": {"colum": "v"}}}, "creators.following.colum", "'column'"),
    ({"creators": {"graph": "g", "table": "t", "following": {"column": "v", "overlap": 2}}}, "creators.following.overlap", "95"),
    ({"accounts": {"file": "nowhere.csv"}}, "accounts.file", "no such file"),
    ({"accounts": {"fil": "nowhere.csv"}}, "accounts.fil", "did you mean 'file'"),
    ({"accounts": "card.csv"}, "accounts", "a mapping with keys such as file"),
    ({"accounts": {"file": "lunch.yaml"}}, "accounts.file", "did you mean 'launch.yaml'"),
    ({"strategies": []}, "strategies", "0 strategies"),
    ({"strategies": "head_kol"}, "strategies", "a list of 1 to"),
    ({"strategies": ["hed_kol"]}, "strategies[0]", "did you mean 'head_kol'"),
    ({"strategies": [3]}, "strategies[0]", "found 3"),
    ({"strategies": [None]}, "strategies[0]", "found None"),
    ({"strategies": ["head_kol", "head_kol"]}, "strategies[1]", "the label 'head_kol' again"),
    ({"strategies": [{"a": "tiered", "b": "tiered"}]}, "strategies[0]", "indent the options"),
    ({"strategies": [{"a": {"posts": 3}}]}, "strategies[0].a.strategy", "no `strategy:`"),
    ({"strategies": [{"a": {"strategy": "tierd"}}]}, "strategies[0].a.strategy", "did you mean 'tiered'"),
    ({"strategies": [{"a": {"strategy": "head_kol", "post": 3}}]}, "strategies[0].a.post", "did you mean 'posts'"),
    ({"strategies": [{"a": {"strategy": "no_campaign", "posts": 3}}]}, "strategies[0].a.posts", "it has no options"),
    ({"strategies": [{"a": {"strategy": "head_kol", "posts": 1.5}}]}, "strategies[0].a.posts", "leave the fraction out"),
    ({"strategies": [{"a": {"strategy": "head_kol", "posts": -1}}]}, "strategies[0].a.posts", "found -1"),
    ({"strategies": [{"a": {"strategy": "tiered", "head": "110 %"}}]}, "strategies[0].a.head", "nothing is over 100 %"),
    ({"strategies": [{"a/b": {"strategy": "tiered"}}]}, "strategies[0]", "leave out '/'"),
    ({"strategies": {"head_kol": None}}, "strategies.head_kol", "found None"),
]  # fmt: skip


def said(change: dict[str, Any]) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **change}


@pytest.mark.parametrize(("change", "field", "words"), WRONG_FIELDS, ids=lambda value: str(value)[:60])
def test_a_wrong_field_is_refused_by_file_and_name(tmp_path: Path, change: dict[str, Any], field: str, words: str) -> None:
    path = tmp_path / "launch.yaml"
    path.write_text(yaml.safe_dump(said(change)), "utf-8")
    with pytest.raises(Refusal) as refusal:
        load(path)
    assert f"{path}: {field}:" in f"{refusal.value.where}:"
    assert words in str(refusal.value)


@pytest.mark.parametrize(("change", "field", "words"), WRONG_FIELDS, ids=lambda value: str(value)[:60])
def test_python_values_are_refused_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], field: str, words: str
) -> None:
    (tmp_path / "launch.yaml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refusal) as refusal:
        Scenario(**said(change))
    assert str(refusal.value).startswith("Scenario: ")
    assert field.split(".")[0].split("[")[0] in refusal.value.where


WRONG_FILES: list[tuple[str | bytes, str]] = [
    ("", "found nothing"),
    ("# only a remark\n", "found nothing"),
    ("- a\n- b\n", "found a list"),
    ("just words", "found a str"),
    ("a: b: c", "broken YAML"),
    ("budget: [1, 2", "broken YAML"),
    ("\tbudget: 1", "broken YAML"),
    ("budget: 1\nbudget: 2\n", "line 2: found the key 'budget' twice"),
    ("product: {price: 1, price: 2}", "the key 'price' twice"),
    ("1: x", "found '1' as a key"),
    ("true: x", "words as keys"),
    ("? [a, b]\n: x", "words as keys"),
    ("budget: !!python/object/apply:os.system ['true']", "the tag"),
    ("budget: !!float 3", "the tag"),
    ("budget: !mine 3", "the tag '!mine'"),
    ("a: &a [1]\nb: *a", "an anchor or alias"),
    ("a: &a x", "an anchor or alias"),
    ("a: &a [l,l]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]", "an anchor or alias"),
    ("<<: {budget: 3}", "<<"),
    ("a: " + "[" * 5000, "nested more than 20 deep"),
    ("a: " + "{b: " * 30 + "1" + "}" * 30, "nested more than 20 deep"),
    ("a: 1\n---\nb: 2\n", "broken YAML"),
    ("a: 'never closed", "broken YAML"),
    ("a: \x07", "broken YAML"),
    ("%YAML 9.9\n---\na: 1", "broken YAML"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "bytes that are no text"),
    (b"\xff\xfe" + "budget: 3".encode("utf-16-le"), "bytes that are no text"),
    (b"\x00" * 64, "broken YAML"),
    ("a: " + "x" * LARGEST_FILE, "at most 256 kB"),
    ("budget: 2025-01-01", "'2025-01-01'"),
    ("budget: 1:30", "'1:30'"),
    ("budget: yes", "'yes'"),
    ("budget: " + "9" * 5000, "budget"),
    ("extends: [a]", "extends"),
    ("extends: nowhere.yaml", "no such file"),
    ("extends: head-or-matrx", "did you mean 'head-or-matrix'"),
    ("extends: launch.yaml", "a circle"),
    ("extends: .", "a directory"),
]


@pytest.mark.parametrize(("content", "words"), WRONG_FILES, ids=lambda value: str(value)[:40])
def test_a_file_that_is_no_scenario_is_refused_by_name(tmp_path: Path, content: str | bytes, words: str) -> None:
    path = tmp_path / "launch.yaml"
    good = "consumers: {complete: {consumers: 9}}\nstrategies: [tiered]\n" if str(content).startswith("budget: ") else ""
    path.write_bytes(content if isinstance(content, bytes) else (content + "\n" + good if good else content).encode())
    with pytest.raises(Refusal) as refusal:
        load(path)
    assert str(path) in refusal.value.where
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("head-or-matrx", "did you mean 'head-or-matrix'"),
        ("lunch.yaml", "did you mean 'launch.yaml'"),
        ("nothing/like/it.yaml", "check the name and the folder"),
        (".", "a directory"),
        ("", "a directory"),
        ("x" * 5000, "found a name that cannot be used"),
        ("a\0b", "found"),
        (7, "the path of a file"),
        (None, "the path of a file"),
    ],
)
def test_a_missing_file_is_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: Any, words: str
) -> None:
    (tmp_path / "launch.yaml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refusal) as refusal:
        load(name)
    assert words in str(refusal.value)


def test_a_directory_is_refused_with_a_file_in_it(tmp_path: Path) -> None:
    (tmp_path / "launch.yaml").touch()
    with pytest.raises(Refusal, match=r"found a directory; .* such as launch\.yaml"):
        load(tmp_path)


@dataclass
class Changeable(Strategy):
    """Not frozen."""

    def plan(self, desk: Any) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Undefined(Strategy):
    """With a number that is none."""

    share: float = math.nan

    def plan(self, desk: Any) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Stranger:
    """No strategy."""


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        (Changeable(), "a frozen dataclass"),
        (Undefined(), r"strategies\[0\]\.share: found nan"),
        (Stranger(), "derive its class from Strategy"),
        (Changeable, "an instance of a frozen dataclass"),
        (object(), "an instance of a frozen dataclass"),
    ],
)
def test_an_instance_that_cannot_be_run_again_is_refused(strategy: Any, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        Scenario(consumers=CROWD, budget=1, strategies=[strategy])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kapa": 1}, "Scenario: kapa: .*did you mean 'kappa'"),
        ({"behaviour": {1: 2}}, "the key 1"),
        ({"budget": np.array([1.0])}, "budget"),
        ({"consumers": "graph.csv"}, "consumers: found 'graph.csv'"),
        ({"extends": "x.yaml"}, "unknown name 'extends'"),
        ({"price": "5 EUR"}, "product.price"),
    ],
)
def test_keywords_are_refused_by_name(more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        Scenario(**said(more))


def test_one_parameter_in_two_places_is_refused(tmp_path: Path) -> None:
    for name in ("g.csv", "t.csv"):
        (tmp_path / name).touch()
    creators = {"graph": str(tmp_path / "g.csv"), "table": str(tmp_path / "t.csv"), "following": {"column": "v", "overlap": 0.1}}
    with pytest.raises(Refusal, match=r"behaviour\.audience_overlap: found it again as creators\.following\.overlap"):
        Scenario(**said({"creators": creators, "behaviour": {"audience_overlap": 0.2}}))


def test_a_varied_scenario_is_refused_as_such() -> None:
    with pytest.raises(Refusal, match=r"^Scenario, varied: budget: found -5"):
        Scenario(**GOOD).vary(kappa=0.2).vary(budget=-5)


def test_a_recipe_no_network_can_have_is_refused_by_place() -> None:
    crowded = {"communities": {"consumers": 20, "communities": 10, "mean_degree": 15, "homophily": 1}}
    with pytest.raises(Refusal, match=r"^Scenario: consumers\.communities: .*at most"):
        Scenario(**said({"consumers": crowded})).network()


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from([*GOOD, "behaviour", "product", "creators", "accounts", "horizon", "key"]), PLAIN)
def test_anything_for_a_section_makes_a_scenario_or_a_refusal(section: str, value: Any) -> None:
    try:
        assert Scenario(**said({section: value})).digest
    except Refusal as refusal:
        assert section in refusal.where and refusal.remedy


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!?|>%@`#'\", \n\t1", max_size=60).map(str.encode)))
def test_any_bytes_in_a_file_make_a_refusal_that_names_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        load(path)
    assert str(path) in refusal.value.where
