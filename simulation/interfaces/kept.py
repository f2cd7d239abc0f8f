"""What a command leaves behind: tables, figures, report and provenance, each file whole or not there."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.experiments.store import Store, folder_name, put
from simulation.experiments.verdict import save
from simulation.interfaces import report, words, workbook
from simulation.language import say
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.experiments.outcome import Outcome
    from simulation.experiments.verdict import Verdict


def verdict(found: Verdict, root: Path) -> Path:
    """ROOT/<scenario>/: tables, every run, provenance, figures, a workbook and the report; returns where the report is."""
    folder = Store(root).folder(found.scenario.name)
    save(found, folder)
    workbook.write(found, folder / "report.xlsx")
    return report.write(found, folder / "report.html", figures(found, folder / "figures"))


def figures(found: Verdict, folder: Path) -> dict[str, str]:
    """Every figure, as SVG and, where fonts have all its letters, as PNG; returns the text of the former by kind."""
    from simulation.experiments import drawing

    svgs = {}
    for kind in report.FIGURES:
        figure = found.figure(kind)
        svgs[kind] = drawing.svg(figure)
        put(folder / f"{kind}.svg", (svgs[kind] + "\n").encode())
        try:
            put(folder / f"{kind}.png", drawing.png(figure))
        except Refusal as refusal:
            warnings.warn(say("figures.not_written", file=f"{kind}.png", reason=refusal), stacklevel=2)
    return svgs


def outcome(one: Outcome, root: Path) -> Path:
    """ROOT/<scenario>/runs/<strategy>-<replicate>/: the tables of one run; returns the folder."""
    row = one.totals.iloc[0]
    name = folder_name(f"{row['strategy']}-{row['replicate']}")
    folder = Store(root).folder(str(one.provenance["scenario"])) / "runs" / name
    for table in ("curves", "consumers", "accounts", "sellers", "touches", "totals"):
        put(folder / f"{table}.csv", getattr(one, table).to_csv(index=False, lineterminator="\n").encode())
    put(folder / "provenance.json", plain(dict(one.provenance)).encode())
    return folder


def document(found: Verdict) -> str:
    """A verdict as one JSON document; null where a number is not defined."""
    told = ("table", "differences", "wins", "risk", "drivers", "overturn", "trust", "beside")
    tables = {name: words.records(getattr(found, name)) for name in told}
    return plain({
        "sentence": found.sentence,
        "leader": found.leader,
        "winner": found.winner,
        "tied": list(found.tied),
        "notes": list(found.notes),
        **tables,
        "provenance": dict(found.provenance),
    }).rstrip()  # fmt: skip


def plain(value: object) -> str:
    """Plain values as JSON text, the same whenever they are."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
