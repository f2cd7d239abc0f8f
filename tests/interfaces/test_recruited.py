"""Who was recruited, as the report tells it: what the ledger says, whatever the consumers are called."""

from __future__ import annotations

import re
from html import unescape

import pytest
from support.arms import scenario

import simulation as sim
from simulation.experiments.compare import compare
from simulation.experiments.recruits import recruits
from simulation.interfaces import recruited, report

HEADING = "Who was recruited"
NASTY = [f'<b>{n} & "friends"</b>' for n in range(300)]
ARMS = {
    "anybody": {"strategy": "six_three_one", "recruit": "random"},
    "hubs": {"strategy": "seed_and_harvest", "recruit": "highest_degree", "harvest_start": 2},
    "ads": "head_kol",
}


@pytest.fixture(scope="module")
def verdict():  # type: ignore[no-untyped-def]
    """Three hundred consumers with awkward names, the tenth with most ties."""
    ends = [(n, (n + step) % 300) for n in range(300) for step in (1, 2)] + [(10, n) for n in range(40, 80)]
    network = sim.Network.from_edges([NASTY[a] for a, _ in ends], [NASTY[b] for _, b in ends], directed=False)
    return compare(scenario(ARMS, consumers=network, budget=120_000), replicates=3, workers=1)


@pytest.fixture(scope="module")
def html(verdict) -> str:  # type: ignore[no-untyped-def]
    return report.page(verdict)


def section(html: str) -> str:
    """From the heading to the next."""
    return html.split(f"<h2>{HEADING}</h2>")[1].split("<h2>")[0]


def rows(html: str) -> list[list[str]]:
    """The cells of every row of a piece of the page, without intervals."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)(?:<small>.*?)?</t[hd]>", row, re.S) for row in found)
    return [[unescape(cell).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("label", ["anybody", "hubs"])
def test_the_first_recruits_are_those_of_world_0_and_cost_what_the_ledger_says(verdict, html: str, label: str) -> None:  # type: ignore[no-untyped-def]
    desk = sim.run(verdict.scenario, label).campaign.desk
    asked = [account for account in desk.accounts if account.kind == "KOC"]
    assert len(asked) > recruited.FIRST
    paid = {koc.label: sum(e.fen for e in desk.ledger.entries if e.account == koc.label) / 100 for koc in asked}
    shown = section(html).split(f"<caption>{label}, ")[1].split("</table>")[0]
    assert f"the first {recruited.FIRST} of {len(asked)} recruits" in shown
    ties = desk.market.world.network.out_degree
    expected = [
        [koc.label, str(ties[koc.node]), f"{koc.followers:,.0f}", str(len(koc.days)), f"{paid[koc.label]:,.0f}"]
        for koc in asked[: recruited.FIRST]
    ]
    assert rows(shown)[1:] == expected


def test_numbers_are_means_over_worlds_of_what_the_ledgers_say(verdict, html: str) -> None:  # type: ignore[no-untyped-def]
    told = {row[0]: row for row in rows(section(html).split("<caption>")[0])[1:]}
    assert list(told) == [label for label in dict.fromkeys(verdict.table["strategy"]) if label in ("anybody", "hubs")]
    runs = verdict.worlds[verdict.worlds["assumptions"] == "vary"].groupby("strategy")[["recruits", "recruits_spend"]].mean()
    for label, (_, way, *numbers) in told.items():
        hired, spent = runs.loc[label]
        assert numbers[:3] == [f"{hired:,.0f}", f"{spent:,.0f}", f"{spent / hired:,.0f}"]
        assert way.startswith({"anybody": "random: ", "hubs": "highest_degree: "}[label])


def test_the_consumer_with_most_ties_is_asked_first_for_hubs(verdict) -> None:  # type: ignore[no-untyped-def]
    first = recruits(verdict.scenario, "hubs")[0]
    assert (first.consumer, first.ties, first.way) == (NASTY[10], 44, "highest_degree")
    assert recruits(verdict.scenario, "ads") == []


def test_ids_are_escaped(html: str) -> None:
    assert "<b>" not in html and "&lt;b&gt;10 &amp; &#34;friends&#34;&lt;/b&gt;" in section(html)


def test_nothing_is_told_where_nobody_is_recruited() -> None:
    html = report.page(compare(scenario(), replicates=2, workers=1))
    assert HEADING not in html
