"""A verdict in pictures: axes in words and units, one colour and one dash a strategy, the same bytes from the same results.

Colours of strategies are those of Okabe & Ito (2008), of roles those of Tol (2021, light qualitative): both can be told
apart by the colour-blind. Nothing here touches pyplot or leaves a setting of matplotlib changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.actors.strategies.registry import NAMES, name_of
from simulation.experiments.measures import OBJECTIVE
from simulation.experiments.sentence import SIGNIFICANT
from simulation.model.population import ROLES

if TYPE_CHECKING:
    from simulation.experiments.verdict import Verdict

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
QUIET, INK = "#B8B8B8", "#333333"
DASHES: tuple[Any, ...] = ("-", (0, (6, 1.5)), (0, (2, 1)), (0, (6, 1.5, 1.5, 1.5)), (0, (9, 2)), (0, (3.5, 1, 1, 1, 1, 1)), "-")
ROLE_COLOURS = dict(
    zip(ROLES, ("#77AADD", "#44BB99", "#EE8866", "#BBCC33", "#EEDD88", "#FFAABB", "#99DDFF", "#DDDDDD"), strict=True)
)
STAGES = {"reach": "reached", "awareness": "aware", "a3": "interested (A3)", "search": "searching", "buyers": "buying"}
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei")
WIDTH, ROW = 7.2, 0.27  # inches: of a page's text, and of one strategy's row
MOST_DRIVERS = 12

STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8.5,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "wom",
}


class Picture(Figure):
    """A figure that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return svg(self)


class Look(NamedTuple):
    """How one strategy is drawn everywhere."""

    colour: str
    dash: Any


CONTROL = Look("#8C8C8C", (0, (1, 1.2)))


Draw = TypeVar("Draw", bound=Callable[..., Any])


def styled(draw: Draw) -> Draw:
    """Draw or save in our style, whatever the user's own settings are, and leave those alone."""

    @wraps(draw)
    def inside(*args: Any, **kwargs: Any) -> Any:
        installed = set(font_manager.get_font_names())
        fonts = ["DejaVu Sans", *(name for name in CHINESE if name in installed)]
        with matplotlib.style.context(["default", {**STYLE, "font.sans-serif": fonts}], after_reset=True):
            return draw(*args, **kwargs)

    return cast(Draw, inside)


# ------------------------------------------------------------------------------------------------------------- pictures


@styled
def adoption_curves(verdict: Verdict) -> Figure:
    """How many became aware and bought by each day: means over worlds with 95 % bands."""
    figure = _figure(WIDTH, max(3.1, 0.6 + ROW * len(_labels(verdict))))
    for axes, metric, words in zip(figure.subplots(1, 2), ("awareness", "buyers"), ("Aware", "Buyers"), strict=True):
        _curves(axes, verdict, metric)
        axes.set_title(words)
        axes.set_xlabel("day of the campaign")
        axes.set_ylabel("people, so far")
    return figure


@styled
def funnel(verdict: Verdict) -> Figure:
    """How many people came how far with each strategy, and which part of the stage before."""
    labels, look = _labels(verdict), looks(verdict)
    table = verdict.funnel.pivot(index="strategy", columns="stage", values="people").loc[labels].astype(float)
    bounds = verdict.funnel.pivot(index="strategy", columns="stage", values=["low", "high"]).loc[labels].astype(float)
    figure = _figure(WIDTH, 0.85 + 1.25 * ROW * len(labels))
    before = None
    for axes, (stage, words) in zip(figure.subplots(1, len(STAGES), sharey=True), STAGES.items(), strict=True):
        people, whisker = table[stage].to_numpy(), bounds.xs(stage, axis=1, level="stage").to_numpy()
        _bars(axes, people, whisker, [look[label].colour for label in labels])
        _bar_labels(axes, people, whisker, before)
        axes.set_title(words)
        before = people
    _rows(figure.axes[0], labels)
    figure.supxlabel("people (grey: share of the stage before); whiskers: 95 % intervals", fontsize=8.5, color=INK)
    return figure


