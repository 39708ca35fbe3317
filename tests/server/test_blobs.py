"""Files at the centre: taken in pieces, verified before they count, refused to strangers, kept from a full disk."""

from __future__ import annotations

import hashlib
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.core.pieces import GRAIN, MOST_PIECE, GivenPiece, KnownBlobs, PutPiece, TakenPiece
from sync.server import blobs
from sync.server.blob_files import BlobFiles
from sync.server.centre import Centre
from sync.server.refused import Refused
from tests.server.blob_desk import CONTENT, SHA, get, known, named, put, refused
from tests.server.desk import Desk

ELSEWHERE = hashlib.sha256(b"elsewhere").digest()


def test_another_units_file_is_refused_even_to_those_who_know_its_hash(desk: Desk, stranger: Desk):
    desk.push(named(desk))
    put(desk, CONTENT)
    assert known(stranger, have=[SHA], want=[SHA]) == KnownBlobs({}, {}, [SHA])
    with pytest.raises(Refused) as no:
        get(stranger)
    assert no.value.code == "not-entitled"
    assert refused(stranger, CONTENT) == "not-entitled"


def test_a_file_that_comes_before_its_row_is_taken_when_the_row_is_there(desk: Desk):
    assert refused(desk, CONTENT) == "not-entitled"
    assert known(desk, have=[SHA]).unnamed == [SHA]
    desk.push(named(desk))
    assert put(desk, CONTENT).whole


def test_a_removed_file_is_neither_given_nor_taken(desk: Desk, second: Desk):
    row = named(desk)
    desk.push(row)
    put(desk, CONTENT)
    desk.push(desk.change(row, deleted_at=5))
    with pytest.raises(Refused) as no:
        get(second)
    assert no.value.code == "not-entitled"
    assert refused(desk, CONTENT) == "not-entitled"


def test_what_is_not_the_file_of_its_hash_is_thrown_away_and_said_so(desk: Desk, second: Desk):
    desk.push(named(desk))
    put(desk, b"x" * GRAIN)
    assert put(desk, CONTENT[GRAIN:], GRAIN) == TakenPiece(0, wrong=True)
    assert known(desk, have=[SHA]).lacks == {SHA: 0}
    assert get(second) == GivenPiece(here=False)
    assert put(desk, CONTENT).whole


def test_what_one_pc_spoils_does_not_touch_what_another_sends(desk: Desk, second: Desk):
    desk.push(named(desk))
    put(desk, CONTENT[:GRAIN])
    put(second, b"x" * GRAIN)
    assert put(second, CONTENT[GRAIN:], GRAIN).wrong
    assert put(desk, CONTENT[GRAIN:], GRAIN).whole


@pytest.mark.parametrize(
    ("body", "offset", "size"),
    [(b"", 0, 5), (b"12345", 3, 5), (b"1", -1, 5), (b"1", 6, 5), (b"1", 0, -1), (b"1" * (MOST_PIECE + 1), 0, 1 << 25)],
)
def test_a_piece_that_cannot_be_is_refused(desk: Desk, body: bytes, offset: int, size: int):
    desk.push(named(desk))
    assert refused(desk, body, offset, size=size) == "bad-request"


def test_too_large_a_file_and_more_than_a_units_share_are_refused(desk: Desk, office: Centre, second: Desk):
    other = CONTENT[::-1]
    sha = hashlib.sha256(other).digest()
    desk.push(named(desk), named(desk, other))
    assert refused(desk, b"1", size=(1 << 30) + 1) == "too-large"
    blobs.allow(office, len(CONTENT) + 100)
    put(desk, CONTENT)
    assert refused(second, other, sha=sha) == "no-room"
    blobs.allow(office, 2 * len(CONTENT))
    assert put(second, other, sha=sha).whole


def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path):
    full, roomy = (BlobFiles(tmp_path / "blobs", reserve=reserve) for reserve in (1 << 60, 0))
    roomy.stage("d", PutPiece(SHA, len(CONTENT), 0, CONTENT[:GRAIN]))
    with pytest.raises(Refused) as no:
        full.stage("d", PutPiece(SHA, len(CONTENT), GRAIN, CONTENT[GRAIN:]))
    assert no.value.code == "no-room"
    assert full.staged("d", SHA) == GRAIN
    assert roomy.stage("d", PutPiece(SHA, len(CONTENT), GRAIN, CONTENT[GRAIN:])).whole
    assert (tmp_path / "blobs").stat().st_mode & 0o077 == 0


def test_a_file_that_rotted_at_the_centre_is_asked_for_again(desk: Desk, second: Desk, office: Centre):
    desk.push(named(desk))
    put(desk, CONTENT)
    place = office.folder.at / "blobs" / SHA.hex()[:2] / SHA.hex()
    known(second, spoilt=[SHA])
    assert known(desk, have=[SHA]).lacks == {}, "somebody's bad line is not the centre's disk"
    place.write_bytes(CONTENT[:-1] + b"!")
    known(second, spoilt=[SHA, ELSEWHERE])
    assert known(desk, have=[SHA], want=[SHA]) == KnownBlobs({SHA: 0}, {})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.booleans()), max_size=15))
def test_pieces_in_any_order_make_the_file_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, some: list[tuple[int, int, bool]]
):
    files = BlobFiles(tmp_path_factory.mktemp("blobs"), reserve=0)
    for first, length, altered in some:
        body = CONTENT[first * GRAIN : (first + length) * GRAIN]
        if not body:
            continue
        body = bytes(255 - byte for byte in body) if altered else body
        taken = files.stage("d", PutPiece(SHA, len(CONTENT), first * GRAIN, body))
        assert taken.whole == (files.size(SHA) is not None)
        if taken.whole:
            assert files.read(SHA, 0, 1 << 20) == CONTENT
            return
    for _ in range(2):  # what was spoilt is thrown away at its end; then it comes right
        at = files.staged("d", SHA)
        taken = files.stage("d", PutPiece(SHA, len(CONTENT), at, CONTENT[at:]))
        if taken.whole:
            break
    assert files.read(SHA, 0, 1 << 20) == CONTENT


def test_the_size_of_a_file_costs_the_centre_no_memory(tmp_path: Path):
    piece, count = random.Random(1).randbytes(4 * GRAIN), 300
    hashed = hashlib.sha256()
    for _ in range(count):
        hashed.update(piece)
    files, sha, size = BlobFiles(tmp_path / "blobs", reserve=0), hashed.digest(), count * len(piece)
    tracemalloc.start()
    for number in range(count):
        files.stage("d", PutPiece(sha, size, number * len(piece), piece))
    assert files.read(sha, 100 * len(piece), GRAIN) == piece[:GRAIN]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000, peak
