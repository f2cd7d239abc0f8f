"""A verdict in pictures: axes in words and units, one colour and one dash a strategy, the same bytes from the same results.

Colours of strategies are those of Okabe & Ito (2008), of roles those of Tol (2021, light qualitative): both can be told
apart by the colour-blind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.actors.strategies.registry import NAMES, name_of
from simulation.experiments.drawing import (
    INK,
    blank,
    canvas,
    compact,
    name_rows,
    numbers,
    percent,
    signed,
    spread,
    styled,
)  # fmt: skip
from simulation.experiments.lettering import short
from simulation.experiments.measures import worlds_of
from simulation.experiments.metrics import LEARNT, OBJECTIVE, role_word
from simulation.experiments.risk import ANYBODY, ahead
from simulation.experiments.sentence import SIGNIFICANT, nicknames
from simulation.language import language, say, spoken, told
from simulation.model.population import ROLES

if TYPE_CHECKING:
    from simulation.experiments.verdict import Verdict

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES: tuple[Any, ...] = (
    "-", (0, (6, 1.5)), (0, (2, 1)), (0, (6, 1.5, 1.5, 1.5)), (0, (9, 2)), (0, (3.5, 1, 1, 1, 1, 1)), "-",
)  # fmt: skip
QUIET = "#B8B8B8"
ROLE_COLOURS = ("#77AADD", "#44BB99", "#EE8866", "#BBCC33", "#EEDD88", "#FFAABB", "#99DDFF", "#DDDDDD")
STAGES = ("reach", "awareness", "a3", "search", "buyers")
WIDTH, ROW = 7.2, 0.27  # inches: of a page's text, and of one strategy's row
MOST_DRIVERS = 12
WHOLE = FuncFormatter(lambda share, _: f"{100 * share:.0f} %")


class Look(NamedTuple):
    """How one strategy is drawn everywhere."""

    colour: str
    dash: Any


CONTROL = Look("#8C8C8C", (0, (1, 1.2)))


def looks(verdict: Verdict) -> dict[str, Look]:
    """The look of every strategy: a known one keeps its colour from scenario to scenario, the control is grey."""
    rivals = set(verdict.wins["strategy"])
    free: list[int] = []
    taken: dict[str, Look] = {}
    for label, strategy in verdict.scenario.strategies.items():
        if label in rivals:
            free = free or list(range(len(COLOURS)))
            name, again = name_of(strategy), len(taken) // len(COLOURS)
            number = NAMES.index(name) % len(COLOURS) if name in NAMES else free[0]
            number = number if number in free else free[0]
            free.remove(number)
            taken[label] = Look(COLOURS[number], DASHES[(number + again) % len(DASHES)])
    return {label: taken.get(label, CONTROL) for label in _labels(verdict)}


def _labels(verdict: Verdict) -> list[str]:
    """All strategies, the leader first, the control last."""
    return list(dict.fromkeys(verdict.table["strategy"]))


def _names(verdict: Verdict) -> dict[str, str]:
    """What every strategy is called in a picture, by label."""
    return nicknames(_labels(verdict))


def _counts() -> FuncFormatter:
    """Counts of people on an axis, in the language of the picture whenever it is saved."""
    tongue = language()

    def write(people: float, _: object) -> str:
        with spoken(tongue):
            return compact(people)

    return FuncFormatter(write)


# --------------------------------------------------------------------------------------------------- adoption curves


@styled
def adoption_curves(verdict: Verdict) -> Figure:
    """How many became aware and bought by each day: means over worlds with 95 % bands."""
    figure = canvas(WIDTH, max(3.1, 0.6 + ROW * len(_labels(verdict))))
    titles = say("figures.aware"), say("figures.buyers")
    for axes, metric, words in zip(figure.subplots(1, 2), ("awareness", "buyers"), titles, strict=True):
        _curves(axes, verdict, metric)
        axes.set_title(words)
        axes.set_xlabel(say("figures.day"))
        axes.set_ylabel(say("figures.people_so_far"))
    return figure


def _curves(axes: Axes, verdict: Verdict, metric: str) -> None:
    look, ends = looks(verdict), {}
    for label in reversed(_labels(verdict)):
        course = verdict.curves[(verdict.curves["strategy"] == label) & (verdict.curves["metric"] == metric)]
        day, mean = numbers(course["day"]), numbers(course["mean"])
        axes.plot(day, mean, color=look[label].colour, linestyle=look[label].dash)
        low, high = numbers(course["low"]), numbers(course["high"])
        axes.fill_between(day, low, high, color=look[label].colour, alpha=0.13, linewidth=0)
        ends[label] = float(mean[-1])
    axes.set_xlim(0, verdict.scenario.horizon)
    axes.set_ylim(0, axes.get_ylim()[1])
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(_counts())
    _name_ends(axes, ends, look, _names(verdict))


def _name_ends(axes: Axes, ends: Mapping[str, float], look: Mapping[str, Look], names: Mapping[str, str]) -> None:
    """The name of every strategy beside the end of its curve."""
    order = sorted(ends, key=lambda label: ends[label])
    heights = [ends[label] / axes.get_ylim()[1] for label in order]
    for label, height, place in zip(order, heights, spread(heights, 0.072), strict=True):
        colour = look[label].colour
        line = {"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0, "relpos": (0.0, 0.5)}
        axes.annotate(
            short(names[label], 22), xy=(1.0, height), xytext=(1.07, place), xycoords="axes fraction", va="center", fontsize=8,
            color=colour, annotation_clip=False, arrowprops=line,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ funnel


@styled
def funnel(verdict: Verdict) -> Figure:
    """How many people came how far with each strategy, and which part of the stage before."""
    labels, look = _labels(verdict), looks(verdict)
    figure = canvas(WIDTH, 0.85 + 1.25 * ROW * len(labels))
    before = None
    for axes, stage in zip(figure.subplots(1, len(STAGES), sharey=True), STAGES, strict=True):
        rows = verdict.funnel[verdict.funnel["stage"] == stage].set_index("strategy").loc[labels]
        people, low, high = (numbers(rows[name]) for name in ("people", "low", "high"))
        _bars(axes, people, low, high, [look[label].colour for label in labels])
        _bar_labels(axes, people, np.fmax(people, high), before)
        axes.set_title(say(f"terms.stage.{stage}"))
        before = people
    name_rows(figure.axes[0], list(_names(verdict).values()))
    figure.axes[0].spines["left"].set_visible(True)
    figure.supxlabel(say("figures.funnel"), fontsize=8.5, color=INK)
    return figure


def _bars(axes: Axes, people: Any, low: Any, high: Any, colours: Sequence[str]) -> None:
    rows = np.arange(people.size)
    axes.barh(rows, people, height=0.6, color=colours, alpha=0.85)
    axes.hlines(rows, low, high, color=INK, linewidth=0.8)
    axes.set_xlim(0.0, 1.75 * max(1.0, float(np.fmax(people, high).max())))
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)


def _bar_labels(axes: Axes, people: Any, ends: Any, before: Any) -> None:
    """Each bar's number, and beneath it which part of the stage before it is (some become aware without being reached)."""

    def write(row: int, lower: float, words: str, size: float, colour: str) -> None:
        axes.annotate(
            words, (ends[row], row + lower), xytext=(3, 0), textcoords="offset points", va="center", fontsize=size, color=colour
        )

    for row, count in enumerate(people):
        shared = before is not None and 0 < count <= before[row]
        write(row, -0.16 if shared else 0.0, compact(count), 7.5, INK)
        if shared:
            write(row, 0.24, percent(count / before[row]), 6.5, "#777777")


