"""Long work in a process of its own, so that the page stays awake: what it tells on the way, its end, and a way to stop it."""

from __future__ import annotations

import _thread
import multiprocessing
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from simulation.experiments.processes import end_with_parent
from simulation.refusal import Refusal, Verbatim

Tell = Callable[[str, Any], None]  # a kind of message, and what it says
Work = Callable[..., None]  # of Tell, and of what is given

PATIENCE = 8.0  # seconds for work to stop; then its process is ended
DIED = "The process ended before its work was done; memory may be short."
END, REFUSED, STOPPED, BROKEN = "end", "refused", "stopped", "broken"


class Apart:
    """One piece of work in its own process; `messages` yields what it tells until the last, one of the four above."""

    def __init__(self, work: Work, *given: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._told = False  # to stop
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
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):  # ended in the middle of a word
            yield (STOPPED, None) if self._told else (BROKEN, DIED)
        finally:
            self._process.join(PATIENCE)
            self._end()

    def stop(self) -> None:
        """Interrupt it, and end it if that does not help."""
        self._told = True
        try:
            self._here.send("stop")
        except (OSError, ValueError):
            return
        threading.Timer(PATIENCE, self._end).start()

    def _end(self) -> None:
        if self._process.is_alive():
            self._process.terminate()


def _begin(there: Connection, work: Work, given: tuple[Any, ...]) -> None:
    """The other process: it stops when told to, and ends with its parent."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for duty in (lambda: _stop_when_told(there), end_with_parent):
        threading.Thread(target=duty, daemon=True).start()
    there.send(_ending(work, lambda kind, said: there.send((kind, said)), given))


def _stop_when_told(there: Connection) -> None:
    """What Ctrl-C does, at the parent's word."""
    try:
        there.recv()
    except (EOFError, OSError):
        return
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # wakes it from waiting
    else:
        _thread.interrupt_main()


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

