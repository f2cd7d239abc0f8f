"""The page of limits tells numbers as they are."""

from __future__ import annotations

import re
from pathlib import Path

import simulation as sim
from simulation.experiments.hypotheses import registry
from simulation.experiments.hypotheses.hypothesis import KINDS, Inexpressible
from simulation.model.constants import NO_SOURCE
from simulation.model.parameters import DEFAULTS, REGISTRY

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = " ".join((DOCS / "limits.md").read_text(encoding="utf-8").split())
REPLICATIONS = (DOCS / "REPLICATIONS.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (V\d+) \|.*\| (agrees|mixed|misses) \| [^|]*\|$", REPLICATIONS, re.MULTILINE)


def test_as_many_constants_are_assumed_as_it_says() -> None:
    assumed = [p for p in REGISTRY.values() if p.assumption]
    assert f"Of {len(REGISTRY)} constants, {len(assumed)} are marked [A]" in PAGE
    assert f'{sum(p.source == NO_SOURCE for p in assumed)} of them say "no source"' in PAGE
    assert f"When assumptions vary, {sum(p.joint is not None for p in REGISTRY.values())} of them are drawn" in PAGE
    assert f"once in {1 / DEFAULTS.repurchase:.0f} days" in PAGE and REGISTRY["repurchase"].source == NO_SOURCE


def test_every_hypothesis_stands_under_its_kind() -> None:
    known = [registry.hypothesis(id) for id in registry.ids()]
    assert f"Each of the {len(known)} hypotheses" in PAGE
    for kind, worth in KINDS.items():
        assert f"| {kind} | {worth} | {', '.join(h.id for h in known if h.kind == kind)} |" in PAGE
    unasked = ", ".join(h.id for h in known if isinstance(h, Inexpressible))
    assert f"Cannot be asked, for want of words: {unasked} " in PAGE


def test_the_studies_missed_are_those_of_the_replications() -> None:
    mixed = [id for id, verdict in ROWS if verdict != "agrees"]
    assert f"of {len(ROWS)}, only {' and '.join(id for id, verdict in ROWS if verdict == 'agrees')} agrees" in PAGE
    assert f"{', '.join(mixed[:-1])} and {mixed[-1]} are mixed" in PAGE
    unattempted = len(re.findall(r"^\| V\d+ \|.*\| not attempted", REPLICATIONS, re.MULTILINE))
    assert f"{unattempted} more studies were not attempted" in PAGE


def test_own_initiative_is_credited_with_as_much_as_it_says() -> None:
    scenario = sim.load("head-or-matrix")
    head, nothing = (sim.run(scenario, label).numbers["buyers_by_own_initiative_share"] for label in ("head_kol", "no_campaign"))
    assert f"it is {head:.0%}".replace("%", " %") in PAGE and f"and {nothing:.0%}".replace("%", " %") in PAGE
