"""The same campaign in the same world without some of its accounts: what would have been lost, on the same luck."""

from __future__ import annotations

from collections.abc import Collection

from simulation.actors.campaign import Campaign
from simulation.actors.channels import CHANNELS
from simulation.actors.cut import Cut
from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.outcome import Outcome
from simulation.experiments.run import begun
from simulation.experiments.scenario import Scenario
from simulation.refusal import Refusal


def without(
    scenario: Scenario,
    strategy: str | Strategy,
    replicate: int = 0,
    removed: Collection[str] = (),
    engine: str = "kernels",
) -> Outcome:
    """What a strategy brings in a world, as `run`, with some of its accounts cut out.

    `removed` names channels (`head`, `mid`, `tail`, `koc`, `kos`, `spinoff`, `private`, `ads`) and accounts, by label, or
    by channel:label where two bear one label. They neither post, pitch, write nor advertise, and are not paid; the money is
    not spent on anything else. Everybody else keeps the days, followers, names and draws of the whole campaign, so that
    what differs follows from the removal. Nothing removed is the plain run to the last bit, all channels removed is
    `no_campaign`. What becomes of a removed KOC, of the spin-offs of a removed mother and of a strategy that decides
    daily stands in `actors/cut.py`. Raises Refusal.
    """
    outcome = begun(scenario, strategy, replicate, engine, cut=Cut(named(removed)))
    outcome.campaign.finish()
    return outcome


def named(removed: object) -> frozenset[str]:
    """Names of channels and accounts, as one set."""
    if isinstance(removed, str) or not isinstance(removed, Collection) or not all(isinstance(name, str) for name in removed):
        expected, remedy = "names of channels or accounts, in a list", f'such as ["{CHANNELS[0]}"], or [] for nobody'
        raise Refusal("removed", removed, expected, remedy)
    return frozenset(removed)


def channels(campaign: Campaign) -> tuple[str, ...]:
    """The channels a campaign works in, in the order of CHANNELS: those it has paid for, or has an account in."""
    used = {entry.channel for entry in campaign.desk.ledger.entries}
    used |= {account.channel for account in campaign.desk.accounts if account is not campaign.desk.brand}
    return tuple(channel for channel in CHANNELS if channel in used)
