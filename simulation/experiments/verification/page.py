"""What was checked, and what came of it: writes docs/VERIFICATION.md.

python -m simulation.experiments.verification [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments import chance_battery, exact_laws
from simulation.experiments.checks import LARGEST_ERROR, TOLERATED, Finding, Floats, carried_out
from simulation.experiments.law_checks import checks
from simulation.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

FILE = Path("docs/VERIFICATION.md")

HEAD = f"""# Verification

Written by `python -m simulation.experiments.verification`; the same checks run as tests. Every number can be had again:
keys are fixed.

## Laws

Each law is simulated on networks drawn anew for every replicate and set beside what it comes to on a network without end,
by recursions that share no code with the engines (`simulation/experiments/exact_laws.py`). A check *agrees* if every mean
lies within {TOLERATED:g} standard errors of the exact value, no standard error is above {LARGEST_ERROR:.1%} of the unit,
**and** the same check refuses a law with any one parameter 5 % off (a number of adopters: one off). *Distance* is the
largest over the points of a row, in standard errors; *least refused* the distance of the wrong law that came nearest.
Sources name the result; the step-by-step forms are derived here, and hold as the network grows without end.
"""

CRITICAL = """
## Critical points

| quantity | computed | known |
|---|---|---|
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


def main(arguments: Iterable[str] = ()) -> None:
    """Carry out every check and write the file."""
    file = Path(next(iter(arguments), FILE))
    if not file.parent.is_dir():
        raise Refusal("FILE", str(file), "a file in a folder that exists", "run it where docs/ is, or name a file")
    file.write_text(document(), encoding="utf-8")


def document() -> str:
    """The whole file, from new simulations."""
    found = [carried_out(check) for check in checks()]
    ours, poor = chance_battery.battery(), chance_battery.battery(chance_battery.exclusive_or)
    chance = CHANCE.format(
        values=int(ours["values"].sum()), tests=len(ours), size=chance_battery.SIZE, threshold=ours["threshold"][0],
        alpha=chance_battery.ALPHA,
    )  # fmt: skip
    return HEAD + laws(found) + CRITICAL + critical_points() + chance + draws(ours, poor)


def laws(found: Iterable[Finding]) -> str:
    """A row a check."""
    head = "law | network and parameters | quantity | source | exact | ours | standard error | distance | least refused | verdict"
    return table(head, (row(finding) for finding in found))


def row(finding: Finding) -> list[str]:
    """One finding in words and numbers."""
    check = finding.check
    refused = {name: distance(finding, values) for name, values in check.wrong.items()}
    nearest = min(refused, key=lambda name: refused[name])
    told = [listed(values) for values in (check.target, finding.ours, finding.error)]
    far = [f"{distance(finding, check.target):.1f}", f"{refused[nearest]:.0f} ({nearest})"]
    return [check.law, check.case, check.quantity, check.source, *told, *far, finding.verdict]


def distance(finding: Finding, values: Floats) -> float:
    """The farthest point, in standard errors."""
    return float(np.max(np.abs(finding.ours - values) / finding.error))


def listed(values: Floats) -> str:
    """Numbers with five decimals, one after another."""
    return ", ".join(f"{value:.5f}".removeprefix("0") for value in values)


def critical_points() -> str:
    """Numbers that are computed and not simulated."""
    low, high = exact_laws.cascade_window(0.18)
    rows = [
        ["window of global cascades, φ = .18 (Watts 2002): mean degrees", f"{low:.4f} to {high:.4f}", "1.021 to 5.765"],
        ["critical sd of thresholds of mean .25 (Granovetter 1978)", f"{exact_laws.critical_sd(0.25):.5f}", ".122"],
        ["T_c = 1/(d − 1) of a 4-regular network", f"{exact_laws.threshold_of_percolation(exact_laws.regular(4)):.5f}", "1/3"],
        [
            "T_c = 1/c of a Poisson network of mean degree 4",
            f"{exact_laws.threshold_of_percolation(exact_laws.poisson(4)):.5f}",
            "1/4",
        ],
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows) + "\n"


def draws(ours: pd.DataFrame, poor: pd.DataFrame) -> str:
    """A row a test of the battery."""
    both = zip(ours.itertuples(), poor["verdict"], strict=True)
    rows = ([one.test, one.on, f"{one.values:,}", f"{one.smallest:.2g}", one.verdict, other] for one, other in both)
    return table("test | of | p-values | smallest | verdict | on exclusive or", rows)


def table(head: str, rows: Iterable[list[str]]) -> str:
    """Markdown."""
    rule = "|---" * (head.count("|") + 1) + "|"
    return "\n".join(["", f"| {head} |", rule, *(f"| {' | '.join(cells)} |" for cells in rows), ""])


if __name__ == "__main__":
    main(sys.argv[1:])