@styled
def differences(verdict: Verdict) -> Figure:
    """How far the leader is ahead of each rival, with simultaneous 95 % intervals."""
    frame = verdict.differences
    frame = frame[frame["metric"] == OBJECTIVE].sort_values("difference", kind="stable")
    figure = _figure(WIDTH, 0.95 + 1.15 * ROW * max(1, len(frame)))
    axes, look = figure.subplots(), looks(verdict)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    for row, rival in enumerate(frame.itertuples()):
        _lead(axes, row, rival, look[str(rival.strategy)].colour)
    _rows(axes, list(frame["strategy"]))
    axes.grid(axis="x")
    axes.margins(x=0.08)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    axes.set_title(f"{_short(verdict.leader, 60)} less …")
    axes.set_xlabel("incremental buyers more than the rival, people (simultaneous 95 % intervals; hollow: 0 is not excluded)")
    return figure


@styled
def credit(verdict: Verdict) -> Figure:
    """To which role purchases are credited."""
    labels = _labels(verdict)
    share = verdict.credit.pivot(index="strategy", columns="role", values="share").loc[labels].astype(float).fillna(0.0)
    roles = [role for role in ROLES if role in share.columns and share[role].max() > 0.0]
    figure = _figure(WIDTH, 1.1 + ROW * len(labels))
    axes, left = figure.subplots(), np.zeros(len(labels))
    for role in roles:
        width = share[role].to_numpy()
        axes.barh(range(len(labels)), width, left=left, height=0.78, color=ROLE_COLOURS[role], edgecolor="white", linewidth=0.5, label=role)
        _shares_inside(axes, left, width)
        left += width
    _rows(axes, labels)
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}".replace("%", " %")))
    axes.set_xlabel("share of buyers, by the role credited with the purchase")
    figure.legend(loc="outside upper center", ncols=min(4, max(1, len(roles))), handlelength=1.0, handleheight=1.0, columnspacing=1.6)
    return figure


@styled
def wins(verdict: Verdict) -> Figure:
    """In which share of the worlds each strategy is best: by luck alone, and when assumptions vary."""
    labels = [label for label in _labels(verdict) if label in set(verdict.wins["strategy"])]
    frame, look = verdict.wins.set_index("strategy").loc[labels], looks(verdict)
    figure = _figure(WIDTH, 1.15 + ROW * len(labels))
    axes = figure.subplots()
    kinds = [(kind, words, marker) for kind, words, marker in _KINDS_OF_WORLDS if not frame[kind].isna().all()]
    for row, label in enumerate(labels):
        shares = [float(frame.loc[label, kind]) / float(frame.loc[label, "worlds"]) for kind, _, _ in kinds]
        axes.plot(shares, [row] * len(shares), color=look[label].colour, linewidth=1.6, alpha=0.55, zorder=2)
        for share, (_, _, marker) in zip(shares, kinds, strict=True):
            axes.plot(share, row, color=look[label].colour, zorder=3, clip_on=False, **marker)
    for _, words, marker in kinds:
        axes.plot([], [], color=INK, linestyle="none", label=words, **marker)
    _rows(axes, labels)
    axes.set_xlim(0.0, 1.0)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}".replace("%", " %")))
    axes.set_xlabel("worlds in which the strategy has the most incremental buyers")
    figure.legend(loc="outside upper center", ncols=len(kinds), columnspacing=2.5)
    return figure


_KINDS_OF_WORLDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("fixed_wins", "assumptions fixed: luck alone", {"marker": "o", "markersize": 6, "markerfacecolor": "white", "markeredgewidth": 1.4}),
    ("vary_wins", "assumptions vary", {"marker": "o", "markersize": 6, "markeredgewidth": 1.4}),
)


