"""The documents say what the code does: equations, parameters, streams, strategies, commands, links and examples."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies import registry
from simulation.engine import actions, world
from simulation.engine.engines import REPLACEABLE
from simulation.model import chance, equations, population
from simulation.model.mechanisms import MECHANISMS
from simulation.model.parameters import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
ODD = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
STATE = ODD[ODD.index("\n## 2 Entities") : ODD.index("\n## 3 Process")]
SUBMODELS = ODD[ODD.index("\n## 7 Submodels") : ODD.index("\n## Annex")]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "scenarios").rglob("*.md")])

ELEMENTS = ["1 Purpose and patterns", "2 Entities, state variables, and scales", "3 Process overview and scheduling",
            "4 Design concepts", "5 Initialization", "6 Input data", "7 Submodels"]  # fmt: skip
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
            "Stochasticity", "Collectives", "Observation"]  # fmt: skip


ANNEX = "Annex: human decisions (ODD+D)"
DECISIONS = ["Theoretical and empirical background", "Individual decision making", "Learning", "Individual sensing",
             "Individual prediction", "Interaction", "Collectives", "Heterogeneity", "Stochasticity of decisions", "Observation",
             "Implementation"]  # fmt: skip


def script(name: str) -> Any:
    """A script that writes documents, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = script("generate")


def told_in_table(name: str) -> list[str]:
    """The rows of one of the tables that are written from the code."""
    begin, end = f"<!-- {name}: written by docs/generate.py -->", f"<!-- end of {name} -->"
    table = SUBMODELS[SUBMODELS.index(begin) : SUBMODELS.index(end)]
    return re.findall(r"^\| `[a-z_0-9]+` \|.*$", table, re.MULTILINE)


def numbered() -> dict[str, str]:
    """The numbered equations of the model, by the line that tells each."""
    told = {}
    for name, function in vars(equations).items():
        text = " ".join((getattr(function, "__doc__", None) or "").split("\n\n")[0].split())
        if hasattr(function, "py_func") and (found := re.match(r"\((\d+)\) (.*)", text)):
            told[f"- ({found[1]}) `{name}`: {found[2]}"] = name
    return told


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^#{{{level}}} (.+)$", text, re.MULTILINE)


def python_blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_odd_has_the_headings_of_the_protocol_in_their_order() -> None:
    assert headings(ODD, 2) == [*ELEMENTS, ANNEX, "References"]
    concepts = ODD[ODD.index("\n## 4 Design") : ODD.index("\n## 5 Init")]
    assert headings(concepts, 3) == CONCEPTS


def test_the_annex_asks_what_odd_d_asks_about_decisions() -> None:
    annex = ODD[ODD.index(f"\n## {ANNEX}") : ODD.index("\n## References")]
    assert headings(annex, 3) == DECISIONS
    assert all(len(text.split()) > 10 for text in annex.split("\n### ")[1:])


def test_the_odd_tells_every_equation_by_its_number_and_no_other() -> None:
    told = re.findall(r"^- \(\d+\) `\w+`: .*$", SUBMODELS, re.MULTILINE)
    assert sorted(told) == sorted(numbered())
    assert len(told) == len({line.split("`")[0] for line in told}), "a number stands for one equation"


def test_every_equation_that_can_be_replaced_is_numbered_or_plain_arithmetic() -> None:
    assert set(REPLACEABLE) - set(numbered().values()) == {"log_kept", "logit", "logistic"}


def test_the_table_of_parameters_is_the_registry() -> None:
    """On failure: `python docs/generate.py`."""
    assert told_in_table("parameters") == [generate.parameter_row(parameter) for parameter in REGISTRY.values()]


def test_the_table_of_mechanisms_is_that_of_the_code() -> None:
    """On failure: `python docs/generate.py`."""
    assert told_in_table("mechanisms") == [generate.mechanism_row(mechanism) for mechanism in MECHANISMS.values()]


