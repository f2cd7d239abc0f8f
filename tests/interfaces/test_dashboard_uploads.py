"""What visitors bring: kept apart, small enough, and never a way to other files of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.experiments import shipped
from simulation.interfaces.dashboard.uploads import LARGEST, MOST_CONSUMERS, MOST_FILES, Uploads
from simulation.refusal import Refusal

CARD = b"name,role,followers,fee,platform,segment\nAnna,KOL,3000,500,video,mothers\nBo,KOC,200,80,notes,\n"
SMALL = b"extends: first-campaign\nquestion: mine\n"


@pytest.fixture
def uploads():
    kept = Uploads()
    yield kept
    kept.close()


def test_an_uploaded_scenario_may_build_on_a_shipped_one(uploads: Uploads) -> None:
    scenario = uploads.scenario(uploads.put("mine.yaml", SMALL))
    assert scenario.question == "mine" and scenario.network().n_consumers == 300


def test_a_card_beside_its_scenario_is_read_with_it(uploads: Uploads) -> None:
    uploads.put("card.csv", CARD)
    scenario = uploads.scenario(uploads.put("mine.yaml", SMALL + b"accounts: {file: card.csv}\n"))
    assert [row.name for row in scenario.rate_card() or ()] == ["Anna", "Bo"]


def test_a_card_can_take_the_place_of_a_shipped_one(uploads: Uploads) -> None:
    from simulation.experiments.scenario import load

    changed = uploads.with_card(load("first-campaign"), uploads.put("card.csv", CARD))
    assert [row.name for row in changed.rate_card() or ()] == ["Anna", "Bo"]


@pytest.mark.parametrize("place", ["accounts: {file: %s}", "consumers: {file: %s}", "extends: %s",
                                   "creators: {graph: %s, table: t.csv, id: id, following: {column: views}}"])  # fmt: skip
@pytest.mark.parametrize("other", ["/etc/passwd", "../../../../etc/passwd", "../other/secret.csv", "~/../../etc/passwd"])
def test_a_scenario_that_reaches_outside_its_folder_is_refused_unread(uploads: Uploads, place: str, other: str) -> None:
    path = uploads.put("mine.yaml", (place % other).encode())
    with pytest.raises(Refusal) as refused:
        uploads.scenario(path)
    said = str(refused.value)
    assert str(uploads.folder) not in said and "root:" not in said
    if not other.startswith("~"):
        assert "a file of this visit, or one that comes with wom" in said


def test_what_a_file_extends_may_not_reach_outside_either(uploads: Uploads) -> None:
    uploads.put("base.yaml", b"accounts: {file: ../../secret.csv}\n")
    with pytest.raises(Refusal, match=r"base\.yaml: accounts\.file"):
        uploads.scenario(uploads.put("mine.yaml", b"extends: base.yaml\n"))


def test_files_that_extend_each_other_are_refused_and_not_followed_for_ever(uploads: Uploads) -> None:
    uploads.put("a.yaml", b"extends: b.yaml\n")
    with pytest.raises(Refusal, match="circle"):
        uploads.scenario(uploads.put("b.yaml", b"extends: a.yaml\n"))


def test_shipped_data_is_within_reach(uploads: Uploads) -> None:
    card = shipped.scenarios() / "data" / "small-town.csv"
    scenario = uploads.scenario(uploads.put("mine.yaml", SMALL + f"accounts: {{file: '{card}'}}\n".encode()))
    assert scenario.rate_card()


@pytest.mark.parametrize("name", ["../../evil.yaml", "C:\\evil.yaml", "/evil.yaml", "..evil.yaml", "a/../evil.yaml"])
def test_a_name_is_no_way_out_of_the_folder(uploads: Uploads, name: str) -> None:
    path = uploads.put(name, SMALL)
    assert path.parent == uploads.folder and path.name.endswith("evil.yaml")


@pytest.mark.parametrize(("name", "data", "said"), [
    ("mine.exe", b"", "a scenario"),
    ("", b"", "a scenario"),
    ("mine.yaml", bytes(LARGEST[".yaml"] + 1), "at most 256 kB"),
    ("card.csv", bytes(LARGEST[".csv"] + 1), "at most 4,096 kB"),
])  # fmt: skip
def test_what_is_no_scenario_or_too_large_is_refused(uploads: Uploads, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        uploads.put(name, data)
    assert not list(uploads.folder.iterdir())


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"consumers: [", b"budget: -1", b"consumers: {ring: {}}\nbudget: x"])
def test_a_malformed_scenario_gets_a_message(uploads: Uploads, data: bytes) -> None:
    path = uploads.put("mine.yaml", data)
    with pytest.raises(Refusal, match=r"^mine\.yaml"):
        uploads.scenario(path)


def test_a_market_too_large_for_a_page_is_refused_before_it_is_made(uploads: Uploads) -> None:
    asked = f"extends: first-campaign\nconsumers: {{communities: {{consumers: {MOST_CONSUMERS + 1}}}}}\n"
    with pytest.raises(Refusal, match="at most 200,000 on the page"):
        uploads.scenario(uploads.put("mine.yaml", asked.encode()))


def test_a_visit_keeps_only_so_many_files(uploads: Uploads) -> None:
    for n in range(MOST_FILES):
        uploads.put(f"{n}.yaml", SMALL)
    uploads.put("0.yaml", SMALL)
    with pytest.raises(Refusal, match="files a visit"):
        uploads.put("more.yaml", SMALL)


def test_nothing_is_left_when_the_visit_ends(uploads: Uploads) -> None:
    uploads.put("mine.yaml", SMALL)
    folder: Path = uploads.folder
    uploads.close()
    assert not folder.exists()
