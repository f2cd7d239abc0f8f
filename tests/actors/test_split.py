"""A split spends on every channel what it was given, and the rest on advertisements."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import markets

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import MOTHER, Split
from simulation.engine.engines import engine
from simulation.experiments import lineup
from simulation.refusal import Refusal

BUDGET = 40_000_000
PAID = CHANNELS[:-1]
RICH = {"budget": 300_000_000, "consumers": 400, "creators": 100}


def planned(split: Split, key: int = 3) -> markets.Campaign:
    return markets.Campaign(markets.market(key, consumers=400, budget=BUDGET), split, engine("kernels"), "split")


def spent(one: markets.Campaign) -> Counter[str]:
    """Fen by kind of account."""
    paid: Counter[str] = Counter()
    for account in one.desk.accounts:
        paid[account.kind] += account.spend_fen
    return paid


@st.composite
def splits(draw: st.DrawFn) -> Split:
    parts = draw(st.lists(st.integers(0, 20), min_size=len(CHANNELS), max_size=len(CHANNELS)).filter(any))
    return Split(**{channel: part / sum(parts) for channel, part in zip(PAID, parts, strict=False)})


@settings(max_examples=25, deadline=None)
@given(splits())
def test_no_kind_of_account_is_paid_more_than_its_channels_were_given(split: Split) -> None:
    one = planned(split)
    paid, share = spent(one), one.desk.share
    assert paid["KOL"] <= share(split.head) + share(split.mid) + share(split.tail) + share(split.spinoff)
    assert paid["spin-off"] <= share(split.spinoff)
    assert paid["KOC"] <= share(split.koc)
    assert paid["KOS"] <= share(split.kos)
    assert sum(paid.values()) == one.desk.ledger.spent <= BUDGET
    assert one.desk.left < one.market.p.cpm / 1000 * one.market.world.scale * 100 + 1, "rests become advertisements"


@pytest.mark.parametrize("channel", PAID)
def test_every_channel_buys_what_it_is_called(channel: str) -> None:
    kinds = {"head": "KOL", "mid": "KOL", "tail": "KOL", "koc": "KOC", "kos": "KOS", "spinoff": "spin-off"}
    alone = spent(planned(Split(**{channel: 1.0})))
    without = spent(planned(Split()))
    kind = kinds.get(channel, "community")
    assert without[kind] == 0 < alone[kind], f"{kind} among {dict(alone)}"


def test_a_mother_costs_at_most_three_tenths_of_the_money_for_spinoffs() -> None:
    one = planned(Split(spinoff=0.5))
    mother = next(account for account in one.desk.accounts if account.kind == "KOL")
    assert 0 < mother.spend_fen <= MOTHER * one.desk.share(0.5)


def test_all_that_is_left_goes_to_advertisements() -> None:
    split = Split(head=0.25, koc=0.25)
    assert split.ads == 0.5
    assert planned(Split()).desk.impressions.sum() > planned(split).desk.impressions.sum() > 0


def test_shares_beyond_the_whole_are_refused_with_their_place() -> None:
    with pytest.raises(Refusal, match=r"ours\.yaml: strategies\.mine: shares: found shares that sum to 110 %"):
        lineup.lineup({"mine": {"strategy": "split", "head": 0.6, "koc": 0.5}}, "ours.yaml")
    assert Split(head=0.1, mid=0.2, tail=0.7).ads == 0.0, "tenths written in binary do not sum to one"


@pytest.mark.parametrize("channel", ["head", "mid", "tail", "koc", "kos", "spinoff"])
def test_no_more_accounts_are_hired_than_can_be_had(channel: str) -> None:
    kinds = {"koc": "KOC", "kos": "KOS", "spinoff": "spin-off"}

    def hired(**limit: int) -> int:
        one = Split(**{channel: 0.1, **limit})  # type: ignore[arg-type]
        desk = markets.Campaign(markets.market(5, **RICH), one, engine("kernels"), "split").desk
        return sum(account.kind == kinds.get(channel, "KOL") for account in desk.accounts)

    assert hired(**{f"{channel}_accounts": 1}) == 1 < hired(**{f"{channel}_accounts": 2}) == 2 < hired()
