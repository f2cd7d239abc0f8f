"""What a network looks like (degrees, isolates, components, clustering), and what a cascade on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Ends, Starts, rows_of
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
SAMPLE = 1000


def degree_table(network: Network) -> pd.DataFrame:
    """Mean and quantiles of the ties heard through (in) and of the ties one is heard through (out), a row each."""
    import pandas as pd

    rows = {"in": network.in_degree, "out": network.out_degree}
    names = [f"{quantile:.0%}" for quantile in QUANTILES]
    table = {row: [degree.mean(), *np.quantile(degree, QUANTILES)] for row, degree in rows.items()}
    return pd.DataFrame.from_dict(table, orient="index", columns=["mean", *names]).rename_axis("degree")


def summary(network: Network) -> dict[str, int | float]:
    """What `wom describe` prints of a network: counts, mean degree, isolates, components (ties taken both ways), the
    share of consumers in the largest, and clustering."""
    component = components(network)
    return {
        "consumers": network.n_consumers,
        "ties": network.n_ties,
        "mean degree": float(network.in_degree.mean()),
        "isolates": int(isolates(network).sum()),
        "components": int(component.max()) + 1,
        "share in the largest component": float(np.bincount(component).max() / network.n_consumers),
        "clustering": clustering(network),
    }


def isolates(network: Network) -> npt.NDArray[np.bool_]:
    """Who neither hears nor is heard; shape (consumers,)."""
    return np.asarray((network.in_degree == 0) & (network.out_degree == 0))


def components(network: Network) -> npt.NDArray[np.int32]:
    """The number of everybody's weak component, from 0; shape (consumers,)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if network.is_complete:
        return np.zeros(network.n_consumers, np.int32)
    there = np.ones(network.n_arcs, np.int8)
    # scipy takes one type of index for both, so starts are narrowed where they fit.
    start = network.out_start.astype(np.int32) if network.n_arcs < 2**31 else network.out_start
    matrix = csr_array((there, network.out_target, start), shape=(network.n_consumers,) * 2)
    found: npt.NDArray[np.int32] = connected_components(matrix, connection="weak")[1]
    return found


def clustering(network: Network, sample: int = SAMPLE, key: int = 0) -> float:
    """The mean share of pairs of contacts that are in contact themselves (D. Watts & S. Strogatz, 1998).

    Ties are taken both ways and without parallels; a consumer with fewer than two contacts counts 0. Over everybody, or
    over `sample` consumers drawn by key where there are more.
    """
    if network.is_complete:
        return float(network.n_consumers > 2)
    start, contact = _contacts(network)
    return float(_triangle_shares(start, contact, _sample(network, sample, key)).mean())


def _sample(network: Network, sample: int, key: int) -> npt.NDArray[np.int64]:
    if network.n_consumers <= sample:
        return np.arange(network.n_consumers)
    stream = np.uint64(chance.at(chance.world(key), chance.GRAPH))
    order = chance.draws(np.uint64(chance.at(stream, chance.name_of("clustering"))), network.names)
    return np.argpartition(order, sample)[:sample]


def _contacts(network: Network) -> tuple[Starts, Ends]:
    """Rows of different contacts, ties taken both ways, without oneself."""
    from scipy.sparse import csr_array

    source, target = rows_of(network.out_start), network.out_target
    kept = source != target
    ends = np.concatenate((source[kept], target[kept])), np.concatenate((target[kept], source[kept]))
    matrix = csr_array((np.ones(ends[0].size, np.int32), ends), shape=(network.n_consumers,) * 2)
    matrix.sum_duplicates()
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)


