"""What a scenario may say, section by section; what does not fit becomes a refusal that names file and field."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import NoneType
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import (
    BaseModel,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    create_model,
    model_validator,
)

from simulation.experiments import scenario_events, scenario_optimize, units
from simulation.experiments.scenario_events import Event, Season
from simulation.experiments.scenario_fields import (
    Column,
    Count,
    Days,
    Key,
    Money,
    Name,
    Precision,
    Price,
    Scale,
    Section,
    Share,
    Words,
    listed,
    read_by,
)
from simulation.experiments.scenario_optimize import Optimize
from simulation.experiments.scenario_switches import Off, On, settled
from simulation.experiments.scenario_targets import Target
from simulation.experiments.units import Quantity, Unfit
from simulation.graph.generators import RECIPES
from simulation.graph.network import Network
from simulation.model import parameters
from simulation.refusal import Refusal, Verbatim, nearest

# Where the audience of an account for hire is said: beside the column it is computed from, under a short name.
FOLLOWING = {"exponent": "audience_exponent", "share_top": "audience_share", "overlap": "audience_overlap"}

_ENDS = {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2}
RANGED = {"type": "object", "properties": {"value": {"type": ["number", "string"]}, "between": _ENDS},
          "required": ["between"], "additionalProperties": False,
          "description": "a value, and the range it is drawn from when assumptions vary"}  # fmt: skip


class Setting(NamedTuple):
    """A parameter as a scenario sets it: its value, and the range it is drawn from when assumptions vary."""

    value: float
    between: tuple[float, float] | None  # None: a bare number, which is kept when assumptions vary


def _setting(name: str) -> Any:
    """The type of one parameter: a number, or a mapping of value and between."""
    given = parameters.REGISTRY[name]
    number = Quantity(given.unit, given.low, given.high).json_schema()
    about = f"{given.meaning} [{given.unit}], {given.default:g} by default. Source: {given.source}"
    schema = WithJsonSchema({"anyOf": [number, RANGED], "description": about})
    return Annotated[Any, PlainValidator(lambda value: _set(name, value)), schema]


def _set(name: str, given: object) -> Setting:
    parameter = parameters.REGISTRY[name]
    quantity = Quantity(parameter.unit, parameter.low, parameter.high)
    if not isinstance(given, Mapping):
        return Setting(float(quantity.read(given)), None)
    for key in given:
        if key not in ("value", "between"):
            raise Unfit(Verbatim(f"a key {key!r}"), "value and between", nearest(key, ("value", "between")))
    between = _range(quantity, given.get("between"))
    value = float(quantity.read(given.get("value", parameter.default)))
    if not between[0] <= value <= between[1]:
        raise Unfit(value, f"a value within its own range, {between[0]:g} to {between[1]:g}", "write `value:` there")
    return Setting(value, between)


def _range(quantity: Quantity, given: object) -> tuple[float, float]:
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        raise Unfit(given, "two numbers such as [0.2, 0.8]", "write the least and the most", "between")
    low, high = (float(quantity.read(end)) for end in given)
    if low >= high:
        raise Unfit(given, "the lower end first, and a higher one", "for one value write the number alone", "between")
    return low, high


class Segments(Section):
    """Which segment each consumer belongs to; those of the table without a tie are consumers too."""

    file: Column = Field(description="table of consumers, CSV, seen from this scenario")
    id: Column = Field("id", description="its column of ids")
    column: Column = Field("segment", description="its column of segments")


class Following(Section):
    """How many people follow an account: share_top · (column / largest)^exponent of the market."""

    column: Column = Field(description="column of the table that followers grow with")
    exponent: _setting("audience_exponent") = None  # type: ignore[valid-type]
    share_top: _setting("audience_share") = None  # type: ignore[valid-type]
    overlap: _setting("audience_overlap") = None  # type: ignore[valid-type]


class Creators(Section):
    """The accounts for hire, from a graph of mutual follows and a table."""

    graph: Column = Field(description="file of mutual follows, one a row, seen from this scenario")
    table: Column = Field(description="table of the creators, CSV, seen from this scenario")
    id: Column = Field("id", description="its column of ids")
    partner: Column | None = Field(None, description="its column saying who is a commercial partner (true or false)")
    following: Following = Field(description="how followers come from the table")

    def table_only(self) -> Creators:
        """What decides the table: all but the parameters of the audience."""
        return self.model_copy(update={"following": self.following.model_copy(update=dict.fromkeys(FOLLOWING))})


class Accounts(Section):
    """The accounts for hire, from a rate card."""

    file: Column = Field(description="CSV with the columns name, role, followers, fee, platform, segment")


class Product(Section):
    """What is sold."""

    name: Words = Field("", description="what it is called in the report")
    price: Price = Field(199.0, description="CNY a piece")
    margin: Share = Field(0.4, description="share of the price left after the product's own cost")
    reference_price: Price | None = Field(None, description="CNY people take for usual; the price if not said")


_OPTIONS: Mapping[str, tuple[Quantity, str]] = {
    "consumers": (units.CONSUMERS, "number of consumers"),
    "mean_degree": (units.DEGREE, "ties a consumer, on average"),
    "ties": (units.COUNT, "number of ties"),
    "communities": (units.CONSUMERS, "number of communities"),
    "homophily": (units.SHARE, "share of ties inside a community"),
    "ties_each": (units.CONSUMERS, "ties each newcomer makes"),
    "neighbours": (units.COUNT, "nearest on the ring one is tied to before rewiring, an even number"),
    "rewiring": (units.SHARE, "share of ties that get a new end"),
    "exponent": (units.EXPONENT, "exponent of the distribution of degrees"),
    "minimum": (units.CONSUMERS, "least ties of a consumer"),
    "maximum": (units.CONSUMERS, "most ties of a consumer"),
    "degree": (units.COUNT, "ties of every consumer"),
    "sides": (units.CONSUMERS, "1: the next one hears; 2: both neighbours do"),
}


def _recipe(name: str) -> type[Section]:
    """A section with the arguments of one recipe, but its key: that is the scenario's."""
    fields: dict[str, Any] = {}
    for argument in inspect.signature(RECIPES[name]).parameters.values():
        if argument.name == "key":
            continue
        quantity, about = _OPTIONS[argument.name]
        needed = argument.default is argument.empty
        kind = read_by(quantity)
        fields[argument.name] = (kind if needed else kind | None,
                                 Field(... if needed else argument.default, description=about))  # fmt: skip
    about = inspect.getdoc(RECIPES[name]) or name
    return create_model(name, __base__=Section, __doc__=about.split("\n")[0], **fields)


