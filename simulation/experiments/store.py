"""results/: every finished run in a file of its own, named by what decides it, so that nothing is run twice.

ROOT/<scenario>/parts/<digest>.parquet holds a run's curves as a table and, in the file's metadata, its totals, what
decided it and a checksum of all three. A file appears whole or not at all, so a killed comparison loses only the runs
under way.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
import json
import os
import pickle
import re
import secrets
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from simulation.model.compiled import edition
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

_OF_THE_COMPARISON = ("ranges", "held")  # what worlds are drawn from; a run has its world's parameters
_WRITABLE = "a folder that can be written to, with space left"
_DRAFTS = ".*-*-????????.tmp"  # as `put` calls them
_DRAFT_LASTS = 86_400  # seconds
_TRUNCATED_TO = 32  # hexadecimal digits of a name


class Record(NamedTuple):
    """What is kept of a run: its totals (numbers by metric, None where not defined) and its curves (a row a day)."""

    totals: Mapping[str, float | None]
    curves: pd.DataFrame


class Name(NamedTuple):
    """What a run is called: the folder of its scenario, the digest, and the words that were digested."""

    folder: str
    digest: str
    identity: str


# ---------------------------------------------------------------------------------------------------------- names


def canonical(value: object) -> str:
    """A plain value as JSON that is the same whenever the value is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(text: str) -> str:
    """Thirty-two hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_TRUNCATED_TO]


def name_of_run(scenario: Scenario, strategy: Any, replicate: int, way: Any = None) -> Name:
    """The name of one strategy's run in one world; `scenario` has that world's parameters, `way` is another than `run`.

    Labels, the number of replicates and the other strategies do not enter it: they decide nothing in this run.
    """
    decides = {key: value for key, value in scenario.resolved().items() if key not in _OF_THE_COMPARISON}
    identity = canonical({
        "scenario": decides,
        "graph": scenario.network().digest,
        "edition": edition(),
        "key": scenario.key,
        "strategy": _decisive(strategy),
        "replicate": replicate,
        **({} if way is None else {"way": described(way)}),
    })  # fmt: skip
    return Name(folder_name(scenario.name), digest(identity), identity)


def described(strategy: Any) -> dict[str, Any]:
    """A strategy's type and options."""
    kind = type(strategy)
    options = {field.name: _plain(getattr(strategy, field.name)) for field in dataclasses.fields(strategy)}
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "options": options}


def _plain(option: object) -> object:
    """An option as JSON can say it: numbers and text as they are, anything else by its digest."""
    if option is None or isinstance(option, (bool, int, float, str)):
        return option
    return f"{type(option).__name__} {hashlib.sha256(pickle.dumps(option)).hexdigest()[:_TRUNCATED_TO]}"


def _decisive(strategy: Any) -> dict[str, Any]:
    """What decides a strategy: type and options, and its source where the edition does not cover it."""
    kind = type(strategy)
    ours = kind.__module__.startswith("simulation.")
    return described(strategy) | ({} if ours else {"source": digest(_source(kind))})


def _source(kind: type) -> str:
    module = inspect.getmodule(kind)
    with suppress(OSError, TypeError):
        return inspect.getsource(module if module is not None and hasattr(module, "__file__") else kind)
    where, remedy = f"strategies.{kind.__name__}", "define it in a file, or keep no results (out=None)"
    raise Refusal(where, Verbatim("a strategy whose source cannot be read"), "a source that can name its runs", remedy)


def folder_name(scenario: str) -> str:
    """A scenario's name as a folder may be called on any system."""
    plain = re.sub(r"[^\w-]+", "-", scenario).strip("-")
    return plain[:80] or "scenario"


# ---------------------------------------------------------------------------------------------------------- parts