# -------------------------------------------------------------------------------------------------------- differences


@styled
def differences(verdict: Verdict) -> Figure:
    """How far the leader is ahead of each rival, with simultaneous 95 % intervals."""
    frame = verdict.differences[verdict.differences["metric"] == OBJECTIVE].sort_values("difference", kind="stable")
    if frame.empty:
        return blank(WIDTH, say("figures.no_rival"))
    figure, names = canvas(WIDTH, 0.95 + 1.15 * ROW * len(frame)), _names(verdict)
    axes, look = figure.subplots(), looks(verdict)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    for row, rival in enumerate(frame.to_dict("records")):
        _lead(axes, row, rival, look[rival["strategy"]].colour)
    name_rows(axes, [names[label] for label in frame["strategy"]])
    axes.grid(axis="x")
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    axes.set_title(say("figures.less_each", leader=short(names[verdict.leader], 60)))
    axes.set_xlabel(say("figures.ahead"))
    return figure


def _lead(axes: Axes, row: int, rival: Mapping[Any, Any], colour: str) -> None:
    """One rival's dot and interval, its numbers at the right."""
    ahead, low, high = rival["difference"], rival["low"], rival["high"]
    known = not (pd.isna(low) or pd.isna(high))
    if known:
        axes.plot([low, high], [row, row], color=colour, linewidth=1.8, solid_capstyle="butt")
    inside = colour if known and not low <= 0.0 <= high else "white"
    axes.plot(ahead, row, "o", color=colour, markersize=6, markerfacecolor=inside, markeredgewidth=1.4)
    words = signed(ahead) + (f"  [{signed(low)}, {signed(high)}]" if known else "")
    place = ("axes fraction", "data")
    axes.annotate(words, (1.01, row), xycoords=place, va="center", fontsize=8, annotation_clip=False)


