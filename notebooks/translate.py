"""Writes the Chinese notebooks: `python notebooks/translate.py`.

A notebook and its Chinese in `zh/` are the one source. The Chinese gives every text by its cell, and pieces of code (labels,
comments, words that are printed) by what stands in the English; all else is taken over as it is. `[of]` says for which English
text a Chinese one was written, as a digest: a text that was changed and not translated again is refused, until
`python notebooks/translate.py --accept` says that the translation is still, or again, right.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SETTING = '"legend.frameon": False}'  # of every notebook; the Chinese one asks for fonts with Chinese letters as well
LETTERS = '"legend.frameon": False,\n                     "font.family": sim.lettering.families()}'


class Stale(Exception):
    """A text whose Chinese is missing, is of another English text, or is of none."""


def sources() -> list[Path]:
    """The catalogues of Chinese, one a notebook."""
    return sorted((HERE / "zh").glob("*.toml"))


def target(catalogue: Path) -> Path:
    """The Chinese notebook that a catalogue makes."""
    return HERE / f"{catalogue.stem}.zh-CN.ipynb"


def english(catalogue: Path) -> dict[str, Any]:
    """The notebook a catalogue translates."""
    notebook: dict[str, Any] = json.loads((HERE / f"{catalogue.stem}.ipynb").read_text(encoding="utf-8"))
    return notebook


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def digests(notebook: dict[str, Any]) -> dict[str, str]:
    """The digest of every text by its cell."""
    return {cell["id"]: digest("".join(cell["source"])) for cell in notebook["cells"] if cell["cell_type"] == "markdown"}


def translated(catalogue: Path) -> str:
    """The Chinese notebook as the text of its file; raises Stale."""
    notebook, chinese = english(catalogue), tomllib.loads(catalogue.read_text(encoding="utf-8"))
    check(catalogue.name, chinese, notebook)
    pieces = dict(chinese["code"]["pairs"])
    unused = set(pieces)
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            text = chinese["text"][cell["id"]].strip("\n")
        else:
            text, used = spoken(text, pieces)
            unused -= used
        cell["source"] = text.splitlines(keepends=True)
    if unused:
        raise Stale(f"{catalogue.name}: no code says {min(unused)!r}")
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def spoken(code: str, pieces: dict[str, str]) -> tuple[str, set[str]]:
    """Code with its pieces in Chinese, the longest first; and which pieces it has."""
    used = {piece for piece in pieces if piece in code}
    for piece in sorted(used, key=len, reverse=True):
        code = code.replace(piece, pieces[piece].removeprefix("\n"))
    return code.replace(SETTING, LETTERS), used


def check(name: str, chinese: dict[str, Any], notebook: dict[str, Any]) -> None:
    """Refuse a catalogue that does not fit the English notebook, text by text."""
    wanted = digests(notebook)
    for cell in {*wanted, *chinese["text"]}:
        if cell not in wanted or cell not in chinese["text"]:
            raise Stale(f"{name}: {cell} stands in one language only")
        if chinese.get("of", {}).get(cell) != wanted[cell]:
            raise Stale(f"{name}: the English of {cell} has changed; translate it, then run this with --accept")


def accept(catalogue: Path) -> None:
    """Note that every Chinese text is of the English one as it stands."""
    text = catalogue.read_text(encoding="utf-8").split("\n[of]\n")[0].rstrip("\n")
    of = "\n".join(f'{cell} = "{value}"' for cell, value in digests(english(catalogue)).items())
    catalogue.write_text(f"{text}\n\n[of]\n{of}\n", encoding="utf-8")


if __name__ == "__main__":
    for one in sources():
        if "--accept" in sys.argv[1:]:
            accept(one)
        target(one).write_text(translated(one), encoding="utf-8")
        print(target(one).name)
