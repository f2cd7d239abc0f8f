"""What a scenario lays down besides its strategies is told in words, in the command and on the page."""

import pytest
from conftest import scenario_of, verdict_of

from simulation.interfaces import circumstances, cli, report, shown, words

LAW = "every paid post is labelled"
EVENTS = [
    {"day": 20, "scandal": {"role": "KOL", "accounts": "40 %", "response": "3 days"}},
    {"day": 21, "scandal": {"role": "spin-off"}},
    {"days": "10–40", "stores": "closed"},
    {"day": 15, "law": LAW},
]
ORIGIN = {"whose": "the brand's own figure", "source": "an advertorial"}
TARGETS = [
    {"what": "sales by <guides>", "value": "75 %", "metric": "gmv", **ORIGIN},
    {"what": "views", "value": "300_000 a day", **ORIGIN},
]  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """A verdict on a market in which much happens."""
    return verdict_of(scenario_of(
        ["head_kol", "tiered", "no_campaign"], calendar=[{"days": "18–20", "name": "fair", "demand": 1.5, "price": "80 %"}],
        events=EVENTS, off=["fatigue"], on=["churn"], targets=TARGETS, in_store=0.3, disclosed=0.5, comment_fakes=0.2,
        product={"price": 100, "reference_price": 120},
    ))  # fmt: skip


def test_a_calm_market_has_nothing_to_tell():
    assert circumstances.told(scenario_of()) == []


def test_everything_that_happens_is_told_once_with_its_days(found):
    assert circumstances.told(found.scenario) == [
        "people take 120.00 CNY for the usual price; it is 100.00",
        "days 18–20: demand × 1.5, price at 80 % (fair)",
        "day 20: a scandal about 40 % of KOL accounts, answered on day 23",
        "day 21: a scandal about 100 % of spin-off accounts, not answered",
        "days 10–40: stores are closed; 30 % of consumers buy in stores only",
        f"from day 15: by law {LAW}",
        "without fatigue: hearing the same again adds less, then repels",
        "with churn: buyers are lost for good",
    ]


def test_a_published_figure_stands_beside_what_every_strategy_brings(found):
    first, second = circumstances.beside(found)
    assert (first.figure, second.figure, second.ours) == ("75 %", "300,000 a day", [])
    assert [label for label, _ in first.ours] == list(dict.fromkeys(found.table["strategy"]))
    gmv = found.table[found.table["metric"] == "gmv"].set_index("strategy")["mean"]
    assert all(words.said(gmv[label]) in ours for label, ours in first.ours)


def test_the_page_shows_both_and_warns_of_harm_first(found):
    page = report.page(found)
    for text in ("days 18–20: demand × 1.5, price at 80 % (fair)", "sales by &lt;guides&gt;", "300,000 a day", "an advertorial"):
        assert text in page
    labels, fakes = words.caveats(found)[:2]
    assert "50% of paid accounts do not label" in labels and "20% of the comments are fake" in fakes
    assert page.index("do not label") < page.index("[assumption]")


def test_a_constant_without_bound_can_be_shown_and_decides_nothing(found):
    assert "<td>inf<small>set here</small></td>" in report.page(found)
    assert "wear_out" not in set(found.drivers["parameter"]) and found.drivers["p_value"].notna().all()


def test_the_command_shows_the_figures(found, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    shown.verdict(found, tmp_path / "report.html")
    printed = capsys.readouterr().out
    assert "sales by <guides>: 75 %, the brand's own figure; an advertorial" in printed
    assert "tiered: " in printed.split("sales by <guides>")[1].split("views: ")[0]


def test_harm_is_said_on_standard_error_before_anything_runs(tmp_path, capsys):
    path = tmp_path / "quiet.yaml"
    text = "consumers: { complete: { consumers: 9 } }\nbudget: 1\nstrategies: [tiered]\nbehaviour: { disclosed: 50 % }\n"
    path.write_text(text, "utf-8")
    cli.loaded(str(path))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Warning: 50% of paid accounts do not label their posts") and told.err.count("\n") == 1
    path.write_text(text.replace("50 %", "100 %"), "utf-8")
    cli.loaded(str(path))
    assert capsys.readouterr().err == ""
