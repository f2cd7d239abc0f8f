"""Everything that can be heard on one day, as at dawn: what the campaign does, what the platform adds, what people share."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from simulation.engine.actions import NOTHING, Actions
from simulation.engine.world import (
    ADVERTISING,
    KOC_CONTENT,
    NOBODY,
    PRIVATE,
    PUBLIC,
    TALK,
    WEIGHT,
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
from simulation.model.population import BRAND, BUYER, KOC, PEER, SEARCH, SPINOFF

POST, PITCH, SHARE, MESSAGE, BOOST, RECOMMENDED, PAGE = range(1, 8)  # the first part of a content's address


class Shown(NamedTuple):
    """Contents shown to people drawn by lot: how often each, in consumers, and how often one showing is noticed."""

    contents: Contents
    impressions: Longs
    noticed: Floats


def on_offer(world: World, cast: Cast, state: State, actions: Actions, day: int, eq: ModuleType) -> Offer:
    """The contents of one day and how many of each kind there are."""
    sharer = np.flatnonzero(state.talk.sharing).astype(np.int32)
    reach, posted = posts(world, cast, actions, day, eq)
    shown = joined([advertisements(world, cast, actions, day, eq), boosts(world, cast, actions, day, eq),
                    recommendations(world, cast, actions, posted, reach, eq)])  # fmt: skip
    written = messages(world, cast, actions, day, eq)
    pitched = of_accounts(world, cast, actions.sellers, PRIVATE, pitch_words(cast, actions.sellers, day), day, eq)
    found, listed = search_page(world, cast, state, actions, day, eq)
    parts = [posted, shown.contents, written, pitched, found, shares(world, cast, state, sharer, day, eq)]
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


def posts(world: World, cast: Cast, actions: Actions, day: int, eq: ModuleType) -> tuple[Floats, Contents]:
    """Reach and content of every post that can be seen today, older ones included."""
    p, accounts = world.p, actions.posts
    word = post_words(cast, accounts, actions.places)
    contents = of_accounts(world, cast, accounts, PUBLIC, word, day, eq)
    if actions.organic.size:
        organic = actions.organic > 0
        contents = contents._replace(
            labelled=contents.labelled & ~organic, recognition=np.where(organic, 0.0, contents.recognition)
        )
    aged = np.where(actions.ages > 0, chance.addresses(word, POST, actions.ages), word)
    comments = comment_weights(world, cast, accounts, eq)
    fresh = over(
        lambda followers: eq.post_reach(followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max),
        cast.followers[accounts],
    )
    reach = over(lambda share, age: eq.aged(share, age, p.half_life), fresh, actions.ages.astype(np.float64))
    silent = (cast.role == SPINOFF) & (cast.last_post != NOBODY) & (day - cast.last_post > p.zombie_after)
    alive = np.where(silent[accounts], 0.0, reach)
    return alive, contents._replace(word=aged, comments=comments)


def post_words(cast: Cast, accounts: Ints, places: Ints) -> chance.Names:
    """What chance knows posts by: account, and place in its plan."""
    return chance.addresses(cast.word[accounts], POST, places)


def of_accounts(world: World, cast: Cast, accounts: Ints, channel: int, word: chance.Names, day: int, eq: ModuleType) -> Contents:
    """Contents of hired accounts, without comments; their quality is drawn by their words."""
    p, n = world.p, len(accounts)
    if n == 0:
        return SILENCE
    noise = p.quality_sd * ndtri(chance.draws(world.stream(chance.QUALITY), word))
    lawful = 0 < world.schedule.law <= day and channel == PUBLIC
    labelled = cast.labelled[accounts] | (cast.paid[accounts] & lawful)
    script, independence = cast.script[accounts], cast.independence[accounts]
    hidden = over(lambda c: eq.scripted_recognition(p.recognition_hidden, p.recognition_labelled, c), script)
    independence = over(lambda own, c: eq.scripted_independence(own, p.script_independence, c), independence, script)
    recognition = np.where(labelled, p.recognition_labelled, hidden)
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
        accessibility=cast.accessibility[accounts],
        expertise=cast.expertise[accounts],
        recognition=np.where(independence < 1.0, recognition, 0.0),
        labelled=labelled,
        reputation=cast.reputation[accounts],
        sign=np.ones(n),
        weight=np.rint(WEIGHT * over(lambda c: eq.sameness(c, p.script_sameness), script)).astype(np.int32),
        listed=np.full(n, channel == PUBLIC),
        comments=np.zeros(n),
    )


_INT8, _BOOL, _FLOAT = np.zeros(0, np.int8), np.zeros(0, np.bool_), np.zeros(0, np.float64)
SILENCE = Contents(
    source=NOTHING, account=NOTHING, role=_INT8, family=_INT8, channel=_INT8, social=_BOOL, word=np.zeros(0, np.uint64),
    quality=_FLOAT, independence=_FLOAT, interactivity=_FLOAT, accessibility=_FLOAT, expertise=_FLOAT, recognition=_FLOAT,
    labelled=_BOOL, reputation=_FLOAT, sign=_FLOAT, weight=NOTHING, listed=_BOOL, comments=_FLOAT,
)  # fmt: skip


def over(equation: Callable[..., float], *columns: Floats) -> Floats:
    """An equation over columns, worked out once for rows that are the same."""
    if columns[0].size == 0:
        return np.zeros(0)
    rows = columns[0] if len(columns) == 1 else columns[0] + 1j * columns[1]
    different, place = np.unique(rows, return_inverse=True)
    parts = (different,) if len(columns) == 1 else (different.real, different.imag)
    values = [equation(*row) for row in zip(*parts, strict=True)]
    return np.array(values, np.float64)[place]


def comment_weights(world: World, cast: Cast, accounts: Ints, eq: ModuleType) -> Floats:
    """(posts,) weight of the comments beneath each post; 0 under accounts that carry none."""
    p = world.p
    engaged = np.where(cast.commented[accounts], cast.engaged[accounts], 0.0)
    return over(lambda people: eq.comment_weight(p.comment_readers, p.comment_fakes, p.recognition_hidden, people), engaged)


# ----------------------------------------------------------------------------------------------- shown to people by lot


def advertisements(world: World, cast: Cast, actions: Actions, day: int, eq: ModuleType) -> Shown:
    """Today's advertisement, if there is one."""
    advertiser = np.full(1 if actions.impressions else 0, actions.advertiser, np.int32)
    contents = of_the_brand(
        world, cast, advertiser, chance.addresses(cast.word[advertiser], POST, np.full(advertiser.size, day, np.int32)), day, eq
    )
    return Shown(contents, np.full(advertiser.size, actions.impressions, np.int64), np.full(advertiser.size, world.p.notice))


