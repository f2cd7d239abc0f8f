"""Our own format, an uncompressed NPZ that holds everything a network is: rows of ties as arrays, texts as bytes.

`version` 1; `directed`, `complete`; `ids` as int64, or `ids_text` (UTF-8, one after another) and `ids_stop` (where each
stops); `start`, `target` and, where not all are alike, `strength` and `strong`: the ties of consumer i are
`target[start[i]:start[i + 1]]`, undirected ones both ways; `segment` and, if there are words, `labels_text`, `labels_stop`.
Nothing is unpickled, and the size of every array is looked at before it is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import check_memory, memory, rows_of, sorted_rows, turned
from simulation.graph.formats import files
from simulation.graph.identity import check_population, first
from simulation.graph.network import Network
from simulation.graph.ties import everybody
from simulation.refusal import Refusal, Verbatim

_KIND = "a network written as .npz by Network.write"
_TYPES = {
    "version": "int64", "directed": "bool", "complete": "bool", "ids": "int64", "ids_text": "uint8", "ids_stop": "int64",
    "start": "int64", "target": "int32", "strength": "float32", "strong": "bool", "segment": "int32",
    "labels_text": "uint8", "labels_stop": "int64",
}  # fmt: skip
_ALWAYS = ("version", "directed", "complete", "start", "target")
Parts = dict[str, npt.NDArray[Any]]


def read(path: Path) -> Network:
    """The network of an NPZ, the same to the last bit."""
    parts = _parts(path)
    missing = [name for name in _ALWAYS if name not in parts] or ([] if {"ids", "ids_stop"} & set(parts) else ["ids"])
    if missing:
        raise Refusal(str(path), Verbatim(f"no array {missing[0]}"), _KIND, "write it anew with Network.write")
    if parts["version"] != 1:
        raise Refusal(f"{path}: version", parts["version"], "1", "read it with the version of wom that wrote it")
    return _network(path, parts)


def _parts(path: Path) -> Parts:
    with files.decoding(path, _KIND), ZipFile(path) as archive:
        entries = archive.infolist()
        for entry in entries:
            if entry.compress_type != ZIP_STORED or entry.flag_bits & 1:
                found, remedy = Verbatim("a packed array"), "save with numpy.savez, not savez_compressed"
                raise Refusal(f"{path}: {entry.filename}", found, "arrays as they are", remedy)
        names = [entry.filename.removesuffix(".npy") for entry in entries]
        odd = [name for name in names if name not in _TYPES or names.count(name) > 1]
        if odd:
            raise Refusal(f"{path}: arrays", odd[0], f"of {', '.join(_TYPES)} each once", "write it with Network.write")
        most, size = memory() // 4, sum(entry.file_size for entry in entries)
        if size > most:
            found = Verbatim(f"{size:,} bytes")
            raise Refusal(str(path), found, f"at most {most:,}, a quarter of main memory", "give a smaller network")
        return {name: _array(path, archive, entry) for name, entry in zip(names, entries, strict=True)}


def _array(path: Path, archive: ZipFile, entry: Any) -> npt.NDArray[Any]:
    """One array, if its head tells the type and the size it has."""
    name = entry.filename.removesuffix(".npy")
    with archive.open(entry) as stream:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise Refusal(f"{path}: {name}", Verbatim("another version of NPY"), "1.0", "write it with Network.write")
        shape, _, kind = np.lib.format.read_array_header_1_0(stream)
        wanted = np.dtype(_TYPES[name]).newbyteorder("<")
        scalar = name in ("version", "directed", "complete")
        size = entry.file_size - stream.tell()
        length = 1 if scalar else size // wanted.itemsize
        if kind != wanted or shape != (() if scalar else (length,)) or length * wanted.itemsize != size:
            found, expected = Verbatim(f"{kind} of shape {shape} in {size} bytes"), f"{wanted}, as many as there are bytes"
            raise Refusal(f"{path}: {name}", found, expected, "write it anew with Network.write")
        return np.frombuffer(bytearray(stream.read()), wanted).astype(_TYPES[name], copy=False).reshape(shape)


def _network(path: Path, parts: Parts) -> Network:
    start, target, n = parts["start"], parts["target"], parts["start"].size - 1
    check_population(n, f"{path}: start")
    check_memory(target.size, str(path))
    ids = parts["ids"] if "ids" in parts else _texts(path, parts, "ids")
    lengths = {"ids": (ids.size, n), "start": (int(start[-1]), target.size)}
    lengths |= {name: (parts[name].size, target.size) for name in ("strength", "strong") if name in parts}
    lengths |= {"segment": (parts["segment"].size, n)} if "segment" in parts else {}
    for name, (found, expected) in lengths.items():
        _check(path, name, [found == expected], found, str(expected))
    _check(path, "start", np.append(start[0] == 0, np.diff(start) >= 0), "rows that overlap", "rows one after another")
    _check(path, "target", (target >= 0) & (target < n), "a position of nobody", f"positions from 0 to {n - 1}")
    strength, strong = parts.get("strength"), parts.get("strong")
    if strength is not None:
        _check(path, "strength", (strength >= 0) & (strength <= 1), "something else", "strengths from 0 to 1")
    rows = sorted_rows(rows_of(start), target, strength, strong, n)
    back, directed, whole = turned(rows), bool(parts["directed"]), bool(parts["complete"])
    if not directed:
        one_way = [_same(one, other) for one, other in zip(rows, back, strict=True)]
        _check(path, "target", one_way, "ties one way only", "undirected ties both ways")
    _check(path, "complete", [not whole or not (directed or target.size)], "ties", "no ties in a complete graph")
    return Network(ids, everybody(ids, str(path)), *rows, *back, directed, *_segment(path, parts), whole)


def _same(one: Any, other: Any) -> bool:
    return one is other is None or np.array_equal(one, other)


def _check(path: Path, name: str, good: Any, found: object, expected: str) -> None:
    if first(~np.asarray(good)) >= 0:
        raise Refusal(f"{path}: {name}", Verbatim(found), expected, "write it anew with Network.write")


def _segment(path: Path, parts: Parts) -> tuple[Any, tuple[str, ...] | None]:
    codes = parts.get("segment")
    if codes is None:
        return None, None
    labels = _texts(path, parts, "labels") if "labels_stop" in parts else None
    most = 2**31 if labels is None else labels.size
    _check(path, "segment", (codes >= 0) & (codes < most), "a code without a word", "codes from 0, each with its word")
    return codes, None if labels is None else tuple(labels.tolist())


def _texts(path: Path, parts: Parts, name: str) -> npt.NDArray[Any]:
    stop, data = parts[f"{name}_stop"], parts.get(f"{name}_text", np.empty(0, np.uint8)).tobytes()
    begin = np.append(0, stop)[:-1]
    _check(path, f"{name}_stop", np.append(stop >= begin, stop[-1:] == len(data)), "texts that overlap", "one after another")
    try:
        texts = [data[a:b].decode() for a, b in zip(begin.tolist(), stop.tolist(), strict=True)]
    except UnicodeDecodeError as error:
        raise Refusal(f"{path}: {name}_text", Verbatim(str(error)), "UTF-8", "write it anew with Network.write") from None
    return np.fromiter(texts, object, len(texts))


def write(network: Network, path: Path) -> None:
    """Everything a network is."""
    parts: Parts = {
        "version": np.array(1), "directed": np.array(network.directed), "complete": np.array(network.is_complete),
        "start": network.out_start, "target": network.out_target,
    }  # fmt: skip
    others = {"strength": network.out_strength, "strong": network.out_strong, "segment": network.segment}
    parts |= {name: values for name, values in others.items() if values is not None}
    parts |= {"ids": network.ids} if network.ids.dtype != object else _bytes("ids", network.ids)
    if network.segment_labels is not None:
        parts |= _bytes("labels", network.segment_labels)
    little = {name: part.astype(np.dtype(_TYPES[name]).newbyteorder("<"), copy=False) for name, part in parts.items()}
    files.write(path, lambda stream: np.savez(stream, allow_pickle=False, **little))


def _bytes(name: str, texts: Any) -> Parts:
    encoded = [text.encode() for text in texts]
    stop = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return {f"{name}_text": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_stop": stop}
