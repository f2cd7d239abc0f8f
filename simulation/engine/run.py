"""Begin, step, stop: the same crank for the command, the page, a notebook and Mesa.

The order of a day. Others are read as they were at dawn; one's own earlier moments of the day count at once.

| moment | what happens                                                                                      |
|--------|---------------------------------------------------------------------------------------------------|
| 0      | the campaign acts: accounts are hired, posts, advertising and sellers' work are put on offer       |
| 1–2    | who hears what: followers, persons shown an advertisement, members of pools, neighbours of sharers |
| 3      | intent is recognised or not; evidence and credit                                                   |
| 4–5    | who crosses into the next stage (one a day); purchases are paid and please or do not               |
| 6      | interest and search lapse                                                                          |
| 7      | sharing ends (only if it was on at dawn), sharing begins; pools are left and joined                |
| 8      | trust is learnt, fatigue grows and fades, paid posts wear independence down                        |
| 9      | the stock of people an account has moved, which is what its comments say                           |
| 10     | the day is recorded                                                                                |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from simulation.engine.world import (
    ADVERTISING,
    KOC_CONTENT,
    NOBODY,
    PRIVATE,
    PUBLIC,
    TALK,
    Cast,
    Contents,
    Floats,
    Ints,
    Offer,
    State,
    World,
    opening,
)
from simulation.model import chance
from simulation.model.population import BRAND, BUYER, INTEREST, KOC, PEER, SEARCH
from simulation.refusal import Refusal

POST, PITCH, SHARE, NOTHING = 1, 2, 3, np.zeros(0, np.int32)  # the first part of a content's address


class Actions(NamedTuple):
    """What the campaign does on one day, at dawn."""

    hires: Ints = NOTHING  # accounts (KOC) who start today, product in hand and sharing
    posts: Ints = NOTHING  # accounts that post today
    places: Ints = NOTHING  # (posts,) the post's place in its account's plan
    impressions: int = 0  # advertisements bought for today, in consumers
    advertiser: int = NOBODY  # the account that advertises
    sellers: Ints = NOTHING  # accounts that pitch today
    capacity: Ints = NOTHING  # (sellers,) members each can talk to today


class Day(NamedTuple):
    """What one day brought, in consumers; stocks as at its close."""

    day: int
    reached: int  # newly reached
    exposures: int
    aware: int  # newly aware
    interested: int  # in Interest
    searching: int  # in Search
    bought: int  # purchases today
    sharing: int


@dataclass
class Run:
    """One world under one campaign, between two days."""

    world: World
    cast: Cast
    engine: ModuleType
    state: State
    day: int = 0
    days: list[Day] = field(default_factory=list)
    reached: int = 0  # so far, in consumers; so the next two
    aware: int = 0
    bought: int = 0

    def step(self, actions: Actions) -> Day:
        """Let one day pass; the moments are those of the table above."""
        self.day += 1
        engine, world, state, cast, day = self.engine, self.world, self.state, self.cast, self.day
        hire(state, cast, actions.hires, day)
        offer = on_offer(world, cast, state, actions, day, engine.eq)
        exposures, faults = engine.hear(world, cast, state, offer, day)
        if faults:
            raise Refusal(
                "equations",
                f"{faults} results that are no probability on day {day}",
                "π between 0 and 1",
                "mend the function given",
            )
        movers = engine.move(world, state, day)
        engine.lapse(world, state, day)
        engine.talk(world, cast, state, offer, movers, day)
        engine.learn(world, state, movers, day)
        wear_independence(world, cast, actions.posts, engine.eq)
        engage(world, cast, state, movers)
        today = record(state, movers, day, exposures)
        self.days.append(today)
        self.reached, self.aware, self.bought = self.reached + today.reached, self.aware + today.aware, self.bought + today.bought
        return today


def begin(world: World, cast: Cast, engine: ModuleType) -> Run:
    """A run at the close of day 0; `engine` is `kernels`, `reference`, or either with equations replaced."""
    if world.network.is_complete:
        raise Refusal(
            "consumers",
            "a complete network",
            "ties that can be walked",
            "use a generated or recorded network for campaigns",
        )
    state = opening(world, engine.first_resistances(world))
    engine.open_pools(world, cast, state)
    return Run(world, cast, engine, state)


# -------------------------------------------------------------------------------------------------- 0: the campaign acts


def hire(state: State, cast: Cast, accounts: Ints, day: int) -> None:
    """Recruited KOC have the product in hand and share it from today on."""
    for account in accounts:
        i = cast.node[account]
        state.funnel.stage[i] = BUYER
        state.talk.hired[i] = account
        state.talk.spell[i] += 1
        state.talk.began[i] = day - 1
        state.talk.sharing[i] = 1


def on_offer(world: World, cast: Cast, state: State, actions: Actions, day: int, eq: ModuleType) -> Offer:
    """Everything that can be heard today, as at dawn."""
    sharer = np.flatnonzero(state.talk.sharing).astype(np.int32)
    parts = [
        of_accounts(world, cast, actions.posts, PUBLIC, post_words(cast, actions))._replace(
            comments=comments(world, cast, actions.posts, eq)
        )
    ]
    if actions.impressions:
        parts.append(advertisement(world, cast, actions.advertiser, day))
    parts.append(of_accounts(world, cast, actions.sellers, PRIVATE, pitch_words(cast, actions.sellers, day)))
    parts.append(shares(world, cast, state, sharer, day))
    contents = Contents(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    p = world.p
    reach = [
        eq.post_reach(followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)
        for followers in cast.followers[actions.posts]
    ]
    return Offer(contents, np.array(reach, np.float64), actions.impressions, actions.capacity, sharer)


def post_words(cast: Cast, actions: Actions) -> chance.Names:
    """What chance knows today's posts by: account, and place in its plan."""
    return chance.addresses(cast.word[actions.posts], POST, actions.places)


