"""A finished run of eight consumers whose every number is chosen, so that every metric can be counted on one's fingers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.actors.ledger import Ledger
from simulation.actors.market import Market, Product
from simulation.engine.run import Day
from simulation.engine.world import BRAND_POOL, NOBODY, Cast, Schedule, State, World, opening
from simulation.experiments.run import nobody
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.parameters import DEFAULTS
from simulation.model.population import BRAND, BUYER, KOC, KOL, KOS, OWN, PEER, Population

N, SCALE, DAYS = 8, 10.0, 10
PRIOR = (0.6, 0.5, 0.5, 0.4, 0.3)  # everybody's trust in peers, KOC, KOL, KOS, advertisements
# Days 6 to 8 are a sale at four fifths of the list price of 100.
PRICE = np.array([1.0, 1, 1, 1, 1, 1, 0.8, 0.8, 0.8, 1, 1])
BRAND_ADS, STAR, FRIEND, SELLER, SECOND = range(N, N + 5)  # accounts as sources; FRIEND is consumer 7, a recruited KOC
#        label, kind, role, consumer, followers, days of posts, views in consumers
ACCOUNTS = (
    ("brand", "ads", BRAND, NOBODY, 0, (), 4),
    ("star", "KOL", KOL, NOBODY, 200_000, (1, 2), 6),
    ("friend", "KOC", KOC, 7, 500, (1, 8), 2),
    ("seller 1", "KOS", KOS, NOBODY, 2_000, (4,), 4),
    ("seller 2", "KOS", KOS, NOBODY, 2_000, (), 0),
)
#         exposures, sold, first purchases, members, churned, on days 1 to 10
COURSE = (
    (6, 0, 0, 1, 0), (4, 0, 0, 1, 0), (2, 1, 1, 1, 0), (3, 0, 0, 2, 0), (1, 1, 0, 2, 0),
    (1, 1, 1, 2, 0), (1, 1, 0, 3, 0), (1, 1, 1, 3, 0), (1, 1, 0, 3, 1), (1, 1, 1, 3, 1),
)  # fmt: skip


def world(**changes: float) -> World:
    """Eight consumers of ten people each, in a ring, with a sale on days 6 to 8."""
    p = DEFAULTS._replace(
        **{"trust_strength": 4.0, "lambda_trust": 0.5, "commission": 0.1, "referral_reward": 5.0, "source_classes": 2.0,
           "wtp_gate": 1.0, **changes}
    )  # fmt: skip
    ids = list(range(N))
    population = Population(
        fit=np.full(N, 0.5), autonomy=np.zeros(N), activity=np.ones(N), trust=np.repeat(np.array(PRIOR)[:, None], N, axis=1),
        willing=np.array([1.5, 2.0, 0.5, 0.9, 1.0, 1.0, 1.0, 1.0]), in_store=np.zeros(N, np.bool_), short=np.zeros(N, np.bool_),
    )  # fmt: skip
    network = Network.from_edges(ids, [*ids[1:], 0], consumers=ids)
    return World(network, population, p, chance.world(1, 0), SCALE, DAYS, Schedule(price=PRICE))


def cast() -> Cast:
    """The accounts, as far as anything is measured of them."""
    blank = Cast(*[np.zeros(len(ACCOUNTS))] * len(Cast._fields))
    return blank._replace(
        role=np.array([row[2] for row in ACCOUNTS], np.int8),
        node=np.array([row[3] for row in ACCOUNTS], np.int32),
        views=np.array([row[6] for row in ACCOUNTS], np.int64),
        capable=np.array([row[2] == KOS for row in ACCOUNTS]),
    )


def campaign(state: State, standing: World, views: Cast, days: list[Day], spent: int) -> Any:
    """What an outcome reads of a finished campaign."""
    accounts = [
        SimpleNamespace(label=label, kind=kind, followers=followers, days=list(days), spend_fen=12_000 if kind == "KOC" else 0)
        for label, kind, _, _, followers, days, _ in ACCOUNTS
    ]
    ledger = Ledger(100_000, "by hand")
    ledger.pay(1, "star", "posts", spent)
    pitches = SimpleNamespace(sellers=np.array([3, 4]), capacity=np.array([1, 2]))
    return SimpleNamespace(
        market=Market(standing, Product(100.0, 0.4), 100_000, nobody()),
        run=SimpleNamespace(state=state, cast=views, days=days, day=DAYS),
        desk=SimpleNamespace(accounts=accounts, ledger=ledger),
        calendar=SimpleNamespace(actions=lambda day: pitches),
    )


def finished(**changes: float) -> Any:
    """The run everything is counted in: 800 of 1,000 CNY spent, four of eight consumers buy."""
    standing = world(**changes)
    state = opening(standing, np.zeros(N, np.int64))
    _told(state)
    _bought(state)
    _learnt(state)
    days = [
        Day(day=number, reached=0, exposures=exposures, aware=0, interested=0, searching=0, bought=first, sold=sold, sharing=0,
            members=members, churned=churned)
        for number, (exposures, sold, first, members, churned) in enumerate(COURSE, start=1)
    ]  # fmt: skip
    return campaign(state, standing, cast(), days, 80_000)


def untouched() -> Any:
    """Nothing was done and nothing happened."""
    standing = world()
    silent = cast()._replace(views=np.zeros(len(ACCOUNTS), np.int64))
    ended = campaign(opening(standing, np.zeros(N, np.int64)), standing, silent, [], 0)
    nobody_hired = {"days": [], "spend_fen": 0}
    ended.desk.accounts = [
        SimpleNamespace(**{**vars(account), **nobody_hired, "kind": account.kind.replace("KOC", "KOL")})
        for account in ended.desk.accounts
    ]
    return ended


def _told(state: State) -> None:
    """Who was exposed, became aware by whom, and came how far.

    Awareness spreads star → 0 → 1, 2; 2 → 5; ads → 3; friend (consumer 7) → 4; 6 finds the product alone.
    """
    funnel = state.funnel
    funnel.reached_on[:] = [1, 2, 3, 1, 4, 9, -1, 3]
    funnel.crossed[0] = [1, 2, 3, 1, 4, 9, 5, -1]
    funnel.credit[0] = [STAR, 0, 0, BRAND_ADS, FRIEND, 2, NOBODY, NOBODY]
    funnel.credit_role[0] = [KOL, PEER, PEER, BRAND, KOC, PEER, OWN, NOBODY]
    funnel.entries[2, [0, 1, 2, 3, 4]] = 1
    funnel.entries[3, [0, 1, 2, 3]] = 1
    bits = {0: (KOL, PEER), 1: (PEER,), 2: (PEER, KOC), 3: (KOS, BRAND), 4: (KOC,), 5: (PEER,), 7: (KOL,)}
    funnel.heard_from[list(bits)] = [sum(1 << role for role in roles) for roles in bits.values()]
    state.fatigue.heard[0] = [2.0, 1.5, 2.0, 4.0, 0.0, 0.0, 0.0, 4.0]
    state.fatigue.heard[3] = [2.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    state.talk.spell[[0, 2, 7]] = [1, 2, 1]
    state.talk.hired[7] = 2


def _bought(state: State) -> None:
    """Consumer 0 buys on days 3, 5, 7; 1 on 6 and 9; 6 on 8; 5 on 10. Members: 0, 5 of seller 1; 2 of the brand."""
    funnel, trade = state.funnel, state.trade
    buyers = [0, 1, 5, 6]
    funnel.stage[[*buyers, 7]] = BUYER
    funnel.crossed[3, buyers] = [3, 6, 10, 8]
    funnel.crossed[4, [0, 1]] = [7, 9]
    funnel.credit[3, buyers] = [STAR, 0, SELLER, 7]
    funnel.credit_role[3, buyers] = [KOL, PEER, KOS, KOC]
    trade.purchases[buyers] = [3, 2, 1, 1]
    trade.churned[1] = True
    trade.pool[[0, 5, 2]] = [3, 3, BRAND_POOL]


def _learnt(state: State) -> None:
    """One lesson a role: peers' gains, KOC's and ads' losses of today; KOL's of two days ago; a seller's gain of today."""
    learning = state.learning
    for role, person, day, alpha, beta in (
        (PEER, 1, 10, 3.4, 1.6), (KOC, 2, 10, 2.0, 3.0), (KOL, 0, 8, 2.0, 4.0), (KOS, 5, 10, 2.6, 2.4), (BRAND, 3, 10, 1.2, 3.8),
    ):  # fmt: skip
        learning.learnt_on[role, person], learning.alpha[role, person], learning.beta[role, person] = day, alpha, beta
