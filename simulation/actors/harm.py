"""What a scenario lets people do to others, said before it runs."""

from __future__ import annotations

from typing import Any

HARM = "this is there to study harm; in many places it is against the law"


def warnings(p: Any) -> list[str]:
    """A sentence for each practice these parameters switch on that hides who speaks; none at the defaults."""
    found = []
    if p.disclosed < 1.0:
        found.append(f"{1.0 - p.disclosed:.0%} of paid accounts do not label their posts (disclosed: {p.disclosed:g}): {HARM}.")
    if p.comment_fakes > 0.0:
        found.append(f"{p.comment_fakes:.0%} of the comments are fake (comment_fakes: {p.comment_fakes:g}): {HARM}.")
    if p.posing > 0.0:
        found.append(f"{p.posing:.0%} of spin-off accounts pose as independent consumers (posing: {p.posing:g}): {HARM}.")
    return found
