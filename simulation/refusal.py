"""What is said to somebody whose input cannot be used: where, what was found, what was expected, what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

LONGEST_PART = 400  # signs of one part of a message


class Refusal(Exception):
    """The one base of every complaint about input; its text is what the command prints (exit code 2).

    `where` names the file and the field, `found` what stands there, `expected` what would be accepted and
    `remedy` what to do about it.
    """

    def __init__(self, where: str, found: object, expected: str, remedy: str) -> None:
        self.where = plain(where)
        self.found = plain(shown(found))
        self.expected = plain(expected)
        self.remedy = plain(remedy)
        super().__init__(where, found, expected, remedy)

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}; expected {self.expected}; {self.remedy}."

    def within(self, place: str) -> Refusal:
        """The same complaint, told from one level further out (the file around a field)."""
        return type(self)(f"{place}: {self.where}", Verbatim(self.found), self.expected, self.remedy)


class Verbatim(str):
    """Words that stand in a message as they are, not quoted as a value."""


def shown(value: object, limit: int = 80) -> str:
    """A value as a message shows it: short, on one line, text in quotes."""
    if isinstance(value, Verbatim):
        return str(value)
    if type(value).__module__ == "numpy" and hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    try:
        text = " ".join(repr(value).split())
    except (ValueError, RecursionError):  # whole numbers of thousands of digits, lists in lists in lists
        text = f"a value of type {type(value).__name__} too long to show"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain(text: str) -> str:
    """A text on one line, without signs a terminal would obey, its middle left out where it is endless."""
    line = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
    half = LONGEST_PART // 2
    return line if len(line) <= LONGEST_PART else f"{line[:half]} … {line[-half:]}"


def install(extra: str) -> str:
    """The command that adds an optional part to this environment, to be said in the checkout."""
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return f'{python} -m pip install -c constraints.txt -e ".[{extra}]"'


def nearest(name: Any, known: Iterable[str]) -> str:
    """A remedy for a name that is not known: the nearest one, else the list."""
    names = sorted(known)
    close = get_close_matches(name if isinstance(name, str) else shown(name), names, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?".removesuffix("?")
    return "use one of " + ", ".join(names)
