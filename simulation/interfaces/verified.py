"""What `wom verify` prints: a table a part, and what does not agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape

from simulation.experiments.checks import AGREES, Finding
from simulation.experiments.verification import page
from simulation.experiments.verification.parts import PARTS, Verification
from simulation.interfaces import shown
from simulation.interfaces.kept import plain

if TYPE_CHECKING:
    from rich.table import Table


def told(found: Verification, file: Path | None) -> None:
    """Tables, and where the page is (none: it was quick)."""
    console = shown.page()
    for part in PARTS:
        if part.name in found.findings:
            console.print(_table(f"{part.name} · {part.title}", found.findings[part.name]))
            console.print()
    shown.say(console, "Of a check with several points the one farthest from its target is shown.")
    if found.chance is not None:
        ours, poor = ((table["verdict"] == "passes").sum() for table in found.chance)
        shown.say(console, f"Chance passes {ours} of {len(found.chance[0])} tests; a generator made poor on purpose, {poor}.")
    _ending(console, found, file)


def _table(title: str, findings: list[Finding]) -> Table:
    table = shown.table(title, "check", "target", "ours", "SE", "verdict")
    for finding in findings:
        table.add_row(*map(escape, _cells(finding)), style="" if finding.verdict == AGREES else "bold")
    return table


def _cells(finding: Finding) -> list[str]:
    check, beyond = finding.check, finding.beyond(finding.check.target)
    at = int(np.argmax(beyond / np.where(finding.error > 0, finding.error, 1.0)))
    bounds = np.atleast_2d(check.target)[:, at]
    target = " to ".join(page.number(float(bound)) for bound in bounds)
    error = page.number(float(finding.error[at])) if finding.simulated else "–"
    return [f"{check.law}: {check.case}: {check.quantity}", target, page.number(float(finding.ours[at])), error, finding.verdict]


def _ending(console: Console, found: Verification, file: Path | None) -> None:
    shown.say(console, page.summary(found).strip(), "bold")
    if file is None:
        left = f"{found.left_out} simulations and the battery for chance were left out"
        shown.say(console, f"Quick: {left}, and no page is written. `wom verify` does all of it.")
    else:
        shown.say(console, f"Page: {file}")


def document(found: Verification) -> str:
    """All findings as one JSON document."""
    parts = {name: [_record(finding) for finding in findings] for name, findings in found.findings.items()}
    chance = None if found.chance is None else found.chance[0].to_dict("records")
    document = {"agrees": found.agrees, "left_out": found.left_out, "parts": parts, "chance": chance}
    return plain(document).rstrip()


def _record(finding: Finding) -> dict[str, Any]:
    check = finding.check
    return {
        "law": check.law, "case": check.case, "quantity": check.quantity, "source": check.source,
        "target": check.target.tolist(), "ours": finding.ours.tolist(),
        "standard_error": finding.error.tolist() if finding.simulated else None, "refuses": sorted(check.wrong),
        "verdict": finding.verdict,
    }  # fmt: skip
