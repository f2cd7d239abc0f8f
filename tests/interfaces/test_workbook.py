"""The workbook: every table of a report, numbers as numbers, text as text whatever it begins with, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from conftest import scenario_of, verdict_of

from simulation.interfaces import workbook
from simulation.language import LANGUAGES, spoken

NASTY = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)"]


def opened(data: bytes):  # type: ignore[no-untyped-def]
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module", params=LANGUAGES)
def book(verdict, request):  # type: ignore[no-untyped-def]
    with spoken(request.param):
        return opened(workbook.workbook(workbook.sheets(verdict)))


def test_the_decision_comes_first_and_every_sheet_has_headings_that_stay_in_sight(book) -> None:  # type: ignore[no-untyped-def]
    assert book.sheetnames[0] in ("decision", "结论") and len(book.sheetnames) == 13
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.max_row > 1
        assert all(isinstance(cell.value, str) and cell.font.bold for cell in sheet[1])
        assert all(dimension.width >= 10 for dimension in sheet.column_dimensions.values())


def test_numbers_are_numbers_with_the_format_of_their_unit(verdict, book) -> None:  # type: ignore[no-untyped-def]
    rows = {(row[1].value, row[3].value): row[4] for row in book.worksheets[1].iter_rows(min_row=2, max_row=100)}
    expected = verdict.measure(verdict.leader, "roi").mean
    roi = next(cell for (metric, _), cell in rows.items() if metric == "roi")
    assert roi.value == pytest.approx(float(expected)) and roi.number_format == "0.0%"
    buyers = next(cell for (metric, _), cell in rows.items() if metric == "buyers")
    assert buyers.number_format == "#,##0" and buyers.data_type == "n"


def test_text_that_looks_like_a_formula_stays_text() -> None:
    (sheet,) = opened(workbook.workbook([workbook.Sheet("nasty", ["=A1"], [[text] for text in NASTY])]))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells] == ["=A1", *NASTY]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_same_verdict_gives_the_same_bytes_and_no_time_is_in_them(verdict) -> None:  # type: ignore[no-untyped-def]
    few = workbook.sheets(verdict)[:4]
    data = workbook.workbook(few)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {workbook.EARLIEST}
        assert archive.read("docProps/core.xml").count(workbook.MADE.encode()) == 2
    assert workbook.workbook(few) == data


def test_what_is_not_defined_is_an_empty_cell_and_nothing_is_infinite() -> None:
    lonely = verdict_of(scenario_of(["head_kol"], off=["fatigue"]), worlds=1)
    book = opened(workbook.workbook(workbook.sheets(lonely)))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert None in values and not {"nan", "inf", "None", "<NA>"} & {str(value) for value in values if value is not None}
