"""Which splits may be tried: whole thousandths of the budget by channel, within their bounds, and days within theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import SPINOFFS, Split
from simulation.experiments.scenario_optimize import PARTS, TIMES, WITHOUT_ACCOUNTS, Optimize, conflict, refused
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

STEP = 10  # thousandths: splits that are searched are whole per cents above their least
MOVES = (100, 50)  # thousandths moved from one channel to another to make a neighbour
LATEST = 21  # latest day a start is looked for, unless the scenario says otherwise


class Move(NamedTuple):
    """A neighbour of a split: so many thousandths taken from one channel and given to another."""

    source: str
    target: str
    parts: int
    split: Split


@dataclass(frozen=True)
class Space:
    """The splits that may be tried: bounds in thousandths by channel that can be bought, ranges by option of timing."""

    least: Mapping[str, int]
    most: Mapping[str, int]
    times: Mapping[str, tuple[int, int]]
    accounts: Mapping[str, int]  # that can be had, by channel where that is bounded
    unsold: tuple[str, ...] = ()  # channels nobody sells

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that may get money."""
        return tuple(channel for channel in CHANNELS if self.most.get(channel, 0) > 0)

    def described(self) -> dict[str, Any]:
        """Plain values that tell it from another space."""
        return {"least": dict(self.least), "most": dict(self.most), "times": {k: list(v) for k, v in self.times.items()},
                "accounts": dict(self.accounts)}  # fmt: skip

    def split(self, parts: Mapping[str, int], **times: int) -> Split:
        """The split of these thousandths."""
        limits = {f"{channel}_accounts": count for channel, count in self.accounts.items()}
        shares = {channel: parts[channel] / PARTS for channel in CHANNELS[:-1] if parts.get(channel, 0)}
        return Split(**shares, **times, **limits)  # type: ignore[arg-type]

    def allows(self, split: Split) -> bool:
        """Whether a split is within all bounds."""
        parts = parts_of(split)
        within = all(self.least.get(c, 0) <= parts[c] <= self.most.get(c, 0) for c in CHANNELS)
        return within and all(low <= getattr(split, name) <= high for name, (low, high) in self.times.items())

    def nearest(self, shares: Mapping[str, float], step: int = STEP, **times: int) -> Split:
        """The allowed split nearest to these shares, in steps of so many thousandths above the least."""
        wanted = _within(shares, self.least, self.most)
        parts = _whole(wanted, self.least, self.most, step)
        chosen = {name: min(max(times.get(name, getattr(Split, name)), low), high) for name, (low, high) in self.times.items()}
        return self.split(parts, **chosen)

    def neighbours(self, split: Split, moves: tuple[int, ...] = MOVES) -> list[Move]:
        """Every allowed split that differs by so much money moved between two channels."""
        found = []
        for parts in moves:
            for source in self.channels:
                for target in self.channels:
                    other = None if source == target else self.moved(split, source, target, parts)
                    if other is not None:
                        found.append(Move(source, target, parts, other))
        return found

    def moved(self, split: Split, source: str, target: str, parts: int) -> Split | None:
        """The split with so many thousandths moved; None where bounds forbid it."""
        now = parts_of(split)
        now[source] -= parts
        now[target] += parts
        if now[source] < self.least.get(source, 0) or now[target] > self.most.get(target, 0):
            return None
        return self.split(now, **times_of(split))


def parts_of(split: Split) -> dict[str, int]:
    """Thousandths of the budget by channel; they sum to the whole."""
    parts = {channel: round(PARTS * getattr(split, channel)) for channel in CHANNELS[:-1]}
    return parts | {CHANNELS[-1]: PARTS - sum(parts.values())}


def times_of(split: Split) -> dict[str, int]:
    """The options of timing."""
    return {name: int(getattr(split, name)) for name in TIMES}


def money_of(split: Split, budget: int) -> dict[str, int]:
    """Fen by channel, as a desk shares them out; advertisements get what is left, so they sum to the budget."""
    paid = {channel: int(Fraction(str(getattr(split, channel))) * budget) for channel in CHANNELS[:-1]}
    return paid | {CHANNELS[-1]: budget - sum(paid.values())}


# ------------------------------------------------------------------------------------------------------- within bounds


def _within(shares: Mapping[str, float], least: Mapping[str, int], most: Mapping[str, int]) -> dict[str, float]:
    """The thousandths nearest to the shares (Euclid) within the bounds and with the right sum: all moved by one shift."""
    names = [channel for channel in CHANNELS if most.get(channel, 0) > 0]
    wanted = {name: PARTS * shares.get(name, 0.0) for name in names}
    low, high = -2.0 * PARTS, 2.0 * PARTS
    for _ in range(60):
        shift = (low + high) / 2
        total = sum(min(max(wanted[n] + shift, least.get(n, 0)), most[n]) for n in names)
        low, high = (shift, high) if total < PARTS else (low, shift)
    return {n: min(max(wanted[n] + high, least.get(n, 0)), most[n]) for n in names}


