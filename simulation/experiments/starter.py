"""What `wom init NAME` writes: a scenario that runs as it is, its rate card, and the schema editors read."""

from __future__ import annotations

from simulation.experiments import json_schema, shipped
from simulation.experiments.scenario_fields import plain_name
from simulation.experiments.scenario_schema import refusal_of
from simulation.experiments.units import Unfit

_SCENARIO = """\
# yaml-language-server: $schema=scenario.schema.json
#
# Does a small budget do more with one large account or with many small ones?
#
# Real:      nothing yet. Replace the consumers by a file of your own and the rate card by your own offers.
# Generated: the consumers and their ties; who follows which account.
# Assumed:   the rate card, which is invented, and every constant of the model marked as an assumption.

name: "{name}"
question: Does a budget of 100,000 yuan do more with one large account or with many small ones?

horizon: 60 days
scale: 40 people # a consumer stands for 40 people: a market of 80,000

consumers: # who buys, and who hears whom
  communities: # most ties stay inside a community
    consumers: 2_000
    communities: 40
    mean_degree: 10
    homophily: 80 %
  # or your own: a file of ties, one a row
  # file: friends.csv
  # directed: false
  # segments: {{ file: people.csv, id: id, column: segment }}

accounts: # who is for hire: name, role (KOL or KOC), followers, fee a post, platform, segment
  file: "{card}"

product:
  price: 199 CNY
  margin: 40 %

budget: 100_000 CNY # for each strategy

strategies:
  - no_campaign # the control every other one is measured against
  - head_kol
  - long_tail_matrix
  - six_three_one
  - twice as many posts: {{ strategy: long_tail_matrix, posts: 8 }}

# Parameters of the model, all by their names; `wom schema` lists them with units and sources.
# behaviour:
#   kappa: 0.8 # a number is kept when assumptions vary
#   epsilon: {{ value: 0.35, between: [0.2, 0.5] }} # a range is drawn from

replicates: 30 # paired worlds
key: 0 # another key, other luck
"""


def starter(name: str) -> dict[str, str]:
    """File name → text of all that a new scenario needs; a name no file can carry is refused."""
    try:
        plain_name(name)
    except Unfit as unfit:
        raise refusal_of(unfit, "name") from None
    card = f"{name}-ratecard.csv"
    sample = shipped.scenarios() / "data" / "ratecard.csv"
    return {
        f"{name}.yaml": _SCENARIO.format(name=name, card=card),
        card: sample.read_text(encoding="utf-8"),
        "scenario.schema.json": json_schema.text(),
    }
