"""Everything that can be heard on one day, as at dawn: what the campaign does, what the platform adds, what people share."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from simulation.engine.actions import NOTHING, Actions
from simulation.engine.columns import Offering
from simulation.engine.world import (
    ADVERTISING,
    NOBODY,
    PRIVATE,
    PUBLIC,
    Cast,
    Contents,
    Floats,
    Ints,
    Longs,
    Offer,
    State,
    World,
)
from simulation.model import chance
from simulation.model.population import BRAND, SEARCH, SPINOFF

POST, PITCH, SHARE, MESSAGE, BOOST, RECOMMENDED, PAGE = range(1, 8)  # the first part of a content's address


# Is told the day's offer, and of each exposure the row of its content and who hears it; their order says nothing.
Listener = Callable[[Offer, Ints, Ints], None]


class Shown(NamedTuple):
    """Contents shown to people drawn by lot: how often each, in consumers, and how often one showing is noticed."""

    contents: Contents
    impressions: Longs
    noticed: Floats


def on_offer(world: World, cast: Cast, state: State, actions: Actions, day: int, columns: ModuleType) -> Offer:
    """The contents of one day and how many of each kind there are."""
    sharer = np.flatnonzero(state.talk.sharing != 0).astype(np.int32)
    reach, posted = posts(world, cast, actions, day, columns)
    shown = joined([advertisements(world, cast, actions, day, columns), boosts(world, cast, actions, day, columns),
                    recommendations(world, cast, actions, posted, reach, columns)])  # fmt: skip
    written = messages(world, cast, actions, day, columns)
    pitched = of_accounts(world, cast, actions.sellers, PRIVATE, pitch_words(cast, actions.sellers, day), day, columns)
    found, listed = search_page(world, cast, state, actions, day, columns)
    parts = [posted, shown.contents, written, pitched, found, shares(world, cast, state, sharer, day, columns)]
    return Offer(
        contents=both(*parts),
        reach=reach,
        impressions=shown.impressions,
        noticed=shown.noticed,
        messages=actions.writers.size,
        capacity=actions.capacity,
        slots=actions.slots if found.word.size > listed.size else 0,
        listed=listed,
        sharer=sharer,
    )


# ------------------------------------------------------------------------------------------------------- public accounts


def posts(world: World, cast: Cast, actions: Actions, day: int, columns: ModuleType) -> tuple[Floats, Contents]:
    """Reach and content of every post that can be seen today, older ones included."""
    p, accounts = world.p, actions.posts
    word = post_words(cast, accounts, actions.places)
    contents = of_accounts(world, cast, accounts, PUBLIC, word, day, columns)
    if actions.organic.size:
        organic = actions.organic > 0
        contents = contents._replace(
            labelled=contents.labelled & ~organic, recognition=np.where(organic, 0.0, contents.recognition)
        )
    aged = np.where(actions.ages > 0, chance.addresses(word, POST, actions.ages), word)
    comments = columns.comment_weights(cast, accounts, world.given(Offering))
    reach = columns.reach(cast.followers[accounts], actions.ages, world.given(Offering))
    silent = (cast.role == SPINOFF) & (cast.last_post != NOBODY) & (day - cast.last_post > p.zombie_after)
    alive = np.where(silent[accounts], 0.0, reach)
    return alive, contents._replace(word=aged, comments=comments)


def post_words(cast: Cast, accounts: Ints, places: Ints) -> chance.Names:
    """What chance knows posts by: account, and place in its plan."""
    return chance.addresses(cast.word[accounts], POST, places)


def of_accounts(
    world: World, cast: Cast, accounts: Ints, channel: int, word: chance.Names, day: int, columns: ModuleType
) -> Contents:
    """Contents of hired accounts, without comments; their quality is drawn by their words."""
    p, n = world.p, len(accounts)
    if n == 0:
        return SILENCE
    noise = p.quality_sd * ndtri(chance.draws(world.stream(chance.QUALITY), word))
    lawful = 0 < world.schedule.law <= day
    contents: Contents = columns.of_accounts(world.size, cast, accounts, channel, word, noise, lawful, world.given(Offering))
    return contents


_INT8, _BOOL, _FLOAT = np.zeros(0, np.int8), np.zeros(0, np.bool_), np.zeros(0, np.float64)
SILENCE = Contents(
    source=NOTHING, account=NOTHING, role=_INT8, family=_INT8, channel=_INT8, social=_BOOL, word=np.zeros(0, np.uint64),
    quality=_FLOAT, independence=_FLOAT, interactivity=_FLOAT, accessibility=_FLOAT, expertise=_FLOAT, recognition=_FLOAT,
    labelled=_BOOL, reputation=_FLOAT, sign=_FLOAT, weight=NOTHING, listed=_BOOL, comments=_FLOAT,
)  # fmt: skip


# ----------------------------------------------------------------------------------------------- shown to people by lot


def advertisements(world: World, cast: Cast, actions: Actions, day: int, columns: ModuleType) -> Shown:
    """Today's advertisement, if there is one."""
    advertiser = np.full(1 if actions.impressions else 0, actions.advertiser, np.int32)
    word = chance.addresses(cast.word[advertiser], POST, np.full(advertiser.size, day, np.int32))
    contents = of_the_brand(world, cast, advertiser, word, day, columns)
    return Shown(contents, np.full(advertiser.size, actions.impressions, np.int64), np.full(advertiser.size, world.p.notice))


def of_the_brand(world: World, cast: Cast, brand: Ints, word: chance.Names, day: int, columns: ModuleType) -> Contents:
    """What is known for an advertisement: public base rates, trust in the brand, no discount for being one."""
    n, contents = brand.size, of_accounts(world, cast, brand, PUBLIC, word, day, columns)
    return contents._replace(
        recognition=np.zeros(n), role=np.full(n, BRAND, np.int8), family=np.full(n, ADVERTISING, np.int8),
        listed=np.zeros(n, np.bool_), labelled=np.zeros(n, np.bool_),
    )  # fmt: skip


