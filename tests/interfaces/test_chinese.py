"""Everything a reader of a comparison sees is there in Chinese, in the report, in every picture and on the terminal."""

from __future__ import annotations

import re
import tomllib
import warnings
from html import unescape

import pytest
from conftest import scenario_of, verdict_of
from typer.testing import CliRunner

import simulation as sim
from simulation import language
from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies import registry as strategies
from simulation.experiments import drawing, figures, lettering, metrics, shipped
from simulation.experiments import verdict as verdicts
from simulation.experiments.beside import AS_LISTED
from simulation.experiments.recruits import definition
from simulation.experiments.scenario_events import LAW, STRUCK
from simulation.graph.generators import RECIPES
from simulation.interfaces import cli, glossary, kept, report, shown, words
from simulation.language import CATALOGUE, known, say, spoken, told
from simulation.model import mechanisms, parameters
from simulation.model.population import ROLES
from simulation.refusal import Refusal

CJK = re.compile("[一-鿿]")
# Latin letters a Chinese reader expects: names of metrics and roles of the trade, statistics, and names of software.
OF_THE_TRADE = set("KOL KOC KOS GMV CAC ROAS ROI LTV CPM A3 wom docs limits.md inf edition Python logit p vary fixed".split())
SAME_IN_BOTH = re.compile(r"[A-Z0-9]+|logit|[a-z_]+ / [a-z_]+|\(?[a-z_]+ \+ [a-z_]+\) / [a-z_]+|[a-z_]+ × [a-z_]+|"
                          r"1,000 × spend / impressions|Wilson & Sherrell 1993")  # fmt: skip
WITHOUT_PICTURES = dict.fromkeys(report.FIGURES, "<svg/>")  # they are looked at one by one


def registered(found) -> set[str]:  # type: ignore[no-untyped-def]
    """Every text of a registry that a reader may see."""
    every = [*metrics.METRICS.values(), *metrics.TOUCHES.values(), *(m for t in metrics.TABLES.values() for m in t.values())]
    texts = {text for m in every for text in (m.unit, m.definition, m.formula, m.undefined, m.kind, m.table, m.heading)}
    texts |= {text for p in parameters.TABLE for text in (p.unit, p.meaning, p.source)}
    texts |= {mechanism.meaning for mechanism in mechanisms.TABLE} | {definition(way) for way in SEEDINGS}
    texts |= {AS_LISTED, *(name for kind in strategies.STRATEGIES.values() for name in kind.beside), *words.HIDING.values()}
    texts |= {name.replace("_", " ") for name in (*RECIPES, *found.provenance)} | {*found.provenance["checks"], LAW}
    texts |= {sim.load(name).question for name in shipped.names()}
    hidden_away = {"resolved", "strategies", "parameters", "checks"}
    return (texts | {"packages", "checks passed", "[assumption]"}) - hidden_away - {"", "file"}


def test_every_text_of_a_registry_is_told_in_chinese_and_no_other(verdict) -> None:  # type: ignore[no-untyped-def]
    texts, chinese = registered(verdict), language.registry()
    assert sorted(texts - set(chinese)) == []
    assert sorted(set(chinese) - texts) == []
    assert [text for text, words in chinese.items() if not CJK.search(words) and not SAME_IN_BOTH.fullmatch(text)
            and text != "Python" and text != "python"] == []  # fmt: skip


def test_no_text_of_a_registry_is_told_in_two_ways() -> None:
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in (CATALOGUE / "registry").glob("*.toml")]
    assert sum(map(len, files)) == len(language.registry())


def test_every_strategy_role_and_stage_has_a_name() -> None:
    assert all(known(f"terms.strategy.{name}") for name in strategies.NAMES)
    assert all(known(f"terms.role.{metrics.role_word(role)}") for role in (*ROLES, *STRUCK))
    assert all(known(f"terms.stage.{stage}") for stage in figures.STAGES)


