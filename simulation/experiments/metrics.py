"""What is measured: every column of every result, with its unit, its definition, and what of it is our convention.

This is the one list. Tables of results have the columns named here, reports and commands take headings and definitions
from here, and `docs/METRICS.md` is written from here (`wom metrics --markdown`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.model.population import LEARNT_ROLES, ROLES
from simulation.refusal import Refusal, nearest

if TYPE_CHECKING:
    import pandas as pd

DIRECT, DERIVED_KIND = "direct", "against the control"
SMALL = 100_000  # followers below which an account counts as small
DEEP = 3  # generations from which depth is told no finer
BOUGHT_BY = (16, 50, 95)  # per cent of a run's buyers


class Metric(NamedTuple):
    """One column of a result."""

    name: str
    unit: str
    definition: str
    formula: str = ""
    per: str = ""  # the total it is counted by: over several worlds it is Σ of what is counted / Σ of this
    undefined: str = ""  # when it has no value
    assumption: bool = False  # rests on a convention of ours
    kind: str = DIRECT
    table: str = ""  # the table of a report it stands in
    heading: str = ""  # above its column there


def _table(*rows: tuple[str, ...] | Metric) -> Mapping[str, Metric]:
    return {row[0]: Metric(*row) for row in rows}


def role_word(role: str) -> str:
    """A role as names of columns have it: spinoff, own_initiative."""
    return role.lower().replace("-", "").replace(" ", "_")


def credit_column(what: str, role: str) -> str:
    """The column counting those of `what` credited to a role: buyers_by_spinoff."""
    return f"{what}_by_{role_word(role)}"


def _conversion(to: str, whole: str, definition: str) -> Metric:
    return Metric(f"cvr_{to}", "share", definition, per=whole, undefined=f"where {whole} is 0")


def _bought_by(share: int) -> Metric:
    definition = f"the first day by which {share} % of the run's buyers had bought"
    return Metric(f"t{share}", "day", definition, undefined="where nobody bought")


def _at_depth(depth: int) -> Metric:
    told = (
        "who became aware by themselves or were given the product",
        "told by an account or a recruited KOC",
        "whom word reached through one other consumer",
        "whom word reached through two others or more",
    )[depth]
    name, formula = f"buyers_depth_{depth}_share", "generation in the trees of credit for awareness"
    return Metric(name, "share", f"of buyers, those {told}", formula, "buyers", "where nobody bought")


def _credited_share(role: str) -> Metric:
    column = credit_column("buyers", role)
    shown = ("Word of mouth", "buyers: credited to peers") if role == ROLES[0] else ("", "")
    definition = f"of buyers, those whose first purchase is credited to {role}"
    share = Metric(f"{column}_share", "share", definition, f"{column} / buyers", "buyers", "where nobody bought")
    return share._replace(table=shown[0], heading=shown[1])


def _trust(role: str) -> tuple[Metric, Metric]:
    word, whom = role_word(role), "peers" if role == ROLES[0] else role
    change = Metric(f"trust_change_{word}", "share", f"mean trust in {whom} at the end less that at the start")
    if role in ("peer", "KOC", "KOL"):
        change = change._replace(table="Trust", heading=f"trust in {whom}: change")
    definition = f"mean trust in {whom} among all consumers at the end"
    return Metric(f"trust_in_{word}", "share", definition, "α/(α + β), as faded by then"), change


def _headed(table: str, heading: str, *row: str) -> Metric:
    return Metric(*row)._replace(table=table, heading=heading)  # type: ignore[arg-type]


LEARNT = ROLES[:LEARNT_ROLES]

TOTALS = _table(
    ("strategy", "", "label of the strategy"),
    ("replicate", "", "number of the world"),
    _headed("People", "reach", "reach", "people", "people exposed at least once"),
    ("exposures", "exposures", "exposures delivered"),
    _headed("People", "aware", "awareness", "people", "people who became aware"),
    _headed("People", "A3", "a3", "people", "people who were ever interested"),
    ("search", "people", "people who ever searched"),
    _headed("People", "buyers", "buyers", "people", "people who bought"),
    _headed("Money", "GMV, CNY", "gmv", "CNY", "pieces bought in the brand's own shops, each at the price of its day",
            "Σ captured pieces of the day × its price"),
    _headed("Money", "spend, CNY", "spend", "CNY", "money spent"),
    ("unspent", "CNY", "money left of the budget"),
    ("accounts", "accounts", "accounts hired, founded or employed"),
    ("posts", "posts", "posts bought or made by sellers"),
    ("recruits", "consumers", "consumers hired as KOC, each for as many people as a consumer stands for"),
    ("recruits_spend", "CNY", "money paid for them: product, training, fees and handling"),
    Metric("recruit_cost", "CNY a consumer", "money paid for a consumer hired as KOC", "recruits_spend / recruits", "recruits",
           "where nobody was recruited"),
    ("buyers_with_peer", "people", "buyers with a peer credited with any step of their way"),
    *((credit_column("awareness", role), "people", f"awareness credited to {role}") for role in ROLES),
    *((credit_column("buyers", role), "people", f"first purchases credited to {role}") for role in ROLES),
    # exposure
    ("impressions", "exposures", "exposures delivered by accounts: posts, advertisements, messages, talks, search results"),
    Metric("frequency", "exposures a person", "exposures of somebody exposed at all", "exposures / reach", "reach",
           "where nobody was exposed"),
    Metric("exposure_gini", "share", "inequality of exposure among consumers: 0 all alike, towards 1 all on one",
           "Gini coefficient of the exposures remembered at the end", undefined="where nobody was exposed", assumption=True),
    Metric("views_gini", "share", "inequality of exposures delivered among the accounts, the brand left out",
           "Gini coefficient", undefined="where accounts delivered nothing"),
    Metric("small_account_share", "share", f"of posts, those of accounts with fewer than {SMALL:,} followers", per="posts",
           undefined="where there are no posts"),
    # conversion
    _conversion("awareness", "reach", "of those exposed, who became aware"),
    _conversion("interest", "awareness", "of those aware, who were ever interested"),
    _conversion("search", "a3", "of those ever interested, who ever searched"),
    _conversion("action", "search", "of those who ever searched, who bought"),
    *map(_bought_by, BOUGHT_BY),
    # purchases
    ("purchases", "pieces", "pieces bought, first and later ones"),
    ("captured_purchases", "pieces", "pieces bought in the brand's own shops"),
    ("leaked_purchases", "pieces", "pieces bought elsewhere, which bring the brand nothing"),
    _headed("Customers", "bought again", "repurchase_rate", "share", "of buyers, those who bought more than once", "",
            "buyers", "where nobody bought"),
    ("churned", "people", "buyers lost for good"),
    _headed("Customers", "lost", "churn_rate", "share", "of buyers, those lost for good", "churned / buyers", "buyers",
            "where nobody bought"),
    _headed("Customers", "members", "members", "people", "members of a pool at the end"),
    Metric("members_by_sellers_share", "share", "of members at the end, those in a seller's pool", per="members",
           undefined="where there are no members"),
    ("sharers", "people", "people, recruited KOC left out, who ever spoke of the product, for or against it"),
    Metric("referrals", "people", "new buyers in the brand's own shops whom a peer is credited with",
           "what referral_reward is paid for", assumption=True),
    # money
    Metric("commission_paid", "CNY", "commission of accounts on first purchases they are credited with, out of revenue",
           "commission × price of the day, captured purchases; none for the brand", assumption=True),
    ("rewards_paid", "CNY", "rewards for referrals, out of revenue", "referral_reward × referrals"),
    _headed("Money", "profit, CNY", "profit", "CNY", "what is left of revenue after goods, commission, rewards and spend",
            "GMV − captured pieces × price × (1 − margin) − commission − rewards − spend"),
    _headed("Customers", "LTV, CNY", "ltv", "CNY a buyer", "what a buyer has brought within the run, spend not deducted",
            "(profit + spend) / buyers", "buyers", "where nobody bought")._replace(assumption=True),
    Metric("effective_cpm", "CNY per 1,000", "money spent for a thousand exposures delivered by accounts",
           "1,000 × spend / impressions", "impressions", "where accounts delivered nothing"),
    # trust
    *(metric for role in LEARNT for metric in _trust(role)),
    Metric("trust_points", "points", "mean trust in all learnt roles at the end, of 100", "100 × mean of trust_in_…",
           assumption=True),
    # word of mouth
    *(_at_depth(depth) for depth in range(DEEP + 1)),
    *map(_credited_share, ROLES),
    _headed("Word of mouth", "aware: credited to peers", "awareness_by_peer_share", "share",
            "of those who became aware, those credited to peers", "awareness_by_peer / awareness", "awareness",
            "where nobody became aware"),
    _headed("Word of mouth", "buyers: a peer on the way", "buyers_with_peer_share", "share",
            "of buyers, those with a peer credited with any step of their way", "buyers_with_peer / buyers", "buyers",
            "where nobody bought"),
    ("cascades", "cascades", "sources of awareness, accounts or consumers nobody told, who made somebody aware"),
    ("cascade_size", "people", "people made aware, directly or through others, by the source of the largest cascade"),
    ("cascade_depth", "generations", "generations after the source in the deepest cascade"),
    ("cascade_breadth", "people", "people in the largest generation after the source of any cascade"),
    _headed("Word of mouth", "structural virality", "structural_virality", "ties",
            "mean distance between two members of a cascade, over all pairs in any (Goel et al. 2016)",
            "Σ distances of pairs / number of pairs, the source a member", "", "where nobody was told")._replace(assumption=True),
)  # fmt: skip

OBJECTIVE = "incremental_buyers"

_AGAINST = _table(
    _headed("People", "buyers over control", OBJECTIVE, "people", "buyers less those of no campaign in the same world"),
    ("incremental_gmv", "CNY", "GMV less that of no campaign in the same world"),
    ("incremental_profit", "CNY", "profit less that of no campaign in the same world"),
    _headed("Money", "CAC, CNY", "cac", "CNY a buyer", "spend over incremental buyers", "spend / incremental_buyers", "",
            "where nobody was gained or nothing spent"),
    _headed("Money", "ROAS", "roas", "ratio", "incremental GMV over spend", "incremental_gmv / spend", "",
            "where nothing was spent"),
    _headed("Money", "ROI", "roi", "share", "incremental profit over spend", "incremental_profit / spend", "",
            "where nothing was spent"),
    ("break_even_buyers", "people", "incremental buyers whose margin pays for the spend if each buys once",
     "spend / (price × margin)", "", "where nothing was spent"),
    _headed("Trust", "trust over control, points", "trust_gain", "points",
            "trust points less those of no campaign in the same world")._replace(assumption=True),
    _headed("Trust", "CNY a trust point", "cost_per_trust_point", "CNY a point",
            "spend over the trust points gained", "spend / trust_gain", "", "where no trust was gained or nothing spent",
            )._replace(assumption=True),
)  # fmt: skip

DERIVED: Mapping[str, Metric] = {name: metric._replace(kind=DERIVED_KIND) for name, metric in _AGAINST.items()}
METRICS: Mapping[str, Metric] = {**{n: m for n, m in TOTALS.items() if m.unit}, **DERIVED}
OPTIONAL = frozenset(name for name, metric in METRICS.items() if metric.undefined)  # may have no value in a run


def metric(name: str) -> Metric:
    """The metric of this name."""
    if name not in METRICS:
        raise Refusal("metrics", name, "the name of a metric", nearest(name, METRICS))
    return METRICS[name]


def over(part: Any, whole: Any) -> Any:
    """part / whole, NA where the whole is 0."""
    from pandas import NA

    return float(part) / float(whole) if whole else NA


def nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every metric that may have no value in a column that can say so."""
    return frame.astype({name: "Float64" for name in frame.columns if name in OPTIONAL}).copy()  # in one piece again


