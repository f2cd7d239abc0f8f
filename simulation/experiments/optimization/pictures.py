"""An optimum in pictures: the map of KOL, KOC and KOS, other budgets, the next money. Colours can be told by the colour-blind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.actors.channels import channel_called
from simulation.experiments.drawing import INK, blank, canvas, compact, name_rows, signed, styled
from simulation.experiments.figures import COLOURS, ROW, WHOLE, WIDTH
from simulation.experiments.sentence import number
from simulation.language import say

if TYPE_CHECKING:
    from simulation.experiments.optimization.optimum import Optimum
    from simulation.experiments.optimization.ternary import Corner

HEIGHT = float(np.sqrt(3.0) / 2.0)  # of a triangle whose side is 1
MAP = "cividis"
PICTURES = ("ternary", "budgets", "next")


def picture(one: Optimum, name: str) -> Figure:
    """One of PICTURES."""
    drawn: Figure = {"ternary": ternary, "budgets": budgets, "next": following}[name](one)
    return drawn


# ----------------------------------------------------------------------------------------------------------- the map


@styled
def ternary(one: Optimum) -> Figure:
    """What each division of the money among KOL, KOC and KOS brings, and which cannot be told apart from the best."""
    if one.map is None:
        return blank(WIDTH, say("optimize.figure.no_map"))
    figure = canvas(WIDTH, 5.2)
    axes, points = figure.subplots(), one.map.points
    x, y = np.array([_place(p.kol, p.koc, p.kos) for p in points]).T
    value = np.array([p.gain.mean or 0.0 for p in points])
    if len(points) > 3:
        axes.tricontourf(x, y, value, levels=12, cmap=MAP, alpha=0.55, zorder=1)
    dots = axes.scatter(x, y, c=value, cmap=MAP, s=46, zorder=3, edgecolors="white", linewidths=0.6)
    tied = [n for n, p in enumerate(points) if p.tied]
    ring: dict[str, Any] = {"facecolors": "none", "edgecolors": COLOURS[1], "linewidths": 1.8, "s": 150, "zorder": 4}
    axes.scatter(x[tied], y[tied], label=say("optimize.figure.tied"), **ring)
    axes.scatter([], [], c=INK, s=46, label=say("optimize.figure.told"))
    _best(axes, one)
    _triangle(axes)
    _values(axes, points)
    bar = figure.colorbar(dots, ax=axes, shrink=0.6, pad=0.02, format=FuncFormatter(lambda v, _: compact(v).replace("-", "−")))
    bar.set_label(say(f"optimize.axis.{one.objective}"))
    bar.outline.set_visible(False)
    axes.set_title(say("optimize.figure.ternary", share=f"{100 * one.map.share:.3g}"))
    figure.legend(loc="outside lower center", ncols=3, handletextpad=0.4)
    return figure


def _place(kol: float, koc: float, kos: float) -> tuple[float, float]:
    """A division as a point: KOL at the left corner, KOC at the right one, KOS at the top."""
    return koc + kos / 2.0, kos * HEIGHT


def _best(axes: Axes, one: Optimum) -> None:
    """The best split among the points, where what it gives to the three can be divided."""
    shares = one.shares
    three = [shares["head"] + shares["mid"] + shares["tail"], shares["koc"], shares["kos"]]
    if sum(three) > 0.0:
        place = _place(*(part / sum(three) for part in three))
        look: dict[str, Any] = {"markersize": 15, "markerfacecolor": COLOURS[4], "markeredgecolor": INK, "linestyle": "none"}
        axes.plot(*([part] for part in place), marker="*", zorder=5, clip_on=False, label=say("optimize.figure.best"), **look)


def _triangle(axes: Axes) -> None:
    """The sides, lines at every fifth, and the corners' names."""
    for part in np.arange(0.2, 1.0, 0.2):
        for ends in (
            ((part, 1 - part, 0.0), (part, 0.0, 1 - part)),
            ((1 - part, part, 0.0), (0.0, part, 1 - part)),
            ((1 - part, 0.0, part), (0.0, 1 - part, part)),
        ):
            axes.plot(*zip(*(_place(*end) for end in ends), strict=True), color="white", linewidth=0.5, alpha=0.8, zorder=2)
    axes.plot([0, 1, 0.5, 0], [0, 0, HEIGHT, 0], color=INK, linewidth=0.9, zorder=2)
    for words, (x, y), align, side in (
        ("100 % KOL", (0.0, -0.05), "center", "top"),
        ("100 % KOC", (1.0, -0.05), "center", "top"),
        ("100 % KOS", (0.5, HEIGHT + 0.03), "center", "bottom"),
    ):
        axes.text(x, y, words, ha=align, va=side, color=INK, fontsize=9)
    axes.set_xlim(-0.12, 1.12)
    axes.set_ylim(-0.12, HEIGHT + 0.1)
    axes.set_aspect("equal")
    axes.axis("off")


