"""Cutting accounts out of a campaign: what is left is, to the last bit, the campaign that never had them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest
from support import cases, markets

import simulation
from simulation.actors.channels import CHANNELS
from simulation.actors.cut import Cut
from simulation.actors.desk import Desk
from simulation.actors.strategies.registry import NAMES
from simulation.actors.strategies.strategy import Strategy
from simulation.engine.engines import engine
from simulation.experiments.outcome import Outcome
from simulation.experiments.removal import channels, without
from simulation.model.population import PEER
from simulation.refusal import Refusal

TABLES = ("curves", "consumers", "accounts", "sellers", "touches", "ties", "totals")
CASES, PURCHASE_FLOOR, PEER_FLOOR, CUT_FLOOR = 40, 0.6, 0.25, 0.3


@dataclass(frozen=True)
class Everything(Strategy):
    """Something of every channel; `left_out` is never bought, and its money stays where it is."""

    left_out: tuple[str, ...] = ()

    def plan(self, desk: Desk) -> None:
        p, part = desk.market.p, desk.share(0.12)
        tiers = desk.market.tiers
        head = [creator for creator in tiers.head if "head" not in self.left_out]
        for channel, tier in tiers._asdict().items():
            if channel not in self.left_out:
                desk.buy(tier, part, 2, 2, p.iota_mid)
        if "spinoff" not in self.left_out and head and desk.account_of(head[0]):
            desk.found_spinoffs(head[0], 2, 2, 4)
        if "koc" not in self.left_out:
            desk.recruit(part, 2, 2, p.iota_koc)
            desk.give_product(desk.share(0.05), 3)
        if "kos" not in self.left_out:
            desk.employ(part)
        if "private" not in self.left_out:
            desk.open_domain(0, 2.0)
        if "ads" not in self.left_out:
            desk.advertise(part)
            desk.occupy_search(desk.share(0.02), 1)


def finished(found: markets.Market, strategy: Strategy, cut: tuple[str, ...] = (), label: str = "one") -> markets.Campaign:
    done = markets.Campaign(found, strategy, engine("kernels"), label, Cut(frozenset(cut)))
    done.finish()
    return done


def same(one: markets.Campaign, other: markets.Campaign) -> list[str]:
    """In what two campaigns differ: columns, days, payments, and every table of an outcome."""
    found = markets.differing(one, other)
    found += ["days"] * (one.run.days != other.run.days)
    found += ["payments"] * (one.desk.ledger.entries != other.desk.ledger.entries)
    tables = [Outcome(done, "one", 0, {}) for done in (one, other)]
    for name in TABLES:
        try:
            pd.testing.assert_frame_equal(*(getattr(table, name) for table in tables))
        except AssertionError:
            found.append(name)
    return found


@pytest.mark.parametrize("strategy", NAMES)
def test_nothing_removed_is_the_plain_run_and_everything_removed_is_no_campaign(strategy: str) -> None:
    kind, found = markets.registry.named(strategy), markets.market(21, horizon=12)
    plain, empty = finished(found, kind()), finished(found, markets.registry.named("no_campaign")())
    assert not same(plain, finished(found, kind(), ()))
    gone = finished(found, kind(), CHANNELS)
    assert not same(empty, gone)
    assert gone.desk.ledger.spent == 0 and len(gone.desk.accounts) == 1


@pytest.mark.parametrize("channel", ["mid", "tail", "koc", "kos", "spinoff", "private", "ads"])
def test_a_removed_channel_is_one_that_was_never_bought(channel: str) -> None:
    """Shares are fixed, so the plan without a channel is the same plan: whole equality, five markets each."""
    changed = 0
    for key in range(60, 65):
        found = markets.market(key, budget=900_000)
        whole = finished(found, Everything())
        removed, never = finished(found, Everything(), (channel,)), finished(found, Everything((channel,)))
        assert not same(removed, never), (key, channel)
        changed += bool(markets.differing(whole, never)) if len(whole.desk.accounts) == len(never.desk.accounts) else 1
    assert changed >= 4


def test_one_account_removed_by_label_leaves_the_others_as_they_were() -> None:
    found = markets.market(63, budget=900_000)
    whole = finished(found, Everything())
    account = next(one for one in whole.desk.accounts if one.kind == "KOC")
    less = finished(found, Everything(), (account.label,))
    left = {one.label: (one.days, one.row.tolist(), int(one.word), one.spend_fen) for one in less.desk.accounts}
    assert account.label not in left
    for one in whole.desk.accounts:
        if one is not account:
            assert left[one.label] == (one.days, one.row.tolist(), int(one.word), one.spend_fen)
    assert whole.desk.ledger.spent - less.desk.ledger.spent == account.spend_fen
    assert less.run.state.talk.hired[account.node] == -1, "she is a consumer like others"


def test_a_mother_without_spinoffs_tires_nobody_of_a_line_of_her_own() -> None:
    for key in range(60, 75):
        whole = finished(markets.market(key, budget=900_000), Everything())
        if any(one.channel == "spinoff" for one in whole.desk.accounts):
            break
    less = finished(whole.market, Everything(), ("spinoff",))
    mother = next(one.mother for one in whole.desk.accounts if one.mother)
    assert whole.run.cast.family[mother.number] != less.run.cast.family[1]
    orphan = finished(whole.market, Everything(), ("head",))
    assert [one.mother for one in orphan.desk.accounts if one.channel == "spinoff"] == [None, None]


def test_both_engines_agree_on_a_campaign_with_parts_cut_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Generated cases with mechanisms by lot; every column after the last day."""
    purchases = by_peers = smaller = 0
    for key in range(CASES):
        of, lots = cases.case(key), markets.Lots(key)
        cut = Cut(frozenset(channel for channel in CHANNELS if lots.uniform() < 0.4))
        pair = []
        for name in ("kernels", "reference"):
            one = cases.Eventful(of.market, markets.registry.named(of.strategy)(), engine(name), of.strategy, cut)
            one.key = of.key
            left_out = any(map(cut.leaves, one.desk.accounts))
            one.finish()
            pair.append(one)
        assert not markets.differing(*pair), f"case {key} ({of.strategy}) without {sorted(cut.names)}"
        funnel = pair[0].run.state.funnel
        purchases += bool((funnel.crossed[3] >= 0).any())
        by_peers += bool((funnel.credit_role[3] == PEER).any())
        smaller += left_out
    with capsys.disabled():
        print(f" {CASES} cases: {purchases} with a purchase, {by_peers} with one by a peer, {smaller} lost an account ", end="")
    assert purchases >= PURCHASE_FLOOR * CASES and by_peers >= PEER_FLOOR * CASES and smaller >= CUT_FLOOR * CASES