def digits_of(unit: str) -> int:
    """Digits after the point of a number printed in this unit; shares are printed in per cent."""
    return {"ratio": 2, "points": 2, "ties": 2, "exposures a person": 2, "share": 1, "generations": 1, "day": 1}.get(unit, 0)


def report_tables() -> tuple[tuple[str, dict[str, str]], ...]:
    """The tables of a report: title, then metric → heading."""
    titles = dict.fromkeys(metric.table for metric in METRICS.values() if metric.table)
    return tuple((title, {m.name: m.heading for m in METRICS.values() if m.table == title}) for title in titles)


# ------------------------------------------------------------------------------------------------ columns of other tables


def _so_far(name: str) -> tuple[str, str, str]:
    metric = TOTALS[name]
    return name, metric.unit, f"{metric.definition}, so far"


CURVES = _table(
    ("day", "day", "day of the campaign; 0 is before it"),
    *map(_so_far, ("reach", "exposures", "awareness")),
    ("interest", "people", "people in Interest at the close of the day"),
    ("search", "people", "people in Search at the close of the day"),
    ("a3", "people", "people in Interest or Search at the close of the day (A3 crowd)"),
    ("sharing", "people", "people sharing at the close of the day"),
    *map(_so_far, ("buyers", "gmv", "spend", "purchases", "churned")),
    ("members", "people", "members of a pool at the close of the day"),
)

