"""What one run brought: curves, consumers, accounts and totals, as tables; and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import FEN
from simulation.actors.roles.koc import KOC
from simulation.engine.world import NOBODY, Funnel
from simulation.experiments import metrics, reception, survey, word_of_mouth
from simulation.experiments import sales as sold
from simulation.experiments.sales import Sales
from simulation.graph.csr import rows_of
from simulation.model.population import BUYER, INTEREST, PEER, ROLES, SEARCH, STAGES, TRANSITIONS

if TYPE_CHECKING:
    import pandas as pd

    from simulation.actors.account import Account

AWARE, BOUGHT = 0, 3  # transitions


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """One strategy in one world; each table is made when first asked for.

    Columns and units of the tables stand in `experiments/metrics.py`.
    """

    campaign: Campaign  # finished: its run, accounts and books
    label: str
    replicate: int
    provenance: Mapping[str, Any]

    @cached_property
    def curves(self) -> pd.DataFrame:
        """One row a day, day 0 included."""
        return _frame(curves(self.campaign))

    @cached_property
    def consumers(self) -> pd.DataFrame:
        """One row a consumer, in the order of the network's ids."""
        return _frame(consumers(self.campaign))

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row an account."""
        return _frame(accounts(self.campaign))

    @cached_property
    def sellers(self) -> pd.DataFrame:
        """One row a seller, ranked within the firm by orders; the best first."""
        return _frame(sellers(self.campaign)).sort_values("rank", kind="stable", ignore_index=True)

    @cached_property
    def touches(self) -> pd.DataFrame:
        """The eight touches 见搜入比进购联扩, a row each: the people who ever had it, in measures of the model."""
        return _frame(reception.touches(self.campaign))

    @cached_property
    def ties(self) -> pd.DataFrame:
        """One row for every transition a tie carried, and one for a tie that carried none; by source, then target.

        An undirected tie is two, one each way. Of parallel ties the strongest carries. Of a complete network, which stores
        no ties, those that carried are listed.
        """
        return _frame(ties(self.campaign))

    @cached_property
    def totals(self) -> pd.DataFrame:
        """One row: the whole run in numbers; NA where a number is not defined."""
        return metrics.nullable(_frame({name: [value] for name, value in self.numbers.items()}))

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The row of `totals` by column; NA where a number is not defined."""
        row = totals(self.campaign, self.label, self.replicate)
        return {name: row[name] for name in metrics.TOTALS}

    def survey(self, n: int, items: int = 3, loading: float = 0.8, points: int = 7, asked: str = "heard") -> pd.DataFrame:
        """What n consumers would tick in a questionnaire at the end: a row a respondent, drawn by lot, the first drawn first.

        Columns: respondent (id), source (the role heard most), and `items` (1 to 10) Likert items, 1 to `points` (5 or 7), a
        construct: reliability_1, … intention_1, …. Each construct is a mean over the hired accounts a respondent heard
        (`experiments/perception.py` says how far that is known):

        - reliability: effective trust in the account, equations (11), (12) and, where it acts, (29);
        - interactivity, accessibility: the account's;
        - independence: as perceived, 1 − d(1 − ι), d the probability that its commercial intent is recognised;
        - trust: learnt trust in its role, (8) to (10);
        - intention: evidence towards the purchase (a hazard) from hearing it once more, (13) to (16), at the reference price.

        `loading` λ is an item's correlation with its construct, before answers are cut into categories; the rest is error
        ([assumption]: .8, no source; three such items have a Cronbach alpha of .84). A construct in which nobody differs is
        answered by error alone. `asked`: "heard", those who heard a hired account, or "everybody", where who heard none is
        asked about the brand's advertisements. Who works for the campaign is not asked. Raises Refusal.
        """
        return _frame(survey.answers(self.campaign, n, items, loading, points, asked))

    def constructs(self, n: int | None = None, asked: str = "heard") -> pd.DataFrame:
        """What the n respondents of `survey`, in its order, truly stand at; without n, everybody who could be asked.

        Each construct in units of the model (shares; intention in evidence), and exposures of any kind as far as they are
        remembered. No questionnaire shows these.
        """
        return _frame(survey.constructs(self.campaign, n, asked))

    def __repr__(self) -> str:
        row = self.totals.iloc[0]
        return f"<Outcome {row.strategy}, world {row.replicate}: {row.buyers:,.0f} buyers for {row.spend:,.0f} CNY>"

    def _repr_html_(self) -> str:
        row = self.totals.iloc[0]
        shown = {name: row[name] for name in ("reach", "awareness", "a3", "buyers", "gmv", "spend", "unspent")}
        cells = "".join(f"<tr><th>{n}</th><td>{v:,.0f} {metrics.TOTALS[n].unit}</td></tr>" for n, v in shown.items())
        return f"<table><caption>{escape(str(row.strategy))}, world {row.replicate}</caption>{cells}</table>"


