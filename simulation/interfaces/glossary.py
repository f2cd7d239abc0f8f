"""What is measured, told from the registry of metrics: on a terminal, and as the page `docs/METRICS.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simulation.experiments import metrics
from simulation.experiments.metrics import DERIVED, METRICS, TABLES, TOUCHES, Metric

ASSUMPTION = "[A]"
_HEADS = {
    "curves": "Day by day (`outcome.curves`)",
    "consumers": "Consumers (`outcome.consumers`)",
    "accounts": "Accounts (`outcome.accounts`)",
    "sellers": "Sellers within the firm (`outcome.sellers`)",
    "ties": "Ties (`outcome.ties`)",
}
_ABOUT = f"""# Metrics

Every number a result holds, from the one registry `simulation/experiments/metrics.py`; this page is written from it by
`wom metrics --markdown`. {ASSUMPTION} marks a convention of ours that another analyst might set otherwise. People, pieces
and exposures count people: a consumer stands for `scale` of them. A metric without a value is NA, printed as a dash. Over
several worlds a metric counted by something is the ratio of sums, Σ of what is counted over Σ of what it is counted by;
any other is the mean over worlds, and has a value only if it has one in every world."""


def lines(name: str | None = None) -> Iterator[str]:
    """All metrics, a line each, or everything about one; an unknown name is refused."""
    if name is not None:
        yield from _entry(metrics.metric(name))
        return
    width = max(map(len, METRICS))
    for metric in METRICS.values():
        yield f"{metric.name:<{width}}  {metric.unit:<18}  {_marked(metric.definition, metric)}"


def _entry(metric: Metric) -> Iterator[str]:
    yield f"{metric.name} ({metric.unit})"
    yield _marked(metric.definition, metric)
    for label, text in (("kind", metric.kind), ("formula", metric.formula), ("counted by", metric.per),
                        ("no value", metric.undefined)):  # fmt: skip
        if text:
            yield f"{label}: {text}"


def page() -> str:
    """The page of all metrics and columns, in Markdown."""
    direct = {name: metric for name, metric in METRICS.items() if name not in DERIVED}
    parts = [
        _ABOUT,
        _section("Of one run (`outcome.totals`)", _metrics(direct.values())),
        _section("Against no campaign in the same world (`verdict.worlds`)", _metrics(DERIVED.values())),
        _section("The eight touches 见搜入比进购联扩 (`outcome.touches`)", _touches()),
        *(_section(head, _columns(TABLES[table])) for table, head in _HEADS.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(head: str, rows: Iterable[str]) -> str:
    return f"## {head}\n\n" + "\n".join(rows)


def _metrics(told: Iterable[Metric]) -> Iterator[str]:
    yield "| metric | unit | definition | formula | counted by | no value |"
    yield "|---|---|---|---|---|---|"
    for m in told:
        by = f"`{m.per}`" if m.per else ""
        yield f"| `{m.name}` | {m.unit} | {_marked(m.definition, m)} | {m.formula} | {by} | {m.undefined} |"


def _touches() -> Iterator[str]:
    yield "| touch | English | people who … |"
    yield "|---|---|---|"
    for m in TOUCHES.values():
        yield f"| {m.name} | {m.heading} | {_marked(m.definition, m)} |"


def _columns(table: Mapping[str, Metric]) -> Iterator[str]:
    yield "| column | unit | definition |"
    yield "|---|---|---|"
    for m in table.values():
        yield f"| `{m.name}` | {m.unit} | {_marked(m.definition, m)} |"


def _marked(text: str, metric: Metric) -> str:
    return f"{text} {ASSUMPTION}" if metric.assumption else text