@compiled
def _triangle_shares(start: Starts, contact: Ends, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    share = np.zeros(chosen.size, np.float64)
    mine = np.zeros(start.size - 1, np.bool_)
    for c in range(chosen.size):
        row = contact[start[chosen[c]] : start[chosen[c] + 1]]
        mine[row] = True
        for other in row:
            share[c] += mine[contact[start[other] : start[other + 1]]].sum()
        share[c] /= max(row.size * (row.size - 1), 1)
        mine[row] = False
    return share


# ------------------------------------------------------------------------------------------------------------- cascades


def structural_virality(parent: Any) -> float:
    """The mean distance between two members of a cascade: S. Goel, A. Anderson, J. Hofman & D. Watts, "The structural
    virality of online diffusion" (2016).

    `parent` is (consumers,): the position of each one's parent, −1 for none, as in a row of `Spread.parent`; those with
    neither parent nor child are in no cascade. One cascade is expected (for more: `cascades`); without any it is 0.
    Computed as ν = 2·Σ s(n − s)/(n(n − 1)) over ties, s members below a tie.
    """
    row = _parents(parent)
    table = _trees(row, (row < 0) & (np.bincount(row[row >= 0], minlength=row.size) > 0))
    if len(table) > 1:
        remedy = "take measures.cascades, which measures each"
        raise Refusal("parent", Verbatim(f"{len(table)} cascades"), "one cascade", remedy)
    return float(table["virality"].sum())


def cascades(parent: Any, day: Any) -> pd.DataFrame:
    """Every cascade of one replicate, a row each, by position of its `root`: `size` (members, the root included),
    `depth` (generations after the root), `breadth` (members of the largest generation) and `virality` (see
    `structural_virality`; 0 for a root alone).

    `parent` and `day` are (consumers,), rows of `Spread.parent` and `Spread.day`; whoever adopted (day from 0) without a
    parent is a root.
    """
    row, adopted = _parents(parent), np.asarray(day)
    if adopted.shape != row.shape:
        found = Verbatim(f"shape {adopted.shape}")
        raise Refusal("day", found, f"{row.shape}, as parent", "take both of the same replicate")
    return _trees(row, (row < 0) & (adopted >= 0))


def _parents(parent: Any) -> npt.NDArray[np.int64]:
    row = np.asarray(parent)
    if row.ndim != 1 or row.dtype.kind not in "iu":
        found = Verbatim(f"{row.dtype} of shape {row.shape}")
        raise Refusal("parent", found, "one row of positions", "take one replicate: out.parent[0]")
    row = row.astype(np.int64)
    outside = (row < -1) | (row >= row.size)
    if outside.any():
        i = int(outside.argmax())
        raise Refusal(f"parent[{i}]", int(row[i]), f"a position below {row.size}, or -1", "give positions, not ids")
    return row


class Forest(NamedTuple):
    """The trees that parents make, by the position of their roots, and how deep everybody is in them."""

    root: npt.NDArray[np.int64]  # (trees,) whoever has no parent, a root alone included
    size: npt.NDArray[np.int64]  # (trees,) members, the root included
    deepest: npt.NDArray[np.int64]  # (trees,) generations after the root
    breadth: npt.NDArray[np.int64]  # (trees,) members of the largest generation
    distances: npt.NDArray[np.float64]  # (trees,) Σ of the distances of all pairs of members
    depth: npt.NDArray[np.int64]  # (positions,) generations after the root


def forest(parent: Any) -> Forest:
    """The trees of parents; `parent` is (positions,), −1 for none. A loop is refused."""
    row = _parents(parent)
    order = _children_first(row)
    if order.size < row.size:
        i = int(np.setdiff1d(np.arange(row.size), order)[0])
        remedy = "credit each adoption to an earlier one"
        raise Refusal("parent", Verbatim(f"a loop through position {i}"), "trees", remedy)
    size, depth, deepest, breadth, distances = _climbed(row, order)
    root = np.flatnonzero(row < 0)
    return Forest(root, size[root], deepest[root], breadth[root], distances[root], depth)


def _trees(parent: npt.NDArray[np.int64], root: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """The measures of every tree that hangs on a root."""
    import pandas as pd

    trees = forest(parent)
    shown = root[trees.root]
    n = trees.size[shown]
    virality = 2.0 * trees.distances[shown] / np.maximum(n * (n - 1.0), 1.0)
    columns = {"root": trees.root[shown], "size": n, "depth": trees.deepest[shown], "breadth": trees.breadth[shown],
               "virality": virality}  # fmt: skip
    return pd.DataFrame(columns)


@compiled
def _children_first(parent: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Everybody after all their children; who is in a loop is left out."""
    waiting, order = np.zeros(parent.size, np.int64), np.empty(parent.size, np.int64)
    for i in range(parent.size):
        if parent[i] >= 0:
            waiting[parent[i]] += 1
    made = 0
    for i in range(parent.size):
        if waiting[i] == 0:
            order[made] = i
            made += 1
    done = 0
    while done < made:
        j = parent[order[done]]
        done += 1
        if j >= 0:
            waiting[j] -= 1
            if waiting[j] == 0:
                order[made] = j
                made += 1
    return order[:made].copy()


@compiled
def _climbed(parent: npt.NDArray[np.int64], order: npt.NDArray[np.int64]) -> Any:
    """Members from each one down and the generation; at roots also the generations below, the members of the largest, and
    Σ s(n − s) over the ties below."""
    size, top, depth = np.ones(parent.size, np.int64), np.arange(parent.size), np.zeros(parent.size, np.int64)
    deepest, breadth, distances = np.zeros_like(size), np.zeros_like(size), np.zeros(parent.size, np.float64)
    generation, after, members = np.empty_like(size), np.full(parent.size, -1), np.zeros_like(size)
    made = 0
    for i in order:
        if parent[i] >= 0:
            size[parent[i]] += size[i]
    for i in order[::-1]:
        above = parent[i]
        if above >= 0:
            top[i], depth[i] = top[above], depth[above] + 1
            distances[top[i]] += np.float64(size[i]) * (size[top[i]] - size[i])
        mine = -1 if above < 0 else after[generation[above]]
        if mine < 0:
            mine, made = made, made + 1
            if above >= 0:
                after[generation[above]] = mine
        generation[i] = mine
        members[mine] += 1
        deepest[top[i]] = max(deepest[top[i]], depth[i])
        breadth[top[i]] = max(breadth[top[i]], members[mine])
    return size, depth, deepest, breadth, distances
