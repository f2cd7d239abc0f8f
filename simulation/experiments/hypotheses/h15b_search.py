"""H15b: who captures the demand a KOL creates, on the page where people search?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import OPEN, UP, Hypothesis, difference, interaction
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

PAGE, NO_PAGE = {"search_rate": 0.5, "search_results": 3.0}, {"search_rate": 0.0}
PLANS = {
    "koc": Mix(kol=0.5, koc=0.5, start=1, koc_start=15), "kol": Mix(kol=1.0, posts=4, start=1),
    "ads": Mix(kol=0.5, ads=0.5, start=1, ads_first=15),
}  # fmt: skip
CELLS = ("koc", "koc, no page", "ads", "ads, no page")

HYPOTHESIS = Hypothesis(
    id="H15b",
    title="Content on the search page captures demand",
    statement="After a KOL burst, content of KOC on the search page captures the demand; others give that part to KOL.",
    sources=("playbook", "two-hundred"),
    kind="contested",
    metric="buyers",
    conditions={
        **{name: Campaigned(f"burst, then {name}", plan, PAGE) for name, plan in PLANS.items()},
        **{
            f"{name}, no page": Campaigned(f"burst, then {name}; nobody searches", PLANS[name], NO_PAGE)
            for name in ("koc", "ads")
        },
    },
    readings={"buyers": buyers},
    contrasts=(
        difference("buyers, KOC content after the burst less advertisements", "buyers", "koc", "ads", UP),
        difference("KOC content less more of the KOL", "buyers", "koc", "kol", OPEN),
        interaction("part of KOC's lead over advertisements that goes through the search page", "buyers", CELLS, UP, "ads"),
    ),
    most=60,
)
