"""One comparison after the other, whoever asks: all processors for the first in line, its place for everybody behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class LeftLine(Exception):
    """Somebody has left before it was their turn."""


class Line:
    """Who waits, in the order in which they came; one line for all visitors of a page."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[object] = []

    @contextmanager
    def turn(self, tell: Callable[[int], None], left: threading.Event) -> Iterator[None]:
        """Wait for one's turn, told how many are ahead whenever that changes; LeftLine if `left` is set meanwhile."""
        me, told = object(), -1
        with self._changed:
            self._waiting.append(me)
        try:
            while (ahead := self._waiting.index(me)) > 0:
                if left.is_set():
                    raise LeftLine
                if ahead != told:
                    tell(told := ahead)
                with self._changed:
                    self._changed.wait(0.5)
            yield
        finally:
            with self._changed:
                self._waiting.remove(me)
                self._changed.notify_all()


LINE = Line()  # of this server: its processors are the visitors' in common, and nothing else is
