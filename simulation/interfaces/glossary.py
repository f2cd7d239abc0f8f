"""What is measured, told from the registry of metrics: on a terminal, and as the page `docs/METRICS.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simulation.experiments import metrics
from simulation.experiments.metrics import DERIVED, METRICS, TABLES, TOUCHES, Metric
from simulation.language import say, told

ASSUMPTION = "[A]"


def lines(name: str | None = None) -> Iterator[str]:
    """All metrics, a line each, or everything about one; an unknown name is refused."""
    if name is not None:
        yield from _entry(metrics.metric(name))
        return
    width = max(map(len, METRICS))
    for metric in METRICS.values():
        yield f"{metric.name:<{width}}  {told(metric.unit):<18}  {_marked(metric.definition, metric)}"


def _entry(metric: Metric) -> Iterator[str]:
    yield say("glossary.entry", name=metric.name, unit=told(metric.unit))
    yield _marked(metric.definition, metric)
    parts = (("kind", metric.kind), ("formula", metric.formula), ("counted_by", metric.per), ("no_value", metric.undefined))
    for label, text in parts:
        if text:
            yield say("report.colon", name=say(f"glossary.part.{label}"), value=told(text))


def page() -> str:
    """The page of all metrics and columns, in Markdown."""
    direct = {name: metric for name, metric in METRICS.items() if name not in DERIVED}
    parts = [
        say("glossary.about", mark=ASSUMPTION),
        _section(say("glossary.head.totals"), _metrics(direct.values())),
        _section(say("glossary.head.worlds"), _metrics(DERIVED.values())),
        _section(say("glossary.head.touches"), _touches()),
        *(_section(say(f"glossary.head.{table}"), _columns(columns)) for table, columns in TABLES.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(head: str, rows: Iterable[str]) -> str:
    return f"## {head}\n\n" + "\n".join(rows)


def _metrics(metrics: Iterable[Metric]) -> Iterator[str]:
    yield say("glossary.metrics")
    yield "|---|---|---|---|---|---|"
    for m in metrics:
        by = f"`{m.per}`" if m.per else ""
        cells = told(m.unit), _marked(m.definition, m), told(m.formula), by, told(m.undefined)
        yield f"| `{m.name}` | {' | '.join(cells)} |"


def _touches() -> Iterator[str]:
    yield say("glossary.touches")
    yield "|---|---|---|"
    for m in TOUCHES.values():
        yield f"| {m.name} | {told(m.heading)} | {_marked(m.definition, m)} |"


def _columns(table: Mapping[str, Metric]) -> Iterator[str]:
    yield say("glossary.columns")
    yield "|---|---|---|"
    for m in table.values():
        yield f"| `{m.name}` | {told(m.unit)} | {_marked(m.definition, m)} |"


def _marked(text: str, metric: Metric) -> str:
    return f"{told(text)} {ASSUMPTION}" if metric.assumption else told(text)
