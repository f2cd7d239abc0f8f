"""The search: rounds of splits, half of them proposed by Optuna's TPE sampler, half near the best so far; each round a race.

Everything told stands in the study: what a round proposes follows from the rounds before it, the key and its number alone.
So a search that was stopped goes on as if it had not been, and any number of workers finds the same.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.bench import Floats, Measure, OutOfTime
from simulation.experiments.optimization.race import LADDER, race
from simulation.experiments.optimization.space import Space, parts_of, times_of
from simulation.model import chance
from simulation.refusal import Refusal, Verbatim, install

ROUND = 12  # splits proposed at once
FINAL = 10  # the best of all rounds, which meet in all worlds at the end
OFF = -0.25  # weight of a channel that gets nothing; a third of all weights are below 0
LOWEST = -0.5
MOVED = (200, 100, 100, 50, 50, 30, 20, 10)  # thousandths a step near the best may move
SHIFTED = (-7, -3, -2, -1, 1, 2, 3, 7)  # days
TRIES = 20


class Tried(NamedTuple):
    """A split of the search and how it did."""

    split: Split
    value: float  # mean over its worlds, less that of the first split of all in the same worlds
    worlds: int
    origin: str  # name of a baseline, `sampler`, or `near the best`
    round: int


class Found(NamedTuple):
    """What a search has found."""

    best: Split
    worlds: range  # in which the best was chosen
    gains: Floats  # of the best, in these worlds
    tried: tuple[Tried, ...]
    finalists: tuple[Split, ...]  # the best first
    whole: bool  # whether all rounds asked for were made


def optuna() -> Any:
    """Optuna, quiet; refused where it is not installed."""
    try:
        import optuna as installed
    except ImportError:
        found = Verbatim("no Optuna")
        remedy = f"install it, in the checkout: {install('optimize')}"
        raise Refusal("wom optimize", found, "the optional part `optimize`", remedy) from None
    installed.logging.set_verbosity(installed.logging.WARNING)
    warnings.filterwarnings("ignore", category=installed.exceptions.ExperimentalWarning)
    return installed


def study(path: Path | None, name: str) -> Any:
    """The study of this name in a journal, in memory without one; begun if it is not there."""
    library = optuna()
    storage = None
    if path is not None:
        journal = library.storages.journal
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = journal.JournalFileOpenLock(str(path))
        storage = library.storages.JournalStorage(journal.JournalFileBackend(str(path), lock_obj=lock))
    return library.create_study(storage=storage, study_name=name, direction="maximize", load_if_exists=True)


class Search:
    """The rounds of one study."""

    def __init__(self, kept: Any, space: Space, measure: Measure, starts: Sequence[tuple[str, Split]], key: int) -> None:
        self.kept, self.space, self.measure, self.starts = kept, space, measure, list(starts)
        self.luck = chance.at(chance.world(key), chance.name_of("optimize"))
        self.ranges = _distributions(space)

    def run(self, splits: int, told: Callable[[int], None] = lambda _: None) -> Found:
        """Rounds until so many splits are tried or there is no time; OutOfTime where not even the baselines were."""
        whole = True
        try:
            while (done := len(self.tried())) < splits:
                told(done)
                self._round()
        except OutOfTime:
            whole = False
        if not self.tried():
            raise OutOfTime
        return self._found(whole)

    def tried(self) -> list[Tried]:
        """All splits that were measured, in their order."""
        worlds = self.kept.user_attrs
        return [
            Tried(_split(trial), float(trial.value), int(worlds[f"worlds of {trial.number}"]), said["origin"], said["round"])
            for trial in self._trials("COMPLETE")
            for said in [trial.user_attrs]
        ]

    # ---------------------------------------------------------------------------------------------------------- rounds

    def _round(self) -> None:
        number, asked = self._asked()
        splits = [_split(trial) for trial in asked]
        gains = race(self.measure, splits, self._champion(number), LADDER)
        anchor = self.measure([self.starts[0][1]], range(LADDER[-1]))[0]
        for trial, split in zip(asked, splits, strict=True):
            if trial.state.name == "RUNNING":
                worlds = gains[split].size
                self.kept.set_user_attr(f"worlds of {trial.number}", worlds)
                self.kept.tell(trial.number, float((gains[split] - anchor[:worlds]).mean()))

    def _asked(self) -> tuple[int, list[Any]]:
        """The round under way: taken up where it was asked in whole, else asked anew."""
        rounds: dict[int, list[Any]] = {}
        for trial in self._trials("COMPLETE", "RUNNING"):
            rounds.setdefault(trial.user_attrs.get("round", -1), []).append(trial)
        last = max(rounds, default=-1)
        open_here = [trial for trial in rounds.get(last, ()) if trial.state.name == "RUNNING"]
        if open_here and len(rounds[last]) == self._size(last):
            return last, rounds[last]
        for trial in open_here + [trial for trial in rounds.get(-1, ()) if trial.state.name == "RUNNING"]:
            self.kept.tell(trial.number, state=optuna().trial.TrialState.FAIL)
        number = last if open_here else last + 1
        self._ask(number)
        return number, [t for t in self._trials("RUNNING") if t.user_attrs["round"] == number]

    def _size(self, number: int) -> int:
        return len(self.starts) if number == 0 else ROUND

    def _ask(self, number: int) -> None:
        if number == 0:
            for name, split in self.starts:
                self._add(split, 0, name)
            return
        near = _Near(self.space, chance.at(self.luck, number), {one.split for one in self.tried()})
        best = self._champion()
        for place in range(ROUND // 2):
            self._add(near.step(best, place), number, "near the best")
        seed = int(chance.at(self.luck, number)) % 2**32
        self.kept.sampler = optuna().samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)
        for _ in range(ROUND - ROUND // 2):
            trial = self.kept.ask(self.ranges)
            noted = {"split": asdict(_proposed(self.space, trial.params)), "origin": "sampler", "round": number}
            for name, value in noted.items():  # the round last, as it makes the rest count
                trial.set_user_attr(name, value)

    def _add(self, split: Split, number: int, origin: str) -> None:
        """A split of our own among those asked."""
        library = optuna()
        attributes = {"split": asdict(split), "round": number, "origin": origin}
        self.kept.add_trial(library.trial.create_trial(
            state=library.trial.TrialState.RUNNING, params=_weights(self.space, split), distributions=self.ranges,
            user_attrs=attributes,
        ))  # fmt: skip

    # --------------------------------------------------------------------------------------------------------- results

    def _trials(self, *states: str) -> list[Any]:
        return [trial for trial in self.kept.get_trials(deepcopy=False) if trial.state.name in states]

    def _champion(self, before: float = math.inf) -> Split | None:
        """The best of those that ran in most worlds, in rounds before this one; the first of equals."""
        tried = [one for one in self.tried() if one.round < before]
        most = max((one.worlds for one in tried), default=0)
        return max((one for one in tried if one.worlds == most), key=lambda one: one.value).split if tried else None

    def _found(self, whole: bool) -> Found:
        """The finalists in all worlds, or, without time for that, the champion."""
        tried = self.tried()
        ranked = list(dict.fromkeys(one.split for one in sorted(tried, key=lambda one: -one.value)))
        champion = self._champion()
        assert champion is not None
        finalists = list(dict.fromkeys([champion, *ranked[:FINAL]]))
        try:
            gains = self.measure(finalists, worlds := range(LADDER[-1]))
        except OutOfTime:
            known = max(one.worlds for one in tried if one.split == champion)
            worlds = range(known)
            return Found(champion, worlds, self.measure([champion], worlds)[0], tuple(tried), (champion,), False)
        order = sorted(range(len(finalists)), key=lambda n: -float(gains[n].mean()))
        return Found(finalists[order[0]], worlds, gains[order[0]], tuple(tried), tuple(finalists[n] for n in order), whole)


def _split(trial: Any) -> Split:
    return Split(**trial.user_attrs["split"])


# ------------------------------------------------------------------------------------------------- weights and shares


def _distributions(space: Space) -> dict[str, Any]:
    """What the sampler draws: a weight for every channel, below 0 for nothing, and the days."""
    kinds = optuna().distributions
    weights = {channel: kinds.FloatDistribution(LOWEST, 1.0) for channel in space.channels}
    return weights | {name: kinds.IntDistribution(*ends) for name, ends in space.times.items() if ends[0] < ends[1]}


def _proposed(space: Space, drawn: Mapping[str, Any]) -> Split:
    """The split of a proposal: weights above 0, of their sum."""
    weights = {channel: max(0.0, drawn[channel]) for channel in space.channels}
    total = sum(weights.values())
    shares = {channel: weight / total if total else 1.0 / len(weights) for channel, weight in weights.items()}
    return space.nearest(shares, **{name: drawn[name] for name in space.times if name in drawn})


def _weights(space: Space, split: Split) -> dict[str, Any]:
    """A proposal that stands for a split."""
    parts = parts_of(split)
    most = max(parts.values())
    weights = {channel: parts[channel] / most if parts[channel] else OFF for channel in space.channels}
    return weights | {name: day for name, day in times_of(split).items() if space.times[name][0] < space.times[name][1]}


class _Near(NamedTuple):
    """Steps from a split to one that was not tried."""

    space: Space
    luck: chance.Bits
    tried: set[Split]

    def step(self, split: Split | None, place: int) -> Split:
        """A step that chance names by the place; one of those tried if none else is found."""
        assert split is not None
        other = split
        for attempt in range(TRIES):
            other = self._other(split, TRIES * place + attempt)
            if other not in self.tried:
                break
        self.tried.add(other)
        return other

    def _other(self, split: Split, name: int) -> Split:
        """Money moved between two channels; one time in five days shifted instead, where days may be chosen."""
        free = [time for time, (low, high) in self.space.times.items() if low < high]
        if free and (len(self.space.channels) < 2 or self._draw(name, 0) < 0.2):
            return self._shifted(split, self._pick(free, name, 1), self._pick(SHIFTED, name, 2))
        having = [channel for channel in self.space.channels if parts_of(split)[channel] > self.space.least.get(channel, 0)]
        source, target = self._pick(having or list(CHANNELS), name, 1), self._pick(self.space.channels, name, 2)
        if source == target:
            return split
        return self.space.moved(split, source, target, min(self._pick(MOVED, name, 3), parts_of(split)[source])) or split

    def _shifted(self, split: Split, time: str, by: int) -> Split:
        low, high = self.space.times[time]
        times = times_of(split)
        times[time] = min(max(times[time] + by, low), high)
        return self.space.split(parts_of(split), **times)

    def _draw(self, name: int, of: int) -> float:
        return float(chance.draw2(self.luck, name, of))

    def _pick(self, options: Sequence[Any], name: int, of: int) -> Any:
        return options[int(len(options) * self._draw(name, of))]

