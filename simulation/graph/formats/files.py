"""Bytes from and to files: unpacked within what memory holds, written whole or not at all."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import IO

from simulation.graph.csr import memory
from simulation.refusal import Refusal, Verbatim

PACKED = (".gz", ".zst")
TEXT = "text in UTF-8, packed by gzip if its name ends in .gz, by Zstandard if in .zst"
_PIECE = 2**24
_UNREADABLE = (OSError, EOFError, zlib.error)


def existing(file: str | PathLike[str]) -> Path:
    """The path of a file that is there and not empty; anything else is refused."""
    remedy = "check the name and the folder it is read from"
    path = named(file)
    try:
        if path.is_dir():
            raise Refusal(str(path), Verbatim("a directory"), "a file of ties", "name a file in it")
        if not path.is_file():
            raise Refusal(str(file), Verbatim("no such file"), "a file of ties", remedy)
        if not path.stat().st_size:
            raise nothing(path)
    except (OSError, ValueError) as error:
        found = Verbatim(f"a file that cannot be opened ({error})")
        raise Refusal(str(file), found, "a file of ties", remedy) from None
    return path


def named(file: str | PathLike[str]) -> Path:
    """The path of what names a file."""
    if not isinstance(file, (str, PathLike)) or isinstance(os.fspath(file), bytes):
        raise Refusal("file", file, "the name of a file of ties", "pass text or a pathlib.Path")
    return Path(file)


def nothing(path: Path) -> Refusal:
    """The complaint about a file without a tie."""
    return Refusal(str(path), Verbatim("no tie"), "one tie a row: source, target", "check that it is the right file")


def garbage(path: Path, why: object, expected: str = TEXT) -> Refusal:
    """The complaint about a file that is not what its name says."""
    return Refusal(str(path), Verbatim(f"something else than text ({why})"), expected, "save the ties as CSV")


def packing(path: Path) -> str:
    """How a file is packed, by its ending: .gz, .zst or nothing."""
    return path.suffix.lower() if path.suffix.lower() in PACKED else ""


def contents(path: Path) -> bytes:
    """All bytes of a file, unpacked; more than a quarter of main memory is refused before it is held."""
    most = memory() // 4
    try:
        if not packing(path) and path.stat().st_size > most:
            raise _too_large(path, path.stat().st_size, most)
        return _held(path, most)
    except _UNREADABLE as error:
        raise garbage(path, error) from None


def _held(path: Path, most: int) -> bytes:
    held = BytesIO()
    for piece in _pieces(path):
        if held.tell() + len(piece) > most:
            raise _too_large(path, held.tell() + len(piece), most)
        held.write(piece)
    return held.getvalue()


def _pieces(path: Path) -> Iterator[bytes | memoryview]:
    """The bytes of a file, unpacked, a few million at a time."""
    if packing(path) == ".zst":
        import pyarrow

        with pyarrow.OSFile(str(path)) as packed, pyarrow.CompressedInputStream(packed, "zstd") as stream:
            # `read` would keep its buffer for ever where the file is broken
            while (piece := stream.read_buffer(_PIECE)).size:
                yield memoryview(piece)
    else:
        with gzip.open(path) if packing(path) == ".gz" else path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece


def _too_large(path: Path, size: int, most: int) -> Refusal:
    found = Verbatim(f"at least {size:,} bytes when unpacked")
    return Refusal(str(path), found, f"at most {most:,}, a quarter of main memory", "give a smaller network")


@contextmanager
def decoding(path: Path, kind: str) -> Iterator[None]:
    """Whatever a library's decoder makes of a broken file is one complaint."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:  # decoders raise what they like
        why = str(error).split("\n")[0] or type(error).__name__
        remedy = "check that it is whole and what its ending says, or save the ties as CSV"
        raise Refusal(str(path), Verbatim(f"a file that cannot be decoded ({why[:200]})"), kind, remedy) from None


def write(path: Path, put: Callable[[IO[bytes]], None]) -> None:
    """Let `put` write a file, packed as its name says: whole, or not there at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as raw, _packed(raw, packing(path)) as stream:
            put(stream)
        beside.replace(path)
    except OSError as error:
        found = Verbatim(f"a place that cannot be written to ({error.strerror or error})")
        raise Refusal(str(path), found, "a folder that is there, with room", "name another place") from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _packed(raw: IO[bytes], how: str) -> Iterator[IO[bytes]]:
    if how == ".gz":
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as stream:
            yield stream  # type: ignore[misc]
    elif how == ".zst":
        import pyarrow

        with pyarrow.CompressedOutputStream(pyarrow.PythonFile(raw, "w"), "zstd") as stream:
            yield stream
    else:
        yield raw
