"""What is measured: every column of every result, with its unit and definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulation.model.population import ROLES


class Metric(NamedTuple):
    """One column of a result."""

    name: str
    unit: str
    definition: str


def _table(*rows: tuple[str, str, str]) -> Mapping[str, Metric]:
    return {name: Metric(name, unit, definition) for name, unit, definition in rows}


def credit_column(what: str, role: str) -> str:
    """The column counting those of `what` credited to a role: buyers_by_spinoff."""
    return f"{what}_by_{role.lower().replace('-', '').replace(' ', '_')}"


CURVES = _table(
    ("day", "day", "day of the campaign; 0 is before it"),
    ("reach", "people", "people exposed at least once, so far"),
    ("exposures", "exposures", "exposures delivered, so far"),
    ("awareness", "people", "people who became aware, so far"),
    ("interest", "people", "people in Interest at the close of the day"),
    ("search", "people", "people in Search at the close of the day"),
    ("a3", "people", "people in Interest or Search at the close of the day (A3 crowd)"),
    ("sharing", "people", "people sharing at the close of the day"),
    ("buyers", "people", "people who bought, so far"),
    ("gmv", "CNY", "price times pieces bought, so far"),
    ("spend", "CNY", "money spent, so far"),
)

TOTALS = _table(
    ("strategy", "", "label of the strategy"),
    ("replicate", "", "number of the world"),
    ("reach", "people", "people exposed at least once"),
    ("exposures", "exposures", "exposures delivered"),
    ("awareness", "people", "people who became aware"),
    ("a3", "people", "people who were ever interested"),
    ("search", "people", "people who ever searched"),
    ("buyers", "people", "people who bought"),
    ("gmv", "CNY", "price times pieces bought"),
    ("spend", "CNY", "money spent"),
    ("unspent", "CNY", "money left of the budget"),
    ("accounts", "accounts", "accounts hired, founded or employed"),
    ("posts", "posts", "posts bought or made by sellers"),
    ("buyers_with_peer", "people", "buyers with a peer credited with any step of their way"),
    *((credit_column("awareness", role), "people", f"awareness credited to {role}") for role in ROLES),
    *((credit_column("buyers", role), "people", f"purchases credited to {role}") for role in ROLES),
)

CONSUMERS = _table(
    ("consumer", "", "id of the consumer"),
    ("stage", "", "stage of the funnel at the end"),
    ("reached_on", "day", "day of the first exposure, −1 never"),
    ("aware_on", "day", "day of becoming aware, −1 never"),
    ("interested_on", "day", "day of last becoming interested, −1 never"),
    ("searched_on", "day", "day of last beginning to search, −1 never"),
    ("bought_on", "day", "day of buying, −1 never"),
    ("aware_by", "", "role credited with becoming aware"),
    ("aware_from", "", "consumer or account credited with becoming aware"),
    ("bought_by", "", "role credited with the purchase"),
    ("bought_from", "", "consumer or account credited with the purchase"),
    ("satisfied", "", "1 pleased with the purchase, 0 not, −1 no purchase"),
    ("recruited", "", "whether the consumer was recruited as KOC"),
)

ACCOUNTS = _table(
    ("account", "", "name of the account"),
    ("role", "", "role of the account"),
    ("followers", "people", "followers as the reach law counts them"),
    ("posts", "posts", "posts in its plan"),
    ("spend", "CNY", "money paid for it"),
    ("views", "people", "exposures delivered by it, times scale"),
    ("independence", "share", "independence left at the end"),
    ("awareness", "people", "awareness credited to it or the comments beneath its posts"),
    ("buyers", "people", "purchases credited to it or the comments beneath its posts"),
)

TIES = _table(
    ("source", "", "id of the consumer who is heard"),
    ("target", "", "id of the consumer who hears"),
    ("strength", "", "strength of the tie, 0 to 1"),
    ("told", "", "whether the tie carried a credited transition of the target"),
    ("transition", "", "the transition it carried: awareness, interest, search or action; empty for none"),
    ("day", "day", "day of that transition, −1 for none"),
)
