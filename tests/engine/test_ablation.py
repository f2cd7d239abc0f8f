"""Each mechanism can be left out alone: off is exactly the model without it, and on differs from off.

"Without it" is the readable engine with the mechanism cut out of its code: an equation replaced by what is left of it, or a
function by one that does nothing. All other mechanisms act, in campaigns that use everything a campaign can do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from support import cases, markets

from simulation.engine import offer, run
from simulation.engine.reference import aftermath, delivery, evidence, transitions
from simulation.engine.world import NOBODY
from simulation.model import equations
from simulation.model.mechanisms import MECHANISMS

KEYS = range(3)  # cases in which the mechanism is cut out
MORE = 240  # cases among which one at least must differ with the mechanism on and off
# Decided before the first day or counted after the last: tested where that is done.
ELSEWHERE = {
    "hidden_contracts", "posing", "reputation", "selling_messages", "acceptance", "onboarding", "ramp", "selection_noise",
    "skill", "bans", "leakage", "commission", "referral_reward",
}  # fmt: skip


def always(value: Any) -> Callable[..., Any]:
    """A function that gives one value, whatever it is asked."""
    return lambda *_: value


def first(*given: Any) -> Any:
    """The first argument, as it came."""
    return given[0]


def nothing(*_: Any) -> None:
    """Do nothing."""


class Told:
    """A world with other constants."""

    def __init__(self, world: Any, **changes: float) -> None:
        self._world, self.p = world, world.p._replace(**changes)

    def given(self, kind: Any) -> Any:
        """Of the other constants."""
        return kind(*(getattr(self.p, name) for name in kind._fields))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)


def told(function: Callable[..., Any], **changes: float) -> Callable[..., Any]:
    """The function, told of other constants in this place alone."""
    return lambda world, *given: function(Told(world, **changes), *given)


class OpenStores(Told):
    """A world in which stores never close."""

    def closed(self, _: int) -> bool:
        """Never."""
        return False


def disgrace_without_mothers(world: Any, cast: Any, scandal: Any, change: float, eq: Any) -> None:
    """Only the accounts involved lose reputation."""
    DISGRACE(world, cast._replace(mother=np.full_like(cast.mother, NOBODY)), scandal, change, eq)


def speak_if_pleased(world: Any, state: Any, i: int, dissatisfied: bool, began: int) -> None:
    """Whoever is dissatisfied says nothing."""
    if not dissatisfied:
        SPEAK(world, state, i, dissatisfied, began)


def open_all_day(world: Any, state: Any, i: int, day: int) -> bool:
    """The gates of a purchase, but for closed stores."""
    return bool(FREE_TO_BUY(OpenStores(world), state, i, day))


def outside_pools(rate: float, member: float, *others: float) -> float:
    """Repurchase of somebody who is no member."""
    return float(REPURCHASE(rate, 0.0, *others))


DISGRACE, SPEAK, FREE_TO_BUY, REPURCHASE = run.disgrace, aftermath.speak, transitions.free_to_buy, equations.repurchase
COMMENTS = equations.comment_weight

CUTS: Mapping[str, Mapping[tuple[Any, str], Any]] = {
    "persuasion_knowledge": {(equations, "effective_trust"): first},
    "repeated_recognition": {(equations, "repeated_recognition"): first},
    "scripts": {(equations, "scripted_recognition"): first, (equations, "scripted_independence"): first,
                (equations, "sameness"): always(1.0)},
    "source_trust": {(evidence, "zhao"): always(0.0), (evidence, "persuaded"): told(evidence.persuaded, zhao=0.0)},
    "tie_trust": {(equations, "trust"): lambda role, reputation, theta, tie: equations.logistic(role + reputation)},
    "autonomy": {(equations, "discounted"): lambda a, wear, autonomy: a * wear},
    "experience": {(aftermath, "bought_from"): always(NOBODY)},
    "label_learning": {(aftermath, "learn_about"): told(aftermath.learn_about, gain_labelled=0.0, loss_hidden=0.0)},
    "drift": {(equations, "drifted"): first, (equations, "recovered"): first},
    "inherited_trust": {(equations, "spinoff_trust"): lambda mother, koc, h: koc},
    "scandals": {(run, "break_out"): nothing},
    "scandal_spill": {(run, "disgrace"): disgrace_without_mothers},
    "fatigue": {(equations, "wear_out"): always(1.0)},
    "comments": {(equations, "comment_weight"): always(0.0)},
    "fake_comments": {(evidence, "recognise_fakes"): nothing,
                      (equations, "comment_weight"): lambda readers, fakes, seen, people: COMMENTS(readers, 0.0, seen, people)},
    "complaints": {(aftermath, "speak"): speak_if_pleased},
    "feedback": {(run, "satisfaction"): lambda world, state, eq: float(world.p.satisfaction)},
    "recommendation": {(equations, "recommended"): always(0.0)},
    "engagement_feedback": {(equations, "recommended"): lambda followers, reach, rate, *_: rate * followers * reach},
    "attention_cap": {(delivery, "attended"): lambda world, i, offered: offered},
    "half_life": {(equations, "aged"): lambda reach, age, half_life: reach if age <= 0.0 else 0.0},
    "search_page": {(delivery, "searched"): always(())},
    "following": {(run, "follow"): told(run.follow, follow_rate=0.0)},
    "unfollowing": {(run, "unfollow"): nothing},
    "koc_becomes_kol": {(run, "follow"): told(run.follow, koc_to_kol=0.0)},
    "zombies": {(offer, "SPINOFF"): NOBODY},
    "price_response": {(equations, "demand"): first},
    "willingness_to_pay": {(transitions, "free_to_buy"): told(transitions.free_to_buy, wtp_gate=0.0)},
    "confirmation": {(transitions, "free_to_buy"): told(transitions.free_to_buy, source_classes=0.0)},
    "stores": {(transitions, "free_to_buy"): open_all_day},
    "short_path": {(part, "transition"): lambda world, state, i: int(state.funnel.stage[i]) for part in (evidence, transitions)},
    "lapse": {(transitions, "lapse"): nothing},
    "pools": {(aftermath, "join_pool"): nothing, (aftermath, "opens"): always(False)},
    "messages": {(delivery, "messages_read"): always(())},
    "repurchase": {(equations, "repurchase"): always(0.0)},
    "membership": {(equations, "repurchase"): outside_pools},
    "churn": {(transitions, "churn"): nothing},
    "referral": {(equations, "churned"): first},
    "incentives": {(equations, "sharing_buyer"): first, (offer, "shares"): told(offer.shares, incentive=0.0)},
    "over_justification": {(equations, "incentivised"): first},
}  # fmt: skip


def case_with(key: int, acting: frozenset[str]) -> cases.Case:
    """The case of this key, with these mechanisms acting."""
    of = cases.case(key)
    return of._replace(market=cases.with_mechanisms(of.market, acting, of.market.world.schedule), acting=acting)


def finished(of: cases.Case, engine_name: str) -> markets.Campaign:
    one = cases.campaign(of, engine_name)
    one.finish()
    return one


def matters(name: str, key: int) -> bool:
    """Whether the mechanism changes anything, whatever others act in the case of this key."""
    acting = cases.case(key).acting
    pair = [finished(case_with(key, chosen), "kernels") for chosen in (acting | {name}, acting - {name})]
    return bool(markets.differing(*pair))


ALL = frozenset(MECHANISMS)


def test_every_mechanism_is_cut_out_here_or_elsewhere() -> None:
    assert set(CUTS) | ELSEWHERE == set(MECHANISMS)
    assert not set(CUTS) & ELSEWHERE


@pytest.mark.parametrize("name", CUTS)
def test_off_is_the_model_without_it_and_on_differs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    off = [finished(case_with(key, ALL - {name}), "kernels") for key in KEYS]
    with monkeypatch.context() as knife:
        for (module, function), instead in CUTS[name].items():
            knife.setattr(module, function, instead)
        cut = [finished(case_with(key, ALL), "reference") for key in KEYS]
    for key, mine, theirs in zip(KEYS, off, cut, strict=True):
        assert not markets.differing(mine, theirs), f"case {key}"
    assert any(matters(name, key) for key in range(MORE)), f"{name} changed nothing in {MORE} cases"
