"""The documents say what the code does: equations, parameters, streams, strategies, commands, links and examples."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

import simulation
from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies import registry
from simulation.engine import actions, world
from simulation.engine.engines import REPLACEABLE
from simulation.model import chance, equations, population
from simulation.model.mechanisms import MECHANISMS
from simulation.model.parameters import REGISTRY
from simulation.refusal import Refusal

ROOT = Path(__file__).resolve().parent.parent
ODD = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
STATE = ODD[ODD.index("\n## 2 Entities") : ODD.index("\n## 3 Process")]
SUBMODELS = ODD[ODD.index("\n## 7 Submodels") : ODD.index("\n## Annex")]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = sorted([*ROOT.glob("*.md"), *(file for name in ("docs", "scenarios", "notebooks", "benchmarks")
                                       for file in (ROOT / name).rglob("*.md"))])  # fmt: skip
MOST_UNRUN = 20  # blocks that nothing executes, each with its reason

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


generate, blocks = script("generate"), script("blocks")
EXECUTED = [page for page in blocks.pages() if any(not block.unrun for block in blocks.blocks(page))]


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


def the_verbs() -> dict[str, Any]:
    """What the command can be asked for, by name."""
    from typer.main import get_command

    from simulation.interfaces.cli import app

    return dict(get_command(app).commands)  # type: ignore[attr-defined]


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
    verbs = the_verbs()
    for path in READMES:
        named = set(re.findall(r"\bwom ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`", path.read_text(encoding="utf-8")))))
        assert named and named <= set(verbs)


@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_code_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but what is marked as slow, which `python3 setup_and_run.py docs` runs."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setattr(sys, "path", [*sys.path])
    blocks.execute(page, slow=False)


def test_the_pages_that_matter_have_code_that_is_run() -> None:
    quick = {page.name for page in EXECUTED if any(not (block.unrun or block.slow) for block in blocks.blocks(page))}
    assert {"README.md", "strategist.md", "academic.md", "teacher.md", "rate-card.md", "network.md", "strategy.md"} <= quick


@pytest.mark.parametrize("page", [*blocks.pages(), blocks.DRAWN], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_says_what_it_is(page: Path) -> None:
    found = blocks.blocks(page)
    assert 2 * len(found) == len(re.findall(r"^ *```", page.read_text(encoding="utf-8"), re.MULTILINE)), "a fence is no block"
    assert [str(block) for block in found if block.language not in blocks.LANGUAGES] == []
    known = r"(not executed|slow): \S+ \S+.*|exits with \d+"
    assert [str(block) for block in found if block.note and not re.fullmatch(known, block.note)] == []


def test_what_is_not_executed_is_little_and_says_why() -> None:
    unrun = {str(block): block.unrun for page in blocks.pages() for block in blocks.blocks(page) if block.unrun}
    print("\n".join(f"{place}: {why}" for place, why in unrun.items()))
    assert 0 < len(unrun) <= MOST_UNRUN
    assert [place for place, why in unrun.items() if len(why.split()) < 3] == []


def test_every_command_of_a_page_is_one_of_ours() -> None:
    """Verbs and programs are known also where a block is too slow to be run here."""
    told = [block for page in [*blocks.pages(), blocks.DRAWN] for block in blocks.blocks(page) if block.language == "sh"]
    called = [words for block in told if not block.unrun for words in blocks.words_of(block.text)]
    ours = [words[1:] for words in called if Path(words[0]).stem == "wom"]
    assert len(ours) > 20 and {words[0] for words in ours} <= set(the_verbs())
    for verb, *words in ours:
        known = {name for parameter in the_verbs()[verb].params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, verb


def test_a_block_that_fails_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n```python\nkept = 1\n```\n\n```python\nassert kept == 2\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError) as failed:
        blocks.execute(page)
    assert failed.value.__notes__ == ["in the block at page.md:7"]


@pytest.mark.parametrize(
    "text",
    ["```sh\nrm everything\n```", "```sh\nwom describe no-such-scenario\n```", "```yaml\nhorizont: 60 days\n```",
     "<!-- exits with 2 -->\n```sh\nwom --version\n```"],
)  # fmt: skip
def test_a_block_that_is_wrong_fails(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(text + "\n", encoding="utf-8")
    with pytest.raises((ValueError, RuntimeError, Refusal)):
        blocks.execute(page)


def test_every_page_has_its_place_in_the_navigation() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    told = set(leaves(config["nav"]))
    assert {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")} <= told
    assert [name for name in told if not ((ROOT / "docs" / name).is_file() or (ROOT / name).is_file())] == []


def leaves(nav: Any) -> Iterator[str]:
    """The pages of a navigation."""
    if isinstance(nav, str):
        yield nav
    else:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from leaves(part)


def test_the_reference_tells_every_field_parameter_strategy_verb_and_name() -> None:
    reference = script("reference")
    assert {f"## wom {verb}" for verb in the_verbs()} <= set(reference.commands().splitlines())
    fields_told = set(re.findall(r"^\| `(\w+)` \|", reference.scenario(), re.MULTILINE))
    assert {"horizon", "budget", "homophily", "reference_price", "scandal"} <= fields_told
    assert "| number, CNY | 0 to" in reference.scenario() and "must be said" in reference.scenario()
    assert [name for name in REGISTRY if f"| `{name}`" not in reference.parameters()] == []
    assert [name for name in registry.NAMES if f"\n## {name}\n" not in f"\n{reference.strategies()}"] == []
    assert [name for name in simulation.__all__ if f"heading: sim.{name}\n" not in reference.api()] == []
    marked = {found for page in (ROOT / "docs").rglob("*.md")
              for found in re.findall(r"<!-- generated: (\w+) -->", page.read_text(encoding="utf-8"))}  # fmt: skip
    assert marked == set(reference.GENERATED)


def test_figures_beside_other_tools_are_those_that_were_measured() -> None:
    page = (ROOT / "docs" / "understand" / "other-tools.md").read_text(encoding="utf-8")
    results, whole = ((ROOT / "benchmarks" / name).read_text(encoding="utf-8") for name in ("RESULTS.md", "WHOLE_MODEL.md"))
    measured = {float(cell) for cell in re.findall(r"\| ([\d.e+]+) \(", results)}
    speed = page[page.index("## Speed") : page.index("## Where the facts")]
    told = [cell for cell in re.findall(r"\| +([\d.,]+)(?= \|)", speed)]
    assert len(told) == 14 and {float(cell.replace(",", "")) for cell in told} <= measured
    assert (slower := re.search(r"takes ([\d,]+) times as long as its kernels", speed))
    assert f"takes {slower[1]} times as long as the kernels" in whole
