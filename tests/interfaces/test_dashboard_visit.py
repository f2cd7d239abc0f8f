"""A visit without a browser: what is chosen, uploaded, split, watched and compared, and what the rooms then show."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("solara", reason="the page needs the extra dashboard")

from simulation.interfaces.dashboard import decide_room, plan_room, watch_room, watching
from simulation.interfaces.dashboard.shares import preset
from simulation.interfaces.dashboard.visit import FIRST, Visit
from simulation.language import LANGUAGES, spoken

LONG = 300.0  # seconds that nothing here should take, compiling and all


class Value:
    """A value whose changes nobody looks at."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def set(self, value: Any) -> None:
        self.value = value


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


@pytest.fixture
def visit() -> Iterator[Visit]:
    one = Visit("en", Value)
    one.choose(FIRST)
    until(lambda: not one.loading.value)
    yield one
    one.close()


def sent(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(data), "data": base64.b64encode(data).decode()}


def test_a_scenario_that_is_chosen_is_planned(visit: Visit) -> None:
    assert visit.chosen.value.name == FIRST and visit.plan.value.reach.people > 0
    shown = plan_room.view(visit)
    assert sum(row["percent"] for row in shown["rows"]) == shown["total"] == 100
    assert shown["reach"]["lines"] and not shown["complaint"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_room_can_be_shown_in_every_language_at_any_time(visit: Visit, language: str) -> None:
    with spoken(language):
        for room in (plan_room, watch_room, decide_room):
            for one in (visit, Visit(language, Value)):
                assert room.view(one)


def test_another_split_is_planned_at_once(visit: Visit) -> None:
    before = visit.plan.value
    visit.split(preset("ads"))
    assert visit.plan.value.accounts == 0 < before.accounts
    visit.time("ads_start", 50)
    assert visit.timing.value.ads_start == 50


def test_a_malformed_upload_gets_a_message_and_what_was_chosen_stays(visit: Visit) -> None:
    plan_room.uploaded(visit, sent("mine.yaml", b"budget: [\n"))
    until(lambda: not visit.loading.value)
    assert "mine.yaml" in visit.complaint.value and str(visit.uploads.folder) not in visit.complaint.value
    assert visit.chosen.value.name == FIRST


def test_a_file_too_large_to_be_sent_is_refused_by_its_size(visit: Visit) -> None:
    plan_room.uploaded(visit, {"name": "card.csv", "size": 10**9, "data": ""})
    assert "at most 4,096 kB" in visit.complaint.value


def test_an_uploaded_scenario_and_a_card_are_taken(visit: Visit) -> None:
    plan_room.uploaded(visit, sent("mine.yaml", b"extends: first-campaign\nbudget: 5_000\n"))
    until(lambda: not visit.loading.value)
    assert visit.chosen.value.name == "mine.yaml" and visit.chosen.value.scenario.budget_cny == 5000
    plan_room.uploaded(visit, sent("card.csv", b"name,role,followers,fee,platform,segment\nAnna,KOL,3000,500,video,\n"))
    until(lambda: not visit.loading.value)
    assert visit.chosen.value.name == "mine.yaml + card.csv" and visit.chosen.value.market.for_hire.label == ("Anna",)
    visit.choose("mine.yaml")
    until(lambda: not visit.loading.value)
    assert visit.chosen.value.market.for_hire.size == 10


def test_a_scenario_that_lacks_its_card_is_taken_when_the_card_comes(visit: Visit) -> None:
    plan_room.uploaded(visit, sent("mine.yaml", b"extends: first-campaign\naccounts: {file: card.csv}\n"))
    until(lambda: not visit.loading.value)
    assert "card.csv" in visit.complaint.value and visit.chosen.value.name == FIRST
    for n, name in enumerate(("Anna", "Berta")):
        plan_room.uploaded(visit, sent("card.csv", f"name,role,followers,fee,platform,segment\n{name},KOL,3000,500,,\n".encode()))
        until(lambda: not visit.loading.value)
        assert visit.chosen.value.name == "mine.yaml" and visit.chosen.value.market.for_hire.label == (name,), n


def test_a_card_that_is_mended_is_read_anew(visit: Visit) -> None:
    for name in ("Anna", "Berta"):
        plan_room.uploaded(visit, sent("card.csv", f"name,role,followers,fee,platform,segment\n{name},KOL,3000,500,,\n".encode()))
        until(lambda: not visit.loading.value)
        assert visit.chosen.value.market.for_hire.label == (name,)
        assert visit.chosen.value.name == f"{FIRST} + card.csv"


def test_who_chooses_twice_gets_the_last(visit: Visit) -> None:
    visit.choose("a-city")
    visit.choose("budget-game")
    until(lambda: not visit.loading.value)
    time.sleep(3.0)
    assert visit.chosen.value.name == "budget-game"


def test_two_visits_know_nothing_of_each_other(visit: Visit) -> None:
    other = Visit("zh", Value)
    other.split(preset("koc"))
    other.choose("budget-game")
    assert visit.shares.value == preset("six_three_one") and visit.chosen.value.name == FIRST
    assert visit.uploads.folder != other.uploads.folder and visit.comparison is not other.comparison
    until(lambda: not other.loading.value)
    other.close()


def test_a_world_is_watched_and_replayed_without_an_account(visit: Visit) -> None:
    watching.watch(visit, "your split", 3)
    assert watch_room.view(visit)["running"]
    until(lambda: visit.watched.value.film is not None)
    shown = watch_room.view(visit)
    assert len(shown["days"]) == visit.watched.value.film.days + 1 and shown["accounts"] and not shown["running"]
    assert len(watch_room.stories(visit.watched.value)) == 300
    assert watch_room.projected(visit.watched.value)["without"] is None
    watching.remove(visit, "nobody")
    assert not visit.watched.value.replaying
    watching.remove(visit, shown["accounts"][0]["name"])
    until(lambda: visit.watched.value.replay is not None)
    assert shown["accounts"][0]["label"] in watch_room.view(visit)["difference"]
    assert watch_room.projected(visit.watched.value)["without"]


def test_a_world_that_runs_can_be_given_up(visit: Visit) -> None:
    watching.watch(visit, "head_kol", 0)
    watching.cancel(visit)
    assert visit.watched.value is None
    time.sleep(0.5)
    assert visit.watched.value is None


def test_what_is_left_out_is_not_compared_and_nothing_is_no_comparison(visit: Visit) -> None:
    for arm in decide_room.view(visit)["arms"]:
        decide_room.toggled(visit, arm["label"])
    assert not decide_room.view(visit)["possible"]
    visit.compare()
    until(lambda: not visit.comparison.busy)
    assert visit.standing.value.state == "failed" and "strategies" in visit.standing.value.complaint
    decide_room.asked_for(visit, {"worlds": 10**9, "assumptions": "anything"})
    assert (visit.choices.value.worlds, visit.choices.value.assumptions) == (decide_room.MOST_WORLDS, "fixed")


def test_a_comparison_is_as_many_runs_as_the_room_says(visit: Visit) -> None:
    for label in ("long_tail_matrix", "seed_and_harvest", "six_three_one"):
        decide_room.toggled(visit, label)
    decide_room.asked_for(visit, {"worlds": 2})
    promised = decide_room.runs(visit, ["your split", "head_kol"])
    visit.compare()
    until(lambda: len(visit.comparison.files) == 3)
    standing = visit.standing.value
    assert standing.done == standing.total == promised
    assert standing.verdict["en"]["forest"].startswith("data:image/svg+xml;base64,")
    assert {row["label"] for row in standing.verdict["en"]["rows"]} == {"your split", "head_kol", "no_campaign"}
    assert visit.comparison.files["report-en"].startswith(b"<!")
    assert decide_room.handed(visit, "tables", 1)["name"].endswith(".zip") and decide_room.handed(visit, "other", 1) is None


def test_a_comparison_keeps_the_name_of_its_scenario_when_another_is_chosen_meanwhile(visit: Visit) -> None:
    first = visit.chosen.value.scenario.name
    for label in ("long_tail_matrix", "seed_and_harvest", "six_three_one"):
        decide_room.toggled(visit, label)
    decide_room.asked_for(visit, {"worlds": 2})
    visit.compare()
    visit.choose("spinoff-proliferation")
    until(lambda: visit.chosen.value.scenario.name != first)
    until(lambda: len(visit.comparison.files) == 3)
    assert decide_room.view(visit)["about"] == first
    assert decide_room.handed(visit, "report-en", 1)["name"].startswith(first)
