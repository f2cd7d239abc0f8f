"""What is the matter with a network, and what to do about it; nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from simulation.graph import measures
from simulation.graph.csr import Ends, Starts
from simulation.graph.identity import Ids
from simulation.graph.io import told
from simulation.graph.network import Network
from simulation.graph.tail import Tail, tail_of
from simulation.graph.ties import Ties, listed, parallel
from simulation.model.compiled import compiled

QUANTILES = (0.5, 0.9, 0.99, 0.999)
BOTH_WAYS = 0.95  # share of ties with their reverse from which they look undirected
IDS_LOOKED_AT = 10_000
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"(?:\+|00)\d{8,14}|1[3-9]\d{9}|0\d{8,10}")


class Finding(NamedTuple):
    """Something to know of before results are trusted."""

    name: str
    found: str
    remedy: str
    repair: str = ""  # the name `repaired` and `wom doctor --repair` know it by; empty: nothing to be done by rule


class Personal(NamedTuple):
    """Ids that read as something personal."""

    what: str
    ids: int
    looked_at: int


@dataclass(frozen=True)
class Examination:
    """What a network looks like, in numbers, and what is the matter with it.

    `str` and notebooks show all of it; `findings` says what to do.
    """

    name: str  # file or network
    consumers: int
    ties: int
    directed: bool
    direction_told: bool  # by the file or the caller; False: taken as directed for want of a word
    reciprocity: float | None  # share of directed ties, those to oneself left out, whose reverse is there
    self_loops: int
    duplicates: int  # ties beyond the first between the same two, the same way
    weights: tuple[float, float] | None  # least and largest, as written; None: there are none
    isolates: int
    components: int  # ties taken both ways
    largest_share: float  # share of consumers in the largest component
    mean_degree: float  # ties heard through
    largest_degree: int  # ties heard through by others, as the quantiles and the tail
    degree_quantiles: dict[float, float]
    tail: Tail | None
    clustering: float
    clustering_sample: int  # consumers it was measured on
    personal: Personal | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What to know of before results are trusted, and what to do about each."""
        checks = _direction, _self_loops, _duplicates, _weights, _isolates, _components, _personal
        return tuple(finding for check in checks if (finding := check(self)))

    def lines(self) -> Iterator[tuple[str, str]]:
        """Every number with its name, as a person reads it."""
        yield "consumers", f"{self.consumers:,}"
        yield f"{'directed' if self.directed else 'undirected'} ties", f"{self.ties:,}"
        if self.reciprocity is not None:
            yield "ties with their reverse", f"{self.reciprocity:.1%}"
        yield "ties to oneself", f"{self.self_loops:,}"
        yield "parallel ties", f"{self.duplicates:,}"
        yield "weights", "none" if self.weights is None else f"{self.weights[0]:g} to {self.weights[1]:g}"
        yield "isolates", f"{self.isolates:,}"
        yield "components", f"{self.components:,}, the largest with {self.largest_share:.1%} of consumers"
        yield "mean in-degree", f"{self.mean_degree:.2f}"
        quantiles = ", ".join(f"{at:.1%} {value:,.0f}" for at, value in self.degree_quantiles.items())
        yield "out-degree, quantiles", f"{quantiles}; largest {self.largest_degree:,}"
        yield "tail of out-degrees", "too few consumers for an exponent" if self.tail is None else _tail_said(self.tail)
        yield "clustering", f"{self.clustering:.3f}, on {self.clustering_sample:,} consumers"

    def __str__(self) -> str:
        lines = [self.name, *(f"  {name + ':':<26}{value}" for name, value in self.lines())]
        told = [f"  • {finding.found}: {finding.remedy}" for finding in self.findings]
        return "\n".join([*lines, *(told or ["  Nothing to be done."])])

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in self.lines())
        told = "".join(f"<li>{escape(finding.found)}: {escape(finding.remedy)}</li>" for finding in self.findings)
        return f"<table><caption>{escape(self.name)}</caption>{rows}</table><ul>{told or '<li>Nothing to be done.</li>'}</ul>"


def examine(
    what: Network | str | PathLike[str],
    directed: bool | None = None,
    *,
    format: str | None = None,
    source: str | None = None,
    target: str | None = None,
    strength: str | None = None,
    consumers: str | PathLike[str] | None = None,
) -> Examination:
    """The examination of a network, or of a file as `Network.read` reads it, weights on any scale.

    Clustering is measured on 1,000 consumers where there are more, ids are looked at in 10,000 places.
    """
    if isinstance(what, Network):
        weights = what.out_strength
        return _examined(what, "network", weights, True)
    return examine_ties(told(what, format, (source, target, strength), consumers), str(what), directed)


def examine_ties(ties: Ties | Network, name: str, directed: bool | None = None) -> Examination:
    """The examination of what a file says."""
    if isinstance(ties, Network):
        network = ties if directed in (None, ties.directed) else listed(ties).network(directed)
        return _examined(network, name, network.out_strength, True)
    plain = ties._replace(strength=None)
    return _examined(plain.network(directed), name, ties.strength, directed is not None or ties.directed is not None)


