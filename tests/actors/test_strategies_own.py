"""A strategy of a user's own: declared by a package, known by name, examined as ours are; what is wrong with it is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest

import simulation as sim
from simulation.actors.strategies import registry
from simulation.experiments import json_schema
from simulation.refusal import Refusal

ROOT = Path(sim.__file__).resolve().parent.parent
NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "03-own-equation-and-strategy.ipynb"
CELL = next(cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.id == "own-strategy")
GOOD: dict[str, Any] = {"consumers": {"ring": {"consumers": 30}}, "budget": 900, "horizon": 12, "scale": 10}

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a package on the path as an installation would, its module under a name of its own."""
    made: list[str] = []

    def put(name: str = "friends_first", source: str = CELL, points_at: str = "FriendsFirst", package: str = "") -> Path:
        module = f"own_{len(made)}_{tmp_path.name.replace('-', '_')}"
        folder, package = tmp_path / module, package or f"package-{len(made)}"
        info = folder / f"{package.replace('-', '_')}-1.dist-info"
        info.mkdir(parents=True)
        (folder / f"{module}.py").write_text(source + "\n", "utf-8")
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[wom.strategies]\n{name} = {module}:{points_at}\n", "utf-8")
        made.append(module)
        monkeypatch.syspath_prepend(str(folder))
        return folder

    return put


def said(*strategies: Any) -> sim.Scenario:
    return sim.Scenario(**GOOD, strategies=list(strategies))


def test_the_strategy_of_the_notebook_is_a_file_of_at_most_eighty_lines() -> None:
    assert len(CELL.splitlines()) <= 80


def test_an_installed_strategy_is_known_by_name_with_its_options(install: Install) -> None:
    with pytest.raises(Refusal, match="friends_first"):
        said("friends_first")
    install()
    scenario = said("no_campaign", "friends_first", {"early": {"strategy": "friends_first", "look": 8, "product": "20 %"}})
    assert registry.names()[-1] == "friends_first" and "friends_first" not in registry.NAMES
    early = scenario.strategies["early"]
    assert (early.look, early.product, registry.name_of(early)) == (8, 0.2, "friends_first")
    assert sim.run(scenario, "early").totals["spend"][0] > 800
    assert sim.check_strategy(early)["held"].all()


@pytest.mark.parametrize(
    ("option", "words"),
    [({"look": 1}, "whole number"), ({"product": "120 %"}, "share"), ({"prodct": 0.5}, "product"), ({"who": "me"}, "random")],
)
def test_its_options_are_checked_as_ours_are(option: dict[str, Any], words: str, install: Install) -> None:
    install()
    with pytest.raises(Refusal, match=words):
        said({"mine": {"strategy": "friends_first", **option}})
    if "prodct" not in option:
        with pytest.raises(Refusal, match=r"mine"):
            sim.Scenario(**GOOD, strategies={"mine": registry.named("friends_first")(**{**option, "product": 1.2})})


def test_the_schema_of_scenarios_describes_what_is_installed(install: Install) -> None:
    plain = json_schema.json_schema()
    install()
    told = json_schema.json_schema()
    document = {**GOOD, "strategies": ["friends_first", {"early": {"strategy": "friends_first", "look": 8}}]}
    jsonschema.Draft202012Validator(told).validate(document)
    assert not jsonschema.Draft202012Validator(plain).is_valid(document)
    assert not jsonschema.Draft202012Validator(told).is_valid(
        {**document, "strategies": [{"early": {"strategy": "friends_first", "look": 1}}]}
    )


def test_another_process_knows_it_too(install: Install) -> None:
    folder = install()
    question = "import sys; from simulation.actors.strategies import registry; print(registry.named('friends_first').__name__)"
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]; "
    answer = subprocess.run([sys.executable, "-c", path + question], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "FriendsFirst"


@pytest.mark.parametrize("name", ["Friends", "friends-first", "1st", "freunde_für_alle", "a" * 61])
def test_a_name_no_file_could_use_is_refused(name: str, install: Install) -> None:
    install(name)
    with pytest.raises(Refusal, match=r"package-0: entry point wom\.strategies.*lower-case"):
        said("friends_first")


def test_a_name_of_ours_is_taken(install: Install) -> None:
    install("head_kol")
    with pytest.raises(Refusal, match=r"package-0: entry point wom.strategies.head_kol.*taken"):
        registry.names()


def test_a_name_declared_by_two_packages_is_refused_and_both_are_named(install: Install) -> None:
    install(package="one")
    install(package="another")
    with pytest.raises(Refusal, match=r"another: .*friends_first.* again, which one declares .*once"):
        registry.names()


HEAD = "from dataclasses import dataclass, field\nimport simulation as sim\n"
PLAN = "    def plan(self, desk):\n        desk.advertise(desk.left)\n"
WRONG = {
    "import no_such_module_anywhere": "cannot be imported .*no_such_module_anywhere",
    "1 / 0": "cannot be imported .*ZeroDivisionError",
    "class FriendsFirst(:": "cannot be imported .*SyntaxError",
    "class Another: pass": "cannot be imported .*AttributeError",
    "class FriendsFirst: pass": "derived from Strategy",
    "FriendsFirst = 7": "derived from Strategy",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    posts: int = 2\n": "a method plan",
    f"{HEAD}class FriendsFirst(sim.Strategy):\n{PLAN}": "frozen dataclass",
    f"{HEAD}@dataclass\nclass FriendsFirst(sim.Strategy):\n    posts: int = 2\n{PLAN}": "frozen dataclass",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    posts: int\n{PLAN}": "posts.*no default",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    posts: int = 2.5\n{PLAN}": "posts.*2.5",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    part: float = float('nan')\n{PLAN}": "part.*nan",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    who: str = 'me'\n{PLAN}": "who.*choices",
    f"{HEAD}@dataclass(frozen=True)\nclass FriendsFirst(sim.Strategy):\n    who: list = None\n{PLAN}": "who",
}  # fmt: skip


@pytest.mark.parametrize("source", WRONG, ids=[words[:24] for words in WRONG.values()])
def test_what_cannot_be_used_is_refused_when_it_is_asked_for_and_harms_nobody_before(source: str, install: Install) -> None:
    install(source=source)
    assert said("no_campaign", "head_kol") and "friends_first" in registry.names()
    with pytest.raises(Refusal, match=r"package-0: entry point wom.strategies.friends_first") as refused:
        said("friends_first")
    refused.match(WRONG[source])
    assert str(refused.value).count("\n") == 0


def test_a_strategy_nobody_declared_is_called_by_its_class() -> None:
    said_so: dict[str, Any] = {}
    exec(CELL, said_so)
    assert registry.name_of(said_so["FriendsFirst"]()) == "FriendsFirst"
    assert not registry.known(said_so["FriendsFirst"])
