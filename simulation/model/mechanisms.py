"""The mechanisms of the model by name, each with the settings that leave it out.

With a mechanism's `off` values the model computes exactly what it would without it; `on` is a setting at which it acts,
for those that rest by default. Mechanisms that need more than a parameter (a scandal, a sale, a seller's pool) say so in
`needs`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from simulation.refusal import Refusal, nearest


class Mechanism(NamedTuple):
    """Something that can be left out alone."""

    name: str
    meaning: str
    off: Mapping[str, float]
    on: Mapping[str, float] = {}
    equations: tuple[str, ...] = ()
    needs: str = ""  # what must happen for it to act, besides its parameters


TABLE: tuple[Mechanism, ...] = (
    # who is believed
    Mechanism("persuasion_knowledge", "recognised commercial intent weakens a source without independence", {"kappa": 0.0},
              equations=("effective_trust",)),
    Mechanism("repeated_recognition", "hidden intent is recognised sooner on hearing a family again", {"recognition_repeat": 0.0},
              {"recognition_repeat": 0.2}, ("repeated_recognition",), "unlabelled paid posts"),
    Mechanism("scripts", "given texts are recognised, cost independence and tire sooner", {"script": 0.0}, {"script": 0.8},
              ("scripted_recognition", "scripted_independence", "sameness"), "KOC or spin-offs"),
    Mechanism("hidden_contracts", "paid accounts that do not label their posts", {"disclosed": 1.0}, {"disclosed": 0.5}),
    Mechanism("posing", "spin-offs that pose as independent consumers", {"posing": 0.0}, {"posing": 0.5}, needs="spin-offs"),
    Mechanism("source_trust", "trust follows a source's interactivity, accessibility and independence", {"zhao": 0.0},
              {"zhao": 1.0}, ("source_trust",)),
    Mechanism("tie_trust", "a stronger tie is trusted more", {"theta": 0.0}, equations=("trust",)),
    Mechanism("autonomy", "consumers discount what others say", {"omega": 0.0}, equations=("discounted",)),
    Mechanism("reputation", "accounts of the same role are trusted differently", {"reputation_sd": 0.0}, {"reputation_sd": 0.5}),
    Mechanism("experience", "a purchase teaches whom to trust", {"experience": 0.0}, equations=("learnt",)),
    Mechanism("label_learning", "labels earn trust, hidden intent costs it", {"gain_labelled": 0.0, "loss_hidden": 0.0}),
    Mechanism("drift", "independence wears with paid posts and recovers with others", {"drift": 0.0},
              equations=("drifted", "recovered")),
    Mechanism("inherited_trust", "a spin-off borrows its mother's trust", {"spinoff_trust": 0.0}, equations=("spinoff_trust",),
              needs="spin-offs, and lessons about KOL that differ from those about KOC"),
    Mechanism("scandals", "a scandal costs a role trust and accounts reputation; a response undoes part of it",
              {"scandal_weight": 0.0, "scandal_reputation": 0.0}, {}, ("struck",), "a scandal"),
    Mechanism("scandal_spill", "a spin-off's scandal falls on its mother", {"scandal_spill": 0.0},
              needs="a scandal of spin-offs"),
    # what tires, what adds up
    Mechanism("fatigue", "hearing the same again adds less, then repels", {"wear_out": math.inf},
              equations=("wear_out", "exposures_remembered")),
    Mechanism("comments", "the comments beneath a head account's post count as the word of peers", {"comment_readers": 0.0},
              equations=("comment_weight",)),
    Mechanism("fake_comments", "bought comments, recognised at times", {"comment_fakes": 0.0}, {"comment_fakes": 0.6}),
    Mechanism("complaints", "dissatisfied buyers speak against the product", {"complaint": 0.0}),
    Mechanism("feedback", "buyers who speak up improve the product", {"feedback": 0.0}, {"feedback": 0.3}, ("improved",)),
    # the platform
    Mechanism("recommendation", "a post is shown to people who do not follow", {"recommended": 0.0}, equations=("recommended",)),
    Mechanism("engagement_feedback", "what moved people yesterday is recommended more today", {"amplification": 0.0}),
    Mechanism("attention_cap", "nobody attends to more than so much a day", {"attention": math.inf}, {"attention": 1.0},
              ("attended",)),
    Mechanism("half_life", "a post goes on being seen after its day", {"half_life": 0.0}, {"half_life": 2.0}, ("aged",)),
    Mechanism("search_page", "who searches finds what has been seen lately, paid slots first", {"search_rate": 0.0}, {},
              ("search_weight",)),
    Mechanism("following", "people moved by an account come to follow it", {"follow_rate": 0.0}, {"follow_rate": 0.5}),
    Mechanism("unfollowing", "a bad purchase costs the account credited a follower", {"unfollow": 0.0}, {"unfollow": 1.0}),
    Mechanism("koc_becomes_kol", "a KOC with followers enough becomes a KOL", {"koc_to_kol": 0.0},
              {"koc_to_kol": 60.0, "follow_rate": 0.5}, needs="KOC"),
    Mechanism("zombies", "a spin-off long silent reaches nobody", {"zombie_after": math.inf}, {"zombie_after": 3.0},
              needs="spin-offs"),
    Mechanism("bans", "a seller's or spin-off's account is closed", {"ban": 0.0}, {"ban": 0.05}, needs="sellers or spin-offs"),
    # price, place, path
    Mechanism("price_response", "demand falls with the price", {"price_elasticity": 0.0}, {}, ("demand",), "a changed price"),
    Mechanism("willingness_to_pay", "nobody pays more than they are willing to", {"wtp_gate": 0.0}, {"wtp_gate": 1.0}),
    Mechanism("confirmation", "one buys only after hearing several kinds of source", {"source_classes": 0.0},
              {"source_classes": 2.0}),
    Mechanism("stores", "who buys in stores waits while they are closed, unless a seller helps", {"in_store": 0.0},
              {"in_store": 0.6}, needs="closed stores"),
    Mechanism("short_path", "some buy without interest and search in between", {"short_path": 0.0}, {"short_path": 0.4}),
    Mechanism("leakage", "purchases made elsewhere bring no revenue", {"coverage": 1.0}, {"coverage": 0.7}),
    Mechanism("lapse", "interest and search fall back", {"lapse": 0.0}),
    # the private domain and what follows a purchase
    Mechanism("pools", "the interested and buyers join pools", {"pool_start": 0.0, "join_interest": 0.0, "join_buy": 0.0}),
    Mechanism("messages", "the brand writes to its members at no fee", {"message_open": 0.0}, needs="a private domain"),
    Mechanism("selling_messages", "messages that sell make members leave and tire", {"commercial_share": 0.0},
              {"commercial_share": 0.8}, needs="a private domain"),
    Mechanism("repurchase", "buyers buy again", {"repurchase": 0.0}, equations=("repurchase",)),
    Mechanism("membership", "members buy again more often", {"member_repurchase": 0.0}, needs="a pool"),
    Mechanism("churn", "buyers are lost for good", {"churn": 0.0}, {"churn": 0.1}, ("churned",)),
    Mechanism("referral", "buyers whom a peer persuaded stay longer", {"churn_referred": 1.0}, {"churn": 0.1}),
    Mechanism("incentives", "rewarded buyers share more, and are less independent", {"incentive": 0.0}, {"incentive": 1.0},
              ("sharing_buyer", "incentivised")),
    Mechanism("over_justification", "the larger the reward, the less it convinces", {"over_justification": 0.0},
              {"incentive": 1.0, "over_justification": 2.0}),
    Mechanism("commission", "accounts credited with a purchase are paid a share of it", {"commission": 0.0}, {"commission": 0.2}),
    Mechanism("referral_reward", "who persuaded a friend is rewarded", {"referral_reward": 0.0}, {"referral_reward": 10.0}),
    # supply
    Mechanism("acceptance", "not every account asked accepts", {"acceptance": 1.0, "contact_cost": 0.0},
              {"acceptance": 0.6, "contact_cost": 1.0}),
    Mechanism("onboarding", "few accounts can be taken on in a day", {"onboarding": math.inf}, {"onboarding": 1.0}),
    Mechanism("ramp", "new sellers need days to work at full capacity", {"ramp": 0.0}, {"ramp": 6.0}, needs="sellers"),
    Mechanism("selection_noise", "followers are misjudged when accounts are chosen", {"selection_noise": 0.0},
              {"selection_noise": 1.0}),
    Mechanism("skill", "sellers differ in expertise", {"skill_sd": 0.0}, {"skill_sd": 0.3, "beta_expertise": 3.0},
              needs="sellers"),
)  # fmt: skip

MECHANISMS: Mapping[str, Mechanism] = {mechanism.name: mechanism for mechanism in TABLE}


def without(values: Any, *names: str) -> Any:
    """These parameters with the named mechanisms left out; an unknown name is refused."""
    for name in names:
        values = values._replace(**mechanism(name).off)
    return values


def with_all(values: Any, *names: str) -> Any:
    """These parameters with the named mechanisms acting, at their `on` settings where they rest by default."""
    for name in names:
        values = values._replace(**mechanism(name).on)
    return values


def mechanism(name: str) -> Mechanism:
    """The mechanism of this name."""
    if not isinstance(name, str) or name not in MECHANISMS:
        raise Refusal("off", name, "the name of a mechanism", nearest(name, MECHANISMS))
    return MECHANISMS[name]
