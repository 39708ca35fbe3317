"""The counter's door: a thread of its own with a library of its own, where any number of machines may call."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2.addresses import is_of_the_unit
from desktop.sip2.conversation import Conversation
from desktop.sip2.lines import LONGEST_LINE, Lines
from desktop.sip2.state import Ears, State

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.security.self_check import Chosen

MOST_CALLERS = 64
MOST_NOISE = 20
"""Lines in a row that make no sense: then it is no machine that calls."""
_HUNG_UP = (ConnectionError, TimeoutError)
"""The ways in which a caller is gone, or sends more than any message is long."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a caller may be silent, in seconds."""

    idle_s: float = 900
    """Between two messages: machines keep the line all day, and call again when it was closed."""
    line_s: float = 20
    """From the first letter of a message to its last: who sends one letter a minute holds nobody up."""
    stranger_s: float = 60
    """Before anybody has signed in: places are few, and a machine signs in as soon as it has called."""


NOBODY = Ears()
PATIENT = Patience()


class SelfCheckServer:
    """Opens with `start`, closes with `stop`; may be opened again."""

    def __init__(self, opening: Callable[[], Library], *, ears: Ears = NOBODY, patience: Patience = PATIENT) -> None:
        """`opening` gives the library; called on the counter's own thread at each start."""
        self._opening = opening
        self._ears = ears
        self._patience = patience
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._opened = threading.Event()
        self._trouble: Refusal | None = None
        self._callers: set[asyncio.Task[None]] = set()
        self._state = State()

    @property
    def state(self) -> State:
        """How it stands now; a value, so any thread may look."""
        return self._state

    def start(self, chosen: Chosen) -> State:
        """Open the counter and wait until machines can call.

        Raises Refusal: CANNOT_LISTEN (facts host, port) where that cannot or may not be, and as a library is opened.
        """
        if not is_of_the_unit(chosen.host):
            raise Refusal(Reason.CANNOT_LISTEN, host=chosen.host, port=chosen.port)
        self._opened.clear()
        self._trouble = None
        self._thread = threading.Thread(target=self._work, args=(chosen,), name="self-check", daemon=True)
        self._thread.start()
        self._opened.wait()
        self._raise_trouble()
        return self._state

    def stop(self) -> None:
        """Close the counter: what a machine is being answered is answered, then all lines are closed."""
        thread, loop, stopping = self._thread, self._loop, self._stopping
        if thread is None or loop is None or stopping is None:
            return
        with suppress(RuntimeError):  # the loop has ended by itself meanwhile
            loop.call_soon_threadsafe(stopping.set)
        thread.join()
        self._thread = self._loop = self._stopping = None

    def _raise_trouble(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def _work(self, chosen: Chosen) -> None:
        try:
            with closing(self._opening()) as library:
                asyncio.run(self._serve(library, chosen))
        except Refusal as no:
            self._trouble = no
        except OSError:
            self._trouble = Refusal(Reason.CANNOT_LISTEN, host=chosen.host, port=chosen.port)
        finally:
            self._tell(State())
            self._opened.set()

    async def _serve(self, library: Library, chosen: Chosen) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()

        def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if len(self._callers) >= MOST_CALLERS:  # whoever is here already goes on
                writer.close()
                return
            caller = asyncio.ensure_future(self._talk(Conversation(library, chosen), reader, writer))
            self._callers.add(caller)
            caller.add_done_callback(self._gone)
            self._tell(replace(self._state, callers=len(self._callers)))

        server = await asyncio.start_server(call, chosen.host, chosen.port, limit=LONGEST_LINE)
        self._tell(State(True, chosen.host, server.sockets[0].getsockname()[1]))
        self._opened.set()
        await self._stopping.wait()
        server.close()
        for caller in tuple(self._callers):
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    async def _talk(
        self, conversation: Conversation, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answer until the caller hangs up, falls silent, or turns out to be no machine."""
        lines = Lines(reader, self._patience.line_s)
        try:
            while not self._stopped() and conversation.garbled <= MOST_NOISE:
                is_in = bool(conversation.counter.machine)
                line = await lines.next(self._patience.idle_s if is_in else self._patience.stranger_s)
                answer = conversation.answer(line)
                self._note(conversation)
                writer.write(answer)
                async with asyncio.timeout(self._patience.line_s):
                    await writer.drain()
                await asyncio.sleep(0)  # who sends a hundred lines at once waits like others after each of them
        except _HUNG_UP:
            return
        finally:
            writer.close()

    def _stopped(self) -> bool:
        return self._stopping is None or self._stopping.is_set()

    def _note(self, conversation: Conversation) -> None:
        changed = conversation.library.take_touched()
        if changed:
            self._ears.touched(changed)
        counter = conversation.counter
        if counter.machine:
            self._tell(replace(self._state, last=counter.now(), machine=counter.machine))

    def _gone(self, caller: asyncio.Task[None]) -> None:
        self._callers.discard(caller)
        if not caller.cancelled() and (bug := caller.exception()) is not None:
            self._ears.crashed(bug)
        self._tell(replace(self._state, callers=len(self._callers)))

    def _tell(self, state: State) -> None:
        self._state = state
        self._ears.state(state)
