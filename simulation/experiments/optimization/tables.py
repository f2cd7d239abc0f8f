"""An optimum as tidy tables, and where it came from."""

from __future__ import annotations

import platform
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.certificate import FRESH, LOOKS
from simulation.experiments.optimization.race import LADDER
from simulation.experiments.optimization.space import money_of, parts_of, times_of
from simulation.experiments.provenance import PACKAGES, package_version
from simulation.model.compiled import edition

if TYPE_CHECKING:
    from simulation.experiments.optimization.optimum import Optimum
    from simulation.experiments.scenario import Scenario

_INTERVAL = ("", "_low", "_high")


def tables(one: Optimum) -> dict[str, pd.DataFrame]:
    """Every table by its name."""
    return {
        "split": split_table(one),
        "certificate": _certificate(one),
        "tried": _tried(one),
        "budgets": _budgets(one),
        "next": _next(one),
        "ternary": _ternary(one),
    }


def split_table(one: Optimum) -> pd.DataFrame:
    """A row a channel: share, CNY, and what that buys as planned in world 0; its range over the splits not told apart."""
    planned, money = bought(one.scenario, one.best), money_of(one.best, one.scenario.budget)
    rows = []
    for channel in CHANNELS:
        low, high = one.tied_range(channel)
        accounts, posts, spent = planned[channel]
        rows.append({
            "channel": channel, "share": one.shares[channel], "cny": money[channel] / 100, "spent_cny": spent / 100,
            "accounts": accounts, "posts": posts, "tied_low": low, "tied_high": high,
            "least": one.space.least.get(channel, 0) / 1000, "most": one.space.most.get(channel, 0) / 1000,
        })  # fmt: skip
    return pd.DataFrame(rows)


def bought(scenario: Scenario, split: Split) -> dict[str, tuple[int, int, int]]:
    """By channel: accounts, posts and fen, as a split plans them in world 0 with assumptions as given."""
    from simulation.actors.campaign import Campaign
    from simulation.engine.engines import engine
    from simulation.experiments.run import market_of

    market = market_of(scenario)
    desk = Campaign(market, split, engine("kernels"), "split").desk
    accounts, posts, fen = Counter[str](), Counter[str](), Counter[str]()
    for account in desk.accounts:
        accounts[account.channel] += account is not desk.brand
        posts[account.channel] += len(account.days)
        fen[account.channel] += account.spend_fen
    return {channel: (accounts[channel], posts[channel], fen[channel]) for channel in CHANNELS}


def _shares(split: Split) -> dict[str, Any]:
    return {channel: part / 1000 for channel, part in parts_of(split).items()} | times_of(split)


def _spread(name: str, interval: Any) -> dict[str, Any]:
    return {f"{name}{end}": value for end, value in zip(_INTERVAL, interval, strict=True)}


def _certificate(one: Optimum) -> pd.DataFrame:
    """A row a split in fresh worlds, the best first; `behind` is the best less this one."""
    seen = one.certificate
    best = {"kind": "best", "name": "best", **_shares(one.best), **_spread("gain", one.gain)}
    rows = [best | {"worlds": seen.worlds if seen else 0, "verdict": "best" if seen else "no fresh worlds"}]
    rows += [
        {"kind": arm.kind, "name": arm.name, **_shares(arm.split), **_spread("gain", arm.gain), **_spread("behind", arm.behind),
         "worlds": arm.worlds, "verdict": arm.verdict}
        for arm in (seen.arms if seen else ())
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _tried(one: Optimum) -> pd.DataFrame:
    """A row a split of the search, in its order; `value` is over the first baseline in the same worlds."""
    return pd.DataFrame([
        {"number": n, "origin": tried.origin, **_shares(tried.split), "value": tried.value, "worlds": tried.worlds}
        for n, tried in enumerate(one.found.tried)
    ])  # fmt: skip


def _budgets(one: Optimum) -> pd.DataFrame:
    names = ["budget_cny", *CHANNELS]
    rows = [
        {"budget_cny": point.budget / 100, **_shares(point.split), **_spread("gain", point.gain),
         **_spread("profit", point.profit), **_spread("marginal_gain_per_1000_cny", point.marginal_gain),
         **_spread("marginal_roi", point.marginal_roi), "worlds": point.worlds}
        for point in one.points
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=None if rows else names)


def _next(one: Optimum) -> pd.DataFrame:
    rows = [
        {"channel": each.channel, "cny": each.money / 100, **_spread("gain", each.gain), **_spread("behind", each.behind),
         "tied": each.tied, **_spread("roi", each.roi), "worlds": each.worlds}
        for each in one.following
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=None if rows else ["channel", "cny"])


def _ternary(one: Optimum) -> pd.DataFrame:
    rows = [
        {"kol": p.kol, "koc": p.koc, "kos": p.kos, **_shares(p.split), **_spread("gain", p.gain), **_spread("behind", p.behind),
         "tied": p.tied}
        for p in (one.map.points if one.map else ())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=None if rows else ["kol", "koc", "kos"])


def provenance(one: Optimum) -> dict[str, Any]:
    """Plain values: what was asked, of which code, in which worlds, and what was found."""
    return {
        "scenario": one.scenario.name,
        "question": one.scenario.question,
        "scenario_digest": one.scenario.digest,
        "graph_digest": one.scenario.network().digest,
        "resolved": one.scenario.resolved(),
        "objective": one.objective,
        "assumptions": one.assumptions,
        "space": one.space.described(),
        "key": one.scenario.key,
        "tried": len(one.found.tried),
        "search_worlds": list(LADDER),
        "fresh_worlds": {"first": FRESH, "looks": list(LOOKS)},
        "baselines": {known.name: {"exact": known.exact, **_shares(known.split)} for known in one.baselines},
        "best": _shares(one.best),
        "strategy": strategy_line(one.best),
        "whole": one.found.whole,
        "sentence": one.sentence,
        "edition": edition(),
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in (*PACKAGES, "optuna")},
    }


def strategy_line(split: Split) -> str:
    """The split as a line of a scenario's strategies."""
    usual = Split()
    options = {name: value for name, value in vars(split).items() if value != getattr(usual, name)}
    said = {name: f"{100 * value:g} %" if name in CHANNELS else value for name, value in options.items()}
    return "- best split: {" + ", ".join(["strategy: split", *(f"{name}: {value}" for name, value in said.items())]) + "}"
