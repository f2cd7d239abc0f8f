"""Two figures of the real data: what exposure gains, and how well it is calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments.drawing import INK, canvas, styled
from simulation.experiments.replications.adoption import BASELINE, CHANCE, LOGARITHM, OURS, REWIRED, Judged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {OURS: "#0072B2", BASELINE: "#D55E00", LOGARITHM: "#E69F00", REWIRED: "#999999"}


@styled
def gains(real: Sequence[Judged]) -> Figure:
    """Log score over chance, a panel a data set, with 95 % intervals."""
    figure = canvas(7.2, 0.6 + 0.62 * len(real))
    axes = figure.subplots()
    labels = [f"{one.case.name}\n{'with ' + one.case.trend if one.trend else 'no trait'}" for one in real]
    for shift, (name, colour) in zip(np.linspace(-0.27, 0.27, len(COLOURS)), COLOURS.items(), strict=True):
        for row, one in enumerate(real):
            mean, low, high = np.array(one.gains[f"{name} − {CHANCE}"], np.float64)
            axes.plot([low, high], [row + shift] * 2, color=colour)
            axes.plot(mean, row + shift, "o", color=colour, markersize=4, label=name if row == 0 else None)
    axes.axvline(0.0, color=INK, linewidth=0.6)
    axes.set_yticks(range(len(real)), labels)
    axes.invert_yaxis()
    axes.set_xlabel("nats per adoption more than own initiative alone, held out")
    axes.legend(loc="lower right")
    return figure


@styled
def reliability(real: Sequence[Judged]) -> Figure:
    """Observed against predicted shares in held-out towns and tags, a panel a data set."""
    figure = canvas(7.2, 2.6 * ((len(real) + 1) // 2))
    for axes, one in zip(figure.subplots((len(real) + 1) // 2, 2, squeeze=False).flat, real, strict=False):
        _diagonal(axes, one)
        for name in one.bins:
            bins = one.bins[name]
            axes.plot(bins[:, 0], bins[:, 1], "o-", color=COLOURS[name], markersize=3, label=name)
        axes.set_title(f"{one.case.name}, {'with ' + one.case.trend if one.trend else 'no trait'}")
        axes.legend(loc="upper left")
    return figure


def _diagonal(axes: Axes, one: Judged) -> None:
    top = 1.05 * max(float(bins[:, :2].max()) for bins in one.bins.values())
    axes.plot([0.0, top], [0.0, top], color=INK, linewidth=0.6)
    axes.set_xlabel("predicted share who adopt now")
    axes.set_ylabel("observed")