def _frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def curves(campaign: Campaign) -> dict[str, Any]:
    """One row a day, day 0 included."""
    days, scale = campaign.run.days, campaign.market.world.scale

    def stock(name: str) -> Any:
        return np.array([0.0] + [getattr(day, name) * scale for day in days])

    interest, search, bought = stock("interested"), stock("searching"), np.cumsum(stock("bought"))
    paid = np.bincount(
        [e.day for e in campaign.desk.ledger.entries], [e.fen for e in campaign.desk.ledger.entries], len(days) + 1
    )
    return {
        "day": np.arange(len(days) + 1),
        "reach": np.cumsum(stock("reached")),
        "exposures": np.cumsum(stock("exposures")),
        "awareness": np.cumsum(stock("aware")),
        "interest": interest,
        "search": search,
        "a3": interest + search,
        "sharing": stock("sharing"),
        "buyers": bought,
        "gmv": np.cumsum(Sales(campaign).revenue_by_day[: len(days) + 1]),
        "spend": np.cumsum(paid[: len(days) + 1]) / FEN,
        "purchases": np.cumsum(stock("sold")),
        "churned": stock("churned"),
        "members": stock("members"),
    }


def totals(campaign: Campaign, label: str, replicate: int) -> dict[str, Any]:
    """One row: the whole run in numbers."""
    world, state, ledger = campaign.market.world, campaign.run.state, campaign.desk.ledger
    funnel, scale = state.funnel, world.scale
    bought, aware = funnel.crossed[BOUGHT] >= 0, funnel.crossed[AWARE] >= 0
    with_peer = bought & (funnel.credit_role == PEER).any(axis=0)
    spend = ledger.spent / FEN
    return {
        "strategy": label,
        "replicate": replicate,
        "reach": float(np.count_nonzero(funnel.reached_on >= 0) * scale),
        "exposures": float(sum(day.exposures for day in campaign.run.days) * scale),
        "awareness": float(np.count_nonzero(aware) * scale),
        "a3": float(np.count_nonzero(funnel.entries[INTEREST] > 0) * scale),
        "search": float(np.count_nonzero(funnel.entries[SEARCH] > 0) * scale),
        "buyers": float(np.count_nonzero(bought) * scale),
        "spend": spend,
        "unspent": ledger.left / FEN,
        "accounts": len(campaign.desk.accounts) - 1,
        "posts": sum(len(account.days) for account in campaign.desk.accounts),
        **recruited(campaign.desk.accounts),
        "buyers_with_peer": float(np.count_nonzero(with_peer) * scale),
        **credited("awareness", funnel.credit_role[AWARE][aware], scale),
        **credited("buyers", funnel.credit_role[BOUGHT][bought], scale),
        **credit_shares(funnel, aware, bought, with_peer),
        **sold.totals(Sales(campaign), spend),
        **reception.totals(campaign, spend),
        **word_of_mouth.totals(campaign),
    }


def recruited(hired: Sequence[Account]) -> dict[str, Any]:
    """How many consumers were hired as KOC, and what they cost."""
    paid = [account.spend_fen / FEN for account in hired if account.kind == KOC.kind]
    return {"recruits": len(paid), "recruits_spend": sum(paid), "recruit_cost": metrics.over(sum(paid), len(paid))}


def credited(what: str, roles: Any, scale: float) -> dict[str, float]:
    """People by the role credited."""
    counts = np.bincount(roles, minlength=len(ROLES)) * scale
    return {metrics.credit_column(what, role): float(count) for role, count in zip(ROLES, counts, strict=True)}


def credit_shares(funnel: Funnel, aware: Any, bought: Any, with_peer: Any) -> dict[str, Any]:
    """Shares of buyers by the role credited, and of peers among those credited with awareness or any step."""
    buyers = np.count_nonzero(bought)
    by_role = np.bincount(funnel.credit_role[BOUGHT][bought], minlength=len(ROLES))
    shares = {metrics.credit_column("buyers", role): count for role, count in zip(ROLES, by_role, strict=True)}
    told = np.count_nonzero(funnel.credit_role[AWARE][aware] == PEER)
    return {
        **{f"{name}_share": metrics.over(count, buyers) for name, count in shares.items()},
        "awareness_by_peer_share": metrics.over(told, np.count_nonzero(aware)),
        "buyers_with_peer_share": metrics.over(np.count_nonzero(with_peer), buyers),
    }


def consumers(campaign: Campaign) -> dict[str, Any]:
    """One row a consumer, in the order of the network's ids."""
    funnel, trade, talk = campaign.run.state.funnel, campaign.run.state.trade, campaign.run.state.talk
    stages, roles = np.array(STAGES, object), np.array([*ROLES, ""], object)
    return {
        "consumer": campaign.market.world.network.ids,
        "stage": stages[funnel.stage],
        "reached_on": funnel.reached_on,
        "aware_on": funnel.crossed[0],
        "interested_on": funnel.crossed[1],
        "searched_on": funnel.crossed[2],
        "bought_on": funnel.crossed[3],
        "aware_by": roles[funnel.credit_role[AWARE]],
        "aware_from": sources(campaign, funnel.credit[AWARE]),
        "bought_by": roles[funnel.credit_role[BOUGHT]],
        "bought_from": sources(campaign, funnel.credit[BOUGHT]),
        "satisfied": trade.pleased,
        "recruited": (talk.hired >= 0) & (funnel.stage == BUYER),
        "purchases": trade.purchases,
        "depth": word_of_mouth.depths(campaign, word_of_mouth.credits(campaign)),
        "member": trade.pool != NOBODY,
        "churned": trade.churned,
    }


