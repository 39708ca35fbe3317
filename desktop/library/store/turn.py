"""Whose turn it is to write: first come, first served, and whoever holds it can see that somebody waits."""

from __future__ import annotations

import threading


class Turn:
    """A lock for the threads that write to one file, each through a connection of its own.

    SQLite lets a second writer ask again and again, for more than a second while a sync runs (measured); here the next
    in line is woken at once, and long work that looks at `is_wanted` lets it pass.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next = 0
        self._served = 0
        self._holder: int | None = None
        self._gone: set[int] = set()
        """Tickets of those who went away while they waited."""

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits behind the one whose turn it is."""
        return self._next - self._served > 1

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("a transaction within a transaction")
        with self._changed:
            mine = self._next
            self._next += 1
            try:
                while self._served != mine:
                    self._changed.wait()
            except BaseException:  # interrupted while waiting (Ctrl-C): those behind must not wait for us
                self._gone.add(mine)
                self._pass_on(0)
                raise
        self._holder = me

    def __exit__(self, *_: object) -> None:
        self._holder = None
        with self._changed:
            self._pass_on(1)

    def _pass_on(self, steps: int) -> None:
        """The next who still waits; tickets of those who went away are skipped."""
        self._served += steps
        while self._served in self._gone:
            self._gone.remove(self._served)
            self._served += 1
        self._changed.notify_all()
