"""Long work in a process of its own, so that the page stays awake: what it tells on the way, its end, and a way to stop it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from simulation.experiments.processes import Interrupted, end_with_parent
from simulation.refusal import Refusal, Verbatim

Tell = Callable[[str, Any], None]  # a kind of message, and what it says
Work = Callable[..., None]  # of Tell, and of what is given

PATIENCE = 5.0  # seconds for work to stop at the next run; then its process is ended
END, REFUSED, STOPPED, BROKEN = "end", "refused", "stopped", "broken"


class Apart:
    """One piece of work in its own process; `messages` yields what it tells until the last, one of the four above."""

    def __init__(self, work: Work, *given: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_begin, args=(there, work, given))
        self._process.start()
        there.close()

    def messages(self) -> Iterator[tuple[str, Any]]:
        """Kind and content of each message, as they come."""
        try:
            while True:
                kind, said = self._here.recv()
                yield kind, said
                if kind in (END, REFUSED, STOPPED, BROKEN):
                    return
        except (EOFError, OSError):
            yield STOPPED, None
        finally:
            self._process.join(PATIENCE)
            self._end()

    def stop(self) -> None:
        """Ask it to stop at the next run, and end it if it does not."""
        try:
            self._here.send("stop")
        except (OSError, ValueError):
            return
        threading.Timer(PATIENCE, self._end).start()

    def _end(self) -> None:
        if self._process.is_alive():
            self._process.terminate()


def _begin(there: Connection, work: Work, given: tuple[Any, ...]) -> None:
    """The other process: it listens to its parent alone, and ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with_parent, daemon=True).start()

    def tell(kind: str, said: Any) -> None:
        there.send((kind, said))
        if there.poll():
            raise Interrupted("stopped by the visitor")

    there.send(_ending(work, tell, given))


def _ending(work: Work, tell: Tell, given: tuple[Any, ...]) -> tuple[str, Any]:
    """The last message."""
    try:
        work(tell, *given)
    except Refusal as refusal:
        return REFUSED, (refusal.where, refusal.found, refusal.expected, refusal.remedy)
    except KeyboardInterrupt:
        return STOPPED, None
    except Exception:
        return BROKEN, traceback.format_exc()
    return END, None


def refusal_of(parts: tuple[str, str, str, str]) -> Refusal:
    """The complaint of the other process."""
    where, found, expected, remedy = parts
    return Refusal(where, Verbatim(found), expected, remedy)