def of_the_brand(world: World, cast: Cast, brand: Ints, word: chance.Names, day: int, eq: ModuleType) -> Contents:
    """What is known for an advertisement: public base rates, trust in the brand, no discount for being one."""
    n, contents = brand.size, of_accounts(world, cast, brand, PUBLIC, word, day, eq)
    return contents._replace(
        recognition=np.zeros(n), role=np.full(n, BRAND, np.int8), family=np.full(n, ADVERTISING, np.int8),
        listed=np.zeros(n, np.bool_), labelled=np.zeros(n, np.bool_),
    )  # fmt: skip


def boosts(world: World, cast: Cast, actions: Actions, day: int, eq: ModuleType) -> Shown:
    """Posts shown for money: the same content, under the label of an advertisement, if noticed."""
    accounts = actions.boosted
    word = post_words(cast, accounts, actions.boosted_places)
    contents = of_accounts(world, cast, accounts, PUBLIC, word, day, eq)._replace(
        word=chance.addresses(word, BOOST, np.full(accounts.size, day, np.int32)),
        labelled=np.ones(accounts.size, np.bool_),
        recognition=np.where(cast.independence[accounts] < 1.0, world.p.recognition_labelled, 0.0),
        comments=comment_weights(world, cast, accounts, eq),
    )
    return Shown(contents, actions.boosts.astype(np.int64), np.full(accounts.size, world.p.notice))


def recommendations(world: World, cast: Cast, actions: Actions, posted: Contents, reach: Floats, eq: ModuleType) -> Shown:
    """The posts the platform shows to people who do not follow, and those whom an account has won since it was hired."""
    p, accounts = world.p, posted.account
    lots = chance.draws(world.stream(chance.ROUNDING), posted.word)
    most = p.recommended_cap * world.size
    shown = np.zeros(accounts.size, np.int64)
    for c, (account, share, lot) in enumerate(zip(accounts, reach, lots, strict=True)):
        followers, grown = cast.followers[account] + cast.grown[account], cast.grown[account]
        people = eq.recommended(followers, share, p.recommended, cast.moved[account], p.amplification)
        shown[c] = int(min(most, people / world.scale) + grown * share / world.scale + lot)
    some = np.flatnonzero(shown)
    columns: tuple[Any, ...] = posted
    contents = Contents(*(column[some] for column in columns))
    word = chance.addresses(contents.word, RECOMMENDED, np.zeros(some.size, np.int32))
    return Shown(contents._replace(word=word), shown[some], np.ones(some.size))


