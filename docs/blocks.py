"""Runs the blocks of the pages as a reader would: `python docs/blocks.py [PAGE …]`; no page named, all of them.

What the word after the fence says:

    python        run; the blocks of one page share their names and a folder that is empty at first
    sh            run line by line; only `wom` and `python` are known
    yaml          part of a scenario: must load where it changes the shipped first campaign
    toml          must be TOML
    … title="x"   a file: written into the folder of the page
    text          what a command says; not run

A comment on the line before a fence says what is special about it: `<!-- not executed: why -->`, `<!-- slow: why -->` for
what the tests leave to this command, `<!-- exits with 2 -->` for what is meant to be refused.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ("README.md", "CONTRIBUTING.md", "scenarios/README.md", "notebooks/README.md", "benchmarks/README.md")
DRAWN = ROOT / "docs" / "gallery.md"  # its commands are run when the site is built, for their pictures
LANGUAGES = ("python", "sh", "yaml", "toml", "csv", "text")
_FENCE = re.compile(
    r'(?:^<!-- (?P<note>[^\n]*) -->\n+)?^```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    title: str  # the file it is, if it is one
    text: str
    note: str  # the comment before it

    @property
    def unrun(self) -> str:
        """Why it is not executed; empty if it is."""
        return self.note.removeprefix("not executed: ") if self.note.startswith("not executed: ") else ""

    @property
    def slow(self) -> bool:
        """Whether it takes longer than a test may."""
        return self.note.startswith("slow: ")

    @property
    def code(self) -> int:
        """The exit code its last command is meant to have."""
        found = re.fullmatch(r"exits with (\d+)", self.note)
        return int(found[1]) if found else 0

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every page with blocks to run."""
    return [*(ROOT / name for name in BESIDE), *sorted(set((ROOT / "docs").rglob("*.md")) - {DRAWN})]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(page, text, found) for found in _FENCE.finditer(text)]


def _block(page: Path, text: str, found: re.Match[str]) -> Block:
    line = text.count("\n", 0, found.start()) + 1
    return Block(page, line, found["language"], found["title"] or "", found["text"], found["note"] or "")


def execute(page: Path, slow: bool = True) -> int:
    """Run a page's blocks in a folder of their own, without the slow ones if not `slow`; returns how many were run."""
    page_itself = ModuleType(f"page_{page.stem}")  # where dataclasses look their own names up
    sys.modules[page_itself.__name__] = page_itself
    wanted = [block for block in blocks(page) if not block.unrun and block.language != "text" and (slow or not block.slow)]
    with tempfile.TemporaryDirectory(prefix="wom-page-") as folder, contextlib.chdir(folder):
        for block in wanted:
            run(block, vars(page_itself))
    return len(wanted)


def run(block: Block, said: dict[str, Any]) -> None:
    """One block, in the folder where we are; `said` are the names of the page. Raises what goes wrong, told with its place."""
    try:
        if block.title:
            Path(block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            exec(compile(block.text, str(block), "exec"), said)
        elif block.language == "sh":
            commands(block.text, block.code)
        elif block.language == "yaml":
            changes_the_first_campaign(block.text)
        elif block.language == "toml":
            tomllib.loads(block.text)
    except BaseException as fault:
        fault.add_note(f"in the block at {block}")
        raise


def commands(text: str, code: int = 0) -> None:
    """Run lines of commands; the last must exit with `code`, those before it with 0."""
    lines = list(words_of(text))
    for number, words in enumerate(lines, 1):
        done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != (code if number == len(lines) else 0):
            raise RuntimeError(f"{' '.join(words)} exited with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def words_of(text: str) -> Iterator[list[str]]:
    """The commands of a block, word by word, the first of them a program that is here."""
    for line in text.replace("\\\n", " ").splitlines():
        if words := shlex.split(line, comments=True):
            yield [*program(words[0]), *words[1:]]


def program(name: str) -> list[str]:
    """Where `wom` and `python` are, whatever folder a page calls them in; nothing else is run."""
    if name.split("/")[-1] == "wom":
        return [str(Path(sys.executable).with_name("wom.exe" if os.name == "nt" else "wom"))]
    if name.split("/")[-1] == "python":
        return [sys.executable]
    raise ValueError(f"{name}: pages run wom and python only; mark the block as not executed, and say why")


def changes_the_first_campaign(text: str) -> None:
    """Load the first campaign changed by what the block says; refused as any scenario would be."""
    import simulation as sim

    file = Path("part-of-a-scenario.yaml")
    file.write_text(f"extends: first-campaign\n{text}", encoding="utf-8")
    sim.load(file)


def main(names: list[str]) -> int:
    """Run the pages, tell how long each took, and list what was not run; 1 where a block failed."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    chosen = [Path(name).resolve() for name in names] or pages()
    failed = [page for page in chosen if not told(page)]
    for block in (block for page in chosen for block in blocks(page) if block.unrun):
        print(f"not executed: {block}: {block.unrun}")
    return int(bool(failed))


def told(page: Path) -> bool:
    """Run a page and say how it went; what its blocks print is shown only where one failed."""
    said, begun = io.StringIO(), time.perf_counter()
    try:
        with contextlib.redirect_stdout(said):
            count = execute(page)
    except Exception as fault:
        print(f"FAILED {'; '.join(fault.__notes__)}\n{said.getvalue()[-2000:]}\n{type(fault).__name__}: {fault}", flush=True)
        return False
    if count:
        print(f"{page.relative_to(ROOT)}: {count} blocks, {time.perf_counter() - begun:.0f} s", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
