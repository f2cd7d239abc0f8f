"""What people read, in English or in Chinese, from one catalogue.

Messages stand in `simulation/messages/`, a file an area, a table a message, both languages beside each other, with the
same fields in braces:

    [nobody_best]
    en = "Nobody can be named best; {leader} leads."
    zh = "分不出高下；{leader}暂时领先。"

`say("verdict.nobody_best", leader=…)` says it in the language that is spoken here and now. A key is written out where it
is said, or put together behind a beginning that is written out, `say(f"terms.role.{role}")`, so that a test can find
what is missing and what nobody says.

Texts that stand in a registry of the code (what a parameter is, how a metric is defined, a unit) have one English wording,
there. `told(text)` has the Chinese one, from `simulation/messages/registry/`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from simulation.refusal import Refusal, nearest

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).with_name("messages")

# Between a message and what fills it (at \0): full-width signs bring their own space, Chinese letters want none between them.
_WIDE, _EDGE = "（）「」［］，。：；、", "(?:\0+ \0*| \0+)"
_TIGHT = re.compile(f"(?<=[{_WIDE}]){_EDGE}|{_EDGE}(?=[{_WIDE}])|(?<=[一-鿿]){_EDGE}(?=[一-鿿])|\0")

_spoken: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def say(key: str, /, **fields: object) -> str:
    """The message of the catalogue in the language now spoken, its fields filled in. KeyError where there is none."""
    area, *path = key.split(".")
    message: Any = _area(area)
    for name in path:
        message = message[name]
    words: str = message[_spoken.get()]
    if _spoken.get() == "en":
        return words.format(**fields)
    return _TIGHT.sub("", words.format(**{name: f"\0{it}\0" if isinstance(it, str) else it for name, it in fields.items()}))


def told(text: str) -> str:
    """A text of a registry of the code in the language now spoken; one that no registry of ours has stays as it is."""
    return text if _spoken.get() == "en" else registry().get(text, text)


def joined(sentences: Iterable[str]) -> str:
    """One sentence after the other, empty ones left out."""
    return (" " if _spoken.get() == "en" else "").join(sentence for sentence in sentences if sentence)


def separated(parts: Iterable[str], by: str = ",") -> str:
    """One, other; with `by` a semicolon: one; other."""
    return (f"{by} " if _spoken.get() == "en" else {",": "，", ";": "；"}[by]).join(parts)


def listed(names: Iterable[str]) -> str:
    """a, b and c; in Chinese a、b、c."""
    *several, last = names
    if _spoken.get() != "en":
        return "、".join([*several, last])
    return " and ".join([", ".join(several), last] if several else [last])


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
def registry() -> dict[str, str]:
    """The Chinese wording of every text of a registry by the English one."""
    files = sorted((CATALOGUE / "registry").glob("*.toml"))
    return {text: words for file in files for text, words in tomllib.loads(file.read_text(encoding="utf-8")).items()}


@cache
def _area(name: str) -> dict[str, Any]:
    return tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))
