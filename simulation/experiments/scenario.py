"""What is asked, of whom, and what it may cost: a file becomes an unchangeable value, or a clear refusal."""

from __future__ import annotations

import hashlib
import html
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulation.experiments import document as files
from simulation.experiments import lineup
from simulation.experiments.scenario_data import CreatorsTable, RateRow, Sources
from simulation.experiments.scenario_schema import FOLLOWING, Sections, Setting, validated
from simulation.experiments.scenario_switches import settled
from simulation.graph.network import Network
from simulation.model.parameters import DEFAULTS, REGISTRY
from simulation.refusal import Refusal, Verbatim, nearest

_OF_PRODUCT = ("price", "margin", "reference_price")
_CHANGEABLE = (*Sections.model_fields, *_OF_PRODUCT, *REGISTRY)


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Scenario:
    """One question with all it takes to answer it; built by `load` or from Python values, with the same checks.

    `Scenario(consumers=net, budget=200_000, strategies=["head_kol", MyStrategy()])`: sections are called as in a file
    (`consumers` may be a Network, a strategy an instance of a frozen dataclass), and so are those taken from the
    defaults: horizon 60 days, scale 1, price 199 CNY, margin 40 %, 30 replicates, key 0, nobody for hire, a calm market
    with every mechanism as by default. `price`, `margin`, `reference_price` and every parameter may be given by their own
    name. Money is given in CNY. Whatever does not fit raises Refusal.
    """

    name: str
    question: str
    horizon: int  # days
    scale: float  # people a consumer stands for
    consumers: Any  # the section, or a Network
    creators: Any  # the section, or None
    accounts: Any  # the section, or None
    product_name: str
    price: float  # CNY
    margin: float  # share of the price
    reference_price: float  # CNY: what people take for usual
    budget: int  # fen
    parameters: Any  # Parameters: the defaults and what the scenario sets
    ranges: Mapping[str, tuple[float, float]]  # its own ranges, drawn from when assumptions vary
    held: frozenset[str]  # parameters set to a bare number: they stay when assumptions vary
    off: tuple[str, ...]  # mechanisms left out
    on: tuple[str, ...]  # mechanisms that act though they rest by default
    calendar: tuple[Any, ...]  # seasons
    events: tuple[Any, ...]  # scandals, closed stores, a law
    targets: tuple[Any, ...]  # figures others have published
    strategies: Mapping[str, Any]  # label → strategy, in order
    replicates: int
    precision: float | None  # share
    optimize: Any  # bounds of a search for the best split, or None
    key: int
    folder: Path | None  # of the file it was read from
    _document: files.Document
    _where: str
    _sources: Sources

    def __init__(self, /, *, consumers: Any = None, budget: Any = None, strategies: Any = None, **more: Any) -> None:
        said = {"consumers": consumers, "budget": budget, "strategies": strategies, **more}
        _fill(self, _spoken(said, {}, "Scenario"), "Scenario", None, None)

    @property
    def where(self) -> str:
        """The file it was said in, or `Scenario`: the place a complaint begins with."""
        return self._where

    @property
    def budget_cny(self) -> float:
        """The budget in CNY."""
        return self.budget / 100

    def network(self) -> Network:
        """Who hears whom; built or read when first asked for."""
        return self._sources.network

    def creators_table(self) -> CreatorsTable | None:
        """The real creators for hire, or None; read when first asked for."""
        return self._sources.creators_table

    def rate_card(self) -> tuple[RateRow, ...] | None:
        """The rate card, or None; read when first asked for."""
        return self._sources.rate_card

    def loaded(self, files: bool = True) -> dict[str, Any]:
        """What has been loaded of all it points at, or all, for where its files are not; `lend` gives it to the same there."""
        return self._sources.loaded(files)

    def lend(self, loaded: Mapping[str, Any]) -> None:
        """Take what it points at from the same scenario elsewhere, so that it is not loaded again."""
        self._sources.lend(loaded)

    def vary(self, /, **changes: Any) -> Scenario:
        """The scenario with sections, price, margin or parameters changed: `vary(budget=500_000, kappa=0.8)`.

        Mappings merge with what is there, all else is replaced, None takes a section back to its default.
        """
        where = self._where if self._where.endswith(", varied") else f"{self._where}, varied"
        document = files.merged(self._document, _spoken(changes, self._document, where))
        return _fill(object.__new__(type(self)), document, where, self.folder, self._sources)

    def with_parameters(self, parameters: Any) -> Scenario:
        """The scenario with all parameters as in one world; none of them is drawn again."""
        following = {name: parameter for name, parameter in _following(self._document).items() if name not in FOLLOWING}
        switched = settled(self.off, self.on)
        drawn = {name: value for name, value in parameters._asdict().items() if switched.get(name) != value}
        document = {**self._document, "behaviour": drawn}
        if "creators" in document:
            document["creators"] = {**document["creators"], "following": following}
        return _fill(object.__new__(type(self)), document, self._where, self.folder, self._sources)

    def resolved(self) -> dict[str, Any]:
        """Everything that decides a result, as plain JSON values: no label, path, strategy or number of replicates.

        Networks and tables stand by their digest, which loads them; a recipe by its options.
        """
        return {
            **self._sources.resolved,
            "horizon": self.horizon,
            "scale": self.scale,
            "price": self.price,
            "margin": self.margin,
            "reference_price": self.reference_price,
            "calendar": [season.model_dump(exclude={"name"}) for season in self.calendar],
            "events": [event.model_dump() for event in self.events],
            "budget": self.budget,
            "parameters": {name: finite(value) for name, value in self.parameters._asdict().items()},
            "ranges": {name: list(self.ranges[name]) for name in sorted(self.ranges)},
            "held": sorted(self.held),
            "key": self.key,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what decides a result, in hexadecimal; the same on every machine."""
        return hashlib.sha256(json.dumps(self.resolved(), sort_keys=True, allow_nan=False).encode()).hexdigest()

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent elsewhere as what was said; files are read again there."""
        return _again, (self._document, self._where, self.folder)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.budget_cny:,.0f} CNY, {self.horizon} days, {len(self.strategies)} strategies>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in _summary(self).items())
        return f"<table><caption>Scenario {html.escape(self.name)}</caption>{rows}</table>"


