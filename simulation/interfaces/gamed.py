"""The verb `wom game`: who played, who is first, how sure that is, and whose file could not be scored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.markup import escape
from rich.table import Table

from simulation.actors.channels import channel_called
from simulation.experiments.sentence import UNDEFINED_SIGN, times
from simulation.experiments.store import Store, put
from simulation.interfaces import kept, shown, words
from simulation.language import say

if TYPE_CHECKING:
    from simulation.experiments.game import Game


def game(folder: str, replicates: int | None, workers: int | None, out: Path, json: bool, optimizer: str | None) -> None:
    """Play a folder and tell the league; runs, report and league are kept."""
    from simulation.experiments.game import game as play

    with shown.progress(json) as tell:
        played = play(folder, replicates, workers, out, tell, optimizer=optimizer)
    report = keep(played, out)
    if json:
        print(document(played))
    else:
        told(played, report)


def keep(played: Game, root: Path) -> Path:
    """What a comparison keeps, and league.csv and bought.csv beside it; returns where the report is."""
    report, folder = kept.verdict(played.verdict, root), Store(root).folder(played.verdict.scenario.name)
    for name in ("league", "bought"):
        put(folder / f"{name}.csv", getattr(played, name).to_csv(index=False, lineterminator="\n").encode())
    return report


def document(played: Game) -> str:
    """A game as one JSON document; null where a number is not defined."""
    return kept.plain({
        "game": played.verdict.scenario.name,
        "league": words.records(played.league),
        "bought": words.records(played.bought),
        "not_scored": [{"file": one.file, "why": str(one.why)} for one in played.unscored],
        "machine": played.machine,
        "beat_the_machine": played.beaten,
        "sentence": played.verdict.sentence,
        "provenance": dict(played.verdict.provenance),
    }).rstrip()  # fmt: skip


def told(played: Game, report: Path) -> None:
    """The league, what it means, and what could not be scored."""
    console, table = shown.page(), played.league
    console.print(league(table, played.verdict.scenario.name))
    console.print()
    console.print(bought(played))
    for line in (first(table), machine(played)):
        if line:
            shown.say(console, f"\n{line}")
    if played.unscored:
        shown.say(console, f"\n{say('game.not_scored', count=len(played.unscored))}", "bold")
    for one in played.unscored:
        shown.say(console, f"• {one.why}")
    shown.say(console, f"\n{say('game.kept', report=report, league=report.parent / 'league.csv')}")


def league(table: pd.DataFrame, name: str) -> Table:
    """A row a team; machines are marked."""
    worlds = int(table["worlds"].iloc[0])
    headings = [say("game.column.team"), say("game.column.buyers"), say("game.column.profit"),
                say("game.column.won", worlds=worlds), say("game.column.behind")]  # fmt: skip
    empty = shown.table(say("game.title", name=name, worlds=worlds), say("game.column.rank"), *headings)
    empty.columns[0].min_width, empty.columns[1].justify = 0, "left"
    for row in words.records(table):
        label = say("game.machine_team", team=row["team"]) if row["machine"] else row["team"]
        buyers = _interval(row["buyers"], row["low"], row["high"])
        profit = _interval(row["profit"], row["profit_low"], row["profit_high"])
        cells = (label, buyers, profit, times(row["won"]), _behind(row))
        empty.add_row(str(row["rank"]), *map(escape, cells), style="dim" if row["machine"] else "")
    return empty


def _interval(mean: object, low: object, high: object) -> str:
    number = words.said(mean, brief=True)
    ends = words.said(low, brief=True), words.said(high, brief=True)
    return number if UNDEFINED_SIGN in ends else f"{number}\n{words.span(*ends, brief=True)}"


def _behind(row: dict[str, object]) -> str:
    """How far behind the first a team is, and whether that is beyond doubt."""
    if row["apart"] is None:
        return "" if row["behind"] == 0 else words.said(row["behind"])
    verdict = say("game.apart") if row["apart"] else say("game.not_apart")
    return f"{words.said(row['behind'], brief=True)}\n{verdict}"


def bought(played: Game) -> Table:
    """What every team's money went into, in world 0."""
    empty = shown.table(say("game.bought"), say("game.column.team"), say("game.column.spent"))
    empty.columns[1].justify = "left"
    for team in played.league["team"]:
        mine = words.records(played.bought[played.bought["team"] == team])
        parts = [
            say("game.part", accounts=f"{row['accounts']:,}", **_spent(row))
            if row["channel"] != "ads"
            else say("game.ads", **_spent(row))
            for row in mine
        ]
        empty.add_row(escape(team), escape(say("game.between").join(parts)))
    return empty


def _spent(row: dict[str, Any]) -> dict[str, str]:
    return {"channel": channel_called(row["channel"]), "money": words.said(row["spend"])}


def first(table: pd.DataFrame) -> str:
    """Who is first, and who cannot be told apart from that team."""
    leader, rivals = table["team"].iloc[0], table.iloc[1:]
    tied = list(rivals["team"][~rivals["apart"].fillna(False)])
    if not tied:
        return say("game.first_alone", team=leader)
    return say("game.first_tied", team=leader, others=listed(tied))


def machine(played: Game) -> str:
    """Who beat the machine."""
    if played.machine is None:
        return ""
    table = played.league
    ahead = list(table["team"][(table["over_machine"] > 0.0).fillna(False)])
    if not ahead:
        return say("game.nobody_ahead", machine=played.machine)
    sure = [team for team in ahead if team in played.beaten]
    if not sure:
        return say("game.ahead_not_sure", machine=played.machine, teams=listed(ahead))
    return say("game.ahead", machine=played.machine, teams=listed(ahead), sure=listed(sure))


def listed(names: list[str]) -> str:
    """a, b and c."""
    if len(names) == 1:
        return names[0]
    return say("game.and", begin=say("game.comma").join(names[:-1]), last=names[-1])
