"""Who plays: a folder of files, one a team, each read by itself, so that a broken one stops nobody else.

A team's file says what the team is called and how it spends the budget; it can say nothing else, names no other file and
is no link to one:

    team: red                      team: blue
    strategy: six_three_one        split:
    koc: 50 %                        koc: 60 %
    head: 30 %                       ads: 40 %
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from simulation.experiments import document, lineup
from simulation.experiments.provenance import is_control
from simulation.experiments.scenario_fields import plain_name
from simulation.experiments.scenario_schema import refusal_of
from simulation.experiments.shipped import scenarios
from simulation.experiments.units import SHARE, Unfit
from simulation.refusal import Refusal, Verbatim, nearest

GAME = "game.yaml"  # the scenario that is played
SHIPPED = "class"  # the folder that comes with the package
ENDINGS = (".yaml", ".yml")
MISNAMED = (".txt", ".doc", ".docx", ".odt", ".rtf", ".yam", ".ymal")  # as editors save what was meant to be YAML
MOST = 200  # teams
ROUNDING = 1e-6  # by which shares may miss 100 %
CONTROLS = ("control", "no_campaign", "no campaign")


class Team(NamedTuple):
    """One that plays: a class's team with its file, or a machine's without."""

    name: str
    strategy: Any
    file: str  # its name within the folder, "" for a machine


class Unscored(NamedTuple):
    """A file that is not scored, and why."""

    file: str
    why: Refusal


class Entries(NamedTuple):
    """What a folder holds: the teams in the order of their names, the files that cannot be scored in that of theirs."""

    teams: tuple[Team, ...]
    unscored: tuple[Unscored, ...]


def folder_of(given: str | PathLike[str]) -> Path:
    """The folder of a game: a path, or `class`, the shipped one; raises Refusal."""
    expected, remedy = "a folder with a file for each team", f"make one, or try {SHIPPED!r}, which comes with wom"
    if not isinstance(given, (str, PathLike)):
        raise Refusal("folder", given, expected, remedy)
    try:
        path = Path(given)
        if path.is_dir():
            return path
        found = "a file" if path.exists() else "no such folder"
    except (OSError, ValueError) as error:
        raise Refusal(repr(str(given)), Verbatim(f"a name that cannot be used ({error})"), expected, remedy) from None
    if str(given) == SHIPPED:
        return scenarios() / SHIPPED
    raise Refusal(str(path), Verbatim(found), expected, remedy)


def called(folder: Path) -> str:
    """What a game is called by its folder, as a scenario may be called."""
    signs = "".join(sign if sign.isalnum() or sign in " .-_" else "-" for sign in folder.resolve().name)
    return signs.strip(" .")[:60] or "game"


def entries(folder: Path, taken: Iterable[str]) -> Entries:
    """The teams of a folder; `taken` are names no team may have. Raises Refusal where nobody wants to play."""
    files = list(_files(folder))
    if not files:
        expected = "a file for each team, such as red.yaml"
        raise Refusal(str(folder), Verbatim("no team's file"), expected, "write `team: red` and `strategy: head_kol` into one")
    if len(files) > MOST:
        expected = f"at most {MOST} teams"
        raise Refusal(str(folder), Verbatim(f"{len(files)} teams' files"), expected, "play in two folders")
    read: list[Team] = []
    unscored: list[Unscored] = []
    for file in files:
        try:
            read.append(team(file, taken))
        except Refusal as refusal:
            unscored.append(Unscored(file.name, refusal))
    once, again = _by_name(folder, read)
    return Entries(once, tuple(sorted((*unscored, *again))))


def _files(folder: Path) -> Iterator[Path]:
    """What is, or was meant as, a team's file, in the order of names; hidden files and tables are neither."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        found = Verbatim(f"a folder that cannot be read ({error.strerror})")
        raise Refusal(str(folder), found, "a folder that may be read", "check its permissions") from None
    for name in names:
        if name != GAME and not name.startswith((".", "~")) and name.lower().endswith((*ENDINGS, *MISNAMED)):
            yield folder / name


