"""What is measured is told from the registry, on a terminal and on the page of metrics."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulation.experiments.metrics import METRICS, TABLES, TOUCHES, report_tables
from simulation.interfaces import glossary
from simulation.interfaces.cli import app
from simulation.refusal import Refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "METRICS.md"


def test_the_page_of_metrics_is_what_the_command_prints() -> None:
    """On failure: wom metrics --markdown > docs/METRICS.md"""
    told = CliRunner().invoke(app, ["metrics", "--markdown"])
    assert told.exit_code == 0
    assert PAGE.read_text(encoding="utf-8") == told.stdout == glossary.page()


def test_every_metric_stands_on_the_page_once_with_its_definition() -> None:
    direct = glossary.page().split("\n## ")[1:3]
    rows = [line for part in direct for line in part.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(METRICS)
    assert all(metric.definition in row for metric, row in zip(METRICS.values(), rows, strict=True))
    assert all(f"| {sign} |" in glossary.page() for sign in TOUCHES)


def test_every_column_of_every_table_stands_on_the_page() -> None:
    page = glossary.page()
    for table, columns in TABLES.items():
        section = page[page.index(f"(`outcome.{table}`)") :].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(columns)


def test_one_metric_is_told_in_full() -> None:
    told = CliRunner().invoke(app, ["metrics", "ltv"]).stdout
    for text in ("ltv (CNY a buyer)", "[A]", "kind: direct", "(profit + spend) / buyers", "counted by: buyers", "nobody bought"):
        assert text in told
    assert "against the control" in "\n".join(glossary.lines("cac"))


def test_the_list_has_a_line_a_metric() -> None:
    assert [line.split()[0] for line in glossary.lines()] == list(METRICS)


def test_an_unknown_metric_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal, match="found 'bayers'; expected the name of a metric; did you mean 'buyers'"):
        list(glossary.lines("bayers"))


def test_the_tables_of_a_report_are_of_metrics_with_headings() -> None:
    tables = report_tables()
    assert [title for title, _ in tables] == ["People", "Money", "Customers", "Trust", "Word of mouth"]
    assert all(name in METRICS and heading for _, columns in tables for name, heading in columns.items())
