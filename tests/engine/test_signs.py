"""What each mechanism does when it acts: the sign of its effect, world by world against the same world without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
from support import markets

from simulation.actors.campaign import Campaign
from simulation.actors.desk import Desk
from simulation.actors.strategies import registry
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.engines import engine
from simulation.engine.world import Scandal, Schedule, World
from simulation.experiments.outcome import totals
from simulation.model.mechanisms import MECHANISMS, with_all, without
from simulation.model.population import KOC, KOL, PEER, SPINOFF, draw_population

WORLDS, CONSUMERS, HORIZON = 24, 150, 24
LEAST = 3.0  # standard errors an effect must be away from 0


@dataclass(frozen=True)
class Domain(Strategy):
    """A private domain that writes every other day, and advertisements."""

    def plan(self, desk: Desk) -> None:
        """Both."""
        desk.open_domain(pause=2.0)
        desk.advertise(desk.share(0.5))


def people(done: Campaign, transition: int) -> float:
    return float(np.count_nonzero(done.run.state.funnel.crossed[transition] >= 0))


def aware(done: Campaign) -> float:
    """Consumers who became aware."""
    return people(done, 0)


def buyers(done: Campaign) -> float:
    """Consumers who bought."""
    return people(done, 3)


def purchases(done: Campaign) -> float:
    """Purchases, first and later."""
    return float(done.run.state.trade.purchases.sum())


def exposures(done: Campaign) -> float:
    """Exposures delivered."""
    return float(sum(day.exposures for day in done.run.days))


def members(done: Campaign) -> float:
    """Members of pools at the end."""
    return float(done.run.days[-1].members)


def churned(done: Campaign) -> float:
    """Buyers lost."""
    return float(done.run.days[-1].churned)


def spoke(done: Campaign) -> float:
    """Spells of sharing begun."""
    return float(done.run.state.talk.spell.sum())


def pleased(done: Campaign) -> float:
    """Consumers whose last purchase pleased them."""
    return float(np.count_nonzero(done.run.state.trade.pleased == 1))


def independence(done: Campaign) -> float:
    """Mean independence of the accounts."""
    return float(done.run.cast.independence.mean())


def mothers(done: Campaign) -> float:
    """Reputation of accounts with spin-offs."""
    cast = done.run.cast
    return float(cast.reputation[cast.mother[cast.mother >= 0]].sum())


def still_koc(done: Campaign) -> float:
    """KOC who have not become KOL."""
    return float(np.count_nonzero(done.run.cast.role == KOC))


def accounts(done: Campaign) -> float:
    """Accounts hired."""
    return float(len(done.desk.accounts) - 1)


def first_post(done: Campaign) -> float:
    """Mean day of an account's first post."""
    return float(np.mean([account.days[0] for account in done.desk.accounts if account.days]))


def followers(done: Campaign) -> float:
    """Followers of the creator hired first, the largest as far as can be seen."""
    return float(next(account.followers for account in done.desk.accounts if account.kind == "KOL"))


def spread_of(column: str) -> Callable[[Campaign], float]:
    """Standard deviation of a property of accounts."""

    def measured(done: Campaign) -> float:
        return float(np.std([getattr(account, column) for account in done.desk.accounts[1:]]))

    measured.__doc__ = f"Spread of {column} between accounts."
    return measured


def total(name: str) -> Callable[[Campaign], float]:
    """A metric of the whole run."""

    def measured(done: Campaign) -> float:
        return float(totals(done, "", 0)[name])

    measured.__doc__ = f"{name} of the run."
    return measured


def trust_in(role: int) -> Callable[[Campaign], float]:
    """Mean trust in a role, as learnt."""

    def measured(done: Campaign) -> float:
        learning = done.run.state.learning
        return float((learning.alpha[role] / (learning.alpha[role] + learning.beta[role])).mean())

    measured.__doc__ = f"Mean trust in role {role}."
    return measured


class Sign(NamedTuple):
    """Under which strategy, in which market, a mechanism makes a measure larger (+1) or smaller (−1)."""

    measure: Callable[[Campaign], float]
    direction: int
    strategy: str | Strategy = "tiered"
    changes: Mapping[str, float] = {}
    schedule: Schedule = Schedule()


def each_day(value: Any, kind: Any) -> Any:
    return np.full(HORIZON + 1, value, kind)


DEAR = Schedule(price=each_day(2.0, np.float64))
CLOSED = Schedule(closed=each_day(True, np.bool_))

