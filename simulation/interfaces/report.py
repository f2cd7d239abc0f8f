"""A verdict on one page: self-contained, printable, and the same bytes from the same results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments.sentence import UNDEFINED_SIGN, named
from simulation.interfaces import circumstances, recruited, stakes, words
from simulation.language import joined, say, separated, told

if TYPE_CHECKING:
    from markupsafe import Markup

    from simulation.experiments.verdict import Verdict

TEMPLATE = Path(__file__).with_name("report.html.j2")

# Figures in the order of the page.
FIGURES = ("funnel", "adoption_curves", "differences", "credit", "trust", "risk", "wins", "drivers")


class Drawn(NamedTuple):
    """One figure of the page."""

    kind: str
    heading: str
    caption: str
    svg: Markup


def write(verdict: Verdict, path: Path, svgs: Mapping[str, str]) -> Path:
    """Write the report to `path`; the file appears whole or not at all. `svgs` are the figures by kind, as drawn already."""
    from simulation.experiments.store import put

    put(path, page(verdict, svgs).encode())
    return path


def page(verdict: Verdict, svgs: Mapping[str, str] | None = None) -> str:
    """The report as HTML in the language now spoken. Every text of the scenario is escaped; nothing is loaded from anywhere.

    `svgs` are the figures by kind; without them they are drawn.
    """
    import jinja2

    from simulation.experiments import drawing

    svgs = {kind: drawing.svg(verdict.figure(kind)) for kind in FIGURES} if svgs is None else svgs
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.globals.update(say=say, told=told, named=named, joined=joined)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        verdict=verdict,
        scenario=verdict.scenario,
        nature=words.nature(verdict.scenario),
        circumstances=circumstances.told(verdict.scenario),
        published=circumstances.beside(verdict),
        tables={title: (columns, list(words.rows_of(verdict, columns))) for title, columns in words.TABLES},
        leads=words.leads(verdict),
        beside=words.beside(verdict),
        beside_headings=list(words.BESIDE.values()),
        hiding=words.hiding(verdict),
        hiding_headings=list(words.HIDING.values()),
        recruiters=recruited.told(verdict),
        people_each=f"{verdict.scenario.scale:,.6g}",
        break_even=words.break_even(verdict),
        trust=stakes.trust(verdict),
        trust_headings=stakes.trust_headings(),
        risk=stakes.risk(verdict),
        risk_leads=stakes.leads(verdict),
        risk_returns=stakes.returns(verdict),
        overturns=stakes.overturns(verdict),
        figures={kind: drawn(svgs[kind], kind) for kind in FIGURES},
        parameters=verdict.provenance["parameters"],
        caveats=words.caveats(verdict),
        cannot_say=words.cannot_say(),
        provenance=origin(verdict.provenance),
    )


def drawn(svg: str, kind: str) -> Drawn:
    """A figure to stand inside a page: its inner names carry its kind, so that no two figures share one."""
    from markupsafe import Markup

    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{kind}-", svg)
    svg = re.sub(r'<svg ([^>]*?)(?:width|height)="[^"]*pt" ([^>]*?)(?:width|height)="[^"]*pt"', r"<svg \1\2", svg, count=1)
    return Drawn(kind, say(f"report.figure.{kind}.heading"), say(f"report.figure.{kind}.caption"), Markup(svg))


def origin(provenance: Any) -> list[tuple[str, str]]:
    """Provenance as name and text, without what the page shows elsewhere."""
    elsewhere = ("parameters", "resolved", "question", "checks", "packages", "strategies")
    plain = [(told(name.replace("_", " ")), UNDEFINED_SIGN if value is None else str(value))
             for name, value in provenance.items() if name not in elsewhere]  # fmt: skip
    packages = separated(f"{name} {version}" for name, version in provenance["packages"].items() if version)
    passed = (told(check) for check, held in provenance["checks"].items() if held)
    return [*plain, (told("packages"), packages), (told("checks passed"), separated(passed, by=";"))]
