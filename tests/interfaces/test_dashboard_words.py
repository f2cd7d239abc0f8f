"""What the page says: every word of a template stands in the catalogue, and none there is left unsaid."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import simulation.interfaces.dashboard as package
from simulation.interfaces.dashboard.labels import count, labels, share
from simulation.interfaces.dashboard.shares import Timing
from simulation.language import CATALOGUE, spoken
from simulation.model.population import ROLES, TRANSITIONS

FOLDER = Path(package.__file__).parent
ROOMS = ("frame", "plan", "watch", "decide")
FACTS = ("people", "budget", "price", "horizon", "for_hire")
# Put together by the template, which names them in lists or takes them from Python.
BUILT = {
    "frame": {"plan", "watch", "decide"},
    "plan": {"pyramid", "six_three_one", "one_four_five", "equal", *FACTS, *Timing._fields},
    "watch": {"unaware", "attention", "interest", "search", "buyer", "aware_curve", "buyers_curve"},
    "decide": {"fixed", "vary", "report_en", "report_zh", "tables"},
}  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_a_template_asks_for_the_words_of_its_room_and_for_all_of_them(room: str) -> None:
    text = (FOLDER / f"{room}.vue").read_text(encoding="utf-8")
    asked = set(re.findall(r"words\.(\w+)", text)) | BUILT[room]
    assert asked == set(labels(room))
    for name in BUILT[room] - {*FACTS, *Timing._fields}:
        assert f"'{name}'" in text, name


@pytest.mark.parametrize("room", ROOMS)
def test_no_template_says_anything_that_is_not_in_the_catalogue(room: str) -> None:
    """Nothing but a sign or a name stands between two tags."""
    template = (FOLDER / f"{room}.vue").read_text(encoding="utf-8").split("</template>\n<script>")[0]
    bare = re.sub(r"\{\{.*?\}\}", "", re.sub(r"<[^>]*>", "\n", template.replace("=>", "")))
    said = {line.strip() for line in bare.split("\n")} - {"", "wom", "English", "中文", "%", ".", "'", "''"}
    assert not {line for line in said if re.search(r"[A-Za-z]{2}", line)}


def test_every_role_and_transition_has_words() -> None:
    words = tomllib.loads((CATALOGUE / "page.toml").read_text(encoding="utf-8"))
    assert set(words["transition"]) == set(TRANSITIONS)
    assert {role.lower().replace("-", "_").replace(" ", "_") for role in ROLES} <= set(words["by"])


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_taken_for_markup() -> None:
    for file in FOLDER.glob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert "https://" not in text and "v-html" not in text and "innerHTML" not in text, file.name


def test_numbers_read_as_people_write_them() -> None:
    assert count(1234567.4) == "1,234,567"
    assert [share(part) for part in (0.5, -0.0891, 0.02, 1.0)] == ["50 %", "−8.9 %", "2 %", "100 %"]


def test_words_are_those_of_the_language_spoken() -> None:
    with spoken("zh"):
        assert labels("frame")["decide"] == "决策"
    assert labels("frame")["decide"] == "Decide"