def pitch_words(cast: Cast, sellers: Ints, day: int) -> chance.Names:
    """What chance knows today's pitches by: seller and day."""
    return chance.addresses(cast.word[sellers], PITCH, np.full(len(sellers), day, np.int32))


def of_accounts(world: World, cast: Cast, accounts: Ints, channel: int, word: chance.Names) -> Contents:
    """Contents of hired accounts, public posts or sellers' pitches, without comments."""
    p, n = world.p, len(accounts)
    noise = p.quality_sd * ndtri(chance.draws(world.stream(chance.QUALITY), word))
    labelled, independence = cast.labelled[accounts], cast.independence[accounts]
    recognition = np.where(labelled, p.recognition_labelled, p.recognition_hidden)
    return Contents(
        source=(world.size + accounts).astype(np.int32),
        account=accounts.astype(np.int32),
        role=cast.role[accounts],
        family=cast.family[accounts],
        channel=np.full(n, channel, np.int8),
        social=cast.role[accounts] == KOC,
        word=word,
        quality=np.clip(cast.quality[accounts] + noise, 0.0, 1.0),
        independence=independence,
        interactivity=cast.interactivity[accounts],
        expertise=cast.expertise[accounts],
        recognition=np.where(independence < 1.0, recognition, 0.0),
        labelled=labelled,
        reputation=cast.reputation[accounts],
        sign=np.ones(n),
        comments=np.zeros(n),
    )


def comments(world: World, cast: Cast, posts: Ints, eq: ModuleType) -> Floats:
    """(posts,) weight of the comments beneath each post; 0 under accounts that carry none."""
    p = world.p
    engaged = np.where(cast.commented[posts], cast.engaged[posts], 0.0)
    weights = [eq.comment_weight(p.comment_readers, p.comment_fakes, p.recognition_hidden, people) for people in engaged]
    return np.array(weights, np.float64)


def advertisement(world: World, cast: Cast, advertiser: int, day: int) -> Contents:
    """Today's advertisement: public base rates, trust in the brand, no discount for being one."""
    word = chance.at(chance.at(cast.word[advertiser], POST), day)
    one = of_accounts(world, cast, np.array([advertiser], np.int32), PUBLIC, np.array([word], np.uint64))
    return one._replace(recognition=np.zeros(1), role=np.array([BRAND], np.int8), family=np.array([ADVERTISING], np.int8))


def shares(world: World, cast: Cast, state: State, sharer: Ints, day: int) -> Contents:
    """What those who share say today: a hired KOC as such, everybody else as a peer without a material tie."""
    n, account = len(sharer), state.talk.hired[sharer]
    koc = account != NOBODY
    independence = np.where(koc, cast.independence[account] if cast.word.size else 1.0, 1.0)
    names, spell, age = (
        world.network.names[sharer],
        state.talk.spell[sharer].astype(np.int32),
        day - state.talk.began[sharer],
    )
    half = np.full(n, 0.5)
    return Contents(
        source=sharer,
        account=np.full(n, NOBODY, np.int32),
        role=np.where(koc, KOC, PEER).astype(np.int8),
        family=np.where(koc, KOC_CONTENT, TALK).astype(np.int8),
        channel=np.full(n, PRIVATE, np.int8),
        social=np.ones(n, np.bool_),
        word=share_words(names, spell, age),
        quality=half,
        independence=independence,
        interactivity=half,
        expertise=half,
        recognition=np.where(independence < 1.0, world.p.recognition_hidden, 0.0),
        labelled=np.zeros(n, np.bool_),
        reputation=np.zeros(n),
        sign=state.talk.sharing[sharer].astype(np.float64),
        comments=np.zeros(n),
    )


def share_words(names: chance.Names, spell: Ints, age: Ints) -> chance.Names:
    """What chance knows a sharer's news by: sharer, spell, age of the news."""
    return chance.addresses(chance.addresses(names, SHARE, spell), SHARE, age)


# -------------------------------------------------------------------------------------------------------- 8–10: the close


def wear_independence(world: World, cast: Cast, posts: Ints, eq: ModuleType) -> None:
    """Every paid post costs its account a little independence."""
    for account in posts:
        if cast.paid[account]:
            cast.independence[account] = eq.drifted(cast.independence[account], world.p.drift)


def engage(world: World, cast: Cast, state: State, movers: Ints) -> None:
    """People an account moved today join its stock, which fades; comments speak of it."""
    funnel, n = state.funnel, world.size
    source = funnel.credit[funnel.stage[movers] - 1, movers]
    moved = np.bincount(source[source >= n] - n, minlength=cast.word.size) * world.scale
    cast.engaged[:] = cast.engaged * world.p.engagement_kept + moved


def record(state: State, movers: Ints, day: int, exposures: int) -> Day:
    """The day in numbers."""
    bought = int(np.count_nonzero(state.funnel.crossed[3, movers] == day))
    return Day(
        day=day,
        reached=int(np.count_nonzero(state.funnel.reached_on == day)),
        exposures=exposures,
        aware=int(np.count_nonzero(state.funnel.crossed[0, movers] == day)),
        interested=int(np.count_nonzero(state.funnel.stage == INTEREST)),
        searching=int(np.count_nonzero(state.funnel.stage == SEARCH)),
        bought=bought,
        sharing=int(np.count_nonzero(state.talk.sharing)),
    )
