"""Scenarios on their way to another process: networks go by a file that both map, so memory holds them once."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.graph.network import Network

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario


def packed(scenarios: Sequence[Scenario], folder: Path, elsewhere: type[Packer] | None = None) -> bytes:
    """The scenarios and all they point at; their networks are written into `folder`, once each.

    `elsewhere` packs for a machine that sees no file of this one.
    """
    for scenario in scenarios:
        scenario.network()
    sink = io.BytesIO()
    (elsewhere or Packer)(sink, folder).dump([(scenario, scenario.loaded(elsewhere is None)) for scenario in scenarios])
    return sink.getvalue()


def unpacked(data: bytes, folder: Path) -> list[Scenario]:
    """The scenarios, with what they point at loaded already."""
    pairs = _Unpacker(io.BytesIO(data), folder).load()
    for scenario, loaded in pairs:
        scenario.lend(loaded)
    return [scenario for scenario, _ in pairs]


class Packer(pickle.Pickler):
    """Pickles a network as the name of its file in a folder."""

    def __init__(self, sink: io.BytesIO, folder: Path | None = None) -> None:
        super().__init__(sink)
        self._folder, self._files = folder, dict[int, str]()

    def persistent_id(self, value: Any) -> str | None:
        if self._folder is None or not isinstance(value, Network):
            return None
        if id(value) not in self._files:
            name = f"{len(self._files)}.npz"
            value.write(self._folder / name)
            self._files[id(value)] = name
        return self._files[id(value)]


class _Unpacker(pickle.Unpickler):
    """Maps the networks a `Packer` has written."""

    def __init__(self, source: io.BytesIO, folder: Path) -> None:
        super().__init__(source)
        self._folder, self._networks = folder, dict[str, Network]()

    def persistent_load(self, name: str) -> Network:
        if name not in self._networks:
            self._networks[name] = Network.read(self._folder / name)
        return self._networks[name]