def joined(parts: list[Shown]) -> Shown:
    """All that is shown, one after the other."""
    contents = both(*(part.contents for part in parts))
    return Shown(contents, np.concatenate([p.impressions for p in parts]), np.concatenate([p.noticed for p in parts]))


def both(*parts: Contents) -> Contents:
    """Contents one after the other."""
    columns: Any = zip(*parts, strict=True)
    return Contents(*(np.concatenate(column) for column in columns))


# ------------------------------------------------------------------------------------------------- members, the search page


def messages(world: World, cast: Cast, actions: Actions, day: int, eq: ModuleType) -> Contents:
    """What is written to the members of the brand's pool; what sells nothing has no evidence in it, only company."""
    accounts, sells = actions.writers, actions.sells.astype(np.float64)
    word = chance.addresses(cast.word[accounts], MESSAGE, np.full(accounts.size, day, np.int32))
    contents = of_accounts(world, cast, accounts, PRIVATE, word, day, eq)
    return contents._replace(
        sign=sells, labelled=contents.labelled & (sells > 0.0), recognition=np.where(sells > 0.0, contents.recognition, 0.0)
    )


def pitch_words(cast: Cast, sellers: Ints, day: int) -> chance.Names:
    """What chance knows today's pitches by: seller and day."""
    return chance.addresses(cast.word[sellers], PITCH, np.full(len(sellers), day, np.int32))


def search_page(world: World, cast: Cast, state: State, actions: Actions, day: int, eq: ModuleType) -> tuple[Contents, Floats]:
    """What who searches can find: the paid result if there are paid slots, then accounts of one view or more in the order of
    their names.

    With it the accounts' weights, cumulated.
    """
    p = world.p
    searched = p.search_rate > 0.0 and p.search_results > 0 and bool((state.funnel.stage == SEARCH).any())
    paid = np.full(1 if searched and actions.slots > 0 else 0, actions.advertiser, np.int32)
    accounts = np.flatnonzero(cast.listed >= 1.0).astype(np.int32) if searched else NOTHING
    accounts = accounts[np.argsort(cast.word[accounts], kind="stable")]
    weights = over(lambda stock: eq.search_weight(stock, p.search_rank), cast.listed[accounts])
    first = of_the_brand(world, cast, paid, page_words(cast, paid, day), day, eq)
    others = of_accounts(world, cast, accounts, PUBLIC, page_words(cast, accounts, day), day, eq)
    found = both(first, others)
    return found._replace(listed=np.zeros(found.word.size, np.bool_)), np.cumsum(weights)


def page_words(cast: Cast, accounts: Ints, day: int) -> chance.Names:
    """What chance knows by what the search page shows of accounts today."""
    return chance.addresses(cast.word[accounts], PAGE, np.full(accounts.size, day, np.int32))


# ------------------------------------------------------------------------------------------------------------- consumers


def shares(world: World, cast: Cast, state: State, sharer: Ints, day: int, eq: ModuleType) -> Contents:
    """What those who share say today: a hired KOC as such, everybody else as a peer, rewarded or without a material tie."""
    p, n, account = world.p, len(sharer), state.talk.hired[sharer]
    koc = account != NOBODY
    rewarded = ~koc & (state.funnel.stage[sharer] == BUYER) & (p.incentive > 0.0)
    independence = np.where(koc, cast.independence[account] if cast.word.size else 1.0, 1.0)
    independence = np.where(rewarded, eq.incentivised(p.iota_incentivised, p.over_justification, p.incentive), independence)
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
        accessibility=half,
        expertise=half,
        recognition=np.where(independence < 1.0, p.recognition_hidden, 0.0),
        labelled=np.zeros(n, np.bool_),
        reputation=np.zeros(n),
        sign=state.talk.sharing[sharer].astype(np.float64),
        weight=np.full(n, WEIGHT, np.int32),
        listed=np.zeros(n, np.bool_),
        comments=np.zeros(n),
    )


def share_words(names: chance.Names, spell: Ints, age: Ints) -> chance.Names:
    """What chance knows a sharer's news by: sharer, spell, age of the news."""
    return chance.addresses(chance.addresses(names, SHARE, spell), SHARE, age)
