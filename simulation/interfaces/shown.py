"""What a command prints: tables for people on standard output, progress on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulation.experiments.sentence import named
from simulation.interfaces import circumstances, stakes, words
from simulation.language import joined, told
from simulation.language import say as spell

if TYPE_CHECKING:
    from simulation.experiments.outcome import Outcome
    from simulation.experiments.scenario import Scenario
    from simulation.experiments.verdict import Verdict

Tell = Callable[[int, int], None]

RUN_SHOWN = (
    "reach", "exposures", "awareness", "a3", "search", "buyers", "gmv", "spend", "unspent", "accounts", "posts",
    "awareness_by_peer", "buyers_by_peer", "buyers_with_peer",
)  # fmt: skip


def table(title: str, first: str, *headings: str) -> Table:
    """An empty table: words at the left, numbers at the right."""
    empty = Table(title=escape(title), title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    empty.show_header = bool(first or any(headings))
    empty.add_column(first, overflow="fold", header_style="bold", min_width=16)
    for heading in headings:
        empty.add_column(heading, justify="right", header_style="bold")
    return empty


def page() -> Console:
    """Standard output, as wide as the terminal; 120 signs where there is none."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, width=None if known else 120)


def say(console: Console, text: str, style: str = "") -> None:
    """A line of text as it is: names in it are no markup."""
    console.print(text, style=style, markup=False, highlight=False)


# ------------------------------------------------------------------------------------------------------------ progress


@contextmanager
def progress(quiet: bool) -> Iterator[Tell | None]:
    """A bar with the time left on a terminal, else a line for every tenth; None when nothing is to be told."""
    if quiet:
        yield None
    elif not sys.stderr.isatty():
        yield tenths()
    else:
        with bar() as tell:
            yield tell


def tenths() -> Tell:
    """A line on standard error for every tenth of the runs."""
    told = [-1]

    def tell(done: int, total: int) -> None:
        tenth = 10 * done // max(1, total)
        if tenth != told[0]:
            told[0] = tenth
            print(spell("report.printed.progress", done=done, total=total), file=sys.stderr, flush=True)

    return tell


