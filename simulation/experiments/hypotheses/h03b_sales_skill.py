"""H3b: is skill idle where nobody is independent?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import NONE, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

PLAN = Mix(kos=0.6, ads=0.4)


def sellers(expertise: float) -> Campaigned:
    """Employed sellers of so much skill, where skill counts as much as a meta-analysis says."""
    return Campaigned(f"expertise {expertise:g}", PLAN, {"expertise_kos": expertise, "beta_expertise": 3.0, "iota_kos": 0.0})


HYPOTHESIS = Hypothesis(
    id="H3b",
    title="Sales skill is irrelevant without independence",
    statement="A better seller who is employed by the brand sells no more: consumers do not care how good she is.",
    sources=("pseudo-concept", "albers2010", "wilson1993"),
    kind="contested",
    metric="buyers",
    conditions={"skilled": sellers(0.75), "usual": sellers(0.5)},
    readings={"buyers": buyers},
    contrasts=(difference("buyers, skilled sellers less usual ones", "buyers", "skilled", "usual", NONE),),
    limits="That expertise counts is put in (β_exp = 3); the question is whether a want of independence silences it.",
)