def finite(value: float) -> float | str:
    """A parameter as JSON can say it: one without bound, as a mechanism left out may have it, by its name."""
    return value if math.isfinite(value) else str(value)


def checked(scenario: object) -> Scenario:
    """What is given for a scenario, if it is one."""
    if not isinstance(scenario, Scenario):
        raise Refusal("scenario", scenario, "a Scenario", "load one with sim.load, or build one with sim.Scenario")
    return scenario


def load(scenario: str | PathLike[str]) -> Scenario:
    """The scenario of a YAML file, or a shipped one by its bare name, such as "head-or-matrix".

    Raises Refusal for a file that cannot be read and for anything in it that does not fit.
    """
    if not isinstance(scenario, (str, PathLike)):
        raise Refusal("load", scenario, "the path of a file or the name of a shipped scenario", "pass a text")
    path = files.located(scenario)
    document = files.whole_document(path)
    return _fill(object.__new__(Scenario), {"name": path.stem, **document}, str(path), path.parent.resolve(), None)


def _spoken(changes: Mapping[str, Any], document: Mapping[str, Any], where: str) -> files.Document:
    """What keywords say, as a file would say it: parameters in the section they belong to."""
    said: files.Document = {}
    for name, value in files.plain_mapping(changes, where).items():
        if name not in _CHANGEABLE:
            found = Verbatim(f"the unknown name {name!r}")
            raise Refusal(f"{where}: {name}", found, "a section or a parameter", nearest(name, _CHANGEABLE))
        section, change = _section_of(name, value, document)
        said[section] = files.merged(said.get(section), change)
    return {name: value for name, value in said.items() if value is not None or name in document}


def _section_of(name: str, value: Any, document: Mapping[str, Any]) -> tuple[str, Any]:
    """The section a keyword belongs to, and what it says there."""
    if name in _OF_PRODUCT:
        return "product", {name: value}
    if name not in REGISTRY:
        return name, value
    short = next((short for short, parameter in FOLLOWING.items() if parameter == name), None)
    if short in _following(document):
        return "creators", {"following": {short: value}}
    return "behaviour", {name: value}


def _following(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a document says of the audience of its creators."""
    creators = document.get("creators")
    following = creators.get("following") if isinstance(creators, dict) else None
    return following if isinstance(following, dict) else {}


def _fill(
    scenario: Scenario, document: files.Document, where: str, folder: Path | None, known: Sources | None, new: bool = True
) -> Scenario:
    """Give a scenario its values; `known` sources are kept where they are still the same, `new` ones looked at."""
    sections, settings = validated(document, where)
    strategies = lineup.lineup(sections.strategies, where)
    table = sections.creators and sections.creators.table_only()
    sources = Sources(sections.consumers, table, sections.accounts, sections.key, where)
    if sources == known:
        sources = known
    elif new:
        sources.check()
    alike = {field.name: getattr(sections, field.name) for field in fields(Scenario) if hasattr(sections, field.name)}
    values = alike | {
        "product_name": sections.product.name,
        "price": sections.product.price,
        "margin": sections.product.margin,
        "reference_price": sections.product.reference_price or sections.product.price,
        "parameters": DEFAULTS._replace(**{name: setting.value for name, setting in settings.items()}),
        "ranges": MappingProxyType(_own_ranges(settings)),
        "held": frozenset(name for name, setting in settings.items() if setting.between is None),
        "strategies": MappingProxyType(strategies),
        "folder": folder,
    }
    for name, value in (values | {"_document": document, "_where": where, "_sources": sources}).items():
        object.__setattr__(scenario, name, value)
    return scenario


def _again(document: files.Document, where: str, folder: Path | None) -> Scenario:
    return _fill(object.__new__(Scenario), document, where, folder, None, new=False)


def _own_ranges(settings: Mapping[str, Setting]) -> dict[str, tuple[float, float]]:
    """The ranges that are not those of the registry."""
    said = {name: setting.between for name, setting in settings.items()}
    return {name: between for name, between in said.items() if between and between != REGISTRY[name].joint}


def _summary(scenario: Scenario) -> dict[str, str]:
    people = scenario.consumers
    told = {
        "question": scenario.question,
        "consumers": repr(people) if isinstance(people, Network) else people.kind.replace("_", " "),
        "scale": f"{scenario.scale:g} people a consumer",
        "horizon": f"{scenario.horizon} days",
        "product": f"{scenario.price:,.2f} CNY, margin {scenario.margin:.0%}",
        "budget": f"{scenario.budget_cny:,.2f} CNY",
        "left out": ", ".join(scenario.off),
        "let act": ", ".join(scenario.on),
        "strategies": ", ".join(scenario.strategies),
        "replicates": str(scenario.replicates),
        "set": ", ".join(f"{name} = {getattr(scenario.parameters, name):g}" for name in sorted(scenario.held)[:12]),
    }
    return {name: text for name, text in told.items() if text}