# ------------------------------------------------------------------------------------------------------------- credit


@styled
def credit(verdict: Verdict) -> Figure:
    """To which role purchases are credited."""
    labels = _labels(verdict)
    if verdict.credit["share"].isna().all():
        return blank(WIDTH, say("figures.nobody_bought"))
    by_role = {role: rows.set_index("strategy").loc[labels, "share"] for role, rows in verdict.credit.groupby("role")}
    figure = canvas(WIDTH, 1.1 + ROW * len(labels))
    axes, left = figure.subplots(), np.zeros(len(labels))
    for role, colour in zip(ROLES, ROLE_COLOURS, strict=True):
        width = np.nan_to_num(numbers(by_role[role]))
        if width.any():
            look: dict[str, Any] = {"height": 0.78, "color": colour, "edgecolor": "white", "linewidth": 0.5}
            axes.barh(range(len(labels)), width, left=left, label=say(f"terms.role.{role_word(role)}"), **look)
            _write_shares(axes, left, width)
            left += width
    name_rows(axes, list(_names(verdict).values()))
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(WHOLE)
    axes.set_xlabel(say("figures.credited"))
    figure.legend(loc="outside upper center", ncols=4, handlelength=1.0, handleheight=1.0, columnspacing=1.6)
    return figure


def _write_shares(axes: Axes, left: Any, width: Any) -> None:
    for row, (start, share) in enumerate(zip(left, width, strict=True)):
        if share >= 0.055:
            axes.text(start + share / 2, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=7.5, color="#222222")


# -------------------------------------------------------------------------------------------------------------- trust


@styled
def trust(verdict: Verdict) -> Figure:
    """How the campaign changed mean trust in each role: percentage points with 95 % intervals, and what it was before."""
    labels, look = _labels(verdict), looks(verdict)
    figure = canvas(WIDTH, 1.15 + ROW * len(labels))
    for axes, role in zip(figure.subplots(1, len(LEARNT), sharey=True, sharex=True), LEARNT, strict=True):
        rows = verdict.trust[verdict.trust["role"] == role].set_index("strategy").loc[labels]
        axes.axvline(0.0, color=INK, linewidth=0.8)
        change, low, high = (100.0 * numbers(rows[name]) for name in ("change", "change_low", "change_high"))
        for row, label in enumerate(labels):
            axes.plot([low[row], high[row]], [row, row], color=look[label].colour, linewidth=1.8, solid_capstyle="butt")
            axes.plot(change[row], row, "o", color=look[label].colour, markersize=4.5)
        before = percent(float(numbers(rows["before"]).mean()))
        axes.set_title(say("figures.trust_before", role=say(f"terms.role.{role_word(role)}"), before=before))
        axes.grid(axis="x")
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda points, _: f"{points:+.3g}".replace("-", "−") if points else "0"))
    name_rows(figure.axes[0], list(_names(verdict).values()))
    figure.supxlabel(say("figures.trust"), fontsize=8.5, color=INK)
    return figure


# --------------------------------------------------------------------------------------------------------------- risk


