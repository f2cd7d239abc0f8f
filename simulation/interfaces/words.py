"""What a command and a report say of a scenario and a verdict, in the same words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.actors import harm
from simulation.experiments.beside import AS_LISTED
from simulation.experiments.beside import SHOWN as SHOWN_BESIDE
from simulation.experiments.hiding import SHOWN as SHOWN_OF_HIDING
from simulation.experiments.metrics import METRICS, OBJECTIVE, digits_of, report_tables
from simulation.experiments.sentence import UNDEFINED_SIGN, named, number, shortened, times
from simulation.graph.network import Network
from simulation.language import say, separated, told
from simulation.model.parameters import REGISTRY

if TYPE_CHECKING:
    import pandas as pd

    from simulation.experiments.scenario import Scenario
    from simulation.experiments.verdict import Verdict

TABLES = report_tables()  # of a verdict: title, then metric → heading

# The measures of a strategy shown beside variants of itself, and of what hiding changes: metric → heading.
BESIDE: dict[str, str] = {name: METRICS[name].heading for name in SHOWN_BESIDE}
HIDING = dict(zip(SHOWN_OF_HIDING, ("buyers over control", "trust in peers", "trust in KOC", "trust in KOL", "trust points"),
                  strict=True))  # fmt: skip


class Cell(NamedTuple):
    """A number as it is printed, and its interval, empty where there is none."""

    mean: str
    interval: str


def cell(row: Any, brief: bool = False) -> Cell:
    """A measure with its interval; `brief` shortens large numbers to three digits that count."""
    factor, digits, unit = (100.0, 1, " %") if row.unit == "share" else (1.0, digits_of(row.unit), "")
    mean, low, high = (said(value, factor, digits, brief) for value in (row.mean, row.low, row.high))
    if mean == UNDEFINED_SIGN:
        return Cell(mean, "")
    return Cell(mean + unit, "" if UNDEFINED_SIGN in (low, high) or low == high else span(low, high, brief))


def span(low: str, high: str, brief: bool = False) -> str:
    """1.2 to 1.8, in brief 1.23…1.77m: a unit both bounds share is written once."""
    if not brief:
        return say("report.span", low=low, high=high)
    same = low[-1] == high[-1] and high[-1].isalpha()
    return f"{low[:-1] if same else low}…{high}"


def said(value: Any, factor: float = 1.0, digits: int = 0, brief: bool = False) -> str:
    """A number as text; undefined is a dash."""
    import pandas as pd

    if value is None or pd.isna(value):
        return UNDEFINED_SIGN
    size = abs(value * factor)
    if not brief or size < 10_000:
        return number(value * factor, digits)
    thousand, unit = shortened(size)
    return number(value * factor / thousand, 0 if size / thousand >= 99.95 else 1 if size / thousand >= 9.995 else 2) + unit


def rows_of(verdict: Verdict, columns: Iterable[str], brief: bool = False) -> Iterator[tuple[str, list[Cell]]]:
    """Strategy by strategy, the cells of these metrics."""
    rows = {(row.strategy, row.metric): cell(row, brief) for row in verdict.table.itertuples()}
    metrics = tuple(columns)
    for label in dict.fromkeys(verdict.table["strategy"]):
        yield str(label), [rows[label, metric] for metric in metrics]


def break_even(verdict: Verdict) -> str:
    """How many buyers it takes to earn the money back, one number or the range over strategies."""
    needed = verdict.table[verdict.table["metric"] == "break_even_buyers"]["mean"].dropna()
    if needed.empty:
        return ""
    low, high = (number(math.ceil(round(float(buyers), 6))) for buyers in (needed.min(), needed.max()))
    product = {"price": number(verdict.scenario.price, 2), "margin": percent(verdict.scenario.margin)}
    return say("report.break_even", buyers=low if low == high else span(low, high), **product)


def capital(words: str) -> str:
    """With a capital at the beginning."""
    return words[:1].upper() + words[1:]


def percent(share: float) -> str:
    """A share in per cent, without needless digits."""
    return f"{100 * share:.3g} %"


def wins(verdict: Verdict, kind: str) -> dict[str, str]:
    """Worlds won by each strategy, of so many; `kind` is fixed or vary. Nothing where such worlds were not made."""
    rows = verdict.wins[verdict.wins[f"{kind}_wins"].notna()]
    counts = ((row["strategy"], times(row[f"{kind}_wins"]), row["worlds"]) for row in rows.to_dict("records"))
    return {label: say("report.wins", won=won, worlds=worlds) for label, won, worlds in counts}


def leads(verdict: Verdict, brief: bool = False) -> list[dict[str, str]]:
    """The leader's lead over each rival, and what sharing worlds was worth."""
    luck, vary = wins(verdict, "fixed"), wins(verdict, "vary")
    frame = verdict.differences[verdict.differences["metric"] == OBJECTIVE]
    return [
        {
            "strategy": named(row["strategy"]),
            "difference": said(row["difference"]),
            "interval": span(said(row["low"], brief=brief), said(row["high"], brief=brief), brief),
            "variance_ratio": said(row["variance_ratio"], digits=1),
            "runs_saved": said(row["runs_saved"]),
            "luck": luck.get(row["strategy"], UNDEFINED_SIGN),
            "vary": vary.get(row["strategy"], UNDEFINED_SIGN),
        }
        for row in frame.to_dict("records")
    ]


