"""What stands, what changes and what is on offer: the columns both engines read and write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.network import Network
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import LEARNT_ROLES, Population

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]

NOBODY = -1  # no credited source, no pool, no account
BRAND_POOL = -2  # in the brand's own pool, which no seller works

# Content families: posts made to one brief tire a consumer together. A KOL with spin-offs has a family of their own.
TALK, KOC_CONTENT, CREATOR_CONTENT, KOS_CONTENT, ADVERTISING, SPINOFF_LINE = range(6)
FAMILIES = 6

PRIVATE, PUBLIC = 0, 1


@dataclass(frozen=True, eq=False)
class World:
    """What stands during one run: who hears whom, who people are, the constants, and the key of every draw."""

    network: Network
    population: Population
    p: Any  # Parameters
    key: chance.Bits
    scale: float  # people per consumer
    horizon: int  # days

    @property
    def size(self) -> int:
        """Number of consumers."""
        return self.network.n_consumers

    @cached_property
    def roster(self) -> Ints:
        """Positions of the consumers in the order of their names: where ⌊N·u⌋ points, whatever order they came in."""
        return np.argsort(self.network.names, kind="stable").astype(np.int32)

    def community(self, i: int) -> Ints:
        """Positions of everybody in the segment of consumer i, in the order of their names; nobody without segments."""
        segment = self.network.segment
        if segment is None:
            return np.zeros(0, np.int32)
        start, member = self._communities
        return member[start[segment[i]] : start[segment[i] + 1]]

    @cached_property
    def _communities(self) -> tuple[Longs, Ints]:
        segment = self.network.segment
        assert segment is not None
        order = self.roster[np.argsort(segment[self.roster], kind="stable")]
        return np.concatenate([[0], np.cumsum(np.bincount(segment))]), order

    @cached_property
    def base(self) -> Floats:
        """(2, 4) b on the logit scale: channel (private, public) by transition."""
        p = self.p
        private = (p.pi_private_awareness, p.pi_private_interest, p.pi_private_search, p.pi_private_action)
        public = (p.pi_public_awareness, p.pi_public_interest, p.pi_public_search, p.pi_public_action)
        return np.array([[_logit(share) for share in row] for row in (private, public)])

    @cached_property
    def own(self) -> tuple[float, float, float, float]:
        """a0 a day by transition."""
        return (self.p.own_awareness, self.p.own_interest, self.p.own_search, self.p.own_action)

    @cached_property
    def kept_trust(self) -> Floats:
        """(horizon + 1,) λ^Δ: the share of learnt trust left after Δ days."""
        return np.array([self.p.lambda_trust**days for days in range(self.horizon + 1)])

    def stream(self, purpose: int) -> chance.Bits:
        """The stream of one purpose in this world."""
        return np.uint64(chance.at(self.key, purpose))


def _logit(share: float) -> float:
    if share <= 0.0:
        return -np.inf
    return float(eq.logit(share)) if share < 1.0 else np.inf


class Cast(NamedTuple):
    """The accounts the campaign works with, a column a property; row a of `row_*` lists who follows account a.

    `independence`, `engaged` and `views` change during a run.
    """

    word: npt.NDArray[np.uint64]  # what chance knows the account by
    role: Small
    family: Small
    node: Ints  # the consumer it is, or NOBODY
    independence: Floats  # ι, 0–1; drifts with paid posts
    interactivity: Floats  # 0–1, ½ is neutral
    expertise: Floats  # 0–1, ½ is neutral
    quality: Floats  # mean quality of its posts, 0–1
    reputation: Floats  # ρ, logit
    labelled: npt.NDArray[np.bool_]  # its posts carry a label
    paid: npt.NDArray[np.bool_]  # its posts are paid for
    commented: npt.NDArray[np.bool_]  # its posts carry the comments of others
    followers: Floats  # F in people, as the reach law counts them
    row_start: Longs  # (accounts + 1,)
    row_follower: Ints
    row_tie: Floats  # strength of the tie account → follower, 0 where there is none
    engaged: Floats  # people moved by the account lately: the stock behind its comments
    views: Longs  # delivered exposures so far, in consumers


class Contents(NamedTuple):
    """What can be heard on one day, a row a content: posts first, then advertising, pitches and shares."""

    source: Ints  # who is credited: a consumer, or n + account
    account: Ints  # the account, or NOBODY
    role: Small  # whose trust it carries
    family: Small
    channel: Small  # PRIVATE or PUBLIC base rates
    social: npt.NDArray[np.bool_]  # counts as social evidence, else as broadcast
    word: npt.NDArray[np.uint64]  # what chance knows the content by
    quality: Floats
    independence: Floats
    interactivity: Floats
    expertise: Floats
    recognition: Floats  # probability that its commercial intent is recognised
    labelled: npt.NDArray[np.bool_]
    reputation: Floats
    sign: Floats  # −1: a complaint
    comments: Floats  # weight of the comments beneath, 0 for none


class Offer(NamedTuple):
    """Everything on offer on one day: the contents, and how many of each kind there are."""

    contents: Contents
    reach: Floats  # (posts,) share of followers each post reaches
    impressions: int  # advertisements shown, in consumers; content number `posts` if there are any
    capacity: Ints  # (pitches,) members each seller talks to
    sharer: Ints  # (shares,) who shares

    @property
    def first_pitch(self) -> int:
        """Row of the first pitch."""
        return self.reach.size + (1 if self.impressions else 0)

    @property
    def first_share(self) -> int:
        """Row of the first share."""
        return self.first_pitch + self.capacity.size


class Funnel(NamedTuple):
    """Where each consumer stands, and how they got there."""

    stage: Small  # (n,)
    entries: npt.NDArray[np.int16]  # (4, n) crossings into the stage each transition leaves: v
    since: Ints  # (n,) day of entering the stage
    resistance: Longs  # (n,) what the evidence for the next transition must reach, in units
    crossed: Ints  # (4, n) day of the last crossing of each transition, −1 never
    credit: Ints  # (4, n) source credited with it: a consumer, n + account, or NOBODY
    credit_role: Small  # (4, n)
    reached_on: Ints  # (n,) day of the first exposure, −1 never


class Evidence(NamedTuple):
    """What each consumer has gathered for the next transition, in units, and the smallest credit key of each kind."""

    social: Longs
    broadcast: Longs
    own: Longs
    social_key: Floats
    broadcast_key: Floats
    social_source: Ints
    broadcast_source: Ints
    social_role: Small
    broadcast_role: Small


class Learning(NamedTuple):
    """What each consumer has learnt about each role, as stored on `learnt_on`, and what today adds to it."""

    alpha: Floats  # (5, n)
    beta: Floats  # (5, n)
    learnt_on: npt.NDArray[np.int16]  # (5, n)
    labelled_today: npt.NDArray[np.uint8]  # (n,) roles whose labelled posts were seen, a bit each
    hidden_today: npt.NDArray[np.uint8]  # (n,) roles whose hidden intent was recognised, a bit each


class Fatigue(NamedTuple):
    """How often each consumer has heard each content family."""

    heard: Floats  # (families, n) remembered at dawn
    today: Ints  # (families, n)


class Talk(NamedTuple):
    """Who is sharing what they think of the product."""

    spell: npt.NDArray[np.int16]  # (n,) number of the latest spell, 0 before the first
    sharing: Small  # (n,) 1 sharing, −1 sharing a complaint, 0 silent
    began: Ints  # (n,) day the spell began
    hired: Ints  # (n,) account a recruited KOC works as, else NOBODY


class Trade(NamedTuple):
    """Who has bought, how it pleased them, and in whose pool they are."""

    purchases: npt.NDArray[np.int16]  # (n,)
    pleased: Small  # (n,) last experience: 1 satisfied, 0 not, −1 none
    pool: Ints  # (n,) the seller whose member one is, BRAND_POOL or NOBODY
    leaves: npt.NDArray[np.bool_]  # (n,) leaves the pool tonight


class State(NamedTuple):
    """Everything that changes from day to day."""

    funnel: Funnel
    evidence: Evidence
    learning: Learning
    fatigue: Fatigue
    talk: Talk
    trade: Trade


def opening(world: World, resistance: Longs) -> State:
    """The state at the close of day 0: everybody unaware, with their first resistance."""
    n, strength, trust = world.size, world.p.trust_strength, world.population.trust

    def full(value: float, kind: Any, rows: int | None = None) -> Any:
        return np.full(n if rows is None else (rows, n), value, kind)

    return State(
        Funnel(
            stage=full(0, np.int8), entries=full(0, np.int16, 4), since=full(0, np.int32), resistance=resistance,
            crossed=full(-1, np.int32, 4), credit=full(NOBODY, np.int32, 4), credit_role=full(NOBODY, np.int8, 4),
            reached_on=full(-1, np.int32),
        ),
        Evidence(
            social=full(0, np.int64), broadcast=full(0, np.int64), own=full(0, np.int64),
            social_key=full(np.inf, np.float64), broadcast_key=full(np.inf, np.float64),
            social_source=full(NOBODY, np.int32), broadcast_source=full(NOBODY, np.int32),
            social_role=full(NOBODY, np.int8), broadcast_role=full(NOBODY, np.int8),
        ),
        Learning(
            alpha=strength * trust, beta=strength * (1.0 - trust), learnt_on=full(0, np.int16, LEARNT_ROLES),
            labelled_today=full(0, np.uint8), hidden_today=full(0, np.uint8),
        ),
        Fatigue(heard=full(0, np.float64, FAMILIES), today=full(0, np.int32, FAMILIES)),
        Talk(spell=full(0, np.int16), sharing=full(0, np.int8), began=full(0, np.int32), hired=full(NOBODY, np.int32)),
        Trade(
            purchases=full(0, np.int16), pleased=full(-1, np.int8), pool=full(NOBODY, np.int32), leaves=full(0, np.bool_)
        ),
    )  # fmt: skip
