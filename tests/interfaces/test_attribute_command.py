"""`wom attribute`: what is printed, kept and refused, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.commands import wom

ASKED = ("first-campaign", "--strategy", "long_tail_matrix", "--replicates", "3", "--workers", "1")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all, so that nothing is run twice."""
    return tmp_path_factory.mktemp("results")


def test_it_says_what_each_channel_brought_and_keeps_tables_and_a_figure(results: Path, capsys: Any) -> None:
    code, out, err = wom(capsys, "attribute", *ASKED, "--out", str(results))
    assert code == 0 and "runs" in err
    for words in ("buyers more than no campaign", "fair division (Shapley)", "last touch", "CNY", "Two truths"):
        assert words in out
    folder = results / "first-campaign" / "attribution"
    names = {"credit.csv", "errors.csv", "together.csv", "coalitions.csv", "provenance.json", "long_tail_matrix.svg"}
    assert {path.name for path in folder.iterdir()} == names | {"long_tail_matrix.png"}
    credit = pd.read_csv(folder / "credit.csv").set_index(["accounting", "channel"])
    whole = pd.read_csv(folder / "together.csv").set_index("measure").loc["whole", "buyers"]
    assert credit.loc["shapley", "buyers"].sum() == pytest.approx(whole)
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert told["replicates"] == 3 and told["assumptions"] == "vary" and told["runs"] == 12


def test_as_json_it_is_one_document(results: Path, capsys: Any) -> None:
    code, out, err = wom(capsys, "attribute", *ASKED, "--out", str(results), "--json")
    told = json.loads(out)
    assert (code, err) == (0, "") and set(told) >= {"sentences", "notes", "credit", "errors", "provenance"}
    assert {row["channel"] for row in told["credit"]} == {"tail", "ads"}


def test_it_speaks_chinese(results: Path, capsys: Any) -> None:
    code, out, _ = wom(capsys, "attribute", *ASKED, "--out", str(results), "--lang", "zh")
    assert code == 0 and "末次触点" in out and "尾部达人" in out and "last touch" not in out
    figure = (results / "first-campaign" / "attribution" / "long_tail_matrix.svg").read_text(encoding="utf-8")
    assert "首次触点" in figure


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("first-campaign", "--strategy", "no_campaign"), "spends money"),
        (("first-campaign", "--strategy", "tiered"), "a strategy of the scenario"),
        (("first-campaign", "--lang", "fr"), "en or zh"),
        (("first-campaign", "--assumptions", "none"), "vary"),
        (("no-such-file.yaml",), "no-such-file"),
    ],
)
def test_what_cannot_be_done_is_refused_plainly(tmp_path: Path, capsys: Any, words: tuple[str, ...], complaint: str) -> None:
    code, out, err = wom(capsys, "attribute", *words, "--out", str(tmp_path))
    assert code == 2 and out == "" and complaint in err
