"""Numbers as people write them: `1_000_000 CNY`, `60 days`, `3 %`; what is not the number asked for is unfit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from simulation.refusal import Verbatim

_NUMBER = r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?"
_WRITTEN = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>\D.*)?", re.ASCII)
_ONE_OF_MANY = {"day": "days", "person": "people", "exposure": "exposures"}
_LONGEST = 60  # signs of a number worth reading

# Units of which 3 % is a value.
PARTS = ("share", "probability", "1/day", "factor")


class Unfit(ValueError):
    """What is wrong with one value; its place is known further out. `at` is the way from the value to the fault."""

    def __init__(self, found: object, expected: str, remedy: str, at: str = "") -> None:
        super().__init__(found, expected, remedy, at)
        self.found, self.expected, self.remedy, self.at = found, expected, remedy, at

    def __str__(self) -> str:
        return self.expected


@dataclass(frozen=True)
class Quantity:
    """A number with a unit, between two bounds: what is accepted, and how it is told."""

    unit: str
    low: float
    high: float
    whole: bool = False
    positive: bool = False  # 0 is not accepted

    @property
    def expected(self) -> str:
        """What is accepted, in words."""
        span = f"{'above 0, up to' if self.positive else f'from {plain(self.low)} to'} {plain(self.high)}"
        if self.unit in PARTS:
            return f"a {self.unit.replace('1/day', 'share a day')} {span}"
        kind = "a whole number" if self.whole else "a number"
        many = "" if self.unit in ("", "number") else f" of {self.unit}" if self.whole else f" in {self.unit}"
        return f"{kind}{many} {span}"

    @property
    def example(self) -> str:
        """How a value of this kind can be written."""
        if self.unit in PARTS:
            return "write 0.8 or 80 %" if self.unit == "factor" else "write 0.03 or 3 %"
        unit = "" if self.unit in ("", "number", "ratio") else f" {self.unit}"
        return f"write a number such as {plain(max(self.low, min(60, self.high)))}{unit}"

    def read(self, value: object) -> float:
        """The number, in the quantity's unit; Unfit if it is not one, not finite, in another unit or out of bounds."""
        number = self._number(value)
        if not math.isfinite(number):
            raise Unfit(value, self.expected, "write a finite number")
        if not self.low <= number <= self.high or (self.positive and number == 0):
            raise Unfit(value, self.expected, self._bounded(value, number))
        if self.whole and number != int(number):
            raise Unfit(value, self.expected, "leave the fraction out")
        return int(number) if self.whole else number

    def _number(self, value: object) -> float:
        if isinstance(value, str):
            return self._written(value)
        if not isinstance(value, Real) or isinstance(value, bool):
            raise Unfit(value, self.expected, self.example)
        return self._whole(value) if isinstance(value, Integral) else float(value)

    def _whole(self, value: Integral) -> float:
        """A whole number exactly; one beyond all floating-point numbers is described, not shown."""
        number = int(value)
        if number.bit_length() > 1000:
            found = Verbatim(f"a whole number of {number.bit_length()} bits")
            raise Unfit(found, self.expected, self.example)
        return number

    def _written(self, text: str) -> float:
        found = _WRITTEN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if not found:
            raise Unfit(text, self.expected, self.example)
        digits, unit = found["number"].replace("_", ""), " ".join((found["unit"] or "").split())
        if unit == "%" and self.unit in PARTS:
            return float(digits) / 100
        if unit and _ONE_OF_MANY.get(unit, unit) != self.unit:
            raise Unfit(text, self.expected, self._converted(unit))
        return float(digits) if any(sign in digits for sign in ".eE") else int(digits)

    def _converted(self, unit: str) -> str:
        if unit == "%":
            return f"{self.unit or 'this'} is no share: leave the % out"
        return f"the unit {unit!r} is not known here: {self.example}"

    def _bounded(self, value: object, number: float) -> str:
        if self.unit in PARTS and number > 1 >= self.high:
            return "nothing is over 100 %: write 0.4 or 40 % for forty hundredths"
        if self.positive and number <= 0:
            return "write more than 0"
        return f"write at {'least' if number <= self.low else 'most'} {plain(self.low if number <= self.low else self.high)}"

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of what is accepted, as number or as text; numbers are held to the bounds."""
        lowest = "exclusiveMinimum" if self.positive else "minimum"
        units = [self.unit, *(one for one, many in _ONE_OF_MANY.items() if many == self.unit)]
        known = [re.escape(unit) for unit in units if unit] + (["%"] if self.unit in PARTS else [])
        pattern = r"^\s*[-+.\d][-+.\d_eE]*\s*" + (f"({'|'.join(known)})?\\s*$" if known else "$")
        return {"type": ["number", "string"], lowest: self.low, "maximum": self.high, "pattern": pattern}


def plain(number: float) -> str:
    """A number as one would write it in a scenario: 1_000_000, 0.05."""
    return f"{int(number):_}" if number == int(number) and abs(number) < 1e16 else f"{number:g}"


def fen_of(yuan: float) -> int:
    """An amount of CNY in whole fen; Unfit if it has a fraction of a fen."""
    fen = round(yuan * 100)
    if not math.isclose(yuan * 100, fen, rel_tol=1e-12, abs_tol=1e-6):
        raise Unfit(yuan, "an amount in whole fen, at most two decimals", "round it")
    return fen


PEOPLE = Quantity("people", 1, 1e10, whole=True)
MONEY = Quantity("CNY", 0, 1e12)
PRICE = Quantity("CNY", 0, 1e9, positive=True)
SHARE = Quantity("share", 0, 1)
DAYS = Quantity("days", 1, 3650, whole=True)
DAY = Quantity("", 1, 3650, whole=True)
DEMAND = Quantity("factor", 0, 20, positive=True)
DISCOUNT = Quantity("factor", 0, 2, positive=True)
SCALE = Quantity("people", 1, 1e7)
KEY = Quantity("", 0, 2**64 - 1, whole=True)
REPLICATES = Quantity("", 1, 100_000, whole=True)
CONSUMERS = Quantity("", 1, 2**31 - 1, whole=True)
COUNT = Quantity("", 0, 2**31 - 1, whole=True)
EXPONENT = Quantity("", 0, 100)
DEGREE = Quantity("", 0, 2**31 - 1)
PRECISION = Quantity("share", 0, 1, positive=True)
