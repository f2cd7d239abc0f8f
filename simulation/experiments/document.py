"""A scenario file as a plain mapping: read safely, with what it extends, its paths made independent of the folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

from simulation.experiments import shipped
from simulation.refusal import Refusal, Verbatim

LARGEST_FILE = 256 * 1024  # bytes; a scenario is a page or two
DEEPEST = 20  # mappings within mappings
LONGEST_CHAIN = 20  # files that extend one another

Document = dict[str, Any]

# Fields that name a file, and where they stand.
PATHS = (("consumers", "file"), ("consumers", "segments", "file"), ("creators", "graph"), ("creators", "table"),
         ("accounts", "file"))  # fmt: skip
_OF_A_FILE = {"directed", "source", "target", "strength", "segments"}


class _Loader(yaml.SafeLoader):
    """YAML without what can surprise: no tags, no aliases, no repeated keys, no dates, no sixty-based numbers."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Unwanted(event, "an anchor or alias", "values written out", "repeat the value, or use `extends`")
        if getattr(event, "tag", None) is not None:
            raise _Unwanted(event, f"the tag {event.tag!r}", "plain values without tags", "leave the tag out")
        if self.depth >= DEEPEST:
            found = f"values nested more than {DEEPEST} deep"
            raise _Unwanted(event, found, "sections and their fields", "check the brackets")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = set()
        for key, _ in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                found = repr(key.value) if isinstance(key, yaml.ScalarNode) else "a list or mapping"
                raise _Unwanted(key, f"{found} as a key", "words as keys", "put the key in quotes")
            if key.value in keys:
                raise _Unwanted(key, f"the key {key.value!r} twice", "every key once", "take one of them out")
            keys.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_whole(self, node: Any) -> int | str:
        digits = node.value.replace("_", "")
        return int(digits) if len(digits) <= 100 else node.value

    def construct_number(self, node: Any) -> float:
        return float(node.value.replace("_", ""))


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9][0-9_]*", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_number)


class _Unwanted(Exception):
    """A piece of YAML that is not taken, and the line it stands in."""

    def __init__(self, node: Any, found: str, expected: str, remedy: str) -> None:
        self.line = node.start_mark.line + 1
        self.complaint = (Verbatim(found), expected, remedy)


def located(file: str | PathLike[str]) -> Path:
    """The path of a scenario: a file, or the bare name of a shipped one; neither is refused with the nearest."""
    path = Path(file)
    bare = path.suffix == "" and path.parent == Path()
    if bare and str(file) in shipped.names():
        return shipped.shipped(str(file))
    return existing(path, "a scenario file or the name of a shipped scenario", shipped.names() if bare else [])


def existing(path: Path, expected: str, more: list[str] | None = None) -> Path:
    """This file, if it is there; a missing one is refused with the nearest names of its folder, and `more`."""
    try:
        if path.is_file():
            return path
        found = "a directory" if path.is_dir() else "no such file"
        beside = [other.name for other in path.parent.iterdir() if other.is_file()] if path.parent.is_dir() else []
    except (OSError, ValueError) as error:
        raise Refusal(repr(str(path)), Verbatim(f"a name that cannot be used ({error})"), expected, "rename it") from None
    raise Refusal(str(path), Verbatim(found), expected, _suggestion(path, [*beside, *(more or [])]))


def _suggestion(path: Path, names: list[str]) -> str:
    if path.is_dir():
        inside = sorted(other.name for other in path.glob("*.yaml"))
        return f"name a file in it, such as {inside[0]}" if inside else "name a file in it"
    close = get_close_matches(path.name, names, n=3, cutoff=0.6)
    return "did you mean " + " or ".join(map(repr, close)) if close else "check the name and the folder"


def parsed(path: Path) -> Document:
    """The mapping one file holds, as it stands there."""
    found = of_text(_text(path), str(path))
    if not isinstance(found, dict):
        kind = "nothing" if found is None else f"a {type(found).__name__}"
        raise Refusal(str(path), Verbatim(kind), "sections such as `consumers:`", "start from the one `wom init` writes")
    return found