def sources(campaign: Campaign, credit: Any) -> Any:
    """Names of the credited consumers and accounts; empty for nobody."""
    ids = campaign.market.world.network.ids.tolist()
    labels = [account.label for account in campaign.desk.accounts]
    return np.array([*ids, *labels, ""], object)[credit]


def accounts(campaign: Campaign) -> dict[str, Any]:
    """One row an account."""
    world, funnel, cast, hired = (
        campaign.market.world,
        campaign.run.state.funnel,
        campaign.run.cast,
        campaign.desk.accounts,
    )

    def people(transition: int) -> Any:
        source = funnel.credit[transition]
        return np.bincount(source[source >= world.size] - world.size, minlength=len(hired)) * world.scale

    return {
        "account": [account.label for account in hired],
        "role": [account.kind for account in hired],
        "followers": [account.followers for account in hired],
        "posts": [len(account.days) for account in hired],
        "spend": [account.spend_fen / FEN for account in hired],
        "views": cast.views * world.scale,
        "independence": cast.independence,
        "awareness": people(AWARE),
        "buyers": people(BOUGHT),
        "commission": Sales(campaign).commission,
    }


def sellers(campaign: Campaign) -> dict[str, Any]:
    """One row a seller, in the order in which they were employed."""
    run, market, hired = campaign.run, campaign.market, campaign.desk.accounts
    seller, made = np.flatnonzero(run.cast.capable), Sales(campaign)
    credited_to, first = run.state.funnel.credit[BOUGHT] - market.world.size, made.first_captured

    def of_each(people: Any, worth: Any = None) -> Any:
        account = credited_to[people]
        found = account >= 0
        counts = np.bincount(account[found], None if worth is None else worth[found], len(hired))
        return counts[seller] * market.world.scale

    orders = of_each(made.buyer)
    pools = np.bincount(run.state.trade.pool[run.state.trade.pool >= 0], minlength=len(hired))
    return {
        "rank": [1 + int(np.count_nonzero(orders > mine)) for mine in orders],
        "seller": [hired[account].label for account in seller],
        "talks": _talks(campaign)[seller] * market.world.scale,
        "exposures": run.cast.views[seller] * market.world.scale,
        "members": pools[seller] * market.world.scale,
        "orders": orders,
        "gmv": of_each(first, made.price[made.day[first]]),
    }


def _talks(campaign: Campaign) -> Any:
    """(accounts,) members each had time to talk to, in consumers."""
    talks = np.zeros(len(campaign.desk.accounts))
    for day in range(1, campaign.run.day + 1):
        actions = campaign.calendar.actions(day)
        np.add.at(talks, actions.sellers, actions.capacity)
    return talks


def ties(campaign: Campaign) -> dict[str, Any]:
    """One row for every transition a tie carried, and one for a tie that carried none; by source, then target."""
    network, funnel = campaign.market.world.network, campaign.run.state.funnel
    source: Any = rows_of(network.out_start)
    target: Any = network.out_target
    transition, hearer = np.nonzero((funnel.credit >= 0) & (funnel.credit < network.n_consumers))
    teller = funnel.credit[transition, hearer]
    if network.is_complete:
        source, target, arc = teller, hearer, np.arange(teller.size)
    else:
        arc = _tie_between(network.n_consumers, source, target, teller, hearer)
    transition, hearer, arc = transition[arc >= 0], hearer[arc >= 0], arc[arc >= 0]
    silent = np.setdiff1d(np.arange(source.size), arc)
    arcs, carried = np.append(arc, silent), np.append(transition, np.full(silent.size, len(TRANSITIONS)))
    days = np.append(funnel.crossed[transition, hearer], np.full(silent.size, -1))
    order = np.lexsort((carried, target[arcs], source[arcs]))
    arcs, carried, strength = arcs[order], carried[order], network.out_strength
    return {
        "source": network.ids[source[arcs]],
        "target": network.ids[target[arcs]],
        "strength": np.ones(arcs.size, np.float32) if strength is None else strength[arcs],
        "told": carried < len(TRANSITIONS),
        "transition": np.array([*TRANSITIONS, ""], object)[carried],
        "day": days[order],
    }


def _tie_between(n: int, source: Any, target: Any, teller: Any, hearer: Any) -> Any:
    """The last tie of each teller and hearer, ties sorted by both ends; −1 where there is none."""
    known = source.astype(np.int64) * n + target
    wanted = teller.astype(np.int64) * n + hearer
    last = np.searchsorted(known, wanted, side="right") - 1
    there = last >= 0
    there[there] = known[last[there]] == wanted[there]
    return np.where(there, last, -1)
