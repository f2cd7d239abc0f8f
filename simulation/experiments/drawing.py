"""How pictures are drawn and saved: one style, no setting of matplotlib's left changed, the same bytes for the same picture.

Nothing here touches pyplot.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK = "#333333"
# Fonts for Chinese names: those that are installed.
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei")

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
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "wom",
}

Draw = TypeVar("Draw", bound=Callable[..., Any])


def styled(draw: Draw) -> Draw:
    """Draw or save in our style, whatever the user's own settings are, and leave those alone."""

    @wraps(draw)
    def inside(*args: Any, **kwargs: Any) -> Any:
        installed = set(font_manager.get_font_names())
        fonts = ["DejaVu Sans", *(name for name in CHINESE if name in installed)]
        style = matplotlib.style.context(["default", {**STYLE, "font.sans-serif": fonts}], after_reset=True)
        with style, warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph")  # Chinese without a Chinese font: an SVG shows it all the same
            return draw(*args, **kwargs)

    return cast(Draw, inside)


class Picture(Figure):
    """A figure that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return svg(self)


def canvas(width: float, height: float) -> Figure:
    """An empty figure of so many inches."""
    figure = Picture(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def blank(width: float, words: str) -> Figure:
    """Words in place of a picture of nothing."""
    figure = canvas(width, 0.6)
    figure.text(0.5, 0.5, words, ha="center", va="center", color=INK)
    return figure


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


# --------------------------------------------------------------------------------------------------- words and places


def compact(people: float) -> str:
    """A count as an axis shows it: 950, 12k, 1.3m."""
    if abs(people) < 1000:
        return f"{people:.0f}"
    number, unit = (people / 1e3, "k") if abs(people) < 999_500 else (people / 1e6, "m")
    return f"{number:.{0 if abs(number) >= 99.5 else 1}f}".removesuffix(".0") + unit


def percent(share: float) -> str:
    """A share in per cent with two digits that count."""
    hundredths = 100.0 * share
    return f"{hundredths:.{0 if hundredths >= 9.95 else 1 if hundredths >= 0.995 else 2}f} %"


def signed(number: float, digits: int = 0) -> str:
    """A difference with its sign; 0 has none."""
    text = f"{number:+,.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.,") else text[1:]


def short(label: str, most: int) -> str:
    """A label of at most so many letters; its end is kept, where numbered labels differ."""
    tail = most // 3
    return label if len(label) <= most else f"{label[: most - 1 - tail].rstrip()}…{label[-tail:].lstrip()}"


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Places from 0 to 1 nearest to the ascending `wanted` ones that keep `gap` apart, as far as there is room."""
    gap = min(gap, 1.0 / max(1, len(wanted) - 1))
    clusters: list[list[float]] = []  # wanted places, each less the gaps below it
    for n, place in enumerate(wanted):
        clusters.append([place - n * gap])
        while len(clusters) > 1 and np.mean(clusters[-2]) > np.mean(clusters[-1]):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    levels = [float(np.mean(cluster)) for cluster in clusters for _ in cluster]
    highest = 1.0 - (len(wanted) - 1) * gap
    return [min(max(level, 0.0), highest) + n * gap for n, level in enumerate(levels)]


def numbers(column: pd.Series[Any]) -> Any:
    """A column of a verdict, NaN where it is not defined; NaN is not drawn."""
    return column.to_numpy(float, na_value=np.nan)


def name_rows(axes: Axes, labels: Sequence[str], most: int = 26) -> None:
    """One row a label, the first at the top."""
    axes.set_yticks(range(len(labels)), [short(label, most) for label in labels])
    axes.set_ylim(max(1, len(labels)) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
