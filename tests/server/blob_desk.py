"""A desk's dealings with the doors for files."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable

import pytest

from sync.core.pieces import GRAIN, MOST_PIECE, AskBlobs, GetPiece, GivenPiece, KnownBlobs, PutPiece, TakenPiece
from sync.core.row import Row
from sync.server.refused import Refused
from tests.server.desk import Desk, ask

CONTENT = random.Random(9).randbytes(3 * GRAIN + 50)
SHA = hashlib.sha256(CONTENT).digest()


def named(desk: Desk, content: bytes = CONTENT, **others: object) -> Row:
    fields = {
        "title_id": "7" * 32,
        "name": "a.pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    return desk._row("file", desk.channel, fields | others)


def known(
    desk: Desk, *, have: Iterable[bytes] = (), want: Iterable[bytes] = (), spoilt: Iterable[bytes] = ()
) -> KnownBlobs:
    message = AskBlobs([*have], [*want], [*spoilt])
    return ask(desk.centre, "/v1/blobs/missing", message, KnownBlobs, bearer=desk.bearer)


def put(desk: Desk, body: bytes, offset: int = 0, *, size: int = len(CONTENT), sha: bytes = SHA) -> TakenPiece:
    return ask(desk.centre, "/v1/blobs/put", PutPiece(sha, size, offset, body), TakenPiece, bearer=desk.bearer)


def get(desk: Desk, offset: int = 0, most: int = MOST_PIECE, *, sha: bytes = SHA) -> GivenPiece:
    return ask(desk.centre, "/v1/blobs/get", GetPiece(sha, offset, most), GivenPiece, bearer=desk.bearer)


def refused(desk: Desk, body: bytes, offset: int = 0, *, size: int = len(CONTENT), sha: bytes = SHA) -> str:
    with pytest.raises(Refused) as no:
        put(desk, body, offset, size=size, sha=sha)
    return no.value.code
