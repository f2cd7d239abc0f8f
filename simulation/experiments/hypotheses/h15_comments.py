"""H15: do the comments beneath a KOL's post sell?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, conversion

HYPOTHESIS = Hypothesis(
    id="H15",
    title="Comments beneath KOL posts sell",
    statement="Comments of others that are read beneath a KOL's post raise its conversion.",
    sources=("kol-or-koc",),
    kind="input",
    metric="buyers; buyers a thousand exposures",
    conditions={
        "read": Campaigned("half of the viewers read them", Mix(kol=1.0), {"comment_readers": 0.5}),
        "unread": Campaigned("nobody reads them", Mix(kol=1.0), {"comment_readers": 0.0}),
    },
    readings={"buyers": buyers, "conversion": conversion},
    contrasts=(
        difference("buyers, comments read less unread", "buyers", "read", "unread", UP),
        difference("buyers a thousand exposures", "conversion", "read", "unread", UP),
    ),
)