CONSUMERS = _table(
    ("consumer", "", "id of the consumer"),
    ("stage", "", "stage of the funnel at the end"),
    ("reached_on", "day", "day of the first exposure, −1 never"),
    ("aware_on", "day", "day of becoming aware, −1 never"),
    ("interested_on", "day", "day of last becoming interested, −1 never"),
    ("searched_on", "day", "day of last beginning to search, −1 never"),
    ("bought_on", "day", "day of the first purchase, −1 never"),
    ("aware_by", "", "role credited with becoming aware"),
    ("aware_from", "", "consumer or account credited with becoming aware"),
    ("bought_by", "", "role credited with the first purchase"),
    ("bought_from", "", "consumer or account credited with the first purchase"),
    ("satisfied", "", "1 pleased with the latest purchase, 0 not, −1 no purchase"),
    ("recruited", "", "whether the consumer was recruited as KOC"),
    ("purchases", "pieces", "pieces bought by each of the people the consumer stands for"),
    ("depth", "generations", "generations from the source of awareness, 0 the source itself, −1 not aware"),
    ("member", "", "whether a member of a pool at the end"),
    ("churned", "", "whether lost for good"),
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
    ("buyers", "people", "first purchases credited to it or the comments beneath its posts"),
    ("commission", "CNY", "commission it is paid, out of revenue"),
)

