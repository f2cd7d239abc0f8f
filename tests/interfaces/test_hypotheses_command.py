"""`wom hypotheses`: what is asked, refused, printed and kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from simulation.interfaces import cli


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is broken."""
    monkeypatch.setenv("COLUMNS", "200")


def wom(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    old, sys.argv = sys.argv, ["wom", *arguments]
    try:
        with pytest.raises(SystemExit) as left:
            cli.app(prog_name="wom")
    finally:
        sys.argv = old
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def test_a_quick_look_says_that_it_is_one_and_keeps_card_figure_and_sources(tmp_path: Path, capsys: Any) -> None:
    code, out, _ = wom(capsys, "hypotheses", "h7", "H28", "--quick", "--workers", "1", "--out", str(tmp_path))
    assert code == 0 and "A quick look" in out and "6 draws, not 200" in out and "not expressible" in out
    kept = {path.name for path in (tmp_path / "hypotheses" / "H7").iterdir()}
    assert kept == {"card.json", "figure.svg", "figure.png", "sources.bib", "parts"}
    assert "wilson1993" in (tmp_path / "hypotheses" / "sources.bib").read_text(encoding="utf-8")


def test_as_json_it_is_one_document(tmp_path: Path, capsys: Any) -> None:
    code, out, err = wom(capsys, "hypotheses", "H7", "H28", "--quick", "--workers", "1", "--out", str(tmp_path), "--json")
    card, unsaid = json.loads(out)
    assert (code, err) == (0, "") and card["registration"]["kind"] == "calibration" and card["quick"]
    assert unsaid["registration"]["not_expressible"]


def test_an_unknown_hypothesis_is_refused_before_anything_is_run(tmp_path: Path, capsys: Any) -> None:
    code, out, err = wom(capsys, "hypotheses", "H7", "H17d", "--out", str(tmp_path))
    assert code == 2 and out == "" and "did you mean 'H17" in err and not list(tmp_path.iterdir())