def team(path: Path, taken: Iterable[str] = ()) -> Team:
    """One team's file; every fault in it is refused with its place."""
    if path.is_symlink():
        raise Refusal(str(path), Verbatim("a link to another file"), "the file itself", "copy the file into the folder")
    if not path.name.lower().endswith(ENDINGS):
        found = Verbatim(f"a file that ends in {path.suffix}")
        raise Refusal(str(path), found, "a text that ends in .yaml", "save it as plain text under such a name")
    said = document.parsed(document.existing(path, "a team's file"))
    name = _name(said.pop("team", None), f"{path}: team", taken)
    return Team(name, _strategy(said, path), path.name)


def _name(said: object, place: str, taken: Iterable[str]) -> str:
    if said is None:
        raise Refusal(place, Verbatim("nothing"), "what the team is called", "write `team: red`")
    try:
        name = plain_name(said)
    except Unfit as unfit:
        raise refusal_of(unfit, place) from None
    if same(name) in {same(other) for other in (*taken, *CONTROLS)}:
        raise Refusal(place, name, "a name that neither the machine nor the control has", "choose another name")
    return name


def same(name: str) -> str:
    """What two names have in common that a reader could mistake for one another: case, width and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _strategy(said: dict[str, Any], path: Path) -> Any:
    """The strategy a team's file names, or that of its split."""
    expected = "a strategy with its options, or a split of the budget"
    ways = [way for way in ("strategy", "split") if way in said]
    if len(ways) != 1:
        found = Verbatim("both `strategy:` and `split:`" if ways else "neither `strategy:` nor `split:`")
        raise Refusal(str(path), found, expected, "write `strategy: head_kol`, or `split:` and the shares below it")
    if ways == ["split"]:
        return _split(said, path)
    from simulation.actors.strategies import registry

    name = said["strategy"]
    if not isinstance(name, str) or name not in registry.names():
        raise Refusal(f"{path}: strategy", name, "the name of a strategy", nearest(name, registry.names()))
    strategy = lineup.from_words(said, f"{path}: {name}")
    if is_control(strategy):
        raise Refusal(f"{path}: strategy", name, "a strategy that spends the budget", "the control runs anyway")
    return strategy


def _split(said: dict[str, Any], path: Path) -> Any:
    """A split of the budget by channel: the strategy `split` under its own heading, advertisements written out or not."""
    shares, others, place = said["split"], [key for key in said if key != "split"], f"{path}: split"
    if others:
        found = Verbatim(f"the key {others[0]!r} beside it")
        raise Refusal(place, found, "`team:` and `split:` only", "put the options of a split below it")
    if not isinstance(shares, dict) or not shares or "strategy" in shares:
        expected = "a share for each channel that is to get money"
        raise Refusal(place, shares, expected, "write a channel a line: `koc: 60 %`")
    split = lineup.from_words({"strategy": "split", **{key: shares[key] for key in shares if key != "ads"}}, place)
    if "ads" in shares:
        _check_sum(split.given, _share(shares["ads"], f"{place}.ads"), place)
    return split


def _share(said: object, place: str) -> float:
    try:
        return SHARE.read(said)
    except Unfit as unfit:
        raise refusal_of(unfit, place) from None


def _check_sum(others: float, ads: float, place: str) -> None:
    if abs(others + ads - 1.0) > ROUNDING:
        found, remedy = Verbatim(f"shares that sum to {100 * (others + ads):.6g} %"), "leave `ads` out: it gets what is left"
        raise Refusal(place, found, "100 % where advertisements are written out", remedy)


def _by_name(folder: Path, read: list[Team]) -> tuple[tuple[Team, ...], list[Unscored]]:
    """Those whose name nobody else has, and those who share one: no team wins a name by the name of its file."""
    called = defaultdict(list)
    for one in read:
        called[same(one.name)].append(one)
    again = []
    for one in read:
        others = [other.file for other in called[same(one.name)] if other is not one]
        if others:
            found = Verbatim(f"the name {one.name!r}, which {others[0]} has too")
            why = Refusal(f"{folder / one.file}: team", found, "a name no other team has", "rename one of both")
            again.append(Unscored(one.file, why))
    once = (one for one in read if len(called[same(one.name)]) == 1)
    return tuple(sorted(once, key=lambda one: one.name)), again
