"""Real adoptions with their times: who hears whom, when each adopted, and the rows that hazards are fitted to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.experiments.replications.hazards import Table
from simulation.experiments.replications.replication import lots
from simulation.experiments.shipped import scenarios
from simulation.experiments.statistics import Floats
from simulation.graph.network import Network

Longs = npt.NDArray[np.int64]
NEVER = -1


@dataclass(frozen=True, eq=False)
class Town:
    """People of one place, whom they named, and the period in which each adopted (from 1; NEVER)."""

    name: str
    network: Network  # nominees are heard by those who named them
    time: Longs  # (people,)
    periods: int

    def rewired(self, key: int) -> Town:
        """The same people with as many ties each, otherwise as chance will have it."""
        return replace(self, network=self.network.rewired(key))

    def adopted_by(self, period: int) -> npt.NDArray[np.bool_]:
        """(people,) who had adopted by the close of a period."""
        return np.asarray((self.time != NEVER) & (self.time <= period))

    @property
    def curve(self) -> Floats:
        """(periods + 1,) share of all who had adopted by the close of each."""
        return np.array([self.adopted_by(period).mean() for period in range(self.periods + 1)])

    def heard(self, period: int) -> Floats:
        """(people,) how many each hears who had adopted by the close of a period."""
        hearer = np.repeat(np.arange(self.time.size), self.network.in_degree)
        return np.bincount(hearer, self.adopted_by(period)[self.network.in_source], self.time.size).astype(np.float64)


@cache
def doctors() -> tuple[Town, ...]:
    """125 doctors of four towns, seventeen months."""
    return _towns("medInnovations", "city", 17)


@cache
def farmers() -> tuple[Town, ...]:
    """692 farmers of eleven villages, nineteen years."""
    return _towns("brfarmers", "village", 19)


def _towns(name: str, place: str, periods: int) -> tuple[Town, ...]:
    folder = scenarios() / "data" / "netdiffuser"
    people, ties = (pd.read_csv(folder / f"{name}_{part}.csv.gz", low_memory=False) for part in ("nodes", "edges"))
    return tuple(
        _town(f"{place} {where:g}", group, ties[ties[place] == where], periods) for where, group in people.groupby(place)
    )


def _town(name: str, people: pd.DataFrame, ties: pd.DataFrame, periods: int) -> Town:
    ids, time = people["id"].to_numpy(np.int64), people["toa"].to_numpy(np.int64)
    pairs = ties[ties["nominator"] != ties["nominee"]][["nominee", "nominator"]].drop_duplicates()
    network = Network.from_edges(pairs["nominee"], pairs["nominator"], consumers=ids)
    return Town(name, network, np.where(time > periods, NEVER, time), periods)


def rows_of_town(town: Town, unit: int, trend: bool) -> Table:
    """Everybody in every period until she adopts; `trend` gives own initiative a power of time."""
    parts = []
    for period in range(1, town.periods + 1):
        at_risk = ~town.adopted_by(period - 1)
        n = int(at_risk.sum())
        traits = np.column_stack([np.ones(n), np.full(n, np.log(period))][: 1 + trend])
        adopted = (town.time[at_risk] == period).astype(np.float64)
        parts.append(Table(np.full(n, unit), adopted, town.heard(period - 1)[at_risk], traits, np.ones(n)))
    return joined(parts)


def joined(parts: list[Table]) -> Table:
    """One table of all."""
    unit, adopted, heard, traits, weight = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Table(unit.astype(np.int64), adopted, heard, traits, weight)


# ------------------------------------------------------------------------------------------------------------- cascades


@dataclass(frozen=True, eq=False)
class Cascades:
    """Who used each tag, in the order of time, among users who are tied."""

    network: Network
    members: tuple[Longs, ...]  # positions, the first user first
    held_out: npt.NDArray[np.bool_]  # (cascades,) the published test part

    def rewired(self, key: int) -> Cascades:
        """The same users with as many ties each, otherwise as chance will have it."""
        return replace(self, network=self.network.rewired(key))


@cache
def stack_exchange() -> Cascades:
    """2,897 users and 589 tags."""
    folder = scenarios() / "data" / "stackexchange"
    ties, uses = (pd.read_csv(folder / f"christianity_{part}.csv.gz") for part in ("edges", "cascades"))
    pairs = pd.DataFrame(np.sort(ties[["a", "b"]].to_numpy(), axis=1)).drop_duplicates()
    network = Network.from_edges(pairs[0], pairs[1], directed=False, consumers=np.union1d(ties[["a", "b"]], uses["user"]))
    groups = [group for _, group in uses.groupby("cascade")]
    members = tuple(network.position(group.sort_values("seconds", kind="stable")["user"].unique()) for group in groups)
    return Cascades(network, members, np.array([group["split"].iloc[0] == "test" for group in groups]))


def rows_of_cascade(cascades: Cascades, number: int, trend: bool, controls: int) -> Table:
    """At each use of a tag, whoever came next and some of those who did not, by lot, each for as many; `trend` gives own
    initiative a power of the ties one has."""
    network, members = cascades.network, cascades.members[number]
    waiting, heard, parts = np.ones(network.n_consumers, np.bool_), np.zeros(network.n_consumers), []
    drawn = lots(f"controls of cascade {number}", controls * members.size)
    for place, user in enumerate(members):
        if place:
            waiting[user] = False
            others = np.flatnonzero(waiting)
            chosen = others[(drawn[controls * place : controls * (place + 1)] * others.size).astype(np.int64)]
            who = np.append(chosen, user)
            weight = np.append(np.full(controls, others.size / controls), 1.0)
            traits = np.column_stack([np.ones(who.size), np.log1p(network.in_degree[who])][: 1 + trend])
            adopted = np.append(np.zeros(controls), 1.0)
            parts.append(Table(np.full(who.size, number), adopted, heard[who], traits, weight))
        waiting[user] = False
        heard[network.out_target[network.out_start[user] : network.out_start[user + 1]]] += 1.0
    return joined(parts)
