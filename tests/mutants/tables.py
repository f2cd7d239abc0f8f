"""Malformed tables beside a good scenario: rate cards, segments, creators; their bytes, their cells, their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.markets import Lots

from mutants.damage import NUMBERS, SIGNS, damaged
from mutants.mutant import Kind, Mutant, cut
from mutants.scenarios import FILES, with_files, written
from simulation.experiments.scenario import load

Rows = list[list[str]]

CELLS = (
    *NUMBERS, *SIGNS, " ", "KOL", "KOC", "KOS", "kol", "Ann", "Bo", "1", "2", "99", "x" * 300, "x" * 200_000, "=1+1",
    "'12", '"', '""', 'a"b', "a,b",
    "a\nb", "12.5", "1e3", "1e15", "1e16", "5 CNY", "400 people", "true", "FALSE", "yes", "2", "NULL", "NA", "n/a",
    "#REF!", "¥900", "1.000,50", "900.001",
)  # fmt: skip


def scenario_with(folder: Path, table: str, content: bytes, name: str | None = None) -> Path:
    """A good scenario that uses this table, which holds these bytes; the table may go by another `name`."""
    with_files(folder)
    (folder / table).unlink()
    name = name or table
    (folder / name).write_bytes(content)
    path = folder / "small.yaml"
    path.write_text(written(_said(table, name)), "utf-8")
    return path


def _said(table: str, name: str) -> dict[str, Any]:
    """The scenario around a table of this kind."""
    names = {kind: name if kind == table else kind for kind in FILES}
    said: dict[str, Any] = {"name": "small", "horizon": 5, "scale": 40, "budget": 3000, "strategies": ["long_tail_matrix"],
                            "consumers": {"file": names["ties.csv"], "strength": "strength", "directed": False}}  # fmt: skip
    if table == "people.csv":
        said["consumers"]["segments"] = {"file": names["people.csv"], "id": "id", "column": "segment"}
    if table == "card.csv":
        said["accounts"] = {"file": names["card.csv"]}
    if table in ("creators.csv", "follows.csv"):
        said["creators"] = {"graph": names["follows.csv"], "table": names["creators.csv"], "partner": "partner",
                            "following": {"column": "views"}}  # fmt: skip
    return said


def taken(folder: Path, table: str, told: str, content: bytes, name: str | None = None) -> Mutant:
    path = scenario_with(folder, table, content, name)
    return Mutant(f"{name or table}: {told}: {cut(content)}", lambda: load(path), ("small.yaml: ",))


def bytes_of(*tables: str) -> Callable[[Lots, Path], Mutant]:
    """Mutants whose table is damaged in its bytes."""

    def make(lots: Lots, folder: Path) -> Mutant:
        table = lots.pick(tables)
        told, content = damaged(lots, FILES[table].encode())
        return taken(folder, table, told, content, lots.pick((None,) * 6 + (f"{table}.gz", table.replace("csv", "tsv"))))

    return make


def cells_of(*tables: str) -> Callable[[Lots, Path], Mutant]:
    """Mutants whose table is whole but for one cell, row or column."""

    def make(lots: Lots, folder: Path) -> Mutant:
        table = lots.pick(tables)
        rows = list(csv.reader(io.StringIO(FILES[table])))
        told, change = lots.pick(CHANGES)
        change(lots, rows)
        return taken(folder, table, told, _text(rows).encode())

    return make


def _text(rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _cell(lots: Lots, rows: Rows) -> None:
    row = lots.pick(rows[1:])
    row[lots.integer(0, len(row) - 1)] = lots.pick(CELLS)


def _heading(lots: Lots, rows: Rows) -> None:
    at = lots.integer(0, len(rows[0]) - 1)
    name = rows[0][at]
    rows[0][at] = lots.pick(
        (name[:-1], name.upper(), name + " ", f" {name}", "", "x" * 5000, lots.pick(rows[0]), lots.pick(SIGNS), name + "\u200b")
    )


def _column_lost(lots: Lots, rows: Rows) -> None:
    at = lots.integer(0, len(rows[0]) - 1)
    for row in rows:
        del row[at]


def _column_more(lots: Lots, rows: Rows) -> None:
    at, name = lots.integer(0, len(rows[0])), lots.pick(("", "note", rows[0][0], rows[0][-1]))
    for n, row in enumerate(rows):
        row.insert(at, name if n == 0 else "x")


def _row_ragged(lots: Lots, rows: Rows) -> None:
    row = lots.pick(rows)
    if lots.uniform() < 0.5:
        del row[lots.integer(0, len(row) - 1)]
    else:
        row.extend(["x"] * lots.pick((1, 3, 2000)))


def _row_twice(lots: Lots, rows: Rows) -> None:
    rows.append(list(lots.pick(rows)))


def _row_lost(lots: Lots, rows: Rows) -> None:
    del rows[lots.integer(0, len(rows) - 1)]


def _rows_lost(lots: Lots, rows: Rows) -> None:
    del rows[lots.pick((0, 1, 2)) :]


def _column_filled(lots: Lots, rows: Rows) -> None:
    at, cell = lots.integer(0, len(rows[0]) - 1), lots.pick(CELLS)
    for row in rows[1:]:
        row[at] = cell


def _columns_swapped(lots: Lots, rows: Rows) -> None:
    one, other = (lots.integer(0, len(rows[0]) - 1) for _ in range(2))
    for row in rows[lots.pick((0, 1)) :]:
        row[one], row[other] = row[other], row[one]


CHANGES: tuple[tuple[str, Callable[[Lots, Rows], None]], ...] = (
    *(("another cell", _cell),) * 8,
    ("another heading", _heading),
    ("another heading", _heading),
    ("a column lost", _column_lost),
    ("a column more", _column_more),
    ("a ragged row", _row_ragged),
    ("a row twice", _row_twice),
    ("a row lost", _row_lost),
    ("rows lost", _rows_lost),
    ("a column filled", _column_filled),
    ("a column filled", _column_filled),
    ("columns swapped", _columns_swapped),
)

KINDS = {
    "rate card bytes": Kind(bytes_of("card.csv"), 130, 0.4),
    "rate card cells": Kind(cells_of("card.csv"), 170, 0.4),
    "table bytes": Kind(bytes_of("people.csv", "creators.csv", "follows.csv", "ties.csv"), 130, 0.3),
    "table cells": Kind(cells_of("people.csv", "creators.csv", "follows.csv", "ties.csv"), 150, 0.3),
}
