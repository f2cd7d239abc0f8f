"""The report: one page that says the decision first, loads nothing, escapes everything and is the same every time."""

import dataclasses
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from conftest import scenario_of, verdict_of

from simulation.experiments.verdict import FIGURES
from simulation.interfaces import report, words
from simulation.model.parameters import REGISTRY

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Tags, ids, text and addresses of a page; complains about tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.addresses, self.text, self.tags = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.ids += [value for name, value in attributes if name == "id"]
        self.addresses += [value for name, value in attributes if name in ("src", "href", "xlink:href", "action", "data")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def html(verdict):
    return report.page(verdict)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_page_is_well_formed_and_no_id_stands_twice(html, page):
    ElementTree.fromstring(html.split("\n", 1)[1])
    assert len(page.ids) == len(set(page.ids))


def test_the_page_needs_no_script_and_loads_nothing(html, page):
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert all(address.startswith("#") for address in page.addresses)
    without_namespaces = re.sub(r'xmlns(:\w+)?="[^"]*"', "", html)
    assert "http" not in without_namespaces and "@import" not in html and "//" not in re.sub(r"/\*.*?\*/", "", without_namespaces)


def test_every_inner_reference_has_its_target(html, page):
    wanted = {address[1:] for address in page.addresses} | set(re.findall(r"url\(#([^)]+)\)", html))
    assert wanted and wanted <= set(page.ids)


def test_the_decision_comes_first_then_what_is_real_generated_and_assumed(verdict, page):
    text = " ".join(" ".join(page.text).split())
    parts = (verdict.sentence, "Real", "Generated", "Assumed", "Read this first", "Money", "What decides it")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_page_says_what_it_rests_on(verdict, page):
    text = " ".join(" ".join(page.text).split())
    for said in (
        "Break-even is 12,563",
        "one study",
        "no niche advantage",
        "What this cannot say",
        verdict.provenance["edition"],
    ):
        assert said in text
    assert all(name in text for name in REGISTRY)
    assert text.count("[assumption]") >= sum(parameter.assumption for parameter in REGISTRY.values())


def test_every_strategy_stands_in_every_table(verdict, html):
    for label in verdict.scenario.strategies:
        assert html.count(f'<th scope="row">{label}</th>') >= len(words.TABLES)


def test_a_strategy_stands_beside_its_variants(verdict, html):
    assert set(verdict.beside["strategy"]) == {"kos_matrix"}
    assert "kos_matrix beside variants of itself" in html
    for variant in verdict.scenario.strategies["kos_matrix"].beside:
        assert f'<th scope="row">{variant}</th>' in html
    assert "kos_matrix without sellers brings 90 % of its buyers over control, for 100 % of its money" in html
    assert "beside variants" not in report.page(verdict_of(scenario_of(["head_kol"]), worlds=2))


def test_the_same_verdict_gives_the_same_page(verdict, html):
    assert report.page(verdict) == html


def test_texts_of_the_scenario_are_escaped():
    nasty = scenario_of(["head_kol", "no_campaign"]).vary(question="<script>alert('x')</script> & \"quotes\" {{ 7 * 7 }}")
    html = report.page(verdict_of(nasty, worlds=2))
    Page(html)
    assert "<script" not in html and "&lt;script&gt;" in html and "{{ 7 * 7 }}" in html


def test_labels_are_escaped_even_if_they_were_not_checked(verdict):
    frames = {
        name: getattr(verdict, name).assign(strategy=lambda frame: frame["strategy"].replace("tiered", "<b>&tiered"))
        for name in ("table", "differences", "wins", "risk", "trust", "curves", "credit", "funnel", "worlds")
    }
    strategies = {label.replace("tiered", "<b>&tiered"): strategy for label, strategy in verdict.scenario.strategies.items()}
    scenario = scenario_of()
    object.__setattr__(scenario, "strategies", strategies)
    html = report.page(dataclasses.replace(verdict, scenario=scenario, **frames))
    Page(html)
    assert "<b>" not in html and "&lt;b&gt;&amp;tiered" in html


def test_a_failed_check_is_told(verdict):
    broken = dataclasses.replace(verdict, provenance={**verdict.provenance, "checks": {"money adds up": False}})
    assert "A check failed, do not use these numbers: money adds up." in report.page(broken)
    assert "A check failed" not in report.page(verdict)


def test_a_verdict_without_intervals_can_be_reported():
    html = report.page(verdict_of(scenario_of(["head_kol"]), worlds=1, assumptions="fixed"))
    Page(html)
    assert "nan" not in html.lower().replace("nano", "").replace("sans", "").replace("finance", "")


@pytest.mark.parametrize(
    ("low", "high", "text"), [(1.23e6, 1.77e6, "1.23…1.77m"), (-55_800, 275_000, "−55.8…275k"), (-286, 1346, "−286…1,346")]
)
def test_a_brief_interval_says_a_shared_unit_once(low, high, text):
    assert words.cell(SimpleNamespace(unit="people", mean=0, low=low, high=high), brief=True).interval == text


def test_every_kind_of_figure_has_its_place_on_the_page():
    assert sorted(report.FIGURES) == sorted(FIGURES)
