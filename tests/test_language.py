"""The catalogue of messages is complete: both languages, the same fields, nothing unsaid, nothing unknown."""

from __future__ import annotations

import ast
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import simulation
from simulation import language
from simulation.language import CATALOGUE, LANGUAGES, known, say, spoken
from simulation.refusal import Refusal

PACKAGE = Path(simulation.__file__).parent


def messages(table: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every message by key; a table all of whose values are texts is one."""
    if all(isinstance(value, str) for value in table.values()):
        yield path, table
        return
    for name, inner in table.items():
        assert isinstance(inner, dict), f"{path}.{name}: a text outside a message"
        yield from messages(inner, f"{path}.{name}")


def catalogue() -> dict[str, dict[str, str]]:
    tables = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(CATALOGUE.glob("*.toml"))}
    return {key: words for area, table in tables.items() for key, words in messages(table, area)}


def said() -> tuple[set[str], set[str]]:
    """Keys written out in the package's calls of `say` and `known`, and beginnings of those that are put together."""
    whole, begun = set[str](), set[str]()
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        here = called(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in here and node.args:
                for key in either(node.args[0]):
                    if isinstance(key, ast.Constant):
                        whole.add(str(key.value))
                    elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                        begun.add(str(key.values[0].value))
    for file in PACKAGE.rglob("*.j2"):
        pieces = file.read_text(encoding="utf-8").split("say(")[1:]
        whole |= {piece[1:].split(piece[0])[0] for piece in pieces if piece[0] in "\"'"}
    return whole, begun


def called(tree: ast.AST) -> set[str]:
    """What a module calls `say` and `known`, as it imports them."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "simulation.language"]
    return {name.asname or name.name for node in imports for name in node.names if name.name in ("say", "known")}


def either(key: ast.expr) -> list[ast.expr]:
    """The keys a call may have: one, or those of `one if … else other`."""
    return [*either(key.body), *either(key.orelse)] if isinstance(key, ast.IfExp) else [key]


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize(("key", "words"), catalogue().items(), ids=lambda part: part if isinstance(part, str) else "")
def test_a_message_is_there_in_both_languages_with_the_same_fields(key: str, words: dict[str, str]) -> None:
    assert set(words) == set(LANGUAGES), key
    assert all(text.strip() for text in words.values()), key
    assert fields(words["en"]) == fields(words["zh"]), key


def test_nothing_is_said_that_the_catalogue_does_not_know() -> None:
    assert not {key for key in said()[0] if not known(key)}


def test_nothing_stands_in_the_catalogue_that_nobody_says() -> None:
    whole, begun = said()
    assert not {key for key in catalogue() if key not in whole and not key.startswith(tuple(begun) or ("\0",))}


def test_a_thread_speaks_for_itself_alone() -> None:
    heard: list[str] = []
    with spoken("zh"):
        other = threading.Thread(target=lambda: heard.append(language.language()))
        other.start()
        other.join()
        assert language.language() == "zh"
        assert say("terms.channel.spinoff") == "分身号"
    assert heard == ["en"] and language.language() == "en"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Refusal, match="en or zh"), spoken("de"):
        pass
