"""A hypothesis in a picture: what was found on each network, and over how much of the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.drawing import INK, canvas, styled
from simulation.experiments.hypotheses.hypothesis import Contrast, Inside, Nil, Sign
from simulation.experiments.hypotheses.inference import student
from simulation.experiments.statistics import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulation.experiments.hypotheses.finding import Finding

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # Okabe & Ito (2008)
QUIET = "#B8B8B8"
WIDTH, HEIGHT = 7.2, 3.1  # inches


@styled
def picture(found: Finding) -> Figure:
    """The hypothesis' own figure where it has one, the first contrast on every network, and all draws in order."""
    own = found.hypothesis.picture
    columns = (own is not None) + 1 + (found.robustness is not None)
    figure = canvas(WIDTH, HEIGHT if columns < 3 else HEIGHT * 2)
    panels = _panels(figure, columns)
    if own is not None:
        own(panels[0], found)
    forest(panels[1 if own is not None else 0], found)
    if found.robustness is not None:
        draws(panels[-1], found)
    quick = " (quick look)" if found.extent.quick else ""
    figure.suptitle(f"{found.hypothesis.id} · {found.hypothesis.title}{quick}", fontsize=10)
    return figure


def _panels(figure: Figure, count: int) -> list[Axes]:
    """Side by side; of three the first has a row of its own."""
    if count < 3:
        return list(figure.subplots(1, count, squeeze=False)[0])
    grid = figure.add_gridspec(2, 2, height_ratios=(1.25, 1))
    return [figure.add_subplot(grid[0, :]), figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1])]


def scale(contrast: Contrast) -> float:
    """Shares of a base are drawn in per cent."""
    return 100.0 if contrast.base is not None and not isinstance(contrast.expected, Inside) else 1.0


def forest(axes: Axes, found: Finding) -> None:
    """The first contrast on each network and over all of them, with 95 % intervals."""
    contrast, estimate = found.results[0].contrast, found.results[0].estimate
    rows = {**estimate.by_graph, "all networks": Interval(estimate.mean, estimate.low, estimate.high)}
    factor = scale(contrast)
    for n, (name, interval) in enumerate(rows.items()):
        _whisker(axes, n, interval, factor, INK if name == "all networks" else COLOURS[0])
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    _expected(axes, contrast, factor)
    axes.set_title("\n".join(wrap(contrast.words, 46)[:3]))
    axes.set_xlabel(_unit(contrast))
    axes.grid(axis="x")


def _whisker(axes: Axes, row: int, interval: Interval, factor: float, colour: str) -> None:
    if interval.mean is None:
        return
    if interval.low is not None and interval.high is not None:
        axes.plot([factor * interval.low, factor * interval.high], [row, row], color=colour, linewidth=1.2)
    axes.plot([factor * interval.mean], [row], "D" if colour == INK else "o", color=colour, markersize=4.5)


def _expected(axes: Axes, contrast: Contrast, factor: float) -> None:
    """Zero, the margin, or the band of a target."""
    if isinstance(contrast.expected, Inside):
        axes.axvspan(contrast.expected.low, contrast.expected.high, color=QUIET, alpha=0.35, linewidth=0)
        return
    if isinstance(contrast.expected, Nil):
        axes.axvspan(-factor * contrast.expected.margin, factor * contrast.expected.margin, color=QUIET, alpha=0.35, linewidth=0)
    axes.axvline(0.0, color=INK, linewidth=0.8)


def _unit(contrast: Contrast) -> str:
    return "% of the control" if scale(contrast) == 100.0 else contrast.unit


def draws(axes: Axes, found: Finding) -> None:
    """The first contrast at every draw of the assumptions, in order; what is expected is blue."""
    robust, contrast = found.robustness, found.results[0].contrast
    assert robust is not None
    values = scale(contrast) * np.sort(robust.values)
    bound = max(1.5 * float(np.quantile(np.abs(values), 0.9)), 1e-9)
    shown = np.clip(values, -bound, bound)
    axes.vlines(np.arange(values.size), 0.0, shown, color=_colours(contrast, values), linewidth=1.1)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_ylim(min(-0.1 * bound, 1.05 * float(shown.min())), max(0.1 * bound, 1.05 * float(shown.max())))
    axes.set_xlabel(f"{robust.points} draws of the {'settings' if found.hypothesis.of_law else 'assumptions'}, in order")
    axes.set_ylabel(_unit(contrast))
    leading = "" if found.hypothesis.jointly < 2 else f"first {found.hypothesis.jointly} contrasts "
    axes.set_title(f"{leading}as expected\nat {robust.holds} of {robust.points} draws")


def _colours(contrast: Contrast, values: Any) -> list[str]:
    if isinstance(contrast.expected, Sign):
        return [COLOURS[0] if value * contrast.expected.direction > 0.0 else COLOURS[1] for value in values]
    low, high = (
        (contrast.expected.low, contrast.expected.high) if isinstance(contrast.expected, Inside)
        else (-100 * contrast.expected.margin, 100 * contrast.expected.margin) if isinstance(contrast.expected, Nil)
        else (0.0, np.inf)
    )  # fmt: skip
    return [COLOURS[0] if low <= value <= high else COLOURS[1] for value in values]


# ---------------------------------------------------------------------------------------------------- for own pictures


def over_networks(values: Any, found: Finding) -> tuple[Any, Any]:
    """Means over networks of (worlds, levels) and half the widths of their 95 % intervals, each of shape (levels,)."""
    graph = np.array([row.graph for row in found.rows])
    means = np.stack([values[graph == name].mean(axis=0) for name in dict.fromkeys(graph)])
    if len(means) < 2:
        return means[0], np.zeros(means.shape[1])
    return means.mean(axis=0), student(len(means) - 1) * means.std(axis=0, ddof=1) / np.sqrt(len(means))


def course(axes: Axes, places: Any, values: Any, found: Finding, colour: str, label: str = "", dash: Any = "-") -> None:
    """A line of means over networks with its band; `values` of shape (worlds, places)."""
    mean, half = over_networks(np.asarray(values, float), found)
    axes.plot(places, mean, color=colour, linestyle=dash, label=label, marker="o" if len(mean) < 12 else "", markersize=3)
    axes.fill_between(places, mean - half, mean + half, color=colour, alpha=0.15, linewidth=0)
    axes.grid(axis="y")


def levels(found: Finding, conditions: Sequence[str], reading: str) -> Any:
    """(worlds, conditions) one reading of several conditions."""
    return np.stack([found.values(name, reading) for name in conditions], axis=1)


def zero(axes: Axes) -> None:
    """A line at zero."""
    axes.axhline(0.0, color=INK, linewidth=0.8)
