"""What `wom replicate` prints and keeps."""

from __future__ import annotations

from pathlib import Path

from simulation.experiments.drawing import svg
from simulation.experiments.replications import adoption, page, pictures
from simulation.experiments.replications.registry import ADOPTION, REPLICATIONS, named
from simulation.experiments.replications.replication import Finding, carried_out
from simulation.experiments.store import put
from simulation.refusal import Refusal

PAGE = Path("docs/REPLICATIONS.md")


def one(name: str, quick: bool) -> None:
    """One study, or the real data, printed."""
    if name == ADOPTION:
        print(page.adoption(adoption.everything(quick)))
        return
    print(page.study(carried_out(named(name), quick)))


def everything(quick: bool, file: Path | None, out: Path) -> None:
    """All of them: a line each as they are done, then the page and the figures; a quick page is only written where asked for."""
    where = PAGE if file is None and not quick else file
    if where is not None and not where.parent.is_dir():
        raise Refusal("--page", str(where), "a file in a folder that exists", "run it where docs/ is, or name a file with --page")
    if quick:
        print("Quick: fewer replicates and smaller networks than the set-ups say; not to be quoted.")
    findings = [told(carried_out(replication, quick)) for replication in REPLICATIONS.values()]
    real = adoption.everything(quick)
    for sentence in map(page.sentence, real):
        print(sentence)
    figures = {"gains.svg": pictures.gains(real), "reliability.svg": pictures.reliability(real)}
    for name, figure in figures.items():
        put(out / "replications" / name, svg(figure).encode())
    if where is not None:
        put(where, page.document(findings, real, quick).encode())
    print(f"Wrote {', '.join(str(path) for path in [*(out / 'replications' / name for name in figures), where] if path)}.")


def told(finding: Finding) -> Finding:
    """The finding, after a line about it."""
    replication, wrong = finding.replication, page.refused(finding)
    agree = f"{page.agreeing(finding)} targets agree"
    print(f"{replication.id} {replication.study}: {finding.verdict}, {agree}; a wrong parameter {wrong}")
    return finding
