"""Equations over columns: what is on offer and what a day leaves behind, account by account, for either engine."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.engine.world import KOC_CONTENT, NOBODY, PRIVATE, PUBLIC, TALK, WEIGHT, Cast, Contents, Floats, Ints, Longs
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.model.population import BUYER, KOC, PEER

NEUTRAL = 0.5


class Offering(NamedTuple):
    """The parameters of what is on offer."""

    script_independence: float
    script_sameness: float
    recognition_hidden: float
    recognition_labelled: float
    incentive: float
    iota_incentivised: float
    over_justification: float
    reach_rate: float
    reach_followers: float
    epsilon: float
    reach_max: float
    half_life: float
    comment_readers: float
    comment_fakes: float
    recommended: float
    recommended_cap: float
    amplification: float


@compiled
def blank(n: int, channel: int) -> Contents:
    """n contents of nobody in one channel, to be filled in."""
    return Contents(
        np.full(n, NOBODY, np.int32), np.full(n, NOBODY, np.int32), np.zeros(n, np.int8), np.zeros(n, np.int8),
        np.full(n, channel, np.int8), np.zeros(n, np.bool_), np.zeros(n, np.uint64), np.full(n, NEUTRAL), np.ones(n),
        np.full(n, NEUTRAL), np.full(n, NEUTRAL), np.full(n, NEUTRAL), np.zeros(n), np.zeros(n, np.bool_), np.zeros(n),
        np.ones(n), np.full(n, WEIGHT, np.int32), np.zeros(n, np.bool_), np.zeros(n),
    )  # fmt: skip


@compiled
def of_accounts(
    size: int, cast: Cast, accounts: Ints, channel: int, word: chance.Names, noise: Floats, lawful: bool, p: Offering
) -> Contents:
    """Contents of hired accounts in a market of so many consumers, without comments; `noise` is added to their quality."""
    out = blank(accounts.size, channel)
    for c in range(accounts.size):
        a = accounts[c]
        script = cast.script[a]
        out.source[c], out.account[c], out.word[c] = size + a, a, word[c]
        out.role[c], out.family[c], out.social[c] = cast.role[a], cast.family[a], cast.role[a] == KOC
        out.quality[c] = min(max(cast.quality[a] + noise[c], 0.0), 1.0)
        out.independence[c] = eq.scripted_independence(cast.independence[a], p.script_independence, script)
        out.interactivity[c], out.accessibility[c] = cast.interactivity[a], cast.accessibility[a]
        out.expertise[c], out.reputation[c] = cast.expertise[a], cast.reputation[a]
        out.labelled[c] = cast.labelled[a] or (cast.paid[a] and lawful and channel == PUBLIC)
        hidden = eq.scripted_recognition(p.recognition_hidden, p.recognition_labelled, script)
        if out.independence[c] < 1.0:
            out.recognition[c] = p.recognition_labelled if out.labelled[c] else hidden
        out.weight[c] = np.rint(WEIGHT * eq.sameness(script, p.script_sameness))
        out.listed[c] = channel == PUBLIC
    return out


@compiled
def of_sharers(cast: Cast, sharer: Ints, hired: Ints, stage: Any, sharing: Any, word: chance.Names, p: Offering) -> Contents:
    """What those who share say today: a hired KOC as such, everybody else as a peer, rewarded or without a material tie.

    Columns are (sharers,): who they are, the account each works as, stage, and 1 or −1 for a complaint.
    """
    out = blank(sharer.size, PRIVATE)
    for c in range(sharer.size):
        out.source[c], out.word[c], out.social[c], out.sign[c] = sharer[c], word[c], True, sharing[c]
        if hired[c] != NOBODY:
            out.role[c], out.family[c], out.independence[c] = KOC, KOC_CONTENT, cast.independence[hired[c]]
        else:
            out.role[c], out.family[c] = PEER, TALK
            if stage[c] == BUYER and p.incentive > 0.0:
                out.independence[c] = eq.incentivised(p.iota_incentivised, p.over_justification, p.incentive)
        if out.independence[c] < 1.0:
            out.recognition[c] = p.recognition_hidden
    return out


@compiled
def reach(followers: Floats, ages: Ints, p: Offering) -> Floats:
    """(posts,) share of its followers that each post reaches at its age."""
    out = np.empty(ages.size)
    for c in range(ages.size):
        fresh = eq.post_reach(followers[c], p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)
        out[c] = eq.aged(fresh, float(ages[c]), p.half_life)
    return out


@compiled
def comment_weights(cast: Cast, accounts: Ints, p: Offering) -> Floats:
    """(posts,) weight of the comments beneath each post; 0 under accounts that carry none."""
    out = np.empty(accounts.size)
    for c in range(accounts.size):
        engaged = cast.engaged[accounts[c]] if cast.commented[accounts[c]] else 0.0
        out[c] = eq.comment_weight(p.comment_readers, p.comment_fakes, p.recognition_hidden, engaged)
    return out


@compiled
def recommended(cast: Cast, accounts: Ints, reach: Floats, lots: Floats, p: Offering, size: int, scale: float) -> Longs:
    """(posts,) showings of each post to people who do not follow, and to those its account has won since it was hired."""
    out = np.empty(accounts.size, np.int64)
    for c in range(accounts.size):
        a = accounts[c]
        followers = cast.followers[a] + cast.grown[a]
        people = eq.recommended(followers, reach[c], p.recommended, cast.moved[a], p.amplification)
        out[c] = int(min(p.recommended_cap * size, people / scale) + cast.grown[a] * reach[c] / scale + lots[c])
    return out


@compiled
def search_weights(stock: Floats, rank: float) -> Floats:
    """(accounts,) how readily the search page shows each."""
    out = np.empty(stock.size)
    for c in range(stock.size):
        out[c] = eq.search_weight(stock[c], rank)
    return out


@compiled
def wear_independence(cast: Cast, posts: Ints, ages: Ints, organic: Ints, drift: float) -> None:
    """Every paid post costs its account a little independence on its day, every other one gives some back."""
    for c in range(posts.size):
        a = posts[c]
        if ages[c] > 0:
            continue
        if organic.size and organic[c]:
            cast.independence[a] = eq.recovered(cast.independence[a], drift, cast.first_independence[a])
        elif cast.paid[a]:
            cast.independence[a] = eq.drifted(cast.independence[a], drift)


@compiled
def doubt(prior: Floats, kept: Floats, strength: float, weight: float, alpha: Floats, beta: Floats) -> None:
    """Everybody's distrust of one role changes by so many observations; `kept` is the share left of what they had learnt."""
    for i in range(prior.size):
        alpha[i] = eq.learnt(strength * prior[i], alpha[i], kept[i])
        beta[i] = eq.learnt(strength * (1.0 - prior[i]), beta[i], kept[i]) + weight