def _values(axes: Axes, points: Sequence[Corner]) -> None:
    for point in points:
        x, y = _place(point.kol, point.koc, point.kos)
        axes.annotate(
            compact(point.gain.mean or 0.0).replace("-", "−"), (x, y), xytext=(0, -13), textcoords="offset points", ha="center",
            fontsize=6.5, color=INK, zorder=6,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------------ other budgets


@styled
def budgets(one: Optimum) -> Figure:
    """What the best split found brings at each budget, and what each further yuan returns."""
    if len(one.points) < 2:
        return blank(WIDTH, say("optimize.figure.no_curve"))
    figure = canvas(WIDTH, 3.2)
    left, right = figure.subplots(1, 2)
    money = np.array([point.budget / 100 for point in one.points])
    _band(left, money, [point.gain for point in one.points], COLOURS[0])
    left.axvline(one.scenario.budget_cny, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    left.set_title(say("optimize.figure.curve"))
    left.set_ylabel(say(f"optimize.axis.{one.objective}"))
    middle = (money[1:] + money[:-1]) / 2
    _whiskers(right, middle, [point.marginal_roi for point in one.points[1:]])
    right.axhline(0.0, color=INK, linewidth=0.8)
    right.set_title(say("optimize.figure.marginal"))
    right.set_ylabel(say("optimize.figure.roi"))
    right.yaxis.set_major_formatter(WHOLE)
    left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value).replace("-", "−")))
    for axes in (left, right):
        axes.set_xlim(0.0, 1.04 * float(money.max()))
        axes.set_xlabel(say("optimize.figure.budget"))
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    return figure


def _band(axes: Axes, x: Any, found: Sequence[Any], colour: str) -> None:
    mean, low, high = (np.array([np.nan if v is None else v for v in part]) for part in zip(*found, strict=True))
    axes.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(x, mean, "o-", color=colour, markersize=5)


def _whiskers(axes: Axes, x: Any, found: Sequence[Any]) -> None:
    for place, interval in zip(x, found, strict=True):
        if interval.mean is not None:
            sure = interval.low is not None and (interval.low > 0.0 or (interval.high or 0.0) < 0.0)
            if interval.low is not None:
                axes.plot([place, place], [interval.low, interval.high], color=COLOURS[1], linewidth=1.6, solid_capstyle="butt")
            axes.plot(place, interval.mean, "o", color=COLOURS[1], markerfacecolor=COLOURS[1] if sure else "white", markersize=6)


# -------------------------------------------------------------------------------------------------------- next money


@styled
def following(one: Optimum) -> Figure:
    """What the next money brings on each channel, everything else as it is."""
    if not one.following:
        return blank(WIDTH, say("optimize.figure.no_curve"))
    figure = canvas(WIDTH, 1.1 + 1.15 * ROW * len(one.following))
    axes = figure.subplots()
    axes.axvline(0.0, color=INK, linewidth=0.8)
    for row, each in enumerate(one.following):
        mean, low, high = (value or 0.0 for value in each.gain)  # sixteen worlds have an interval
        sure = not low <= 0.0 <= high
        axes.plot([low, high], [row, row], color=COLOURS[0], linewidth=1.8, solid_capstyle="butt")
        inside = COLOURS[0] if sure else "white"
        axes.plot(mean, row, "o", color=COLOURS[0], markersize=6, markerfacecolor=inside)
        words = f"{signed(mean)}  [{signed(low)}, {signed(high)}]"
        axes.annotate(words, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8, annotation_clip=False)
    name_rows(axes, [channel_called(each.channel) for each in one.following])
    axes.grid(axis="x")
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    axes.set_title(say("optimize.figure.next", money=number(one.following[0].money / 100)))
    axes.set_xlabel(say(f"optimize.axis.{one.objective}"))
    return figure
