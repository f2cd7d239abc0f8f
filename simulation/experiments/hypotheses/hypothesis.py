"""What a hypothesis declares before anything is run: statement, source, kind, conditions, contrasts, expectations."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding
    from simulation.experiments.hypotheses.worlds import Here

MARGIN = 0.05  # of the control: an effect within it is none, unless a hypothesis says otherwise
MOST = 120  # worlds of a hypothesis, unless it says otherwise

Kind = Literal["input", "emergent", "contested", "calibration", "verification"]
KINDS: Mapping[Kind, str] = {
    "input": "assumed by the model: a test of the code, not of the statement",
    "emergent": "follows, if it does, from several mechanisms together",
    "contested": "literature or practice disagree about it",
    "calibration": "a published figure the model is set beside",
    "verification": "a published shape the model was built to have",
}

Value = Any  # a number, or a list of numbers over days
Observed = Mapping[str, Value]  # readings of one condition in one world
Values = Mapping[str, Observed]  # the same by condition
Reading = Callable[[Any], Value]


class Condition(Protocol):
    """One arm of an experiment: what is done in a world."""

    @property
    def words(self) -> str:
        """What is done, in a few words."""

    def observed(self, here: Here, readings: Mapping[str, Reading]) -> Observed:
        """What is read after it was done in this world."""


class Sign(NamedTuple):
    """The contrast is expected above (+1) or below (−1) zero."""

    direction: int


class Nil(NamedTuple):
    """The contrast is expected to be none: within this share of the control (two one-sided tests, 5 % each)."""

    margin: float = MARGIN


class Inside(NamedTuple):
    """The contrast is expected to match a published figure: within the band, by two one-sided tests, 5 % each."""

    target: float
    low: float
    high: float


class Unsigned(NamedTuple):
    """Nothing is expected of it: told, not tested."""


Expected = Sign | Nil | Inside | Unsigned

UP, DOWN, NONE, OPEN = Sign(+1), Sign(-1), Nil(), Unsigned()


@dataclass(frozen=True)
class Contrast:
    """One number a world: a difference between conditions, and what it is told as a share of."""

    words: str
    value: Callable[[Values], float]
    base: Callable[[Values], float] | None  # None: the number is told in its own unit
    expected: Expected
    conditions: tuple[str, ...]  # that it reads
    unit: str = ""  # of the number where there is no base


class Trend(NamedTuple):
    """Conditions in an order in which a reading is expected to rise (+1) or fall (−1): Page's L, a world a block."""

    conditions: tuple[str, ...]
    reading: str
    direction: int


Told = Mapping[str, "str | float | list[float]"]


@dataclass(frozen=True)
class Hypothesis:
    """A statement about word of mouth and the experiment that asks the model about it."""

    id: str
    title: str
    statement: str
    sources: tuple[str, ...]  # tags of `sources.py`
    kind: Kind
    metric: str
    conditions: Mapping[str, Condition]
    readings: Mapping[str, Reading]
    contrasts: tuple[Contrast, ...]
    jointly: int = 1  # so many of the first contrasts must come out as expected at a draw of the assumptions
    trend: Trend | None = None
    most: int = MOST  # worlds
    of_law: bool = False  # a classical law, in which none of the model's assumptions enters
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # drawn too: own settings, or constants without one
    limits: str = ""  # what the experiment leaves out
    extra: Callable[[Sequence[Any]], Told] | None = None  # more to tell, of all worlds together
    picture: Callable[[Axes, Finding], None] | None = field(default=None)  # its own figure

    @property
    def tested(self) -> tuple[Contrast, ...]:
        """The contrasts of which something is expected: one family of tests (Holm)."""
        return tuple(contrast for contrast in self.contrasts if not isinstance(contrast.expected, Unsigned))

    @property
    def swept(self) -> tuple[str, ...]:
        """The conditions that are run at every draw of the assumptions."""
        needed = {name for contrast in self.contrasts[: self.jointly] for name in contrast.conditions}
        return tuple(name for name in self.conditions if name in needed)


@dataclass(frozen=True)
class Inexpressible:
    """A statement the model has no words for, and why."""

    id: str
    title: str
    statement: str
    sources: tuple[str, ...]
    kind: Kind
    why: str


# ---------------------------------------------------------------------------------------------------------- contrasts


def weighted(
    words: str,
    reading: str,
    weights: Mapping[str, float],
    base: str | None,
    expected: Expected,
) -> Contrast:
    """Σ weight · reading over conditions, told as a share of the base condition's reading."""

    def value(found: Values) -> float:
        return float(sum(weight * found[name][reading] for name, weight in weights.items()))

    def below(found: Values) -> float:
        return float(found[str(base)][reading])

    names = tuple(dict.fromkeys((*weights, *((base,) if base else ()))))
    return Contrast(words, value, below if base else None, expected, names)


def difference(words: str, reading: str, treatment: str, control: str, expected: Expected) -> Contrast:
    """Treatment less control, told as a share of the control."""
    return weighted(words, reading, {treatment: 1.0, control: -1.0}, control, expected)


def between(words: str, condition: str, reading: str, other: str, expected: Expected) -> Contrast:
    """One reading less another of the same condition, told as a share of the other."""

    def value(found: Values) -> float:
        return float(found[condition][reading] - found[condition][other])

    def below(found: Values) -> float:
        return float(found[condition][other])

    return Contrast(words, value, below, expected, (condition,))


def log_ratio(words: str, reading: str, treatment: str, control: str, expected: Expected) -> Contrast:
    """ln(treatment/control), for readings above zero that differ by orders of magnitude between networks."""

    def value(found: Values) -> float:
        return math.log(found[treatment][reading] / found[control][reading])

    return Contrast(words, value, None, expected, (treatment, control), "log ratio")


def interaction(words: str, reading: str, cells: tuple[str, str, str, str], expected: Expected, base: str = "") -> Contrast:
    """(both − first) − (second − none) of the cells (both, first, second, none), told as a share of a base, else of none."""
    both, first, second, none = cells
    weights = {both: 1.0, first: -1.0, second: -1.0, none: 1.0}
    return weighted(words, reading, weights, base or none, expected)
