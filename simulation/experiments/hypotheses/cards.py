"""What is kept of an answer: a card in plain values, its registration, the table of all, a figure and a bibliography."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.experiments import drawing
from simulation.experiments.hypotheses import conditions, sources
from simulation.experiments.hypotheses import worlds as bench
from simulation.experiments.hypotheses.finding import Finding, Result, sentence
from simulation.experiments.hypotheses.hypothesis import KINDS, Condition, Contrast, Hypothesis, Inexpressible, Inside, Nil, Sign
from simulation.experiments.hypotheses.trials import spans
from simulation.experiments.provenance import PACKAGES, package_version
from simulation.experiments.store import described, put
from simulation.model.compiled import edition

Answer = Finding | Inexpressible


def expectation(contrast: Contrast) -> str:
    """What is expected of a contrast, in a few words."""
    expected = contrast.expected
    if isinstance(expected, Sign):
        return "above 0" if expected.direction > 0 else "below 0"
    if isinstance(expected, Nil):
        return f"within ±{expected.margin:.0%}"
    if isinstance(expected, Inside):
        return f"{expected.target:g}, from {expected.low:g} to {expected.high:g}"
    return "nothing"


def registration(asked: Hypothesis | Inexpressible) -> dict[str, Any]:
    """What is declared before anything is run."""
    said = {"id": asked.id, "title": asked.title, "statement": asked.statement, "sources": list(asked.sources),
            "kind": asked.kind, "kind_means": KINDS[asked.kind]}  # fmt: skip
    if isinstance(asked, Inexpressible):
        return {**said, "not_expressible": asked.why}
    return {
        **said,
        "metric": asked.metric,
        "conditions": {name: _condition(condition) for name, condition in asked.conditions.items()},
        "contrasts": [{"words": c.words, "expected": expectation(c), "conditions": list(c.conditions)} for c in asked.contrasts],
        "trend": None if asked.trend is None else list(asked.trend.conditions),
        "test": "paired worlds; Student over kinds of networks, 95 %; two one-sided tests where a band is expected; Holm",
        "jointly": asked.jointly,
        "most_worlds": asked.most,
        "drawn": {name: list(span) for name, span in spans(asked).items()},
        "limits": asked.limits,
    }


def _condition(condition: Condition) -> dict[str, Any]:
    """A condition in words, and its settings as far as they are plain values."""
    said: dict[str, Any] = {"words": condition.words}
    if not dataclasses.is_dataclass(condition):
        return said
    for field in dataclasses.fields(condition):
        value = getattr(condition, field.name)
        if field.name == "strategy":
            said["strategy"] = described(value)
        elif isinstance(value, Mapping):
            said[field.name] = dict(value)
        elif isinstance(value, (int, float, str)) or field.name == "hire":
            said[field.name] = value
    return said


def card(found: Finding) -> dict[str, Any]:
    """The whole answer as plain values."""
    robust, ordered = found.robustness, found.ordered
    return {
        "registration": registration(found.hypothesis),
        "sentence": sentence(found),
        "outcome": found.outcome,
        "quick": found.extent.quick,
        "worlds": len(found.rows),
        "precise": found.precise,
        "results": [_result(result) for result in found.results],
        "trend": None if ordered is None else {"L": ordered.statistic, "p": ordered.p},
        "robustness": None if robust is None else {
            "points": robust.points, "holds": robust.holds, "share": robust.share.mean, "low": robust.share.low,
            "high": robust.share.high,
        },
        "told": {name: value for name, value in found.told.items() if not isinstance(value, str)},
        "provenance": provenance(found),
    }  # fmt: skip


def _result(result: Result) -> dict[str, Any]:
    found = result.estimate
    return {
        "words": result.contrast.words, "expected": expectation(result.contrast), "outcome": result.outcome,
        "unit": "share of the base" if result.contrast.base else result.contrast.unit,
        "mean": found.mean, "low": found.low, "high": found.high, "p": result.p, "p_holm": result.p_holm,
        "luck_low": found.luck_low, "luck_high": found.luck_high, "bootstrapped": found.bootstrapped,
        "standardised": found.standardised, "by_graph": {name: list(interval) for name, interval in found.by_graph.items()},
    }  # fmt: skip


def provenance(found: Finding) -> dict[str, Any]:
    """Where it comes from: code, key, networks, market, versions; nothing that differs when it is made again."""
    return {
        "edition": edition(),
        "key": bench.KEY,
        "runs": found.runs,
        "networks": list(bench.GRAPHS),
        "consumers": bench.CONSUMERS,
        "people": bench.PEOPLE,
        "budget": conditions.BUDGET,
        "horizon": conditions.HORIZON,
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in PACKAGES},
    }


def told(found: Answer) -> dict[str, Any]:
    """The card; of what cannot be said in the model, what was declared."""
    return card(found) if isinstance(found, Finding) else {"registration": registration(found)}


def keep(found: Answer, root: Path) -> Path:
    """ROOT/<id>/: card.json, sources.bib and the figure as SVG and PNG; returns the folder."""
    folder, asked = root / of(found).id, of(found)
    put(folder / "card.json", plain(told(found)).encode())
    put(folder / "sources.bib", sources.bibliography(asked.sources).encode())
    if isinstance(found, Finding):
        from simulation.experiments.hypotheses.pictures import picture

        figure = picture(found)
        put(folder / "figure.svg", (drawing.svg(figure) + "\n").encode())
        put(folder / "figure.png", drawing.png(figure))
    return folder


def keep_all(found: Sequence[Answer], root: Path) -> Path:
    """ROOT/table.md and ROOT/sources.bib: everything asked for at once; returns the table's file."""
    put(root / "table.md", page(found).encode())
    put(root / "sources.bib", sources.bibliography(tag for one in found for tag in of(one).sources).encode())
    return root / "table.md"


