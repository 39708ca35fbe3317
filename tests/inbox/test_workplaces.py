"""Who wrote what: one small row a program start that writes, and none for one that does not."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.conflict import NOBODY_KNOWN
from desktop.library.store import rows
from desktop.library.store.workplaces import TABLE, Signature
from sync.core.stamp import make
from tests.inbox.conftest import PASSWORD, Two
from tests.inbox.desks import Desk, unsent

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library


def signatures(library: Library) -> list[dict[str, object]]:
    return [row.fields for row in rows.every(library.store.connection) if row.table == TABLE]


def stamp_of(library: Library, table: str, row_id: str, field: str) -> str:
    row = rows.load(library.store.connection, table, row_id)
    assert row is not None
    return row.stamp_of(field)


def test_a_start_that_writes_nothing_leaves_nothing(two: Two) -> None:
    before = signatures(two.here)
    two.here.standing()
    two.here.catalogue.find("kieu")
    with two.here.store.writing():
        pass
    assert signatures(two.here) == before
    assert unsent(two.here) == []


def test_the_first_write_signs_and_the_next_ones_do_not(two: Two) -> None:
    before = len(signatures(two.here))
    for note in ("một", "hai", "ba"):
        two.write(two.here, "item", two.copy(), note=note)
    assert len(signatures(two.here)) == before + 1
    assert sorted(row.table for row in unsent(two.here)) == ["item", TABLE]


def test_a_write_that_came_to_nothing_does_not_count_as_signed(two: Two) -> None:
    before = len(signatures(two.here))
    with pytest.raises(TypeError), two.here.store.writing() as pen:
        pen.put("item", two.copy(), {"note": object()})  # type: ignore[dict-item]  # nothing that could be kept
    assert len(signatures(two.here)) == before
    two.write(two.here, "item", two.copy(), note="hai")
    assert len(signatures(two.here)) == before + 1


def test_what_comes_from_elsewhere_is_not_signed_here(two: Two) -> None:
    two.write(two.there, "item", two.copy(), note="bên kia")
    before = len(signatures(two.here))
    two.meet()
    assert len(signatures(two.here)) == before + 1  # theirs
    assert unsent(two.here) == []


def test_the_other_pc_is_called_by_its_name_and_its_operator(two: Two) -> None:
    two.write(two.there, "item", two.copy(), note="bên kia")
    two.meet()
    hand = two.here.store.workplaces.of(stamp_of(two.here, "item", two.copy(), "note"))
    assert (hand.pc, hand.operator, hand.here) == ("PHONG-DOC", "Lê Văn Hai", False)
    assert two.there.store.workplaces.of(stamp_of(two.there, "item", two.copy(), "note")).here


def test_each_write_names_who_had_signed_in_then(two: Two) -> None:
    two.write(two.here, "item", two.copy(0), note="sáng")
    two.here.circulation.operator = "Phạm Văn Chiều+librarian"
    two.here.store.workplaces.signature = Signature("QUAY-1", lambda: "Phạm Văn Chiều")
    two.write(two.here, "item", two.copy(1), note="chiều")
    two.write(two.here, "item", two.copy(2), note="chiều")
    two.meet()
    names = [
        two.there.store.workplaces.of(stamp_of(two.there, "item", two.copy(number), "note")).operator
        for number in range(3)
    ]
    assert names == ["Trần Thị Mẫu", "Phạm Văn Chiều", "Phạm Văn Chiều"]


def test_a_copied_disk_in_another_pc_is_not_this_pc(two: Two, tmp_path: Path, beginning: Path) -> None:
    stamp = stamp_of(two.here, "item", two.copy(), "barcode")
    assert two.here.store.workplaces.of(stamp).here
    with closing(Desk(beginning / "here", PASSWORD, pc="BAN-SAO", operator="")) as copy:
        hand = copy.library.store.workplaces.of(stamp)
        assert (hand.pc, hand.here) == ("QUAY-1", False)


def test_a_stamp_of_nobody_known_names_nobody(two: Two) -> None:
    of = two.here.store.workplaces.of
    assert of(make(1, 0, "f" * 10)) == of("no stamp") == of(None) == NOBODY_KNOWN
