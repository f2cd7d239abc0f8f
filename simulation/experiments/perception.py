"""What consumers truly think of the hired accounts they heard, at the end of a run.

Whom somebody heard is weighted by exposures as far as the state remembers them. It counts exposures by content family and
not by account, forgets a share of them every night (δ_n), keeps of each role only whether it was ever heard, and not which
content was recognised as commercial. So within a family exposures are shared among the accounts one follows, by the views of
each per follower; who follows none of them is taken to have heard, of each role, the account with most views; and
recognition enters by its probability. Words in private are counted for no account, nor are messages that sell nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.engine.offer import of_accounts
from simulation.engine.world import FAMILIES, PRIVATE, PUBLIC, Cast, Contents, Floats, Longs, remembered
from simulation.graph.csr import rows_of
from simulation.model.population import ACTION, BRAND, KOC, KOL, ROLES, SPINOFF


class Heard(NamedTuple):
    """Who heard which account: a row a pair, the weights of one person summing to 1."""

    person: Longs
    account: Longs
    tie: Floats  # strength of the tie account → person, 0 where there is none
    weight: Floats


class Felt(NamedTuple):
    """What each consumer holds of those they heard, (consumers,): means by weight; 0 for who heard none."""

    reliability: Floats
    interactivity: Floats
    accessibility: Floats
    independence: Floats
    trust: Floats
    intention: Floats


def heard(campaign: Campaign, everybody: bool) -> Heard:
    """The hired accounts each consumer heard; with `everybody`, the brand itself for who heard none of them."""
    cast, n = campaign.run.cast, campaign.market.world.size
    kept = exposures(campaign)
    pairs = _joined(_followed(campaign, kept), lambda found: _shown(campaign, kept, found))
    family = cast.family[pairs.account].astype(np.int64)
    of_family = np.bincount(family * n + pairs.person, pairs.weight, FAMILIES * n)[family * n + pairs.person]
    weight = pairs.weight / of_family * kept[family, pairs.person]
    pairs = pairs._replace(weight=weight / np.bincount(pairs.person, weight, n)[pairs.person])
    return _joined(pairs, lambda found: _brand_alone(cast, n, found)) if everybody else pairs


def _joined(pairs: Heard, more: Callable[[Heard], Heard]) -> Heard:
    return Heard(*(np.concatenate(columns) for columns in zip(pairs, more(pairs), strict=True)))


def _spoke(cast: Cast) -> Any:
    """(accounts,) whether anybody saw it, the brand's own advertisements apart."""
    return (cast.role != BRAND) & (cast.views > 0)


def _could_hear(campaign: Campaign, kept: Floats, person: Longs, account: Longs) -> Any:
    """(pairs,) whether the person heard the account's role and remembers its family."""
    cast, role = campaign.run.cast, campaign.run.cast.role[account]
    learns_about = np.where(role == SPINOFF, KOL, role).astype(np.uint8)
    bit = campaign.run.state.funnel.heard_from[person] >> learns_about & 1
    return (bit > 0) & (kept[cast.family[account], person] > 0.0)


def _followed(campaign: Campaign, kept: Floats) -> Heard:
    """Followers who heard the account they follow, weighted by its views per follower."""
    cast = campaign.run.cast
    account, person = rows_of(cast.row_start).astype(np.int64), cast.row_follower.astype(np.int64)
    there = cast.row_on & _spoke(cast)[account] & _could_hear(campaign, kept, person, account)
    a_head = cast.views / np.maximum(np.diff(cast.row_start), 1)
    return Heard(person[there], account[there], cast.row_tie[there], a_head[account[there]])


def _shown(campaign: Campaign, kept: Floats, followed: Heard) -> Heard:
    """Who follows no account of a family and heard it all the same, by role: the one with most views."""
    cast, n = campaign.run.cast, campaign.market.world.size
    family = cast.family.astype(np.int64)
    follows = np.bincount(family[followed.account] * n + followed.person, minlength=FAMILIES * n).reshape(FAMILIES, n) > 0
    found: list[tuple[Longs, Longs, Floats]] = []
    for account, views in _most_seen(cast):
        person = np.flatnonzero(~follows[family[account]])
        person = person[_could_hear(campaign, kept, person, np.full(person.size, account))]
        found.append((person, np.full(person.size, account), np.full(person.size, views)))
    if not found:
        return followed
    people, accounts, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    return Heard(people, accounts, np.zeros(people.size), weights)


