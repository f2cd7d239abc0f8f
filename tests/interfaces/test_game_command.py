"""`wom game FOLDER` from end to end: the league in two languages, what is kept, and files that cannot be scored."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from support.commands import wom

GAME = """\
horizon: 8 days
scale: 40
consumers: { communities: { consumers: 120, communities: 4, mean_degree: 6, homophily: 0.7 } }
accounts: { file: card.csv }
budget: 20_000 CNY
strategies: [no_campaign, the machine: adaptive]
replicates: 2
"""
CARD = "name,role,followers,fee,platform,segment\nThe Mill,KOL,2400,300,video,\nThe Baker,KOL,1200,120,video,\n"


@pytest.fixture
def third_form(tmp_path, monkeypatch):
    """A class of two teams, and of one whose file is broken, in the current folder."""
    folder = tmp_path / "third form"
    folder.mkdir()
    files = {
        "game.yaml": GAME,
        "card.csv": CARD,
        "red.yaml": "team: red\nstrategy: head_kol\nposts: 1\n",
        "green.yaml": "team: 绿队\nsplit:\n  koc: 40 %\n  head: 40 %\n",
        "late.yaml": "team: late\nstrategy: head_cool\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_league_is_told_and_kept(third_form, capsys):
    code, out, _ = wom(capsys, "game", "third form", "--workers", "1")
    assert code == 0
    for words in ("the league over 2 worlds", "red", "绿队", "the machine (machine)", "head creators", "Not scored: 1"):
        assert words in out
    assert "late.yaml: strategy: found 'head_cool'" in out and "did you mean 'head_kol'" in " ".join(out.split())
    kept = Path("results") / "third form".replace(" ", "-")
    assert {"league.csv", "bought.csv", "report.html", "provenance.json", "table.csv"} <= {file.name for file in kept.iterdir()}
    league = pd.read_csv(kept / "league.csv")
    assert set(league["team"]) == {"red", "绿队", "the machine"} and (league["spend"] <= league["budget"]).all()


def test_after_one_world_nobody_is_told_apart(third_form, capsys):
    code, out, _ = wom(capsys, "game", "third form", "--workers", "1", "--replicates", "1")
    assert code == 0 and "cannot be told apart from it" in " ".join(out.split())


def test_what_was_played_is_not_played_again(third_form, capsys):
    wom(capsys, "game", "third form", "--workers", "1", "--json")
    parts = {file: file.stat().st_mtime_ns for file in Path("results").rglob("*.parquet") if file.parent.name == "parts"}
    _, again, _ = wom(capsys, "game", "third form", "--workers", "1", "--json")
    assert parts == {file: file.stat().st_mtime_ns for file in Path("results").rglob("*.parquet") if file.parent.name == "parts"}
    assert json.loads(again)["league"]


def test_json_is_one_document_with_those_not_scored(third_form, capsys):
    code, out, err = wom(capsys, "game", "third form", "--workers", "1", "--replicates", "3", "--json")
    told = json.loads(out)
    assert code == 0 and err == ""
    assert [one["file"] for one in told["not_scored"]] == ["late.yaml"] and told["machine"] == "the machine"
    assert {row["team"] for row in told["league"]} == {"red", "绿队", "the machine"}
    assert all(row["worlds"] == 3 for row in told["league"])
    assert sum(row["won"] for row in told["league"]) == pytest.approx(3)


def test_the_league_speaks_chinese(third_form, capsys):
    code, out, _ = wom(capsys, "game", "third form", "--workers", "1", "--lang", "zh")
    assert code == 0
    for words in ("排行榜", "名次", "队伍", "头部达人", "未计分的文件：1 个", "（机器）"):
        assert words in out
    assert "league over" not in out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("nowhere",), "no such folder"),
        (("third form/game.yaml",), "a file"),
        (("third form", "--lang", "de"), "en or zh"),
    ],
)
def test_what_cannot_be_played_is_refused_with_two(third_form, capsys, words, complaint):
    code, out, err = wom(capsys, "game", *words)
    assert code == 2 and out == "" and complaint in err
