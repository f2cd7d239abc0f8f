"""What a benchmark ran on, in words for its results."""

from __future__ import annotations

import os
import platform
from importlib import metadata

from simulation.graph.csr import memory
from simulation.interfaces.calibration import processor


def describe(packages: list[str]) -> list[str]:
    """Processor, memory, load, system, and the versions of these packages (those that are installed)."""
    return [
        f"processor: {processor()}, {os.cpu_count()} logical cores",
        f"memory: {memory() / 2**30:.1f} GiB",
        f"load before: {load()}",
        f"system: {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions: " + ", ".join(version for name in packages if (version := _version(name))),
    ]


def load() -> str:
    """Processes that wanted to run in the last minute; not told on Windows."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return ""
