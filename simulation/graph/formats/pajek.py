"""Pajek (W. de Nooy, A. Mrvar & V. Batagelj, "Exploratory social network analysis with Pajek", 2005): *Vertices, then
*Arcs, *Edges, *Arcslist or *Edgeslist.

Ids are the labels, or the numbers 1 … n if no vertex has one. The third number of an arc or edge is its strength, 1 if
there is none. Arcs are directed, edges not. Lines of remarks begin with %.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import numpy as np

from simulation.graph.csr import check_memory
from simulation.graph.formats import files
from simulation.graph.formats.markup import number
from simulation.graph.identity import Ids, check_population
from simulation.graph.ties import Ties, as_written, everybody
from simulation.refusal import Refusal, Verbatim

_VERTEX = re.compile(r'\s*(\d+)(?:\s+(?:"([^"]*)"|([^\s"]\S*)|(")))?')
_PARTS = ("*vertices", "*arcs", "*edges", "*arcslist", "*edgeslist", "*network")
_LABELS = 'labels without ", line ends and spaces around them'


class _Reader:
    """Told of lines; what a line says depends on the part it stands in."""

    def __init__(self) -> None:
        self.part, self.parts = "", set[str]()
        self.consumers = 0
        self.labels: dict[int, str | None] = {}
        self.source, self.target, self.strength, self.directed = array("i"), array("i"), array("d"), array("b")

    def line(self, text: str) -> None:
        """One line."""
        if text.startswith("*"):
            self._head(text)
        elif text.strip() and not text.startswith("%") and self.part != "*network":
            told = {"*vertices": self._vertex, "*arcs": self._tie, "*edges": self._tie}.get(self.part, self._ties)
            told(text)

    def _head(self, text: str) -> None:
        words = text.split()
        self.part = words[0].lower()
        if self.part not in _PARTS or (self.part in self.parts and self.part != "*network"):
            again = "a second time" if self.part in self.parts else "which is not read"
            remedy = "keep one network of one relation a file"
            raise Refusal("head", Verbatim(f"{words[0]}, {again}"), ", ".join(_PARTS[:5]), remedy)
        if len(words) > 1 and words[1].startswith(":") and words[1] != ":1":
            raise Refusal("head", text, "one relation", "keep one network of one relation a file")
        if self.part == "*vertices":
            self.consumers = _whole(words[1] if len(words) > 1 else "", 2**31 - 1)
            check_population(self.consumers, "*vertices")
            check_memory(self.consumers, "*vertices")
        elif not self.consumers and self.part != "*network":
            raise Refusal("head", words[0], "*vertices first", "say how many consumers there are")
        self.parts.add(self.part)

    def _vertex(self, text: str) -> None:
        found = _VERTEX.match(text)
        if not found or found[4]:
            raise Refusal("vertex", text, 'its number and its label, such as 1 "ann"', "mend that line")
        n = _whole(found[1], self.consumers)
        if n in self.labels:
            raise Refusal("vertex", n, "every vertex once", "leave the second one out")
        self.labels[n] = found[2] if found[3] is None else found[3]

    def _tie(self, text: str) -> None:
        words = text.split()
        if len(words) < 2:
            raise Refusal("tie", text, "the numbers of two vertices", "mend that line")
        self._add(words[0], words[1], number(words[2], "strength") if len(words) > 2 else 1.0)

    def _ties(self, text: str) -> None:
        source, *targets = text.split()
        for target in targets:
            self._add(source, target, 1.0)

    def _add(self, source: str, target: str, strength: float) -> None:
        self.source.append(_whole(source, self.consumers) - 1)
        self.target.append(_whole(target, self.consumers) - 1)
        self.strength.append(strength)
        self.directed.append(self.part.startswith("*arcs"))


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and 1 <= int(text) <= most):
        raise Refusal("number", text, f"a whole number from 1 to {most}", "number vertices from 1, without gaps")
    return int(text)


def read(path: Path) -> Ties:
    """The ties of a Pajek network, isolates included."""
    reader = _Reader()
    for n, line in enumerate(_lines(path), 1):
        try:
            reader.line(line)
        except Refusal as refusal:
            raise refusal.within(f"{path}: line {n}") from None
    if not reader.consumers:
        raise Refusal(str(path), Verbatim("no vertex"), "*vertices and their number", "check that it is a Pajek network")
    ids = _ids(reader, path)
    strength, directed = np.array(reader.strength), np.array(reader.directed, np.bool_)
    return Ties(
        str(path),
        ids,
        everybody(ids, str(path)),
        np.array(reader.source, np.int32),
        np.array(reader.target, np.int32),
        lambda row: f"{path}: tie {row + 1}: strength",
        None if (strength == 1).all() else strength,
        directed=directed if directed.size else "*edges" not in reader.parts,
    )


def _lines(path: Path) -> Iterator[str]:
    try:
        text = files.contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise files.garbage(path, error) from None
    return iter(text.splitlines())


def _ids(reader: _Reader, path: Path) -> Ids:
    there = {n: label for n, label in reader.labels.items() if label is not None}
    if not there:
        return np.arange(1, reader.consumers + 1)
    if len(there) < reader.consumers:
        found = Verbatim(f"labels on {len(there)} of {reader.consumers} vertices")
        raise Refusal(str(path), found, "a label on every vertex or on none", "label the others")
    return as_written([there[n] for n in range(1, reader.consumers + 1)])


def write(ties: Ties, path: Path) -> None:
    """Vertices with their labels, and ties with their strength."""
    labels = [str(one) for one in ties.ids]
    odd = next((one for one in labels if '"' in one or one != one.strip() or len(one.splitlines()) > 1), None)
    if odd is not None:
        raise Refusal(f"{path}: ids", odd, _LABELS, "write .graphml or .npz, or name people otherwise")
    files.write(path, lambda stream: stream.writelines(line.encode() for line in _told(ties, labels)))


def _told(ties: Ties, labels: list[str]) -> Iterator[str]:
    yield f"*Vertices {len(labels)}\n"
    yield from (f'{n} "{label}"\n' for n, label in enumerate(labels, 1))
    yield "*Arcs\n" if ties.directed else "*Edges\n"
    strength = repeat("") if ties.strength is None else (f" {one}" for one in ties.strength)
    for source, target, weight in zip(ties.source + 1, ties.target + 1, strength, strict=False):
        yield f"{source} {target}{weight}\n"
