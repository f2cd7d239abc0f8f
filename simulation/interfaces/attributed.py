"""What `wom attribute` prints and leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from simulation.actors.channels import channel_called
from simulation.experiments.attribution.sentences import called, caveats, claimed, sentences
from simulation.experiments.attribution.tables import AGAINST
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.attribution.trial import ACCOUNTINGS, SHAPLEY, Trial, moved, returns
from simulation.experiments.drawing import signed
from simulation.experiments.sentence import named, number
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
        for table in () if quiet else tables(found, trial):
            console.print()
            console.print(table)
        console.print()
    for caveat in () if quiet else caveats(found.trials, found.deciding):
        shown.say(console, caveat)
    shown.say(console, say("attribution.kept", folder=folder))


def tables(found: Attribution, trial: Trial) -> list[Table]:
    """Everything about one strategy."""
    return [buyers(trial), wrong(trial), in_all(found, trial), roi(trial, found.worth)]


def buyers(trial: Trial) -> Table:
    """A row an accounting, a column a channel; beneath each mean its interval."""
    title = say("attribution.title.buyers", strategy=named(trial.strategy), worlds=trial.worlds)
    table = _by_channel(trial, title, say("attribution.heading.sum"))
    for accounting in ACCOUNTINGS:
        given = trial.given(accounting)
        table.add_row(called(accounting), *(_lines(mean_interval(one)) for one in (*given, given.sum(axis=0))))
    return table


def wrong(trial: Trial) -> Table:
    """A row a rule, a column a channel: how many buyers more it gives than either truth."""
    table = _by_channel(trial, say("attribution.title.error", strategy=named(trial.strategy)))
    for rule in RULES:
        apart = [(trial.given(rule) - trial.given(truth)).mean(axis=1) for truth in AGAINST]
        table.add_row(called(rule), *(", ".join(signed(float(error)) for error in errors) for errors in zip(*apart, strict=True)))
    return table


def roi(trial: Trial, worth: float) -> Table:
    """What each channel was paid, and its ROI by each accounting."""
    table = _by_channel(trial, say("attribution.title.money", strategy=named(trial.strategy), worth=number(worth, 2)))
    table.add_row(say("attribution.cost"), *(number(float(paid.mean())) for paid in trial.cost))
    for accounting in ACCOUNTINGS:
        table.add_row(called(accounting), *(_lines(one, 2) for one in returns(trial.given(accounting), trial.cost, worth)))
    return table


def in_all(found: Attribution, trial: Trial) -> Table:
    """A row a rule: buyers moved to another channel, buyers and CNY in error, buyers handed out."""
    heads = (*(f"moved_{truth}" for truth in AGAINST), "error", "error_value", "claimed")
    title = say("attribution.title.errors", strategy=named(trial.strategy))
    table = shown.table(title, say("attribution.heading.accounting"), *(say(f"attribution.heading.{head}") for head in heads))
    errors = found.errors.set_index(["strategy", "accounting", "against"])
    for rule in RULES:
        apart = [moved(trial.given(rule), trial.given(truth)) for truth in AGAINST]
        cells = [words.said(errors.loc[(trial.strategy, rule, SHAPLEY), name], brief=True) for name in ("buyers", "value")]
        table.add_row(called(rule), *(_lines(one, 0, 100.0) for one in apart), *cells, _lines(claimed(trial, rule), 0, 100.0))
    return table


def _by_channel(trial: Trial, title: str, *last: str) -> Table:
    return shown.table(title, say("attribution.heading.accounting"), *map(channel_called, trial.channels), *last)


def _lines(one: Interval, digits: int = 0, factor: float = 1.0) -> str:
    """A mean, and its interval on the line beneath."""
    mean, low, high = (words.said(value, factor, digits, brief=True) for value in one)
    known = one.mean is not None and one.low is not None
    return f"{mean}\n{words.span(low, high, brief=True)}" if known else mean


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
