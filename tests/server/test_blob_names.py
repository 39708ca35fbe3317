"""Which unit has which file at the centre: named by rows, brought by devices, let go when nobody names it."""

from __future__ import annotations

import hashlib

from sync.core.pieces import GRAIN, GetPiece, GivenPiece, KnownBlobs, TakenPiece
from sync.server import blobs
from sync.server.centre import Centre
from tests.server.blob_desk import CONTENT, SHA, get, known, named, put
from tests.server.desk import Desk, Time


def test_a_file_comes_in_pieces_and_is_seen_when_it_is_whole(desk: Desk, second: Desk):
    desk.push(named(desk))
    assert known(desk, have=[SHA], want=[SHA]) == KnownBlobs({SHA: 0}, {})
    assert put(desk, CONTENT[:GRAIN]) == TakenPiece(GRAIN)
    assert known(desk, have=[SHA]).lacks == {SHA: GRAIN}
    assert get(second) == GivenPiece(here=False), "half a file is none"
    assert put(desk, CONTENT[GRAIN:], GRAIN) == TakenPiece(len(CONTENT), whole=True)
    assert known(second, have=[SHA], want=[SHA]) == KnownBlobs({}, {SHA: len(CONTENT)})
    assert get(second, GRAIN, GRAIN) == GivenPiece(True, len(CONTENT), CONTENT[GRAIN : 2 * GRAIN])


def test_a_row_that_only_names_a_hash_gives_nobody_the_file(desk: Desk, stranger: Desk):
    desk.push(named(desk))
    put(desk, CONTENT)
    stranger.push(named(stranger))
    assert known(stranger, have=[SHA], want=[SHA]) == KnownBlobs({SHA: 0}, {}), "who names it has to bring it"
    assert get(stranger) == GivenPiece(here=False)
    assert put(stranger, CONTENT).whole
    assert get(stranger).body == CONTENT


def test_what_no_row_names_goes_after_a_month_and_not_before(desk: Desk, time: Time, office: Centre):
    row = named(desk)
    desk.push(row)
    put(desk, CONTENT)
    desk.push(desk.change(row, deleted_at=5))
    place = office.folder.at / "blobs" / SHA.hex()[:2] / SHA.hex()
    for days, is_kept in ((1, True), (29, True), (2, False)):
        time.ms += days * 24 * 3600 * 1000
        desk.start()
        known(desk)
        assert place.exists() is is_kept, days


def test_what_is_named_again_within_the_month_stays(desk: Desk, time: Time):
    row = named(desk)
    desk.push(row)
    put(desk, CONTENT)
    for deleted_at, days in ((5, 2), (None, 2), (None, 40)):
        desk.push(desk.change(row, deleted_at=deleted_at))
        time.ms += days * 24 * 3600 * 1000
        desk.start()
        known(desk)
    assert get(desk).body == CONTENT


def test_the_operator_sees_what_each_unit_has_and_what_is_missing(desk: Desk, stranger: Desk, office: Centre):
    desk.push(named(desk), named(desk, b"not yet here"), named(desk))
    put(desk, CONTENT)
    stranger.push(named(stranger))
    blobs.allow(office, 5_000_000)
    assert blobs.shares(office) == [
        blobs.Share("A", 1, len(CONTENT), 1, 5_000_000),
        blobs.Share("B", 0, 0, 1, 5_000_000),
    ]


def test_a_bundle_finds_what_a_unit_may_have_newest_first(desk: Desk, stranger: Desk, office: Centre):
    other = CONTENT[::-1]
    desk.push(named(desk), named(desk, other))
    put(desk, CONTENT)
    put(desk, other, sha=hashlib.sha256(other).digest())
    who = blobs.Party("", (desk.channel,))
    found = blobs.newest(office, who)
    assert [blob.sha for blob in found] == [hashlib.sha256(other).digest(), SHA]
    assert blobs.give(office, who, GetPiece(SHA, 0, 10)).body == CONTENT[:10]
    assert blobs.newest(office, blobs.Party("", (stranger.channel,))) == ()
