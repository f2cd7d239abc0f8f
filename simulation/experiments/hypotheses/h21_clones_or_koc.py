"""H21: do spin-offs of a KOL beat her alone, and unrelated KOC?"""

from __future__ import annotations

from simulation.actors.strategies.kol_spinoff import KolSpinoff
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

CHEAP = {"spinoff_setup": 500.0}

HYPOTHESIS = Hypothesis(
    id="H21",
    title="Clones beat the KOL alone and unrelated KOC",
    statement="With one budget a KOL and her spin-offs sell more than KOL alone and than KOC who have nothing to do with her.",
    sources=("playbook",),
    kind="emergent",
    metric="buyers",
    conditions={
        "clones": Campaigned("a KOL and spin-offs", KolSpinoff(spinoffs=120), CHEAP),
        "kol": Campaigned("KOL alone", Mix(kol=1.0, posts=8)), "koc": Campaigned("KOC alone", Mix(koc=1.0)),
        "apart": Campaigned("other audiences, whole trust", KolSpinoff(spinoffs=120),
                            {**CHEAP, "spinoff_overlap": 0.0, "spinoff_trust": 1.0}),
        "close": Campaigned("her audience, no trust", KolSpinoff(spinoffs=120),
                            {**CHEAP, "spinoff_overlap": 0.8, "spinoff_trust": 0.0}),
    },
    readings={"buyers": buyers},
    contrasts=(
        difference("buyers, clones less KOL alone", "buyers", "clones", "kol", UP),
        difference("clones less KOC alone", "buyers", "clones", "koc", UP),
        difference("clones with other audiences and all of her trust, less clones with her audience and none", "buyers",
                   "apart", "close", OPEN),
    ),
    jointly=2,
    most=60,
    limits="A spin-off costs 500 yuan to found here.",
)  # fmt: skip
