"""What came of a hypothesis: one result a contrast, how far it holds over the assumptions, and a sentence.

A statement the model assumes is never said to be confirmed: the model does what it was told to, or it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.experiments.crews import standing
from simulation.experiments.hypotheses import inference, trials
from simulation.experiments.hypotheses.hypothesis import (
    Contrast,
    Expected,
    Hypothesis,
    Inside,
    Nil,
    Sign,
    Told,
    Trend,
    Unsigned,
    Values,
)
from simulation.experiments.hypotheses.inference import ALPHA, Estimate
from simulation.experiments.hypotheses.trials import Row
from simulation.experiments.hypotheses.worlds import GRAPHS, KEY
from simulation.experiments.replicate import Progress
from simulation.experiments.statistics import Floats, Interval, holm

HALF_WIDTH = 0.02  # of the control: worlds are added until the first contrast is known so well
LOOKS = (30, 60, 120, 240)  # worlds, as far as the hypothesis goes
POINTS = 200  # draws of the assumptions

EXPECTED, OPPOSITE, MISSED, UNDECIDED, TOLD = "as expected", "the opposite", "missed", "not told apart", "told, not tested"


class Extent(NamedTuple):
    """How much is run."""

    looks: tuple[int, ...]
    points: int
    quick: bool = False


FULL, QUICK = Extent(LOOKS, POINTS), Extent((len(GRAPHS),), 6, True)


class Result(NamedTuple):
    """What came of one contrast."""

    contrast: Contrast
    estimate: Estimate
    p: float
    p_holm: float
    outcome: str


class Robustness(NamedTuple):
    """At how many draws of the assumptions the leading contrasts came out as expected, with Wilson's interval."""

    points: int
    holds: int
    share: Interval
    values: Floats  # (points,) of the first contrast, as shares of its base where there is one


class Ordered(NamedTuple):
    """Page's test of a trend."""

    trend: Trend
    statistic: float
    p: float


@dataclass(frozen=True, eq=False)
class Finding:
    """The whole answer about one hypothesis."""

    hypothesis: Hypothesis
    extent: Extent
    rows: Sequence[Row]
    draws: Sequence[Row]
    results: tuple[Result, ...]
    robustness: Robustness | None
    ordered: Ordered | None
    told: Told

    @property
    def runs(self) -> int:
        """Runs it took."""
        return len(self.rows) * len(self.hypothesis.conditions) + len(self.draws) * len(self.hypothesis.swept)

    @property
    def outcome(self) -> str:
        """In a word: what of the expectations came out."""
        found = [result.outcome for result in self.results if result.outcome != TOLD]
        if not found:
            return "open"
        came_out = found.count(EXPECTED)
        if came_out == len(found):
            return "holds"
        if came_out:
            return "in part"
        return "opposite" if OPPOSITE in found else "missed" if MISSED in found else "undecided"

    @property
    def precise(self) -> bool:
        """Whether the first contrast is known as well as was asked for."""
        half = self.results[0].estimate.halfwidth
        return self.results[0].contrast.base is None or (half is not None and half <= HALF_WIDTH)

    def values(self, condition: str, reading: str) -> Floats:
        """(worlds,) one reading of one condition; (worlds, days) where it is a course."""
        return np.array([row.values[condition][reading] for row in self.rows], np.float64)


# ------------------------------------------------------------------------------------------------------------- asking


def ask(
    hypotheses: Sequence[Hypothesis],
    extent: Extent = FULL,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    key: int = KEY,
    cluster: str | None = None,
) -> list[Finding]:
    """Run hypotheses: worlds until the first contrast of each is known well enough, and the draws of the assumptions.

    `out` is the folder in which blocks are kept; None keeps nothing. `workers` and `cluster` as in `runs`. Raises
    Refusal, Interrupted.
    """
    rows: dict[str, list[Row]] = {one.id: [] for one in hypotheses}
    points = [block for one in hypotheses if one.swept for block in trials.point_blocks(one.id, extent.points, key)]
    draws: dict[str, list[Row]] = {one.id: [] for one in hypotheses}
    runs, waiting = 0, [(one, _looks(one, extent)) for one in hypotheses]
    with standing(workers, cluster) as (processes, scheduler):
        while waiting or points:
            blocks = [b for one, looks in waiting for b in trials.world_blocks(one.id, len(rows[one.id]), looks[0], key)] + points
            found = trials.made(blocks, None if out is None else Path(out), processes, progress, runs, scheduler)
            for block, more in zip(blocks, found, strict=True):
                (rows if block.kind == "worlds" else draws)[block.id].extend(more)
            runs += sum(map(trials.runs_in, blocks))
            waiting = [(one, looks[1:]) for one, looks in waiting if looks[1:] and not _enough(one, rows[one.id])]
            points = []
    return [judged(one, extent, rows[one.id], draws[one.id]) for one in hypotheses]