def test_every_mechanism_is_told_once_where_it_acts_and_no_other() -> None:
    """Where it acts is a bold name in a submodel; that table only lists."""
    told = re.findall(r"\*\*`(\w+)`\*\*", SUBMODELS)
    assert sorted(told) == sorted(MECHANISMS)


def test_a_mechanism_stands_in_the_submodel_of_its_equations() -> None:
    """What it computes is found where it is told: each of its equations is listed there or referred to by its number."""
    numbers = generate.equation_numbers()
    for submodel in SUBMODELS.split("\n### ")[1:]:
        for name in re.findall(r"\*\*`(\w+)`\*\*", submodel):
            missing = [e for e in MECHANISMS[name].equations if not re.search(rf"\({numbers[e]}\)", submodel)]
            assert missing == [], name


@pytest.mark.parametrize(
    "columns",
    [population.Population, world.Cast, world.Schedule, world.Funnel, world.Evidence, world.Learning, world.Fatigue, world.Talk,
     world.Trade, actions.Actions],
)  # fmt: skip
def test_every_state_variable_stands_in_the_odd(columns: Any) -> None:
    assert [name for name in columns._fields if f"`{name}`" not in STATE] == []


def test_strategies_that_decide_every_morning_are_told_as_such() -> None:
    adaptation = ODD[ODD.index("\n### Adaptation") : ODD.index("\n### Objectives")]
    told = set(re.findall(r"`(\w+)`", adaptation)) & set(registry.NAMES)
    assert told == {name for name in registry.NAMES if "decide" in vars(registry.named(name))}


def test_no_parameter_is_told_that_does_not_exist() -> None:
    """Names in code type are of parameters, mechanisms, equations, state or of what is told beside them."""
    known = {*REGISTRY, *MECHANISMS, *numbered().values(), *registry.NAMES, *vars(chance), *re.findall(r"`(\w+)`", STATE)}
    beside = {"at", "off", "on", "horizon", "bold", "type", "Seen", "without"}
    assert sorted(set(re.findall(r"`([a-z_0-9]+)`", ODD)) - known - beside) == []


def test_every_stream_of_chance_stands_in_the_odd_with_its_number() -> None:
    streams = {name: value for name, value in vars(chance).items() if name.isupper() and isinstance(value, int)}
    told: dict[str, int] = {}
    for names, values in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([\d, ]+) \|", SUBMODELS, re.MULTILINE):
        told |= dict(zip(re.findall(r"[A-Z_]+", names), map(int, values.split(",")), strict=True))
    assert told == streams


@pytest.mark.parametrize("name", registry.NAMES)
def test_every_strategy_and_each_of_its_options_is_told_with_its_default(name: str) -> None:
    text = (ROOT / "docs" / "strategies.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"no section about {name}"
    for option in fields(registry.named(name)):  # type: ignore[arg-type]
        default = option.default if isinstance(option.default, str) else f"{option.default:g}"
        assert f"`{option.name}: {default}`" in section[1]


def test_no_strategy_is_told_that_does_not_exist() -> None:
    told = headings((ROOT / "docs" / "strategies.md").read_text(encoding="utf-8"), 3)
    assert sorted(told) == sorted(registry.NAMES)


def test_every_way_of_recruiting_is_told() -> None:
    text = (ROOT / "docs" / "strategies.md").read_text(encoding="utf-8")
    table = text[text.index("\n## Whom to recruit") : text.index("\n## What decides")]
    assert sorted(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == sorted([*SEEDINGS, "recruit"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_checkout_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_both_readmes_show_the_same_code() -> None:
    one, other = (re.findall(r"^```.*?^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL) for path in READMES)
    assert one == other


def test_every_verb_a_readme_names_is_one_of_the_command() -> None:
    from typer.main import get_command

    from simulation.interfaces.cli import app

    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    for path in READMES:
        named = set(re.findall(r"\bwom ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`", path.read_text(encoding="utf-8")))))
        assert named and named <= verbs


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, object] = {"__name__": "readme"}
    blocks = python_blocks(READMES[0])
    for block in blocks:
        exec(compile(block, "README.md", "exec"), said)
    assert len(blocks) >= 3
