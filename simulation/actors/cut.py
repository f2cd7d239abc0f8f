"""What is cut out of a campaign while all else stays as it was planned: who is cut out never acts and is not paid.

The desk plans the whole campaign, so that nobody else's days, followers or names change and the money is not spent
elsewhere; those cut out are silenced each morning, and once the last day has passed the books are closed without them.

- A recruited KOC stays a consumer: she is given no product and is free to hear of it, buy it and talk about it.
- A spin-off goes on without its mother, whose posts alone are missing; a mother without spin-offs is a creator like others.
- What the brand buys for a channel goes with it: product given to consumers with `koc`, asking an account with hers.
- A strategy that decides between two days sees the smaller campaign, and decides by what it sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.actors.account import Account
from simulation.actors.calendar import Calendar
from simulation.actors.channels import ADS, CHANNELS, GIVEN_BY
from simulation.actors.roles.brand import Brand
from simulation.actors.roles.spinoff import SpinOff
from simulation.engine.actions import NOTHING, Actions
from simulation.engine.world import NOBODY, Cast, State
from simulation.refusal import Refusal, nearest

if TYPE_CHECKING:
    from simulation.actors.campaign import Campaign
    from simulation.actors.desk import Desk

POSTS = ("posts", "places", "ages", "organic")  # columns of `Actions` that go together
BOOSTS = ("boosted", "boosted_places", "boosts")
MESSAGES = ("writers", "sells")
TALKS = ("sellers", "capacity")


class Cut(NamedTuple):
    """Names of what is cut out: a channel, the label of an account, or channel:label where a label stands for two."""

    names: frozenset[str] = frozenset()

    def takes(self, channel: str, label: str) -> bool:
        """Whether what an account does in a channel is cut out."""
        return channel in self.names or f"{channel}:{label}" in self.names or (label in self.names and label not in CHANNELS)

    def leaves(self, account: Account) -> bool:
        """Whether an account is cut out; the brand itself stays, whatever it no longer buys."""
        return not isinstance(account, Brand) and self.takes(account.channel, account.label)

    def brands(self, desk: Desk, channel: str) -> bool:
        """Whether what the brand itself does in a channel is cut out."""
        return self.takes(channel, desk.brand.label)

    def check(self, desk: Desk, more: bool) -> None:
        """Refuse what names no account of the campaign, or two; `more` may be hired on later days."""
        labels = Counter(account.label for account in desk.accounts)
        known = {*CHANNELS, *labels, *(f"{account.channel}:{account.label}" for account in desk.accounts)}
        later = {*desk.market.for_hire.label, *map(str, desk.market.world.network.ids)} if more and self.names - known else set()
        where = f"strategies.{desk.ledger.strategy}: removed"
        for name in sorted(self.names):
            if name not in known and name.split(":")[-1] not in later:
                raise Refusal(where, name, "a channel, or an account of the campaign", nearest(name, sorted(known)))
            if labels[name] > 1 and name not in CHANNELS:
                remedy = f"say which: {' or '.join(f'{one.channel}:{name}' for one in desk.accounts if one.label == name)}"
                raise Refusal(where, name, "one account", remedy)

    def actions(self, desk: Desk, planned: Actions) -> Actions:
        """What is left of a day's actions."""
        if not self.names:
            return planned
        kept = np.array([not self.takes(account.channel, account.label) for account in desk.accounts])
        left: dict[str, Any] = {"hires": planned.hires[kept[planned.hires]]}
        for columns in (POSTS, BOOSTS, MESSAGES, TALKS):
            there = kept[getattr(planned, columns[0])]
            left |= {name: column[there] if (column := getattr(planned, name)).size else column for name in columns}
        if self.brands(desk, ADS):
            left |= {"impressions": 0, "slots": 0}
        if self.brands(desk, GIVEN_BY):
            left["trials"] = NOTHING
        return planned._replace(**left)

    def silence(self, accounts: Sequence[Account], cast: Cast) -> None:
        """Leave those cut out in their places, without a role and without members of their own."""
        with_spinoffs = {account.under for account in accounts if isinstance(account, SpinOff) and not self.leaves(account)}
        for account in accounts:
            if self.leaves(account):
                cast.role[account.number], cast.capable[account.number] = NOBODY, False
                if isinstance(account, SpinOff) and account.under not in with_spinoffs:
                    cast.family[account.under.number] = type(account.under).family


WHOLE = Cut()


def part(campaign: Campaign) -> None:
    """Close the books of a finished campaign as if those cut out had never been in it."""
    cut, desk = campaign.cut, campaign.desk
    kept = [account for account in desk.accounts if not cut.leaves(account)]
    place = np.full(len(desk.accounts) + 1, NOBODY, np.int32)  # the last is NOBODY's
    place[[account.number for account in kept]] = np.arange(len(kept))
    campaign.run.cast = _fewer(campaign.run.cast, np.array([account.number for account in kept]), place)
    _renumber(campaign.run.state, campaign.market.world.size, place)
    _strike(desk, cut, place)
    _return_money(desk, cut, kept)
    for account in desk.accounts:
        account.number = int(place[account.number])
        account.mother = account.mother if account.mother in kept else None
    for account in set(desk.accounts) - set(kept):
        account.remove()
    desk.accounts, campaign.calendar = kept, Calendar(desk)


def _fewer(cast: Cast, kept: Any, place: Any) -> Cast:
    """The columns of the accounts that are left."""
    lengths = np.diff(cast.row_start)
    followed = np.repeat(np.isin(np.arange(lengths.size), kept), lengths)
    some = {name: followed if name.startswith("row_") else kept for name in Cast._fields if name != "row_start"}
    columns = {name: getattr(cast, name)[which] for name, which in some.items()}
    columns["mother"] = place[columns["mother"]]
    columns["row_start"] = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
    return Cast(**columns)


def _renumber(state: State, size: int, place: Any) -> None:
    """Accounts in the consumers' columns by their new numbers."""
    for credited in (state.funnel.credit, state.evidence.social_source, state.evidence.broadcast_source):
        account = credited >= size
        credited[account] = size + place[credited[account] - size]
    for named in (state.talk.hired, state.trade.pool):
        named[named >= 0] = place[named[named >= 0]]


def _strike(desk: Desk, cut: Cut, place: Any) -> None:
    """Take what never happened out of the plan."""
    for day in desk.posts:
        desk.posts[day] = [post._replace(account=int(to)) for post in desk.posts[day] if (to := place[post.account]) >= 0]
    for day in desk.messages:
        desk.messages[day] = [one._replace(account=int(to)) for one in desk.messages[day] if (to := place[one.account]) >= 0]
    for day in desk.hires:
        desk.hires[day] = [int(place[account]) for account in desk.hires[day] if place[account] >= 0]
    for day, boosted in desk.boosts.items():
        desk.boosts[day] = {post._replace(account=int(to)): n for post, n in boosted.items() if (to := place[post.account]) >= 0}
    desk.sellers = [seller for seller in desk.sellers if not cut.leaves(seller)]
    desk.domain = [persona for persona in desk.domain if not cut.leaves(persona)]
    if cut.brands(desk, ADS):
        desk.impressions[:], desk.slots[:] = 0, 0
    if cut.brands(desk, GIVEN_BY):
        desk.trials.clear()


def _return_money(desk: Desk, cut: Cut, kept: Sequence[Account]) -> None:
    """Nobody is paid for what never happened."""
    desk.ledger.strike([entry for entry in desk.ledger.entries if not cut.takes(entry.channel, entry.account)])
    desk.brand.spend_fen = desk.ledger.spent - sum(account.spend_fen for account in kept if account is not desk.brand)
