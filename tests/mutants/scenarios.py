"""Malformed scenarios: the bytes of a file, its values, its keys, its structure, and what it extends."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml
from support.markets import Lots

from mutants.check import check
from mutants.damage import NUMBERS, SIGNS, damaged
from mutants.mutant import Kind, Mutant, cut
from simulation.actors.strategies import registry
from simulation.experiments.run import run
from simulation.experiments.scenario import load
from simulation.model.parameters import REGISTRY

Document = dict[str, Any]
Way = tuple[Any, ...]

HERE = "@@HERE@@"
FILES = {
    "ties.csv": "source,target,strength\n" + "".join(f"{n},{n * 7 % 40},0.{n % 9 + 1}\n" for n in range(40)),
    "people.csv": "id,segment\n" + "".join(f"{n},{'north' if n % 3 else 'south'}\n" for n in range(40)),
    "follows.csv": "a,b\n1,2\n2,3\n1,3\n4,5\n",
    "creators.csv": "id,views,partner\n1,100,true\n2,50,false\n3,70,true\n4,10,false\n5,1,false\n",
    "card.csv": "name,role,followers,fee,platform,segment\n"
    "Ann,KOL,1400,900,x,\nBo,KOC,30,50,y,north\nCy,KOL,1000,300,x,\nDi,KOC,9,0,x,\n",
}
RECIPES: dict[str, Document] = {
    "communities": {"consumers": 60, "communities": 4, "mean_degree": 5, "homophily": 0.8},
    "small_world": {"consumers": 50, "neighbours": 4, "rewiring": 0.2},
    "erdos_renyi": {"consumers": 50, "mean_degree": 4},
    "preferential_attachment": {"consumers": 50, "ties_each": 2},
    "power_law": {"consumers": 50, "exponent": 2.2, "minimum": 2},
    "regular": {"consumers": 30, "degree": 4},
    "ring": {"consumers": 30, "sides": 2},
}
STRATEGIES: list[Any] = [
    "no_campaign", "head_kol", {"more posts": {"strategy": "head_kol", "posts": 3}}, {"matrix": {"strategy": "long_tail_matrix"}},
    "six_three_one", {"seeded": {"strategy": "seed_and_harvest"}}, {"kos": {"strategy": "kos_matrix"}}, "kol_spinoff", "tiered",
]  # fmt: skip
CIRCUMSTANCES: Document = {
    "off": ["fatigue", "lapse"], "on": ["short_path"], "calendar": [{"days": "3–4", "demand": 1.5, "price": "80 %"}],
    "events": [{"day": 2, "scandal": {"role": "KOL", "accounts": "50 %", "response": 2}}, {"days": 5, "stores": "closed"}],
    "targets": [{"what": "sales", "value": "75 %", "whose": "the brand's own", "source": "a blog", "metric": "gmv"}],
}
VALUES = (
    *NUMBERS, "~", "null", "[]", "{}", "[1, 2]", "[[]]", "{value: 1}", "{between: [0, 1]}", "{between: [1, 0]}",
    "{between: [.nan, 1]}", "{value: .nan, between: [0, 1]}", "{between: [0.1, 0.2], value: 0.9}", "{between: [1e308, 1e309]}",
    "{value: 1, between: [0, 1], more: 2}", "{strategy: head_kol}", "{strategy: nobody}", "{strategy: [head_kol]}",
    "1_000_000 CNY",
    "-3 %", "1e3 %", "60 days", "0.5 days", "40 people", "6 weeks", "12 CNY CNY", "a word", "'" + "x" * 9000 + "'",
    "'a/b'", "'..'", "'.'",
    "' '", '"\\0"', '"\\ud800"', '"\\u202e"', '"a\\nb\\e[31m"', "2025-01-01", "yes", "&a 1", "*a", "!!int 3", "!x y", "|\n  text",
    "no such file.csv", "card.csv", "ties.csv", "people.csv", "creators.csv", "follows.csv", "../" * 40 + "x", "/", ".",
    "head-or-matrix",
    "x" * 5000, "[" * 30 + "]" * 30, "{a: " * 15 + "1" + "}" * 15, "[0.1, 0.2]", "head_kol", "'%s{0}'",
)  # fmt: skip
MORE_FIELDS: tuple[Way, ...] = (
    ("question",), ("precision",), ("product", "name"), ("product", "price"), ("product", "margin"), ("extends",), ("market",),
    ("consumers", "file"), ("consumers", "directed"), ("consumers", "strength"), ("consumers", "segments"), ("creators", "id"),
    ("off",), ("on",), ("calendar",), ("events",), ("targets",), ("product", "reference_price"),
    ("creators", "following", "exponent"), ("creators", "following", "overlap"), ("creators", "following", "share_top"),
    *((("behaviour", name)) for name in REGISTRY),
)  # fmt: skip


def document(lots: Lots) -> Document:
    """A good scenario, one of many: recipe or files, rate card or creators or nobody for hire."""
    recipe = lots.pick((*RECIPES, "file"))
    consumers = {"file": "ties.csv", "directed": False} if recipe == "file" else {recipe: copy.deepcopy(RECIPES[recipe])}
    if recipe == "file" and lots.uniform() < 0.5:
        consumers["segments"] = {"file": "people.csv", "id": "id", "column": "segment"}
    said: Document = {"name": "small", "horizon": "8 days", "scale": 40, "consumers": consumers, "budget": "3_000 CNY",
                      "product": {"price": 99, "margin": "40 %"}, "replicates": 2, "key": 1,
                      "behaviour": {"kappa": 0.5, "epsilon": {"value": 0.35, "between": [0.2, 0.5]}},
                      "strategies": [copy.deepcopy(lots.pick(STRATEGIES[:2])), *copy.deepcopy(STRATEGIES[2:4])]}  # fmt: skip
    if lots.uniform() < 0.5:
        said |= copy.deepcopy(CIRCUMSTANCES)
    if lots.uniform() < 0.6:
        said["strategies"].append(copy.deepcopy(lots.pick(STRATEGIES[4:])))
    if lots.uniform() < 0.5:
        said["accounts"] = {"file": "card.csv"}
    if lots.uniform() < 0.5:
        said["creators"] = {"graph": "follows.csv", "table": "creators.csv", "partner": "partner",
                            "following": {"column": "views", "exponent": 0.5, "overlap": "30 %"}}  # fmt: skip
    return said


def written(said: Document) -> str:
    """The document as a file."""
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, default_flow_style=None)


def with_files(folder: Path, texts: dict[str, str] = FILES) -> None:
    """Put the files a scenario points at beside it."""
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


def taken(folder: Path, told: str, content: bytes) -> Mutant:
    """The mutant that is a file of these bytes."""
    with_files(folder)
    path = folder / "small.yaml"
    path.write_bytes(content)
    files = tuple(path.name for path in folder.iterdir())
    return Mutant(f"{told}: {cut(content)}", lambda: load(path), files)


def ways(said: Any, way: Way = ()) -> Iterator[Way]:
    """The way to every value of a document, mappings and lists too."""
    if way:
        yield way
    for key, value in said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ():
        yield from ways(value, (*way, key))


def parent(said: Any, way: Way) -> Any:
    """The mapping or list a value stands in, made where it is missing."""
    for key in way[:-1]:
        if isinstance(said, dict) and not isinstance(said.get(key), (dict, list)):
            said[key] = {}
        said = said[key]
    return said


def spoken(way: Way) -> str:
    return ".".join(map(str, way))


# ------------------------------------------------------------------------------------------------------------- the kinds


def bytes_of_a_file(lots: Lots, folder: Path) -> Mutant:
    told, content = damaged(lots, written(document(lots)).encode())
    return taken(folder, told, content)


def value_of_a_field(lots: Lots, folder: Path) -> Mutant:
    said = document(lots)
    way = lots.pick((*ways(said), *ways(said), *MORE_FIELDS))
    parent(said, way)[way[-1]] = HERE
    value = lots.pick(VALUES)
    text = written(said).replace(f"'{HERE}'", value)
    return taken(folder, f"{spoken(way)} becomes {cut(value)}", text.encode())


def key_of_a_field(lots: Lots, folder: Path) -> Mutant:
    said = document(lots)
    way = lots.pick([way for way in ways(said) if isinstance(way[-1], str)])
    told, change = lots.pick(tuple(KEY_CHANGES.items()))
    change(lots, parent(said, way), way[-1])
    return taken(folder, f"{spoken(way)} {told}", written(said).encode())


def _renamed(lots: Lots, section: Document, key: str) -> None:
    at = lots.integer(0, len(key) - 1)
    name = lots.pick(
        (key[:at] + key[at + 1 :], key.upper(), key + "s", key + lots.pick(SIGNS), key * 500, "", key.replace("_", "-"))
    )
    section[name] = section.pop(key)


def _removed(lots: Lots, section: Document, key: str) -> None:
    del section[key]


def _nested(lots: Lots, section: Document, key: str) -> None:
    section[key] = {key: section[key]}


def _listed(lots: Lots, section: Document, key: str) -> None:
    section[key] = [section[key]] * lots.pick((1, 2))


def _swapped(lots: Lots, section: Document, key: str) -> None:
    other = lots.pick(tuple(section))
    section[key], section[other] = section[other], section[key]


def _joined(lots: Lots, section: Document, key: str) -> None:
    section[lots.pick(("budgets", "file", "ring", "kappa", "value", "strategy", "posts", 7, None, True, 1.5))] = section[key]


KEY_CHANGES: dict[str, Callable[[Lots, Document, str], None]] = {
    "renamed": _renamed, "removed": _removed, "nested": _nested, "made a list": _listed, "swapped": _swapped, "joined": _joined,
}  # fmt: skip


def structure_of_a_file(lots: Lots, folder: Path) -> Mutant:
    told, change = lots.pick(tuple(STRUCTURES.items()))
    return taken(folder, told, change(lots, written(document(lots))).encode("utf-8", "surrogatepass"))


def _line_twice(lots: Lots, text: str) -> str:
    lines = [line for line in text.splitlines() if re.match(r"\w+:", line)]
    return text + lots.pick(lines) + "\n"


def _after_a_colon(what: tuple[str, ...]) -> Callable[[Lots, str], str]:
    def change(lots: Lots, text: str) -> str:
        at = lots.pick([found.end() for found in re.finditer(r": |- ", text)])
        return text[:at] + lots.pick(what) + text[at:]

    return change


STRUCTURES: dict[str, Callable[[Lots, str], str]] = {
    "a line twice": _line_twice,
    "an anchor": _after_a_colon(("&a ", "&a\n", "*a ")),
    "a tag": _after_a_colon(
        ("!!python/object/apply:os.getcwd ", "!!binary ", "!!set ", "!mine ", "!!str ", "!!timestamp ", "! ")
    ),
    "a block": _after_a_colon(("|\n", ">-\n", "? ", "@", "`", "%", "- ")),
    "a deep value": _after_a_colon(("[" * 40, "{a: " * 40, "- " * 40, "[" * 100_000)),
    "an alias bomb": lambda lots, text: (
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)) + text
    ),
    "a merge key": lambda lots, text: text + "<<: {budget: 5}\n",
    "two documents": lambda lots, text: text + "---\n" + text,
    "a directive": lambda lots, text: lots.pick(("%YAML 3.0\n---\n", "%TAG ! tag:x,2000:\n---\n", "%FOO\n---\n")) + text,
    "tabs": lambda lots, text: text.replace("  ", "\t"),
    "a page of keys": lambda lots, text: text + "".join(f"key{n}: {n}\n" for n in range(lots.pick((50, 5000)))),
    "too long": lambda lots, text: text + "# " + "x" * lots.pick((100, 270_000)) + "\n",
    "a list": lambda lots, text: "".join("- " + line + "\n" for line in text.splitlines()),
    "JSON": lambda lots, text: str(yaml.safe_load(text)).replace("'", lots.pick(('"', "'"))),
    "an odd key": lambda lots, text: (
        text + lots.pick(("1: x", "true: x", "~: x", "[a]: x", "? {a: b}\n: x", "1.5: x", "'': x")) + "\n"
    ),
}


def extended_file(lots: Lots, folder: Path) -> Mutant:
    """Two or three files that extend one another, and something wrong with one of them."""
    said = document(lots)
    told = lots.pick(tuple(EXTENSIONS))
    wrong = EXTENSIONS[told]
    (folder / "base.yaml").write_text(written({**said, "extends": "small.yaml"} if told == "a circle" else said), "utf-8")
    own: Document = {"extends": wrong if isinstance(wrong, str) else "base.yaml"}
    if callable(wrong):
        wrong(lots, folder, own)
    return taken(folder, f"extends {told}", written(own).encode())


def _damaged_base(lots: Lots, folder: Path, own: Document) -> None:
    (folder / "base.yaml").write_bytes(damaged(lots, (folder / "base.yaml").read_bytes())[1])


def _chain(lots: Lots, folder: Path, own: Document) -> None:
    length = lots.pick((5, 19, 25))
    for n in range(length):
        (folder / f"chain{n}.yaml").write_text(f"extends: {f'chain{n + 1}.yaml' if n + 1 < length else 'base.yaml'}\n", "utf-8")
    own["extends"] = "chain0.yaml"


def _odd_value(lots: Lots, folder: Path, own: Document) -> None:
    own["extends"] = lots.pick((7, None, True, ["base.yaml"], {"file": "base.yaml"}, "", 1.5, "a\0b", "x" * 5000, "\ud800"))


def _changed(lots: Lots, folder: Path, own: Document) -> None:
    field = lots.pick(("consumers", "accounts", "creators", "strategies", "behaviour", "product", "budget", "name"))
    own[field] = lots.pick(
        (None, [], {}, 5, "x", {"file": "nowhere.csv"}, {"ring": {"consumers": 3}}, {"kappa": None}, ["tiered"])
    )


EXTENSIONS: dict[str, Any] = {
    "a circle": "base.yaml",
    "itself": "small.yaml",
    "nothing there": "bse.yaml",
    "a folder": ".",
    "a table": "card.csv",
    "a shipped one": "first-campaign",
    "a damaged file": _damaged_base,
    "a long chain": _chain,
    "an odd value": _odd_value,
    "a changed section": _changed,
}


def line_of_strategies(lots: Lots, folder: Path) -> Mutant:
    """Strategies under odd labels, with odd options, twice, or none."""
    said = document(lots)
    item = {lots.pick(LABELS): {"strategy": lots.pick(_STRATEGIES), **_odd_options(lots)}}
    said["strategies"] = lots.pick(([item], [item, "head_kol"], item, [[item]], [item, item], ["head_kol"] * 2, "head_kol",
    item and [], None,
                                    [next(iter(item.values()))], [{**item, "more": "tiered"}],
                                    [f"s{n}" for n in range(1001)]))  # fmt: skip
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=False)
    return taken(folder, f"strategies {cut(said['strategies'])}", text.encode())


LABELS = ("", " ", ".", "..", "a/b", "a\\b", "x" * 81, "x" * 9000, "\0", "\ud800", "a\nb", "CON", "-", "小红", "é",
"a" * 80, "head_kol", "𝟙", "a:b",
          "\u202e", "no_campaign", "leader", "_")  # fmt: skip
_STRATEGIES = ("head_kol", "tiered", "long_tail_matrix", "kos_matrix", "kol_spinoff", "seed_and_harvest", "six_three_one",
"no_campaign",
               "hed_kol", "HEAD_KOL", "", 7, None)  # fmt: skip
_OPTIONS = (*sorted({field.name for kind in registry.STRATEGIES.values() for field in fields(kind)}),
            "__class__", "strategy ", "self", "pst", "")  # fmt: skip
_ODD = (-1, 0, 1, 2, 0.5, 1.5, 10_000, float("nan"), float("inf"), 1e308, 10**20, "3 %", "200 %", "5 CNY", "celf", "nobody",
        "x" * 3000, None, [], {}, True)  # fmt: skip


def _odd_options(lots: Lots) -> Document:
    return {lots.pick(_OPTIONS): lots.pick(_ODD) for _ in range(lots.pick((0, 1, 1, 2)))}


# ------------------------------------------------------------------------------------------------------- just inside


def extremes(lots: Lots, folder: Path) -> Mutant:
    """Values that are all accepted, at the ends of what is: their plans and one run have to be finite."""
    said = document(lots)
    said["strategies"] = [lots.pick(STRATEGIES[1:])]
    names = [lots.pick(tuple(REGISTRY)) for _ in range(lots.pick((1, 2, 10)))]
    said["behaviour"] = {name: _end(lots, REGISTRY[name].low, REGISTRY[name].high) for name in names}
    for name in lots.pick((tuple(ENDS), (lots.pick(tuple(ENDS)),), ())):
        said[name] = lots.pick(ENDS[name])
    mutant = taken(folder, cut({name: said[name] for name in ("behaviour", *ENDS)}, 300), written(said).encode())
    return mutant._replace(use=lambda: _run(mutant.use()))


def _end(lots: Lots, low: float, high: float) -> float:
    return lots.pick((low, high, low, high, min(high, 1e-300) if low == 0 else low))


def _run(scenario: Any) -> Any:
    check(scenario)
    return run(scenario, next(iter(scenario.strategies)))


ENDS: dict[str, tuple[Any, ...]] = {
    "budget": (0, 0.01, 1, 1e6, 1e12),
    "scale": (1, 1.5, 1e7),
    "horizon": (1, 2, 9),
    "product": ({"price": 0.01, "margin": 0}, {"price": 1e9, "margin": 1}),
    "key": (0, 2**64 - 1),
}

KINDS = {
    "scenario bytes": Kind(bytes_of_a_file, 420, 0.5),
    "scenario value": Kind(value_of_a_field, 520, 0.5),
    "scenario key": Kind(key_of_a_field, 160, 0.5),
    "scenario structure": Kind(structure_of_a_file, 110, 0.5),
    "scenario extends": Kind(extended_file, 90, 0.4),
    "scenario strategies": Kind(line_of_strategies, 120, 0.5),
    "scenario extremes": Kind(extremes, 150, 0.0),
}
