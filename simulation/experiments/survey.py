"""A questionnaire among the consumers of a finished run: who is asked, and what they tick.

An answer is λ·z + √(1 − λ²)·e, cut into categories: the congeneric measurement model (K. G. Jöreskog: "Statistical
analysis of sets of congeneric tests", Psychometrika 1971) with equal loadings λ, z the construct standardised among
everybody who could be asked, and e a standard normal draw a respondent and item.
"""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from simulation.actors.campaign import Campaign
from simulation.engine.world import NOBODY, Floats, Longs
from simulation.experiments.perception import Felt, Heard, exposures, felt, heard
from simulation.model import chance
from simulation.model.population import ROLES
from simulation.refusal import Refusal, Verbatim, nearest

ASKED = ("heard", "everybody")
POINTS = (5, 7)
MOST_ITEMS = 10
SPAN = 6.0  # standard deviations from the first category to the last
FLAT = 1e-9  # spread below which nobody differs


class Asked(NamedTuple):
    """Everybody who could be asked, in the order in which they are drawn."""

    person: Longs  # positions of consumers
    source: Longs  # the role they heard most
    truth: Floats  # (constructs, persons)


def answers(campaign: Campaign, n: int, items: int, loading: float, points: int, asked: str) -> dict[str, Any]:
    """What n respondents tick, a column an item; columns as `Outcome.survey` says."""
    _check_form(items, loading, points)
    _check_n(campaign, n)
    everybody, world = _asked(campaign, n, asked), campaign.market.world
    names, stream = world.network.names[everybody.person[:n]], world.stream(chance.SURVEY)
    told = _head(campaign, everybody, n)
    for number, (construct, z) in enumerate(zip(Felt._fields, standardised(everybody.truth)[:, :n], strict=True), start=1):
        for item in range(1, items + 1):
            u = chance.draws(chance.at(chance.at(stream, number), item), names)
            told[f"{construct}_{item}"] = ticked(z, u, loading, points)
    return told


def constructs(campaign: Campaign, n: int | None, asked: str) -> dict[str, Any]:
    """What the same n respondents, or all who could be asked, truly stand at; columns as `Outcome.constructs` says."""
    if n is not None:
        _check_n(campaign, n)
    everybody = _asked(campaign, n, asked)
    truth = dict(zip(Felt._fields, everybody.truth[:, :n], strict=True))
    return {**_head(campaign, everybody, n), **truth, "exposures": exposures(campaign).sum(axis=0)[everybody.person[:n]]}


def _head(campaign: Campaign, everybody: Asked, n: int | None) -> dict[str, Any]:
    ids, roles = campaign.market.world.network.ids, np.array(ROLES, object)
    return {"respondent": ids[everybody.person[:n]], "source": roles[everybody.source[:n]]}


def standardised(truth: Floats) -> Floats:
    """Each row less its mean, over its standard deviation; 0 for all where nobody differs."""
    spread = truth.std(axis=1, keepdims=True)
    differ = spread > FLAT
    z: Floats = np.where(differ, truth - truth.mean(axis=1, keepdims=True), 0.0) / np.where(differ, spread, 1.0)
    return z


def ticked(z: Floats, u: Floats, loading: float, points: int) -> Longs:
    """The category, 1 to `points`, of λ·z + √(1 − λ²)·e with e the normal quantile of u.

    The middle one stands for 0, the first and the last for three standard deviations and more.
    """
    inclined = loading * z + math.sqrt(1.0 - loading**2) * ndtri(u)
    return np.clip(np.rint((points + 1) / 2 + inclined * (points - 1) / SPAN), 1, points).astype(np.int64)


# ------------------------------------------------------------------------------------------------------------ who is asked


def _asked(campaign: Campaign, n: int | None, asked: str) -> Asked:
    """Everybody who could be asked, by lot; refuses more respondents than there are."""
    if asked not in ASKED:
        raise Refusal("asked", asked, " or ".join(map(repr, ASKED)), nearest(asked, ASKED))
    world = campaign.market.world
    pairs = heard(campaign, everybody=asked == "everybody")
    hired = campaign.run.state.talk.hired != NOBODY
    person = np.flatnonzero((np.bincount(pairs.person, minlength=world.size) > 0) & ~hired)
    if n is not None and n > person.size:
        found = Verbatim(f"{n:,} respondents, and {person.size:,} consumers who can be asked (asked={asked!r})")
        remedy = "ask fewer" + (", or asked='everybody'" if asked == "heard" else "")
        raise Refusal("n", found, "no more respondents than can be asked", remedy)
    lot = chance.draws(chance.at(world.stream(chance.SURVEY), 0), world.network.names[person])
    person = person[np.argsort(lot, kind="stable")]
    return Asked(person, _source(campaign, pairs)[person], np.stack(felt(campaign, pairs))[:, person])


def _source(campaign: Campaign, pairs: Heard) -> Longs:
    """(consumers,) the role each heard most."""
    n, role = campaign.market.world.size, campaign.run.cast.role[pairs.account].astype(np.int64)
    by_role = np.bincount(role * n + pairs.person, pairs.weight, len(ROLES) * n).reshape(len(ROLES), n)
    most: Longs = by_role.argmax(axis=0)
    return most


# ------------------------------------------------------------------------------------------------------------------ border


def _check_n(campaign: Campaign, n: object) -> None:
    _check_whole("n", n, range(1, campaign.market.world.size + 1), "one row is one respondent")


def _check_form(items: object, loading: object, points: object) -> None:
    _check_whole("items", items, range(1, MOST_ITEMS + 1), "three items a construct are common")
    if isinstance(loading, bool) or not isinstance(loading, Real) or not 0.0 < float(loading) <= 1.0:
        raise Refusal("loading", loading, "a number over 0, at most 1", "1 is an answer without error")
    _check_whole("points", points, POINTS, "take a scale of 5 or 7 points")


def _check_whole(where: str, value: object, known: range | tuple[int, ...], remedy: str) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or value not in known:
        span = " or ".join(map(str, known)) if isinstance(known, tuple) else f"{known.start} to {known.stop - 1:,}"
        raise Refusal(where, value, f"a whole number, {span}", remedy)
