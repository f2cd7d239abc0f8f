"""The scenarios that come with the package, found by name in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

from simulation.refusal import Refusal, nearest

_PACKAGE = Path(__file__).resolve().parent.parent


def scenarios() -> Path:
    """The folder of the shipped scenarios and their data: inside an installed package, beside it in a checkout."""
    installed = _PACKAGE / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def names() -> list[str]:
    """The names of the shipped scenarios, sorted."""
    return sorted(path.stem for path in scenarios().glob("*.yaml"))


def shipped(name: str) -> Path:
    """The file of a shipped scenario, such as "head-or-matrix".

    Raises Refusal for a name that is not shipped.
    """
    if name not in names():
        raise Refusal("scenario", name, "the name of a shipped scenario", nearest(name, names()))
    return scenarios() / f"{name}.yaml"
