"""The stacks: whatever pieces come in whatever order, a content is seen whole and right or not at all."""

from __future__ import annotations

import gc
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.digital.seal import RECORD
from desktop.library.digital.stacks import Stacks
from sync.core.pieces import GRAIN, Blob, NoRoom, Spoilt

KEY = bytes(range(32))
CONTENT = random.Random(3).randbytes(4 * GRAIN + 100)
BLOB = Blob(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def stacks_in(folder: Path) -> Stacks:
    return Stacks(folder / "files", KEY, reserve=0)


def read(stacks: Stacks, blob: Blob = BLOB) -> bytes:
    return b"".join(stacks.grains(blob.sha256))


pieces = st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans(), st.booleans())
"""Where it begins (in grains), how long it is, whether it was altered, whether the program is started anew before."""


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=25))
def test_pieces_in_any_order_make_the_file_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, some: list[tuple[int, int, bool, bool]]
):
    folder = tmp_path_factory.mktemp("stacks")
    stacks, reached = stacks_in(folder), 0
    for first, length, altered, anew in some:
        if anew:
            stacks = stacks_in(folder)
            assert stacks.received(BLOB) in {reached, reached // GRAIN * GRAIN}
        body = CONTENT[first * GRAIN : (first + length) * GRAIN]
        body = bytes(255 - byte for byte in body) if altered else body
        try:
            reached = stacks.add(BLOB, first * GRAIN, body)
        except Spoilt:
            reached = 0
        assert stacks.has(BLOB.sha256) == (reached == BLOB.size)
        assert 0 <= reached <= BLOB.size
        if stacks.has(BLOB.sha256):
            assert read(stacks) == CONTENT
    while not stacks.has(BLOB.sha256):  # and a good line always brings it home
        with suppress(Spoilt):
            at = stacks.received(BLOB)
            stacks.add(BLOB, at, CONTENT[at : at + GRAIN])
    assert read(stacks) == CONTENT


def test_nothing_of_the_content_lies_on_the_disk_in_clear(tmp_path: Path):
    secret, source = b"Nguyen Van An, so dien thoai 0900", tmp_path / "thẻ.txt"
    source.write_bytes(secret * 3_000)
    blob = Blob(hashlib.sha256(source.read_bytes()).hexdigest(), source.stat().st_size)
    stacks_in(tmp_path).take_in(source, blob)
    stored = b"".join(place.read_bytes() for _, place in stacks_in(tmp_path).everything())
    assert len(stored) > blob.size
    assert secret[:8] not in stored
    assert b"".join(stacks_in(tmp_path).grains(blob.sha256)) == source.read_bytes()
    with pytest.raises(Spoilt):
        b"".join(Stacks(tmp_path / "files", bytes(32)).grains(blob.sha256))


@pytest.mark.parametrize("at", [3, GRAIN, 2 * GRAIN + 77, -1])
def test_a_byte_that_rots_is_found(tmp_path: Path, at: int):
    stacks = stacks_in(tmp_path)
    stacks.add(BLOB, 0, CONTENT)
    (place,) = (place for _, place in stacks.everything())
    stored = bytearray(place.read_bytes())
    stored[at] ^= 1
    place.write_bytes(stored)
    with pytest.raises(Spoilt):
        read(stacks)


@pytest.mark.parametrize("left", [0, 10, 3 * GRAIN])
def test_a_file_cut_short_is_found(tmp_path: Path, left: int):
    stacks = stacks_in(tmp_path)
    stacks.add(BLOB, 0, CONTENT)
    (place,) = (place for _, place in stacks.everything())
    place.write_bytes(place.read_bytes()[:left])
    with pytest.raises(Spoilt):
        read(stacks)


@pytest.mark.parametrize("size", [GRAIN, len(CONTENT) - 1, len(CONTENT) + 1, 10 * GRAIN])
def test_a_wrong_size_never_makes_a_file(tmp_path: Path, size: int):
    stacks, wrong = stacks_in(tmp_path), Blob(BLOB.sha256, size)
    with suppress(Spoilt):
        stacks.add(wrong, 0, CONTENT)
    assert not stacks.has(BLOB.sha256)
    with suppress(Spoilt):  # what a wrong size has begun does not stand in the way of the right one for ever
        stacks.add(BLOB, 0, CONTENT)
    stacks.add(BLOB, stacks.received(BLOB), CONTENT[stacks.received(BLOB) :])
    assert read(stacks) == CONTENT


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_fills_up_leaves_what_was_there(tmp_path: Path):
    stacks = stacks_in(tmp_path)
    stacks.add(BLOB, 0, CONTENT[: 2 * GRAIN])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * GRAIN + 9_000, hard))
    try:
        with pytest.raises(NoRoom):
            stacks.add(BLOB, 2 * GRAIN, CONTENT[2 * GRAIN :])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert stacks.received(BLOB) == 2 * GRAIN
    assert stacks_in(tmp_path).received(BLOB) == 2 * GRAIN
    assert stacks.add(BLOB, 2 * GRAIN, CONTENT[2 * GRAIN :]) == BLOB.size
    assert read(stacks) == CONTENT


