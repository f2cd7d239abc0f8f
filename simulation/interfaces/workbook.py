"""A verdict as a workbook (XLSX) to go on working with: numbers as numbers, text as text, the same bytes every time."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments.metrics import METRICS, digits_of, role_word
from simulation.experiments.risk import ANYBODY, RETURN
from simulation.experiments.sentence import named
from simulation.interfaces import report, stakes, words
from simulation.language import say, told

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from simulation.experiments.verdict import Verdict

WHOLE, SHARE, PROBABILITY, PLAIN = "#,##0", "0.0%", "0.000", "General"
WIDEST, WIDE = 70, 40  # letters of a column; from which on text is wrapped
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet take text for a formula
MADE = "2000-01-01T00:00:00Z"  # the time every workbook says it was made
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can say


class Sheet(NamedTuple):
    """A sheet: headings, rows, and the format of each column's numbers where they do not bring their own."""

    name: str
    headings: list[str]
    rows: list[list[Any]]
    formats: tuple[str, ...] = ()


def write(verdict: Verdict, path: Path) -> Path:
    """Write the workbook in the language now spoken; the file appears whole or not at all."""
    from simulation.experiments.store import put

    put(path, workbook(sheets(verdict)))
    return path


def sheets(verdict: Verdict) -> list[Sheet]:
    """Everything a report tells in numbers, sheet by sheet, the decision first."""
    return [
        decision(verdict), table(verdict), differences(verdict), wins(verdict), risk(verdict), drivers(verdict),
        overturn(verdict), trust(verdict), credit(verdict), funnel(verdict), curves(verdict), assumptions(verdict),
        provenance(verdict),
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- sheets


def decision(verdict: Verdict) -> Sheet:
    """The sentence, what it rests on, the risk, and what this cannot say."""
    scenario = verdict.scenario
    rows = [[say("workbook.scenario"), scenario.name], [say("workbook.question"), told(scenario.question)]]
    rows += [[say("workbook.verdict"), verdict.sentence], *map(list, words.nature(scenario))]
    parts = {say("report.read_first"): words.caveats(verdict), say("workbook.sheet.risk"): [stakes.risk(verdict)],
             say("report.overturn"): stakes.overturns(verdict), say("report.cannot_say"): words.cannot_say()}  # fmt: skip
    rows += [[part, line] for part, lines in parts.items() for line in lines if line]
    return Sheet(say("workbook.sheet.decision"), [say("report.what"), say("workbook.text")], rows)


def table(verdict: Verdict) -> Sheet:
    """Every measure of every strategy, with its interval."""
    headings = [*_said("strategy", "metric", "definition", "unit"), *_said("mean", "low", "high"), say("report.risk_worlds")]
    rows = [[named(row["strategy"]), row["metric"], told(METRICS[row["metric"]].definition), told(row["unit"]),
             *_numbers(row, "mean", "low", "high", like=row["unit"]), row["worlds"]]
            for row in words.records(verdict.table)]  # fmt: skip
    return Sheet(say("workbook.sheet.table"), headings, rows)


def differences(verdict: Verdict) -> Sheet:
    """The leader less each rival: simultaneous intervals, and what sharing worlds was worth."""
    columns = _said("metric", "unit", "difference", "low", "high", "variance_ratio", "runs_saved", "worlds")
    rows = [[named(row["strategy"]), row["metric"], told(METRICS[row["metric"]].unit),
             *_numbers(row, "difference", "low", "high", like=METRICS[row["metric"]].unit), row["variance_ratio"],
             row["runs_saved"], row["worlds"]] for row in words.records(verdict.differences)]  # fmt: skip
    return Sheet(say("workbook.sheet.differences"), [say("report.rival"), *columns], rows, (*[PLAIN] * 6, "0.00", WHOLE, WHOLE))


def wins(verdict: Verdict) -> Sheet:
    """In how many worlds each strategy is best, a tie split."""
    columns = ("fixed_wins", "vary_wins", "worlds")
    headings = [say("report.strategy"), say("report.best_by_luck"), say("report.best_when_varied"), say("report.risk_worlds")]
    rows = [[named(row["strategy"]), *(row[name] for name in columns)] for row in words.records(verdict.wins)]
    return Sheet(say("workbook.sheet.wins"), headings, rows, (PLAIN, PLAIN, PLAIN, WHOLE))


def risk(verdict: Verdict) -> Sheet:
    """How often the leader is behind and strategies lose money, and how far."""
    headings = [*_said("what", "whom", "kind", "worlds", "below", "share", "low", "high", "tenth", "tail", "worst")]
    rows = []
    for row in words.records(verdict.risk):
        money, whom = row["what"] == RETURN, row["strategy"]
        kind = say("report.by_luck" if row["assumptions"] == "fixed" else "report.when_varied")
        rows.append([say("workbook.loses" if money else "workbook.behind"),
                     say("report.anybody") if whom == ANYBODY else named(whom), kind, row["worlds"], row["below"],
                     *_numbers(row, "share", "low", "high", like="share"),
                     *_numbers(row, "tenth", "tail", "worst", like="share" if money else "people")])  # fmt: skip
    return Sheet(say("workbook.sheet.risk"), headings, rows)


def drivers(verdict: Verdict) -> Sheet:
    """The varied assumptions, by rank correlation with the lead."""
    headings = _said("parameter", "symbol", "meaning", "source", "correlation", "p_value", "p_holm")
    rows = [[row["parameter"], row["symbol"], told(row["meaning"]), told(row["source"]), row["correlation"], row["p_value"],
             row["p_holm"]] for row in words.records(verdict.drivers)]  # fmt: skip
    return Sheet(say("workbook.sheet.drivers"), headings, rows, (*[PLAIN] * 4, "0.00", PROBABILITY, PROBABILITY))


def overturn(verdict: Verdict) -> Sheet:
    """What would overturn the verdict: who is best below and above an assumption's median."""
    plain = ("wins_below", "worlds_below"), ("wins_above", "worlds_above")
    headings = _said("parameter", "symbol", "meaning", "middle", "best_below", *plain[0], "best_above", *plain[1], "vanishes_at")
    rows = [[row["parameter"], row["symbol"], told(row["meaning"]), row["middle"], named(row["best_below"]),
             *(row[name] for name in plain[0]), named(row["best_above"]), *(row[name] for name in plain[1]), row["vanishes_at"]]
            for row in words.records(verdict.overturn)]  # fmt: skip
    return Sheet(say("workbook.sheet.overturn"), headings, rows, (*[PLAIN] * 3, "0.000", *[PLAIN] * 6, "0.000"))


def trust(verdict: Verdict) -> Sheet:
    """Trust in each role before and after."""
    columns = [name for name in verdict.trust.columns if name not in ("strategy", "role")]
    rows = [[named(row["strategy"]), _role(row), *(row[name] for name in columns)] for row in words.records(verdict.trust)]
    formats = (PLAIN, PLAIN, *["0.00%"] * len(columns))
    return Sheet(say("workbook.sheet.trust"), _said("strategy", "role", *columns), rows, formats)


def credit(verdict: Verdict) -> Sheet:
    """To whom purchases are credited."""
    rows = [[named(row["strategy"]), _role(row), row["share"], row["low"], row["high"]] for row in words.records(verdict.credit)]
    headings = _said("strategy", "role", "credit_share", "low", "high")
    return Sheet(say("workbook.sheet.credit"), headings, rows, (PLAIN, PLAIN, SHARE, SHARE, SHARE))


def funnel(verdict: Verdict) -> Sheet:
    """How many people came how far."""
    rows = [[named(row["strategy"]), say(f"terms.stage.{row['stage']}"), row["people"], row["low"], row["high"]]
            for row in words.records(verdict.funnel)]  # fmt: skip
    headings = _said("strategy", "stage", "people", "low", "high")
    return Sheet(say("workbook.sheet.funnel"), headings, rows, (PLAIN, PLAIN, WHOLE, WHOLE, WHOLE))


def curves(verdict: Verdict) -> Sheet:
    """Every day's course of every strategy."""
    columns = ("strategy", "metric", "day", "mean", "low", "high")
    rows = [[named(row["strategy"]), *(row[name] for name in columns[1:])] for row in words.records(verdict.curves)]
    return Sheet(say("workbook.sheet.curves"), _said(*columns), rows, (PLAIN, PLAIN, WHOLE, WHOLE, WHOLE, WHOLE))


def assumptions(verdict: Verdict) -> Sheet:
    """Every constant of the model as the scenario has it."""
    headings = _said("parameter", "symbol", "value", "varied_low", "varied_high", "unit", "meaning", "source", "flag")
    rows = [[row["parameter"], row["symbol"], _parsed(row["value"]), *(row["varied"] or (None, None)), told(row["unit"]),
             told(row["meaning"]), told(row["source"]), told(row["flag"])]
            for row in verdict.provenance["parameters"]]  # fmt: skip
    return Sheet(say("workbook.sheet.assumptions"), headings, rows)


def provenance(verdict: Verdict) -> Sheet:
    """Where it comes from."""
    rows = [list(row) for row in report.origin(verdict.provenance)]
    return Sheet(say("workbook.sheet.provenance"), [say("report.what"), say("workbook.text")], rows)


def _said(*columns: str) -> list[str]:
    return [say(f"workbook.column.{name}") for name in columns]


def _role(row: dict[str, Any]) -> str:
    return say(f"terms.role.{role_word(row['role'])}")


def _parsed(value: Any) -> Any:
    """A constant as a number; one without bound as text."""
    return value if math.isfinite(float(value)) else "∞"


class Formatted(NamedTuple):
    """A number with a format of its own."""

    value: Any
    style: str


def _numbers(row: dict[str, Any], *columns: str, like: str) -> list[Formatted]:
    """Numbers in a unit: shares in per cent, others with as many digits as a report gives them."""
    digits = digits_of(like)
    style = SHARE if like == "share" else WHOLE + ("." + "0" * digits if digits else "")
    return [Formatted(row[name], style) for name in columns]


# --------------------------------------------------------------------------------------------------------------- bytes


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as the bytes of an XLSX file."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    sink = io.BytesIO()
    book.save(sink)
    return _timeless(sink.getvalue())


def _fill(there: Worksheet, sheet: Sheet) -> None:
    """A bold row of headings that stays in sight, then the rows; columns as wide as what is in them."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    styles = sheet.formats or (PLAIN,) * len(sheet.headings)
    for place, row in enumerate([sheet.headings, *sheet.rows], start=1):
        for column, (value, style) in enumerate(zip(row, styles, strict=True), start=1):
            cell = there.cell(place, column)
            _put(cell, *(value if isinstance(value, Formatted) else (value, style)))
            if place == 1:
                cell.font = Font(bold=True)
            elif isinstance(value, str) and len(value) > WIDE:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    there.freeze_panes = "A2"
    there.auto_filter.ref = there.dimensions
    for column, width in enumerate(_widths(sheet), start=1):
        there.column_dimensions[get_column_letter(column)].width = width


def _put(cell: Any, value: Any, style: str) -> None:
    """A value into a cell: text stays text, whatever it begins with; nothing where it is not defined."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    elif value is not None:
        cell.value, cell.number_format = value, style


def _widths(sheet: Sheet) -> Iterator[int]:
    from simulation.experiments.lettering import width

    for column in zip(sheet.headings, *sheet.rows, strict=True):
        texts = {value for value in column if isinstance(value, str)}
        yield min(WIDEST, 2 + max(12, *map(width, texts)))


def _timeless(data: bytes) -> bytes:
    """The same archive without the time it was made."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", MADE.encode(), part)
            kept.writestr(zipfile.ZipInfo(name, EARLIEST), part, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
