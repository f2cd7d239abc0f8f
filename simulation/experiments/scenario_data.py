"""What a scenario points at, loaded when first asked for: its network, its creators, its rate card."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from simulation.experiments import tables, units
from simulation.experiments.document import existing
from simulation.experiments.units import Quantity
from simulation.graph.csr import check_memory
from simulation.graph.generators import RECIPES
from simulation.graph.identity import Names, Positions, check_different, ids_of, names_of, positions
from simulation.graph.network import Network
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import pandas as pd

CARD = ("name", "role", "followers", "fee", "platform", "segment")
ROLES = ("KOL", "KOC")
_LOADED = ("network", "creators_table", "rate_card")
_VIEWS = Quantity("", 0, 1e15)
_FEE = Quantity("CNY", 0, 1e9)
# One-way ties a consumer has, by the option of a recipe that says so.
_DEGREES = {"mean_degree": 1, "neighbours": 1, "degree": 1, "minimum": 1, "ties_each": 2, "sides": 1}

Built = TypeVar("Built")


class CreatorsTable(NamedTuple):
    """The accounts for hire of a real platform; a row a creator, in the order of `network`."""

    ids: npt.NDArray[Any]  # (creators,)
    names: Names  # (creators,) what chance knows them by
    views: npt.NDArray[np.float64]  # (creators,) the column followers grow with
    partner: npt.NDArray[np.bool_] | None  # (creators,) a commercial partner of the platform
    network: Network  # who follows whom mutually

    @property
    def digest(self) -> str:
        """SHA-256 of the table and its network."""
        partner = b"" if self.partner is None else self.partner.tobytes()
        return hashlib.sha256(self.network.digest.encode() + self.views.astype("<f8").tobytes() + partner).hexdigest()


class RateRow(NamedTuple):
    """One account for hire as a rate card lists it."""

    name: str
    role: str  # KOL or KOC
    followers: int  # people
    fee: float  # CNY a post
    platform: str
    segment: str  # empty: none in particular


@dataclass(frozen=True)
class Sources:
    """Where a scenario's data come from; equal ones hold the same data, so a varied scenario keeps what is loaded."""

    consumers: Any  # the section, or a Network
    creators: Any
    accounts: Any
    key: int
    where: str = field(compare=False)

    def check(self) -> None:
        """Refuse, before anything is loaded, a file that is not there and consumers no memory holds."""
        if not isinstance(self.consumers, Network):
            _check_consumers(self.consumers, f"{self.where}: consumers")
        if self.creators is not None:
            _check_file(self.creators.graph, f"{self.where}: creators.graph", "a file of ties")
            _check_file(self.creators.table, f"{self.where}: creators.table", "a table")
        if self.accounts is not None:
            _check_file(self.accounts.file, f"{self.where}: accounts.file", "a rate card")

    @cached_property
    def network(self) -> Network:
        """Who hears whom."""
        spec = self.consumers
        if isinstance(spec, Network):
            return spec
        where = f"{self.where}: consumers.{spec.kind}"
        if spec.kind == "file":
            return _network_of(spec, where, f"{self.where}: consumers.segments")
        options = getattr(spec, spec.kind).model_dump()
        return within(where, lambda: RECIPES[spec.kind](**options, key=self.key))

    @cached_property
    def creators_table(self) -> CreatorsTable | None:
        """The creators for hire, if the scenario has any."""
        return None if self.creators is None else _creators(self.creators, f"{self.where}: creators")

    @cached_property
    def rate_card(self) -> tuple[RateRow, ...] | None:
        """The rate card, if the scenario has one."""
        return None if self.accounts is None else rate_card(Path(self.accounts.file), f"{self.where}: accounts.file")

    def loaded(self, files: bool = True) -> dict[str, Any]:
        """What has been loaded so far, by name; a network that is mapped from its file can be mapped again.

        For machines that see no `files` of this one: everything.
        """
        if not files:
            return {name: getattr(self, name) for name in _LOADED}
        spec = self.consumers
        mapped = not isinstance(spec, Network) and spec.kind == "file" and Path(spec.file).suffix == ".npz" and not spec.segments
        return {name: vars(self)[name] for name in _LOADED[mapped:] if name in vars(self)}

    def lend(self, loaded: Mapping[str, Any]) -> None:
        """Take what has been loaded from equal sources elsewhere."""
        vars(self).update(loaded)

    @cached_property
    def resolved(self) -> dict[str, Any]:
        """What they hold, told without a path: recipes by their options, data by their digest."""
        spec, table, card = self.consumers, self.creators_table, self.rate_card
        recipe = not isinstance(spec, Network) and spec.kind != "file"
        return {
            "consumers": {spec.kind: getattr(spec, spec.kind).model_dump()} if recipe else self.network.digest,
            "creators": None if table is None else table.digest,
            "accounts": None if card is None else [list(row) for row in card],
        }


def within(where: str, build: Callable[[], Built]) -> Built:
    """What `build` makes; its refusal is told with the place in the scenario."""
    try:
        return build()
    except Refusal as refusal:
        raise refusal.within(where) from None


def _check_file(file: str, where: str, expected: str) -> None:
    within(where, lambda: existing(Path(file), expected))


