"""H8: does a label cost credibility and no sales?"""

from __future__ import annotations

from simulation.actors.campaign import Campaign
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, NONE, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, trust_in
from simulation.model.population import KOL


def credibility(campaign: Campaign) -> float:
    """Mean effective trust in a creator's post: trust at the end, less what recognised intent takes."""
    p = campaign.market.p
    recognised = p.recognition_labelled if p.disclosed == 1.0 else p.recognition_hidden
    return float(trust_in(KOL)(campaign) * (1.0 - p.kappa * recognised * (1.0 - p.iota_head)))


HYPOTHESIS = Hypothesis(
    id="H8",
    title="Disclosure costs credibility, not sales",
    statement="A label on paid posts lowers the credibility of their authors, and leaves purchases as they are.",
    sources=("eisend2020", "two-hundred"),
    kind="contested",
    metric="effective trust; buyers",
    conditions={
        "labelled": Campaigned("all posts labelled", Mix(kol=1.0), {"disclosed": 1.0}),
        "hidden": Campaigned("no post labelled", Mix(kol=1.0), {"disclosed": 0.0}),
    },
    readings={"buyers": buyers, "credibility": credibility},
    contrasts=(
        difference("buyers, labelled less hidden", "buyers", "labelled", "hidden", NONE),
        difference("effective trust in a creator's post", "credibility", "labelled", "hidden", DOWN),
    ),
)
