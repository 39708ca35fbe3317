"""Sealing: the same to those who cannot read it, and nothing to those who lack the key or move it about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.conflict import conflict_row
from sync.core.identity import DeviceKey
from sync.core.keys import unwrapped, wrapped
from sync.core.merge import Merged, merge_fed, merge_pushed
from sync.core.row import Row, compacted
from sync.core.sealing import Locked, UnitKey, has_clear, has_sealed, is_sealed, open_sealed, seal_to
from sync.core.stamp import ZERO

KEY = UnitKey(bytes(range(32)))
ROW = "0190aaaa7000" + "0" * 20
NAMES = ("name", "rank", "phone", "group", "note")
STAMPS = [ZERO, *(f"{n:012x}0000{who}" for n in (1, 2) for who in ("aaaaaaaaaa", "bbbbbbbbbb"))]

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(NAMES)


@given(value=values, field=fields)
def test_what_is_sealed_opens_again_and_is_always_the_same_bytes(value: object, field: str):
    sealed = KEY.seal("reader", ROW, field, value)
    assert KEY.open("reader", ROW, field, sealed) == value
    assert UnitKey(KEY.secret).seal("reader", ROW, field, value) == sealed
    assert is_sealed(sealed)


@given(value=values, field=fields, at=st.integers(0, 10_000), turned=st.integers(1, 255))
def test_a_changed_byte_locks_it(value: object, field: str, at: int, turned: int):
    sealed = bytearray(KEY.seal("reader", ROW, field, value))
    sealed[at % len(sealed)] ^= turned
    with pytest.raises(Locked):
        KEY.open("reader", ROW, field, bytes(sealed))


@given(cut=st.integers(1, 80))
def test_a_cut_value_is_locked(cut: int):
    sealed = KEY.seal("reader", ROW, "name", "Nguyễn Văn Hùng")
    with pytest.raises(Locked):
        KEY.open("reader", ROW, "name", sealed[:-cut])


@pytest.mark.parametrize(
    ("table", "row", "field"),
    [("item", ROW, "name"), ("reader", "1" + ROW[1:], "name"), ("reader", ROW, "rank"), ("readern", ROW, "ame")],
)
def test_a_value_opens_only_where_it_was_sealed(table: str, row: str, field: str):
    sealed = KEY.seal("reader", ROW, "name", "Nguyễn Văn Hùng")
    assert KEY.seal(table, row, field, "Nguyễn Văn Hùng") != sealed, "equal names of two people look equal"
    with pytest.raises(Locked):
        KEY.open(table, row, field, sealed)


def test_another_units_key_opens_nothing():
    sealed = KEY.seal("reader", ROW, "name", "Nguyễn Văn Hùng")
    with pytest.raises(Locked):
        UnitKey.create().open("reader", ROW, "name", sealed)


def test_the_length_does_not_tell_which_rank_it_is():
    ranks = ("Hạ sĩ", "Đại uý", "Thượng tá", "Đại tướng")
    assert len({len(KEY.seal("reader", ROW, "rank", rank)) for rank in ranks}) == 1


def test_only_names_are_sealed_once_and_nothing_stays_nothing():
    row = Row("reader", ROW, "unit:X", STAMPS[1], {"card": "TV1", "name": "Hùng", "phone": None})
    sealed = KEY.sealed_row(row)
    assert (sealed.fields["card"], sealed.fields["phone"]) == ("TV1", None)
    assert has_sealed(sealed)
    assert not has_clear(sealed)
    assert KEY.sealed_row(sealed) is sealed
    assert KEY.opened_row(sealed) == row
    title = Row("title", ROW, "catalogue", STAMPS[1], {"name": "no person", "245/1": "x"})
    assert KEY.sealed_row(title) is title


def test_what_cannot_be_opened_stays_as_it_is():
    row = UnitKey.create().sealed_row(Row("reader", ROW, "unit:X", STAMPS[1], {"name": "Hùng", "rank": "Đại uý"}))
    assert KEY.opened_row(row) is row


def test_a_key_travels_sealed_to_one_device():
    receiver, other = DeviceKey.create(), DeviceKey.create()
    handed = wrapped(receiver.public, "X03", KEY.secret)
    assert unwrapped(receiver, handed) == ("X03", KEY.secret)
    for wrong in (
        lambda: unwrapped(other, handed),
        lambda: unwrapped(receiver, handed[:-1]),
        lambda: unwrapped(receiver, b""),
    ):
        with pytest.raises(Locked):
            wrong()
    with pytest.raises(Locked):
        unwrapped(receiver, seal_to(receiver.public, b"no pair"))
    assert open_sealed(receiver, seal_to(receiver.public, b"")) == b""
    with pytest.raises(ValueError, match="public key"):
        seal_to(b"\x00" * 5, b"")


@st.composite
def readers(draw: st.DrawFn) -> Row:
    """A reader as some replica holds or sends it: few words and few stamps, so that they meet."""
    some = draw(
        st.dictionaries(st.sampled_from((*NAMES, "card", "redacted")), st.sampled_from(["a", "b", None]), min_size=1)
    )
    if "redacted" in some:
        some["redacted"] = draw(st.booleans())
    stamps = {name: draw(st.sampled_from(STAMPS[1:])) for name in some}
    bases = draw(st.dictionaries(st.sampled_from(sorted(some)), st.lists(st.sampled_from(STAMPS), max_size=2)))
    return compacted(Row("reader", ROW, "unit:X", STAMPS[1], some, stamps, bases, draw(st.booleans())))


@settings(max_examples=300)
@given(mine=st.none() | readers(), arriving=readers(), merge=st.sampled_from([merge_pushed, merge_fed]))
def test_who_cannot_read_merges_as_who_can(mine: Row | None, arriving: Row, merge: Callable[[Row | None, Row], Merged]):
    clear = merge(mine, arriving)
    sealed = merge(mine and KEY.sealed_row(mine), KEY.sealed_row(arriving))
    assert KEY.opened_row(sealed.row) == clear.row
    assert (sealed.taken, sealed.lost) == (clear.taken, clear.lost)
    told = [[conflict_row("reader", ROW, "unit:X", each) for each in one.differences] for one in (clear, sealed)]
    assert [KEY.sealed_row(row) for row in told[0]] == told[1], "the desk and the centre make different conflicts"
    assert [KEY.opened_row(row) for row in told[1]] == told[0]


def test_a_part_of_a_conflict_is_sealed_as_the_whole():
    whole = Row(
        "conflict", "c" * 32, "unit:X", STAMPS[2], {"table": "reader", "row": ROW, "field": "name", "loser": "Hùng"}
    )
    part = Row("conflict", whole.id, whole.channel, whole.stamp, {"loser": "Hùng"})
    sealed = KEY.sealed_row(part, whole)
    assert sealed.fields == {"loser": KEY.seal("reader", ROW, "name", "Hùng")}
    assert KEY.opened_row(sealed, whole) == part