def beside(verdict: Verdict, brief: bool = False) -> dict[str, list[tuple[str, list[Cell]]]]:
    """By strategy shown beside variants of itself: each variant, the strategy as listed first, with its cells.

    They are the measures of BESIDE, and the buyers more or less than as listed.
    """
    shown: dict[str, list[tuple[str, list[Cell]]]] = {}
    for (label, variant), rows in verdict.beside.groupby(["strategy", "variant"], sort=False):
        measures = {row["metric"]: SimpleNamespace(**row) for row in records(rows)}
        gained = measures[OBJECTIVE]
        apart = {"mean": gained.difference, "low": gained.difference_low, "high": gained.difference_high}
        cells = [*(measures[metric] for metric in BESIDE), SimpleNamespace(unit="people", **apart)]
        shown.setdefault(str(label), []).append((str(variant), [cell(measure, brief) for measure in cells]))
    return shown


def hiding(verdict: Verdict) -> list[tuple[str, list[Cell]]]:
    """By strategy, what hiding who speaks adds to each measure of `hiding.SHOWN`, or takes from it."""
    cells: dict[str, list[Cell]] = {}
    for row in records(verdict.hiding):
        added = SimpleNamespace(mean=row["difference"], low=row["low"], high=row["high"], unit=row["unit"])
        cells.setdefault(row["strategy"], []).append(cell(added))
    return list(cells.items())


# ------------------------------------------------------------------------------------------ real, generated, assumed


def nature(scenario: Scenario) -> list[tuple[str, str]]:
    """What of a scenario is real, what is generated and what is assumed."""
    real, generated, assumed = list(_real(scenario)), list(_generated(scenario)), list(_assumed(scenario))
    kinds = say("report.nature.real"), say("report.nature.generated"), say("report.nature.assumed")
    return list(zip(kinds, map(_listed, (real, generated, assumed)), strict=True))


def _listed(parts: list[str]) -> str:
    return say("report.nature.listed", parts=separated(parts or [say("report.nature.nothing")], by=";"))


def _given(scenario: Scenario) -> bool:
    """Whether the consumers come from data, and not from a recipe."""
    return isinstance(scenario.consumers, Network) or scenario.consumers.kind == "file"


def _people(scenario: Scenario) -> str:
    network = scenario.network()
    return say("report.nature.people", consumers=network.n_consumers, ties=network.n_ties)


def _real(scenario: Scenario) -> Iterator[str]:
    spec, people = scenario.consumers, _people(scenario)
    if isinstance(spec, Network):
        yield say("report.nature.handed_over", people=people)
    elif _given(scenario):
        yield say("report.nature.in_file", people=people, file=Path(spec.file).name)
    table = scenario.creators_table()
    if table is not None:
        column = scenario.creators.following.column
        yield say("report.nature.creators", creators=table.ids.size, column=column, ties=table.network.n_ties)


def _generated(scenario: Scenario) -> Iterator[str]:
    if not _given(scenario):
        recipe = told(scenario.consumers.kind.replace("_", " "))
        yield say("report.nature.recipe", people=_people(scenario), recipe=recipe, scale=f"{scenario.scale:,.6g}")
    yield say("report.nature.audiences")


def _assumed(scenario: Scenario) -> Iterator[str]:
    if scenario.creators is not None:
        yield say("report.nature.followers_grow", column=scenario.creators.following.column)
    if scenario.accounts is not None:
        yield say("report.nature.accounts", file=Path(scenario.accounts.file).name)
    some, every = sum(parameter.assumption for parameter in REGISTRY.values()), len(REGISTRY)
    yield say("report.nature.constants", some=some, all=every) if some < every else say("report.nature.all_constants", all=every)
    yield say("report.nature.no_niche")


def caveats(verdict: Verdict) -> list[str]:
    """What a reader has to know before quoting a number."""
    reach = REGISTRY["epsilon"]
    about = {"meaning": capital(told(reach.meaning)), "symbol": reach.symbol, "source": told(reach.source)}
    standing = [say("report.caveat.reach", **about), say("report.caveat.niche"), say("report.caveat.comments")]
    harmful = harm.warnings(verdict.scenario.parameters)
    return [*harmful, *verdict.notes, *standing, *_buying_again(verdict), *_variants(verdict), *_failed(verdict)]


def _buying_again(verdict: Verdict) -> Iterator[str]:
    again = REGISTRY["repurchase"]
    if verdict.scenario.parameters.repurchase > 0.0:
        yield say("report.caveat.again", symbol=again.symbol, source=told(again.source))


def _variants(verdict: Verdict) -> Iterator[str]:
    """What each first variant keeps of the buyers of the strategy it is shown beside."""
    for label, rows in verdict.beside.groupby("strategy", sort=False):
        variant = rows["variant"].unique()[1]
        listed, other = (rows[rows["variant"] == name].set_index("metric")["mean"] for name in (AS_LISTED, variant))
        if listed[OBJECTIVE] > 0:
            told_of, variant_of = named(str(label)), told(str(variant))
            kept, spent = (percent(other[metric] / listed[metric]) for metric in (OBJECTIVE, "spend"))
            yield say("report.caveat.variant", label=told_of, variant=variant_of, kept=kept, spent=spent)


def _failed(verdict: Verdict) -> Iterator[str]:
    for check, passed in verdict.provenance["checks"].items():
        if not passed:
            yield say("report.caveat.failed", check=told(check))


def cannot_say() -> list[str]:
    """What no report of ours can say."""
    return [say("report.cannot.levels"), say("report.cannot.creators"), say("report.cannot.competitors"),
            say("report.cannot.horizon"), say("report.cannot.model"), say("report.cannot.more")]  # fmt: skip


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as plain values; None where one is not defined."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
