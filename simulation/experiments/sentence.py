"""The answer in a few sentences: the decision first, then how sure it is, what it rests on and what it is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.experiments.metrics import OBJECTIVE
from simulation.language import joined, known, language, listed, say, told

if TYPE_CHECKING:
    from simulation.experiments.verdict import Verdict

UNDEFINED_SIGN = "–"
SIGNIFICANT = 0.05
MOST_NAMED = 3  # assumptions named in the sentence


def sentence(found: Verdict) -> str:
    """Who is best, by how much, in how many worlds, what decides it, whether it pays, what pairing was worth."""
    return joined([_decision(found), _lead(found), _precision(found), _worlds(found), _returns(found), _pairing(found)])


def notes(found: Verdict) -> tuple[str, ...]:
    """What a reader has to know about the worlds."""
    warm, worlds = found.warm
    return (say("verdict.warm_worlds", warm=warm, worlds=worlds),) if warm else ()


# ---------------------------------------------------------------------------------------------------- names and numbers


def named(label: str) -> str:
    """A strategy as a reader knows it: its label, after the Chinese name where the label is a strategy's own."""
    name = _name(label)
    return label if name == label else say("terms.called", name=name, label=label)


def nicknames(labels: list[str]) -> dict[str, str]:
    """What stands beside a picture for each strategy: in Chinese the name alone, as long as no two are the same."""
    short = {label: _name(label) for label in labels}
    return {label: name if list(short.values()).count(name) == 1 else named(label) for label, name in short.items()}


def _name(label: str) -> str:
    return label if language() == "en" or not known(f"terms.strategy.{label}") else say(f"terms.strategy.{label}")


def number(value: Any, digits: int = 0) -> str:
    """A number as text: 12,300; undefined is a dash."""
    if value is None or pd.isna(value):
        return UNDEFINED_SIGN
    return f"{float(value):z,.{digits}f}".replace("-", "−")


def shortened(size: float) -> tuple[float, str]:
    """What large numbers of about this size are told in: thousands and millions, in Chinese 万 and 亿."""
    if language() == "en":
        return (1e3, "k") if size < 999_500 else (1e6, "m")
    return (1e4, "万") if size < 99_950_000 else (1e8, "亿")


def times(count: float) -> str:
    """A number of worlds, of which a tie leaves a part."""
    return number(count, 0 if float(count).is_integer() else 1)


def bounds(row: Any, digits: int = 0) -> str:
    """An interval in brackets, with what it is."""
    if pd.isna(row.low) or pd.isna(row.high):
        return say("verdict.no_interval")
    return say("verdict.interval", low=number(row.low, digits), high=number(row.high, digits))


def _percent(row: Any) -> str:
    if pd.isna(row.low):
        return say("verdict.no_interval")
    return say("verdict.interval_percent", low=number(100 * row.low, 1), high=number(100 * row.high, 1))


# ------------------------------------------------------------------------------------------------------------ the parts


def _decision(found: Verdict) -> str:
    row, leader = found.measure(found.leader, OBJECTIVE), named(found.leader)
    gain = say("verdict.gain", buyers=number(row.mean), interval=bounds(row))
    if found.winner is None:
        tied = say("verdict.nobody_best", tied=listed(map(named, found.tied)))
        return joined([tied, say("verdict.highest_mean", leader=leader, gain=gain)])
    return say("verdict.winner" if found.rivals else "verdict.alone", leader=leader, gain=gain)


def _lead(found: Verdict) -> str:
    if not found.rivals:
        return ""
    closest = found.rivals[0]
    names = {"leader": named(found.leader), "rival": named(closest.strategy)}
    if not pd.isna(closest.low) and closest.difference == closest.low == 0.0:
        return say("verdict.the_same", **names)
    return say("verdict.lead", rival=names["rival"], lead=number(closest.difference), interval=bounds(closest))


def _precision(found: Verdict) -> str:
    """How many worlds it took until the lead was known well enough."""
    if found.precision is None:
        return ""
    asked, reached, worlds = found.precision
    run = say("verdict.worlds_of_each_kind" if found.assumptions == "vary" else "verdict.worlds", worlds=number(worlds))
    given = {"worlds": run, "asked": f"{100 * asked:.3g}", "leader": named(found.leader)}
    if found.precision.enough or reached is None:
        return say("verdict.enough" if found.precision.enough else "verdict.not_enough", **given)
    return say("verdict.not_enough_known", reached=f"{100 * reached:.3g}", **given)


def _worlds(found: Verdict) -> str:
    if not found.rivals:
        return ""
    won: Any = next(found.wins[found.wins["strategy"] == found.leader].itertuples())
    luck = {"won": times(won.fixed_wins), "worlds": won.worlds}
    if found.assumptions == "fixed":
        return say("verdict.luck", ties=_ties(won.fixed_shared), **luck)
    ties = _ties(won.fixed_shared + won.vary_shared)
    return say("verdict.luck_and_assumptions", varied=times(won.vary_wins), ties=ties, deciding=_deciding(found.drivers), **luck)


def _ties(shared: int) -> str:
    return say("verdict.ties_split") if shared else ""


def _deciding(drivers: pd.DataFrame) -> str:
    if drivers.empty:
        return say("verdict.undecided")
    decisive = drivers[drivers["p_holm"] <= SIGNIFICANT].head(MOST_NAMED)
    if decisive.empty:
        return say("verdict.closest", driver=_driver(next(drivers.head(1).itertuples())))
    return say("verdict.decisive", drivers=listed([_driver(row) for row in decisive.itertuples()]))


def _driver(driver: Any) -> str:
    """A parameter in words, with what it rests on."""
    told_as = {"meaning": told(driver.meaning), "symbol": driver.symbol, "source": told(driver.source)}
    return say("verdict.driver_assumed" if driver.assumption else "verdict.driver_measured", **told_as)


def _returns(found: Verdict) -> str:
    roi = found.measure(found.leader, "roi")
    if pd.isna(roi.mean):
        return ""
    need = found.measure(found.leader, "break_even_buyers").mean
    given = {"paying": _paying(found, roi), "roi": number(100 * roi.mean, 1), "interval": _percent(roi)}
    if pd.isna(need):
        return say("verdict.returns", **given)
    return say("verdict.returns_needing", buyers=number(math.ceil(round(need, 6))), **given)


def _paying(found: Verdict, roi: Any) -> str:
    contested, leader = [found.leader, *(row.strategy for row in found.rivals)], named(found.leader)
    every = [found.measure(label, "roi") for label in contested]
    if all(not pd.isna(row.high) and row.high < 0.0 for row in every):
        return say("verdict.nobody_pays")
    if pd.isna(roi.low) or roi.low <= 0.0 <= roi.high:
        return say("verdict.paying_open", leader=leader)
    return say("verdict.pays" if roi.low > 0.0 else "verdict.does_not_pay", leader=leader)


def _pairing(found: Verdict) -> str:
    """What sharing worlds was worth against the closest rival that differs at all."""
    worth = [row for row in found.rivals if not pd.isna(row.runs_saved)]
    if not worth:
        return say("verdict.no_luck_left") if found.rivals else ""
    saved, rival = worth[0].runs_saved, named(worth[0].strategy)
    if saved <= 0:
        return say("verdict.saved_none", rival=rival)
    return say("verdict.saved", runs=number(saved), rival=rival)
