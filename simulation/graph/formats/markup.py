"""XML, read as it streams by and without entities: what declares a document type is refused before it is expanded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from simulation.graph.formats import files
from simulation.refusal import Refusal, Verbatim

Attributes = dict[str, str]
_NOT_IN_XML = {*range(0x20), 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0D}


class Reader(Protocol):
    """Who is told of elements as they begin and end."""

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins; names without their namespace."""

    def end(self, name: str, text: str) -> None:
        """An element ends; the text in it since the last tag."""


def walk(path: Path, root: str, reader: Reader) -> None:
    """Tell a reader of every element of a file; its refusals are told with the line they are about."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []
    opened = 0

    def begin(name: str, attributes: Attributes) -> None:
        nonlocal opened
        if not opened and _local(name) != root:
            raise Refusal("its first element", _local(name), root, "check that it is what its ending says")
        opened += 1
        text.clear()
        reader.begin(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        reader.end(_local(name), "".join(text))
        text.clear()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text.append
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _no_entities
    data = files.contents(path)
    try:
        with files.decoding(path, f"XML, a {root} file"):
            parser.Parse(data, True)
    except Refusal as refusal:
        known = refusal.where.startswith(str(path))
        raise refusal if known else refusal.within(f"{path}: line {parser.CurrentLineNumber}") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _no_entities(*_: Any) -> None:
    found = Verbatim("a document type or entity declaration")
    raise Refusal("its head", found, "XML without one, as entities are not expanded", "delete the declaration")


def needed(attributes: Attributes, name: str, element: str) -> str:
    """An attribute that must be there."""
    if name not in attributes:
        raise Refusal(element, Verbatim(f"no attribute {name}"), f"{name}=…", "add it")
    return attributes[name]


def number(text: str, where: str) -> float:
    """A finite number."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise Refusal(where, text, "a number", "write a strength from 0 to 1")
    return value


def truth(text: str, where: str) -> bool:
    """True or false, as XML writes it (of a tie: whether it is strong, or directed)."""
    found = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
    if found is None:
        raise Refusal(where, text, "true or false", "write one of them")
    return found


def quoted(texts: Iterable[object], where: str) -> list[str]:
    """Texts as attributes of XML, quotes included; what XML cannot hold is refused."""
    plain = [str(text) for text in texts]
    for text in plain:
        if not text.isprintable() and any(ord(sign) in _NOT_IN_XML or 0xD800 <= ord(sign) < 0xE000 for sign in text):
            raise Refusal(where, text, "text without control signs", "write .npz, or name people otherwise")
    return [quoteattr(text) for text in plain]
