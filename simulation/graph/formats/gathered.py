"""Nodes and ties one after another, as a file names them, with what it says of each; for GraphML and GEXF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simulation.graph.formats.markup import number, truth
from simulation.graph.ties import Ties, as_written, everybody, joined
from simulation.refusal import Refusal, Verbatim

MEANINGS = {"edge": ("strength", "weight", "strong"), "node": ("segment",)}
WHOLE = ("int", "integer", "long", "short", "byte")


class Meanings:
    """Which declared attribute means what: strength before weight, nothing else is taken over."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str], str] = {}
        self.defaults: dict[tuple[str, str], Any] = {}
        self.codes = False

    def declare(self, of: str, key: str, title: str, kind: str) -> None:
        """An attribute of nodes or edges, by its key."""
        if title in MEANINGS.get(of, ()):
            self.names[of, key] = title
            self.codes |= title == "segment" and kind in WHOLE

    def default(self, of: str, key: str, text: str) -> None:
        """What holds where nothing is said."""
        if (of, key) in self.names:
            self.defaults[of, key] = value_of(self.names[of, key], text)

    def of(self, element: str, key: str) -> str:
        """What a key means on this element: strength, strong, segment or nothing."""
        meaning = self.names.get((element, key), "")
        if meaning != "weight":
            return meaning
        return "" if "strength" in self.names.values() else "strength"


class Gathered:
    """What was told so far; said values belong to the node or edge told last."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.ends: tuple[list[str], list[str]] = [], []
        self.directed: list[bool] = []
        self.said: dict[str, list[Any]] = {"strength": [], "strong": [], "segment": []}

    def node(self, name: str) -> None:
        """A consumer."""
        self.nodes.append(name)
        self.said["segment"].append(None)

    def edge(self, source: str, target: str, directed: bool) -> None:
        """A tie."""
        self.ends[0].append(source)
        self.ends[1].append(target)
        self.directed.append(directed)
        self.said["strength"].append(None)
        self.said["strong"].append(None)

    def say(self, meaning: str, text: str) -> None:
        """A value of the node or edge told last."""
        if meaning in self.said:
            self.said[meaning][-1] = value_of(meaning, text)

    def ties(self, path: Path, meanings: Meanings, directed: bool) -> Ties:
        """All of it; `directed` is what the file says of a graph without ties."""
        for (of, key), value in meanings.defaults.items():
            if meaning := meanings.of(of, key):
                self.fill(meaning, value)
        where = str(path)
        ids = as_written(self.nodes)
        source, target = (joined(self.nodes, end, where, lambda row: f"edge {row + 1}") for end in self.ends)
        strength, strong, segment = (self._column(meaning, where) for meaning in self.said)
        return Ties(
            where,
            ids,
            everybody(ids, where),
            source,
            target,
            lambda row: f"{where}: edge {row + 1}: strength",
            None if strength is None else np.array(strength, np.float64),
            None if strong is None else np.array(strong, np.bool_),
            np.array(self.directed, np.bool_) if self.directed else directed,
            None if segment is None else as_written(segment) if meanings.codes else np.array(segment, object),
        )

    def fill(self, meaning: str, value: Any) -> None:
        """A value where nothing is said."""
        self.said[meaning] = [value if one is None else one for one in self.said[meaning]]

    def _column(self, meaning: str, where: str) -> list[Any] | None:
        values = self.said[meaning]
        there = sum(value is not None for value in values)
        if 0 < there < len(values):
            of = "node" if meaning == "segment" else "edge"
            found = Verbatim(f"it on {there} of {len(values)}")
            raise Refusal(f"{where}: {of} attribute {meaning!r}", found, f"it on every {of} or on none", "fill in the others")
        return values if there else None


def value_of(meaning: str, text: str) -> Any:
    """What a text says: a number, a truth, or of segments the word itself."""
    if meaning == "segment":
        return text
    return truth(text, f"edge: {meaning}") if meaning == "strong" else number(text, f"edge: {meaning}")
