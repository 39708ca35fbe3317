"""The conflict matrix: what becomes of every situation that other offline desks get wrong (help topic conflict-matrix).

Two real desks of one unit that know nothing of each other, and then exchange everything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import resources
from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.interchange.entries import Outcome
from desktop.library.library import Library
from desktop.library.model.hold import HoldState
from desktop.library.model.ids import Moment
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from tests.inbox.conftest import COPIES, Two, beginning, two
from tests.inbox.desks import later, unsent

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["beginning", "two"]

LAN, BINH = "TV000001", "TV000002"
COPY = COPIES[0]
HOUR_MS = 3_600_000
SITUATIONS: list[tuple[str, str]] = []
"""(Vietnamese, English) of every line, in the order of the help."""


def situation(vietnamese: str, english: str) -> Callable[[Callable[[Two], None]], Callable[[Two], None]]:
    """A line of the matrix and the test that shows its outcome."""

    def line(test: Callable[[Two], None]) -> Callable[[Two], None]:
        if (vietnamese, english) not in SITUATIONS:
            SITUATIONS.append((vietnamese, english))
        return test

    return line


def out(library: Library) -> list[tuple[str | None, str]]:
    """Who has what."""
    return sorted((line.card, line.barcode) for line in library.circulation.open_loans())


def both(two: Two) -> list[tuple[str | None, str]]:
    """Who has what, once both know the same."""
    two.meet()
    assert out(two.here) == out(two.there)
    return out(two.here)


def points(library: Library) -> list[tuple[str, str]]:
    return [(point.kind, point.field) for point in library.conflicts.list()]


def ago(hours: float) -> Moment:
    return Moment(int(later() - hours * HOUR_MS))


def koc(two: Two, *lines: str) -> Path:
    """A file of the offline tool of Koha: an hour ago, act, card, bar code."""
    file = two.here.store.file.parent / "x.koc"
    day = day_of(later())
    told = "".join(f"{day} 00:00:01 000\t{line}\n".replace("|", "\t") for line in lines)
    file.write_text(f"Version=1.0\tGenerator=kocDesktop\tGeneratorVersion=2.0.0\n{told}", "utf-8")
    assert later() > start_of(day)
    return file


@situation("Mượn một cuốn đang có trên giá", "Loan of an item that is on the shelf")
def test_a_loan_keeps_the_day_that_the_reader_was_told(two: Two) -> None:
    lent = two.here.circulation.lend(LAN, COPY)
    two.write(two.there, "policy", two.there.store.policies.rules()[0].version.split("@")[0], loan_days=1)
    assert both(two) == [(LAN, COPY)]
    [line] = two.there.circulation.open_loans()
    assert line.due == lent.due


@situation("Thẻ bị khoá, hết hạn hoặc đã mượn đủ", "Reader blocked, expired or over the limit")
def test_a_block_speaks_at_the_desk_and_never_undoes_what_has_happened(two: Two) -> None:
    two.write(two.there, "reader", two.reader(), blocked="mất thẻ")
    assert two.there.circulation.lend(LAN, COPY).reason is Reason.READER_BLOCKED
    assert two.here.circulation.lend(LAN, COPY).status == "lent"  # this desk cannot know of it yet
    assert both(two) == [(LAN, COPY)]
    assert two.here.circulation.lend(LAN, COPIES[1]).reason is Reason.READER_BLOCKED
    lent = two.here.circulation.lend(LAN, COPIES[1], override=True)
    event = two.here.store.events.get(lent.event or "")
    assert event is not None
    assert event.overrides == (Reason.READER_BLOCKED,)


@situation("Cuốn đang ở chính bạn đọc ấy", "Item already out to the same reader")
def test_lent_twice_to_the_same_reader_is_one_loan_of_the_later_due_day(two: Two) -> None:
    first = two.here.circulation.lend(LAN, COPY)
    assert two.here.circulation.lend(LAN, COPY).reason is Reason.ALREADY_LENT_TO_READER
    second = two.there.circulation.lend(LAN, COPY)
    assert both(two) == [(LAN, COPY)]
    [line] = two.here.circulation.open_loans()
    assert line.due == max(first.due, second.due)
    assert points(two.here) == []


@situation("Cuốn đang ở người khác, lượt kia cũ hơn", "Item out to another, whose loan is older")
def test_who_took_the_book_later_has_it_and_somebody_is_told(two: Two) -> None:
    two.there.circulation.lend(BINH, COPY)
    two.here.circulation.lend(LAN, COPY)
    assert both(two) == [(LAN, COPY)]
    assert [kind for kind, _ in points(two.here)] == ["loan-task"] == [kind for kind, _ in points(two.there)]
    [old] = [line for line in two.here.readers.history(BINH) if line.barcode == COPY]
    assert old.returned is not None


@situation("Cuốn đang ở người khác, lượt kia mới hơn", "Item out to another, whose loan is newer")
def test_an_older_loan_told_later_stands_where_it_happened_and_takes_nothing_over(two: Two) -> None:
    two.there.circulation.lend(BINH, COPY)
    two.here.circulation.lend(LAN, COPY, at=ago(2))
    assert both(two) == [(BINH, COPY)]
    assert [line.barcode for line in two.there.readers.history(LAN)] == [COPY]
    assert [kind for kind, _ in points(two.here)] == ["loan-task"]


@situation("Mã sách hoặc số thẻ không có", "Unknown bar code or card")
def test_an_unknown_code_waits_until_somebody_says_which_it_was(two: Two) -> None:
    assert two.here.circulation.lend("TV009999", COPY).reason is Reason.UNKNOWN_CARD
    assert two.here.circulation.lend(LAN, "TK009999").reason is Reason.UNKNOWN_BARCODE
    done = two.here.late.enter_file(koc(two, f"issue|TV009999|{COPY}", f"issue|{LAN}|TK009999"))
    assert (done.unsettled, done.entered) == (2, 0)
    waiting = {line.reason: line.id for line in two.here.late.waiting()}
    assert two.here.late.settle(waiting["unknown-card"], card=LAN).outcome is Outcome.ENTERED
    assert both(two) == [(LAN, COPY)]
    assert len(two.here.late.waiting()) == 1


@situation("Khoản tiền của thẻ không có", "Payment for an unknown reader")
def test_a_payment_of_nobody_is_kept_apart_and_breaks_nothing(two: Two) -> None:
    done = two.here.late.enter_file(koc(two, "payment|TV009999|5000", f"issue|{LAN}|{COPY}"))
    assert (done.read, done.entered, done.left_out + done.unsettled) == (2, 1, 1)
    [told] = [line for line in done.report if "TV009999" in line.text]
    assert told.reasons
    with pytest.raises(Refusal):
        two.here.money.pay("TV009999", 5000)
    assert both(two) == [(LAN, COPY)]


@situation("Trả một cuốn không ghi đang mượn", "Return of an item that is not on loan")
def test_a_return_of_what_nobody_has_changes_no_loan_and_is_kept_when_it_was_on_paper(two: Two) -> None:
    assert two.here.circulation.give_back(COPY).reason is Reason.NOT_ON_LOAN
    done = two.here.late.enter_file(koc(two, f"return|{COPY}"))
    assert done.despite == 1
    two.there.circulation.lend(BINH, COPY)
    assert both(two) == [(BINH, COPY)]
    assert points(two.here) == []
    two.there.circulation.lend(LAN, COPIES[1])  # of which the desk it is brought back to cannot know yet
    assert dict(two.here.circulation.give_back(COPIES[1]).facts) == {"despite": "not-on-loan"}
    assert both(two) == [(BINH, COPY)]


@situation("Trả một cuốn có người đang chờ", "Return of an item that somebody waits for")
def test_a_returned_book_is_put_aside_at_once_for_the_first_who_waits(two: Two) -> None:
    for copy in COPIES:
        two.here.circulation.lend(LAN, copy, override=True)
    two.meet()
    title = two.here.catalogue.find("kieu").lines[0].id
    assert two.there.holds.place(BINH, title).status == "held"
    two.meet()
    back = two.here.circulation.give_back(COPY)
    assert back.shelved_for is not None
    assert back.shelved_for.card == BINH
    two.meet()
    [hold] = two.there.holds.queue(title)
    assert (hold.state, hold.barcode, hold.card) == (HoldState.SHELVED, COPY, BINH)


@situation("Cuốn giữ cho A, quầy khác cho B mượn", "Item on hold for A, lent offline to B")
def test_b_has_the_book_and_a_keeps_the_old_place(two: Two) -> None:
    title = two.here.catalogue.find("kieu").lines[0].id
    two.here.circulation.lend(LAN, COPY)
    two.here.holds.place(BINH, title, barcode=COPY)
    assert two.here.circulation.give_back(COPY).shelved_for is not None
    assert two.here.circulation.lend(LAN, COPY).reason is Reason.ON_HOLD_SHELF
    two.there.circulation.lend(LAN, COPY)  # the other desk knows of no hold
    assert both(two) == [(LAN, COPY)]
    [hold] = two.here.holds.queue(title)
    assert (hold.card, hold.state, hold.place) == (BINH, HoldState.WAITING, 1)


@situation("Cùng một tệp hoặc gói nhận hai lần", "The same file or bundle taken twice")
def test_twice_is_once(two: Two) -> None:
    file = koc(two, f"issue|{LAN}|{COPY}")
    assert two.here.late.enter_file(file).entered == 1
    assert (two.here.late.enter_file(file).already, two.there.late.enter_file(file).entered) == (1, 1)
    rows = unsent(two.here)
    for _ in range(2):
        two.there.replica.apply(f"unit:{two.there.unit}", rows, 0, 0)
    assert both(two) == [(LAN, COPY)]
    assert [line.renewals for line in two.here.circulation.open_loans()] == [0]
    assert points(two.here) == []


@situation("Một số thẻ cấp ở hai quầy", "One card number given at two desks")
def test_two_readers_with_one_card_are_told_and_one_gets_a_new_number(two: Two) -> None:
    two.here.readers.register(ReaderForm(card="HV7", name="Đỗ Một"))
    two.there.readers.register(ReaderForm(card="HV7", name="Đỗ Hai"))
    two.meet()
    [point] = two.here.conflicts.list()
    assert (point.kind, two.here.circulation.lend("HV7", COPY).reason) == ("duplicate-card", Reason.AMBIGUOUS_CODE)
    number = two.here.conflicts.renumber(point.id)
    two.meet()
    assert {two.there.readers.get(card).name for card in ("HV7", number)} == {"Đỗ Một", "Đỗ Hai"}
    assert points(two.there) == []


@pytest.mark.parametrize(("language", "at"), [("vi", 0), ("en", 1)])
def test_the_help_tells_exactly_these_situations(language: str, at: int) -> None:
    text = resources.path(f"help/{language}/conflict-matrix.md").read_text("utf-8")
    rows = [line.strip("|").split("|")[0].strip() for line in text.splitlines() if re.match(r"\|[^-]", line)]
    assert rows[1:] == [names[at] for names in SITUATIONS]
