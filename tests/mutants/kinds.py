"""All kinds of mutants, by family."""

from __future__ import annotations

from mutants import arguments, graphs, scenarios, tables
from mutants.mutant import Kind

FAMILIES: dict[str, dict[str, Kind]] = {
    "scenarios": scenarios.KINDS,
    "tables": tables.KINDS,
    "networks": graphs.KINDS,
    "arguments": arguments.KINDS,
}
KINDS: dict[str, Kind] = {name: kind for family in FAMILIES.values() for name, kind in family.items()}
