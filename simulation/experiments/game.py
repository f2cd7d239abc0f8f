"""The budget game: every team of a folder spends the same budget in the same worlds; one league table.

The scenario is the folder's `game.yaml`, whose strategies play as the machine's teams; without one it is the shipped
`budget-game`, with HOUSE as the machine's teams. Who is first is who has most incremental buyers on average; who cannot be
told apart from the first is said beside the rank, since a rank alone says nothing of luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.actors.market import FEN
from simulation.actors.roles.koc import KOC
from simulation.experiments import measures, teams
from simulation.experiments.compare import checked_replicates, compare
from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.provenance import is_control
from simulation.experiments.replicate import Progress
from simulation.experiments.run import run
from simulation.experiments.scenario import Scenario, load
from simulation.experiments.statistics import lead
from simulation.experiments.teams import Team, Unscored
from simulation.language import say
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.actors.campaign import Campaign
    from simulation.actors.strategies.strategy import Strategy
    from simulation.experiments.verdict import Verdict

DEFAULT = "budget-game"  # the scenario of a folder without its own
HOUSE = ("adaptive", "head_kol", "long_tail_matrix", "six_three_one")  # strategies of the machine in such a folder
PROFIT = "incremental_profit"
LEAD = ("over_machine", "over_machine_low", "over_machine_high")


@dataclass(frozen=True, eq=False, repr=False)
class Game:
    """A game that was played."""

    teams: tuple[Team, ...]  # the class's, then the machine's
    unscored: tuple[Unscored, ...]
    verdict: Verdict
    bought: pd.DataFrame  # team, channel, accounts, posts, spend [CNY]: in world 0, the most expensive channel first

    @cached_property
    def league(self) -> pd.DataFrame:
        """A row a team, the first first; means over worlds with 95 % intervals.

        `rank` (shared where means are equal), `team`, `machine`, `file`; `buyers` and `profit` over the control, with `_low`
        and `_high`; `won` worlds of `worlds`, a tie split; `behind` the first, in buyers, simultaneous over all pairs, and
        whether the team is told `apart` from the first; `over_machine`, the lead over the machine's best team, simultaneous
        over the class's teams, NA for machines and where no machine plays; `spend` and `budget`, CNY.
        """
        return _league(self)

    @property
    def machine(self) -> str | None:
        """The machine's team that is ahead of its others; None where no machine plays."""
        machines = {one.name for one in self.teams if not one.file}
        return next((label for label in self.verdict.table["strategy"].unique() if label in machines), None)

    @property
    def beaten(self) -> list[str]:
        """The teams that beat the machine's best beyond doubt: the whole interval of their lead is above 0."""
        table = self.league
        return list(table["team"][(table["over_machine_low"] > 0.0).fillna(False)])

    def __repr__(self) -> str:
        first = self.league.iloc[0]
        return f"<Game: {len(self.league)} teams, {len(self.unscored)} not scored; {first['team']} is first>"

    def _repr_html_(self) -> str:
        shown = self.league[["rank", "team", "buyers", "low", "high", "won", "worlds", "apart"]]
        html: str = shown.to_html(index=False, escape=True, float_format="{:,.0f}".format)
        return html


def game(
    folder: str | PathLike[str],
    replicates: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    assumptions: str = "vary",
    optimizer: str | float | None = None,
) -> Game:
    """The league of a folder of teams' files (`experiments/teams.py` says what stands in one).

    All teams, and the machine's, run in the same worlds, as `compare` has it: `replicates` of each kind (the scenario's
    number if not said), `workers` processes, `out` the folder in which runs are kept, `progress` told of runs done and in
    all. A file that cannot be scored stops nobody else: it stands in `unscored` with the reason. `optimizer`, a time such as
    "60s", adds the best split that a search finds in it, in other worlds than those of the league: it plays with no more
    knowledge of them than the teams.

    Raises Refusal for a folder or a `game.yaml` that cannot be used, or where no file can be scored.
    """
    place = teams.folder_of(folder)
    scenario, house = _played(place)
    if replicates is not None:
        checked_replicates(replicates)
    found = teams.entries(place, [one.name for one in house] + [say("game.house.optimizer")])
    if optimizer is not None:
        house.append(Team(say("game.house.optimizer"), searched(scenario, optimizer, workers), ""))
    playing, bought, failed = _tried(scenario, place, [*found.teams, *house])
    unscored = tuple(sorted((*found.unscored, *failed)))
    if not any(one.file for one in playing):
        raise unscored[0].why
    verdict = compare(_with(scenario, playing), replicates, None, assumptions, workers, out, progress)
    return Game(tuple(playing), unscored, verdict, bought)


def _played(folder: Path) -> tuple[Scenario, list[Team]]:
    """The scenario of a folder, called by the folder unless it says its name, and the machine's teams."""
    own = folder / teams.GAME
    house = {say(f"game.house.{name}"): name for name in HOUSE}
    scenario = load(own) if own.exists() or own.is_symlink() else load(DEFAULT).vary(strategies=house)
    unnamed = scenario.name in (own.stem, DEFAULT)
    name = teams.called(folder) if unnamed else scenario.name
    machines = [Team(label, arm, "") for label, arm in scenario.strategies.items() if not is_control(arm)]
    return scenario.vary(name=name), machines