def _check_consumers(spec: Any, where: str) -> None:
    if spec.kind == "file":
        _check_file(spec.file, f"{where}.file", "a file of ties")
        if spec.segments:
            _check_file(spec.segments.file, f"{where}.segments.file", "a table")
        return
    options = getattr(spec, spec.kind).model_dump()
    degree = max((options[name] * arcs for name, arcs in _DEGREES.items() if options.get(name)), default=1)
    ties = 2 * options["ties"] if options.get("ties") else 0
    check_memory(max(options["consumers"] * max(degree, 1), ties), f"{where}.{spec.kind}")


def _network_of(spec: Any, where: str, where_segments: str) -> Network:
    columns = {"source": spec.source, "target": spec.target, "strength": spec.strength}
    network = within(where, lambda: Network.read(spec.file, spec.directed, **columns))
    return network if spec.segments is None else _segmented(network, spec.segments, where_segments)


def _segmented(network: Network, spec: Any, where: str) -> Network:
    frame = tables.read(Path(spec.file), [spec.id, spec.column], f"{where}.file")
    grown, place = peopled(network, frame, spec.id, where)
    words = frame[spec.column].to_numpy(object)
    if (words == "").any():
        tables.refuse(frame, spec.column, int((words == "").argmax()), where, "the segment of a consumer")
    labels, codes = np.unique(words.astype(str), return_inverse=True)
    segment = np.empty(grown.n_consumers, np.int32)
    segment[place] = codes
    return dataclasses.replace(grown, segment=segment, segment_labels=tuple(labels.tolist()))


def peopled(network: Network, frame: pd.DataFrame, column: str, where: str) -> tuple[Network, Positions]:
    """The network with everybody of a table, and the position of each row's person; all of the network are in it.

    Those who are in no tie come last, in the order of the table.
    """
    ids = ids_of(frame[column].to_numpy(object), f"{where}: {column}", lambda row: tables.at(where, row, column))
    names = within(where, lambda: names_of(ids, column))
    within(where, lambda: check_different(ids, names, column))
    place = positions(network.names, names)
    there = np.zeros(network.n_consumers, bool)
    there[place[place >= 0]] = True
    if not there.all():
        missing = network.ids[~there].tolist()[0]
        raise Refusal(f"{where}: {column}", Verbatim(f"no row for {missing!r}, who has ties"), "a row for everybody", "add it")
    alone = np.flatnonzero(place < 0)
    place[alone] = network.n_consumers + np.arange(alone.size)
    return _with_loners(network, ids[alone], f"{where}: {column}"), place


def _with_loners(network: Network, ids: npt.NDArray[Any], where: str) -> Network:
    """The network with more consumers, whom nobody hears and who hear nobody."""
    if not ids.size:
        return network
    try:
        together = np.concatenate([network.ids, ids.astype(network.ids.dtype)])
    except ValueError:
        raise Refusal(where, ids[0], "whole numbers, as in the ties", "write ids alike in both files") from None
    starts = (np.append(start, np.full(ids.size, start[-1])) for start in (network.out_start, network.in_start))
    out_start, in_start = starts
    return dataclasses.replace(
        network, ids=together, names=names_of(together, where), out_start=out_start, in_start=in_start
    )


def _creators(spec: Any, where: str) -> CreatorsTable:
    network = within(f"{where}.graph", lambda: Network.read(spec.graph, directed=False))
    column, path = spec.following.column, f"{where}.table"
    frame = tables.read(Path(spec.table), [spec.id, column, *([spec.partner] if spec.partner else [])], path)
    network, place = peopled(network, frame, spec.id, path)
    views = np.empty(network.n_consumers)
    views[place] = tables.numbers(frame, column, _VIEWS, path)
    if not views.any():
        raise Refusal(f"{path}: {column}", Verbatim("0 everywhere"), "at least one positive number", "name another column")
    partner = None
    if spec.partner:
        partner = np.empty(network.n_consumers, bool)
        partner[place] = tables.truths(frame, spec.partner, path)
    return CreatorsTable(network.ids, network.names, views, partner, network)


def rate_card(path: Path, where: str) -> tuple[RateRow, ...]:
    """The rows of a rate card: CSV with the columns name, role, followers, fee, platform, segment.

    `followers` are people, `fee` is CNY a post; a name stands for one account and appears once.
    """
    frame = tables.read(path, CARD, where, exactly=True)
    followers = tables.numbers(frame, "followers", units.PEOPLE, where)
    fees = tables.numbers(frame, "fee", _FEE, where)
    seen: dict[str, int] = {}
    for row, (name, role) in enumerate(zip(frame["name"], frame["role"], strict=True)):
        if role not in ROLES:
            tables.refuse(frame, "role", row, where, "KOL or KOC", nearest(role, ROLES))
        if not name or name in seen:
            expected = f"a name of its own; row {seen[name] + 1} has it too" if name else "the name of an account"
            tables.refuse(frame, "name", row, where, expected, "write another name")
        seen[name] = row
    texts = (frame[column].tolist() for column in ("name", "role", "platform", "segment"))
    names, roles, platforms, segments = texts
    people = followers.astype(np.int64).tolist()
    return tuple(map(RateRow, names, roles, people, fees.tolist(), platforms, segments))