def boosts(world: World, cast: Cast, actions: Actions, day: int, columns: ModuleType) -> Shown:
    """Posts shown for money: the same content, under the label of an advertisement, if noticed."""
    accounts = actions.boosted
    word = post_words(cast, accounts, actions.boosted_places)
    contents = of_accounts(world, cast, accounts, PUBLIC, word, day, columns)._replace(
        word=chance.addresses(word, BOOST, np.full(accounts.size, day, np.int32)),
        labelled=np.ones(accounts.size, np.bool_),
        recognition=np.where(cast.independence[accounts] < 1.0, world.p.recognition_labelled, 0.0),
        comments=columns.comment_weights(cast, accounts, world.given(Offering)),
    )
    return Shown(contents, actions.boosts.astype(np.int64), np.full(accounts.size, world.p.notice))


def recommendations(world: World, cast: Cast, actions: Actions, posted: Contents, reach: Floats, columns: ModuleType) -> Shown:
    """The posts the platform shows to people who do not follow, and those whom an account has won since it was hired."""
    accounts = posted.account
    if accounts.size == 0:
        return Shown(SILENCE, np.zeros(0, np.int64), _FLOAT)
    lots = chance.draws(world.stream(chance.ROUNDING), posted.word)
    shown: Longs = columns.recommended(cast, accounts, reach, lots, world.given(Offering), world.size, world.scale)
    some = np.flatnonzero(shown)
    kept: tuple[Any, ...] = posted
    contents = Contents(*(column[some] for column in kept))
    word = chance.addresses(contents.word, RECOMMENDED, np.zeros(some.size, np.int32))
    return Shown(contents._replace(word=word), shown[some], np.ones(some.size))


def joined(parts: list[Shown]) -> Shown:
    """All that is shown, one after the other."""
    contents = both(*(part.contents for part in parts))
    return Shown(contents, np.concatenate([p.impressions for p in parts]), np.concatenate([p.noticed for p in parts]))


def both(*parts: Contents) -> Contents:
    """Contents one after the other."""
    some = [part for part in parts if part.word.size]
    if len(some) < 2:
        return some[0] if some else SILENCE
    return Contents(*(np.concatenate(column) for column in zip(*some, strict=True)))


# ------------------------------------------------------------------------------------------------- members, the search page


def messages(world: World, cast: Cast, actions: Actions, day: int, columns: ModuleType) -> Contents:
    """What is written to the members of the brand's pool; what sells nothing has no evidence in it, only company."""
    accounts, sells = actions.writers, actions.sells.astype(np.float64)
    word = chance.addresses(cast.word[accounts], MESSAGE, np.full(accounts.size, day, np.int32))
    contents = of_accounts(world, cast, accounts, PRIVATE, word, day, columns)
    return contents._replace(
        sign=sells, labelled=contents.labelled & (sells > 0.0), recognition=np.where(sells > 0.0, contents.recognition, 0.0)
    )


def pitch_words(cast: Cast, sellers: Ints, day: int) -> chance.Names:
    """What chance knows today's pitches by: seller and day."""
    return chance.addresses(cast.word[sellers], PITCH, np.full(len(sellers), day, np.int32))


def search_page(
    world: World, cast: Cast, state: State, actions: Actions, day: int, columns: ModuleType
) -> tuple[Contents, Floats]:
    """What who searches can find: the paid result if there are paid slots, then accounts of one view or more in the order of
    their names.

    With it the accounts' weights, cumulated.
    """
    p = world.p
    searched = p.search_rate > 0.0 and p.search_results > 0 and bool((state.funnel.stage == SEARCH).any())
    paid = np.full(1 if searched and actions.slots > 0 else 0, actions.advertiser, np.int32)
    accounts = np.flatnonzero(cast.listed >= 1.0).astype(np.int32) if searched else NOTHING
    accounts = accounts[np.argsort(cast.word[accounts], kind="stable")]
    weights = columns.search_weights(cast.listed[accounts], p.search_rank)
    first = of_the_brand(world, cast, paid, page_words(cast, paid, day), day, columns)
    others = of_accounts(world, cast, accounts, PUBLIC, page_words(cast, accounts, day), day, columns)
    found = both(first, others)
    return found._replace(listed=np.zeros(found.word.size, np.bool_)), np.cumsum(weights)


def page_words(cast: Cast, accounts: Ints, day: int) -> chance.Names:
    """What chance knows by what the search page shows of accounts today."""
    return chance.addresses(cast.word[accounts], PAGE, np.full(accounts.size, day, np.int32))


# ------------------------------------------------------------------------------------------------------------- consumers


def shares(world: World, cast: Cast, state: State, sharer: Ints, day: int, columns: ModuleType) -> Contents:
    """What those who share say today: a hired KOC as such, everybody else as a peer, rewarded or without a material tie."""
    if sharer.size == 0:
        return SILENCE
    talk, names = state.talk, world.network.names[sharer]
    word = share_words(names, talk.spell[sharer].astype(np.int32), day - talk.began[sharer])
    hired, stage, sharing = talk.hired[sharer], state.funnel.stage[sharer], talk.sharing[sharer]
    contents: Contents = columns.of_sharers(cast, sharer, hired, stage, sharing, word, world.given(Offering))
    return contents


def share_words(names: chance.Names, spell: Ints, age: Ints) -> chance.Names:
    """What chance knows a sharer's news by: sharer, spell, age of the news."""
    return chance.addresses(chance.addresses(names, SHARE, spell), SHARE, age)
