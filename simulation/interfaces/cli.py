"""The command `wom`: one verb a function, a few lines each.

Exit codes: 0 done, 1 a check of `wom verify` does not agree, 2 the input cannot be used (the message says why), 130
stopped by Ctrl-C, 143 by SIGTERM.
"""

from __future__ import annotations

import signal
import sys
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import simulation
from simulation.language import say, spoken
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True,
    help="Word-of-mouth marketing, simulated: which strategy for one budget, and how sure are you?",
)  # fmt: skip

DISAGREES, REFUSED, SIGNALLED = 1, 2, 128  # and the number of the signal
_signals: list[int] = []  # that asked for an end, besides Ctrl-C

File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario file, or the name of a shipped one: head-or-matrix.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all processors if not said.", show_default=False)]
Clustered = Annotated[
    str | None,
    typer.Option("--cluster", metavar="tcp://HOST:PORT|local", help="A Dask cluster that makes the runs.", show_default=False),
]
Worlds = Annotated[
    int | None, typer.Option(min=1, help="Paired worlds; the scenario's own number if not said.", show_default=False)
]
Lang = Annotated[str, typer.Option(help="Language of what is printed and kept for people: en or zh.")]


def verb(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose complaints are told plainly, without a traceback."""

    @wraps(command)
    def told(**options: Any) -> None:
        try:
            command(**options)
            sys.stdout.flush()
        except Refusal as refusal:
            _leave(str(refusal), REFUSED)
        except KeyboardInterrupt as stop:
            said = str(stop) or "stopped; runs that were finished and kept are not made again"
            _leave(said, SIGNALLED + (_signals or [signal.SIGINT])[-1])
        except BrokenPipeError:
            sys.stdout = None  # nobody reads on: nothing is left to be flushed
            raise SystemExit(0) from None

    return app.command()(told)


def _leave(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(code)


def loaded(file: str) -> Scenario:
    """The scenario of a file; what it lets people do to others is said at once, on standard error."""
    from simulation.actors import harm
    from simulation.experiments.scenario import load

    scenario = load(file)
    for warning in harm.warnings(scenario.parameters):
        print(say("report.harm.warning", warning=warning), file=sys.stderr)
    return scenario


@verb
def describe(
    file: File,
    replicates: Worlds = None,
    workers: Workers = None,
    calibrate: Annotated[bool, typer.Option("--calibrate", help="Measure anew how fast this machine is.")] = False,
    lang: Lang = "en",
) -> None:
    """Look before you run: consumers, accounts, what each strategy buys, time and memory."""
    from simulation.interfaces import shown

    with spoken(lang):
        shown.description(loaded(file), replicates, workers, calibrate)


@verb
def run(
    file: File,
    strategy: Annotated[str, typer.Option(help="A strategy of the scenario, by its label.")],
    replicate: Annotated[int, typer.Option(min=0, help="Number of the world.")] = 0,
    engine: Annotated[str, typer.Option(help="kernels (fast) or reference (readable); they agree to the last bit.")] = "kernels",
    out: Annotated[Path | None, typer.Option(help="Folder for its tables; nothing is kept if not said.")] = None,
) -> None:
    """Run one strategy in one world."""
    from simulation.experiments.run import run as run_one
    from simulation.interfaces import kept, shown

    outcome = run_one(loaded(file), strategy, replicate, engine)
    shown.outcome(outcome, None if out is None else kept.outcome(outcome, out))


@verb
def compare(
    file: File,
    replicates: Worlds = None,
    precision: Annotated[
        str | None, typer.Option(help="Add worlds, 20 to 2,000, until the lead is known so well: 2%.", show_default=False)
    ] = None,
    assumptions: Annotated[str, typer.Option(help="vary: draw every assumption from its range; fixed: luck alone.")] = "vary",
    workers: Workers = None,
    cluster: Clustered = None,
    out: Annotated[Path, typer.Option(help="Folder for results; what is there is not run again.")] = Path("results"),
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and only the sentence.")] = False,
    lang: Lang = "en",
) -> None:
    """Compare all strategies of a scenario in the same worlds; tables, figures and a report are kept."""
    from simulation.experiments.compare import compare as compare_all
    from simulation.interfaces import kept, shown

    with spoken(lang):
        scenario = loaded(file)
        with shown.progress(quiet or json) as tell:
            found = compare_all(scenario, replicates, precision, assumptions, workers, out, tell, cluster)
        report = kept.verdict(found, out)
        if json:
            print(kept.document(found))
        else:
            shown.verdict(found, report, quiet)


@verb
def dashboard(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="A port; any free one if not said.")] = None,
    host: Annotated[str, typer.Option(help="An address of this machine; another than its own needs --public.")] = "127.0.0.1",
    public: Annotated[bool, typer.Option("--public", help="Let other machines in, with a token.")] = False,
    token: Annotated[str | None, typer.Option(help="What visitors must know; made if --public and not said.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the first page: en or zh.")] = "en",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Serve the web page: plan a split of the budget, watch one world day by day, decide between strategies."""
    from simulation.interfaces.dashboard import serve

    serve.dashboard(host, port, token, public, lang, browser)


@verb
def optimize(
    file: File,
    objective: Annotated[str, typer.Option(help="What to make as large as possible: buyers, profit, gmv or reach.")] = "buyers",
    constraints: Annotated[
        list[str] | None,
        typer.Option(help="Bounds as under optimize: in a scenario, a YAML file or one line: 'channels: {head: {most: 30 %}}'."),
    ] = None,
    time_budget: Annotated[
        str | None, typer.Option(help="Return the best so far after so long: 90s, 10m, 1h.", show_default=False)
    ] = None,
    splits: Annotated[int, typer.Option(min=1, help="Splits to try; more of them go on where a search ended.")] = 240,
    assumptions: Annotated[str, typer.Option(help="vary: draw every assumption from its range; fixed: luck alone.")] = "vary",
    workers: Workers = None,
    out: Annotated[Path, typer.Option(help="Folder for results; the search is kept there and goes on.")] = Path("results"),
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and only the sentence.")] = False,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
) -> None:
    """Search the best split of the budget over channels, tiers and timing, and certify it in fresh worlds."""
    from simulation.interfaces import optimized

    asked = {"objective": objective, "splits": splits, "time_budget": time_budget, "assumptions": assumptions, "workers": workers}
    optimized.command(loaded(file), asked, constraints or [], out, json, quiet, lang)


@verb
def attribute(
    file: File,
    strategy: Annotated[str | None, typer.Option(help="One strategy, by its label; all if not said.", show_default=False)] = None,
    replicates: Annotated[int | None, typer.Option(min=1, help="Paired worlds; 12 if not said.", show_default=False)] = None,
    assumptions: Annotated[str, typer.Option(help="vary: draw every assumption from its range; fixed: luck alone.")] = "vary",
    workers: Workers = None,
    cluster: Clustered = None,
    out: Annotated[Path, typer.Option(help="Folder for results; what is there is not run again.")] = Path("results"),
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and only the sentences.")] = False,
    lang: Lang = "en",
) -> None:
    """Which channel brought the buyers: the truth by removal on the same draws, beside last touch, first touch and evidence."""
    from simulation.experiments.attribution.court import attribute as try_all
    from simulation.interfaces import attributed, shown

    with spoken(lang):
        scenario = loaded(file)
        with shown.progress(quiet or json) as tell:
            found = try_all(scenario, strategy, replicates, assumptions, workers, out, tell, cluster)
        folder = attributed.files(found, out)
        if json:
            print(attributed.document(found))
        else:
            attributed.told(found, folder, quiet)


@verb
def game(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder with a YAML file for each team; class is shipped.")],
    replicates: Worlds = None,
    workers: Workers = None,
    out: Annotated[Path, typer.Option(help="Folder for results; what is there is not run again.")] = Path("results"),
    optimizer: Annotated[
        str | None, typer.Option(metavar="TIME", help="Let a search for the best split play too: 60s.", show_default=False)
    ] = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Score a class: all teams of a folder in the same worlds; a file that cannot be scored stops nobody else."""
    from simulation.interfaces import gamed

    with spoken(lang):
        gamed.game(folder, replicates, workers, out, json, optimizer)


@verb
def hypotheses(
    names: Annotated[list[str] | None, typer.Argument(metavar="[H…]", help="H9 H17b …; all if none is named.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A first look: few worlds, 6 draws of the assumptions.")] = False,
    workers: Workers = None,
    cluster: Clustered = None,
    out: Annotated[Path, typer.Option(help="Folder for results; what is there is not run again.")] = Path("results"),
    json: Json = False,
) -> None:
    """Ask the model about statements on word of mouth, each as declared beforehand; cards and figures are kept."""
    from simulation.interfaces.hypotheses import hypotheses as ask

    ask(names or [], quick, workers, cluster, out, json)


@verb
def init(name: Annotated[str, typer.Argument(metavar="NAME", help="What the scenario is called.")]) -> None:
    """Write a commented scenario that runs as it is, with its rate card, into this folder."""
    from simulation.experiments.starter import starter
    from simulation.experiments.store import put

    files = starter(name)
    for there in (Path(file) for file in files if not file.endswith(".schema.json")):
        if there.exists():
            raise Refusal(str(there), Verbatim("a file of that name"), "a name not yet taken", "give another name")
    for file, text in files.items():
        put(Path(file), text.encode())
    print(f"Wrote {', '.join(files)}. Next: wom compare {name}.yaml")


@verb
def doctor(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file of ties: .csv .parquet .graphml .gexf .net .mtx .npz …")],
    repair: Annotated[list[str] | None, typer.Option(metavar="NAME", help="What to mend; the output says the names.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the network, in any of these formats.")] = None,
    undirected: Annotated[bool, typer.Option("--undirected", help="Take every tie both ways.")] = False,
) -> None:
    """Examine a network; mend only what is named, convert where asked."""
    from simulation.interfaces.doctor import doctor as examine_and_mend

    examine_and_mend(file, repair or [], out, undirected)


@verb
def metrics(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A metric, to read all about it.", show_default=False)
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/METRICS.md.")] = False,
    lang: Lang = "en",
) -> None:
    """Print what is measured: every metric with its unit and definition; [A] marks a convention."""
    from simulation.interfaces import glossary

    with spoken(lang):
        print(glossary.page() if markdown else "\n".join(glossary.lines(name)), end="" if markdown else "\n")


@verb
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulation.experiments import json_schema

    print(json_schema.text(), end="")


@verb
def verify(
    quick: Annotated[bool, typer.Option("--quick", help="The fast part only; writes no page.")] = False,
    out: Annotated[Path, typer.Option(help="The page that is written.")] = Path("docs/VERIFICATION.md"),
    json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> None:
    """Set laws, networks and chance beside their exact answers; exits with 1 unless all agree."""
    from simulation.experiments.verification import page, parts
    from simulation.interfaces import shown, verified

    file = None if quick else page.place(out)
    with shown.progress(quiet or json) as tell:
        found = parts.verify(quick, tell)
    if file:
        page.write(found, file)
    if json:
        print(verified.document(found))
    else:
        verified.told(found, file)
    if not found.agrees:
        raise SystemExit(DISAGREES)


@verb
def replicate(
    study: Annotated[
        str | None, typer.Argument(metavar="ID", help="V12, …, or adoption; all of them if not said.", show_default=False)
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer replicates, smaller networks; says so.")] = False,
    page: Annotated[Path | None, typer.Option(help="Where to write the page; docs/REPLICATIONS.md unless quick.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for figures.")] = Path("results"),
) -> None:
    """Do published studies again: target, ours, verdict; misses stay. And: does exposure predict real adoption?"""
    from simulation.interfaces import replicated

    if study is None:
        replicated.everything(quick, page, out)
    else:
        replicated.one(study, quick)


def _version(asked: bool) -> None:
    if asked:
        print(f"wom {simulation.__version__}")
        raise typer.Exit


@app.callback()
def wom(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """What holds for every verb."""


def _stop(number: int, _: object) -> None:
    """Stops as Ctrl-C does."""
    _signals.append(number)
    raise KeyboardInterrupt


def main() -> None:
    """The command `wom`."""
    signal.signal(signal.SIGTERM, _stop)
    warnings.formatwarning = lambda message, *_, **__: f"{message}\n"
    app(prog_name="wom")


if __name__ == "__main__":
    main()
