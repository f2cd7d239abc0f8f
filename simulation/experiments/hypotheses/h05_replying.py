"""H5: does replying to comments pay?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import BUDGET, Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, weighted
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers, profit

STAFF = 0.1  # of the budget: who replies must be paid

HYPOTHESIS = Hypothesis(
    id="H5",
    title="Replying raises conversion",
    statement="Accounts that reply to comments and messages sell more with the same content; whether it pays is open.",
    sources=("koc-explained", "pseudo-concept"),
    kind="input",
    metric="buyers; profit",
    conditions={
        "replying": Campaigned("interactivity .8", Mix(koc=1.0), {"interactivity_koc": 0.8}),
        "silent": Campaigned("interactivity .2", Mix(koc=1.0), {"interactivity_koc": 0.2}),
        "paid for": Campaigned("interactivity .8, a tenth on staff", Mix(koc=1.0 - STAFF), {"interactivity_koc": 0.8}),
    },
    readings={"buyers": buyers, "gain": lambda campaign: profit(campaign) + campaign.desk.ledger.spent / 100.0},
    contrasts=(
        difference("buyers, replying less silent", "buyers", "replying", "silent", UP),
        weighted("margin on pieces with a tenth of the budget on staff, less silent", "gain",
                 {"paid for": 1.0, "silent": -1.0}, "silent", OPEN),
    ),
    limits=f"That a source which answers persuades is put in; that replies cost {STAFF * BUDGET:,.0f} CNY is assumed.",
)  # fmt: skip
