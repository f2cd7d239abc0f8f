"""What a scenario points at is read whole, or refused by file, row and column."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.experiments.scenario import Scenario, load
from simulation.experiments.scenario_data import CARD, RateRow
from simulation.experiments.shipped import scenarios
from simulation.refusal import Refusal

Write = Callable[[str, str], str]
CROWD = {"communities": {"consumers": 60, "communities": 3, "mean_degree": 4, "homophily": 0.75}}
HEADER = ",".join(CARD)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return _write


def said(**more: Any) -> Scenario:
    return Scenario(**{"consumers": CROWD, "budget": 100, "strategies": ["head_kol"], **more})


# ------------------------------------------------------------------------------------------------------- rate cards


def test_a_rate_card_is_read_row_by_row(write: Write) -> None:
    rows = "Paper Heron,KOL,60_000 people,2_150 CNY,live,home\n Tidal Otter ,KOC,800,28.5,notes,\n"
    card = said(accounts={"file": write("card.csv", f"\ufeff{HEADER}\n{rows}")}).rate_card()
    assert card == (
        RateRow("Paper Heron", "KOL", 60_000, 2_150.0, "live", "home"),
        RateRow("Tidal Otter", "KOC", 800, 28.5, "notes", ""),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in card.csv"),
        (HEADER + "\n", "no row in card.csv"),
        ("name,role,followers,fee,platform\nA,KOL,1,1,x\n", "a column 'segment'"),
        (HEADER + ",views\nA,KOL,1,1,x,,3\n", "the unknown column 'views'"),
        (HEADER.replace("fee", "fees") + "\nA,KOL,1,1,x,\n", "a column 'fee'"),
        (HEADER + "\nA,KOL,1,nan,x,\n", "row 1: fee: found 'nan'"),
        (HEADER + "\nA,KOL,1,,x,\n", "row 1: fee: found ''"),
        (HEADER + "\nA,KOL,1,-1,x,\n", "row 1: fee: found '-1'"),
        (HEADER + "\nA,KOL,1,inf,x,\n", "row 1: fee: found 'inf'"),
        (HEADER + "\nA,KOL,1,5 EUR,x,\n", "'EUR' is not known here"),
        (HEADER + "\nA,KOL,9,1,x,\nB,KOL,-5,1,x,\n", "row 2: followers: found '-5'"),
        (HEADER + "\nA,KOL,1.5,1,x,\n", "row 1: followers: found '1.5'"),
        (HEADER + "\nA,KOL,many,1,x,\n", "row 1: followers: found 'many'"),
        (HEADER + "\nA,KOL,1e30,1,x,\n", "row 1: followers: found '1e30'"),
        (HEADER + '\nA,KOL,"12,000",1,x,\n', "row 1: followers: found '12,000'"),
        (HEADER + "\nA,KOS,1,1,x,\n", "row 1: role: found 'KOS'; expected KOL or KOC"),
        (HEADER + "\nA,kol,1,1,x,\n", "found 'kol'; expected KOL or KOC; "),
        (HEADER + "\nA,KOL,1,1,x,\n A,KOC,1,1,x,\n", "row 2: name: found 'A'; expected a name of its own; row 1"),
        (HEADER + "\n,KOL,1,1,x,\n", "row 1: name: found ''"),
        (HEADER + "\nA,KOL,1,1,x,,,,,,\n", "cannot be read"),
        ("\x00\x01\x02", "card.csv"),
    ],
)
def test_a_rate_card_that_does_not_fit_is_refused_by_row(write: Write, text: str, words: str) -> None:
    scenario = said(accounts={"file": write("card.csv", text)})
    with pytest.raises(Refusal) as refusal:
        scenario.rate_card()
    assert words in str(refusal.value)
    assert refusal.value.where.startswith("Scenario: accounts.file")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120), st.booleans())
def test_any_bytes_for_a_rate_card_are_read_or_refused(tmp_path: Path, content: bytes, headed: bool) -> None:
    path = tmp_path / "card.csv"
    path.write_bytes((HEADER + "\n").encode() * headed + content)
    try:
        assert said(accounts={"file": str(path)}).rate_card()
    except Refusal as refusal:
        assert refusal.where.startswith("Scenario: accounts.file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read_is_refused(write: Write) -> None:
    path = Path(write("launch.yaml", "budget: 1"))
    path.chmod(0)
    with pytest.raises(Refusal, match="cannot be read"):
        load(path)


@pytest.mark.parametrize(("name", "least"), [("ratecard.csv", 50), ("small-town.csv", 10)])
def test_the_sample_rate_cards_hold_to_the_price_they_are_said_to_have(name: str, least: int) -> None:
    card = said(accounts={"file": str(scenarios() / "data" / name)}).rate_card()
    assert card is not None and len(card) >= least and {row.role for row in card} == {"KOL", "KOC"}
    rates = np.array([row.fee / (36 * (row.followers / 1000) ** 1.07) for row in card if row.role == "KOL"])
    assert rates.min() >= 0.6 and rates.max() <= 1.7
    assert abs(np.log(rates).mean()) < 4 * np.log(rates).std() / np.sqrt(rates.size)


# --------------------------------------------------------------------------------------------------------- segments


def test_segments_are_joined_by_id_and_loners_come_last(write: Write) -> None:
    ties, table = write("t.csv", "a,b\n3,1\n1,2\n"), write("p.csv", "id,country\n9,x\n2,y\n1,x\n3,z\n8,y\n")
    segments = {"file": table, "id": "id", "column": "country"}
    network = said(consumers={"file": ties, "directed": False, "segments": segments}).network()
    assert network.ids.tolist() == [1, 2, 3, 9, 8]
    assert network.segment_labels == ("x", "y", "z")
    assert network.segment is not None and network.segment.tolist() == [0, 1, 2, 0, 1]
    assert network.out_degree.tolist() == [2, 1, 1, 0, 0] == network.in_degree.tolist()
    assert network.names.tolist() == [1, 2, 3, 9, 8]


def test_ids_may_be_words(write: Write) -> None:
    ties, table = write("t.csv", "source,target\nann,bo\n"), write("p.tsv", "who\tsegment\nbo\t1\nann\t2\ncy\t1\n")
    network = said(consumers={"file": ties, "segments": {"file": table, "id": "who"}}).network()
    assert (network.ids.tolist(), network.n_ties) == (["ann", "bo", "cy"], 1)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("id,segment\n1,x\n2,x\n", "no row for 3, who has ties"),
        ("id,segment\n1,x\n2,x\n3,\n", "row 3: segment: found ''"),
        ("id,segment\n1,x\n2,x\n3,x\n2,y\n", "every id once"),
        ("id,segment\n1,x\n2,x\n3,x\nbo,y\n", "whole numbers, as in the ties"),
        ("id,segment\n1,x\n2,x\n3,x\n,y\n", "row 4: id: found ''"),
        ("id,segmnt\n1,x\n", "did you mean 'segmnt'"),
        ("who,segment\n1,x\n", "a column 'id'"),
    ],
)
def test_segments_that_do_not_fit_are_refused(write: Write, table: str, words: str) -> None:
    ties = write("t.csv", "a,b\n3,1\n1,2\n")
    scenario = said(consumers={"file": ties, "segments": {"file": write("p.csv", table)}})
    with pytest.raises(Refusal) as refusal:
        scenario.network()
    assert words in str(refusal.value)
    assert refusal.value.where.startswith("Scenario: consumers.segments")


def test_a_file_of_ties_is_refused_by_field(write: Write) -> None:
    scenario = said(consumers={"file": write("t.csv", "a,b,strength\n1,2,-1\n")})
    with pytest.raises(Refusal, match=r"^Scenario: consumers\.file: .*line 2.*found '?-1"):
        scenario.network()


def test_columns_of_ties_are_chosen_by_name(write: Write) -> None:
    ties = write("t.csv", "day,to,from,tie\n5,2,1,0.5\n6,3,1,0.25\n")
    network = said(consumers={"file": ties, "source": "from", "target": "to", "strength": "tie"}).network()
    assert network.out_degree.tolist() == [2, 0, 0]
    assert network.out_strength is not None and network.out_strength.tolist() == [0.5, 0.25]


# --------------------------------------------------------------------------------------------------------- creators


def creators(write: Write, rows: str, **more: Any) -> Scenario:
    spec = {"graph": write("g.csv", "from,to\n2,1\n"), "table": write("c.csv", rows), "following": {"column": "views"}}
    return said(creators={**spec, **more})


def test_creators_come_in_the_order_of_their_network(write: Write) -> None:
    scenario = creators(write, "id,views,partner\n7,5,True\n1,3e2,false\n2,0,1\n", partner="partner")
    table = scenario.creators_table()
    assert table is not None and table.partner is not None
    assert (table.ids.tolist(), table.views.tolist(), table.partner.tolist()) == ([1, 2, 7], [300, 0, 5], [False, True, True])
    assert table.network.out_degree.tolist() == [1, 1, 0]
    assert scenario.vary(creators={"partner": None}).digest != scenario.digest


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("id,views,partner\n1,5,True\n2,-1,True\n", "row 2: views: found '-1'"),
        ("id,views,partner\n1,,True\n2,1,True\n", "row 1: views: found ''"),
        ("id,views,partner\n1,nan,True\n2,1,True\n", "row 1: views: found 'nan'"),
        ("id,views,partner\n1,5,maybe\n2,1,True\n", "row 1: partner: found 'maybe'; expected true or false"),
        ("id,views,partner\n1,0,True\n2,0,True\n", "0 everywhere"),
        ("id,views,partner\n1,5,True\n", "no row for 2, who has ties"),
        ("id,view,partner\n1,5,True\n", "did you mean 'view'"),
    ],
)
def test_creators_that_do_not_fit_are_refused(write: Write, table: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        creators(write, table, partner="partner").creators_table()
    assert words in str(refusal.value)
    assert refusal.value.where.startswith("Scenario: creators.table")


def test_a_damaged_packed_table_is_refused(tmp_path: Path, write: Write) -> None:
    packed = gzip.compress(b"id,views\n1,5\n2,6\n")
    (tmp_path / "c.csv.gz").write_bytes(packed[:-9])
    with pytest.raises(Refusal, match=r"creators\.table: found c\.csv\.gz, which cannot be read"):
        creators(write, "", table=str(tmp_path / "c.csv.gz")).creators_table()
