"""What people read, in English or in Chinese, from one catalogue.

Messages stand in `simulation/messages/`, a file an area, a table a message, both languages beside each other, with the
same fields in braces:

    [nobody_best]
    en = "Nobody can be named best; {leader} leads."
    zh = "分不出高下；{leader}暂时领先。"

`say("verdict.nobody_best", leader=…)` says it in the language that is spoken here and now. A key is written out where it
is said, or put together behind a beginning that is written out, `say(f"terms.role.{role}")`, so that a test can find
what is missing and what nobody says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from simulation.refusal import Refusal, nearest

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).with_name("messages")

_spoken: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def say(key: str, /, **fields: object) -> str:
    """The message of the catalogue in the language now spoken, its fields filled in. KeyError where there is none."""
    area, *path = key.split(".")
    message: Any = _area(area)
    for name in path:
        message = message[name]
    words: str = message[_spoken.get()]
    return words.format(**fields)


def known(key: str) -> bool:
    """Whether the catalogue has such a message."""
    area, *path = key.split(".")
    message: Any = _area(area) if area in areas() else {}
    for name in path:
        message = message.get(name, {}) if isinstance(message, dict) else {}
    return isinstance(message, dict) and set(message) == set(LANGUAGES)


def language() -> str:
    """The language now spoken: en or zh."""
    return _spoken.get()


@contextmanager
def spoken(tongue: str) -> Iterator[None]:
    """Speak this language meanwhile, in this thread and task; a thread started meanwhile begins in English. Raises Refusal."""
    if tongue not in LANGUAGES:
        raise Refusal("language", tongue, " or ".join(LANGUAGES), nearest(tongue, LANGUAGES))
    token = _spoken.set(tongue)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def areas() -> tuple[str, ...]:
    """The parts of the catalogue, one a file."""
    return tuple(sorted(file.stem for file in CATALOGUE.glob("*.toml")))


@cache
def _area(name: str) -> dict[str, Any]:
    return tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))
