"""H1b: can closeness make up for being employed by the brand?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.hypotheses import pictures
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, UP, Hypothesis, Told, difference, interaction
from simulation.experiments.hypotheses.plans import Mix
from simulation.experiments.hypotheses.readings import buyers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulation.experiments.hypotheses.finding import Finding

PLAN = Mix(koc=1.0)
ALIKE = {"sigma_buyer": 0.0, "fee_floor": 40.0, "fee_rate": 0.0}  # nobody else talks; the same fee whatever the audience
AUDIENCES = (10, 30, 100, 300)  # strangers who follow one public voice
EQUAL = 10  # as many as one has friends, on most of the networks


def friend(iota: float) -> Campaigned:
    """Somebody who speaks to her own friends, in posts and day by day."""
    more = {"iota_koc": iota, "koc_followers": 1.0, "share_cap": 1000.0}
    return Campaigned(f"own friends, ι {iota:g}", PLAN, {**ALIKE, **more})


def stranger(iota: float, audience: float = EQUAL) -> Campaigned:
    """The same person paid the same, whom nobody is close to, with followers by lot beside her friends."""
    more = {"iota_koc": iota, "r_private": 0.0, "theta": 0.0, "koc_followers": audience, "koc_near": 0.0}
    return Campaigned(f"{audience:g} strangers, ι {iota:g}", PLAN, {**ALIKE, **more})


def worth(rows: Sequence[Any]) -> Told:
    """The audience at which independent strangers' voice sells as much as employed friends."""
    friends = np.mean([row.values["friend 0"]["buyers"] for row in rows])
    among = [np.mean([row.values[f"stranger 1 {audience}"]["buyers"] for row in rows]) for audience in AUDIENCES]
    if not among[0] <= friends <= among[-1]:
        side, bound = ("fewer", AUDIENCES[0]) if friends < among[0] else ("more", AUDIENCES[-1])
        return {"worth": f"An employed friend is worth an independent voice with {side} than {bound} strangers."}
    audience = float(np.exp(np.interp(friends, among, np.log(AUDIENCES))))
    words = f"An employed friend sells as much as an independent voice with {audience:.0f} strangers."
    return {"worth": words, "audience": audience}


def draw(axes: Axes, found: Finding) -> None:
    """Buyers among strangers by the size of the audience, beside what the same people win among their friends."""
    for iota, colour, word in ((1, pictures.COLOURS[0], "independent"), (0, pictures.COLOURS[1], "employed")):
        values = pictures.levels(found, [f"stranger {iota} {audience}" for audience in AUDIENCES], "buyers")
        pictures.course(axes, AUDIENCES, values, found, colour, f"{word} voice among strangers")
        friends = np.repeat(found.values(f"friend {iota}", "buyers")[:, None], 2, axis=1)
        pictures.course(axes, AUDIENCES[:: len(AUDIENCES) - 1], friends, found, colour, f"{word} friends", (0, (4, 2)))
    axes.set_xscale("log")
    axes.set_xticks(AUDIENCES, [str(audience) for audience in AUDIENCES])
    axes.minorticks_off()
    axes.set_xlabel("strangers who follow one voice")
    axes.set_ylabel("buyers")
    axes.legend(loc="upper left")


CELLS = ("friend 0", "friend 1", f"stranger 0 {EQUAL}", f"stranger 1 {EQUAL}")

HYPOTHESIS = Hypothesis(
    id="H1b",
    title="Closeness makes up for employment",
    statement="What employment by the brand costs in influence is offset by strong ties and private reach: employed friends "
    "outsell independent strangers.",
    sources=("koc-explained", "kol-or-koc", "pseudo-concept"),
    kind="contested",
    metric="buyers",
    conditions={
        "friend 0": friend(0.0), "friend 1": friend(1.0),
        **{f"stranger {iota} {audience}": stranger(iota, audience) for iota in (0, 1) for audience in AUDIENCES},
    },
    readings={"buyers": buyers},
    contrasts=(
        difference("buyers, employed among friends less independent among as many strangers", "buyers", CELLS[0], CELLS[3], UP),
        interaction("loss by employment among strangers less that among friends", "buyers", CELLS, UP, CELLS[3]),
        difference("what employment costs among friends", "buyers", CELLS[0], CELLS[1], DOWN),
    ),
    most=60,
    limits="Nobody but those hired talks, so that closeness is theirs alone; all are paid the same for the same posts.",
    extra=worth,
    picture=draw,
)  # fmt: skip
