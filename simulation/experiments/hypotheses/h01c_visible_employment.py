"""H1c: does employment that is seen cost more than hidden employment now, and less later?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import pieces, trust_in
from simulation.model.population import KOS

HORIZON = 180
PLAN = Mix(kos=0.6, ads=0.4)

HYPOTHESIS = Hypothesis(
    id="H1c",
    title="Visible employment costs now, hidden employment later",
    statement="Sellers who say whom they work for sell less at first than sellers who hide it, and more in the end.",
    sources=("karagur2022",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        "seen": Campaigned("sellers label", PLAN, {"disclosed": 1.0}, horizon=HORIZON),
        "hidden": Campaigned("sellers hide it", PLAN, {"disclosed": 0.0}, horizon=HORIZON),
    },
    readings={"early": pieces(1, 30), "late": pieces(151, 180), "trust": trust_in(KOS)},
    contrasts=(
        difference("pieces in the first 30 days, seen less hidden", "early", "seen", "hidden", DOWN),
        difference("pieces in the last 30 of 180 days", "late", "seen", "hidden", UP),
        difference("trust in sellers on day 180", "trust", "seen", "hidden", UP),
    ),
    jointly=2,
    most=60,
    ranges={"recognition_hidden": (0.1, 0.7), "loss_hidden": (0.02, 0.5), "recognition_repeat": (0.0, 0.2)},
    limits="The first month stands for 'now': in a fortnight hardly anybody has bought.",
)
