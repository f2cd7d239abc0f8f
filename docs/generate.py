"""Writes what in the documents is a table of the code: `python docs/generate.py`.

The tables of parameters and of mechanisms in ODD.md stand between comments that name them; CONCEPTS.md is written whole,
from concepts.yaml (see concepts.py). Tests fail where a document is not what this would write.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from simulation.model import equations
from simulation.model.mechanisms import MECHANISMS, Mechanism
from simulation.model.parameters import REGISTRY, Parameter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main() -> None:
    """Write both documents anew."""
    import concepts

    odd = HERE / "ODD.md"
    odd.write_text(odd_with_tables(odd.read_text(encoding="utf-8")), encoding="utf-8")
    (HERE / "CONCEPTS.md").write_text(concepts.document(), encoding="utf-8")
    for complaint in concepts.complaints():
        print(complaint)


def odd_with_tables(text: str) -> str:
    """The ODD with its generated tables as the code has them."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name}: written by docs/generate.py -->\n", f"<!-- end of {name} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise SystemExit(f"ODD.md has no place for the table of {name}")
        text = before + begin + table() + end + after
    return text


# ------------------------------------------------------------------------------------------------------------- parameters


def parameters() -> str:
    """Every constant of the model, in the order of the registry."""
    head = "| name | symbol | default | unit | range | joint range | meaning | source | |\n" + "|---" * 9 + "|\n"
    return head + "".join(f"{parameter_row(parameter)}\n" for parameter in REGISTRY.values())


def parameter_row(p: Parameter) -> str:
    """A parameter as the table has it."""
    joint = "–"
    if p.joint:
        joint = " to ".join(map(number, p.joint)) + (" log" if p.log else "")
    span = f"{number(p.low)} to {number(p.high)}"
    cells = [f"`{p.name}`", p.symbol, number(p.default), p.unit, span, joint, p.meaning, p.source]
    return f"| {' | '.join(cells)} | {'[A]' if p.assumption else ''} |"


def number(value: float) -> str:
    """A constant as the tables write it."""
    if math.isinf(value):
        return "∞"
    text = f"{value:,.0f}" if value == int(value) else f"{value:.4g}"
    return text.replace("-", "−")


# ------------------------------------------------------------------------------------------------------------- mechanisms


def mechanisms() -> str:
    """Every mechanism: what it does, how it is left out and set to work, its equations, and what it needs."""
    head = "| mechanism | what it does | left out by | set to work by | equations | needs |\n" + "|---" * 6 + "|\n"
    return head + "".join(f"{mechanism_row(mechanism)}\n" for mechanism in MECHANISMS.values())


def mechanism_row(m: Mechanism) -> str:
    """A mechanism as the table has it."""
    numbers = equation_numbers()
    own = " ".join(f"({numbers[name]})" for name in m.equations)
    cells = [f"`{m.name}`", m.meaning, settings(m.off), settings(m.on) or "its defaults", own or "–", m.needs or "–"]
    return f"| {' | '.join(cells)} |"


def settings(values: Mapping[str, float]) -> str:
    """Parameters and their values."""
    return ", ".join(f"`{name}` = {number(value)}" for name, value in values.items())


def equation_numbers() -> dict[str, int]:
    """The numbers of the equations, by name."""
    texts = {name: getattr(function, "__doc__", None) or "" for name, function in vars(equations).items()}
    return {name: int(found[1]) for name, text in texts.items() if (found := re.match(r"\((\d+)\) ", text))}


TABLES = {"parameters": parameters, "mechanisms": mechanisms}

if __name__ == "__main__":
    main()