_OF_A_FILE: dict[str, Any] = {
    "file": (Column | None, Field(None, description="file of ties, one a row, seen from this scenario")),
    "directed": (bool, Field(True, description="false: a tie of the file is heard both ways")),
    "source": (Column | None, Field(None, description="column of who is heard")),
    "target": (Column | None, Field(None, description="column of who hears")),
    "strength": (Column | None, Field(None, description="column of strengths from 0 to 1")),
    "segments": (Segments | None, Field(None, description="which segment each consumer belongs to")),
}
SOURCES = ("file", *RECIPES)


class _Consumers(Section):
    """Who buys and who hears whom: a file of ties, or one recipe."""

    @model_validator(mode="after")
    def _one_source(self) -> _Consumers:
        said = [name for name in SOURCES if getattr(self, name) is not None]
        if len(said) != 1:
            found = Verbatim(" and ".join(said) or "no source")
            raise Unfit(found, "exactly one of " + ", ".join(SOURCES), "say where the consumers come from, once")
        odd = sorted(self.model_fields_set & set(_OF_A_FILE) - {"file"})
        if odd and said != ["file"]:
            raise Unfit(Verbatim(f"a key {odd[0]!r}"), "it beside `file` only", f"take it out; {said[0]} is a recipe")
        return self

    @property
    def kind(self) -> str:
        """`file`, or the recipe's name."""
        return next(name for name in SOURCES if getattr(self, name) is not None)


_RECIPES: dict[str, Any] = {name: (_recipe(name) | None, None) for name in RECIPES}
_SETTINGS: dict[str, Any] = {name: (_setting(name), None) for name in parameters.REGISTRY}

Consumers: Any = create_model("Consumers", __base__=_Consumers, **_OF_A_FILE, **_RECIPES)
Behaviour: Any = create_model(
    "Behaviour",
    __base__=Section,
    __doc__="Parameters of the model: a number is kept, a range is drawn from when assumptions vary.",
    **_SETTINGS,
)


def _or_network(value: Any, read: Any) -> Any:
    return value if isinstance(value, Network) else read(value)


