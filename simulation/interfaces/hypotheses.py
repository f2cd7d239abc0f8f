"""`wom hypotheses`: what the model says to statements about word of mouth, each beside what was declared beforehand."""

from __future__ import annotations

from pathlib import Path

from simulation.experiments.hypotheses import cards
from simulation.experiments.hypotheses.finding import FULL, POINTS, QUICK, ask
from simulation.experiments.hypotheses.hypothesis import Hypothesis
from simulation.experiments.hypotheses.registry import asked_for
from simulation.interfaces import shown

FOLDER = "hypotheses"


def hypotheses(names: list[str], quick: bool, workers: int | None, cluster: str | None, out: Path, json: bool) -> None:
    """Ask each in turn, keep what came of it, and print the table and the sentences."""
    asked, root = asked_for(names), out / FOLDER
    with shown.progress(json) as tell:
        testable, extent = [one for one in asked if isinstance(one, Hypothesis)], QUICK if quick else FULL
        ran = ask(testable, extent, workers, root, tell, cluster=cluster)
    answers = {one.hypothesis.id: one for one in ran}
    found: list[cards.Answer] = [answers[one.id] if isinstance(one, Hypothesis) else one for one in asked]
    for one in found:
        cards.keep(one, root)
    kept = cards.keep_all(found, root)
    if json:
        print(cards.plain([cards.told(one) for one in found]).rstrip())
    else:
        _show(found, quick, kept)


def _show(found: list[cards.Answer], quick: bool, kept: Path) -> None:
    console = shown.page()
    title = f"Hypotheses (quick: {QUICK.points} draws, not {POINTS})" if quick else "Hypotheses"
    table = shown.table(title, *cards.HEADINGS)
    for column in table.columns[1:4]:
        column.justify = "left"
    for one in found:
        table.add_row(*cards.line(one))
    console.print(table)
    for one in found:
        shown.say(console, f"\n{cards.of(one).id}  {cards.words(one)}")
    shown.say(console, f"\nCards, figures and sources: {kept.parent}")
