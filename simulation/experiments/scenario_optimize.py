"""What a search for the best split may do: least and most money by channel, accounts that can be had, days of a start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import Field, PlainValidator, WithJsonSchema, create_model

from simulation.actors.channels import CHANNELS
from simulation.experiments import units
from simulation.experiments.scenario_fields import Section, read_by
from simulation.experiments.units import Quantity, Unfit
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario_schema import Sections

PARTS = 1000  # a split is said in thousandths of the budget
WITHOUT_ACCOUNTS = ("private", "ads")
TIMES = {
    "posts": "posts of every package",
    "start": "day on which creators and spin-offs begin",
    "koc_start": "day on which KOC begin",
    "ads_start": "first day of advertisements",
}
_EXPECTED = "a share such as 10 % or an amount such as 100_000 CNY"
_AMOUNT = {"type": "string", "pattern": r"^\s*\d[\d_.]*\s*(%|CNY)\s*$"}


class Amount(NamedTuple):
    """Money for one channel: a share of the budget, or fen."""

    share: Fraction | None
    fen: int | None

    def of(self, budget: int) -> Fraction:
        """The share of a budget (fen)."""
        return self.share if self.share is not None else Fraction(self.fen or 0, budget) if budget else Fraction(0)

    def __str__(self) -> str:
        """As one writes it: 10 %, 100,000 CNY."""
        if self.share is not None:
            return f"{float(100 * self.share):g} %"
        return f"{(self.fen or 0) / 100:,.10g} CNY"


def amount(value: object) -> Amount:
    """The amount somebody wrote; a number without % or CNY could be either."""
    text = value.strip() if isinstance(value, str) else ""
    if text.endswith("%"):
        return Amount(Fraction(str(units.SHARE.read(text))), None)
    if text.endswith("CNY"):
        return Amount(None, units.fen_of(units.MONEY.read(text)))
    raise Unfit(value, _EXPECTED, "write the % or the CNY")


def days(value: object) -> tuple[int, int]:
    """First and last of a range such as 1–14, or one number twice."""
    quantity = Quantity("", 1, 3650, whole=True)
    if not isinstance(value, str):
        day = int(quantity.read(value))
        return day, day
    ends = [end.strip() for end in value.replace("–", "-").split("-")]
    if len(ends) > 2 or not all(end.isascii() and end.isdigit() and len(end) < 5 for end in ends):
        raise Unfit(value, "a number such as 3, or a range such as 1–14", "write the first and the last with a dash between")
    first, last = (int(quantity.read(int(end))) for end in (ends[0], ends[-1]))
    if first > last:
        raise Unfit(value, "the lower end first", f"write {last}–{first}")
    return first, last


Amounts = Annotated[Any, PlainValidator(amount), WithJsonSchema(_AMOUNT)]
_RANGE = {"type": ["integer", "string"], "pattern": r"^\s*\d{1,4}\s*([-–]\s*\d{1,4}\s*)?$"}
Range = Annotated[Any, PlainValidator(days), WithJsonSchema(_RANGE)]


class Bounds(Section):
    """What one channel may cost, and how many accounts of it can be had."""

    least: Amounts | None = Field(None, description="least money: 10 % of the budget, or 100_000 CNY")
    most: Amounts | None = Field(None, description="most money: 30 % of the budget, or 300_000 CNY")
    accounts: read_by(Quantity("", 1, 10_000, whole=True)) | None = Field(  # type: ignore[valid-type]
        None, description="accounts that can be had, at most"
    )


_BY_CHANNEL: dict[str, Any] = {name: (Bounds | None, Field(None, description=f"bounds of {name}")) for name in CHANNELS}
_BY_TIME: dict[str, Any] = {
    name: (Range | None, Field(None, description=f"{what}: a number, or a range")) for name, what in TIMES.items()
}

Channels: Any = create_model("Channels", __base__=Section, __doc__="Bounds by channel.", **_BY_CHANNEL)
Timing: Any = create_model("Timing", __base__=Section, __doc__="What of the timing may be searched.", **_BY_TIME)


class Optimize(Section):
    """Bounds of `wom optimize`: they decide no run, only which splits are tried."""

    channels: Channels = Field(default_factory=Channels, description="money and accounts by channel")
    timing: Timing = Field(default_factory=Timing, description="days and posts that may be chosen")

    def bounds(self) -> Mapping[str, Bounds]:
        """The bounds that are said, by channel."""
        said = {name: getattr(self.channels, name) for name in CHANNELS}
        return {name: bounds for name, bounds in said.items() if bounds is not None}

    def times(self) -> Mapping[str, tuple[int, int]]:
        """The ranges that are said, by option of a split."""
        said = {name: getattr(self.timing, name) for name in TIMES}
        return {name: ends for name, ends in said.items() if ends is not None}


class Said(NamedTuple):
    """One bound as it was said."""

    channel: str
    which: str  # least or most
    amount: Amount
    share: Fraction

    def __str__(self) -> str:
        return f"{self.channel}.{self.which} {self.amount}"


def check(sections: Sections) -> None:
    """Unfit what no split can fulfil, with the bounds that stand against each other."""
    if (asked := sections.optimize) is None:
        return
    for channel, bounds in asked.bounds().items():
        if channel in WITHOUT_ACCOUNTS and bounds.accounts is not None:
            expected = "least and most only: it is bought without accounts for hire"
            raise Unfit(Verbatim("accounts"), expected, "leave accounts out", f"optimize.channels.{channel}")
    for name, (_, last) in asked.times().items():
        if name != "posts" and last > sections.horizon:
            expected = f"days of the campaign, 1 to {sections.horizon}"
            raise Unfit(Verbatim(f"day {last}"), expected, "mend the day, or lengthen the horizon", f"optimize.timing.{name}")
    if (fault := conflict(asked, sections.budget)) is not None:
        raise fault


def conflict(asked: Optimize, budget: int) -> Unfit | None:
    """The complaint about bounds that no split of this budget (fen) can fulfil together."""
    least, most = _said(asked, "least", budget), _said(asked, "most", budget)
    return next(_conflicts(least, most), None)


def _said(asked: Optimize, which: str, budget: int) -> dict[str, Said]:
    given = {channel: getattr(bounds, which) for channel, bounds in asked.bounds().items()}
    return {channel: Said(channel, which, one, one.of(budget)) for channel, one in given.items() if one is not None}


def _conflicts(least: Mapping[str, Said], most: Mapping[str, Said]) -> Iterator[Unfit]:
    """One bound alone, then two, then all that stand against each other together."""
    for one in least.values():
        if one.share > 1:
            yield _unfit(f"{one}", "no more than the budget", one)
        if one.channel in most and one.share > most[one.channel].share:
            yield _unfit(f"{one} and {most[one.channel]}", "a least that is no more than the most", one)
    ranked = sorted(least.values(), key=lambda one: -one.share)
    if sum(one.share for one in ranked) > 1:
        if ranked[0].share + ranked[1].share > 1:
            ranked = ranked[:2]
        yield _unfit(_together(ranked), "at most 100 % in all", ranked[1])
    if len(most) == len(CHANNELS) and sum(one.share for one in most.values()) < 1:
        yield _unfit(_together(list(most.values())), "room for 100 % in all", next(iter(most.values())))


def _together(bounds: list[Said]) -> str:
    total = float(100 * sum(one.share for one in bounds))
    return " and ".join(map(str, bounds)) + f", {total:.4g} % together"


def _unfit(found: str, expected: str, at: Said) -> Unfit:
    return Unfit(Verbatim(found), expected, "change one of them", f"optimize.channels.{at.channel}")


def refused(where: str, unfit: Unfit) -> Refusal:
    """The refusal of bounds that cannot be fulfilled."""
    return Refusal(f"{where}: {unfit.at}", unfit.found, unfit.expected, unfit.remedy)