def _most_seen(cast: Cast) -> list[tuple[int, float]]:
    """Of each family and role the account with most views, and the views of all of them."""
    kind, spoke = cast.family.astype(np.int64) * len(ROLES) + cast.role, _spoke(cast)
    alike = [np.flatnonzero(spoke & (kind == one)) for one in np.unique(kind[spoke])]
    return [(int(accounts[cast.views[accounts].argmax()]), float(cast.views[accounts].sum())) for accounts in alike]


def _brand_alone(cast: Cast, n: int, pairs: Heard) -> Heard:
    person = np.flatnonzero(np.bincount(pairs.person, minlength=n) == 0)
    brand = int(np.flatnonzero(cast.role == BRAND)[0])
    return Heard(person, np.full(person.size, brand), np.zeros(person.size), np.ones(person.size))


# --------------------------------------------------------------------------------------------------- what they think of them


def felt(campaign: Campaign, pairs: Heard) -> Felt:
    """The constructs of every consumer; `Outcome.survey` defines them."""
    said, account = contents_of_all(campaign), pairs.account
    known, role_trust = _known(campaign, pairs, said), _role_trust(campaign, pairs)
    relied_on = _relied_on(campaign, pairs, said, known, role_trust)
    advertised, n = campaign.run.cast.role[account] == BRAND, campaign.market.world.size

    def mean(of_pairs: Floats) -> Floats:
        return np.asarray(np.bincount(pairs.person, pairs.weight * of_pairs, n), np.float64)

    return Felt(
        reliability=mean(relied_on),
        interactivity=mean(said.interactivity[account]),
        accessibility=mean(said.accessibility[account]),
        independence=mean(1.0 - np.where(advertised, 1.0, known) * (1.0 - said.independence[account])),
        trust=mean(_each(campaign, "logistic")(role_trust)),
        intention=mean(_moved(campaign, pairs, said, relied_on)),
    )


def _each(campaign: Campaign, equation: str) -> Callable[..., Floats]:
    """An equation of the run's own, over columns."""
    told: Callable[..., Floats] = np.vectorize(getattr(campaign.run.engine.eq, equation), otypes=[np.float64])
    return told


def exposures(campaign: Campaign) -> Floats:
    """(families, consumers) exposures remembered at the end."""
    return remembered(campaign.run.state.fatigue, campaign.market.world.kept_heard, campaign.run.day)


def contents_of_all(campaign: Campaign) -> Contents:
    """(accounts,) what a post of each would be today, at its mean quality; an advertisement hides nothing."""
    run, world, cast = campaign.run, campaign.market.world, campaign.run.cast
    accounts = np.arange(cast.word.size, dtype=np.int32)
    said = of_accounts(world, cast, accounts, PUBLIC, cast.word, run.day, run.engine.columns)
    return said._replace(quality=cast.quality, recognition=np.where(cast.role == BRAND, 0.0, said.recognition))


def _known(campaign: Campaign, pairs: Heard, said: Contents) -> Floats:
    """(pairs,) probability that the account's commercial intent is recognised."""
    p, once = campaign.market.world.p, said.recognition[pairs.account]
    often = exposures(campaign)[campaign.run.cast.family[pairs.account], pairs.person]
    again = _each(campaign, "repeated_recognition")(once, p.recognition_labelled, p.recognition_repeat, often)
    return np.where(once > 0.0, again, 0.0)


