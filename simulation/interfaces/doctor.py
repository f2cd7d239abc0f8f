"""`wom doctor`: what is the matter with a file of ties, and the network mended or in another format where asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from simulation.graph.doctor import Examination, examine
from simulation.graph.network import Network
from simulation.graph.repairs import DROPS
from simulation.interfaces.shown import say, table
from simulation.refusal import Refusal, nearest

SCALE = "scale"
REPAIRS = (*DROPS, SCALE)


def doctor(file: str, repairs: Sequence[str], out: Path | None, undirected: bool) -> None:
    """Show what is the matter; mend what is named; write what is left."""
    for name in repairs:
        if name not in REPAIRS:
            raise Refusal("--repair", name, f"one of {', '.join(REPAIRS)}", nearest(name, REPAIRS))
    directed = False if undirected else None
    console = Console(highlight=False)
    show(console, examine(file, directed))
    if repairs or out is not None:
        repair(console, Network.read(file, directed, scale=SCALE in repairs), [name for name in repairs if name in DROPS], out)


def show(console: Console, seen: Examination) -> None:
    """The numbers, then what to do."""
    shown = table(seen.name, "", "")
    for name, value in seen.lines():
        shown.add_row(name, escape(value))
    console.print(shown)
    for finding in seen.findings:
        say(console, f"• {finding.found}: {finding.remedy}")
    if not seen.findings:
        say(console, "Nothing to be done.")


def repair(console: Console, network: Network, drop: Sequence[str], out: Path | None) -> None:
    """Do what is named, say how much it was, and keep the network."""
    repaired = network.repaired(drop)
    say(console, f"\nRepaired: {repaired}")
    say(console, repr(repaired.network))
    if out is None:
        say(console, "Nothing is kept; --out FILE keeps the network.")
    else:
        repaired.network.write(out)
        say(console, f"Wrote {out}.")
