"""The room in which one world is watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import solara

from simulation.experiments.sentence import named
from simulation.interfaces.dashboard import watching
from simulation.interfaces.dashboard.labels import count, labels, share
from simulation.language import say, spoken

if TYPE_CHECKING:
    from simulation.interfaces.dashboard.film import Film, Step
    from simulation.interfaces.dashboard.replay import Replay
    from simulation.interfaces.dashboard.visit import Visit
    from simulation.interfaces.dashboard.watching import Watched

MOST_WORLD = 100_000
Event = Callable[[Any], None]


@solara.component_vue("watch.vue")
def WatchTemplate(
    words: dict[str, str],
    view: dict[str, Any],
    film: dict[str, Any] | None,
    stories: list[dict[str, Any]],
    event_ran: Event,
    event_cancelled: Event,
    event_removed: Event,
) -> None:
    """The room as HTML; it plays the film by itself."""


@solara.component
def WatchRoom(visit: Visit) -> None:
    """A world, day by day."""
    watched, lang = visit.watched.value, visit.lang.value
    film = solara.use_memo(lambda: projected(watched), [watched and watched.film, watched and watched.replay])
    with spoken(lang):
        found = solara.use_memo(lambda: view(visit), [visit.chosen.value, watched, visit.shares.value, visit.timing.value, lang])
        WatchTemplate(
            words=labels("watch"),
            view=found,
            film=film,
            stories=solara.use_memo(lambda: stories(watched), [watched and watched.film, lang]),
            event_ran=lambda asked: watching.watch(visit, str(asked["label"]), min(max(0, int(asked["world"])), MOST_WORLD)),
            event_cancelled=lambda _: watching.cancel(visit),
            event_removed=lambda account: watching.remove(visit, str(account)),
        )


def projected(watched: Watched | None) -> dict[str, Any] | None:
    """What the browser needs to play a film: where people stand, by day; the curves; those of the replay."""
    if watched is None or watched.film is None or watched.sample is None:
        return None
    film, replay = watched.film, watched.replay
    return {
        "places": watched.sample.places,
        "ties": watched.sample.ties,
        "stages": film.stages,
        "ids": film.ids,
        "curves": film.curves,
        "days": film.days,
        "without": replay.curves if replay else None,
        "changed": [n for n, (a, b) in enumerate(zip(film.stages[-1], replay.stages, strict=True)) if a != b] if replay else [],
    }


def view(visit: Visit) -> dict[str, Any]:
    """All that changes in this room but the film, in the language now spoken."""
    watched, chosen = visit.watched.value, visit.chosen.value
    film = watched.film if watched else None
    return {
        "ready": chosen is not None,
        "labels": labels_of(visit),
        "names": [named(label) for label in labels_of(visit)],
        "label": watched.label if watched else "",
        "world": watched.replicate if watched else 0,
        "running": running(watched, chosen.scenario.horizon) if watched and watched.stop else "",
        "complaint": watched.complaint if watched else "",
        "sampled": say("page.said.sampled", drawn=count(len(film.ids)), people=count(chosen.market.world.size)) if film else "",
        "days": [today(film, day) for day in range(film.days + 1)] if film else [],
        "accounts": accounts(film) if film else [],
        "removed": watched.removed if watched else "",
        "replaying": bool(watched and watched.replaying),
        "difference": difference(film, watched.replay) if film and watched.replay else "",
    }


def labels_of(visit: Visit) -> list[str]:
    """The strategies that can be watched."""
    return list(visit.strategies()) if visit.chosen.value else []


def running(watched: Watched, days: int) -> str:
    """How far the run is."""
    return say("page.said.running_day", day=watched.day, days=days) if watched.day else say("page.said.waking")


def today(film: Film, day: int) -> str:
    """The evening of one day in a sentence."""
    return say("page.said.today", day=day, aware=count(film.curves["awareness"][day]), buyers=count(film.curves["buyers"][day]))


def stories(watched: Watched | None) -> list[dict[str, Any]]:
    """Who persuaded each of the people in the picture, step by step."""
    film = watched.film if watched else None
    return [person(film, place) for place in range(len(film.ids))] if film else []


def person(film: Film, place: int) -> dict[str, Any]:
    """One person's way: a sentence a step."""
    steps = [step_said(step) for step in film.steps[place]]
    if film.supplied[place]:
        steps.append(say(f"page.supplied.{film.supplied[place]}"))
    return {"name": say("page.said.person", id=film.ids[place]), "steps": steps or [say("page.said.unmoved", days=film.days)]}


def step_said(step: Step) -> str:
    """One transition, by day and name."""
    told = {"day": step.day, "what": say(f"page.transition.{step.transition}")}
    if step.role in ("", "own initiative"):
        return say("page.said.step_own", **told)
    if not step.source or step.source == "brand":
        return say("page.said.step_role", **told, role=role_said(step.role))
    return say("page.said.step_by", **told, role=role_said(step.role), source=step.source)


def role_said(role: str) -> str:
    """A role as a person meets it."""
    return say(f"page.by.{role.lower().replace('-', '_').replace(' ', '_')}")


def accounts(film: Film) -> list[dict[str, Any]]:
    """A row an account."""
    return [
        {"name": one.name, "label": one.label, "role": role_said(one.role).strip(), "posts": one.posts, "spend": count(one.spend),
         "aware": count(one.awareness), "buyers": count(one.buyers)}
        for one in film.accounts
    ]  # fmt: skip


def difference(film: Film, replay: Replay) -> str:
    """What the world would have been without an account, in a sentence."""
    account = next(one for one in film.accounts if one.name == replay.account)
    before, after = film.totals["buyers"], replay.totals["buyers"]
    told = {"account": account.label, "spend": count(account.spend), "credit": count(account.buyers), "buyers": count(after)}
    if before == after:
        return say("page.said.same", **told)
    change = after - before
    told |= {"before": count(before), "difference": count(abs(change)), "share": share(change / max(1.0, before))}
    return say("page.said.fewer", **told) if after < before else say("page.said.more", **told)
