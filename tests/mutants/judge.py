"""What came of a mutant: refused in five parts, accepted and sound, or a fault."""

from __future__ import annotations

import re
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from mutants.check import check
from mutants.mutant import Mutant
from simulation.graph import csr
from simulation.refusal import Refusal

SECONDS = 2.0  # of the processor, so that a busy machine judges as an idle one does
MEMORY = 16 * 2**20  # of the machine as the library sees it, so that all it lets pass is quickly done
ROOM = 2**30  # bytes a mutant may take on top of what stands
LONGEST = 1700  # signs of a message

REFUSED, ACCEPTED, FAULT = "refused", "accepted", "fault"


class TooLong(BaseException):
    """A mutant took more than its time."""


def outcome(mutant: Mutant, again: bool = True) -> tuple[str, str]:
    """What came of it, and what is said about it; too long means twice, as the first time something may be compiled."""
    try:
        with _within(SECONDS), warnings.catch_warnings():
            warnings.simplefilter("error")
            check(mutant.use())
    except Refusal as refusal:
        fault = unclear(refusal, mutant.names)
        return (FAULT, f"{fault}: {str(refusal)[:600]!r}") if fault else (REFUSED, str(refusal))
    except TooLong as error:
        return outcome(mutant, again=False) if again else (FAULT, f"took more than {SECONDS:g} s, {error}")
    except Exception as error:
        return FAULT, f"{type(error).__name__}: {str(error)[:300]!r}, raised {_place(error)}"
    return ACCEPTED, ""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TooLong when the time is over, where the system has such a clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_: int, frame: FrameType | None) -> None:
        raise TooLong(f"in {frame.f_code.co_qualname} of {Path(frame.f_code.co_filename).name}" if frame else "")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _place(error: BaseException) -> str:
    """The last places in the library an error went through."""
    trace, places = error.__traceback__, []
    while trace:
        code = trace.tb_frame.f_code
        if f"{Path('/simulation/')}" in code.co_filename:
            places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return "at " + " → ".join(places[-4:])


def guarded() -> None:
    """Let the library see a small machine, and let no mutant take much more than that."""
    whole = csr.memory
    for module in list(sys.modules.values()):
        if getattr(module, "memory", None) is whole:
            module.memory = lambda: MEMORY  # type: ignore[attr-defined]
    if sys.platform == "linux":
        import resource

        standing = int(re.findall(r"VmSize:\s+(\d+) kB", Path("/proc/self/status").read_text())[0]) * 1024
        resource.setrlimit(resource.RLIMIT_AS, (standing + ROOM, resource.RLIM_INFINITY))


# ------------------------------------------------------------------------------------------------------------- a refusal


def unclear(refusal: Refusal, names: tuple[str, ...]) -> str:
    """What a message lacks, in words; nothing if it is clear."""
    for part in ("where", "found", "expected", "remedy"):
        text = getattr(refusal, part)
        if not isinstance(text, str) or not text.strip():
            return f"nothing under {part!r}"
    message = str(refusal)
    if len(message) > LONGEST:
        return f"a message of {len(message)} signs"
    if not message.isprintable():
        return "a message with signs that cannot be shown"
    if not any(name.lower() in refusal.where.lower() for name in names if name):
        return f"a place without any of {names[:6]}"
    return ""
