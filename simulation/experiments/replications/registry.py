"""The studies by their numbers: those done again, and those that were not, because of what."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.experiments.replications import (
    centola,
    goldenberg,
    hinz,
    kempe,
    rossman_fisher,
    schmidt_eisend,
    valente,
    watts_dodds,
)
from simulation.experiments.replications.replication import Replication
from simulation.refusal import Refusal, Verbatim, nearest

ADOPTION = "adoption"  # the real data, examined
_ALL = (goldenberg, watts_dodds, rossman_fisher, kempe, centola, hinz, schmidt_eisend, valente)
REPLICATIONS: Mapping[str, Replication] = {module.REPLICATION.id: module.REPLICATION for module in _ALL}

NOT_ATTEMPTED: Mapping[str, tuple[str, str]] = {
    "V18": (
        "Beichert et al. 2024, revenue through influencers",
        "the default fall of reach with followers was set from its ratio of nano to macro accounts, so "
        "meeting it would prove nothing; its data are not public to us",
    ),
    "V19": (
        "Wies et al. 2023, follower counts and engagement",
        "engagement with a post is not measured in the model apart from what it makes people do, and the "
        "campaigns are not shipped",
    ),
    "V20": (
        "Leung et al. 2022, influencer marketing effectiveness on Weibo",
        "its elasticities are of reposts with respect to spend on posts we do not have; none is simulated "
        "under that definition yet",
    ),
    "V21": (
        "elasticity benchmarks (word of mouth, advertising, personal selling)",
        "they are bands for calibration across many markets; our levels of sales rest on assumptions, so a hit would be chance",
    ),
    "V22": (
        "Libai, Muller & Peres 2013, acceleration and expansion",
        "it needs two competing brands, and the model has one product",
    ),
    "V23": (
        "Haenlein & Libai 2013, revenue leaders as seeds",
        "consumers have no lifetime value that is alike among neighbours, and its thresholds were not seen",
    ),
    "V24": (
        "Banerjee et al. 2013, diffusion of microfinance",
        "the village networks are not shipped, and the ratio of adopters' to others' passing on is an input "
        "of ours taken from it",
    ),
    "V25": (
        "De Bruyn & Lilien 2008, word of mouth through stages",
        "it shows which trait acts at which stage; in the model that is an input, and the messages it "
        "followed are not public to us",
    ),
    "V27": (
        "Eisend et al. 2020; Liu & Zhao 2025, disclosure",
        "signs of disclosure are inputs here, and the effect sizes were not seen",
    ),
    "V28": (
        "Eisend & Tarrahi 2022, persuasion knowledge",
        "its one half is the default of κ, an input, and agreeing with it would prove nothing",
    ),
    "V29": (
        "Karagür et al. 2022; Waltenrath 2024, disclosure on platforms",
        "effects of today's labels on tomorrow's engagement are not in the model",
    ),
    "V30": (
        "Wilson & Sherrell 1993 and others, source credibility",
        "the shares of variance explained were used to set β_τ, an input",
    ),
    "V31": (
        "Ao et al. 2023; Han & Balabanis 2024, influencer traits",
        "it gives correlations of survey answers, and the tables were not seen",
    ),
    "V32": (
        "Schmitt et al. 2011, value of referred customers",
        "halved churn of the referred is an input, and margins do not differ between consumers",
    ),
    "V33": (
        "Godes & Mayzlin 2009; Ryu & Feick 2007, whose word of mouth sells",
        "loyalty before the campaign and the reward of a referral by tie are not in the model",
    ),
    "V35": ("Stephen & Toubia 2010, linked sellers", "sellers do not link to each other's shops in the model"),
    "V36": (
        "Leskovec et al. 2007, viral marketing at scale",
        "the recommendations are not shipped, and their levelling off was only told from memory",
    ),
    "V37": ("Nielsen 2015, trust in advertising", "its shares are the defaults of trust at the start, an input"),
    "V38": ("Zhu et al. 2023, trust asymmetry", "the asymmetry η is an input taken from it"),
    "V39": ("two kinds of trust, in KOL and in KOC", "trust has one dimension in the model"),
    "V40": (
        "published cases of single brands",
        "they are single numbers told by the brands, used as facts to start scenarios from and not as targets",
    ),
}


def named(name: str) -> Replication:
    """The study of this number; Refusal for one that is not known or was not attempted."""
    if name in NOT_ATTEMPTED:
        study, because = NOT_ATTEMPTED[name]
        found = Verbatim(f"{name} ({study}), not attempted, because {because}")
        raise Refusal("ID", found, "a study done again", f"see {', '.join(REPLICATIONS)}")
    if name not in REPLICATIONS:
        known = [*REPLICATIONS, *NOT_ATTEMPTED, ADOPTION]
        raise Refusal("ID", name, f"the number of a study, or {ADOPTION}", nearest(name, known))
    return REPLICATIONS[name]
