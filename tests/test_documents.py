"""The documents say what the code does: equations, parameters, streams, strategies, commands, links and examples."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies import registry
from simulation.engine.engines import REPLACEABLE
from simulation.model import chance, equations
from simulation.model.parameters import REGISTRY, Parameter

ROOT = Path(__file__).resolve().parent.parent
ODD = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
SUBMODELS = ODD[ODD.index("\n## 7 Submodels") : ODD.index("\n## References")]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "scenarios").rglob("*.md")])

ELEMENTS = ["1 Purpose and patterns", "2 Entities, state variables, and scales", "3 Process overview and scheduling",
            "4 Design concepts", "5 Initialization", "6 Input data", "7 Submodels"]  # fmt: skip
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
            "Stochasticity", "Collectives", "Observation"]  # fmt: skip


def number(value: float) -> str:
    """A constant as the table of parameters writes it."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:.4g}"
    return text.replace("-", "−")


def row(parameter: Parameter) -> str:
    """A parameter as the table of parameters has it."""
    joint = "–"
    if parameter.joint:
        joint = " to ".join(map(number, parameter.joint)) + (" log" if parameter.log else "")
    p = parameter
    span = f"{number(p.low)} to {number(p.high)}"
    cells = [f"`{p.name}`", p.symbol, number(p.default), p.unit, span, joint, p.meaning, p.source]
    return f"| {' | '.join(cells)} | {'[A]' if p.assumption else ''} |"


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
    assert headings(ODD, 2) == [*ELEMENTS, "References"]
    concepts = ODD[ODD.index("\n## 4 Design") : ODD.index("\n## 5 Init")]
    assert headings(concepts, 3) == CONCEPTS


def test_the_odd_tells_every_equation_by_its_number_and_no_other() -> None:
    told = re.findall(r"^- \(\d+\) `\w+`: .*$", SUBMODELS, re.MULTILINE)
    assert sorted(told) == sorted(numbered())
    assert len(told) == len({line.split("`")[0] for line in told}), "a number stands for one equation"


def test_every_equation_that_can_be_replaced_is_numbered_or_plain_arithmetic() -> None:
    assert set(REPLACEABLE) - set(numbered().values()) == {"log_kept", "logit", "logistic"}


def test_the_table_of_parameters_is_the_registry() -> None:
    """On failure: the lines wanted stand in the message, ready to be put into the table."""
    found = re.findall(r"^\| `[a-z_0-9]+` \|.*$", SUBMODELS, re.MULTILINE)
    wanted = [row(parameter) for parameter in REGISTRY.values()]
    assert [line for line in wanted if line not in found] == []
    assert [line for line in found if line not in wanted] == []
    assert found == wanted, "in the order of the registry"


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