def searched(scenario: Scenario, seconds: str | float, workers: int | None) -> Strategy:
    """The best split of the budget that is found in so much time, in worlds of another key."""
    from simulation.experiments.optimization.optimize import optimize

    elsewhere = scenario.vary(key=scenario.key + 1)
    best: Strategy = optimize(elsewhere, time_budget=seconds, workers=workers).best
    return best


def _with(scenario: Scenario, playing: list[Team]) -> Scenario:
    """The scenario in which these teams compete, beside the control it lists, if it does."""
    controls = {label: arm for label, arm in scenario.strategies.items() if is_control(arm)}
    return scenario.vary(strategies={**controls, **{one.name: one.strategy for one in playing}})


def _tried(scenario: Scenario, folder: Path, invited: list[Team]) -> tuple[list[Team], pd.DataFrame, list[Unscored]]:
    """Everybody in world 0: who can play, what they buy there, and whose plan the market refuses."""
    playing, rows, failed = [], [], []
    for one in invited:
        try:
            rows += _bought(one.name, run(scenario, one.strategy).campaign)
        except Refusal as refusal:
            if not one.file:
                raise
            failed.append(Unscored(one.file, refusal.within(str(folder / one.file))))
        else:
            playing.append(one)
    columns = ["team", "channel", "accounts", "posts", "spend"]
    return playing, pd.DataFrame(rows, columns=columns), failed


def _bought(team: str, campaign: Campaign) -> list[tuple[str, str, int, int, float]]:
    """What a team's money bought, a row a channel, the most expensive first; a KOC is as many people as she stands for."""
    found: dict[str, list[float]] = {}
    for account in campaign.desk.accounts:
        people = campaign.market.world.scale if account.kind == KOC.kind else 1
        sums = found.setdefault(account.channel, [0.0, 0.0, 0.0])
        for n, more in enumerate((people, len(account.days), account.spend_fen / FEN)):
            sums[n] += more
    ranked = sorted(found.items(), key=lambda item: -item[1][2])
    return [(team, channel, round(hired), round(posts), spend) for channel, (hired, posts, spend) in ranked if spend > 0.0]


def _league(played: Game) -> pd.DataFrame:
    verdict, by_name = played.verdict, {one.name: one for one in played.teams}
    measured: dict[Any, Any] = {(row.strategy, row.metric): row for row in verdict.table.itertuples()}
    ranked = [label for label in verdict.table["strategy"].unique() if label in by_name]
    gains = [measured[label, OBJECTIVE].mean for label in ranked]
    rows = [
        {
            "rank": 1 + sum(other > gain for other in gains),
            "team": label,
            "machine": not by_name[label].file,
            "file": by_name[label].file,
            **_interval(measured[label, OBJECTIVE], "buyers", ""),
            **_interval(measured[label, PROFIT], "profit", "profit_"),
            **_won(verdict, label),
            **_behind(verdict, label),
            **_over_machine(played, by_name[label]),
            "spend": measured[label, "spend"].mean,
            "budget": verdict.scenario.budget_cny,
        }
        for label, gain in zip(ranked, gains, strict=True)
    ]
    numbers = ("profit_low", "profit_high", "low", "high", "behind", "behind_low", "behind_high", *LEAD)
    return pd.DataFrame(rows).convert_dtypes().astype({"apart": "boolean", **dict.fromkeys(numbers, "Float64")})


def _interval(row: Any, name: str, prefix: str) -> dict[str, Any]:
    return {name: row.mean, f"{prefix}low": row.low, f"{prefix}high": row.high}


def _won(verdict: Verdict, label: str) -> dict[str, Any]:
    """Worlds won, of the kind the verdict is over, and by luck alone."""
    row: Any = next(verdict.wins[verdict.wins["strategy"] == label].itertuples())
    kind = verdict.provenance["assumptions"]
    return {"won": getattr(row, f"{kind}_wins"), "won_by_luck": row.fixed_wins, "worlds": row.worlds}


def _behind(verdict: Verdict, label: str) -> dict[str, Any]:
    """How far the first is ahead, and whether that is beyond doubt."""
    if label == verdict.leader:
        return {"behind": 0.0, "behind_low": pd.NA, "behind_high": pd.NA, "apart": pd.NA}
    table = verdict.differences
    row: Any = next(table[(table["strategy"] == label) & (table["metric"] == OBJECTIVE)].itertuples())
    apart = pd.NA if pd.isna(row.low) else bool(row.low > 0.0)
    return {"behind": row.difference, "behind_low": row.low, "behind_high": row.high, "apart": apart}


def _over_machine(played: Game, team: Team) -> dict[str, Any]:
    """The lead over the machine's best team, world by world."""
    if not team.file or played.machine is None:
        return dict.fromkeys(LEAD, pd.NA)
    kind = str(played.verdict.provenance["assumptions"])
    both = measures.worlds_of(played.verdict.worlds, (team.name, played.machine), kind).columns[OBJECTIVE]
    found = lead(both[0], both[1], sum(bool(one.file) for one in played.teams)).difference
    return dict(zip(LEAD, found, strict=True))
