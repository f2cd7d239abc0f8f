"""The room in which a market is chosen and a budget split: what it shows, and what a visitor can do there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import solara

from simulation.actors.channels import CHANNELS, channel_called
from simulation.experiments import shipped
from simulation.interfaces.dashboard import shares
from simulation.interfaces.dashboard.labels import count, labels, share
from simulation.interfaces.dashboard.uploads import LARGEST
from simulation.language import say, spoken, told

if TYPE_CHECKING:
    from simulation.interfaces.dashboard.plan import Plan
    from simulation.interfaces.dashboard.visit import Chosen, Visit

Event = Callable[[Any], None]


@solara.component_vue("plan.vue")
def PlanTemplate(
    words: dict[str, str],
    view: dict[str, Any],
    event_chose: Event,
    event_uploaded: Event,
    event_moved: Event,
    event_locked: Event,
    event_preset: Event,
    event_timed: Event,
    event_went: Event,
) -> None:
    """The room as HTML."""


@solara.component
def PlanRoom(visit: Visit) -> None:
    """Scenario, sliders, expected reach."""
    moves, set_moves = solara.use_state(0)  # told to the browser, which sends the next only after the answer to the last

    def moved(move: dict[str, Any]) -> None:
        if move.get("channel") in CHANNELS:
            visit.split(visit.shares.value.moved(move["channel"], int(move["to"])))
        set_moves(lambda before: before + 1)

    with spoken(visit.lang.value):
        PlanTemplate(
            words=labels("plan"),
            view={**view(visit), "moves": moves},
            event_chose=visit.choose,
            event_uploaded=lambda file: uploaded(visit, file),
            event_moved=moved,
            event_locked=lambda channel: visit.split(visit.shares.value.toggled(channel)),
            event_preset=lambda name: visit.split(shares.preset(name)),
            event_timed=lambda told: visit.time(str(told["name"]), int(told["value"])),
            event_went=visit.room.set,
        )


def uploaded(visit: Visit, file: dict[str, Any]) -> None:
    """Take a file as the browser sends it; one that is too large comes without its data."""
    try:
        data = base64.b64decode(str(file["data"]), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    visit.upload(str(file["name"]), data or bytes(min(int(file["size"]), max(LARGEST.values()) + 1)))


def view(visit: Visit) -> dict[str, Any]:
    """All that changes in this room, in the language now spoken."""
    chosen, own = visit.chosen.value, visit.own.value
    name = chosen.name if chosen else ""
    return {
        "name": name,
        "names": shipped.names(),
        "own": own.name if own else "",
        "changed": bool(name) and name not in shipped.names() and name != (own.name if own else ""),
        "question": told(chosen.scenario.question) if chosen else "",
        "facts": facts(chosen) if chosen else [],
        "loading": visit.loading.value,
        "complaint": visit.complaint.value,
        "largest": max(LARGEST.values()),
        "rows": rows(visit, chosen.scenario.budget_cny if chosen else 0.0),
        "total": sum(visit.shares.value.percent),
        "preset": next((one for one in shares.PRESETS if shares.preset(one).percent == visit.shares.value.percent), ""),
        "budget": count(chosen.scenario.budget_cny) if chosen else "",
        "horizon": chosen.scenario.horizon if chosen else 1,
        "timing": [{"name": name, "value": value} for name, value in visit.timing.value._asdict().items()],
        "reach": reach(visit.plan.value, visit) if chosen and visit.plan.value else None,
    }


def facts(chosen: Chosen) -> list[tuple[str, str]]:
    """The market in a few lines."""
    scenario, market = chosen.scenario, chosen.market
    people = {"people": count(market.people), "consumers": count(market.world.size), "scale": f"{scenario.scale:,.6g}"}
    creators = count(market.for_hire.size)
    named = say("page.said.creators_and_koc", creators=creators, koc=len(market.offered_koc))
    return [
        ("people", say("page.said.market", **people)),
        ("budget", say("page.said.budget", money=count(scenario.budget_cny))),
        ("price", say("page.said.price", price=f"{scenario.price:,.6g}", margin=share(scenario.margin))),
        ("horizon", say("page.said.days", days=scenario.horizon)),
        ("for_hire", named if market.offered_koc else say("page.said.creators", creators=creators)),
    ]


def rows(visit: Visit, budget: float) -> list[dict[str, Any]]:
    """A slider a channel."""
    now = visit.shares.value
    return [
        {"channel": channel, "name": channel_called(channel), "percent": now.of(channel), "locked": channel in now.locked,
         "money": count(budget * now.of(channel) / shares.WHOLE)}
        for channel in CHANNELS
    ]  # fmt: skip


def reach(plan: Plan, visit: Visit) -> dict[str, Any]:
    """Whom the split reaches, and what each share buys."""
    found, added = plan.reach, sum(plan.reach.alone.values())
    whole = max(added, plan.market)
    each = found.contacts / found.people if found.people else 0.0
    bought = {"accounts": count(plan.accounts), "posts": count(plan.posts), "followers": count(found.followers)}
    twice = say("page.said.twice", sum=count(added), twice=count(found.counted_twice))
    return {
        "headline": say("page.said.reach", people=count(found.people), share=share(found.people / plan.market)),
        "people": count(found.people),
        "sum": count(added),
        "distinct": 100.0 * found.people / whole,
        "twice": 100.0 * found.counted_twice / whole,
        "twice_said": twice if found.counted_twice >= 1.0 else "",
        "planners": say("page.said.planners", **bought, each=f"{each:.1f}"),
        "unspent": say("page.said.unspent", money=count(plan.unspent)) if plan.unspent >= 1.0 else "",
        "lines": lines(plan, visit),
    }


def lines(plan: Plan, visit: Visit) -> list[dict[str, str]]:
    """A row a channel that was meant to get money, or got some."""
    told, budget = [], visit.chosen.value.scenario.budget_cny
    for channel, line in plan.lines.items():
        meant = budget * visit.shares.value.of(channel) / shares.WHOLE
        if not meant and not line.spend:
            continue
        shown, nothing = channel == "ads", channel != "ads" and not line.accounts
        told.append({
            "channel": channel, "name": channel_called(channel), "meant": count(meant), "spent": count(line.spend),
            "accounts": "–" if shown else count(line.accounts), "posts": "–" if shown else count(line.posts),
            "alone": count(line.reach) if channel != "private" else "–",
            "note": say("page.said.buys_nobody") if nothing else "",
        })  # fmt: skip
    return told
