"""An attribution in words: what the campaign brought, whose it is, and what last touch would make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulation.actors.channels import channel_called
from simulation.experiments.attribution import games
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.attribution.trial import REMOVAL, SHAPLEY, Trial, moved, returns, shares
from simulation.experiments.measures import Floats
from simulation.experiments.sentence import UNDEFINED_SIGN, named, number
from simulation.experiments.statistics import Interval, excludes_zero, ratio_interval
from simulation.language import say

LAST = "last"
NEGLIGIBLE = 0.005  # a share that would be written as 0 of 100
MATTERS = 0.01  # of the money spent: a channel paid less is not worth saying that it would be cut


def sentences(trial: Trial, worth: float) -> list[str]:
    """Everything worth saying of one strategy, the most important first; a buyer is worth so many CNY."""
    told = [_whole(trial)]
    if trial.whole.mean is None or min(trial.whole.mean, trial.whole.low or trial.whole.mean) <= 0.0:
        return [*told, say("attribution.nothing")]
    if len(trial.channels) == 1:
        return [*told, say("attribution.one_channel"), *_claimed(trial)]
    return [*told, _fair(trial), _last_touch(trial), *_cut(trial, worth), *_claimed(trial), _ranked(trial), _together(trial)]


def _whole(trial: Trial) -> str:
    mean, low, high = trial.whole
    said = {"strategy": named(trial.strategy), "whole": number(mean)}
    if low is None:
        return say("attribution.whole_once", **said)
    return say("attribution.whole", **said, low=number(low), high=number(high), worlds=trial.worlds)


def _fair(trial: Trial) -> str:
    """The fair shares, the largest first."""
    parts = zip(trial.channels, shares(trial.given(SHAPLEY)), strict=True)
    told = [
        say("attribution.share", channel=channel_called(channel), share=f"{number(100.0 * part.mean)} %")
        for channel, part in sorted(parts, key=lambda pair: -(pair[1].mean or 0.0))
        if part.mean is not None and abs(part.mean) >= NEGLIGIBLE
    ]
    return say("attribution.fair", shares=say("attribution.and").join(told))


def _last_touch(trial: Trial) -> str:
    """What last touch takes from whom, and gives to whom."""
    wrong = moved(trial.given(LAST), trial.given(SHAPLEY))
    if wrong.mean is None or wrong.mean < NEGLIGIBLE:
        return say("attribution.last_touch_right")
    shift = _share(trial.given(LAST)) - _share(trial.given(SHAPLEY))
    loser, gainer = (channel_called(trial.channels[int(place)]) for place in (shift.argmin(), shift.argmax()))
    said = {"moved": _of_hundred(wrong.mean), "loser": loser, "gainer": gainer}
    if wrong.low is None:
        return say("attribution.last_touch_once", **said)
    return say("attribution.last_touch", **said, low=_of_hundred(wrong.low), high=_of_hundred(wrong.high))


def _share(given: Floats) -> Floats:
    """(k,) shares of sums over worlds."""
    return np.asarray(given.sum(axis=1) / given.sum())


class Cheapest(NamedTuple):
    """The channel that earns least for a yuan by an accounting, and its ROI."""

    place: int
    roi: float


def worst(trial: Trial, accounting: str, worth: float) -> Cheapest | None:
    """Which channel an accounting would cut first; None unless two are paid as much as matters."""
    roi, spent = [one.mean for one in returns(trial.given(accounting), trial.cost, worth)], trial.cost.sum(axis=1)
    matters = spent >= MATTERS * spent.sum()
    paid = [Cheapest(place, mean) for place, mean in enumerate(roi) if mean is not None and matters[place]]
    return min(paid, key=lambda one: one.roi) if len(paid) > 1 else None


def _cut(trial: Trial, worth: float) -> Iterator[str]:
    book, truth = worst(trial, LAST, worth), worst(trial, SHAPLEY, worth)
    if book is None or truth is None:
        return
    wrong, right = (channel_called(trial.channels[one.place]) for one in (book, truth))
    said = {"wrong": wrong, "book": number(book.roi, 2), "truth": number(truth.roi, 2)}
    yield say("attribution.cuts_same", **said) if wrong == right else say("attribution.cuts_other", **said, right=right)


def _claimed(trial: Trial) -> Iterator[str]:
    """How many buyers last touch hands out for those the campaign brings, where that differs by one in a hundred."""
    share = claimed(trial, LAST).mean
    if share is not None and abs(share - 1.0) >= 0.01:
        said = _of_hundred(share)
        yield say("attribution.claims_more", claimed=said) if share > 1.0 else say("attribution.claims_fewer", claimed=said)


def claimed(trial: Trial, accounting: str) -> Interval:
    """Buyers an accounting hands out for each one the campaign brings."""
    return ratio_interval(trial.given(accounting).sum(axis=0), games.whole(trial.buyers))


def _ranked(trial: Trial) -> str:
    wrong = {rule: moved(trial.given(rule), trial.given(SHAPLEY)).mean for rule in RULES}
    found = sorted((share, rule) for rule, share in wrong.items() if share is not None)
    (fewest, best), (most, last) = found[0], found[-1]
    if most < NEGLIGIBLE:
        return say("attribution.ranked_alike")
    told = {"best": called(best), "worst": called(last), "fewest": _of_hundred(fewest), "most": _of_hundred(most)}
    return say("attribution.ranked", **told)


def _together(trial: Trial) -> str:
    """Whether channels help or replace each other."""
    whole, removals = games.whole(trial.buyers), trial.given(REMOVAL).sum(axis=0)
    share, apart = ratio_interval(removals, whole), ratio_interval(removals - whole, whole)
    said = {"sum": _of_hundred(share.mean), "low": _of_hundred(share.low), "high": _of_hundred(share.high)}
    if apart.low is not None and apart.high is not None and max(-apart.low, apart.high) < NEGLIGIBLE:
        return say("attribution.additive")
    if not excludes_zero(apart):
        return say("attribution.independent", **said)
    return say("attribution.substitutes", **said) if (apart.mean or 0.0) < 0.0 else say("attribution.complements", **said)


def caveats(trials: Sequence[Trial], deciding: Sequence[str]) -> list[str]:
    """What a reader has to know before quoting a number; `deciding` are the strategies that decide daily."""
    standing = [say("attribution.two_truths"), say("attribution.touches"), say("attribution.few")]
    return standing + [say("attribution.decides", strategy=named(one.strategy)) for one in trials if one.strategy in deciding]


def called(accounting: str) -> str:
    """What people call an accounting, in the language now spoken."""
    return say(f"attribution.accounting.{accounting}")


def _of_hundred(share: float | None) -> str:
    return UNDEFINED_SIGN if share is None else number(100.0 * share)