class Store:
    """The runs kept under one root."""

    def __init__(self, root: str | Path) -> None:
        if not isinstance(root, (str, os.PathLike)):
            raise Refusal("results", root, "the name of a folder", "give the folder for the results")
        self.root = Path(root)
        put(self.root / ".writable", b"")
        (self.root / ".writable").unlink(missing_ok=True)
        self._sweep()

    def _sweep(self) -> None:
        """Take away the drafts that killed processes left, once nobody can be writing them any more."""
        for draft in chain.from_iterable(self.root.glob(f"*/{place}{_DRAFTS}") for place in ("", "parts/", "figures/")):
            with suppress(OSError):
                if time.time() - draft.stat().st_mtime > _DRAFT_LASTS:
                    draft.unlink()

    def folder(self, scenario: str) -> Path:
        """Where everything about one scenario is."""
        return self.root / folder_name(scenario)

    def part(self, name: Name) -> Path:
        """The file of one run."""
        return self.root / name.folder / "parts" / f"{name.digest}.parquet"

    def write(self, name: Name, record: Record) -> None:
        """Keep a run."""
        put(self.part(name), _packed(name, record))

    def read(self, name: Name) -> Record | None:
        """A run that is kept, else None; a damaged file is set aside with a warning, so that the run is made again."""
        path = self.part(name)
        try:
            return _unpacked(path.read_bytes(), name)
        except FileNotFoundError:
            return None
        except PermissionError as error:
            found = Verbatim(error.strerror or "no access")
            raise Refusal(str(path), found, "a file that can be read", "allow reading it") from None
        except Exception as error:  # whatever a damaged file makes a reader say
            aside = path.with_suffix(".corrupt")
            with suppress(FileNotFoundError):  # another process was first
                os.replace(path, aside)
            said = f"{path} is damaged ({type(error).__name__}): set aside as {aside.name}, run again"
            warnings.warn(said, stacklevel=2)
            return None


def put(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all, whoever else writes it at the same time."""
    draft = path.parent / f".{path.stem[:40]}-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(draft, data)
        _rename(draft, path)
    except (OSError, ValueError) as error:
        found = Verbatim(f"{path.parent} ({getattr(error, 'strerror', None) or error})")
        raise Refusal("results", found, _WRITABLE, "give another folder for the results") from None
    finally:  # also when stopped
        with suppress(OSError, ValueError):
            draft.unlink()


def _write_through(path: Path, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _rename(draft: Path, path: Path) -> None:
    try:
        os.replace(draft, path)
    except PermissionError:  # on Windows, while somebody reads the same run from the file that is there already
        if not path.is_file():
            raise
        draft.unlink()
    with suppress(OSError):  # not every system lets a folder be flushed
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def parquet(frame: pd.DataFrame, metadata: Mapping[bytes, bytes] | None = None) -> bytes:
    """A table as the bytes of a Parquet file; the same table gives the same bytes."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    told = {**(table.schema.metadata or {}), **(metadata or {})}
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table.replace_schema_metadata(told), sink)
    return bytes(sink.getvalue())


def _packed(name: Name, record: Record) -> bytes:
    totals = json.dumps(dict(record.totals), allow_nan=False)  # in their order
    texts = {b"run": name.identity, b"totals": totals, b"checksum": _checksum(name.identity, totals, record.curves)}
    return parquet(record.curves, {key: text.encode() for key, text in texts.items()})


def _unpacked(data: bytes, name: Name) -> Record:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(pyarrow.BufferReader(data), use_threads=False)
    run, totals, checksum = (table.schema.metadata[key].decode() for key in (b"run", b"totals", b"checksum"))
    curves = table.to_pandas()
    if run != name.identity or checksum != _checksum(run, totals, curves):
        raise ValueError("content and checksum differ")
    return Record(json.loads(totals), curves)


def _checksum(identity: str, totals: str, curves: pd.DataFrame) -> str:
    total = hashlib.sha256(f"{identity}\n{totals}\n".encode())
    for column in curves.columns:
        values = np.ascontiguousarray(curves[column].to_numpy())
        total.update(f"{column} {values.dtype.str} {values.size}\n".encode())
        total.update(values.tobytes())
    return total.hexdigest()
