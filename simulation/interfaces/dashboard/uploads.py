"""Files a visitor brings: kept in a folder of the visit's own, read no further than that folder and the shipped data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from simulation.experiments import document as files
from simulation.experiments import shipped
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

LARGEST = {".yaml": files.LARGEST_FILE, ".yml": files.LARGEST_FILE, ".csv": 4 * 2**20}  # bytes by kind of file
MOST_FILES = 20
MOST_CONSUMERS = 200_000  # a page is shared by its visitors; larger markets are for the command


class Uploads:
    """The folder of one visit; it is gone when the visit ends."""

    def __init__(self) -> None:
        self._kept = TemporaryDirectory(prefix="wom-page-", ignore_cleanup_errors=True)
        self.folder = Path(self._kept.name).resolve()

    def close(self) -> None:
        """Take the folder away."""
        self._kept.cleanup()

    def put(self, name: str, data: bytes) -> Path:
        """Keep one file under its own last name. Raises Refusal for what is no scenario or rate card, or too large."""
        plain = re.sub(r"[^\w.\- ]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")[-80:]
        kind = Path(plain).suffix.lower()
        if kind not in LARGEST:
            raise Refusal(plain or "upload", name, "a scenario (.yaml) or a rate card (.csv)", "choose another file")
        if len(data) > LARGEST[kind]:
            expected = f"at most {LARGEST[kind] // 1024:,} kB"
            raise Refusal(plain, Verbatim(f"{len(data) / 1024:,.0f} kB"), expected, "use the command wom for larger files")
        path = self.folder / plain
        if not path.exists() and len(list(self.folder.glob("*.*"))) >= MOST_FILES:
            raise Refusal(plain, Verbatim("one file more"), f"at most {MOST_FILES} files a visit", "reload the page")
        path.write_bytes(data)
        return path

    def scenario(self, path: Path) -> Scenario:
        """The scenario in an uploaded file, all it points at within reach. Raises Refusal."""
        from simulation.experiments.scenario import load

        try:
            self._check(path, ())
            return bounded(load(path))
        except Refusal as refusal:
            raise self.plainly(refusal) from None

    def with_card(self, scenario: Scenario, card: Path) -> Scenario:
        """A scenario whose accounts for hire are those of an uploaded rate card. Raises Refusal."""
        try:
            changed = scenario.vary(accounts={"file": str(card)})
            changed.rate_card()
            return changed
        except Refusal as refusal:
            raise self.plainly(refusal) from None

    def plainly(self, refusal: Refusal) -> Refusal:
        """The same complaint without the place of the visit's folder."""
        def bare(text: str) -> str:
            return text.replace(f"{self.folder}/", "")

        return Refusal(bare(refusal.where), Verbatim(bare(refusal.found)), bare(refusal.expected), bare(refusal.remedy))

    def _check(self, path: Path, chain: tuple[Path, ...]) -> None:
        """Refuse a file that leads out of the folder, itself or by what it extends; nothing outside is opened."""
        said = files.parsed(path)
        for place, name in _pointed_at(said):
            self._check_within(path, place, name)
        other = said.get("extends")
        if isinstance(other, str) and other not in shipped.names() and len(chain) <= files.LONGEST_CHAIN:
            self._check_within(path, "extends", other)
            beside = (path.parent / other).resolve()
            if beside.is_file() and beside not in chain:
                self._check(beside, (*chain, path.resolve()))

    def _check_within(self, path: Path, place: str, name: str) -> None:
        pointed = (self.folder / name).resolve()
        if not any(pointed.is_relative_to(home) for home in (self.folder, shipped.scenarios().resolve())):
            remedy = "upload the file beside the scenario and name it without a folder"
            raise Refusal(f"{path.name}: {place}", name, "a file of this visit, or one that comes with wom", remedy)


def _pointed_at(said: files.Document) -> Iterator[tuple[str, str]]:
    """Every field of a file that names another, and the name."""
    for path in files.PATHS:
        value: Any = said
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield ".".join(path), value


def bounded(scenario: Scenario) -> Scenario:
    """A scenario small enough for a page; a larger one is refused before its people are made."""
    recipe = getattr(scenario.consumers, scenario.consumers.kind, None)
    asked = getattr(recipe, "consumers", None)
    count = asked if isinstance(asked, int) else scenario.network().n_consumers
    if count > MOST_CONSUMERS:
        expected = f"at most {MOST_CONSUMERS:,} on the page"
        raise Refusal(f"{scenario.where}: consumers", count, expected, "raise scale, or use the command wom compare")
    return scenario
