"""What a bundle promises of itself: good up to where it is cut, and no byte of it can be changed unnoticed."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.core import bundle_content, wire
from sync.core.bundle import (
    LENGTH,
    MAGIC,
    AddressedToAnother,
    Altered,
    BadBundle,
    Manifest,
    NewerFormat,
    NotABundle,
    Unverified,
    manifest_of,
    reading,
)
from sync.core.bundle_content import Answer, Content, FilePiece, Keys, Page, Rows, Titles, in_chunks
from sync.core.bundle_places import bundles_in, file_for, remove_superseded
from sync.core.bundle_writing import BundleWriter, writing
from sync.core.identity import DeviceKey

SENDER, RECEIVER, STRANGER = (DeviceKey(bytes([at]) * 32) for at in (1, 2, 3))
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def manifest(sender: DeviceKey = SENDER, **changes: object) -> Manifest:
    made = Manifest(
        protocol=wire.PROTOCOL,
        program="0.1.0",
        sender=sender.public.hex(),
        sender_device="d" * 32,
        sender_name="máy 1",
        to=RECEIVER.public.hex(),
        unit="A",
        unit_name="Đơn vị A",
        made=NOW,
        epoch="e",
        incarnation="00112233aa",
        cursors={"common": 3},
    )
    return msgspec.structs.replace(made, **changes)


def write(file: Path, *contents: Content, **changes: object) -> Path:
    return write_each(file, contents, **changes)


def write_each(file: Path, contents: Iterable[Content], **changes: object) -> Path:
    """What is put in is made while the file is being written."""
    with writing(file, manifest(**changes), SENDER) as bundle:
        for content in contents:
            bundle.add(content)
    return file


def read(file: Path, key: DeviceKey = RECEIVER) -> tuple[list[bytes], bool, int | None]:
    """The contents as bytes (so that they compare), whether all was read, and where it was cut."""
    with reading(file, key) as bundle:
        found = [bundle_content.pack(each) for each in bundle.contents()]
        return found, bundle.complete, bundle.cut_at


def packed(*contents: Content) -> list[bytes]:
    return [bundle_content.pack(each) for each in contents]


raws = st.lists(st.binary(max_size=40).map(lambda body: msgspec.Raw(msgspec.msgpack.encode(body))), max_size=5)
contents = st.lists(
    st.one_of(
        st.builds(Rows, raws),
        st.builds(Page, st.text(max_size=8), st.integers(0, 2**60), st.integers(0, 2**60), raws),
        st.builds(Answer, st.text(max_size=8), st.text(max_size=8), st.integers(0, 2**60)),
        st.builds(Keys, st.dictionaries(st.text(max_size=5), st.binary(max_size=5), max_size=3), st.binary(max_size=9)),
        st.builds(FilePiece, st.binary(max_size=32), st.integers(0, 99), st.integers(0, 99), st.binary(max_size=2000)),
        st.builds(Titles, st.text(max_size=5), st.booleans(), st.just([])),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents)
def test_whatever_is_put_in_comes_out(tmp_path: Path, put_in: list[Content]) -> None:
    file = write(tmp_path / "a.tusach", *put_in)
    assert read(file) == (packed(*put_in), True, None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three contents of some hundred bytes."""
    rows = Rows([msgspec.Raw(msgspec.msgpack.encode(os.urandom(60)))])
    page = Page("unit:A", 3, 9, [msgspec.Raw(msgspec.msgpack.encode(os.urandom(80)))])
    return write(tmp_path_factory.mktemp("small") / "small.tusach", rows, Answer("b" * 32, "e", 4), page)


def test_every_byte_that_is_changed_is_noticed_and_nothing_false_comes_out(small: Path, tmp_path: Path) -> None:
    body, whole = small.read_bytes(), read(small)[0]
    rotten = tmp_path / "rotten.tusach"
    for at in range(len(body)):
        rotten.write_bytes(body[:at] + bytes([body[at] ^ 0x41]) + body[at + 1 :])
        try:
            found, complete, _ = read(rotten)
        except BadBundle:
            continue
        assert not complete, at
        assert found == whole[: len(found)], at