SELLERS = _table(
    ("rank", "", "place among the sellers by orders, the most first; equals share the better place"),
    ("seller", "", "name of the seller's account"),
    ("talks", "people", "people it had time to talk to over the run"),
    ("exposures", "exposures", "exposures delivered by its talks and posts"),
    ("members", "people", "members of its pool at the end"),
    ("orders", "people", "first purchases credited to it"),
    ("gmv", "CNY", "those of them in the brand's own shops, at the price of their day"),
)

TIES = _table(
    ("source", "", "id of the consumer who is heard"),
    ("target", "", "id of the consumer who hears"),
    ("strength", "", "strength of the tie, 0 to 1"),
    ("told", "", "whether the tie carried a credited transition of the target"),
    ("transition", "", "the transition it carried: awareness, interest, search, action or repurchase; empty for none"),
    ("day", "day", "day of that transition, −1 for none"),
)

# The eight touches of a Chinese platform's vocabulary, told in measures of the model: by whom each was ever had.
TOUCHES: Mapping[str, Metric] = {
    sign: Metric(sign, "people", definition, assumption=True, heading=english)
    for sign, english, definition in (
        ("见", "see", "exposed at least once"),
        ("搜", "search", "ever in Search"),
        ("入", "enter", "came to the brand's own place: heard a seller, is a member of a pool, or bought in its own shops"),
        ("比", "compare", "ever in Search, and heard at least two kinds of source in all"),
        ("进", "step in", "ever in Search, heard as many kinds of source as a purchase takes, and would pay the lowest price"),
        ("购", "buy", "bought"),
        ("联", "connect", "a member of a pool at the end"),
        ("扩", "spread", "ever spoke of the product, for or against it, recruited KOC left out"),
    )
}

TABLES: Mapping[str, Mapping[str, Metric]] = {
    "curves": CURVES, "consumers": CONSUMERS, "accounts": ACCOUNTS, "sellers": SELLERS, "ties": TIES,
}  # fmt: skip
