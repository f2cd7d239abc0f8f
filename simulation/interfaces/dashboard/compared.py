"""A comparison as the page shows it: made in a process apart, and told as plain values in both languages."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from simulation.language import LANGUAGES, say, spoken

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario
    from simulation.experiments.verdict import Verdict
    from simulation.interfaces.dashboard.apart import Tell

SHOWN = ("incremental_buyers", "reach", "awareness", "spend", "roi")


def compared(tell: Tell, scenario: Scenario, worlds: int, assumptions: str, workers: int, out: Path) -> None:
    """Compare; tell the progress, then the verdict, then report and tables as files, in each language."""
    from simulation.experiments.compare import compare

    def progress(done: int, total: int) -> None:
        tell("progress", (done, total))

    verdict = compare(scenario, worlds, assumptions=assumptions, workers=workers, out=out, progress=progress)
    for language in LANGUAGES:
        with spoken(language):
            tell("verdict", (language, verdict_shown(verdict)))
    for language in LANGUAGES:
        with spoken(language):
            tell("report", (language, report(verdict)))
    tell("tables", tables(verdict))


def verdict_shown(verdict: Verdict) -> dict[str, Any]:
    """What stands on the page, in the language now spoken."""
    from simulation.experiments import drawing
    from simulation.experiments.sentence import named
    from simulation.interfaces import words

    return {
        "sentence": verdict.sentence,
        "forest": picture(drawing.svg(verdict.figure("differences"))),
        "wins": picture(drawing.svg(verdict.figure("wins"))),
        "headings": list(headings().values()),
        "rows": [
            {"label": label, "name": named(label), "leads": label == verdict.leader, "cells": [cell._asdict() for cell in cells]}
            for label, cells in words.rows_of(verdict, headings(), brief=True)
        ],
        "leads": words.leads(verdict, brief=True),
        "caveats": words.caveats(verdict),
    }


def headings() -> dict[str, str]:
    """The measures of the table, and what the page calls them."""
    return {name: say(f"page.measure.{name}") for name in SHOWN}


def picture(svg: str) -> str:
    """An SVG as an address that a page can show, in which nothing runs."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def report(verdict: Verdict) -> bytes:
    """The report of `wom compare`, one HTML file."""
    from simulation.interfaces import report as reports

    return reports.page(verdict).encode()


def tables(verdict: Verdict) -> bytes:
    """All tables and the provenance, as `wom compare` keeps them, in one ZIP."""
    from simulation.experiments.verdict import save

    sink = io.BytesIO()
    with TemporaryDirectory(prefix="wom-tables-") as folder, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in save(verdict, Path(folder)):
            packed.write(file, file.name)
    return sink.getvalue()