def _whole(wanted: Mapping[str, float], least: Mapping[str, int], most: Mapping[str, int], step: int) -> dict[str, int]:
    """Whole thousandths near the wanted ones: whole steps above the least, then a step at a time to whoever lacks most."""
    low = {name: least.get(name, 0) for name in wanted}
    parts = {name: low[name] + step * int((wanted[name] - low[name] + 1e-9) / step) for name in wanted}
    while (left := PARTS - sum(parts.values())) > 0:
        open_to = [name for name in wanted if parts[name] < most[name]]
        name = max(open_to, key=lambda one: wanted[one] - parts[one])
        parts[name] += min(step, left, most[name] - parts[name])
    return parts


# ------------------------------------------------------------------------------------------------------- of a scenario


def space_of(scenario: Scenario, budget: int | None = None) -> Space:
    """The space of a scenario at a budget (fen; its own if not said): its bounds, and what somebody sells.

    Raises Refusal for bounds that cannot be fulfilled together, and for money or accounts asked of those who sell nothing.
    """
    asked, total = scenario.optimize or Optimize(), scenario.budget if budget is None else budget
    if total <= 0:
        raise Refusal(f"{scenario.where}: budget", total / 100, "money to share out", "give a budget above 0")
    if (fault := conflict(asked, total)) is not None:
        raise refused(scenario.where, fault)
    sold = sellers(scenario)
    _check_sold(scenario, asked, sold)
    bounds, times = asked.bounds(), asked.times()
    least = {c: _upper(b.least.of(total)) for c, b in bounds.items() if b.least is not None and c in sold}
    most = {c: PARTS for c in sold} | {c: _lower(b.most.of(total)) for c, b in bounds.items() if b.most is not None and c in sold}
    usual = {name: (1, min(LATEST, scenario.horizon)) for name in TIMES if name != "posts"}
    _check_rounded(scenario, least, most)
    counts = {c: int(b.accounts) for c, b in bounds.items() if b.accounts is not None}
    space = Space(least, most, {"posts": (Split.posts, Split.posts), **usual, **times}, counts,
                  tuple(c for c in CHANNELS if c not in sold))  # fmt: skip
    return space


def sellers(scenario: Scenario) -> tuple[str, ...]:
    """The channels that can be bought: without accounts of a tier there is no such channel, nor spin-offs without a head."""
    from simulation.experiments.run import market_of

    tiers = market_of(scenario).tiers
    there = {"head": tiers.head, "mid": tiers.mid, "tail": tiers.tail, "spinoff": tiers.head}
    return tuple(channel for channel in CHANNELS if there.get(channel, True))


def _check_sold(scenario: Scenario, asked: Optimize, sold: tuple[str, ...]) -> None:
    for channel, bounds in asked.bounds().items():
        place = f"{scenario.where}: optimize.channels.{channel}"
        if channel not in sold and bounds.least is not None and bounds.least.of(scenario.budget) > 0:
            found = Verbatim(f"least {bounds.least}, and nobody of that kind for hire")
            raise Refusal(place, found, "accounts for hire of a channel that is to get money", "add accounts, or leave least out")
        if bounds.accounts is not None and channel == "spinoff" and bounds.accounts > SPINOFFS:
            found = Verbatim(f"accounts {bounds.accounts}")
            raise Refusal(place, found, f"at most {SPINOFFS} spin-offs of one mother", "lower it, or leave it out")
        if bounds.accounts is not None and channel not in WITHOUT_ACCOUNTS and bounds.least is not None:
            _check_absorbed(scenario, channel, bounds, place)


def _check_absorbed(scenario: Scenario, channel: str, bounds: Any, place: str) -> None:
    """So few accounts must be able to take the least money, or half of it: packages and acceptance leave rests."""
    wanted = min(1.0, float(bounds.least.of(scenario.budget)))
    taken = _taken(scenario, Split(**{channel: wanted, f"{channel}_accounts": int(bounds.accounts)}))  # type: ignore[arg-type]
    if taken < 0.5 * wanted * scenario.budget:
        found = Verbatim(f"least {bounds.least} and accounts {bounds.accounts}, which cost {taken / 100:,.0f} CNY")
        raise Refusal(place, found, "accounts enough for the least money", "change one of the two")


def _taken(scenario: Scenario, split: Split) -> int:
    """Fen that a split spends on anything but advertisements, as planned in world 0."""
    from simulation.actors.campaign import Campaign
    from simulation.engine.engines import engine
    from simulation.experiments.run import market_of

    desk = Campaign(market_of(scenario), split, engine("kernels"), "split").desk
    return sum(account.spend_fen for account in desk.accounts if account is not desk.brand)


def _check_rounded(scenario: Scenario, least: Mapping[str, int], most: Mapping[str, int]) -> None:
    """Bounds in whole thousandths must leave a split."""
    crossed = [channel for channel, part in least.items() if part > most[channel]]
    if crossed or sum(least.values()) > PARTS or sum(most.values()) < PARTS:
        found = Verbatim("bounds between which no whole thousandths of the budget lie")
        place = f"{scenario.where}: optimize.channels" + (f".{crossed[0]}" if crossed else "")
        raise Refusal(place, found, "at least one split in thousandths of the budget", "widen them")


def _upper(share: Fraction) -> int:
    return -(-share.numerator * PARTS // share.denominator)


def _lower(share: Fraction) -> int:
    return min(PARTS, share.numerator * PARTS // share.denominator)
