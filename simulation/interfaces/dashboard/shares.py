"""Sliders that always sum to the whole: moving one scales the others, and locked ones stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from simulation.actors.channels import CHANNELS, RULES_OF_THUMB
from simulation.actors.strategies.split import Split

WHOLE = 100  # per cent; shares are whole per cents

PRESETS: Mapping[str, Mapping[str, float]] = {
    "pyramid": RULES_OF_THUMB["1-3-6"],
    "six_three_one": RULES_OF_THUMB["6-3-1"],
    "one_four_five": RULES_OF_THUMB["1:4:5"],
    "equal": dict.fromkeys(CHANNELS, 1.0),
}


class Timing(NamedTuple):
    """Posts of every package, and the day on which each kind of channel begins; as in `Split`."""

    posts: int = Split.posts
    start: int = Split.start
    koc_start: int = Split.koc_start
    ads_start: int = Split.ads_start

    def changed(self, name: str, value: int, horizon: int) -> Timing:
        """With one of them set, kept from 1 to the horizon."""
        return self._replace(**{name: min(max(1, value), horizon)})


class Shares(NamedTuple):
    """Whole per cents by channel, in the order of CHANNELS; they sum to 100."""

    percent: tuple[int, ...]
    locked: frozenset[str] = frozenset()
    remembered: tuple[float, ...] = ()  # what each was last set to: the proportions in which others are scaled

    def of(self, channel: str) -> int:
        """Per cent of one channel."""
        return self.percent[CHANNELS.index(channel)]

    def moved(self, channel: str, to: int) -> Shares:
        """One slider moved: the others that are not locked share what is left, in the proportions they were set to."""
        others = [other for other in CHANNELS if other != channel and other not in self.locked]
        if channel in self.locked or not others:
            return self
        free = WHOLE - sum(self.of(other) for other in self.locked)
        own = min(max(0, to), free)
        weights = {other: self._remembered(other) for other in others}
        parts = {**{name: self.of(name) for name in self.locked}, **apportioned(weights, free - own), channel: own}
        kept = tuple(float(own) if name == channel else self._remembered(name) for name in CHANNELS)
        return Shares(tuple(parts[name] for name in CHANNELS), self.locked, kept)

    def toggled(self, channel: str) -> Shares:
        """With one slider locked, or let go."""
        return self._replace(locked=self.locked ^ {channel})

    def _remembered(self, channel: str) -> float:
        return self.remembered[CHANNELS.index(channel)] if self.remembered else float(self.of(channel))

    def strategy(self, timing: Timing) -> Split:
        """The split as a strategy; advertisements get what the others leave."""
        parts: dict[str, Any] = {name: self.of(name) / WHOLE for name in CHANNELS if name != "ads"}
        return Split(**parts, **timing._asdict())


def preset(name: str) -> Shares:
    """A split by its name: one of PRESETS, or a channel that gets everything."""
    weights = PRESETS.get(name, {name: 1.0})
    parts = apportioned({channel: weights.get(channel, 0.0) for channel in CHANNELS}, WHOLE)
    return Shares(tuple(parts[channel] for channel in CHANNELS))


def apportioned(weights: Mapping[str, float], whole: int) -> dict[str, int]:
    """`whole` in whole parts in proportion to the weights, by largest remainder; in equal parts where all are 0."""
    total = sum(weights.values())
    exact = {name: whole * (weight / total if total > 0 else 1 / len(weights)) for name, weight in weights.items()}
    parts = {name: int(part) for name, part in exact.items()}
    short = sorted(parts, key=lambda name: parts[name] - exact[name])[: whole - sum(parts.values())]
    return {name: part + (name in short) for name, part in parts.items()}
