"""What lies in the inbox: points as people recognise them, in groups, found by words, alike ones together."""

from __future__ import annotations

import pytest

from desktop.library import inbox
from desktop.library.advice import advice
from desktop.library.model.conflict import LOCKED, Advice, Conflict, Side
from desktop.library.model.ids import ConflictId, Moment
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.store import rows
from tests.inbox.conftest import COPIES, Two


def test_a_point_says_what_it_is_about_who_wrote_and_when(two: Two) -> None:
    two.differ("item", two.copy(), "location", "kho-mo-2", "phong-doc")
    [point] = inbox.look(two.here).points
    conflict = point.conflict
    assert (conflict.subject, conflict.name) == (COPIES[0], "Truyện Kiều")
    assert (point.ours.what, point.ours.who.pc, point.ours.who.here) == ("kho-mo-2", "QUAY-1", True)
    assert (point.theirs.who.pc, point.theirs.who.operator, point.theirs.who.here) == (
        "PHONG-DOC",
        "Lê Văn Hai",
        False,
    )
    assert point.theirs.label == ("Phòng đọc", "Reading room")
    assert 0 < point.theirs.at <= point.ours.at == conflict.at


def test_both_pcs_see_the_same_point_from_their_own_side(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    [here], [there] = (inbox.look(library).points for library in (two.here, two.there))
    assert here.conflict.id == there.conflict.id
    assert (here.ours.what, here.theirs.what) == (there.ours.what, there.theirs.what)
    assert there.theirs.who.here
    assert not there.ours.who.here


def test_points_are_counted_by_group_and_shown_by_group(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    two.differ("reader", two.reader(), "phone", "0912", "0988")
    title = str(two.here.catalogue.find("kieu").lines[0].id)
    two.differ("title", title, "300/1", [30, "  ", "a", "215tr."], [30, "  ", "a", "200tr."])
    two.here.readers.register(ReaderForm(card="HV7", name="Đỗ Một"))
    two.there.readers.register(ReaderForm(card="HV7", name="Đỗ Hai"))
    two.here.circulation.lend("TV000001", COPIES[1])
    two.there.circulation.lend("TV000002", COPIES[1])
    two.meet()
    seen = inbox.look(two.here)
    assert seen.groups == {"copies": 1, "readers": 1, "titles": 1, "numbers": 1, "loans": 1}
    assert seen.found == 5
    for group in seen.groups:
        [point] = inbox.look(two.here, group=group).points
        assert point in seen.points


@pytest.mark.parametrize(
    ("words", "found"),
    [("truyen kieu", 2), ("TK000101", 1), ("phong doc", 2), ("ham ha", 1), ("le van hai kieu", 2), ("tat den", 0)],
)
def test_points_are_found_by_title_number_value_and_pc(two: Two, words: str, found: int) -> None:
    two.differ("item", two.copy(0), "note", "hầm hạ", "kho trên")
    two.differ("item", two.copy(1), "note", "tầng một", "tầng hai")
    seen = inbox.look(two.here, words=words)
    assert seen.found == len(seen.points) == found
    assert seen.groups == {"copies": 2}


def test_the_newest_come_first_and_no_more_than_asked_for(two: Two) -> None:
    for number in (2, 0, 1):
        two.differ("item", two.copy(number), "note", "ở đây", "ở kia")
    seen = inbox.look(two.here, limit=2)
    assert [point.conflict.subject for point in seen.points] == [COPIES[1], COPIES[0]]
    assert seen.found == 3


def test_points_are_alike_when_the_same_two_pcs_wrote_the_same_field(two: Two) -> None:
    for number in range(3):
        two.differ("item", two.copy(number), "location", "kho-mo-2", "phong-doc")
    two.differ("item", two.copy(3), "note", "ở đây", "ở kia")
    two.write(two.here, "item", two.copy(4), location="phong-doc")
    two.write(two.there, "item", two.copy(4), location="kho-mo-2")
    two.meet()  # here the other PC was the later one
    alike = {point.conflict.subject: point.alike for point in inbox.look(two.here).points}
    assert alike == {COPIES[0]: 3, COPIES[1]: 3, COPIES[2]: 3, COPIES[3]: 1, COPIES[4]: 1}


def test_a_copy_that_is_out_is_not_the_one_to_be_labelled_anew(two: Two) -> None:
    for library, number in ((two.here, "DK01"), (two.there, "DK02")):
        title = library.catalogue.find("kieu").lines[0].id
        library.catalogue.add_item(title, ItemForm(barcode="TK900001", accession=number))
    two.meet()
    [point] = inbox.look(two.here).points
    assert point.advice == Advice("theirs", "registered-later")
    assert {point.ours.number, point.theirs.number} == {"DK01", "DK02"}
    assert two.here.circulation.lend("TV000001", point.theirs.number).status == "lent"
    [point] = inbox.look(two.here).points
    assert point.theirs.out_to == "Trần Thị Thử"
    assert point.advice == Advice("ours", "on-the-shelf")


def asked(field: str, ours: str, theirs: str, *, theirs_later: bool = False) -> Advice:
    at = Moment(1_000)
    conflict = Conflict(ConflictId("c"), "field", "item", "r", field, ours, theirs, "", "", at, at, "", "open")
    return advice(conflict, Side(ours, at), Side(theirs, Moment(2_000 if theirs_later else 500)))


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "expected"),
    [
        ("phone", "0912", "0988", Advice("ours", "later")),
        ("phone", "", "0988", Advice("theirs", "not-empty")),
        ("phone", "0912", "", Advice("ours", "not-empty")),
        ("deleted_at", "1790000000000", "", Advice("theirs", "not-deleted")),
        ("deleted_at", "", "1790000000000", Advice("ours", "not-deleted")),
        ("name", "Phạm Văn Kiểm", "Phạm Văn Kiểm Tra", Advice("theirs", "fuller")),
        ("245/1", "Truyện Kiều (tái bản)", "Truyện Kiều", Advice("ours", "fuller")),
        ("245/1", "Truyện Kiều", "Truyện Thuý Kiều và Kim Trọng", Advice("theirs", "fuller")),
        ("245/1", "Tắt đèn", "Tắt Đèn", Advice("ours", "later")),
        ("blocked", "", "mất thẻ", Advice("ours", "later")),
        ("lost", "2026-11-01", "", Advice("ours", "later")),
        ("name", LOCKED, "Phạm Văn Kiểm", Advice("ours", "later")),
    ],
)
def test_what_would_lose_least_is_recommended(field: str, ours: str, theirs: str, expected: Advice) -> None:
    assert asked(field, ours, theirs) == expected


def test_the_later_one_is_recommended_on_either_side() -> None:
    assert asked("phone", "0912", "0988", theirs_later=True) == Advice("theirs", "later")


def test_a_rule_and_a_closed_day_say_which_they_are(two: Two) -> None:
    connection = two.here.store.connection
    rule = next(row_id for table, row_id in rows.every_key(connection) if table == "policy")
    calendar = next(row_id for table, row_id in rows.every_key(connection) if table == "calendar")
    two.differ("policy", rule, "loan_days", 77, 88)
    two.differ("calendar", calendar, "closed/2026-11-20", "Ngày Nhà giáo", "Ngày hội sách")
    points = {point.conflict.table: point.conflict for point in inbox.look(two.here, group="rules").points}
    vietnamese, english = points["policy"].called
    assert vietnamese
    assert english
    assert vietnamese != english
    assert points["calendar"].field == "closed/2026-11-20"
