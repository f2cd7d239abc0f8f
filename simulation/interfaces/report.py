"""A verdict on one page: self-contained, printable, and the same bytes from the same results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.interfaces import circumstances, recruited, words

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from simulation.experiments.verdict import Verdict

TEMPLATE = Path(__file__).with_name("report.html.j2")

# Figures in the order of the page: kind, heading, what is seen.
FIGURES = (
    (
        "differences",
        "The leader against each rival",
        "Differences in incremental buyers, world by world, with intervals that hold together.",
    ),
    (
        "adoption_curves",
        "Day by day",
        "People who had become aware and bought by each day; bands are 95 % intervals of the mean over worlds.",
    ),
    (
        "funnel",
        "From reach to purchase",
        "How many people came how far; some become aware by themselves, without being reached.",
    ),
    (
        "credit",
        "Who is credited with purchases",
        "A purchase is credited to one source, drawn in proportion to the evidence that led to it.",
    ),
    (
        "wins",
        "Luck and assumptions",
        "In which worlds a strategy is best: when only luck differs, and when every assumption is drawn from its range.",
    ),
    (
        "drivers",
        "What decides it",
        "Rank correlation, over worlds, of each varied assumption with the leader's lead over its best rival.",
    ),
)


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
    """The report as HTML. Every text of the scenario is escaped; nothing is loaded from anywhere.

    `svgs` are the figures by kind; without them they are drawn.
    """
    import jinja2

    from simulation.experiments import drawing

    svgs = {kind: drawing.svg(figure(verdict, kind)) for kind, _, _ in FIGURES} if svgs is None else svgs
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        verdict=verdict,
        scenario=verdict.scenario,
        nature=words.nature(verdict.scenario),
        circumstances=circumstances.told(verdict.scenario),
        published=circumstances.beside(verdict),
        tables=[(title, columns, list(words.rows_of(verdict, columns))) for title, columns in words.TABLES],
        leads=words.leads(verdict),
        beside=words.beside(verdict),
        beside_headings=list(words.BESIDE.values()),
        hiding=words.hiding(verdict),
        hiding_headings=list(words.HIDING.values()),
        recruiters=recruited.told(verdict),
        recruiting_headings=list(recruited.HEADINGS.values()),
        people_each=f"{verdict.scenario.scale:,.6g}",
        break_even=words.break_even(verdict),
        figures=[drawn(svgs[kind], kind, heading, caption) for kind, heading, caption in FIGURES],
        parameters=verdict.provenance["parameters"],
        caveats=words.caveats(verdict),
        cannot_say=words.CANNOT_SAY,
        provenance=told(verdict.provenance),
    )


def figure(verdict: Verdict, kind: str) -> Figure:
    """The figure of one kind."""
    from simulation.experiments import figures

    drawing: Figure = getattr(figures, kind)(verdict)
    return drawing


def drawn(svg: str, kind: str, heading: str, caption: str) -> Drawn:
    """A figure to stand inside a page: its inner names carry its kind, so that no two figures share one."""
    from markupsafe import Markup

    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{kind}-", svg)
    svg = re.sub(r'<svg ([^>]*?)(?:width|height)="[^"]*pt" ([^>]*?)(?:width|height)="[^"]*pt"', r"<svg \1\2", svg, count=1)
    return Drawn(kind, heading, caption, Markup(svg))


def told(provenance: Any) -> list[tuple[str, str]]:
    """Provenance as name and text, without what the page shows elsewhere."""
    elsewhere = ("parameters", "resolved", "question", "checks", "packages", "strategies")
    plain = [(name.replace("_", " "), str(value)) for name, value in provenance.items() if name not in elsewhere]
    packages = ", ".join(f"{name} {version}" for name, version in provenance["packages"].items() if version)
    passed = [check for check, held in provenance["checks"].items() if held]
    return [*plain, ("packages", packages), ("checks passed", "; ".join(passed))]
