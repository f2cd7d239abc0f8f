"""The fixed words of a room in the language now spoken, by name, as its template asks for them."""

from __future__ import annotations

import tomllib
from functools import cache

from simulation.language import CATALOGUE, say


def labels(room: str) -> dict[str, str]:
    """Words of one room; `room` is a table of the catalogue's area `page`."""
    return {name: say(f"page.{room}.{name}") for name in _names(room)}


@cache
def _names(room: str) -> tuple[str, ...]:
    return tuple(tomllib.loads((CATALOGUE / "page.toml").read_text(encoding="utf-8"))[room])


def count(number: float) -> str:
    """A count as people read it: 1,230,000."""
    return f"{number:,.0f}"


def share(part: float) -> str:
    """A share in per cent: whole from 10 % on, else with a digit."""
    return f"{100.0 * part:.{0 if abs(part) >= 0.0995 else 1}f} %".replace("-", "−").replace(".0 %", " %")
