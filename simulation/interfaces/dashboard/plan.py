"""What a split of the budget buys, and whom it is expected to reach, before a day has passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from simulation.actors.desk import Desk
from simulation.actors.market import FEN
from simulation.actors.strategies.split import CHANNELS
from simulation.interfaces.dashboard.expected_reach import Reach, expected_reach

if TYPE_CHECKING:
    from simulation.actors.account import Account
    from simulation.actors.market import Market
    from simulation.actors.strategies.strategy import Strategy

KINDS = {"KOC": "koc", "KOS": "kos", "spin-off": "spinoff", "community": "private"}


class Line(NamedTuple):
    """What one channel gets for its share."""

    accounts: int
    posts: int
    spend: float  # CNY
    reach: float  # people, if it stood alone


class Plan(NamedTuple):
    """What a strategy buys with the whole budget."""

    lines: Mapping[str, Line]  # by channel, in the order of CHANNELS
    reach: Reach
    market: float  # people
    unspent: float  # CNY

    @property
    def accounts(self) -> int:
        """Accounts that work for the campaign."""
        return sum(line.accounts for line in self.lines.values())

    @property
    def posts(self) -> int:
        """Posts of all accounts."""
        return sum(line.posts for line in self.lines.values())


def planned(market: Market, strategy: Strategy) -> Plan:
    """The plan of a strategy in one market, from the desk alone."""
    import mesa

    desk = Desk(mesa.Model(rng=0), market, "split")
    strategy.plan(desk)
    desk.close()
    channels = channels_of(desk)
    reach = expected_reach(desk, channels)
    lines = {channel: _line(desk, channels, channel, reach.alone.get(channel, 0.0)) for channel in CHANNELS}
    return Plan(lines, reach, market.people, desk.left / FEN)


def channels_of(desk: Desk) -> dict[int, str]:
    """The channel of every account, by its number: a creator's is her tier, a mother's that of her spin-offs."""
    mothers = {account.mother.number for account in desk.accounts if account.mother}
    tier = {desk.market.for_hire.label[n]: name for name, tier in desk.market.tiers._asdict().items() for n in tier}

    def channel(account: Account) -> str:
        if account is desk.brand:
            return "ads"
        return "spinoff" if account.number in mothers else KINDS.get(account.kind) or tier[account.label]

    return {account.number: channel(account) for account in desk.accounts}


def _line(desk: Desk, channels: Mapping[int, str], channel: str, reach: float) -> Line:
    own = [account for account in desk.accounts if channels[account.number] == channel]
    hired = [account for account in own if account is not desk.brand]
    spend = sum(account.spend_fen for account in own) / FEN
    return Line(len(hired), sum(len(account.days) for account in hired), spend, reach)
