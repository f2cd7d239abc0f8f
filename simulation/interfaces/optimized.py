"""What `wom optimize` asks, prints and keeps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from simulation.actors.channels import channel_called
from simulation.experiments.optimization import optimum as words
from simulation.experiments.optimization import tables
from simulation.experiments.optimization.certificate import BASELINE, NEIGHBOUR, WORSE
from simulation.experiments.optimization.optimize import folder, optimize
from simulation.experiments.sentence import number
from simulation.experiments.store import put
from simulation.interfaces import kept, shown
from simulation.interfaces.words import records, said
from simulation.language import say, spoken
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.optimization.optimum import Optimum
    from simulation.experiments.scenario import Scenario

MOVES_SHOWN = 8


def command(
    scenario: Scenario, asked: dict[str, Any], constraints: list[str], out: Path, json: bool, quiet: bool, lang: str
) -> None:
    """All of `wom optimize`."""
    with spoken(lang):
        bounds = said_bounds(constraints)
        with shown.progress(quiet or json) as tell:
            found = optimize(scenario, constraints=bounds, out=out, progress=tell, **asked)
        where = keep(found, out)
        if json:
            print(document(found))
        else:
            tell_all(found, where, quiet)


def said_bounds(given: list[str]) -> dict[str, Any]:
    """The bounds of options `--constraints`: each a YAML file, or the same in one line."""
    from simulation.experiments import document as files

    together: dict[str, Any] = {}
    for text in given:
        path = Path(text)
        if path.suffix in (".yaml", ".yml"):
            whole = files.parsed(files.existing(path, "a YAML file of bounds"))
        else:
            whole = files.of_text(text, "--constraints")
        part = whole.get("optimize", whole) if isinstance(whole, dict) else whole
        if not isinstance(part, dict):
            expected = "bounds, such as `channels: {head: {most: 30 %}}`"
            raise Refusal("--constraints", Verbatim(repr(text)), expected, "write them as under `optimize:` in a scenario")
        together = files.merged(together, part)
    return together


# ---------------------------------------------------------------------------------------------------------------- kept


def keep(found: Optimum, root: Path) -> Path:
    """ROOT/<scenario>/optimize/: tables, figures and provenance; returns the folder."""
    from simulation.experiments import drawing
    from simulation.experiments.optimization.pictures import PICTURES, picture

    where = folder(found.scenario, root)
    for name, frame in found.tables().items():
        put(where / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n").encode())
    for name in PICTURES:
        figure = picture(found, name)
        put(where / f"{name}.svg", (drawing.svg(figure) + "\n").encode())
        put(where / f"{name}.png", drawing.png(figure))
    put(where / "provenance.json", kept.plain(tables.provenance(found)).encode())
    return where


def document(found: Optimum) -> str:
    """An optimum as one JSON document; null where a number is not defined."""
    seen = found.certificate
    return kept.plain({
        "sentence": found.sentence,
        "best": found.shares,
        "strategy": tables.strategy_line(found.best),
        "tied": words.tied_count(found),
        "optimism": None if seen is None else seen.optimism,
        "runs": found.runs,
        "seconds": round(found.seconds, 1),
        "tables": {name: records(frame) for name, frame in found.tables().items() if name != "tried"},
        "provenance": tables.provenance(found),
    }).rstrip()  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- printed


def tell_all(found: Optimum, where: Path, quiet: bool) -> None:
    """The sentence first, then the tables, and where everything is."""
    console = shown.page()
    shown.say(console, found.sentence, "bold")
    if not quiet:
        for part in (split(found), baselines(found), moves(found), budgets(found), following(found)):
            if part is not None:
                console.print()
                console.print(part)
        shown.say(console, f"\n{words.times_words(found.best)}")
        shown.say(console, f"\n{say('optimize.paste')}\n  {tables.strategy_line(found.best)}")
        if found.resumed:
            shown.say(console, say("optimize.resumed", count=found.resumed))
        shown.say(console, speed(found))
    shown.say(console, f"\n{say('optimize.kept', folder=where)}")


def speed(found: Optimum) -> str:
    """How many splits and runs in what time."""
    rate = number(60 * found.runs / max(found.seconds, 1e-9))
    told = {"tried": number(len(found.found.tried)), "runs": number(found.runs), "seconds": number(found.seconds), "rate": rate}
    return say("optimize.speed", **told)


def split(found: Optimum) -> Table:
    """The best split: a row a channel that gets money here or in a split not told apart."""
    headings = [say("optimize.table.share"), say("optimize.table.money"), say("optimize.table.spent"),
                say("optimize.table.accounts"), say("optimize.table.posts"), say("optimize.table.tied")]  # fmt: skip
    shown_ = shown.table(say("optimize.table.split"), say("optimize.table.channel"), *headings)
    for row in tables.split_table(found).to_dict("records"):
        if row["share"] or row["tied_high"]:
            low, high = (f"{100 * row[end]:g}" for end in ("tied_low", "tied_high"))
            tied = "–" if found.certificate is None else f"{low}–{high} %"
            cells = (f"{100 * row['share']:g} %", number(row["cny"]), number(row["spent_cny"]), number(row["accounts"]),
                     number(row["posts"]), tied)  # fmt: skip
            shown_.add_row(channel_called(row['channel']), *cells)
    return shown_


def baselines(found: Optimum) -> Table | None:
    """The named baselines in fresh worlds, the nearest first."""
    if found.certificate is None:
        return None
    shown_ = shown.table(say("optimize.table.baselines"), say("optimize.table.baseline"), *_headings())
    exact = {known.name: known.exact for known in found.baselines}
    for arm in sorted(found.certificate.of(BASELINE), key=lambda arm: arm.behind.mean or 0.0):
        shown_.add_row(words.baseline_words(arm.name, exact[arm.name]), *_cells(arm))
    return shown_


def moves(found: Optimum) -> Table | None:
    """The neighbours that matter: those told apart, the dearest first, then the others."""
    arms = [] if found.certificate is None else found.certificate.of(NEIGHBOUR)
    if not arms:
        return None
    shown_ = shown.table(say("optimize.table.moves"), say("optimize.table.move"), *_headings())
    for arm in sorted(arms, key=lambda arm: (arm.verdict != WORSE, -(arm.behind.mean or 0.0)))[:MOVES_SHOWN]:
        if move := arm.move:
            source, target = (channel_called(end) for end in (move.source, move.target))
            shown_.add_row(say("optimize.table.moved", source=source, target=target, points=f"{move.parts / 10:g}"), *_cells(arm))
    return shown_


def _headings() -> tuple[str, ...]:
    return (say("optimize.table.gain"), say("optimize.table.behind"), say("optimize.table.worlds"), say("optimize.table.verdict"))


def _cells(arm: Any) -> tuple[str, ...]:
    return number(arm.gain.mean), _spread(arm.behind), str(arm.worlds), say(f"optimize.verdict.{arm.verdict}")


def _spread(interval: Any, factor: float = 1.0, digits: int = 0, unit: str = "") -> str:
    """A mean and its interval in one cell."""
    if interval.mean is None:
        return "–"
    mean = number(factor * interval.mean, digits) + unit
    if interval.low is None:
        return mean
    return escape(f"{mean} [{said(interval.low, factor, digits)}…{said(interval.high, factor, digits)}]")


def budgets(found: Optimum) -> Table | None:
    """The best split found at each budget."""
    if len(found.points) < 2:
        return None
    headings = [say("optimize.table.gain"), say("optimize.table.marginal"), say("optimize.table.best")]
    shown_ = shown.table(say("optimize.table.curve"), say("optimize.table.budget"), *headings)
    for point in found.points:
        roi = _spread(point.marginal_roi, 100, 0, " %")
        shown_.add_row(number(point.budget / 100), _spread(point.gain), roi, words.shares_of(point.split))
    return shown_


def following(found: Optimum) -> Table | None:
    """What the next money brings on each channel."""
    if not found.following:
        return None
    title = say("optimize.table.next", money=number(found.following[0].money / 100))
    shown_ = shown.table(title, say("optimize.table.channel"), say("optimize.table.gain"), say("optimize.table.roi"))
    for each in found.following:
        shown_.add_row(channel_called(each.channel), _spread(each.gain), _spread(each.roi, 100, 0, " %"))
    return shown_
