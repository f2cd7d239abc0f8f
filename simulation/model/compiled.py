"""How a function is compiled, and which edition of the code computed a result.

The on-disk cache of numba looks only at the file a function stands in: an equation edited in another file would
go on running as it was. So the cache lives in a folder named by a digest of every source that can be compiled.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, TypeVar

import numba
from numba.core import cgutils, types
from numba.extending import intrinsic
from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = ("model", "graph", "engine", "actors/seeding")
DECIDES_A_RESULT = (
    "model", "graph", "engine", "actors",
    *(f"experiments/{name}.py" for name in ("run", "schedule", "outcome", "metrics", "sales", "reception", "word_of_mouth")),
)  # fmt: skip


@cache
def digest_of(places: tuple[str, ...]) -> str:
    """Sixteen hexadecimal digits that change with any of these files, or any source in these folders, of the package."""
    found = [PACKAGE / place for place in places]
    sources = sorted(path for place in found for path in ([place] if place.is_file() else place.rglob("*.py")))
    total = hashlib.sha256()
    for path in sources:
        total.update(path.relative_to(PACKAGE).as_posix().encode())
        total.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()[:16]


def edition() -> str:
    """The edition of the code that decides a result; recorded beside every result, part of every run's name."""
    return digest_of(DECIDES_A_RESULT)


def compile_cache() -> Path:
    """Where compiled code of this edition is kept; the environment variable WOM_CACHE moves it."""
    home = os.environ.get("WOM_CACHE")
    root = Path(home) if home else user_cache_path("wom", appauthor=False)
    return root / f"compiled-{digest_of(COMPILED)}-numba-{numba.__version__}"


numba.config.CACHE_DIR = str(compile_cache())


def compiled(function: F) -> F:
    """Compile at first use, for any thread, keeping the result on disk; never fastmath, never an exception inside."""
    return _compile(function, ())


def inlined(function: F) -> F:
    """Compile as a piece of the loops that call it: what it is given, columns by the dozen, is not copied for a call."""
    return _compile(function, (), forceinline=True)


def compiled_as(signature: str) -> Callable[[F], F]:
    """Compile at import for one signature, so that every caller's numbers are read as the same kind."""
    return lambda function: _compile(function, (signature,))


def plain(module: ModuleType) -> SimpleNamespace:
    """The compiled functions of a module as Python runs them: to be read, and to be checked against."""
    return SimpleNamespace(**{name: one.py_func for name, one in vars(module).items() if hasattr(one, "py_func")})


def _compile(function: F, signature: tuple[str, ...], **options: bool) -> F:
    """Kept on disk, unless the module says `KEEP_COMPILED = False`: it was read anew with an equation replaced, and the
    cache could not tell its functions from the published ones.
    """
    keep = function.__globals__.get("KEEP_COMPILED", True)
    wrapper: F = numba.njit(*signature, cache=keep, nogil=True, error_model="numpy", **options)(function)
    return wrapper


AHEAD = 8  # steps of a loop: what memory is asked for so far ahead arrives in time


@intrinsic  # type: ignore[untyped-decorator]
def prefetch(typing: Any, array: Any, place: Any) -> Any:
    """Ask memory for array[place] ahead of its use (places from 0, unchecked); compiled code only, and it changes no result."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        values = context.make_array(array)(context, builder, given[0])
        places = cgutils.unpack_tuple(builder, given[1]) if isinstance(place, types.BaseTuple) else given[1:]
        address = cgutils.get_item_pointer(context, builder, array, values, places)
        read, keep, data = (cgutils.int32_t(choice) for choice in (0, 3, 1))
        asked = cgutils.ir.FunctionType(cgutils.ir.VoidType(), [cgutils.voidptr_t, *[cgutils.int32_t] * 3])
        ask = builder.module.declare_intrinsic("llvm.prefetch", (cgutils.voidptr_t,), asked)
        builder.call(ask, [builder.bitcast(address, cgutils.voidptr_t), read, keep, data])
        return context.get_dummy_value()

    whole = types.UniTuple(types.intp, len(place)) if isinstance(place, types.BaseTuple) else types.intp
    return types.void(array, whole), build