@styled
def drivers(verdict: Verdict) -> Figure:
    """Which assumptions decide: rank correlation with the leader's lead over its best rival, world by world."""
    frame = verdict.drivers.head(MOST_DRIVERS)
    figure = _figure(WIDTH, 1.0 + ROW * max(1, len(frame)))
    axes = figure.subplots()
    for row, driver in enumerate(frame.itertuples()):
        sure = bool(driver.p_holm <= SIGNIFICANT)
        axes.barh(row, driver.correlation, height=0.7, color=COLOURS[0] if sure else "white", edgecolor=COLOURS[0] if sure else QUIET)
        _beside(axes, row, float(driver.correlation), f"{signed(driver.correlation, 2)}{' *' if sure else ''}")
    axes.axvline(0.0, color=INK, linewidth=0.8)
    _rows(axes, [f"{row.meaning} [A]" for row in frame.itertuples()], most=62)
    axes.set_xlim(-1.0, 1.0)
    axes.set_xlabel("rank correlation with the leader's lead (* p < .05, adjusted for their number)")
    return figure


# ---------------------------------------------------------------------------------------------------------------- saving


@styled
def svg(figure: Figure) -> str:
    """The figure as the text of an SVG element: words stay words, and no date is in it."""
    sink = io.BytesIO()
    figure.savefig(sink, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = sink.getvalue().decode()
    return text[text.index("<svg") :]


@styled
def png(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as the bytes of a PNG file."""
    sink = io.BytesIO()
    figure.savefig(sink, format="png", dpi=dpi, metadata={"Software": None})
    return sink.getvalue()


# --------------------------------------------------------------------------------------------------------------- strokes


def looks(verdict: Verdict) -> dict[str, Look]:
    """The look of every strategy: a known one keeps its colour from scenario to scenario, the control is grey."""
    taken: dict[str, Look] = {}
    free = list(range(len(COLOURS)))
    rivals = set(verdict.wins["strategy"])
    for label, strategy in verdict.scenario.strategies.items():
        if label in rivals:
            free = free or list(range(len(COLOURS)))
            name = name_of(strategy)
            wanted = NAMES.index(name) % len(COLOURS) if name in NAMES else free[0]
            number = wanted if wanted in free else free[0]
            free.remove(number)
            taken[label] = Look(COLOURS[number], DASHES[number])
    return {label: taken.get(label, CONTROL) for label in _labels(verdict)}


def compact(people: float) -> str:
    """A count as an axis shows it: 950, 12k, 1.3m."""
    size = abs(people)
    if size < 1000:
        return f"{people:.0f}"
    number, unit = (people / 1e3, "k") if size < 999_500 else (people / 1e6, "m")
    return f"{number:.{0 if abs(number) >= 99.5 else 1}f}".removesuffix(".0") + unit


def signed(number: float, digits: int = 0) -> str:
    """A difference with its sign, a real minus included."""
    text = f"{number:+,.{digits}f}".replace("-", "−")
    return text[1:] if not text.strip("+−0.,") else text


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Places between 0 and 1 near the ascending `wanted` ones, at least `gap` apart as far as there is room."""
    gap = min(gap, 1.0 / max(1, len(wanted) - 1))
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + gap) if places else max(0.0, place))
    ceiling = 1.0
    for n in reversed(range(len(places))):
        places[n] = min(places[n], ceiling)
        ceiling = places[n] - gap
    return places