def latin(text: str) -> set[str]:
    """The Latin words of a page or a picture as a reader sees it."""
    seen = re.sub(r"<style.*?</style>|<defs>.*?</defs>|<metadata>.*?</metadata>|<!--.*?-->|<[^>]*>", " ", text, flags=re.S)
    return {word for word in re.findall(r"[A-Za-z][A-Za-z_.0-9-]*", unescape(seen)) if len(word) > 1}


def names(found) -> set[str]:  # type: ignore[no-untyped-def]
    """Latin words that are names: of strategies, parameters, metrics, mechanisms, sources, packages, the scenario's own."""
    scenario, listed = found.scenario, found.provenance
    sources = " ".join(told(p.source) for p in parameters.TABLE)
    own = [scenario.name, scenario.question or "", sources, *map(str, listed["packages"].items()), *listed["strategies"],
           str(listed["key"]), *map(str, scenario.targets), " ".join(season.name for season in scenario.calendar),
           *(str(value) for value in listed.values() if isinstance(value, str))]  # fmt: skip
    for p in parameters.TABLE:
        own += [p.name, p.symbol, told(p.meaning)]
    own += [*metrics.METRICS, *mechanisms.MECHANISMS, *SEEDINGS, "disclosed comment_fakes posing", "Erdős–Rényi", "of a at al"]
    return {word for text in own for word in latin(text)} | OF_THE_TRADE


EVENTS = [
    {"day": 20, "scandal": {"role": "KOL", "accounts": "40 %", "response": "3 days"}},
    {"day": 21, "scandal": {"role": "spin-off"}},
    {"days": "10–40", "stores": "closed"},
    {"day": 15, "law": LAW},
]
CALENDAR = [{"days": "18–20", "name": "大促", "demand": 1.5, "price": "80 %"}]
TARGET = {"what": "某渠道销售", "value": "75 %", "metric": "gmv", "whose": "品牌方", "source": "软文"}


@pytest.fixture(scope="module")
def eventful():  # type: ignore[no-untyped-def]
    """A market in which much happens and somebody hides."""
    return verdict_of(scenario_of(
        ["kos_matrix", "six_three_one", "no_campaign"], calendar=CALENDAR, events=EVENTS, off=["fatigue"], on=["churn"],
        targets=[TARGET], in_store=0.3, disclosed=0.5, comment_fakes=0.2, product={"price": 100, "reference_price": 120},
    ))  # fmt: skip


