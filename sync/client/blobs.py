"""Step four: files. Rows go first: this lane is open only while no row waits, for a while, and a cut costs a piece."""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sync.client.foreign import NoSuchDoor, NotDone
from sync.core.pieces import (
    GRAIN,
    MOST_ASKED,
    AskBlobs,
    Blob,
    GetPiece,
    GivenPiece,
    KnownBlobs,
    NoRoom,
    PutPiece,
    Spoilt,
    TakenPiece,
)
from sync.core.stops import TryLater

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sync.client.visit import Visit
    from sync.core.pieces import Files, PieceSize

LONGEST_S = 20.0
"""Seconds of one run that files may take; the next run goes on where this one stopped."""
_NO_ROOM = "no-room"

Message = TypeVar("Message", bound=msgspec.Struct)


def blobs(visit: Visit, *, longest_s: float = LONGEST_S) -> None:
    """Offer what the centre may lack and fetch what is missing here, piece by piece in turns.

    A file that nobody has is no error, and a centre that knows nothing of files gets rows all the same.
    """
    files = visit.files
    if files is None or visit.replica.waiting():
        return
    files.begin(visit.replica.epoch)
    have, want = files.to_send(MOST_ASKED), files.to_fetch(MOST_ASKED)
    if not have and not want:
        return
    visit.begins("blobs")
    with suppress(NoSuchDoor):
        _exchange(_Lane(visit, files, longest_s), have, want)


def _exchange(lane: _Lane, have: Sequence[Blob], want: Sequence[Blob]) -> None:
    known = lane.ask("missing", AskBlobs([blob.sha for blob in have], [blob.sha for blob in want]), KnownBlobs)
    unnamed = set(known.unnamed)
    lane.files.sent([blob for blob in have if blob.sha not in known.lacks and blob.sha not in unnamed])
    lane.files.not_there([blob for blob in want if blob.sha not in known.holds])
    sending = [(blob, known.lacks[blob.sha]) for blob in have if blob.sha in known.lacks]
    fetching = [Blob(blob.sha256, known.holds[blob.sha]) for blob in want if blob.sha in known.holds]
    lane.expect(sending, fetching)
    turns = deque((_send(lane, sending), _fetch(lane, fetching)))
    while turns and lane.is_open():
        turn = turns.popleft()
        if next(turn, None) is not None:
            turns.append(turn)
    if turns:
        lane.close_early()
    elif lane.has_moved and MOST_ASKED in (len(have), len(want)):
        lane.visit.files_left += 1  # at least: more were waiting than can be asked about at once


class _Lane:
    """What sending and fetching share: the visit, the time there is, how far they have come."""

    def __init__(self, visit: Visit, files: Files, longest_s: float) -> None:
        self.visit = visit
        self.files = files
        self._until = time.monotonic() + longest_s
        self._done = 0
        self._total = 0
        self._left = 0

    def expect(self, sending: list[tuple[Blob, int]], fetching: list[Blob]) -> None:
        """How much there is to do."""
        self._left = len(sending) + len(fetching)
        self._total = sum(blob.size - there for blob, there in sending) + sum(blob.size for blob in fetching)

    def is_open(self) -> bool:
        """Whether the next piece may go: time is left and the desk has written nothing. Raises Interrupted."""
        self.visit.begins("blobs", self._done, self._total)
        return time.monotonic() < self._until and not self.visit.replica.waiting()

    def moved(self, size: int) -> None:
        """So many bytes went or came."""
        self._done += size

    def settled(self, *, sent: int = 0, received: int = 0) -> None:
        """A file is whole on the other side, or here."""
        self.visit.files_sent += sent
        self.visit.files_received += received
        self._left -= sent + received

    @property
    def has_moved(self) -> bool:
        """Whether anything went or came."""
        return self._done > 0

    def close_early(self) -> None:
        """What was not settled is left to the next run, which need not wait: nobody refused it."""
        self.visit.files_left += self._left

    def ask(self, door: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """One request."""
        return self.visit.centre.ask(f"blobs/{door}", message, kind)

    def put(self, piece: PutPiece) -> TakenPiece:
        """Send a piece, and take the measure of the line."""
        centre = self.visit.centre
        taken, centre.pieces_up = self._timed("put", piece, TakenPiece, centre.pieces_up)
        return taken

    def get(self, piece: GetPiece) -> GivenPiece:
        """Fetch a piece, and take the measure of the line."""
        centre = self.visit.centre
        given, centre.pieces_down = self._timed("get", piece, GivenPiece, centre.pieces_down)
        return given

    def _timed(
        self, door: str, message: msgspec.Struct, kind: type[Message], size: PieceSize
    ) -> tuple[Message, PieceSize]:
        began = time.monotonic()
        try:
            return self.ask(door, message, kind), size.after(time.monotonic() - began)
        except NotDone:
            raise
        except TryLater:
            self.visit.centre.pieces_up = self.visit.centre.pieces_down = size.smaller()
            raise


def _send(lane: _Lane, sending: list[tuple[Blob, int]]) -> Iterator[bool]:
    """Yields after each piece. A file that the centre will not take now is left; without room all of them are."""
    for blob, there in sending:
        try:
            yield from _send_one(lane, blob, there)
        except NotDone as refused:
            if refused.code == _NO_ROOM:
                return
        except Spoilt:
            continue


def _send_one(lane: _Lane, blob: Blob, there: int) -> Iterator[bool]:
    offset, restarts = there // GRAIN * GRAIN, 0
    while True:
        body = lane.files.piece_out(blob, offset, lane.visit.centre.pieces_up.bytes)
        taken = lane.put(PutPiece(blob.sha, blob.size, offset, body))
        lane.moved(len(body))
        if taken.whole:
            lane.files.sent([blob])
            lane.settled(sent=1)
            yield True
            return
        restarts += taken.offset <= offset
        if taken.wrong or restarts > 1:  # it comes no further: the next run begins anew
            return
        offset = taken.offset // GRAIN * GRAIN
        yield True


def _fetch(lane: _Lane, fetching: list[Blob]) -> Iterator[bool]:
    """Yields after each piece. What comes whole but wrong is thrown away here, and the centre looks at its own."""
    for blob in fetching:
        try:
            yield from _fetch_one(lane, blob)
        except NotDone:
            continue
        except Spoilt:
            lane.ask("missing", AskBlobs([], [], [blob.sha]), KnownBlobs)
        except NoRoom:
            return


def _fetch_one(lane: _Lane, blob: Blob) -> Iterator[bool]:
    offset = lane.files.received(blob)
    while True:
        given = lane.get(GetPiece(blob.sha, offset, lane.visit.centre.pieces_down.bytes))
        if not given.here:
            lane.files.not_there([blob])
            return
        reached = lane.files.piece_in(Blob(blob.sha256, given.size), offset, given.body)
        lane.moved(max(0, reached - offset))
        if reached == given.size:
            lane.settled(received=1)
            yield True
            return
        if reached <= offset:
            return
        offset = reached
        yield True
