"""What a network looks like: degrees, isolates, components, clustering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Ends, Starts, rows_of
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.compiled import compiled

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
