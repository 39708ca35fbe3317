"""Threads that come as far as the end of their transaction and stand still there, as a slow disk would let them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import event, text

from sync.server.centre import Centre

Result = TypeVar("Result")
PATIENCE_S = 60


class Stalls:
    """Runs work in threads of its own; some of it is held just before it commits."""

    def __init__(self, office: Centre) -> None:
        self._office = office
        self._threads = ThreadPoolExecutor(12)
        self._held = threading.local()
        self._go = threading.Event()
        event.listen(office.database._engine, "commit", self._before_commit)

    def hold(self, work: Callable[..., Result], *arguments: Any) -> Future[Result]:
        """Begin this work; return when it stands before its first commit of something written."""
        arrived = threading.Event()

        def held() -> Result:
            self._held.arrived = arrived
            return work(*arguments)

        begun = self._threads.submit(held)
        assert arrived.wait(PATIENCE_S), begun
        return begun

    def begin(self, work: Callable[..., Result], *arguments: Any) -> Future[Result]:
        """Begin this work; return when it waits for somebody's lock."""
        begun = self._threads.submit(work, *arguments)
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        for _ in range(PATIENCE_S * 50):
            with self._office.database.reading() as connection:
                if connection.execute(waiting).scalar_one():
                    return begun
            assert not begun.done(), "nobody kept it waiting"
            threading.Event().wait(0.02)
        raise AssertionError("it never came to wait")

    def release(self) -> None:
        """Let everything go on that is held."""
        self._go.set()
        self._threads.shutdown()

    def _before_commit(self, connection: Any) -> None:
        arrived = getattr(self._held, "arrived", None)
        if arrived and connection.get_execution_options().get("writes"):
            self._held.arrived = None
            arrived.set()
            self._go.wait(PATIENCE_S)
