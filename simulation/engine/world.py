"""What stands, what changes and what is on offer: the columns both engines read and write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from simulation.graph.network import Network
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import ACTION, LEARNT_ROLES, Population

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Index = int | np.integer[Any]
T = TypeVar("T", bound=Any)

NOBODY = -1  # no credited source, no pool, no account
BRAND_POOL = -2  # in the brand's own pool, which no seller works

# Content families: posts made to one brief tire a consumer together. A KOL with spin-offs has a family of their own.
TALK, KOC_CONTENT, CREATOR_CONTENT, KOS_CONTENT, ADVERTISING, SPINOFF_LINE = range(6)
FAMILIES = 6

PRIVATE, PUBLIC = 0, 1
WEIGHT = 256  # one exposure in the count of a content family: the more alike, the more it counts


class Scandal(NamedTuple):
    """A public event that costs a role trust, and those of its accounts that are involved their reputation."""

    day: int
    role: int
    accounts: float  # share of the role's accounts involved
    response: int = 0  # day of the answer to it; 0: none


class Schedule(NamedTuple):
    """What the market brings by itself, day by day; an absent column is neutral. Entry d of a column is day d."""

    season: Floats | None = None  # factor on demand
    price: Floats | None = None  # price over the reference price
    closed: npt.NDArray[np.bool_] | None = None  # stores are closed
    law: int = 0  # first day on which the law has every paid post labelled; 0: there is none
    scandals: tuple[Scandal, ...] = ()


CALM = Schedule()


@dataclass(frozen=True, eq=False)
class World:
    """What stands during one run: who hears whom, who people are, the constants, and the key of every draw."""

    network: Network
    population: Population
    p: Any  # Parameters
    key: chance.Bits
    scale: float  # people per consumer
    horizon: int  # days
    schedule: Schedule = CALM

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

    def price(self, day: int) -> float:
        """Today's price over the reference price."""
        return 1.0 if self.schedule.price is None else float(self.schedule.price[day])

    def closed(self, day: int) -> bool:
        """Whether stores are closed today."""
        return self.schedule.closed is not None and bool(self.schedule.closed[day])

    def demand(self, day: int, equations: Any) -> float:
        """M of today, by the engine's equations."""
        season = 1.0 if self.schedule.season is None else float(self.schedule.season[day])
        return float(equations.demand(season, self.price(day), self.p.price_elasticity))

    def base_today(self, demand: float) -> Floats:
        """(2, 4) b with the day's demand on the step to the purchase."""
        if demand == 1.0:
            return self.base
        today = self.base.copy()
        today[:, ACTION] += np.log(demand)
        return today

    @cached_property
    def prior_trust(self) -> Floats:
        """(5,) logit of the mean initial trust in each role."""
        p = self.p
        return np.array([_logit(mean) for mean in (p.trust_peer, p.trust_koc, p.trust_kol, p.trust_kos, p.trust_brand)])

    @cached_property
    def kept_trust(self) -> Floats:
        """(horizon + 1,) λ^Δ: the share of learnt trust left after Δ days."""
        return np.array([self.p.lambda_trust**days for days in range(self.horizon + 1)])

    @cached_property
    def kept_heard(self) -> Floats:
        """(horizon + 1,) δ_n^Δ: the share of remembered exposures left after Δ days."""
        return np.array([self.p.delta_fatigue**days for days in range(self.horizon + 1)])

    def given(self, kind: type[T]) -> T:
        """The parameters that a kind of tuple names, and no others: compiled code is handed what it reads."""
        if kind not in self._given:
            self._given[kind] = kind(*(getattr(self.p, name) for name in kind._fields))
        given: T = self._given[kind]
        return given

    @cached_property
    def _given(self) -> dict[Any, Any]:
        return {}

    def stream(self, purpose: int) -> chance.Bits:
        """The stream of one purpose in this world."""
        if purpose not in self._streams:
            self._streams[purpose] = np.uint64(chance.at(self.key, purpose))
        return self._streams[purpose]

    @cached_property
    def _streams(self) -> dict[int, chance.Bits]:
        return {}


