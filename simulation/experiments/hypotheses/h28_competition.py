"""H28: does seeding expand rather than hasten where brands compete?"""

from __future__ import annotations

from simulation.experiments.hypotheses.hypothesis import Inexpressible

HYPOTHESIS = Inexpressible(
    id="H28",
    title="With competition seeding expands more than it hastens",
    statement="The value of seeding shifts from acceleration to expansion as brands compete.",
    sources=("libai2013",),
    kind="emergent",
    why="it needs a second brand on the network, and the model has one.",
)