def _role_trust(campaign: Campaign, pairs: Heard) -> Floats:
    """(pairs,) logit of the learnt trust in the account's role."""
    role = campaign.run.cast.role[pairs.account].astype(np.int64)
    plain = _learnt(campaign, np.where(role == SPINOFF, KOL, role), pairs.person)
    born = role == SPINOFF
    koc = _learnt(campaign, np.full(np.count_nonzero(born), KOC), pairs.person[born])
    plain[born] = _each(campaign, "spinoff_trust")(plain[born], koc, campaign.market.world.p.spinoff_trust)
    return plain


def _learnt(campaign: Campaign, role: Longs, person: Longs) -> Floats:
    """logit of α/(α + β) today: what was learnt has faded towards the initial trust."""
    world, learning = campaign.market.world, campaign.run.state.learning
    prior, strength = world.population.trust[role, person], world.p.trust_strength
    kept, faded = world.kept_trust[campaign.run.day - learning.learnt_on[role, person]], _each(campaign, "learnt")
    alpha = faded(strength * prior, learning.alpha[role, person], kept)
    beta = faded(strength * (1.0 - prior), learning.beta[role, person], kept)
    return _each(campaign, "role_trust")(alpha, beta)


def _relied_on(campaign: Campaign, pairs: Heard, said: Contents, known: Floats, role_trust: Floats) -> Floats:
    """(pairs,) mean effective trust in the account, over whether its intent is recognised."""
    unseen, seen = (_believed(campaign, pairs, said, role_trust, recognised) for recognised in (0.0, 1.0))
    return known * seen + (1.0 - known) * unseen


def _believed(campaign: Campaign, pairs: Heard, said: Contents, role_trust: Floats, recognised: float) -> Floats:
    """(pairs,) effective trust in the account where its intent is recognised, or is not."""
    p, account = campaign.market.world.p, pairs.account
    logit = role_trust + _of_source(campaign, said, recognised)[account]
    tau = _each(campaign, "trust")(logit, said.reputation[account], p.theta, pairs.tie)
    return _each(campaign, "effective_trust")(tau, p.kappa, recognised, said.independence[account])


def _of_source(campaign: Campaign, said: Contents, recognised: float) -> Floats:
    """(accounts,) what an account's own qualities add to the trust in its role; 0 unless trust follows them."""
    world, role = campaign.market.world, campaign.run.cast.role
    p, prior = world.p, world.prior_trust
    if p.zhao == 0.0:
        return np.zeros(role.size)
    own = _each(campaign, "source_trust")(
        p.zhao_constant, p.zhao_interactivity, said.interactivity, p.zhao_accessibility, said.accessibility,
        p.zhao_independence, recognised, said.independence,
    )  # fmt: skip
    borrowed = campaign.run.engine.eq.spinoff_trust(prior[KOL], prior[KOC], p.spinoff_trust)
    return own - np.where(role == SPINOFF, borrowed, prior[np.where(role == SPINOFF, KOL, role)])


def _moved(campaign: Campaign, pairs: Heard, said: Contents, relied_on: Floats) -> Floats:
    """(pairs,) evidence towards the purchase from hearing the account once more: a seller's pitch, anyone else's post."""
    world, cast, account, person = campaign.market.world, campaign.run.cast, pairs.account, pairs.person
    p, of_all = world.p, exposures(campaign)
    own = of_all[cast.family[account], person]
    heard_before = _each(campaign, "exposures_remembered")(own, of_all.sum(axis=0)[person] - own, 1.0, 0.0, p.chi)
    wear = _each(campaign, "wear_out")(heard_before, p.wear_out, p.reactance)
    base = world.base[np.where(cast.capable[account], PRIVATE, PUBLIC), ACTION]
    answering = p.beta_interactivity if p.zhao == 0.0 else 0.0  # there it acts through trust
    pi = _each(campaign, "persuasion")(
        base, relied_on, world.population.fit[person], said.quality[account], said.interactivity[account],
        said.expertise[account], p.tau_bar, p.beta_trust, p.beta_fit, p.beta_quality, answering, p.beta_expertise,
    )  # fmt: skip
    autonomy = np.where(said.social[account], world.population.autonomy[person], 0.0)
    return _each(campaign, "discounted")(_each(campaign, "evidence")(pi), wear, autonomy)