def _figure(width: float, height: float) -> Figure:
    figure = Picture(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def _labels(verdict: Verdict) -> list[str]:
    """All strategies, the leader first, the control last."""
    return list(dict.fromkeys(verdict.table["strategy"]))


def _curves(axes: Axes, verdict: Verdict, metric: str) -> None:
    look, ends = looks(verdict), {}
    for label in reversed(_labels(verdict)):
        course = verdict.curves[(verdict.curves["strategy"] == label) & (verdict.curves["metric"] == metric)]
        day, mean = course["day"].to_numpy(), course["mean"].to_numpy(float)
        axes.plot(day, mean, color=look[label].colour, linestyle=look[label].dash)
        if not course["low"].isna().any():
            low, high = course["low"].to_numpy(float), course["high"].to_numpy(float)
            axes.fill_between(day, low, high, color=look[label].colour, alpha=0.13, linewidth=0)
        ends[label] = float(mean[-1])
    axes.set_xlim(0, day[-1])
    axes.set_ylim(0, axes.get_ylim()[1])
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    _name_ends(axes, ends, look)


def _name_ends(axes: Axes, ends: Mapping[str, float], look: Mapping[str, Look]) -> None:
    """The name of every strategy beside the end of its curve."""
    top = axes.get_ylim()[1]
    order = sorted(ends, key=lambda label: ends[label])
    for label, place in zip(order, spread([ends[label] / top for label in order], 0.072), strict=True):
        axes.annotate(
            _short(label, 22), xy=(1.0, ends[label] / top), xytext=(1.06, place), xycoords="axes fraction", va="center",
            fontsize=8, color=look[label].colour, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": look[label].colour, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0},
        )  # fmt: skip


def _bars(axes: Axes, people: Any, whisker: Any, colours: Sequence[str]) -> None:
    rows = np.arange(people.size)
    axes.barh(rows, people, height=0.6, color=colours, alpha=0.85)
    told = ~np.isnan(whisker).any(axis=1)
    errors = np.abs(whisker[told].T - people[told])
    axes.errorbar(people[told], rows[told], xerr=errors, fmt="none", ecolor=INK, elinewidth=0.8, capsize=0)
    axes.set_xlim(0.0, 1.75 * max(1.0, float(np.nanmax(np.column_stack([people, whisker])))))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def _bar_labels(axes: Axes, people: Any, whisker: Any, before: Any) -> None:
    """Each bar's number, and beneath it which part of the stage before it is."""
    for row, count in enumerate(people):
        end = float(np.nanmax([count, whisker[row, 1]]))
        place = {"xytext": (3, 0), "textcoords": "offset points", "va": "center"}
        shared = before is not None and before[row] > 0
        axes.annotate(compact(count), (end, row - (0.16 if shared else 0.0)), fontsize=7.5, color=INK, **place)
        if shared:
            axes.annotate(percent(count / before[row]), (end, row + 0.24), fontsize=6.5, color="#777777", **place)


def percent(share: float) -> str:
    """A share in per cent with two digits that count."""
    hundredths = 100.0 * share
    return f"{hundredths:.{0 if hundredths >= 9.95 else 1 if hundredths >= 0.995 else 2}f} %"


def _lead(axes: Axes, row: int, rival: Any, colour: str) -> None:
    """One rival's dot and interval, its numbers at the right."""
    told = not (pd.isna(rival.low) or pd.isna(rival.high))
    sure = told and not rival.low <= 0.0 <= rival.high
    if told:
        axes.plot([rival.low, rival.high], [row, row], color=colour, linewidth=1.8, solid_capstyle="butt")
    axes.plot(rival.difference, row, "o", color=colour, markersize=6, markerfacecolor=colour if sure else "white", markeredgewidth=1.4)
    interval = f"  [{signed(rival.low)}, {signed(rival.high)}]" if told else ""
    axes.annotate(
        signed(rival.difference) + interval, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8, annotation_clip=False,
    )  # fmt: skip


def _shares_inside(axes: Axes, left: Any, width: Any) -> None:
    for row, (start, share) in enumerate(zip(left, width, strict=True)):
        if share >= 0.055:
            axes.text(start + share / 2, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=7.5, color="#222222")


def _beside(axes: Axes, row: int, value: float, words: str) -> None:
    side = 1 if value >= 0 else -1
    axes.annotate(
        words, (value, row), xytext=(3 * side, 0), textcoords="offset points", va="center", ha="left" if side > 0 else "right", fontsize=7.5,
    )  # fmt: skip


def _rows(axes: Axes, labels: Sequence[str], most: int = 26) -> None:
    """One row a label, the first at the top."""
    axes.set_yticks(range(len(labels)), [_short(label, most) for label in labels])
    axes.set_ylim(max(1, len(labels)) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