@pytest.mark.parametrize("which", ["verdict", "eventful"])
def test_no_english_is_left_on_a_chinese_page(which: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(which)
    with spoken("zh"):
        page, allowed = report.page(found, WITHOUT_PICTURES), names(found)
    assert 'lang="zh-CN"' in page and CJK.search(page)
    assert sorted(latin(page) - allowed) == []


def test_no_english_is_left_on_a_chinese_terminal(eventful, tmp_path, capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "400")
    with spoken("zh"):
        shown.verdict(eventful, tmp_path.relative_to(tmp_path) / "报告")
        allowed = names(eventful)
    assert sorted(latin(capsys.readouterr().out) - allowed) == []


def test_commands_speak_chinese_when_asked_and_no_language_they_do_not_know() -> None:
    shown_so = CliRunner().invoke(cli.app, ["describe", "first-campaign", "--lang", "zh"])
    assert shown_so.exit_code == 0 and "每种策略买了什么" in shown_so.stdout and "头部达人（head_kol）" in shown_so.stdout
    assert "一位买家在期内带来的毛利" in CliRunner().invoke(cli.app, ["metrics", "ltv", "--lang", "zh"]).stdout
    assert CliRunner().invoke(cli.app, ["metrics", "--lang", "de"]).exit_code == cli.REFUSED
    assert language.language() == "en"


def test_the_metrics_are_told_in_chinese() -> None:
    with spoken("zh"):
        assert "一位买家在期内带来的毛利" in "\n".join(glossary.lines("ltv"))
        assert all(CJK.search(line) for line in glossary.lines())
        assert "where nobody" not in glossary.page()


@pytest.mark.parametrize("kind", verdicts.FIGURES)
def test_every_letter_of_a_chinese_picture_has_a_glyph_and_no_english_is_left(kind: str, verdict) -> None:  # type: ignore[no-untyped-def]
    assert lettering.chinese_font(), "the tests need a font with Chinese letters: pip install -e '.[test]'"
    with spoken("zh"):
        figure, allowed = verdict.figure(kind), names(verdict)
        svg = drawing.svg(figure)
        drawing.png(figure, dpi=60)  # refused where a glyph is missing
        assert svg == drawing.svg(verdict.figure(kind))
    assert CJK.search(svg) and sorted(latin(svg) - allowed) == []


def test_chinese_labels_have_glyphs_in_english_pictures() -> None:
    found = verdict_of(scenario_of([{"头部计划": "head_kol"}, {"千号矩阵 2": "long_tail_matrix"}]), worlds=3)
    for kind in ("differences", "adoption_curves", "trust"):
        drawing.png(found.figure(kind), dpi=60)


def test_without_a_font_pictures_are_in_english_and_say_so_and_no_png_has_empty_boxes(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lettering, "chinese_font", lambda: None)
    monkeypatch.setattr(report, "FIGURES", ("wins",))
    found = verdict_of(scenario_of(["head_kol", "tiered"]), worlds=3)
    with spoken("zh"), pytest.warns(UserWarning, match="没有安装含中文字形的字体"):
        assert "incremental buyers more than the rival" in drawing.svg(found.figure("differences"))
    named = verdict_of(scenario_of([{"头部计划": "head_kol"}, "tiered"]), worlds=3)
    with pytest.raises(Refusal, match=r"letters that no font here has.*-e \"\.\[zh\]\""):
        drawing.png(named.figure("differences"), dpi=60)
    with pytest.warns(UserWarning, match=r"wins.png is not written"):
        kept.figures(named, tmp_path)
    assert "头部计划" in (tmp_path / "wins.svg").read_text("utf-8") and not (tmp_path / "wins.png").exists()


def test_results_are_kept_the_same_whatever_is_spoken(verdict, tmp_path) -> None:  # type: ignore[no-untyped-def]
    written = []
    for tongue in language.LANGUAGES:
        with spoken(tongue):
            written.append({path.name: path.read_bytes() for path in verdicts.save(verdict, tmp_path / tongue)})
    assert written[0] == written[1]


def test_a_verdict_speaks_the_language_it_is_asked_in(verdict) -> None:  # type: ignore[no-untyped-def]
    before = verdict.sentence
    with spoken("zh"):
        assert verdict.sentence.startswith("没有哪个策略可以称为最好：尾部达人矩阵（long_tail_matrix）、")
        assert "名买家" in verdict._repr_html_() and "至" in verdict.printed().iloc[0, 0]
    assert verdict.sentence == before and not CJK.search(before)


def test_a_label_of_the_users_own_stays_as_it_was_written() -> None:
    with spoken("zh"):
        assert [words.named(label) for label in ("head_kol", "我的 方案", "<b>")] == ["头部达人（head_kol）", "我的 方案", "<b>"]
        assert say("verdict.winner", leader="我的 方案", gain="多") == "我的 方案卖得最好：多。"


def test_texts_of_a_chinese_page_are_escaped() -> None:
    nasty = scenario_of(["head_kol", "no_campaign"]).vary(question="<script>alert('x')</script> & {{ 7 * 7 }}")
    with spoken("zh"):
        html = report.page(verdict_of(nasty, worlds=2), WITHOUT_PICTURES)
    assert "<script" not in html and "&lt;script&gt;" in html and "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(("people", "text"), [(950, "950"), (7_912, "7912"), (12_500, "1.25万"), (400_000, "40万"), (2e8, "2亿")])
def test_counts_are_shortened_as_chinese_does(people: float, text: str) -> None:
    with spoken("zh"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert drawing.compact(people) == text