def _logit(share: float) -> float:
    if share <= 0.0:
        return -np.inf
    return float(eq.logit(share)) if share < 1.0 else np.inf


class Cast(NamedTuple):
    """The accounts the campaign works with, a column a property; row a of `row_*` lists who follows account a.

    Those from `engaged` on change during a run, and so do `role`, `family`, `independence`, `reputation` and `row_on`.
    """

    word: npt.NDArray[np.uint64]  # what chance knows the account by
    role: Small
    family: Small
    node: Ints  # the consumer it is, or NOBODY
    independence: Floats  # ι, 0–1; drifts with paid posts
    interactivity: Floats  # 0–1, ½ is neutral; so the next two
    accessibility: Floats
    expertise: Floats
    quality: Floats  # mean quality of its posts, 0–1
    script: Floats  # 0–1: how far its texts are given
    mother: Ints  # the account it is a spin-off of, or NOBODY
    capable: npt.NDArray[np.bool_]  # a seller: talks one by one to members of its own
    first_independence: Floats  # ι as it was hired
    reputation: Floats  # ρ, logit
    labelled: npt.NDArray[np.bool_]  # its posts carry a label
    paid: npt.NDArray[np.bool_]  # its posts are paid for
    commented: npt.NDArray[np.bool_]  # its posts carry the comments of others
    followers: Floats  # F in people, as the reach law counts them
    row_start: Longs  # (accounts + 1,)
    row_follower: Ints
    row_tie: Floats  # strength of the tie account → follower, 0 where there is none
    row_on: npt.NDArray[np.bool_]  # still follows
    engaged: Floats  # people moved by the account lately: the stock behind its comments
    moved: Floats  # people it moved yesterday
    grown: Floats  # people who came to follow it
    listed: Floats  # stock of its content on the search page, in views
    seen: Longs  # views of its public content today
    last_post: Ints  # day of its last post, NOBODY before the first
    views: Longs  # delivered exposures so far, in consumers


class Contents(NamedTuple):
    """What can be heard on one day, a row a content, in the order of `Offer`."""

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
    accessibility: Floats
    expertise: Floats
    recognition: Floats  # probability that its commercial intent is recognised
    labelled: npt.NDArray[np.bool_]
    reputation: Floats
    sign: Floats  # −1: a complaint, 0: sells nothing
    weight: Ints  # what one exposure counts in fatigue, WEIGHT for one of its own words
    listed: npt.NDArray[np.bool_]  # adds to the stock of the search page
    comments: Floats  # weight of the comments beneath, 0 for none


class Offer(NamedTuple):
    """Everything on offer on one day: contents by kind, posts first, then what is shown to people drawn by lot, messages to
    members, pitches, results of the search page, and shares.
    """

    contents: Contents
    reach: Floats  # (posts,) share of followers each post reaches
    impressions: Longs  # (shown,) how often each is shown, in consumers
    noticed: Floats  # (shown,) probability that one showing is noticed
    messages: int
    capacity: Ints  # (pitches,) members each seller talks to
    slots: int  # paid slots of the search page; its paid result is the first row of the results if there are any
    listed: Floats  # (accounts found,) cumulated weights on the search page, in the order of their names
    sharer: Ints  # (shares,) who shares

    @property
    def first_shown(self) -> int:
        """Row of the first content shown to people drawn by lot."""
        return self.reach.size

    @property
    def first_message(self) -> int:
        """Row of the first message."""
        return self.first_shown + self.impressions.size

    @property
    def first_pitch(self) -> int:
        """Row of the first pitch."""
        return self.first_message + self.messages

    @property
    def first_paid(self) -> int:
        """Row of the paid result, if there is one."""
        return self.first_pitch + self.capacity.size

    @property
    def first_found(self) -> int:
        """Row of the first account on the search page."""
        return self.first_paid + (1 if self.slots else 0)

    @property
    def first_share(self) -> int:
        """Row of the first share."""
        return self.first_found + self.listed.size


