"""The room in which strategies are compared: asked, waited for, answered, taken away."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import solara

from simulation.experiments.beside import variants
from simulation.experiments.hiding import hides
from simulation.experiments.processes import processors
from simulation.experiments.provenance import is_control
from simulation.experiments.sentence import named
from simulation.experiments.store import folder_name
from simulation.interfaces.dashboard.labels import count, labels
from simulation.language import say, spoken

if TYPE_CHECKING:
    from simulation.interfaces.dashboard.comparison import Standing
    from simulation.interfaces.dashboard.visit import Visit

MOST_WORLDS = 200
KINDS = {"report": ("html", "text/html"), "tables": ("zip", "application/zip")}
Event = Callable[[Any], None]


@solara.component_vue("decide.vue")
def DecideTemplate(
    words: dict[str, str],
    view: dict[str, Any],
    verdict: dict[str, Any] | None,
    file: dict[str, str] | None,
    event_toggled: Event,
    event_asked: Event,
    event_compared: Event,
    event_cancelled: Event,
    event_wanted: Event,
) -> None:
    """The room as HTML."""


@solara.component
def DecideRoom(visit: Visit) -> None:
    """The comparison, its progress and its verdict."""
    standing = visit.standing.value
    file, set_file = solara.use_state(None)

    def wanted(name: str) -> None:
        set_file(handed(visit, name, 1 + (file["number"] if file else 0)))

    with spoken(visit.lang.value):
        DecideTemplate(
            words=labels("decide"),
            view=view(visit),
            verdict=(standing.verdict or {}).get(visit.lang.value),
            file=file,
            event_toggled=lambda label: toggled(visit, str(label)),
            event_asked=lambda asked: asked_for(visit, asked),
            event_compared=lambda _: visit.compare(),
            event_cancelled=lambda _: visit.comparison.stop(),
            event_wanted=wanted,
        )


def toggled(visit: Visit, label: str) -> None:
    """Leave a strategy out, or take it in again."""
    visit.choices.set(replace(visit.choices.value, left_out=visit.choices.value.left_out ^ {label}))


def asked_for(visit: Visit, asked: dict[str, Any]) -> None:
    """Another number of worlds, or other worlds."""
    now = visit.choices.value
    worlds = min(max(2, int(asked.get("worlds", now.worlds))), MOST_WORLDS)
    assumptions = "vary" if asked.get("assumptions", now.assumptions) == "vary" else "fixed"
    visit.choices.set(replace(now, worlds=worlds, assumptions=assumptions))


def handed(visit: Visit, name: str, number: int) -> dict[str, Any] | None:
    """A file for the browser to keep."""
    data = visit.comparison.files.get(name)
    scenario = visit.comparison.scenario
    if data is None or scenario is None:
        return None
    ending, kind = KINDS[name.split("-")[0]]
    title = f"{folder_name(scenario.name)}-{name}.{ending}"
    return {"name": title, "type": kind, "data": base64.b64encode(data).decode(), "number": number}


def view(visit: Visit) -> dict[str, Any]:
    """All that changes in this room, in the language now spoken."""
    standing, choices, chosen = visit.standing.value, visit.choices.value, visit.chosen.value
    arms = visit.strategies() if chosen else {}
    taken = [label for label, arm in arms.items() if label not in choices.left_out and not is_control(arm)]
    return {
        "ready": chosen is not None,
        "arms": [
            {"label": label, "name": named(label), "taken": label not in choices.left_out}
            for label, arm in arms.items()
            if not is_control(arm)
        ],
        "worlds": choices.worlds,
        "most": MOST_WORLDS,
        "assumptions": choices.assumptions,
        "busy": visit.comparison.busy and standing.state != "done",
        "state": standing.state,
        "runs": say("page.said.runs", runs=count(runs(visit, taken))) if taken else say("page.said.too_few"),
        "possible": bool(taken),
        "said": said(standing),
        "about": visit.comparison.scenario.name if visit.comparison.scenario else "",
        "part": 100.0 * standing.done / standing.total if standing.total else 0.0,
        "complaint": standing.complaint,
        "files": list(standing.files),
    }


def runs(visit: Visit, taken: list[str]) -> int:
    """How many runs the comparison of these strategies takes, the control and what is shown beside them with them."""
    choices, scenario = visit.choices.value, visit.chosen.value.scenario
    beside = variants({label: visit.strategies()[label] for label in taken})
    opened = len(taken) if hides(scenario.parameters) else 0
    arms = len(taken) + 1
    worlds: int = choices.worlds
    return worlds * (arms + len(beside) + opened + (arms if choices.assumptions == "vary" else 0))


def said(standing: Standing) -> str:
    """How far a comparison is, in a sentence."""
    done = {"done": count(standing.done), "total": count(standing.total)}
    if standing.state == "waiting":
        return say("page.said.waiting", ahead=standing.ahead, processors=processors())
    if standing.state == "starting":
        return say("page.said.starting", processors=processors())
    if standing.state == "stopping":
        return say("page.said.stopping")
    if standing.state == "stopped":
        return say("page.said.stopped", **done) if standing.total else say("page.said.left_line")
    if standing.state == "running" and standing.seconds_left is not None:
        return say("page.said.left", **done, left=duration(standing.seconds_left))
    return say("page.said.progress", **done) if standing.state == "running" else ""


def duration(seconds: float) -> str:
    """About how long."""
    if seconds < 90.0:
        return say("page.said.seconds", count=max(1, round(seconds)))
    return say("page.said.minutes", count=round(seconds / 60.0))