SIGNS: Mapping[str, Sign] = {
    "persuasion_knowledge": Sign(aware, -1),
    "repeated_recognition": Sign(trust_in(KOL), -1, changes={"disclosed": 0.0}),
    "scripts": Sign(aware, -1, "six_three_one"),
    # paid sources are not independent
    "source_trust": Sign(aware, -1, changes={"kappa": 0.0, "trust_brand": 0.66, "pi_public_awareness": 0.1}),
    "tie_trust": Sign(aware, +1, "six_three_one"),
    "autonomy": Sign(aware, -1, "six_three_one"),
    "experience": Sign(trust_in(PEER), +1, "six_three_one", {"satisfaction": 3.0}),
    "label_learning": Sign(trust_in(KOL), +1),
    "drift": Sign(independence, -1),
    "inherited_trust": Sign(aware, +1, "kol_spinoff", {"trust_kol": 0.8, "trust_koc": 0.5}),
    "scandals": Sign(aware, -1, schedule=Schedule(scandals=(Scandal(4, KOL, 1.0),))),
    "scandal_spill": Sign(mothers, -1, "kol_spinoff", schedule=Schedule(scandals=(Scandal(4, SPINOFF, 1.0),))),
    "fatigue": Sign(aware, -1),
    "comments": Sign(aware, +1, "head_kol", {"comment_readers": 1.0, "pi_public_awareness": 0.1}),
    "fake_comments": Sign(trust_in(PEER), -1, "head_kol", {"comment_readers": 1.0}),
    "complaints": Sign(aware, -1, "six_three_one", {"satisfaction": -2.0}),
    "feedback": Sign(pleased, +1, "six_three_one", {"satisfaction": 0.0}),
    "recommendation": Sign(exposures, +1),
    "engagement_feedback": Sign(exposures, +1),
    "attention_cap": Sign(exposures, -1),
    "half_life": Sign(exposures, +1),
    "search_page": Sign(buyers, +1, changes={"search_results": 3.0, "search_rate": 0.8, "wear_out": 1000.0}),
    "following": Sign(exposures, +1),
    "unfollowing": Sign(exposures, -1, changes={"satisfaction": -2.0}),
    "koc_becomes_kol": Sign(still_koc, -1, "six_three_one"),
    "zombies": Sign(exposures, -1, "kol_spinoff"),
    "price_response": Sign(buyers, -1, schedule=DEAR),
    "willingness_to_pay": Sign(buyers, -1, schedule=DEAR),
    "confirmation": Sign(buyers, -1, "long_tail_matrix", {"sigma_buyer": 0.02}),
    "stores": Sign(buyers, -1, schedule=CLOSED),
    "short_path": Sign(buyers, +1),
    "lapse": Sign(buyers, -1),
    "pools": Sign(buyers, +1, "kos_matrix"),
    "messages": Sign(aware, +1, Domain(), {"commercial_share": 1.0}),
    "selling_messages": Sign(members, -1, Domain(), {"leave_pitch": 0.3}),
    "repurchase": Sign(purchases, +1),
    "membership": Sign(purchases, +1, "kos_matrix"),
    "churn": Sign(purchases, -1, changes={"repurchase": 0.1}),
    "referral": Sign(churned, -1, "six_three_one"),
    "incentives": Sign(spoke, +1, "six_three_one", {"sigma_buyer": 0.4}),
    "over_justification": Sign(aware, -1, "six_three_one", {"incentive": 1.0, "kappa": 1.0, "recognition_hidden": 0.9}),
    "hidden_contracts": Sign(trust_in(KOL), -1),
    "posing": Sign(trust_in(KOC), -1, "kol_spinoff"),
    "reputation": Sign(spread_of("reputation"), +1),
    "skill": Sign(spread_of("expertise"), +1, "kos_matrix"),
    "acceptance": Sign(accounts, -1),
    "onboarding": Sign(first_post, +1),
    "selection_noise": Sign(followers, -1, "head_kol"),
    "leakage": Sign(total("gmv"), -1),
    "commission": Sign(total("profit"), -1),
    "referral_reward": Sign(total("profit"), -1, "six_three_one"),
    "ramp": Sign(exposures, -1, "kos_matrix"),
    "bans": Sign(exposures, -1, "kol_spinoff"),
}


def run_of(key: int, sign: Sign, name: str, acts: bool) -> Campaign:
    """One world with the mechanism or without it, everything else alike."""
    found = markets.market(key, consumers=CONSUMERS, horizon=HORIZON, budget=900_000, **sign.changes)
    p = with_all(found.p, name) if acts else without(with_all(found.p, name), name)
    world = found.world
    changed = World(
        world.network, draw_population(world.key, world.network.names, p), p, world.key, world.scale, HORIZON, sign.schedule
    )
    market = markets.Market(changed, found.product, found.budget_fen, found.for_hire, found.offered_koc)
    strategy = sign.strategy if isinstance(sign.strategy, Strategy) else registry.named(sign.strategy)()
    done = Campaign(market, strategy, engine("kernels"))
    done.finish()
    return done


def effect_of(name: str) -> tuple[float, float]:
    """Mean difference the mechanism makes over the worlds, and its standard error."""
    sign = SIGNS[name]
    pairs = [[sign.measure(run_of(key, sign, name, acts)) for acts in (True, False)] for key in range(WORLDS)]
    differences = np.array([on - off for on, off in pairs])
    return float(differences.mean()), float(differences.std(ddof=1) / np.sqrt(WORLDS))


def test_every_mechanism_has_a_sign() -> None:
    assert set(SIGNS) == set(MECHANISMS)


@pytest.mark.parametrize("name", SIGNS)
def test_the_effect_has_the_sign_expected(name: str, record_property: Callable[[str, object], None]) -> None:
    sign, (effect, error) = SIGNS[name], effect_of(name)
    told = f"{name}: {sign.measure.__doc__} {effect:+.4g} (SE {error:.2g}, {WORLDS} worlds)"
    record_property("effect", told)
    print(told)
    assert effect * sign.direction > LEAST * error > 0.0, told
