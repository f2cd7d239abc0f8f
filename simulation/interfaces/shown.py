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

from simulation.interfaces import circumstances, words

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
            print(f"{done} of {total} runs", file=sys.stderr, flush=True)

    return tell


@contextmanager
def bar() -> Iterator[Tell]:
    """A bar with the time left on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("runs", total=None)
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
        say(console, f"\n{words.break_even(found)} Beneath each mean: its 95 % interval.")
        console.print()
        console.print(leads(found))
        console.print()
        console.print(decisive(found))
        for shown in variants(found):
            console.print()
            console.print(shown)
        published(console, found)
        for caveat in words.caveats(found):
            say(console, f"• {caveat}")
    say(console, f"\nReport: {report}")


def published(console: Console, found: Verdict) -> None:
    """Figures others have published, each with what the strategies bring of the same."""
    for one in circumstances.beside(found):
        say(console, f"\n{one.what}: {one.figure}, {one.whose}; {one.source}")
        for label, ours in one.ours:
            say(console, f"  {label}: {ours}")


def measures(found: Verdict, title: str, columns: dict[str, str]) -> Table:
    """A row a strategy, a column a measure; the interval beneath the mean."""
    shown = table(title, "strategy", *columns.values())
    for label, cells in words.rows_of(found, columns, brief=True):
        shown.add_row(escape(label), *map(_two_lines, cells), style="bold" if label == found.leader else "")
    return shown


def leads(found: Verdict) -> Table:
    """The leader less each rival, and in how many worlds each is best."""
    shown = table(
        f"{found.leader} less …: buyers, simultaneous 95 % intervals",
        *("rival", "lead", "interval", "variance\nratio", "runs\nsaved", "best by\nluck", "best when\nvaried"),
    )
    luck, vary = words.wins(found, "fixed"), words.wins(found, "vary")
    shown.add_row(escape(found.leader), "", "", "", "", luck.get(found.leader, "–"), vary.get(found.leader, "–"), style="bold")
    for row in words.leads(found, brief=True):
        shown.add_row(*(escape(text) for text in row.values()))
    return shown


def variants(found: Verdict) -> Iterator[Table]:
    """A table for each strategy that is shown beside variants of itself."""
    for label, rows in words.beside(found, brief=True).items():
        title = f"{label} beside variants of itself, by luck alone"
        shown = table(title, "variant", *words.BESIDE.values(), "buyers less\nthose as listed")
        for variant, cells in rows:
            shown.add_row(escape(variant), *(_two_lines(cell) for cell in cells))
        yield shown


def _two_lines(cell: words.Cell) -> str:
    """A mean, and beneath it its interval."""
    return f"{cell.mean}\n[dim]{cell.interval}[/dim]" if cell.interval else cell.mean


def decisive(found: Verdict, most: int = 5) -> Table:
    """The assumptions that go furthest with the leader's lead."""
    shown = table("What decides it: rank correlation with the lead", "parameter", "correlation", "p, adjusted")
    for row in found.drivers.head(most).to_dict("records"):
        flag, correlation = " [assumption]" if row["assumption"] else "", f"{row['correlation']:+.2f}".replace("-", "−")
        shown.add_row(escape(f"{row['meaning']} ({row['symbol']}){flag}"), correlation, f"{row['p_holm']:.3f}")
    if found.drivers.empty:
        shown.add_row("assumptions did not vary, or worlds are too few", "–", "–")
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

    lines = [f"{kind + ':':<11}{text}" for kind, text in words.nature(scenario)]
    lines += [f"• {line}" for line in circumstances.told(scenario)]
    planned = describe.plans(scenario)
    parts = consumers(scenario), for_hire(describe.tiers(market_of(scenario))), money(planned), reach(planned)
    effort = takes(scenario, planned, replicates, workers, calibrate)  # nothing is printed before all that can be refused
    console = page()
    say(console, scenario.name, "bold")
    if scenario.question:
        say(console, scenario.question)
    console.print()
    for line in lines:
        say(console, line)
    for part in parts:
        console.print()
        console.print(part)
    say(console, "Reach is expected, before overlap: exposures, with nobody counted as seen twice and nothing passed on.")
    say(console, f"\n{effort}")


def consumers(scenario: Scenario) -> Table:
    """Who buys, in numbers."""
    from simulation.graph.measures import summary

    shown = table("Consumers", "", "")
    market = scenario.network().n_consumers * scenario.scale
    shown.add_row("people in the market", f"{market:,.0f}")
    for name, value in summary(scenario.network()).items():
        shown.add_row(name, f"{value:,}" if isinstance(value, int) else f"{value:,.3g}")
    return shown


def for_hire(tiers: list[Any]) -> Table:
    """The accounts for hire by tier."""
    shown = table("Accounts for hire", "tier", "accounts", "followers", "fee a post, CNY")
    for name, count, least, most, low, high in tiers:
        shown.add_row(name, f"{count:,}", f"{least:,} to {most:,}", f"{low:,.0f} to {high:,.0f}")
    if not tiers:
        shown.add_row("nobody", "0", "–", "–")
    return shown


def money(planned: list[Any]) -> Table:
    """What each strategy buys."""
    shown = table("What each strategy buys (world 0)", "strategy", "accounts", "posts", "spend, CNY", "unspent")
    for plan in planned:
        spend = "\n".join(f"{purpose} {amount:,.0f}" for purpose, amount in plan.spend.items()) or "0"
        shown.add_row(escape(plan.label), plan.summary, f"{plan.posts:,}", spend, f"{plan.unspent:,.2f}")
    return shown


def reach(planned: list[Any]) -> Table:
    """How far each strategy gets at first."""
    shown = table("Expected reach of the plan", "strategy", "first day", "people that day", "people, days 1–7")
    for plan in planned:
        first = str(plan.first_day) if plan.first_day else "–"
        shown.add_row(escape(plan.label), first, f"{plan.expected:,.0f}", f"{plan.first_week:,.0f}")
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
    shared = "1 process" if processes == 1 else f"{processes} processes"
    seconds = f"{guess.seconds:.0f} s" if guess.seconds < 120 else f"{guess.seconds / 60:.0f} minutes"
    count = worlds * (2 * len(planned) + len(beside))
    runs = f"{count:,} runs ({worlds:,} worlds of luck alone, {worlds:,} in which assumptions vary)"
    added = f" Worlds are added, {FEWEST} to {MOST:,}, until the lead is known to ±{100 * asked:.3g} %." if asked else ""
    return (
        f"To compare: {runs}; about {seconds} and {guess.memory / 1e9:.1f} GB with {shared}, an estimate for this "
        "machine with nothing else to do (once compiled; the first run of a new edition compiles for a minute or less). "
        f"It was measured once; --calibrate measures it anew.{added}"
    )
