"""Lines as they come from a caller: in pieces or many at once, ended as the protocol has it or by habit."""

from __future__ import annotations

import asyncio
import re

LONGEST_LINE = 4096
"""Bytes; the longest message of the protocol is a fraction of it."""
_END = re.compile(rb"[\r\n]")
"""A return by the protocol, both by habit, a line feed alone by hand."""
_BETWEEN = b"\r\n\x00"
"""What may come between two lines."""


class Lines:
    """One caller's lines, without their ends."""

    def __init__(self, reader: asyncio.StreamReader, line_s: float) -> None:
        """`line_s`: how long a line may take from its first letter to its end."""
        self._reader = reader
        self._line_s = line_s
        self._rest = b""

    async def next(self, patience_s: float) -> bytes:
        """The next line, which begins within `patience_s`. Raises TimeoutError; ConnectionError where there is none."""
        self._rest = self._rest.lstrip(_BETWEEN)
        async with asyncio.timeout(patience_s):  # wait_for of Python 3.11 may swallow a cancellation
            while not self._rest:
                self._rest = (await self._more()).lstrip(_BETWEEN)
        async with asyncio.timeout(self._line_s):
            while (end := _END.search(self._rest)) is None and len(self._rest) <= LONGEST_LINE:
                self._rest += await self._more()
        if end is None or end.start() > LONGEST_LINE:
            raise ConnectionAbortedError
        line, self._rest = self._rest[: end.start()], self._rest[end.end() :]
        return line

    async def _more(self) -> bytes:
        more = await self._reader.read(LONGEST_LINE)
        if not more:
            raise ConnectionResetError
        return more
