"""What was checked, and what came of it, as the page docs/VERIFICATION.md: the same whenever it is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments import chance_battery
from simulation.experiments.checks import LARGEST_ERROR, TOLERATED, Check, Finding, Floats
from simulation.experiments.store import put
from simulation.experiments.verification.parts import PARTS, Verification
from simulation.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

FILE = Path("docs/VERIFICATION.md")

HEAD = f"""# Verification

Written by `wom verify`, which carries out all of it anew; its fast part is among the tests. Keys are fixed: every number can
be had again.

What is *simulated* is set beside what it comes to on a network without end (or, on a small one, in all its worlds), by
recursions and enumerations that share no code with the engines (`simulation/experiments/exact_*.py`). Networks are drawn anew
for every replicate. A check *agrees* if every mean lies within {TOLERATED:g} standard errors of the exact value, no standard
error is above {LARGEST_ERROR:.1%} of the unit, **and** the same check refuses a law with any one parameter 5 % off (a number
of adopters: one off; bounds: as said). *Distance* is the largest over the points of a row, in standard errors; *least
refused* the wrong law that came nearest. Parameters that are *drawn* are those of a Latin hypercube, so that nothing can be
fitted to a table.

What is *computed* (standard error –) agrees to the last digit that is known. A claim about every one of many cases is told
as two numbers: whether it was ever broken (0: never), and whether a claim that is wrong was, looked for in the same way (1: yes).
Sources name the result; step-by-step forms are derived here.
"""

CHANCE = """
## Chance

Draws come from SplitMix64 used as a tree of names (`simulation/model/chance.py`). The battery
(`simulation/experiments/chance_battery.py`) asks {values:,} p-values in {tests} tests of up to {size:,} draws a series; a
test fails if any of its p-values is below {threshold:.2g} ({alpha:g} divided by their number, Bonferroni). The last column
is the verdict on a generator made poor on purpose, well mixed names combined by exclusive or alone: a battery that passes
it would be none. Not asked: the batteries of others (TestU01, PractRand), which read one long stream and no addresses.

States have 64 bits: among n different addresses about n²/2⁶⁵ pairs coincide, the first one to be expected near n = 6·10⁹.

"""


def place(file: Path) -> Path:
    """Where the page is to be written; refused before anything is simulated if it cannot be."""
    if not file.parent.is_dir():
        raise Refusal("out", str(file), "a file in a folder that exists", "run it where docs/ is, or name a file with --out")
    return file


def write(found: Verification, file: Path) -> None:
    """The whole page."""
    put(file, page(found).encode())


def page(found: Verification) -> str:
    """All findings; those of chance where the battery was asked."""
    return (
        HEAD + summary(found) + "".join(_part(found, part.name) for part in PARTS if part.name in found.findings) + _chance(found)
    )


def summary(found: Verification) -> str:
    """How many agree, and how far the farthest point is."""
    simulated = [finding for finding in found.carried_out if finding.simulated]
    farthest = max((distance(finding, finding.check.target) for finding in simulated), default=0.0)
    points = sum(finding.ours.size for finding in simulated)
    total = len(found.carried_out)
    return (
        f"\n{total - len(found.amiss)} of {total} checks agree: {len(simulated)} simulated with {points} points, the farthest "
        f"{farthest:.1f} standard errors from its exact value, and {total - len(simulated)} computed.\n"
    )


def _part(found: Verification, name: str) -> str:
    part = next(part for part in PARTS if part.name == name)
    says = f"{part.says}\n" if part.says else ""
    head = "law | network and parameters | quantity | source | exact | ours | standard error | distance | least refused | verdict"
    return f"\n## {part.name} · {part.title}\n\n{says}" + table(head, (row(finding) for finding in found.findings[name]))


def row(finding: Finding) -> list[str]:
    """One finding in words and numbers."""
    check = finding.check
    told = [targets(check), listed(finding.ours), listed(finding.error) if finding.simulated else "–"]
    far = f"{distance(finding, check.target):.1f}" if finding.simulated else "–"
    return [check.law, check.case, check.quantity, check.source, *told, far, nearest(finding), finding.verdict]


def nearest(finding: Finding) -> str:
    """The wrong law that came nearest to what was found."""
    refused = {name: distance(finding, values) for name, values in finding.check.wrong.items()}
    if not refused:
        return "–"
    name = min(refused, key=lambda name: refused[name])
    return f"{refused[name]:.0f} ({name})" if finding.simulated else name


def distance(finding: Finding, values: Floats) -> float:
    """The farthest point, in standard errors; where there are none, in units."""
    return float(np.max(finding.beyond(values) / (finding.error if finding.simulated else 1.0)))


def targets(check: Check) -> str:
    """The exact values, or those they lie between."""
    target = check.target
    return " to ".join(listed(bound) for bound in target) if target.ndim == 2 else listed(target)


def listed(values: Floats) -> str:
    """Numbers with five decimals, one after another."""
    return ", ".join(number(value) for value in values)


def number(value: float) -> str:
    """Five decimals, and no more than is known."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:.5f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:,.5g}"


def _chance(found: Verification) -> str:
    if found.chance is None:
        return ""
    ours, poor = found.chance
    told = CHANCE.format(
        values=int(ours["values"].sum()), tests=len(ours), size=chance_battery.SIZE, threshold=ours["threshold"][0],
        alpha=chance_battery.ALPHA,
    )  # fmt: skip
    return told + _draws(ours, poor)


def _draws(ours: pd.DataFrame, poor: pd.DataFrame) -> str:
    """A row a test of the battery."""
    both = zip(ours.itertuples(), poor["verdict"], strict=True)
    rows = ([one.test, one.on, f"{one.values:,}", f"{one.smallest:.2g}", one.verdict, other] for one, other in both)
    return table("test | of | p-values | smallest | verdict | on exclusive or", rows)


def table(head: str, rows: Iterable[list[str]]) -> str:
    """Markdown."""
    rule = "|---" * (head.count("|") + 1) + "|"
    return "\n".join(["", f"| {head} |", rule, *(f"| {' | '.join(plain(cell) for cell in cells)} |" for cells in rows), ""])


def plain(cell: str) -> str:
    """A cell that does not end where it has an upright stroke."""
    return cell.replace("|", "\\|")
