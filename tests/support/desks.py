"""Plans without a run: a desk in a market, and everything that can be told of what was bought."""

from __future__ import annotations

from typing import Any

import mesa

from simulation.actors.calendar import Calendar
from simulation.actors.desk import Desk
from simulation.actors.strategies.strategy import Strategy
from support import markets


def desk(found: markets.Market) -> Desk:
    """An empty desk."""
    return Desk(mesa.Model(seed=0), found, "tried")


def planned(found: markets.Market, strategy: str | Strategy) -> Desk:
    """The desk after a strategy has spent its budget."""
    one = desk(found)
    (markets.registry.named(strategy)() if isinstance(strategy, str) else strategy).plan(one)
    one.close()
    return one


ATTRIBUTES = """label word followers independence interactivity accessibility expertise quality script reputation begun talks
    closed_on node hired_on days spend_fen role kind family labelled paid commented capable""".split()


def told(one: Desk) -> dict[str, Any]:
    """Payments, accounts and the actions of every day, comparable by ==."""
    calendar = Calendar(one)
    days = [calendar.actions(day) for day in range(1, one.horizon + 1)]
    return {
        "payments": one.ledger.entries,
        "accounts": [[getattr(account, name) for name in ATTRIBUTES] for account in one.accounts],
        "mothers": [account.mother.number if account.mother else None for account in one.accounts],
        "rows": [account.row.tolist() for account in one.accounts],
        "actions": [[part.tolist() if hasattr(part, "tolist") else part for part in day] for day in days],
    }


def sums_up(one: Desk) -> bool:
    """Spent + left = budget, by entry and by account, on days of the campaign."""
    entries = one.ledger.entries
    return (
        sum(entry.fen for entry in entries) + one.left == one.budget
        and sum(account.spend_fen for account in one.accounts) == one.ledger.spent
        and one.left >= 0
        and all(entry.fen >= 0 and 1 <= entry.day <= one.horizon for entry in entries)
    )
