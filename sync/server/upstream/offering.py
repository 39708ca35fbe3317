"""Works out what a centre offers the one above it: one pass over its own feeds, batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from sync.core.row import Row
from sync.core.stamp import ms_of
from sync.core.tables import CATALOGUE, COMMON, unit_channel
from sync.core.upward import for_unit
from sync.server.upstream import memory
from sync.server.upstream.known import Known, offer_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.server.store.rows import Key
    from sync.server.upstream.memory import Pending

_ROW_OVERHEAD = 64
_OF_UNITS = unit_channel("")
_pack = msgspec.msgpack.encode


@dataclass(slots=True)
class Batch:
    """Rows to push, each with the unit it is offered for in its channel. `position` is where the next batch starts.

    `ends` is how far each channel has been offered once this batch is acknowledged.
    """

    rows: tuple[Row, ...] = ()
    position: int | None = None
    known: dict[Key, Known] = field(default_factory=dict)
    remembered: set[Key] = field(default_factory=set)
    ends: dict[str, int] = field(default_factory=dict)


class Offering:
    """One pass. `until_ms` is the greatest stamp that the centre above would take: later ones wait for their time."""

    def __init__(self, connection: Connection, generation: int, until_ms: int) -> None:
        self._generation = generation
        self._until_ms = until_ms
        self._channels = memory.moved_channels(connection)
        self._units = memory.own_unit_rows(connection)
        self._offered: set[Key] = set()
        self._floors: dict[str, int] = {}
        self._batches = 0
        self.early: set[Key] = set()
        """Rows whose time has not come, as the centre above would reckon it."""

    def batch(self, connection: Connection, most: int, size: int) -> Batch:
        """The next batch of at most `most` rows, about `size` bytes."""
        batch, weight = Batch(), 0
        gathered: list[Row] = []
        while self._channels and len(gathered) < most:
            channel, after, latest = self._channels.pop(0)
            asked = most - len(gathered)
            found = memory.pending_rows(connection, channel, after, self._generation, asked)
            for each in found:
                row = self._sending(channel, each)
                if row is not None:
                    weight += len(_pack(row.fields)) + _ROW_OVERHEAD
                    if gathered and weight > size:
                        self._channels.insert(0, (channel, after, latest))
                        return self._finished(batch, gathered)
                    gathered.append(row)
                    self._note(batch, row, each)
                after = each.number
                self._ends(batch, channel, after)
            if len(found) == asked:
                self._channels.insert(0, (channel, after, latest))
            else:
                self._ends(batch, channel, max(after, latest))
        return self._finished(batch, gathered)

    def _finished(self, batch: Batch, gathered: list[Row]) -> Batch:
        self._batches += 1
        batch.rows = tuple(gathered)
        batch.position = self._batches if self._channels else None
        return batch

    def _sending(self, channel: str, pending: Pending) -> Row | None:
        """The row as it is to be offered in this channel; None when it is not, now."""
        row, key = pending.row, (pending.row.table, pending.row.id)
        if channel == COMMON:
            unit = self._units.get(row.id, "")
            if not unit:
                return None
        else:
            unit = channel.removeprefix(_OF_UNITS)
        if key in self._offered:
            # For another of our units it has been offered already. Here it is only told that it stands here, too.
            if pending.is_there:
                return None
            offer = row
        else:
            offer = offer_of(row, pending.known)
        if ms_of(offer.greatest_stamp()) > self._until_ms:
            self.early.add(key)
            self._floors.setdefault(channel, pending.number)
            return None
        return Row(
            row.table,
            row.id,
            for_unit(row.channel, unit),
            offer.stamp,
            offer.fields,
            offer.stamps,
            offer.bases,
            offer.fresh,
        )

    def _note(self, batch: Batch, row: Row, pending: Pending) -> None:
        key = (row.table, row.id)
        if pending.row.channel == CATALOGUE:
            self._offered.add(key)
        if row.fresh or row.bases or pending.known is None or pending.known.waiting(pending.row):
            known = batch.known.setdefault(key, pending.known or Known(self._generation))
            if pending.known is not None:
                batch.remembered.add(key)
            known.offered(row)

    def _ends(self, batch: Batch, channel: str, number: int) -> None:
        batch.ends[channel] = min(number, self._floors.get(channel, number + 1) - 1)
