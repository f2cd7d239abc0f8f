"""The splits everybody knows by name: rules of agencies, the equal split, and everything on one channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from simulation.actors.channels import CHANNELS, RULES_OF_THUMB

if TYPE_CHECKING:
    from simulation.actors.strategies.split import Split
    from simulation.experiments.optimization.space import Space


class Baseline(NamedTuple):
    """A split known by name."""

    name: str
    split: Split
    exact: bool  # whether it is the rule itself; else the nearest split within the bounds


def baselines(space: Space) -> list[Baseline]:
    """Every named split of what can be bought: a rule that needs a channel nobody sells is left out."""
    found: dict[Split, Baseline] = {}
    for name, shares in named(space.channels, space.unsold):
        split = space.nearest(shares, step=1)
        exact = all(abs(getattr(split, channel) - shares.get(channel, 0.0)) < 1e-3 for channel in CHANNELS)
        if split not in found or exact:
            found.setdefault(split, Baseline(name, split, exact))
    return list(found.values())


def named(channels: tuple[str, ...], unsold: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Name and shares: the rules, the equal split, all on each channel."""
    for name, shares in RULES_OF_THUMB.items():
        if not set(shares) & set(unsold):
            yield name, shares
    yield "equal", {channel: 1.0 / len(channels) for channel in channels}
    for channel in channels:
        yield f"all {channel}", {channel: 1.0}