def _looks(hypothesis: Hypothesis, extent: Extent) -> list[int]:
    """Numbers of worlds, whole rounds of all networks, up to the most of the hypothesis."""
    most = max(min(hypothesis.most, extent.looks[-1]), len(GRAPHS))
    return sorted({min(look, most) // len(GRAPHS) * len(GRAPHS) for look in extent.looks})


def _enough(hypothesis: Hypothesis, rows: Sequence[Row]) -> bool:
    first = hypothesis.contrasts[0]
    half = estimated(first, rows).halfwidth
    return first.base is not None and half is not None and half <= HALF_WIDTH


def estimated(contrast: Contrast, rows: Sequence[Row]) -> Estimate:
    """A contrast's estimate from rows."""
    value = np.array([contrast.value(row.values) for row in rows], np.float64)
    base = None if contrast.base is None else np.array([contrast.base(row.values) for row in rows], np.float64)
    return inference.estimate(value, base, [row.graph for row in rows])


# ------------------------------------------------------------------------------------------------------------ judging


def judged(hypothesis: Hypothesis, extent: Extent, rows: Sequence[Row], draws: Sequence[Row]) -> Finding:
    """What follows from the rows; nothing depends on how, where or in which order they were made."""
    estimates = [estimated(contrast, rows) for contrast in hypothesis.contrasts]
    p = [_p(contrast.expected, found) for contrast, found in zip(hypothesis.contrasts, estimates, strict=True)]
    tested = [n for n, contrast in enumerate(hypothesis.contrasts) if not isinstance(contrast.expected, Unsigned)]
    adjusted = dict(zip(tested, holm([p[n] for n in tested]), strict=True)) if tested else {}
    results = tuple(
        Result(contrast, found, p[n], adjusted.get(n, p[n]), _outcome(contrast.expected, found, adjusted.get(n, p[n])))
        for n, (contrast, found) in enumerate(zip(hypothesis.contrasts, estimates, strict=True))
    )
    told = {} if hypothesis.extra is None else hypothesis.extra(rows)
    return Finding(hypothesis, extent, rows, draws, results, _robust(hypothesis, draws), _trend(hypothesis, rows), told)


def _p(expected: Expected, found: Estimate) -> float:
    if isinstance(expected, Nil):
        return inference.p_inside(found, -expected.margin, expected.margin)
    if isinstance(expected, Inside):
        return inference.p_inside(found, expected.low, expected.high)
    return inference.p_sign(found)


def _outcome(expected: Expected, found: Estimate, p: float) -> str:
    if isinstance(expected, Unsigned):
        return TOLD
    if found.mean is None or found.low is None or found.high is None:
        return UNDECIDED
    if isinstance(expected, Sign):
        return UNDECIDED if p >= ALPHA else EXPECTED if found.mean * expected.direction > 0.0 else OPPOSITE
    if p < ALPHA:
        return EXPECTED
    target = expected.target if isinstance(expected, Inside) else 0.0
    return UNDECIDED if found.low <= target <= found.high else MISSED


def _robust(hypothesis: Hypothesis, draws: Sequence[Row]) -> Robustness | None:
    if not draws:
        return None
    leading = hypothesis.contrasts[: hypothesis.jointly]
    holds = sum(all(_holds(contrast, row.values) for contrast in leading) for row in draws)
    values = np.array([_relative(leading[0], row.values) for row in draws])
    return Robustness(len(draws), holds, inference.wilson(holds, len(draws)), values)


def _holds(contrast: Contrast, values: Values) -> bool:
    """Whether one world shows what is expected; of what nothing is expected, whether it is above zero."""
    found, expected = _relative(contrast, values), contrast.expected
    if isinstance(expected, Nil):
        return abs(found) <= expected.margin
    if isinstance(expected, Inside):
        return expected.low <= found <= expected.high
    return found * (expected.direction if isinstance(expected, Sign) else 1) > 0.0


def _relative(contrast: Contrast, values: Values) -> float:
    """A contrast as a share of its base; with an empty base, the sign of what there is."""
    value = contrast.value(values)
    below = 1.0 if contrast.base is None else contrast.base(values)
    return float(value / below) if below > 0.0 else float(np.sign(value))


def _trend(hypothesis: Hypothesis, rows: Sequence[Row]) -> Ordered | None:
    trend = hypothesis.trend
    if trend is None:
        return None
    names = trend.conditions if trend.direction > 0 else trend.conditions[::-1]
    blocks = np.array([[row.values[name][trend.reading] for name in names] for row in rows])
    return Ordered(trend, *inference.page(blocks))


# ----------------------------------------------------------------------------------------------------------- sentences

WORDS: dict[str, dict[str, str]] = {
    "input": {
        "holds": "Built in: the model does what it was told to",
        "in part": "Built in, but the model does only part of what it was told to",
        "opposite": "Built in, yet other mechanisms turn it round",
        "undecided": "Built in, yet it cannot be told from luck here",
        "missed": "Built in, yet it does not come out here",
        "open": "Built in, and told without an expectation",
    },
    "emergent": {
        "holds": "It follows in this model",
        "in part": "It follows in part",
        "opposite": "The model says the opposite",
        "undecided": "The model cannot tell",
        "missed": "It does not follow in this model",
        "open": "The model says, where nothing was expected",
    },
    "contested": {
        "holds": "The model sides with the statement",
        "in part": "The model sides with part of the statement",
        "opposite": "The model sides against the statement",
        "undecided": "The model cannot tell",
        "missed": "The model does not side with the statement",
        "open": "The model says, where nothing was expected",
    },
    "calibration": {
        "holds": "The model is where the published figure is",
        "in part": "The model meets part of the published figures",
        "opposite": "The model misses the published figure",
        "undecided": "The model cannot tell",
        "missed": "The model misses the published figure",
        "open": "The model says, where nothing was expected",
    },
}
WORDS["verification"] = WORDS["calibration"]


def sentence(found: Finding) -> str:
    """The answer in words: outcome, every contrast with its interval, and how far over the assumptions."""
    parts = [_contrast_words(result) for result in found.results]
    start = WORDS[found.hypothesis.kind][found.outcome]
    said = [f"{start}: {'; '.join(parts)}."]
    if found.ordered is not None:
        word = "rises" if found.ordered.trend.direction > 0 else "falls"
        said.append(f"Over {len(found.ordered.trend.conditions)} steps it {word} (Page's L, p {_p_words(found.ordered.p)}).")
    said += [str(value) for value in found.told.values() if isinstance(value, str)]
    if found.robustness is not None:
        said.append(_robust_words(found.robustness, found.hypothesis))
    if not found.precise:
        said.append(f"Luck is not narrowed to {HALF_WIDTH:.0%} of the control within {len(found.rows)} worlds.")
    if found.extent.quick:
        said.append("A quick look, not the whole experiment.")
    return " ".join(said)


def _contrast_words(result: Result) -> str:
    found, contrast = result.estimate, result.contrast
    if found.mean is None or found.low is None or found.high is None:
        return f"{contrast.words}: not defined"
    shown = number(contrast)
    where = f"{shown(found.mean)} ({shown(found.low)} to {shown(found.high)}){contrast.unit and ' '}{contrast.unit}"
    return f"{contrast.words}: {where}{_judgement(result)}"


def _judgement(result: Result) -> str:
    expected, mean = result.contrast.expected, result.estimate.mean
    if isinstance(expected, Inside):
        words = {EXPECTED: "matched", MISSED: "missed", UNDECIDED: "not told apart from it, nor within the band"}
        return f", target {expected.target:g}, {words[result.outcome]}"
    if isinstance(expected, Nil):
        shown = f"{expected.margin:.0%}"
        words = {EXPECTED: f"no effect beyond {shown}", MISSED: "an effect", UNDECIDED: f"neither an effect nor within {shown}"}
        return f", {words[result.outcome]}"
    if isinstance(expected, Unsigned):
        return ""
    if mean == 0.0 and result.estimate.error == 0.0:
        return ", no difference in any world"
    return {EXPECTED: "", OPPOSITE: ", against the expectation", UNDECIDED: ", not told from zero"}[result.outcome]


def number(contrast: Contrast) -> Callable[[float], str]:
    """How a contrast's numbers are written: shares of a base in per cent, others with three digits that count."""

    def written(value: float) -> str:
        if contrast.base is not None and not isinstance(contrast.expected, Inside):
            return f"{100.0 * value:+.1f} %".replace("-", "−")
        return f"{value:.3g}".replace("-", "−")

    return written


def _robust_words(robust: Robustness, hypothesis: Hypothesis) -> str:
    what = "The sign holds" if isinstance(hypothesis.contrasts[0].expected, Sign) else "It is within the band"
    if hypothesis.jointly > 1:
        what = f"The first {hypothesis.jointly} contrasts come out together"
    if isinstance(hypothesis.contrasts[0].expected, Unsigned):
        what = "The first contrast is above zero"
    of = "the law's settings" if hypothesis.of_law else "the model's assumptions"
    share = f"{robust.share.mean:.0%} ({robust.share.low:.0%} to {robust.share.high:.0%})"
    return f"{what} at {robust.holds} of {robust.points} draws of {of}, one world each: {share}."


def _p_words(p: float) -> str:
    return "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".", 1)
