"""Every decision can be taken back through the one write path, as long as nothing else changed since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.library import alike, inbox
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.store import parked
from tests.inbox.conftest import COPIES, Two


def only(two: Two):
    [conflict] = two.here.conflicts.list()
    return conflict


def same_code(two: Two) -> None:
    """Both PCs give one code to a copy of their own."""
    for library, number in ((two.here, "DK01"), (two.there, "DK02")):
        title = library.catalogue.find("kieu").lines[0].id
        library.catalogue.add_item(title, ItemForm(barcode="TK900001", accession=number))
    two.meet()


def bearers(two: Two) -> int:
    return len(two.here.store.items.with_barcode("TK900001"))


def lent_twice(two: Two) -> None:
    assert two.there.circulation.lend("TV000002", COPIES[0]).status == "lent"
    assert two.here.circulation.lend("TV000001", COPIES[0]).status == "lent"
    two.meet()


def holder(two: Two) -> str | None:
    loan = two.here.store.loans.open_of_item(two.copy())
    reader = loan and loan.reader_id and two.here.store.readers.get(loan.reader_id)
    return reader and reader.card


def test_keeping_is_undone_and_leaves_the_value_alone(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    two.here.conflicts.keep(only(two).id)
    [settled] = two.here.conflicts.lately()
    assert (settled.settled_by.operator, settled.settled_by.here) == ("Trần Thị Mẫu", True)
    assert two.here.conflicts.undo(settled.id).state == "open"
    assert only(two).ours == "ở đây"
    assert two.here.conflicts.lately() == ()


def test_restoring_is_undone_on_every_pc(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    told = only(two)
    two.here.conflicts.restore(told.id)
    two.meet()
    assert two.value("item", two.copy(), "note") == ("ở kia", "ở kia")
    two.here.conflicts.undo(told.id)
    two.meet()
    assert two.value("item", two.copy(), "note") == ("ở đây", "ở đây")
    assert two.there.conflicts.get(told.id).state == "open"
    assert two.here.store.check() == two.there.store.check() == ()


def test_the_other_pc_may_undo_what_was_decided_here(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    told = only(two)
    two.here.conflicts.restore(told.id)
    two.meet()
    two.there.conflicts.undo(told.id)
    two.meet()
    assert two.value("item", two.copy(), "note") == ("ở đây", "ở đây")


def test_undo_puts_back_what_stood_even_if_it_was_younger_than_the_point(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    two.write(two.here, "item", two.copy(), note="sửa tiếp")
    two.here.conflicts.restore(only(two).id)
    [settled] = two.here.conflicts.lately()
    two.here.conflicts.undo(settled.id)
    assert two.value("item", two.copy(), "note")[0] == "sửa tiếp"


def test_what_was_changed_again_since_is_not_undone(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    told = only(two)
    two.here.conflicts.restore(told.id)
    two.write(two.here, "item", two.copy(), note="sửa tiếp")
    with pytest.raises(Refusal) as no:
        two.here.conflicts.undo(told.id)
    assert no.value.reason is Reason.CHANGED_SINCE
    assert two.here.conflicts.get(told.id).state == "restored"
    assert two.value("item", two.copy(), "note")[0] == "sửa tiếp"


def test_what_is_open_cannot_be_undone(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    with pytest.raises(Refusal) as no:
        two.here.conflicts.undo(only(two).id)
    assert no.value.reason is Reason.NOT_SETTLED


@pytest.mark.parametrize("later", [True, False])
def test_a_new_number_is_given_to_either_and_taken_back(two: Two, *, later: bool) -> None:
    same_code(two)
    told = only(two)
    number = two.here.conflicts.renumber(told.id, later=later)
    assert bearers(two) == 1
    [renumbered] = two.here.store.items.with_barcode(number)
    assert renumbered.id == (told.theirs if later else told.ours)
    assert two.here.conflicts.get(told.id).given == number
    two.here.conflicts.undo(told.id)
    assert bearers(two) == 2
    assert only(two).id == told.id
    assert two.here.store.check() == ()


def test_a_point_that_was_reopened_still_goes_when_its_cause_goes(two: Two) -> None:
    same_code(two)
    told = only(two)
    two.here.conflicts.keep(told.id)
    assert two.here.standing().conflicts == 0
    two.here.conflicts.undo(told.id)
    assert two.here.standing().conflicts == 1
    two.write(two.here, "item", told.theirs, barcode="TK900002")
    assert two.here.standing().conflicts == 0
    two.meet()
    assert two.there.standing().conflicts == 0


def test_a_book_lent_twice_that_the_first_reader_has_is_noted_again_and_undone(two: Two) -> None:
    lent_twice(two)
    assert holder(two) == "TV000001"
    told = only(two)
    two.here.conflicts.hand_back(told.id)
    assert holder(two) == "TV000002"
    assert two.here.standing().conflicts == 0
    two.here.conflicts.undo(told.id)
    assert holder(two) == "TV000001"
    assert only(two).id == told.id
    two.meet()
    assert two.there.store.check() == ()


def test_what_the_desk_refuses_leaves_the_loan_and_the_point_as_they_were(two: Two) -> None:
    lent_twice(two)
    two.write(two.here, "item", two.copy(), withdrawn="2026-11-01")
    told = only(two)
    with pytest.raises(Refusal):
        two.here.conflicts.hand_back(told.id)
    assert holder(two) == "TV000001"
    assert only(two).id == told.id


def test_a_book_renewed_after_its_return_is_taken_back_and_undone(two: Two) -> None:
    two.here.circulation.lend("TV000001", COPIES[0])
    two.meet()
    two.there.circulation.give_back(COPIES[0])
    assert two.here.circulation.renew(COPIES[0], override=True).status == "renewed"
    two.meet()
    assert holder(two) == "TV000001"
    told = only(two)
    two.here.conflicts.take_in(told.id)
    assert holder(two) is None
    two.here.conflicts.undo(told.id)
    assert holder(two) == "TV000001"


def test_a_row_that_the_centre_put_aside_is_offered_again(two: Two) -> None:
    row_id = two.copy()
    with two.here.store.writing() as pen:
        parked.put_aside(two.here.store.connection, "item", row_id, "unreadable")
        pen.touched.add(Touched.CONFLICTS)
    told = only(two)
    assert "item" not in {row.table for row in two.here.replica.outgoing(rows=99, size=1 << 30).rows}
    two.here.conflicts.send_again(told.id)
    [again] = [row for row in two.here.replica.outgoing(rows=99, size=1 << 30).rows if row.table == "item"]
    assert again.id == row_id
    assert again.fields["barcode"] == COPIES[0]


def test_undo_does_not_bring_back_the_name_of_a_reader_who_was_forgotten(two: Two) -> None:
    two.differ("reader", two.reader(), "phone", "0912", "0988")
    told = only(two)
    two.here.conflicts.restore(told.id)
    two.write(two.here, "reader", told.row, redacted=True)
    two.here.conflicts.undo(told.id)
    assert two.value("reader", told.row, "phone")[0] is None
    kept = two.here.store.conflicts.fields(told.id)
    assert (kept["winner"], kept["loser"]) == (None, None)


def differ_in_all(two: Two, ours: str, theirs: str) -> list[str]:
    for library, where in ((two.there, theirs), (two.here, ours)):
        for number in range(len(COPIES)):
            two.write(library, "item", two.copy(number), location=where)
    two.meet()
    return [told.id for told in two.here.conflicts.list()]


@pytest.mark.parametrize(("how", "where"), [("keep", "kho-mo-2"), ("restore", "phong-doc")])
def test_one_decision_settles_all_that_are_alike_and_is_undone_as_one(two: Two, how: alike.How, where: str) -> None:
    ids = differ_in_all(two, "kho-mo-2", "phong-doc")
    two.differ("item", two.copy(), "note", "một", "hai")
    seen = inbox.alike(two.here, ids[0])
    assert sorted(point.conflict.id for point in seen) == sorted(ids)
    told: list[tuple[int, int]] = []
    decided = alike.settle(two.here, ids, how, lambda done, of: told.append((done, of)) or True)
    assert (decided.done, decided.left) == (len(ids), 0)
    assert told[-1] == (len(ids), len(ids))
    two.meet()
    assert {two.value("item", two.copy(number), "location") for number in range(len(ids))} == {(where, where)}
    assert two.here.standing().conflicts == two.there.standing().conflicts == 1
    undone = alike.undo(two.there, decided.together)
    assert undone.done == len(ids)
    two.meet()
    assert two.here.standing().conflicts == len(ids) + 1
    assert two.value("item", two.copy(), "location") == ("kho-mo-2", "kho-mo-2")


def test_a_decision_about_many_that_is_cut_short_keeps_what_is_done(two: Two) -> None:
    ids = differ_in_all(two, "kho-mo-2", "phong-doc")
    decided = alike.settle(two.here, ids, "keep", lambda done, _: done < 2)
    assert decided.done == 2
    assert two.here.standing().conflicts == len(ids) - 2
    assert alike.undo(two.here, decided.together).done == 2


def test_undoing_many_passes_over_what_was_changed_since(two: Two) -> None:
    ids = differ_in_all(two, "kho-mo-2", "phong-doc")
    decided = alike.settle(two.here, ids, "restore")
    two.write(two.here, "item", two.copy(3), location="kho-muon")
    undone = alike.undo(two.here, decided.together)
    assert (undone.done, undone.left) == (len(ids) - 1, 1)
    assert two.value("item", two.copy(3), "location")[0] == "kho-muon"


def test_a_code_that_stands_three_times_is_mended_by_one_decision(two: Two) -> None:
    same_code(two)
    title = two.here.catalogue.find("kieu").lines[0].id
    two.write(two.here, "item", "0" * 12 + "7" + "0" * 19, title_id=title, barcode="TK900001")
    ids = [told.id for told in two.here.conflicts.list()]
    assert len(ids) == 2
    alike.settle(two.here, ids, "renumber")
    assert two.here.standing().conflicts == 0
    assert bearers(two) == 1


def test_the_desk_password_is_not_good_for_undoing(two: Two) -> None:
    two.differ("item", two.copy(), "note", "ở đây", "ở kia")
    told = two.here.conflicts.keep(only(two).id)
    two.here_desk.library.passwords.set_desk("quầy")
    two.here_desk.reopen("quầy")
    for forbidden in (
        lambda library: library.conflicts.undo(told.id),
        lambda library: alike.undo(library, "x"),
        lambda library: alike.settle(library, [told.id], "keep"),
    ):
        with pytest.raises(Refusal) as no:
            forbidden(two.here)
        assert no.value.reason is Reason.NOT_ENTITLED


def test_readers_are_amended_meanwhile_without_harm(two: Two) -> None:
    two.differ("reader", two.reader(), "phone", "0912", "0988")
    form = two.here.readers.form(two.reader())
    assert isinstance(form, ReaderForm)
    two.here.readers.amend(two.reader(), replace(form, group="Đội 3"))
    two.here.conflicts.restore(only(two).id)
    [settled] = two.here.conflicts.lately()
    two.here.conflicts.undo(settled.id)
    assert two.here.readers.get("TV000001").group == "Đội 3"
    assert two.here.readers.get("TV000001").phone == "0912"
