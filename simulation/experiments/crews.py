"""Who does the work: this process, other processes of this machine, or the workers of a Dask cluster.

Whoever it is, a worker begins once with what all items share and is then given one item after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from simulation.experiments import sending
from simulation.experiments.processes import pooled, processors
from simulation.refusal import Refusal, Verbatim, install

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

LOCAL = "local"  # a cluster started for the occasion, on this machine
MOST_WORKERS = 1024

Results = Generator[Any, None, None]
Stopped = Callable[[], bool]  # whether nobody waits for more


class Shared(NamedTuple):
    """What all items share: data, and the files in a folder. Where `name` is the same, so are the results."""

    name: str
    data: bytes = b""
    folder: Path | None = None


class Work(NamedTuple):
    """What a worker does: `begin(data, folder, keep)`, once, gives what `do(begun, item, stopped)` takes."""

    begin: Callable[[bytes, Any, Any], Any]
    do: Callable[[Any, Any, Stopped], Any]


class Crew(Protocol):
    """Several workers."""

    @property
    def keeps(self) -> bool:
        """Whether they write into folders of whoever asks."""

    def packed(self, scenarios: Sequence[Scenario], folder: Path) -> bytes:
        """Scenarios on their way to a worker, their networks as files in a folder."""

    def results(self, work: Work, items: Sequence[Any], shared: Shared, keep: Any) -> Results:
        """What comes of each item, as it is done."""


class Processes(NamedTuple):
    """Processes of this machine."""

    workers: int
    keeps: bool = True

    def packed(self, scenarios: Sequence[Scenario], folder: Path) -> bytes:
        return sending.packed(scenarios, folder)

    def results(self, work: Work, items: Sequence[Any], shared: Shared, keep: Any) -> Results:
        return pooled(work.do, items, min(self.workers, len(items)), work.begin, (shared.data, shared.folder, keep))


class Cluster(NamedTuple):
    """The workers of a Dask cluster: they may be on other machines, so that whoever asks keeps what comes."""

    address: str
    workers: int | None
    keeps: bool = False

    def packed(self, scenarios: Sequence[Scenario], folder: Path) -> bytes:
        from simulation.experiments import cluster

        return sending.packed(scenarios, folder, cluster.Travelling)

    def results(self, work: Work, items: Sequence[Any], shared: Shared, keep: Any) -> Results:
        from simulation.experiments import cluster

        with standing(min(self.workers or processors(), len(items)), self.address) as (_, scheduler):
            assert scheduler is not None
            yield from cluster.clustered(work, items, shared, scheduler)


def crew(workers: int | None, cluster: str | None) -> Crew | None:
    """Those who share the work, None where it is this process alone.

    `workers` is the number of processes, by default one a processor; `cluster` the address of a Dask scheduler, "local"
    for one started for the occasion, or None.
    """
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS):
        remedy = "leave it out to use every processor"
        raise Refusal("workers", workers, f"a whole number from 1 to {MOST_WORKERS}", remedy)
    if cluster is not None:
        return Cluster(_checked(cluster, workers), workers)
    count = workers or processors()
    return Processes(count) if count > 1 else None


@contextmanager
def standing(workers: int | None, cluster: str | None) -> Iterator[tuple[int | None, str | None]]:
    """Workers and cluster to say in several rounds of work: a cluster "local" is started once for all of them."""
    if cluster != LOCAL:
        yield workers, cluster
        return
    crew(workers, cluster)  # refuses what cannot be
    from simulation.experiments.cluster import started

    with started(workers or processors()) as address:
        yield None, address


def _checked(cluster: object, workers: int | None) -> str:
    """An address at which a cluster may be."""
    if not isinstance(cluster, str) or not (cluster == LOCAL or _is_address(cluster)):
        raise Refusal("cluster", cluster, '"local" or the address of a Dask scheduler', "write tcp://host:8786")
    if workers is not None and cluster != LOCAL:
        found, expected = Verbatim(f"{workers} beside cluster {cluster}"), "one of both"
        raise Refusal("workers", found, expected, "leave it out: a cluster has the workers it has")
    if find_spec("distributed") is None:
        found, expected = Verbatim("no package distributed"), "the extra `cluster`"
        raise Refusal("cluster", found, expected, f"install it, in the checkout: {install('cluster')}")
    return cluster


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("tcp", "tls") and bool(parts.hostname) and parts.port is not None and not parts.path
    except ValueError:  # a port that is no number
        return False
