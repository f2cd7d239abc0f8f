"""What a scenario lets people do to others, said before it runs."""

from __future__ import annotations

from typing import Any

from simulation.language import say


def warnings(p: Any) -> list[str]:
    """A sentence for each practice these parameters switch on that hides who speaks; none at the defaults."""
    found, harm = [], say("report.harm.harm")
    if p.disclosed < 1.0:
        found.append(say("report.harm.hidden", share=1.0 - p.disclosed, value=p.disclosed, harm=harm))
    if p.comment_fakes > 0.0:
        found.append(say("report.harm.fakes", share=p.comment_fakes, value=p.comment_fakes, harm=harm))
    if p.posing > 0.0:
        found.append(say("report.harm.posing", share=p.posing, value=p.posing, harm=harm))
    return found