def of_text(text: str, where: str) -> Any:
    """What a text in YAML says."""
    try:
        return yaml.load(text, _Loader)
    except _Unwanted as error:
        raise Refusal(f"{where}: line {error.line}", *error.complaint) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _not_yaml(f"{where}: line {line}", error.problem or "broken structure") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _not_yaml(where, str(error).split("\n")[0]) from None


def _not_yaml(where: str, problem: str) -> Refusal:
    return Refusal(where, Verbatim(f"broken YAML ({problem})"), "a YAML file", "mend this line or the one above")


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            expected = f"at most {LARGEST_FILE // 1024} kB"
            raise Refusal(str(path), Verbatim(f"{size} bytes"), expected, "keep tables in files of their own")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = Verbatim(f"bytes that are no text (at {error.start})")
        raise Refusal(str(path), found, "a text in UTF-8", "save it as YAML, UTF-8") from None
    except OSError as error:
        found = Verbatim(f"a file that cannot be read ({error.strerror})")
        raise Refusal(str(path), found, "a file that may be read", "check its permissions") from None


def whole_document(path: Path, chain: tuple[Path, ...] = ()) -> Document:
    """What a file says together with the files it extends; paths anchored, lists replaced, mappings merged."""
    here = path.resolve()
    if here in chain or len(chain) > LONGEST_CHAIN:
        names = " → ".join(p.name for p in (*chain, here))
        raise Refusal(f"{path}: extends", Verbatim(f"a circle ({names})"), "a file that stands alone", "cut the circle")
    own = anchored(parsed(path), path.parent.resolve())
    if "extends" not in own:
        return own
    base = whole_document(_extended(path, own.pop("extends")), (*chain, here))
    base.pop("name", None)
    together: Document = merged(base, own)
    return together


def _extended(path: Path, other: object) -> Path:
    expected = "the path of another scenario, seen from this one, or a shipped name"
    if not isinstance(other, str) or not other:
        raise Refusal(f"{path}: extends", other, expected, "write the name of one file")
    if other in shipped.names():
        return shipped.shipped(other)
    try:
        return existing(path.parent / other, expected, shipped.names())
    except Refusal as refusal:
        raise refusal.within(f"{path}: extends") from None


def anchored(document: Document, folder: Path) -> Document:
    """The same document with every path that is named in it seen from `folder`."""
    for *sections, field in PATHS:
        place: Any = document
        for section in sections:
            place = place.get(section) if isinstance(place, dict) else None
        if isinstance(place, dict) and isinstance(place.get(field), str):
            place[field] = str(folder / place[field])
    return document


def plain_mapping(value: Any, where: str, depth: int = 0) -> Any:
    """A copy without the caller's own mappings and lists, so that nobody can change it; keys must be words."""
    if depth > DEEPEST:
        raise Refusal(where, Verbatim(f"values nested more than {DEEPEST} deep"), "sections and fields", "flatten it")
    if isinstance(value, Mapping):
        return {_word(key, where): plain_mapping(item, f"{where}: {key}", depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_mapping(item, where, depth + 1) for item in value]
    return str(value) if isinstance(value, PathLike) else value


def _word(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise Refusal(where, Verbatim(f"the key {key!r}"), "words as keys", "put the key in quotes")
    return key


def merged(base: Any, change: Any) -> Any:
    """`base` with what `change` says instead: mappings merge, all else is replaced, null takes away what is there."""
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    together = {**base, **{key: _together(key, base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in together.items() if value is not None or key not in base}


def _together(section: str, base: Any, change: Any) -> Any:
    """One section merged: strategies are replaced, and consumers from another source replace the whole section."""
    other = isinstance(base, dict) and isinstance(change, dict) and set(change) - _OF_A_FILE - set(base)
    return change if section == "strategies" or (section == "consumers" and other) else merged(base, change)