def test_removal_of_a_scenario_is_paired_with_its_run() -> None:
    scenario = simulation.load("first-campaign")
    plain = simulation.run(scenario, "six_three_one", 3)
    again, control = without(scenario, "six_three_one", 3), simulation.run(scenario, "no_campaign", 3)
    gone = without(scenario, "six_three_one", 3, CHANNELS, engine="reference")
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(plain, table), getattr(again, table))
        bare = [getattr(one, table).drop(columns="strategy", errors="ignore") for one in (gone, control)]
        pd.testing.assert_frame_equal(*bare)
    used = channels(plain.campaign)
    less = without(scenario, "six_three_one", 3, ["koc"])
    assert channels(less.campaign) == tuple(channel for channel in used if channel != "koc")
    spent = sum(one.spend_fen for one in plain.campaign.desk.accounts if one.channel == "koc")
    assert less.numbers["unspent"] - plain.numbers["unspent"] == pytest.approx(spent / 100)
    assert less.numbers["exposures"] < plain.numbers["exposures"]
    assert less.provenance["removed"] == ["koc"]


@pytest.mark.parametrize(
    ("removed", "words"),
    [("head", "in a list"), (["hed"], "head"), ([3], "in a list"), (["head:nobody"], "an account of the campaign")],
)
def test_what_names_no_account_is_refused(removed: object, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        without(simulation.load("first-campaign"), "head_kol", 0, removed)  # type: ignore[arg-type]


def test_a_label_that_two_accounts_bear_is_refused_until_the_channel_is_said() -> None:
    found = markets.market(63, budget=900_000)
    koc = next(one.label for one in finished(found, Everything()).desk.accounts if one.kind == "KOC")
    labels = tuple(koc if n == found.tiers.tail[0] else label for n, label in enumerate(found.for_hire.label))
    twins = markets.Market(found.world, found.product, found.budget_fen, found.for_hire._replace(label=labels), found.offered_koc)
    with pytest.raises(Refusal, match=f"koc:{koc}"):
        finished(twins, Everything(), (koc,))
    assert [one.channel for one in finished(twins, Everything(), (f"koc:{koc}",)).desk.accounts if one.label == koc] == ["tail"]