def of(found: Answer) -> Hypothesis | Inexpressible:
    """What was asked."""
    return found.hypothesis if isinstance(found, Finding) else found


def plain(value: object) -> str:
    """Plain values as JSON text; what is not a finite number is null."""
    import json

    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not (-float("inf") < value < float("inf")) else value


# --------------------------------------------------------------------------------------------------------------- table

HEADINGS = ("", "hypothesis", "kind", "outcome", "first contrast", "95 %, over networks", "worlds", "holds at draws")


def line(found: Answer) -> list[str]:
    """One hypothesis in the table of all."""
    asked = of(found)
    if not isinstance(found, Finding):
        return [asked.id, asked.title, asked.kind, "not expressible", "–", "–", "–", "–"]
    from simulation.experiments.hypotheses.finding import number

    first, robust = found.results[0], found.robustness
    shown, estimate = number(first.contrast), first.estimate
    unit = first.contrast.unit and f" {first.contrast.unit}"
    mean = "–" if estimate.mean is None else f"{shown(estimate.mean)}{unit}"
    span = "–" if estimate.low is None or estimate.high is None else f"{shown(estimate.low)} to {shown(estimate.high)}"
    holds = "–" if robust is None else f"{robust.holds} of {robust.points}"
    quick = " (quick)" if found.extent.quick else ""
    return [asked.id, asked.title, asked.kind, outcome_words(found), mean, span, f"{len(found.rows)}{quick}", holds]


def outcome_words(found: Finding) -> str:
    """The outcome in a cell; what was put in is never said to be found."""
    return f"built in: {found.outcome}" if found.hypothesis.kind == "input" else found.outcome


def page(found: Sequence[Answer]) -> str:
    """The table and the sentences, as Markdown."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *map(line, found)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    told = "\n\n".join(f"**{of(one).id} · {of(one).title}.** {words(one)}" for one in found)
    return f"# Hypotheses\n\n{table}\n\n{told}\n"


def words(found: Answer) -> str:
    """The answer in words, with its statement, source and limits."""
    asked = of(found)
    said = f"{asked.statement} ({sources.cited(asked.sources)}; {asked.kind}: {KINDS[asked.kind]}.)"
    if not isinstance(found, Finding):
        return f"{said} Not expressible: {found.why}"
    return f"{said} {sentence(found)} {found.hypothesis.limits}".rstrip()
