"""Money put into a machine: whatever is said twice is paid once, whatever is paid twice is paid twice."""

from __future__ import annotations

import pytest

from tests.sip2.conftest import Counter
from tests.sip2.machine import CLOCK, Machine

LATER, TOMORROW = "20261123    080500", "20261124    080000"
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def owing(counter: Counter) -> Counter:
    """The library takes money, and TV1 owes 90,000 đồng."""
    counter.library.policy.amend_terms({"money": True}, why="thu tiền ở máy")
    counter.library.money.charge("TV1", 90_000)
    return counter


def pay(machine: Machine, amount: str = "20000", *, when: str = CLOCK, number: str = "", **fields: str) -> str:
    """Y or N."""
    fixed = {"when": when, "fee_type": "04", "payment": "00", "currency": "VND"}
    return machine.ask("37", fixed, number=number, AA="TV1", BV=amount, **fields).fixed["ok"]


def owed(counter: Counter) -> int:
    return counter.library.money.account("TV1").owed


def test_a_lost_answer_is_asked_for_again_on_the_line_after_a_new_call_and_days_later(owing: Counter):
    machine = owing.machine()
    assert [pay(machine, number=number, BK="7") for number in "123"] == ["Y", "Y", "Y"]
    machine.hang_up()
    owing.now += 3 * DAY_MS
    assert pay(owing.machine(), BK="7") == "Y"
    assert owed(owing) == 70_000


def test_a_number_that_begins_again_each_day_is_another_payment(owing: Counter):
    machine = owing.machine()
    assert pay(machine, BK="1") == "Y"
    owing.now += DAY_MS
    assert pay(machine, when=TOMORROW, BK="1") == "Y"
    owing.now += 5 * 60_000
    assert pay(machine, when="20261124    080500", BK="1") == "Y"
    assert owed(owing) == 30_000


def test_who_pays_twice_pays_twice(owing: Counter):
    machine, other = owing.machine(), owing.machine("may-2")
    assert [pay(machine), pay(machine, when=LATER), pay(machine, "5000"), pay(other)] == ["Y"] * 4
    assert owed(owing) == 90_000 - 3 * 20_000 - 5_000


def test_several_fees_of_one_transaction_are_several_payments(owing: Counter):
    machine = owing.machine()
    assert [pay(machine, BK="9", CG=fee) for fee in ("a", "b", "b")] == ["Y", "Y", "Y"]
    assert owed(owing) == 50_000


def test_a_machine_that_asks_again_with_the_time_of_asking_is_not_paid_twice(owing: Counter):
    machine = owing.machine()
    assert [pay(machine, when=f"20261123    0800{second}", BK="9") for second in ("00", "12", "24")] == ["Y"] * 3
    assert [pay(machine, when=" " * 18), pay(machine, when=" " * 18)] == ["Y", "Y"]
    assert owed(owing) == 50_000
    owing.now += 2 * 60_000
    assert pay(machine, when=" " * 18) == "Y"
    assert owed(owing) == 30_000


def test_what_is_no_amount_or_more_than_is_owed_is_given_back(owing: Counter):
    machine = owing.machine()
    assert {pay(machine, amount, BK=amount) for amount in ("90001", "-1", "1.5", "", "0", "9" * 13)} == {"N"}
    assert pay(machine, "90000.00") == "Y"
    assert pay(machine, "90000.00") == "Y"
    assert (owed(owing), pay(machine, "1", BK="last")) == (0, "N")


def test_the_screen_tells_what_was_taken_and_what_is_owed_for_which_book(owing: Counter):
    machine = owing.machine()
    told = machine.account("TV1", summary="   Y")
    assert (told.fixed["fines"], told.get("BV"), told.get("BH"), told.get("AV")) == ("0001", "90000", "VND", "90.000 đ")
    fixed = {"when": CLOCK, "fee_type": "01", "payment": "00", "currency": "VND"}
    paid = machine.ask("37", fixed, AA="TV1", BV="20000", BK="giao dịch 1")
    assert (paid.get("BK"), "20.000" in paid.get("AF")) == ("giao dịch 1", True)
    assert machine.ask("37", {**fixed, "currency": "USD"}, AA="TV1", BV="20000", BK="2").fixed["ok"] == "N"
    [line] = owing.library.money.day_book().lines
    assert (line.receipt, line.operator, line.amount) == ("may-1 giao dịch 1", "may-1+machine", 20_000)
    state = machine.ask("99", {"state": "0", "width": "080", "version": "2.00"})
    assert state.get("BX") == "YYYNYYYYYYYNNYYY"
