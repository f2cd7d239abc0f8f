"""What `wom attribute` prints and leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from simulation.experiments.attribution.sentences import called, caveats, channel_called, claimed, sentences
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.attribution.trial import ACCOUNTINGS, SHAPLEY, Trial, moved, returns
from simulation.experiments.sentence import number
from simulation.experiments.statistics import Interval, mean_interval
from simulation.experiments.store import Store, folder_name, put
from simulation.interfaces import kept, shown, words
from simulation.language import say

if TYPE_CHECKING:
    from simulation.experiments.attribution.court import Attribution

TABLES = ("credit", "errors", "together", "coalitions")


def told(found: Attribution, folder: Path, quiet: bool = False) -> None:
    """The sentences of each strategy, its tables, what to know before quoting them, and where the files are."""
    console = shown.page()
    for trial in found.trials:
        for n, sentence in enumerate(sentences(trial, found.worth)):
            shown.say(console, sentence, "bold" if n == 0 else "")
        for table in () if quiet else (buyers(trial), roi(trial, found.worth), errors(found, trial)):
            console.print()
            console.print(table)
        console.print()
    for caveat in () if quiet else caveats(found.trials, found.deciding):
        shown.say(console, f"• {caveat}")
    shown.say(console, say("attribution.kept", folder=folder))


def buyers(trial: Trial) -> Table:
    """Buyers by channel, a column an accounting; beneath each mean its interval."""
    title = say("attribution.title.buyers", strategy=trial.strategy, worlds=trial.worlds)
    table = _empty(title, ACCOUNTINGS)
    given = [trial.given(accounting) for accounting in ACCOUNTINGS]
    for n, channel in enumerate(trial.channels):
        table.add_row(channel_called(channel), *(_lines(mean_interval(one[n]), 0) for one in given))
    return table


def roi(trial: Trial, worth: float) -> Table:
    """Cost of each channel, and its ROI by each accounting."""
    title = say("attribution.title.money", strategy=trial.strategy, worth=number(worth, 2))
    table = _empty(title, ACCOUNTINGS, say("attribution.heading.cost"))
    given = [returns(trial.given(accounting), trial.cost, worth) for accounting in ACCOUNTINGS]
    for n, channel in enumerate(trial.channels):
        cost = number(float(trial.cost[n].mean()))
        table.add_row(channel_called(channel), cost, *(_lines(one[n], 2) for one in given))
    return table


def errors(found: Attribution, trial: Trial) -> Table:
    """A row a rule: buyers moved to another channel, buyers and CNY in error, buyers handed out."""
    heads = ("moved_shapley", "moved_removal", "error", "error_value", "claimed")
    title = say("attribution.title.errors", strategy=trial.strategy)
    table = shown.table(title, say("attribution.heading.accounting"), *(say(f"attribution.heading.{head}") for head in heads))
    mine = found.errors[found.errors["strategy"] == trial.strategy]
    wrong = mine[mine["against"] == SHAPLEY].set_index("accounting")
    for rule in RULES:
        apart = [moved(trial.given(rule), trial.given(truth)) for truth in mine["against"].unique()]
        cells = [words.said(wrong.loc[rule, name], brief=True) for name in ("buyers", "value")]
        table.add_row(called(rule), *(_lines(one, 0, 100.0) for one in apart), *cells, _lines(claimed(trial, rule), 0, 100.0))
    return table


def _empty(title: str, accountings: Sequence[str], *first: str) -> Table:
    heads = [called(accounting).replace(" (", "\n(").replace("（", "\n（") for accounting in accountings]
    return shown.table(title, say("attribution.heading.channel"), *first, *heads)


def _lines(one: Interval, digits: int, factor: float = 1.0) -> str:
    """A mean, and its interval on the line beneath."""
    mean, low, high = (words.said(value, factor, digits, brief=True) for value in one)
    known = one.mean is not None and one.low is not None
    return escape(f"{mean}\n{words.span(low, high, brief=True)}" if known else mean)


def files(found: Attribution, root: Path) -> Path:
    """ROOT/<scenario>/attribution/: tables, a figure a strategy, provenance; returns the folder."""
    from simulation.experiments import drawing
    from simulation.experiments.attribution.picture import dots

    folder = Store(root).folder(found.scenario.name) / "attribution"
    for name in TABLES:
        put(folder / f"{name}.csv", getattr(found, name).to_csv(index=False, lineterminator="\n").encode())
    for trial in found.trials:
        figure, file = dots(trial), folder_name(trial.strategy)
        put(folder / f"{file}.svg", (drawing.svg(figure) + "\n").encode())
        put(folder / f"{file}.png", drawing.png(figure))
    put(folder / "provenance.json", kept.plain(dict(found.provenance)).encode())
    return folder


def document(found: Attribution) -> str:
    """An attribution as one JSON document; null where a number is not defined."""
    tables: dict[str, Any] = {name: words.records(getattr(found, name)) for name in TABLES}
    said = {trial.strategy: sentences(trial, found.worth) for trial in found.trials}
    notes = caveats(found.trials, found.deciding)
    return kept.plain({"sentences": said, "notes": notes, **tables, "provenance": dict(found.provenance)}).rstrip()