def _examined(network: Network, name: str, weights: Any, direction_told: bool) -> Examination:
    loops, duplicates = (0, 0) if network.is_complete else _loops_and_duplicates(listed(network))
    component, degree = measures.components(network), network.out_degree
    return Examination(
        name=name,
        consumers=network.n_consumers,
        ties=network.n_ties,
        directed=network.directed,
        direction_told=direction_told,
        reciprocity=_reciprocity(network, loops) if network.directed else None,
        self_loops=loops,
        duplicates=duplicates,
        weights=None if weights is None or not weights.size else (float(weights.min()), float(weights.max())),
        isolates=int(measures.isolates(network).sum()),
        components=int(component.max()) + 1,
        largest_share=float(np.bincount(component).max() / network.n_consumers),
        mean_degree=float(network.in_degree.mean()),
        largest_degree=int(degree.max()),
        degree_quantiles=dict(zip(QUANTILES, np.quantile(degree, QUANTILES).tolist(), strict=True)),
        tail=tail_of(degree),
        clustering=measures.clustering(network),
        clustering_sample=min(network.n_consumers, measures.SAMPLE),
        personal=_personal_ids(network.ids),
    )


def _loops_and_duplicates(ties: Ties) -> tuple[int, int]:
    return int((ties.source == ties.target).sum()), int(parallel(ties.source, ties.target).sum())


def _reciprocity(network: Network, loops: int) -> float | None:
    ties = network.n_ties - loops
    parts = network.out_start, network.out_target, network.in_start, network.in_source
    return _with_reverse(*parts) / ties if ties else None


@compiled
def _with_reverse(out_start: Starts, target: Ends, in_start: Starts, source: Ends) -> int:
    """How many ties, those to oneself left out, have their reverse; both rows of a consumer ascend."""
    there = 0
    for i in range(out_start.size - 1):
        b = in_start[i]
        for a in range(out_start[i], out_start[i + 1]):
            while b < in_start[i + 1] and source[b] < target[a]:
                b += 1
            there += target[a] != i and b < in_start[i + 1] and source[b] == target[a]
    return there


def _personal_ids(ids: Ids) -> Personal | None:
    """Whether ids read as e-mail addresses (any) or telephone numbers (most)."""
    chosen = ids[:: max(1, -(-ids.size // IDS_LOOKED_AT))]
    texts = [str(one) for one in chosen]
    mails = sum(_MAIL.fullmatch(text) is not None for text in texts)
    if mails:
        return Personal("e-mail addresses", mails, len(texts))
    phones = sum(_PHONE.fullmatch(text) is not None for text in texts)
    return Personal("telephone numbers", phones, len(texts)) if 2 * phones >= len(texts) else None


def _tail_said(tail: Tail) -> str:
    exponent = f"exponent {tail.exponent:.2f} ± {tail.standard_error:.2f} (standard error)"
    return f"{exponent} from {tail.minimum:,} upwards, {tail.consumers:,} consumers"


def _counted(number: int, what: str, rest: str = "") -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''} {rest}".rstrip()


def _direction(seen: Examination) -> Finding | None:
    if seen.reciprocity is None or seen.direction_told:
        return None
    if seen.reciprocity >= BOTH_WAYS:
        found = f"{seen.reciprocity:.1%} of ties have their reverse, as if listed both ways"
        remedy = "if ties are mutual, take them both ways and drop one of each two (--undirected --repair duplicates)"
        return Finding("direction", found, remedy, "undirected")
    if seen.reciprocity == 0:
        remedy = "if ties are mutual, such as friendships, take them both ways: directed=False (--undirected)"
        return Finding("direction", "no tie has its reverse, and the file does not say which way ties go", remedy, "undirected")
    return None


def _self_loops(seen: Examination) -> Finding | None:
    if not seen.self_loops:
        return None
    found, remedy = _counted(seen.self_loops, "tie", "to oneself"), "nobody tells themself: drop them (--repair self_loops)"
    return Finding("self_loops", found, remedy, "self_loops")


def _duplicates(seen: Examination) -> Finding | None:
    if not seen.duplicates:
        return None
    remedy = "each is another chance to be heard: if that is not meant, keep the strongest (--repair duplicates)"
    return Finding("duplicates", _counted(seen.duplicates, "parallel tie"), remedy, "duplicates")


def _weights(seen: Examination) -> Finding | None:
    if seen.weights is None or 0 <= seen.weights[0] <= seen.weights[1] <= 1:
        return None
    found = f"weights from {seen.weights[0]:g} to {seen.weights[1]:g}, while strengths lie from 0 to 1"
    if seen.weights[0] < 0:
        return Finding("weights", found, "there is no negative strength: leave such ties out, or leave weights out")
    return Finding("weights", found, "divide them by the largest: scale=True (--repair scale)", "scale")


def _isolates(seen: Examination) -> Finding | None:
    if not seen.isolates:
        return None
    remedy = "keep them if they are customers, whom accounts still reach; else drop them (--repair isolates)"
    return Finding("isolates", _counted(seen.isolates, "consumer", "without a tie"), remedy, "isolates")


def _components(seen: Examination) -> Finding | None:
    if seen.components - seen.isolates <= 1:
        return None
    found = f"{seen.components:,} components; {1 - seen.largest_share:.1%} of consumers are outside the largest"
    remedy = "nothing said in one is heard in another; if only the largest matters: --repair small_components"
    return Finding("components", found, remedy, "small_components")


def _personal(seen: Examination) -> Finding | None:
    if seen.personal is None:
        return None
    found = f"{seen.personal.ids:,} of {seen.personal.looked_at:,} ids looked at read as {seen.personal.what}"
    return Finding("privacy", found, "ids come back in every result: replace them by numbers before anything is shared")
