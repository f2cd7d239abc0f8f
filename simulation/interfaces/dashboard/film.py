"""One world, day by day: where the people in the picture stood each evening, who persuaded them, and the curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.engine.engines import engine
from simulation.experiments.outcome import Outcome, sources
from simulation.experiments.run import origin, strategy_of
from simulation.experiments.scenario_data import within
from simulation.model.population import ROLES, TRANSITIONS

if TYPE_CHECKING:
    from simulation.actors.market import Market
    from simulation.engine.world import Ints
    from simulation.experiments.scenario import Scenario

CURVES = ("reach", "awareness", "buyers")
MOST_ACCOUNTS = 300
Tell = Callable[[int, int], None]  # days passed, days in all


class Step(NamedTuple):
    """One transition of one consumer: on which day, and to whom it is credited."""

    transition: str
    day: int
    role: str
    source: str


class Account(NamedTuple):
    """What one account did and is credited with, in people."""

    name: str  # channel:label, which is one account's alone
    label: str
    role: str
    followers: float
    posts: int
    spend: float  # CNY
    awareness: float
    buyers: float


class Film(NamedTuple):
    """One strategy in one world, told of the people in the picture."""

    label: str
    days: int
    stages: list[str]  # a text a day, day 0 first: the stage of everybody in the picture, a digit each
    curves: dict[str, list[float]]  # people so far, by day
    totals: dict[str, float]
    ids: list[str]
    steps: list[list[Step]]
    supplied: list[str]  # who has the product without having bought it: "hired" or "given", "" for all others
    accounts: list[Account]  # those credited with most buyers first


def filmed(scenario: Scenario, market: Market, strategy: Any, replicate: int, people: Ints, tell: Tell) -> Film:
    """One strategy in one world; `people` are the positions drawn. `tell` may raise to stop it."""
    label, chosen = strategy_of(scenario, strategy)
    campaign = within(scenario.where, lambda: Campaign(market, chosen, engine("kernels"), label))
    stages = [_digits(campaign, people)]
    while campaign.run.day < market.world.horizon:
        campaign.step()
        stages.append(_digits(campaign, people))
        tell(campaign.run.day, market.world.horizon)
    return told(Outcome(campaign, label, replicate, origin(scenario)), people, stages)


def told(outcome: Outcome, people: Ints, stages: list[str]) -> Film:
    """The film of a finished run."""
    campaign, totals = outcome.campaign, outcome.numbers
    ids = campaign.market.world.network.ids[people].tolist()
    return Film(
        outcome.label,
        campaign.run.day,
        stages,
        curves_of(outcome),
        {name: float(totals[name]) for name in (*CURVES, "spend")},
        [str(one) for one in ids],
        steps_of(campaign, people),
        supplied(campaign, people),
        accounts_of(outcome),
    )


def curves_of(outcome: Outcome) -> dict[str, list[float]]:
    """People so far, by day."""
    return {name: outcome.curves[name].tolist() for name in CURVES}


def steps_of(campaign: Campaign, people: Ints) -> list[list[Step]]:
    """The transitions of each of these people, the earliest first."""
    funnel = campaign.run.state.funnel
    roles = np.array([*ROLES, ""], object)
    days, by = funnel.crossed[:, people], roles[funnel.credit_role[:, people]]
    names = [sources(campaign, funnel.credit[n][people]) for n in range(len(TRANSITIONS))]
    return [
        sorted(
            (Step(TRANSITIONS[n], int(days[n, i]), str(by[n, i]), str(names[n][i])) for n in np.flatnonzero(days[:, i] >= 0)),
            key=lambda step: step.day,
        )
        for i in range(people.size)
    ]


def supplied(campaign: Campaign, people: Ints) -> list[str]:
    """How those came by the product who did not buy it."""
    hired = campaign.run.state.talk.hired[people] >= 0
    given = np.isin(people, [node for nodes in campaign.desk.trials.values() for node in nodes])
    found: list[str] = np.where(hired, "hired", np.where(given, "given", "")).tolist()
    return found


def accounts_of(outcome: Outcome) -> list[Account]:
    """The accounts of the campaign, those credited with most buyers first; not the brand itself."""
    columns = ["name", "account", "role", "followers", "posts", "spend", "awareness", "buyers"]
    names = [f"{account.channel}:{account.label}" for account in outcome.campaign.desk.accounts]
    frame = outcome.accounts.assign(name=names)[columns].iloc[1:]
    frame = frame.sort_values(["buyers", "awareness"], ascending=False, kind="stable").head(MOST_ACCOUNTS)
    return [Account(*row) for row in frame.itertuples(index=False, name=None)]


def _digits(campaign: Campaign, people: Ints) -> str:
    return "".join(map(str, campaign.run.state.funnel.stage[people].tolist()))