def test_a_file_cut_at_any_byte_is_good_up_to_the_last_whole_chunk(small: Path, tmp_path: Path) -> None:
    body, whole = small.read_bytes(), read(small)[0]
    ends = _chunk_ends(body)
    cut = tmp_path / "cut.tusach"
    for at in range(len(body)):
        cut.write_bytes(body[:at])
        if at < ends[0]:
            with pytest.raises((NotABundle, Altered)):
                read(cut)
            continue
        good = sum(end <= at for end in ends) - 1
        assert read(cut) == (whole[:good], False, ends[good])


def _chunk_ends(body: bytes) -> list[int]:
    """Where the first part of the file ends, and each chunk."""
    (length,) = LENGTH.unpack(body[len(MAGIC) :][: LENGTH.size])
    ends = [len(MAGIC) + LENGTH.size + length + 64]
    while ends[-1] < len(body):
        (chunk,) = LENGTH.unpack(body[ends[-1] :][: LENGTH.size])
        ends.append(ends[-1] + LENGTH.size + chunk)
    return ends


def test_chunks_in_another_order_do_not_open(small: Path, tmp_path: Path) -> None:
    body = small.read_bytes()
    start, first, second, *_ = _chunk_ends(body)
    shuffled = tmp_path / "shuffled.tusach"
    shuffled.write_bytes(body[:start] + body[first:second] + body[start:first] + body[second:])
    assert read(shuffled) == ([], False, start)


def test_only_the_receiver_opens_it(small: Path) -> None:
    with pytest.raises(AddressedToAnother):
        read(small, STRANGER)
    with pytest.raises(AddressedToAnother):
        read(small, SENDER)


def test_a_manifest_that_somebody_else_signed_again_names_him(small: Path, tmp_path: Path) -> None:
    """Who re-addresses a bundle has to sign it himself, and cannot open its key."""
    told = manifest_of(small)
    forged = msgspec.structs.replace(told, to=STRANGER.public.hex())
    signed = msgspec.json.encode(forged)
    chunks = small.read_bytes()[_chunk_ends(small.read_bytes())[0] :]
    other = tmp_path / "forged.tusach"
    other.write_bytes(MAGIC + LENGTH.pack(len(signed)) + signed + STRANGER.sign(signed) + chunks)
    with pytest.raises(Altered):  # it still names the first sender
        read(other, STRANGER)
    signed = msgspec.json.encode(msgspec.structs.replace(forged, sender=STRANGER.public.hex()))
    other.write_bytes(MAGIC + LENGTH.pack(len(signed)) + signed + STRANGER.sign(signed) + chunks)
    with pytest.raises(Altered):  # the stream's key was not sealed to him
        read(other, STRANGER)


def test_the_manifest_is_readable_without_any_key_and_says_whose_the_bundle_is(small: Path) -> None:
    told = manifest_of(small)
    assert (told.unit, told.unit_name, told.sender_name, told.cursors) == ("A", "Đơn vị A", "máy 1", {"common": 3})
    assert told.is_for_centre
    assert len(told.id) == 32


@pytest.mark.parametrize("changes", [{"format": 2}, {"protocol": wire.PROTOCOL + 2}])
def test_what_a_newer_program_wrote_is_called_newer(tmp_path: Path, changes: dict[str, int]) -> None:
    with pytest.raises(NewerFormat):
        read(write_unchecked(tmp_path / "newer.tusach", **changes))


def test_a_newer_kind_of_file_is_called_newer_and_any_other_no_bundle(tmp_path: Path) -> None:
    file = tmp_path / "other.tusach"
    file.write_bytes(b"TUSACH2\n" + bytes(300))
    with pytest.raises(NewerFormat):
        manifest_of(file)
    for body in (b"", b"TUSACH", b"PK\x03\x04" + bytes(300), b"TUSACH1"):
        file.write_bytes(body)
        with pytest.raises(NotABundle):
            manifest_of(file)