class Sections(Section):
    """A scenario: what is asked, of whom, and what it may cost."""

    name: Name = Field("scenario", description="what it is called; the file's name without its ending if not said")
    question: Words = Field("", description="what the scenario asks, in a sentence")
    horizon: Days = Field(60, description="how long is looked at, in days")
    scale: Scale = Field(1.0, description="how many people a consumer stands for")
    consumers: Annotated[Consumers, WrapValidator(_or_network)] = Field(description="who buys, and who hears whom")
    creators: Creators | None = Field(None, description="accounts for hire, from a graph and a table")
    accounts: Accounts | None = Field(None, description="accounts for hire, from a rate card")
    product: Product = Field(default_factory=lambda: Product.model_validate({}), description="what is sold")
    budget: Money = Field(description="what each strategy may spend, in CNY")
    behaviour: Behaviour = Field(default_factory=Behaviour, description="parameters that differ from the defaults")
    off: Off = Field((), description="mechanisms of the model left out; they stay out when assumptions vary")
    on: On = Field((), description="mechanisms that rest by default and are to act; they stay so when assumptions vary")
    calendar: listed(Season) = Field((), description="seasons: days on which demand or the price differs")  # type: ignore[valid-type]
    events: listed(Event) = Field((), description="what happens on its days: a scandal, closed stores, a law")  # type: ignore[valid-type]
    targets: listed(Target) = Field((), description="figures others have published, shown beside ours, used nowhere")  # type: ignore[valid-type]
    strategies: Any = Field(description="what is compared: names, or a label with a strategy and its options")
    replicates: Count = Field(30, description="number of paired worlds")
    precision: Precision | None = Field(None, description="half width at which no more worlds are run, as a share")
    optimize: Optimize | None = Field(None, description="bounds of the search for the best split: wom optimize")
    key: Key = Field(0, description="the number every random draw starts from")

    def settings(self) -> dict[str, Setting]:
        """Every parameter the scenario sets, by name; one that is set in two places is Unfit."""
        said = {name: getattr(self.behaviour, name) for name in self.behaviour.model_fields_set}
        following = self.creators.following if self.creators else None
        for short, name in FOLLOWING.items() if following else ():
            setting = getattr(following, short)
            if setting is not None and name in said:
                found = Verbatim(f"it again as creators.following.{short}")
                raise Unfit(found, "one place for one parameter", "take one of them out", f"behaviour.{name}")
            if setting is not None:
                said[name] = setting
        switched = settled(self.off, self.on, said)
        return said | {name: Setting(value, None) for name, value in switched.items()}


def validated(document: Mapping[str, Any], where: str) -> tuple[Sections, dict[str, Setting]]:
    """The sections of a document and the parameters they set, or the refusal of its first fault."""
    try:
        sections = Sections.model_validate(dict(document))
        scenario_events.check(sections)
        scenario_optimize.check(sections)
        return sections, sections.settings()
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise _refused(min(faults, key=lambda fault: fault["type"] != "extra_forbidden"), where) from None
    except Unfit as unfit:
        raise refusal_of(unfit, where) from None


def refusal_of(unfit: Unfit, where: str, field: str = "") -> Refusal:
    """The complaint about an unfit value, told with its place."""
    place = _path([*([field] if field else []), *([unfit.at] if unfit.at else [])])
    return Refusal(f"{where}: {place}" if place else where, unfit.found, unfit.expected, unfit.remedy)


def _path(way: list[str]) -> str:
    """A way through a document as one text: events[0].scandal.role."""
    return ".".join(way).replace(".[", "[")


def _refused(fault: Any, where: str) -> Refusal:
    way = [str(part) for part in fault["loc"]]
    field, kind = _path([f"[{part}]" if isinstance(part, int) else part for part in fault["loc"]]), fault["type"]
    unfit = fault.get("ctx", {}).get("error")
    if isinstance(unfit, Unfit):
        return refusal_of(unfit, where, field)
    place = f"{where}: {field}"
    if kind == "extra_forbidden":
        remedy = nearest(way[-1], _fields_at(way[:-1]))
        return Refusal(place, Verbatim(f"the unknown key {way[-1]!r}"), "a known key", remedy)
    if kind == "missing":
        return Refusal(place, Verbatim("nothing"), _about(way), f"write `{way[-1]}:`")
    return Refusal(place, fault["input"], *_wanted(kind, way))


def _wanted(kind: str, way: list[str]) -> tuple[str, str]:
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        fields = _fields_at(way)
        return "a mapping with keys such as " + ", ".join(fields[:6]), "write one key a line below it"
    if kind == "bool_type":
        return "true or false", "write one of them without quotes"
    lengths = {"string_too_short": "at least one letter", "string_too_long": "a shorter text"}
    return lengths.get(kind, "text"), "write it in quotes"


def _about(way: list[str]) -> str:
    """What stands at a place, as its schema describes it."""
    field = _section(way[:-1]).model_fields[way[-1]]
    return field.description or "a value"


def _fields_at(way: list[str]) -> list[str]:
    section = _section(way)
    return [*section.model_fields, "extends"] if section is Sections else list(section.model_fields)


def _section(way: list[str]) -> type[BaseModel]:
    """The section at the end of a way of field names."""
    section: type[BaseModel] = Sections
    for part in way:
        if not part.isdigit():
            section = _model_in(section.model_fields[part].annotation)
    return section


def _model_in(annotation: Any) -> type[BaseModel]:
    """The section a type holds, behind None and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(_model_in(part) for part in get_args(annotation) if part not in (NoneType, ...))
