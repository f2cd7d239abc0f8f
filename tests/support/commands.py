"""The command `wom`, run in this process."""

from __future__ import annotations

from typing import Any

from simulation.interfaces import cli


def wom(capsys: Any, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    code: Any = 0
    try:
        cli.app(list(words), prog_name="wom")
    except SystemExit as done:
        code = done.code or 0
    told = capsys.readouterr()
    return int(code), told.out, told.err
