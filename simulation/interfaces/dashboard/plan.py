"""What a split of the budget buys, and whom it is expected to reach, before a day has passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from simulation.actors.channels import CHANNELS
from simulation.actors.desk import Desk
from simulation.actors.market import FEN
from simulation.interfaces.dashboard.expected_reach import Reach, expected_reach

if TYPE_CHECKING:
    from simulation.actors.market import Market
    from simulation.actors.strategies.strategy import Strategy


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
    reach = expected_reach(desk)
    lines = {channel: _line(desk, channel, reach.alone[channel]) for channel in CHANNELS}
    return Plan(lines, reach, market.people, desk.left / FEN)


def _line(desk: Desk, channel: str, reach: float) -> Line:
    hired = [account for account in desk.accounts if account.channel == channel and account is not desk.brand]
    spend = sum(entry.fen for entry in desk.ledger.entries if entry.channel == channel) / FEN
    return Line(len(hired), sum(len(account.days) for account in hired), spend, reach)
