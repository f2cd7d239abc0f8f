"""H6: does being easy to reach add to trust beyond being heard more often?"""

from __future__ import annotations

from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import UP, Hypothesis, difference
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

PLAN = Mix(kos=0.6, ads=0.4)


def sellers(accessibility: float, talks: float) -> Campaigned:
    """Sellers so easy to reach, who talk to so many people a day."""
    changes = {"zhao": 1.0, "accessibility_kos": accessibility, "talks": talks}
    return Campaigned(f"accessibility {accessibility:g}, {talks:g} talks a day", PLAN, changes)


HYPOTHESIS = Hypothesis(
    id="H6",
    title="Accessibility adds beyond delivery",
    statement="A source that is easy to reach is believed more, beside being heard more often.",
    sources=("pseudo-concept", "stephen2010"),
    kind="input",
    metric="buyers",
    conditions={"trusted": sellers(1.0, 30.0), "usual": sellers(0.5, 30.0), "heard": sellers(0.5, 60.0)},
    readings={"buyers": buyers},
    contrasts=(
        difference("buyers with the same talks, accessible less usual sellers", "buyers", "trusted", "usual", UP),
        difference("buyers with twice the talks, usual sellers", "buyers", "heard", "usual", UP),
    ),
    limits="Both ways are put in: what accessibility does to trust, and how many people a seller talks to.",
)