def test_one_version_ahead_is_understood_and_what_is_new_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "ahead.tusach"
    key = b"".join(DeviceKey.create().seed for _ in range(1))
    with file.open("wb") as out:
        bundle = BundleWriter(out, manifest(protocol=wire.PROTOCOL + 1), SENDER)
        bundle.add(Answer("b", "e", 1))
        bundle._seal(_Newer(key), 0)  # type: ignore[arg-type] # a kind that this program does not know
        bundle.end()
    with reading(file, RECEIVER) as opened:
        assert list(opened.contents()) == [Answer("b", "e", 1)]
        assert (opened.complete, opened.skipped) == (True, 1)


class _Newer(msgspec.Struct, array_like=True, tag="of-tomorrow"):
    what: bytes


def write_unchecked(file: Path, **changes: int) -> Path:
    """A bundle as another version of the program would write it, without reading it back."""
    with file.open("wb") as out:
        bundle = BundleWriter(out, manifest(**changes), SENDER)
        bundle.end()
    return file


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write(tmp_path / "full.tusach", *(FilePiece(b"", 1, 1, os.urandom(50_000)) for _ in range(10)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stays_as_it_is_when_the_new_one_cannot_be_written(small: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "a.tusach", Answer("first", "e", 1))
    before = file.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_each(file, _stopped_by_a_person())
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.tusach"]


def test_a_stick_that_does_not_give_back_what_it_was_given_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.tusach"
    with pytest.raises(Unverified):
        write_each(file, _while_the_stick_forgets(tmp_path / "a.tusach.part"))
    assert list(tmp_path.iterdir()) == []


def _stopped_by_a_person() -> Iterator[Content]:
    yield Answer("second", "e", 1)
    raise KeyboardInterrupt


def _while_the_stick_forgets(part: Path) -> Iterator[Content]:
    """Once the beginning is on the stick, a byte of it changes."""
    yield FilePiece(b"", 1, 1, os.urandom(100_000))
    yield Answer("b", "e", 1)
    with part.open("r+b") as stick:
        stick.seek(50_000)
        stick.write(b"x")


def test_rows_are_cut_into_chunks_that_fit(tmp_path: Path) -> None:
    rows = [os.urandom(1000) for _ in range(5000)]
    chunks = list(in_chunks(msgspec.msgpack.encode(row) for row in rows))
    assert [bytes(raw) for chunk in chunks for raw in chunk] == [msgspec.msgpack.encode(row) for row in rows]
    assert all(sum(len(bytes(raw)) for raw in chunk) <= bundle_content.MOST_BYTES for chunk in chunks)
    large = [msgspec.msgpack.encode(os.urandom(3_000_000))]
    file = write(tmp_path / "large.tusach", *(Rows(chunk) for chunk in in_chunks(large)))
    assert read(file)[1]


def test_no_name_of_a_unit_leads_out_of_the_folder(tmp_path: Path) -> None:
    for unit in ("../../etc/x", "/root", "..", "C:\\x", "a\nb", "Đội-Cảnh sát"):
        file = file_for(tmp_path, manifest(unit=unit))
        assert file.parent == tmp_path
        assert file.resolve().parent == tmp_path.resolve()
        assert not set(file.name) & set("\\/:\n")


def test_a_newer_bundle_removes_its_forerunners_and_nobody_elses(tmp_path: Path) -> None:
    older = write(tmp_path / "x.tusach", made=datetime(2026, 11, 1, tzinfo=UTC))
    answer = manifest(RECEIVER, to=SENDER.public.hex(), sender_device="", device="d" * 32)
    with writing(tmp_path / "answer.tusach", answer, RECEIVER):
        pass
    lost = write(tmp_path / "of-a-disk-that-was-put-back.tusach")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "broken.tusach").write_text("x")
    told = manifest()
    newer = file_for(tmp_path, told)
    (tmp_path / f"{newer.name}.part").write_text("of a writing that was cut")
    with writing(newer, told, SENDER):
        pass
    assert remove_superseded(newer, told, manifest_of(older).id.__eq__) == (older.name,)
    assert newer.name == f"A-dddddddd-to-centre-20261122-{told.id[:8]}.tusach"
    left = {"answer.tusach", "notes.txt", "broken.tusach", lost.name, newer.name}
    assert {each.name for each in tmp_path.iterdir()} == left
    assert [each.name for each in bundles_in(tmp_path)] == sorted(left - {"notes.txt"})
