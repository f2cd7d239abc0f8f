"""Our own format, an uncompressed NPZ that holds everything a network is: rows of ties as arrays, texts as bytes.

`version` 1; `directed`, `complete`; `ids` as int64, or `ids_text` (UTF-8, one after another) and `ids_stop` (where each
stops); `start`, `target` and, where not all are alike, `strength` and `strong`: the ties of consumer i are
`target[start[i]:start[i + 1]]`, undirected ones both ways; of directed ones `heard_start`, `heard_source`, `heard_strength`
and `heard_strong`: the same ties seen by who hears; `segment` and, if there are words, `labels_text`, `labels_stop`.
Nothing is unpickled, and everything is checked. Arrays are mapped, not copied, where they stand in the file as memory wants
them: processes that read one file share its memory. Any NPZ of these arrays is read; without those of who hears, or with
rows in another order, it takes longer.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Rows, check_memory, in_order, memory, mirrored, rows_of, sorted_rows, turned
from simulation.graph.formats import files
from simulation.graph.identity import check_population, first
from simulation.graph.network import Network
from simulation.graph.ties import everybody
from simulation.refusal import Refusal, Verbatim

_KIND = "a network written as .npz by Network.write"
_TYPES = {
    "version": "int64", "directed": "bool", "complete": "bool", "ids": "int64", "ids_text": "uint8", "ids_stop": "int64",
    "start": "int64", "target": "int32", "strength": "float32", "strong": "bool",
    "heard_start": "int64", "heard_source": "int32", "heard_strength": "float32", "heard_strong": "bool",
    "segment": "int32", "labels_text": "uint8", "labels_stop": "int64",
}  # fmt: skip
_ALWAYS = ("version", "directed", "complete", "start", "target")
_SAID = ("start", "target", "strength", "strong")
_HEARD = ("heard_start", "heard_source", "heard_strength", "heard_strong")
_ALIGNED, _LONGEST_HEAD = 64, 2**16 + 10  # bytes
_LOCAL, _NOTHING, _SIZES = "<26xHH", 0xD935, 20  # of a ZIP: the head of an entry; a field of nothing; bytes of that of sizes
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
        whole = np.asarray(np.memmap(path, np.uint8, "r"))
        return {name: _array(path, name, _entry(whole, entry)) for name, entry in zip(names, entries, strict=True)}


def _entry(whole: npt.NDArray[np.uint8], entry: ZipInfo) -> npt.NDArray[np.uint8]:
    """The bytes of one entry of a ZIP, which its checksum vouches for."""
    named, extra = struct.unpack_from(_LOCAL, whole.data, entry.header_offset)
    begin = entry.header_offset + struct.calcsize(_LOCAL) + named + extra
    found = whole[begin : begin + entry.file_size]
    if found.size != entry.file_size or zlib.crc32(found.data) != entry.CRC:
        raise ValueError(f"{entry.filename} is damaged")
    return found


def _array(path: Path, name: str, entry: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    """One array, if its head tells the type and the size it has."""
    head = BytesIO(entry[:_LONGEST_HEAD].tobytes())
    if np.lib.format.read_magic(head) != (1, 0):
        raise Refusal(f"{path}: {name}", Verbatim("another version of NPY"), "1.0", "write it with Network.write")
    shape, _, kind = np.lib.format.read_array_header_1_0(head)
    wanted = np.dtype(_TYPES[name]).newbyteorder("<")
    scalar = name in ("version", "directed", "complete")
    size = entry.size - head.tell()
    length = 1 if scalar else size // wanted.itemsize
    if kind != wanted or shape != (() if scalar else (length,)) or length * wanted.itemsize != size:
        found, expected = Verbatim(f"{kind} of shape {shape} in {size} bytes"), f"{wanted}, as many as there are bytes"
        raise Refusal(f"{path}: {name}", found, expected, "write it anew with Network.write")
    values = entry[head.tell() :].view(wanted).astype(_TYPES[name], copy=False).reshape(shape)
    return values if values.flags.aligned else values.copy()


def _network(path: Path, parts: Parts) -> Network:
    n, directed, whole = parts["start"].size - 1, bool(parts["directed"]), bool(parts["complete"])
    check_population(n, f"{path}: start")
    check_memory(parts["target"].size, str(path))
    ids = parts["ids"] if "ids" in parts else _texts(path, parts, "ids")
    _check_size(path, "ids", ids.size, n)
    if "segment" in parts:
        _check_size(path, "segment", parts["segment"].size, n)
    rows = _rows(path, parts, _SAID, n)
    if not in_order(rows):
        rows = sorted_rows(rows_of(rows.start), *rows[1:], n)
    if not directed:
        _check(path, "target", [mirrored(rows, rows)], "ties one way only", "undirected ties both ways")
    back = _back(path, parts, rows) if directed else rows
    _check(path, "complete", [not whole or not (directed or rows.end.size)], "ties", "no ties in a complete graph")
    return Network(ids, everybody(ids, str(path)), *rows, *back, directed, *_segment(path, parts), whole)


def _rows(path: Path, parts: Parts, names: tuple[str, ...], n: int) -> Rows:
    """Ties in rows, each of somebody and none stronger than 1."""
    start, end = parts[names[0]], parts[names[1]]
    strength, strong = (parts.get(name) for name in names[2:])
    _check_size(path, names[0], int(start[-1]), end.size)
    for name in names[2:]:
        if name in parts:
            _check_size(path, name, parts[name].size, end.size)
    _check(path, names[0], np.append(start[0] == 0, np.diff(start) >= 0), "rows that overlap", "rows one after another")
    _check(path, names[1], [_between(end, 0, n - 1)], "a position of nobody", f"positions from 0 to {n - 1}")
    if strength is not None:
        _check(path, names[2], [_between(strength, 0, 1)], "something else", "strengths from 0 to 1")
    return Rows(start, end, strength, strong)


def _between(values: npt.NDArray[Any], least: float, most: float) -> bool:
    return not values.size or bool(values.min() >= least and values.max() <= most)


def _back(path: Path, parts: Parts, rows: Rows) -> Rows:
    """The same ties seen by who hears: as they stand in the file, if they do."""
    if "heard_start" not in parts or "heard_source" not in parts:
        return turned(rows)
    _check_size(path, "heard_start", parts["heard_start"].size, rows.start.size)
    _check_size(path, "heard_source", parts["heard_source"].size, rows.end.size)
    back = _rows(path, parts, _HEARD, rows.start.size - 1)
    _check(path, "heard_source", [in_order(back) and mirrored(rows, back)], "other ties", "those of target, seen by who hears")
    return back


def _check_size(path: Path, name: str, found: int, expected: int) -> None:
    _check(path, name, [found == expected], found, str(expected))


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
    heard: tuple[Any, ...] = network.in_start, network.in_source, network.in_strength, network.in_strong
    others |= dict(zip(_HEARD, heard, strict=True)) if network.directed else {}
    parts |= {name: values for name, values in others.items() if values is not None}
    parts |= {"ids": network.ids} if network.ids.dtype != object else _bytes("ids", network.ids)
    if network.segment_labels is not None:
        parts |= _bytes("labels", network.segment_labels)
    little = {name: part.astype(np.dtype(_TYPES[name]).newbyteorder("<"), copy=False) for name, part in parts.items()}
    files.write(path, lambda stream: _put(stream, little))


def _put(stream: IO[bytes], parts: Parts) -> None:
    """An uncompressed NPZ in which every array begins where memory can be mapped to it."""
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, values in parts.items():
            entry = ZipInfo(f"{name}.npy")
            gap = -(stream.tell() + struct.calcsize(_LOCAL) + len(entry.filename) + 4 + _SIZES) % _ALIGNED
            entry.extra = struct.pack("<HH", _NOTHING, gap) + bytes(gap)
            with archive.open(entry, "w", force_zip64=True) as place:
                described = np.lib.format.header_data_from_array_1_0(values)
                np.lib.format.write_array_header_1_0(place, described)
                place.write(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data)


def _bytes(name: str, texts: Any) -> Parts:
    encoded = [text.encode() for text in texts]
    stop = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return {f"{name}_text": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_stop": stop}