class Funnel(NamedTuple):
    """Where each consumer stands, and how they got there."""

    stage: Small  # (n,)
    entries: npt.NDArray[np.int16]  # (5, n) crossings into the stage each transition leaves: v
    since: Ints  # (n,) day of entering the stage
    resistance: Longs  # (n,) what the evidence for the next transition must reach, in units
    crossed: Ints  # (5, n) day of the last crossing of each transition, −1 never
    credit: Ints  # (5, n) source credited with it: a consumer, n + account, or NOBODY
    credit_role: Small  # (5, n)
    last: Small  # (n,) transition crossed last, −1 none
    reached_on: Ints  # (n,) day of the first exposure, −1 never
    heard_from: npt.NDArray[np.uint8]  # (n,) roles heard so far, a bit each


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
    chatted_today: npt.NDArray[np.uint8]  # (n,) roles whose messages sold nothing, a bit each


class Fatigue(NamedTuple):
    """How often each consumer has heard each content family, as stored on the day of their last exposure."""

    heard: Floats  # (families, n) remembered at dawn of that day
    today: Ints  # (families, n) heard on that day, in WEIGHT-ths
    heard_on: npt.NDArray[np.int16]  # (n,) that day


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
    churned: npt.NDArray[np.bool_]  # (n,) will not buy again


class State(NamedTuple):
    """Everything that changes from day to day."""

    funnel: Funnel
    evidence: Evidence
    learning: Learning
    fatigue: Fatigue
    talk: Talk
    trade: Trade


def remembered(fatigue: Fatigue, kept: Floats, day: int) -> Floats:
    """(families, n) exposures remembered at the close of a day; kept[Δ] is the share left after Δ days."""
    at_dawn: Floats = (fatigue.heard * kept[1] + fatigue.today / WEIGHT) * kept[np.maximum(day - fatigue.heard_on, 0)]
    return at_dawn


def opening(world: World, resistance: Longs) -> State:
    """The state at the close of day 0: everybody unaware, with their first resistance."""
    n, strength, trust = world.size, world.p.trust_strength, world.population.trust

    def full(value: float, kind: Any, rows: int | None = None) -> Any:
        return np.full(n if rows is None else (rows, n), value, kind)

    def by_person(value: Any, kind: Any, rows: int) -> Any:
        """Rows that are read together for one person stand together in memory."""
        return np.array(np.broadcast_to(np.asarray(value, kind), (rows, n)), order="F")

    return State(
        Funnel(
            stage=full(0, np.int8), entries=full(0, np.int16, 5), since=full(0, np.int32), resistance=resistance,
            crossed=full(-1, np.int32, 5), credit=full(NOBODY, np.int32, 5), credit_role=full(NOBODY, np.int8, 5),
            last=full(-1, np.int8), reached_on=full(-1, np.int32), heard_from=full(0, np.uint8),
        ),
        Evidence(
            social=full(0, np.int64), broadcast=full(0, np.int64), own=full(0, np.int64),
            social_key=full(np.inf, np.float64), broadcast_key=full(np.inf, np.float64),
            social_source=full(NOBODY, np.int32), broadcast_source=full(NOBODY, np.int32),
            social_role=full(NOBODY, np.int8), broadcast_role=full(NOBODY, np.int8),
        ),
        Learning(
            alpha=by_person(strength * trust, np.float64, LEARNT_ROLES),
            beta=by_person(strength * (1.0 - trust), np.float64, LEARNT_ROLES),
            learnt_on=by_person(0, np.int16, LEARNT_ROLES),
            labelled_today=full(0, np.uint8), hidden_today=full(0, np.uint8), chatted_today=full(0, np.uint8),
        ),
        Fatigue(
            heard=by_person(0, np.float64, FAMILIES), today=by_person(0, np.int32, FAMILIES), heard_on=full(1, np.int16)
        ),
        Talk(spell=full(0, np.int16), sharing=full(0, np.int8), began=full(0, np.int32), hired=full(NOBODY, np.int32)),
        Trade(
            purchases=full(0, np.int16), pleased=full(-1, np.int8), pool=full(NOBODY, np.int32), leaves=full(0, np.bool_),
            churned=full(0, np.bool_),
        ),
    )  # fmt: skip
