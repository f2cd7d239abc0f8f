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
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simulation.experiments import lettering
from simulation.experiments.lettering import short
from simulation.experiments.sentence import shortened
from simulation.language import language, spoken
from simulation.refusal import Refusal, Verbatim, install

INK = "#333333"

STYLE: dict[str, Any] = {
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
    """Draw or save in our style, whatever the user's own settings are, and leave those alone.

    Words are in the language now spoken, and in English where no font has its letters.
    """

    @wraps(draw)
    def inside(*args: Any, **kwargs: Any) -> Any:
        style = matplotlib.style.context(["default", {**STYLE, "font.family": lettering.families()}], after_reset=True)
        with style, spoken(lettering.tongue()):
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
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # whoever opens it may have the letters
        figure.savefig(sink, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = sink.getvalue().decode()
    return lettering.for_browsers(text[text.index("<svg") :])


@styled
def png(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as the bytes of a PNG file; refused where no font has its letters, which would be empty boxes."""
    sink = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Glyph")
        try:
            figure.savefig(sink, format="png", dpi=dpi, metadata={"Software": None})
        except UserWarning as missing:
            found, expected = Verbatim(f"letters that no font here has ({missing})"), "a font with all letters of its names"
            remedy = f"{install('zh')}, said in the checkout, brings a Chinese one; the SVG is right"
            raise Refusal("figure", found, expected, remedy) from None
    return sink.getvalue()


# --------------------------------------------------------------------------------------------------- words and places


def compact(people: float) -> str:
    """A count as an axis shows it: 950, 12k, 1.3m; in Chinese 950, 1.25万, 130万."""
    if abs(people) < (1e3 if language() == "en" else 1e4):
        return f"{people:z.0f}".replace("-", "−")
    thousand, unit = shortened(abs(people))
    size = abs(people / thousand)
    digits = 0 if size >= 99.5 else 1 if size >= 9.95 or unit in "km" else 2
    text = f"{people / thousand:.{digits}f}".replace("-", "−")
    return (text.rstrip("0").rstrip(".") if digits else text) + unit


def percent(share: float) -> str:
    """A share in per cent with two digits that count."""
    hundredths = 100.0 * share
    return f"{hundredths:.{0 if hundredths >= 9.95 else 1 if hundredths >= 0.995 else 2}f} %"


def signed(number: float, digits: int = 0) -> str:
    """A difference with its sign; 0 has none."""
    text = f"{number:+,.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.,") else text[1:]


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