@contextmanager
def bar() -> Iterator[Tell]:
    """A bar with the time left on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    runs = spell("report.printed.runs")
    columns = (TextColumn(runs), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(runs, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


# ------------------------------------------------------------------------------------------------------------- verdict


def verdict(found: Verdict, report: Path, quiet: bool = False) -> None:
    """The sentence first, then the tables, what to know before quoting them, and where the report is."""
    console = page()
    say(console, found.sentence, "bold")
    if not quiet:
        for title, columns in words.TABLES:
            console.print()
            console.print(measures(found, title, columns))
        say(console, "\n" + spell("report.printed.beneath", break_even=words.break_even(found)))
        console.print()
        console.print(leads(found))
        console.print()
        console.print(decisive(found))
        for shown in variants(found):
            console.print()
            console.print(shown)
        published(console, found)
        for line in (stakes.risk(found), *stakes.overturns(found), *words.caveats(found)):
            if line:
                say(console, f"• {line}")
    say(console, "\n" + spell("report.printed.report", place=report))


def published(console: Console, found: Verdict) -> None:
    """Figures others have published, each with what the strategies bring of the same."""
    for one in circumstances.beside(found):
        figure = {"what": one.what, "figure": one.figure, "whose": one.whose, "source": one.source}
        say(console, "\n" + spell("report.printed.published", **figure))
        for label, ours in one.ours:
            say(console, "  " + spell("report.colon", name=label, value=ours))


def measures(found: Verdict, title: str, columns: dict[str, str]) -> Table:
    """A row a strategy, a column a measure; the interval beneath the mean."""
    shown = table(told(title), spell("report.strategy"), *map(told, columns.values()))
    for label, cells in words.rows_of(found, columns, brief=True):
        shown.add_row(escape(named(label)), *map(_two_lines, cells), style="bold" if label == found.leader else "")
    return shown


def leads(found: Verdict) -> Table:
    """The leader less each rival, and in how many worlds each is best."""
    shown = table(
        spell("report.printed.leads", leader=named(found.leader)), spell("report.rival"), spell("report.printed.lead"),
        spell("report.printed.interval"), spell("report.printed.variance_ratio"), spell("report.printed.runs_saved"),
        spell("report.printed.best_by_luck"), spell("report.printed.best_when_varied"),
    )  # fmt: skip
    luck, vary = words.wins(found, "fixed"), words.wins(found, "vary")
    won = luck.get(found.leader, "–"), vary.get(found.leader, "–")
    shown.add_row(escape(named(found.leader)), "", "", "", "", *won, style="bold")
    for row in words.leads(found, brief=True):
        shown.add_row(*(escape(text) for text in row.values()))
    return shown


def variants(found: Verdict) -> Iterator[Table]:
    """A table for each strategy that is shown beside variants of itself."""
    for label, rows in words.beside(found, brief=True).items():
        headings = (*map(told, words.BESIDE.values()), spell("report.printed.less_listed"))
        shown = table(spell("report.beside_by_luck", label=named(label)), spell("report.variant"), *headings)
        for variant, cells in rows:
            shown.add_row(escape(told(variant)), *(_two_lines(cell) for cell in cells))
        yield shown


def _two_lines(cell: words.Cell) -> str:
    """A mean, and beneath it its interval."""
    return f"{cell.mean}\n[dim]{cell.interval}[/dim]" if cell.interval else cell.mean


def decisive(found: Verdict, most: int = 5) -> Table:
    """The assumptions that go furthest with the leader's lead."""
    headings = spell("report.parameter"), spell("report.printed.correlation"), spell("report.printed.adjusted")
    shown = table(spell("report.printed.decides"), *headings)
    for row in found.drivers.head(most).to_dict("records"):
        flag = " " + spell("report.printed.assumption") if row["assumption"] else ""
        driver = spell("report.printed.driver", meaning=told(row["meaning"]), symbol=row["symbol"])
        shown.add_row(escape(driver + flag), f"{row['correlation']:+.2f}".replace("-", "−"), f"{row['p_holm']:.3f}")
    if found.drivers.empty:
        shown.add_row(spell("report.printed.none_varied"), "–", "–")
    return shown


# --------------------------------------------------------------------------------------------------------- one outcome


def outcome(one: Outcome, folder: Path | None) -> None:
    """The totals of one run, and where its tables are."""
    from simulation.experiments.metrics import TOTALS

    console, row = page(), one.totals.iloc[0]
    shown = table(f"{row['strategy']}, world {row['replicate']}", "measure", "", "unit")
    for name in RUN_SHOWN:
        shown.add_row(TOTALS[name].definition, f"{row[name]:,.0f}", TOTALS[name].unit)
    console.print(shown)
    say(console, f"\nTables: {folder}" if folder else "\nNothing is kept; --out FOLDER keeps the tables.")


# --------------------------------------------------------------------------------------------------------- description


def description(scenario: Scenario, replicates: int | None, workers: int | None, calibrate: bool = False) -> None:
    """All of `wom describe`."""
    from simulation.experiments.run import market_of
    from simulation.interfaces import describe

    lines = [f"{spell('report.nature.kind', kind=kind):<11}{text}" for kind, text in words.nature(scenario)]
    lines += [f"• {line}" for line in circumstances.told(scenario)]
    planned = describe.plans(scenario)
    parts = consumers(scenario), for_hire(describe.tiers(market_of(scenario))), money(planned), reach(planned)
    effort = takes(scenario, planned, replicates, workers, calibrate)  # nothing is printed before all that can be refused
    console = page()
    say(console, scenario.name, "bold")
    if scenario.question:
        say(console, told(scenario.question))
    console.print()
    for line in lines:
        say(console, line)
    for part in parts:
        console.print()
        console.print(part)
    say(console, spell("report.describe.before_overlap"))
    say(console, f"\n{effort}")


