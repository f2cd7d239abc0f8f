"""The examination every strategy sits, ours and a user's: held books, the same choices again, both engines at one.

The markets are small and eager, so that within a month everything happens: 80 consumers of fifty people each, twelve
creators for hire, prices at which a few thousand yuan buy something of everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.actors.account import Account
from simulation.actors.campaign import Campaign
from simulation.actors.desk import KOC_SHARE
from simulation.actors.market import ForHire, Market, Product
from simulation.actors.strategies import registry
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.audience import Befriended
from simulation.engine.engines import engine
from simulation.engine.world import Schedule, World
from simulation.experiments import lineup
from simulation.experiments.run import account_words, nobody
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.mechanisms import MECHANISMS, with_all
from simulation.model.parameters import DEFAULTS
from simulation.model.population import draw_population
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import pandas as pd

SCALE, CONSUMERS, CREATORS, DAYS = 50.0, 80, 12, 30
BUDGET = 2_000_000  # fen
BUDGETS = (0, 1, 99, 12_345, 400_000, BUDGET)
UNSPENT = 0.02  # most a strategy may leave of its budget
EAGER = {
    "pi_private_awareness": 0.6, "pi_private_interest": 0.5, "pi_private_search": 0.5, "pi_private_action": 0.5,
    "pi_public_awareness": 0.5, "pi_public_interest": 0.4, "pi_public_search": 0.4, "pi_public_action": 0.3,
    "r_private": 0.4, "share_cap": 50.0, "sigma_ratio": 1.5, "sigma_buyer": 0.9, "reach_rate": 0.6, "pool_start": 0.3,
    "overhead": 1.0, "koc_followers": 5.0, "salary": 5.0, "kos_followers": 500.0, "incubation": 1.0, "slot_price": 5.0,
    "spinoff_setup": 50.0, "spinoff_size": 0.3,
}  # fmt: skip
OTHERS = ("tiered", "six_three_one", "kos_matrix")  # strategies beside which it is examined

Check = Callable[[Strategy], str]  # what was found, "" if it held


def check_strategy(strategy: Strategy) -> pd.DataFrame:
    """A row a check: what must hold, whether it held, and what was found where it did not.

    `strategy` is an instance of a frozen dataclass derived from `Strategy`; anything else is refused. What the strategy
    itself raises counts as found. Takes some seconds.
    """
    import pandas as pd

    if not isinstance(strategy, Strategy):
        found = Verbatim(f"an instance of {type(strategy).__name__}" if not isinstance(strategy, type) else strategy.__name__)
        raise Refusal("check_strategy", found, "an instance of a Strategy", "call it with `Mine()`")
    examinee = lineup.checked(strategy, f"check_strategy: {type(strategy).__name__}")
    found = [_found(check, examinee) for check in CHECKS]
    told = [" ".join((check.__doc__ or "").split()).rstrip(".") for check in CHECKS]
    return pd.DataFrame({"check": told, "held": [not fault for fault in found], "found": found})


def _found(check: Check, strategy: Strategy) -> str:
    try:
        return check(strategy)
    except Exception as fault:  # whatever a user's strategy raises
        return f"{type(fault).__name__}: {fault}"


# ----------------------------------------------------------------------------------------------------------- markets


def market(key: int, budget: int = BUDGET, consumers: int = CONSUMERS, days: int = DAYS, everything: bool = False) -> Market:
    """A small market in which everything happens soon; with `everything`, every mechanism acts and the market has events."""
    p, schedule = DEFAULTS._replace(**EAGER), Schedule()
    if everything:
        p = with_all(p, *MECHANISMS)._replace(source_classes=1.0)  # of two kinds of source hardly anybody hears so soon
        schedule = Schedule(season=np.linspace(0.8, 1.2, days + 1), closed=np.arange(days + 1) % 10 > 5, law=days // 2)
    ties = generators.communities(consumers, communities=consumers // 10, mean_degree=6, homophily=0.7, key=key)
    drawn = chance.world(key, 0)
    world = World(ties, draw_population(drawn, ties.names, p), p, drawn, SCALE, days, schedule)
    return Market(world, Product(100.0, 0.9), budget, _creators(consumers))


def _creators(consumers: int) -> ForHire:
    """Twelve creators, the largest followed by three fifths of the market, the n-th by an n-th of that."""
    followers = np.array([max(1000, int(0.6 * consumers * SCALE / rank)) for rank in range(1, CREATORS + 1)], np.int64)
    words = account_words(np.arange(CREATORS, dtype=np.uint64))
    friends = Befriended(
        words, (followers // int(SCALE)).astype(np.int64), np.zeros(CREATORS + 1, np.int64), np.zeros(0, np.int32)
    )
    return ForHire(tuple(f"creator {n}" for n in range(CREATORS)), followers, followers // 2, friends)


def _lonely() -> Market:
    """A market of people without ties, and nobody for hire."""
    base, alone = market(1), Network.from_edges([], [], consumers=list(range(30)))
    world = replace(base.world, network=alone, population=draw_population(base.world.key, alone.names, base.p))
    return Market(world, base.product, base.budget_fen, nobody())


def finished(found: Market, strategy: Strategy, label: str = "examined", telling: str = "kernels") -> Campaign:
    """The campaign of a strategy in a market, to its last day."""
    done = Campaign(found, strategy, engine(telling), label)
    done.finish()
    return done


def differing(one: Campaign, other: Campaign) -> list[str]:
    """In what two finished campaigns differ: columns of consumers and accounts, days, payments."""
    mine, theirs = ({**_columns(done), "payments": done.desk.ledger.entries, "days": done.run.days} for done in (one, other))
    return [name for name in mine if not _same(mine[name], theirs[name])]


def _columns(done: Campaign) -> dict[str, Any]:
    state = {f"{group}.{name}": getattr(part, name) for group, part in done.run.state._asdict().items() for name in part._fields}
    return state | {f"accounts.{name}": column for name, column in done.run.cast._asdict().items()}


def _same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(one, other)) if isinstance(one, np.ndarray) else bool(one == other)


def _told(differences: list[str], between: str) -> str:
    return f"{between} differ in {', '.join(differences[:5])}" if differences else ""


# ------------------------------------------------------------------------------------------------------------ checks


def _books(strategy: Strategy) -> str:
    """Spent and unspent make the budget to the fen, and nothing is overdrawn, whatever the budget."""
    for budget in BUDGETS:
        desk = finished(market(2, budget), strategy).desk
        spent = sum(entry.fen for entry in desk.ledger.entries)
        if spent + desk.left != budget or sum(account.spend_fen for account in desk.accounts) != spent:
            return f"{spent / 100} CNY spent and {desk.left / 100} left of {budget / 100}"
    return ""


def _in_time(strategy: Strategy) -> str:
    """Posts and payments fall on days of the campaign."""
    desk = finished(market(3), strategy).desk
    days = [day for account in desk.accounts for day in account.days] + [entry.day for entry in desk.ledger.entries]
    outside = [day for day in days if not 1 <= day <= desk.horizon]
    return f"day {outside[0]}" if outside else ""


def _once(strategy: Strategy) -> str:
    """Nobody is hired twice, nor more than a twentieth of the consumers."""
    desk = finished(market(4), strategy).desk
    words, recruited = [int(account.word) for account in desk.accounts], sum(account.node >= 0 for account in desk.accounts)
    if recruited > KOC_SHARE * desk.market.world.size:
        return f"{recruited} of {desk.market.world.size} consumers"
    return "" if len(set(words)) == len(words) else "an account twice"


def _spends(strategy: Strategy) -> str:
    """At most 2 % of the money is left, unless it is a control."""
    left = max(finished(market(key), strategy).desk.left for key in (5, 6))
    return "" if strategy.control or left <= UNSPENT * BUDGET else f"{left / BUDGET:.0%} left"


def _is_seen(strategy: Strategy) -> str:
    """Somebody sees the campaign, unless it is a control, which nobody does."""
    views = int(finished(market(7), strategy).run.cast.views.sum())
    return "" if (views > 0) != strategy.control else f"{views} views"


def _repeatable(strategy: Strategy) -> str:
    """The same key gives the same campaign."""
    return _told(differing(*(finished(market(8), strategy) for _ in range(2))), "two runs")


def _by_itself(strategy: Strategy) -> str:
    """Label, place in the list and the strategies tried before change nothing: against itself it differs by exactly 0."""
    shared = market(9)
    for name in OTHERS:
        finished(shared, registry.named(name)(), name)
    return _told(differing(finished(market(9), strategy), finished(shared, strategy, "another label")), "alone and last")


def _same_luck(strategy: Strategy) -> str:
    """An account that other strategies hire too is the same account: followers, reputation, label, fate."""
    shared = market(10, everything=True)
    mine = {int(account.word): account for account in finished(shared, strategy).desk.accounts}
    for name in OTHERS:
        for other in finished(shared, registry.named(name)(), name).desk.accounts:
            if (account := mine.get(int(other.word))) and _fate(account) != _fate(other):
                return f"another {account.label} than {name} has"
    return ""


def _fate(account: Account) -> tuple[Any, ...]:
    return account.label, account.row.tolist(), account.reputation, account.labelled, account.closed_on


def _lonely_market(strategy: Strategy) -> str:
    """A market of people without ties and with nobody for hire is survived."""
    return "" if finished(_lonely(), strategy).run.day == DAYS else "an end before the horizon"


def _engines(strategy: Strategy) -> str:
    """Both engines tell the same campaign, consumer by consumer."""
    return next(_disagreements(strategy, everything=False), "")


def _everything(strategy: Strategy) -> str:
    """So they do with every mechanism acting; the books hold, and against itself it differs by exactly 0."""
    return next(_disagreements(strategy, everything=True), "")


def _disagreements(strategy: Strategy, everything: bool) -> Iterator[str]:
    for key in (11, 12, 13):
        found = market(key, 500_000, consumers=30, days=26, everything=everything)
        one = finished(found, strategy)
        if one.desk.ledger.spent + one.desk.left != found.budget_fen:
            yield f"{one.desk.ledger.spent / 100} CNY spent and {one.desk.left / 100} left"
        for words, other in (("engines", {"telling": "reference"}), ("labels", {"label": "another"})):
            if told := _told(differing(one, finished(found, strategy, **other)), words):
                yield told


CHECKS: tuple[Check, ...] = (
    _books, _in_time, _once, _spends, _is_seen, _repeatable, _by_itself, _same_luck, _lonely_market, _engines, _everything,
)  # fmt: skip