def test_what_a_power_cut_leaves_behind_the_sound_part_does_no_harm(tmp_path: Path):
    stacks = stacks_in(tmp_path)
    stacks.add(BLOB, 0, CONTENT)
    (place,) = (place for _, place in stacks.everything())
    part = place.with_suffix(".part")
    for left in (place.read_bytes(), place.read_bytes()[: 2 * RECORD] + bytes(3 * RECORD)):
        part.write_bytes(left)
        place.unlink()
        stacks = stacks_in(tmp_path)
        assert stacks.received(BLOB) == len(left.rstrip(b"\0")) // RECORD * GRAIN
        stacks.add(BLOB, stacks.received(BLOB), CONTENT[stacks.received(BLOB) :])
        assert read(stacks) == CONTENT


@pytest.mark.parametrize("length", [1, 10_000, GRAIN + 1, 3 * GRAIN - 5])
def test_pieces_of_any_length_are_taken_as_far_as_grains_go(tmp_path: Path, length: int):
    stacks, at = stacks_in(tmp_path), 0
    for _ in range(20):
        reached = stacks.add(BLOB, at, CONTENT[at : at + length])
        assert reached == BLOB.size or reached % GRAIN == 0
        if reached == at:  # too short to be kept: a longer one is asked for
            reached = stacks.add(BLOB, at, CONTENT[at : at + GRAIN])
        at = reached
    assert read(stacks) == CONTENT


_RECEIVE = """
import sys
from pathlib import Path
from desktop.library.digital.stacks import Stacks
from sync.core.pieces import GRAIN, Blob
content = Path(sys.argv[2]).read_bytes()
stacks, blob = Stacks(Path(sys.argv[1]), bytes(range(32)), reserve=0), Blob(sys.argv[3], len(content))
at = stacks.received(blob)
print(at, flush=True)
while at < blob.size:
    at = stacks.add(blob, at, content[at : at + GRAIN])
    print(at, flush=True)
"""


def test_killed_while_it_receives_it_goes_on_and_nothing_half_is_seen(tmp_path: Path):
    content = random.Random(5).randbytes(40 * GRAIN + 5)
    source, blob = tmp_path / "scan", Blob(hashlib.sha256(content).hexdigest(), len(content))
    source.write_bytes(content)
    shown, rng = 0, random.Random(11)
    for _ in range(4):
        program = subprocess.Popen(
            [sys.executable, "-c", _RECEIVE, str(tmp_path / "files"), str(source), blob.sha256],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        )
        assert program.stdout is not None
        began = int(program.stdout.readline())
        assert began >= shown // GRAIN * GRAIN, "what was there is fetched again"
        for _ in range(rng.randrange(1, 9)):
            shown = int(program.stdout.readline() or shown)
        program.kill()
        program.wait()
        shown = max(shown, *map(int, program.stdout.read().split() or ["0"]), 0)
        program.stdout.close()
        stacks = stacks_in(tmp_path)
        assert stacks.has(blob.sha256) == (shown == blob.size) or stacks.received(blob) == blob.size
    stacks = stacks_in(tmp_path)
    at = stacks.received(blob)
    stacks.add(blob, at, content[at:])
    assert read(stacks, blob) == content


def test_the_size_of_a_file_costs_no_memory(tmp_path: Path):
    """As many pieces as 300 MB have on a line of 250 KB each: the file is 20 MB, for the disk's sake."""
    piece, count = random.Random(1).randbytes(GRAIN), 1_200
    hashed = hashlib.sha256()
    for number in range(count):
        hashed.update(number.to_bytes(4, "big") + piece[4:])
    blob, stacks = Blob(hashed.hexdigest(), count * GRAIN), stacks_in(tmp_path)
    gc.collect()  # what earlier tests left is not this one's
    tracemalloc.start()
    for number in range(count):
        stacks.add(blob, number * GRAIN, number.to_bytes(4, "big") + piece[4:])
    assert sum(len(grain) for grain in stacks.grains(blob.sha256)) == blob.size
    assert len(stacks.piece(blob, 600 * GRAIN, 4 * GRAIN)) == 4 * GRAIN
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < blob.size / 2, (
        "the whole file would be twenty million; other threads of this process may need some, too"
    )