def consumers(scenario: Scenario) -> Table:
    """Who buys, in numbers."""
    from simulation.graph.measures import summary

    shown = table(spell("report.describe.consumers"), "", "")
    market = scenario.network().n_consumers * scenario.scale
    shown.add_row(spell("report.describe.market"), f"{market:,.0f}")
    for name, value in summary(scenario.network()).items():
        named_so = spell(f"report.describe.network.{name.replace(' ', '_')}")
        shown.add_row(named_so, f"{value:,}" if isinstance(value, int) else f"{value:,.3g}")
    return shown


def for_hire(tiers: list[Any]) -> Table:
    """The accounts for hire by tier."""
    headings = spell("report.describe.tier"), spell("report.describe.accounts"), spell("report.followers")
    shown = table(spell("report.describe.for_hire"), *headings, spell("report.describe.fee"))
    for name, count, least, most, low, high in tiers:
        spans = words.span(f"{least:,}", f"{most:,}"), words.span(f"{low:,.0f}", f"{high:,.0f}")
        shown.add_row(spell(f"report.describe.tier_of.{name}"), f"{count:,}", *spans)
    if not tiers:
        shown.add_row(spell("report.describe.nobody"), "0", "–", "–")
    return shown


def money(planned: list[Any]) -> Table:
    """What each strategy buys."""
    headings = spell("report.strategy"), spell("report.describe.accounts"), spell("report.posts")
    shown = table(spell("report.describe.buys"), *headings, spell("report.describe.spend"), spell("report.describe.unspent"))
    for plan in planned:
        paid = {spell(f"report.describe.purpose.{purpose.replace('-', '_')}"): amount for purpose, amount in plan.spend.items()}
        spend = "\n".join(f"{purpose} {amount:,.0f}" for purpose, amount in paid.items()) or "0"
        shown.add_row(escape(named(plan.label)), plan.summary, f"{plan.posts:,}", spend, f"{plan.unspent:,.2f}")
    return shown


def reach(planned: list[Any]) -> Table:
    """How far each strategy gets at first."""
    headings = spell("report.describe.first_day"), spell("report.describe.people_that_day")
    shown = table(
        spell("report.describe.expected"), spell("report.strategy"), *headings, spell("report.describe.people_first_week")
    )
    for plan in planned:
        first = str(plan.first_day) if plan.first_day else "–"
        shown.add_row(escape(named(plan.label)), first, f"{plan.expected:,.0f}", f"{plan.first_week:,.0f}")
    return shown


def takes(scenario: Scenario, planned: list[Any], replicates: int | None, workers: int | None, calibrate: bool) -> str:
    """About how long a comparison takes on this machine, in a sentence; `calibrate` measures the machine anew."""
    from simulation.experiments.compare import checked_replicates
    from simulation.experiments.precision import FEWEST, MOST
    from simulation.interfaces.calibration import calibration
    from simulation.interfaces.describe import estimate, plans_beside

    asked = scenario.precision if replicates is None else None
    worlds = checked_replicates(FEWEST if asked else scenario.replicates if replicates is None else replicates)
    processes = workers if workers is not None else os.cpu_count() or 1
    beside = plans_beside(scenario, planned)
    guess = estimate(calibration(calibrate), scenario, planned, beside, worlds, processes)
    shared = spell("report.describe.process") if processes == 1 else spell("report.describe.processes", processes=processes)
    seconds = spell("report.describe.seconds", seconds=guess.seconds)
    time = seconds if guess.seconds < 120 else spell("report.describe.minutes", minutes=guess.seconds / 60)
    count, memory = worlds * (2 * len(planned) + len(beside)), guess.memory / 1e9
    told_so = spell("report.describe.takes", runs=count, worlds=worlds, time=time, memory=memory, processes=shared)
    added = {"fewest": FEWEST, "most": MOST, "asked": f"{100 * asked:.3g}"} if asked else {}
    return joined([told_so, spell("report.describe.added", **added) if added else ""])
