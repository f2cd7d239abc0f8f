"""Edge lists, one tie a row: comma, semicolon, tab or space between cells, with or without a header.

The first row is a header if columns are asked for by name, if whole numbers follow below words, or if a cell says
source, target, from, to, src, dst, sender, receiver, strength or weight. Lines of remarks (#) at the top and empty lines
are passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.formats import files
from simulation.graph.formats.table import Asked, Chosen, chosen, table_of, told
from simulation.graph.identity import Ids
from simulation.graph.ties import Ties
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import pyarrow

DELIMITERS = {"csv": ",;\t", "tsv": "\t", "txt": "\t,; "}
HEADER_WORDS = frozenset("source target from to src dst sender receiver strength weight consumer".split())


class Layout(NamedTuple):
    """How a file of rows is laid out, as its first lines show."""

    path: Path
    text: bytes
    delimiter: str
    skip: int  # lines of remarks (#) before the first row
    header: bool
    columns: list[str]


def read(path: Path, kind: str, asked: Asked) -> Ties:
    """The ties of an edge list (kind csv, tsv or txt)."""
    layout = layout_of(path, kind, named=any(asked))
    if not layout.header and len(layout.columns) > 2:
        found = Verbatim(f"{len(layout.columns)} columns without a header")
        expected, remedy = "two columns, or a header", "add a first line such as source,target,strength"
        raise Refusal(str(path), found, expected, remedy)
    columns = chosen(str(path), layout.columns, asked)
    table = parsed(layout, columns)
    if not table.num_rows:
        raise files.nothing(path)
    return told(str(path), table, columns, partial(_cell, layout))


def layout_of(path: Path, kind: str, named: bool) -> Layout:
    """How a file is laid out; one without a row is refused."""
    text = files.contents(path)
    top = _top(path, text)
    skip = next((n for n, line in enumerate(top) if line.strip() and not line.startswith("#")), len(top))
    rows = [line for line in top[skip:] if line.strip()][:2]
    if not rows:
        raise files.nothing(path)
    delimiter = next((sign for sign in DELIMITERS[kind] if sign in rows[0]), DELIMITERS[kind][0])
    cells = [[cell.strip() for cell in row] for row in csv.reader(rows, delimiter=delimiter)]
    header = named or _is_header(cells[0], cells[-1])
    columns = cells[0] if header else [f"column {n + 1}" for n in range(len(cells[0]))]
    return Layout(path, text, delimiter, skip, header, columns)


def _lines(text: bytes) -> IO[str]:
    return io.TextIOWrapper(io.BytesIO(text), "utf-8-sig")


def _top(path: Path, text: bytes) -> list[str]:
    """The first lines, enough to see past remarks; never more of an endless line than a few thousand signs."""
    try:
        lines = _lines(text)
        top = [lines.readline(10_000).rstrip("\r\n") for _ in range(200)]
    except UnicodeDecodeError as error:
        raise files.garbage(path, error) from None
    if any("\0" in line for line in top):
        raise files.garbage(path, "zero bytes")
    return top


def _is_header(top: Sequence[str], below: Sequence[str]) -> bool:
    words = not all(map(_is_whole, top[:2]))
    return words and (all(map(_is_whole, below[:2])) or any(cell.lower() in HEADER_WORDS for cell in top))


def _is_whole(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", cell, re.ASCII) is not None


def parsed(layout: Layout, columns: Chosen) -> pyarrow.Table:
    """The chosen columns: ids as whole numbers if all are written so, else as text; others as numbers if all are."""
    table = _at_best(layout, columns.types, columns.ends)
    if table.schema.field(columns.ends[0]).type == "int64" and _any_led_by_zero(layout, columns.ends):
        return _at_best(layout, columns.types | dict.fromkeys(columns.ends, "large_string"), columns.ends)
    return table


def _at_best(layout: Layout, types: dict[str, str], ends: tuple[str, str]) -> pyarrow.Table:
    """Columns of these types; if one is not, all as text but ids that are to be whole numbers and are."""
    import pyarrow

    try:
        return _parsed(layout, types)
    except pyarrow.ArrowInvalid:
        texts = all_text(layout, list(types))
    return _cast(texts, ends) if types[ends[0]] == "int64" else texts


def _parsed(layout: Layout, types: dict[str, str], threads: bool = True) -> pyarrow.Table:
    import pyarrow
    from pyarrow import csv as rows

    shape = rows.ReadOptions(
        use_threads=threads,
        skip_rows=layout.skip,
        column_names=layout.columns,
        skip_rows_after_names=int(layout.header),
    )
    kinds = {name: pyarrow.type_for_alias(kind) for name, kind in types.items()}
    values = rows.ConvertOptions(column_types=kinds, include_columns=list(kinds), quoted_strings_can_be_null=False)
    text = pyarrow.BufferReader(layout.text)
    return rows.read_csv(text, shape, rows.ParseOptions(delimiter=layout.delimiter), values)


def all_text(layout: Layout, names: Sequence[str]) -> pyarrow.Table:
    """Some columns as the text that stands there."""
    import pyarrow

    texts = dict.fromkeys(names, "large_string")
    try:
        return _parsed(layout, texts)
    except pyarrow.ArrowInvalid:
        pass  # only without threads does the complaint tell the row
    try:
        return _parsed(layout, texts, threads=False)
    except pyarrow.ArrowInvalid as error:
        raise _parsing(layout, str(error)) from None


def _parsing(layout: Layout, error: str) -> Refusal:
    ragged = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", error)
    if not ragged:
        return files.garbage(layout.path, error.split("\n")[0])
    line = _line(layout, int(ragged[1]) - 1 - layout.skip - layout.header)
    expected = f"{ragged[2]} columns as in the first row"
    return Refusal(f"{layout.path}: line {line}", Verbatim(f"{ragged[3]} columns"), expected, "mend that line")


def _cast(texts: pyarrow.Table, ends: tuple[str, str]) -> pyarrow.Table:
    """Whole numbers where all ids are, although another column is not as expected."""
    import pyarrow

    try:
        whole = {name: texts[name].cast("int64") for name in ends}
    except pyarrow.ArrowInvalid:
        return texts
    return pyarrow.table({name: whole.get(name, texts[name]) for name in texts.column_names})


def _line(layout: Layout, row: int) -> int:
    """The line the row-th tie stands in, counted from 1, empty lines too."""
    filled = (n for n, line in enumerate(_lines(layout.text), 1) if n > layout.skip and line.strip("\r\n"))
    return next(islice(filled, row + layout.header, None))


def _cell(layout: Layout, name: str, row: int) -> str:
    return f"{layout.path}: line {_line(layout, row)}: {name}"


def _any_led_by_zero(layout: Layout, ends: Sequence[str]) -> bool:
    start = 0
    for _ in range(layout.skip):
        start = layout.text.find(b"\n", start) + 1
    one, other = (layout.columns.index(name) for name in ends)
    text = np.frombuffer(layout.text, np.uint8)
    return bool(_led_by_zero(text, start, ord(layout.delimiter), one, other))


@compiled
def _led_by_zero(text: npt.NDArray[np.uint8], start: int, delimiter: int, one: int, other: int) -> bool:
    """Whether a cell of either column begins with a 0 that a whole number would lose: 007, −0, 0x10."""
    column, begins, quoted = 0, True, False
    for n in range(start, text.size):
        sign = text[n]
        if sign == 10 or sign == 13:
            column, begins, quoted = 0, True, False
        elif sign == 34:
            quoted = not quoted
        elif sign == delimiter and not quoted:
            column, begins = column + 1, True
        elif begins and sign != 32 and sign != 45:
            begins = False
            if sign == 48 and (column in (one, other)) and not _alone(text, n, delimiter):
                return True
    return False


@compiled
def _alone(text: npt.NDArray[np.uint8], n: int, delimiter: int) -> bool:
    """Whether this sign is all of its cell."""
    if n and text[n - 1] == 45:
        return False
    after = 10 if n + 1 == text.size else text[n + 1]
    return bool(after == delimiter or after == 10 or after == 13 or after == 32 or after == 34)


def write(ties: Ties, path: Path, kind: str) -> None:
    """One tie a row beneath source, target and, where not all are alike, strength and strong."""
    put(table_of(ties), ties.ids, path, kind)


def put(table: pyarrow.Table, ids: Ids, path: Path, kind: str) -> None:
    """A table as text; ids that would not come back are refused."""
    from pyarrow import csv as rows

    odd = [one for one in ids if one != one.strip() or not one.isprintable()] if ids.dtype == object else []
    if odd:
        expected = "ids without line ends, control signs or spaces around them"
        raise Refusal(f"{path}: ids", odd[0], expected, "write .parquet or .npz, or name people otherwise")
    options = rows.WriteOptions(delimiter=DELIMITERS[kind][0], quoting_style="needed")
    files.write(path, lambda stream: rows.write_csv(table, stream, options))
