"""Losses and money from the command line: the keys that scripts rely on, and what a person reads."""

from __future__ import annotations

import pytest

from desktop.library.library import Opening
from tests.cli.tusach import PASSWORD, Tusach


@pytest.fixture
def charging(tusach: Tusach) -> Tusach:
    """A library that takes money, with one copy lent whose price it does not know."""
    opening = Opening(tusach.profile, PASSWORD)
    library = opening.library()
    with library.store.writing() as pen:
        pen.put("desk_policy", "0" * 32, {"money": True})
    library.close()
    opening.release()
    tusach.one("lend", "BD0001", "TK000001")
    return tusach


def test_a_loss_is_noted_paid_and_given_back_when_the_book_comes(charging: Tusach):
    assert charging("lost", "TK000001").problem["error"] == "price-unknown"
    lost = charging.one("lost", "TK000001", "--price", "95.000", "--why", "rơi xuống sông")
    assert (lost["status"], lost["card"], lost["charged"]) == ("lost", "BD0001", 285_000)
    owes = charging.one("owes", "BD0001")
    (debt,) = owes["debts"]
    assert (owes["owed"], debt["for"], debt["barcode"], debt["owed"]) == (285_000, "lost", "TK000001", 285_000)
    paid = charging.one("pay", "BD0001", "285000")
    assert (paid["amount"], paid["left"], paid["charges"]) == (285_000, 0, {debt["charge"]: 285_000})
    book = charging.done("day-book")
    assert [line.get("receipt") for line in book] == [paid["receipt"], None]
    assert (book[-1]["total"], charging.one("settled", "BD0001")["clear"]) == (285_000, True)
    back = charging.one("return", "TK000001")
    assert (back["was_lost"], back["give_back"]) == (True, 285_000)
    assert charging("refund", "BD0001").problem["error"] == "missing-field"
    given = charging.one("refund", "BD0001", "--why", "sách đã về")
    assert given["amount"] == -285_000
    slip = charging.profile / "slip.txt"
    charging.one("letter", "receipt", given["receipt"], "--out", str(slip))
    assert "sách đã về" in slip.read_text("utf-8")
    assert charging.one("owes", "BD0001")["credit"] == 0


def test_a_debt_is_let_go_or_replaced_by_the_same_book(charging: Tusach):
    charging.one("charge", "BD0002", "10000", "--why", "làm lại thẻ")
    charging.one("lost", "TK000001", "--price", "50000")
    debts = {line["card"]: charging.one("owes", line["card"])["debts"][0]["charge"] for line in charging.done("owes")}
    assert charging.one("forgive", debts["BD0002"], "--why", "lỗi của thư viện")["owed"] == 0
    assert charging.one("replace", debts["BD0001"], "TK000003")["debts"] == []
    assert charging.done("owes") == []


def test_a_payment_typed_by_mistake_is_voided(charging: Tusach):
    charging.one("charge", "BD0002", "10000")
    paid = charging.one("pay", "BD0002", "10000")
    assert charging("void", paid["entry"]).problem["error"] == "missing-field"
    assert charging.one("void", paid["entry"], "--why", "gõ nhầm thẻ") == {"entry": paid["entry"], "voided": True}
    assert charging.one("owes", "BD0002")["owed"] == 10_000
    again = charging.one("pay", "BD0002", "4000")
    paper = charging.profile / "receipt.txt"
    charging.one("letter", "receipt", again["receipt"], "--out", str(paper))
    assert again["receipt"] in paper.read_text("utf-8")
    charging.one("void", again["receipt"], "--why", "người đọc đổi ý")
    voided = charging("letter", "receipt", again["receipt"], "--out", str(paper))
    assert voided.problem["error"] == "receipt-voided"
    assert charging("void", again["receipt"], "--why", "lần nữa").problem["error"] == "not-voidable"
    for _ in range(2):
        charging.one("pay", "BD0002", "1000", "--receipt", "00123")
    assert charging("void", "00123", "--why", "nhầm").problem["error"] == "ambiguous-code"
    month = charging.done("day-book", paid["at"][:7])[-1]
    assert (month["total"], month["taken"], month["given_back"]) == (2000, 2000, 0)


def test_whoever_is_not_clear_is_told_by_the_exit_code(charging: Tusach):
    outcome = charging("settled", "BD0001")
    assert (outcome.code, outcome.answer["clear"], outcome.answer["loans"]) == (1, False, 1)


def test_house_rules_write_amounts_as_people_do(tusach: Tusach):
    told = tusach.plainly("set-terms", "--owes-limit", "200000", "--bands", ":0:30,:1500000:15", "--why", "thử").out
    assert ": 200.000\n" in told
    assert " 1.500.000 " in told


@pytest.mark.parametrize("amount", ["mười đồng", "-5", "0"])
def test_an_amount_that_cannot_be_taken_is_refused(charging: Tusach, amount: str):
    charging.one("charge", "BD0002", "10000")
    assert charging("pay", "BD0002", "--", amount).problem["error"] == "invalid-amount"


def test_marks_levels_claims_and_damage(tusach: Tusach):
    tusach.one("lend", "BD0001", "TK000001")
    assert tusach.one("claim-returned", "TK000001", "--why", "trả hôm qua")["claimed"]
    assert tusach.one("found", "TK000001")["claimed"]
    assert tusach.one("damaged", "TK000002", "--why", "ướt")["status"] == "damaged"
    assert tusach.one("set-access", "restricted", "TK000003")["access"] == "restricted"
    assert "restricted" in tusach.one("show", "TK000003")["conditions"]
    marked = tusach.one("set-mark", "not-for-loan", "TK000002", "--on", "2026-01-05")
    assert marked["conditions"]["not_for_loan"] == "2026-01-05"
    assert "not_for_loan" not in tusach.one("set-mark", "not-for-loan", "TK000002", "--clear")["conditions"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_people_read_sentences(charging: Tusach, language: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUSACH_LANG", language)
    told = [
        charging.plainly("lost", "TK000001", "--price", "95000").out,
        charging.plainly("owes").out,
        charging.plainly("owes", "BD0001").out,
        charging.plainly("pay", "BD0001", "95000").out,
        charging.plainly("day-book").out,
        charging.plainly("settled", "BD0001").out,
        charging.plainly("return", "TK000001").out,
        charging.plainly("refund", "BD0001", "--why", "sách đã về").out,
        charging.plainly("set-access", "unit", "TK000002").out,
        charging.plainly("damaged", "TK000002").out,
        charging.plainly("owes").out,
    ]
    assert all(text.strip() for text in told)
    assert not [text for text in told if "{" in text or "…" in text or "None" in text]
    assert "285.000" in told[0]
    assert ("mất" in told[0]) == (language == "vi")