@styled
def risk(verdict: Verdict) -> Figure:
    """The leader's lead over its best rival, world by world, the worst first: where it is below 0 the leader loses."""
    rivals, kinds = list(verdict.wins["strategy"]), [k for k in _KINDS_OF_WORLDS if k in set(verdict.worlds["assumptions"])]
    if len(rivals) < 2:
        return blank(WIDTH, say("figures.no_rival"))
    figure = canvas(WIDTH, 2.5)
    for axes, kind in zip(figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0], kinds, strict=True):
        lead = np.sort(ahead(worlds_of(verdict.worlds, rivals, kind), rivals)[ANYBODY])
        edges = np.linspace(0.0, 1.0, lead.size + 1)
        axes.stairs(np.maximum(lead, 0.0), edges, fill=True, color=COLOURS[0])
        axes.stairs(np.minimum(lead, 0.0), edges, fill=True, color=COLOURS[1])
        axes.axhline(0.0, color=INK, linewidth=0.8)
        counted = {"kind": _kind_of_worlds(kind), "behind": int((lead < 0.0).sum()), "worlds": lead.size}
        axes.set_title(say("figures.behind_in", **counted))
        axes.set_xlabel(say("figures.worlds_in_order"))
        axes.set_xlim(0.0, 1.0)
        axes.xaxis.set_major_formatter(WHOLE)
        axes.yaxis.set_major_formatter(_counts())
        axes.grid(axis="y")
    figure.axes[0].set_ylabel(say("figures.lead_by_world"))
    return figure


# --------------------------------------------------------------------------------------------------------------- wins

_KINDS_OF_WORLDS: dict[str, dict[str, Any]] = {
    "fixed": {"markersize": 8.5, "markerfacecolor": "white", "markeredgewidth": 1.3},
    "vary": {"markersize": 5.5, "markeredgewidth": 0.0},
}


def _kind_of_worlds(kind: str) -> str:
    return say("figures.luck_alone" if kind == "fixed" else "figures.varied")


@styled
def wins(verdict: Verdict) -> Figure:
    """In which share of the worlds each strategy is best: by luck alone, and when assumptions vary."""
    frame, look = verdict.wins, looks(verdict)
    figure = canvas(WIDTH, 1.15 + ROW * len(frame))
    axes, rows = figure.subplots(), np.arange(len(frame))
    kinds = [kind for kind in _KINDS_OF_WORLDS if not frame[f"{kind}_wins"].isna().all()]
    shares = [numbers(frame[f"{kind}_wins"] / frame["worlds"]) for kind in kinds]
    colours = [look[label].colour for label in frame["strategy"]]
    axes.hlines(rows, np.min(shares, axis=0), np.max(shares, axis=0), colors=colours, linewidth=1.6, alpha=0.55, zorder=2)
    for share, kind in zip(shares, kinds, strict=True):
        marker = _KINDS_OF_WORLDS[kind]
        for row, colour in enumerate(colours):
            axes.plot(share[row], row, "o", color=colour, zorder=3, clip_on=False, **marker)
        axes.plot([], [], "o", color=INK, label=_kind_of_worlds(kind), **marker)
    name_rows(axes, [_names(verdict)[label] for label in frame["strategy"]])
    axes.set_xlim(-0.025, 1.025)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(WHOLE)
    axes.set_xlabel(say("figures.best_in"))
    figure.legend(loc="outside upper center", ncols=2, columnspacing=2.5)
    return figure


# ------------------------------------------------------------------------------------------------------------ drivers


@styled
def drivers(verdict: Verdict) -> Figure:
    """Which assumptions decide: rank correlation with the leader's lead over its best rival, world by world."""
    found: list[Any] = verdict.drivers.head(MOST_DRIVERS).to_dict("records")
    if not found:
        return blank(WIDTH, say("figures.no_drivers"))
    figure = canvas(WIDTH, 1.0 + ROW * len(found))
    axes = figure.subplots()
    for row, driver in enumerate(found):
        _driver(axes, row, driver["correlation"], driver["p_holm"] <= SIGNIFICANT)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    name_rows(axes, [short(told(driver["meaning"]), 58) + (" [A]" if driver["assumption"] else "") for driver in found], most=62)
    axes.set_xlim(-1.3, 1.3)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "0.5", "1"])
    axes.set_xlabel(say("figures.correlation"))
    figure.supxlabel(say("figures.sure"), fontsize=8, color=INK, x=0.99, ha="right")
    return figure


def _driver(axes: Axes, row: int, correlation: float, sure: bool) -> None:
    edge = COLOURS[0] if sure else QUIET
    axes.barh(row, correlation, height=0.7, color=edge if sure else "white", edgecolor=edge)
    side, align = (1, "left") if correlation >= 0 else (-1, "right")
    words = signed(correlation, 2) + (" *" if sure else "")
    axes.annotate(
        words, (correlation, row), xytext=(3 * side, 0), textcoords="offset points", va="center", ha=align, fontsize=7.5
    )
