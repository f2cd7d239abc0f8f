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


def packed(scenarios: Sequence[Scenario], folder: Path) -> bytes:
    """The scenarios and all they point at; their networks are written into `folder`, once each."""
    for scenario in scenarios:
        scenario.network()
    sink = io.BytesIO()
    _Packer(sink, folder).dump([(scenario, scenario.loaded()) for scenario in scenarios])
    return sink.getvalue()


def unpacked(data: bytes) -> list[Scenario]:
    """The scenarios, with what they point at loaded already."""
    pairs = _Unpacker(io.BytesIO(data)).load()
    for scenario, loaded in pairs:
        scenario.lend(loaded)
    return [scenario for scenario, _ in pairs]


class _Packer(pickle.Pickler):
    """Pickles a network as the name of its file."""

    def __init__(self, sink: io.BytesIO, folder: Path) -> None:
        super().__init__(sink)
        self._folder, self._files = folder, dict[int, str]()

    def persistent_id(self, value: Any) -> str | None:
        if not isinstance(value, Network):
            return None
        if id(value) not in self._files:
            file = self._folder / f"{len(self._files)}.npz"
            value.write(file)
            self._files[id(value)] = str(file)
        return self._files[id(value)]


class _Unpacker(pickle.Unpickler):
    """Maps the networks a `_Packer` has written."""

    def __init__(self, source: io.BytesIO) -> None:
        super().__init__(source)
        self._networks: dict[str, Network] = {}

    def persistent_load(self, file: str) -> Network:
        if file not in self._networks:
            self._networks[file] = Network.read(Path(file))
        return self._networks[file]
