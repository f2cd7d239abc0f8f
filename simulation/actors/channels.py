"""The channels a budget is divided among, and the rules of thumb by which agencies divide it."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.language import say

# Tiers of creators for hire, consumers, sellers, spin-offs, the brand's own persona, and its advertisements with paid slots
# of the search page.
HEAD, MID, TAIL, CONSUMERS, SELLERS, SPINOFFS, PRIVATE_DOMAIN, ADS = CHANNELS = (
    "head", "mid", "tail", "koc", "kos", "spinoff", "private", "ads",
)  # fmt: skip
GIVEN_BY = CONSUMERS  # the channel of product the brand gives to consumers

# Of Chinese agencies, none of them measured: shares by channel.
RULES_OF_THUMB: Mapping[str, Mapping[str, float]] = {
    "1-3-6": {"head": 0.1, "mid": 0.3, "tail": 0.6},  # the pyramid of creators, as in the strategy tiered
    "6-3-1": {"koc": 0.6, "head": 0.3, "ads": 0.1},  # six tenths on KOC, as in the strategy six_three_one
    "1:4:5": {"head": 0.1, "mid": 0.4, "tail": 0.5},  # head to mid to tail creators, by money
}


def channel_called(channel: str) -> str:
    """What people call a channel, in the language now spoken."""
    return say(f"terms.channel.{channel}")
