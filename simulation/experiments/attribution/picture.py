"""An attribution in a picture: by channel, what is so, and what each accounting says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulation.actors.channels import channel_called
from simulation.experiments.attribution.sentences import called
from simulation.experiments.attribution.trial import REMOVAL, SHAPLEY, Trial
from simulation.experiments.drawing import INK, canvas, compact, styled
from simulation.experiments.figures import WIDTH
from simulation.experiments.sentence import named, number
from simulation.experiments.statistics import mean_interval
from simulation.language import say


class Mark(NamedTuple):
    """How an accounting is drawn: colour (Okabe & Ito 2008), shape, and whether it is filled."""

    colour: str
    shape: str
    filled: bool = True


MARKS: Mapping[str, Mark] = {
    SHAPLEY: Mark("#000000", "D"),
    REMOVAL: Mark("#000000", "D", False),
    "last": Mark("#D55E00", "o"),
    "first": Mark("#E69F00", "s"),
    "linear": Mark("#CC79A7", "^"),
    "evidence": Mark("#0072B2", "o", False),
    "traced": Mark("#009E73", "s", False),
}
STEP = 0.115  # between two accountings of one channel, rows


@styled
def dots(trial: Trial) -> Figure:
    """Buyers by channel: the fair division and the loss by removal in black, accountings beneath in colour."""
    rows = len(trial.channels)
    figure = canvas(WIDTH, 1.25 + 1.0 * rows)
    axes = figure.subplots()
    for n, accounting in enumerate(MARKS):
        _one(axes, trial, accounting, (n - (len(MARKS) - 1) / 2) * STEP)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    for row in range(1, rows):
        axes.axhline(row - 0.5, color="#E6E6E6", linewidth=0.6)
    axes.set_yticks(range(rows), [channel_called(channel) for channel in trial.channels])
    axes.set_ylim(rows - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value).replace("-", "−")))
    axes.set_title(say("attribution.figure.title", strategy=named(trial.strategy), whole=number(trial.whole.mean)))
    axes.set_xlabel(say("attribution.figure.axis", worlds=trial.worlds))
    figure.legend(loc="outside upper center", ncols=4, handlelength=1.2, columnspacing=1.6)
    return figure


def _one(axes: Axes, trial: Trial, accounting: str, shift: float) -> None:
    """The dots of one accounting, a row a channel, with their intervals."""
    mark = MARKS[accounting]
    for row, given in enumerate(trial.given(accounting)):
        mean, low, high = float(given.mean()), *mean_interval(given)[1:]
        if low is not None and high is not None:
            axes.plot([low, high], [row + shift] * 2, color=mark.colour, linewidth=0.9, alpha=0.75)
        axes.plot(
            mean, row + shift, mark.shape, color=mark.colour, markersize=4.6, markeredgewidth=1.1, zorder=3,
            markerfacecolor=mark.colour if mark.filled else "white", label=called(accounting) if row == 0 else None,
        )  # fmt: skip
