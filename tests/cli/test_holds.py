"""Holds and corrections from the command line: what is said, what is done, and what a script reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.tusach import Tusach


@pytest.fixture
def held(tusach: Tusach) -> str:
    """BD0001 has the one copy of a title, BD0002 waits for it; the hold's id."""
    return str(tusach.one("hold", "BD0002", title(tusach), "--item", lent(tusach))["event"])


def title(tusach: Tusach) -> str:
    """The title's id."""
    return str(tusach.one("find", "dieu lenh")["id"])


def lent(tusach: Tusach) -> str:
    """The bar code of a copy that BD0001 has."""
    return str(tusach.one("lend", "BD0001", "TK000001")["barcode"])


def test_a_copy_that_comes_back_is_put_aside_and_waits_on_the_shelf(tusach: Tusach, held: str):
    returned = tusach.one("return", "TK000001")
    assert (returned["shelved_for"], returned["waiting_readers"]) == ("BD0002", 1)
    (line,) = tusach.done("shelf")
    assert (line["id"], line["card"], line["barcode"], line["state"]) == (held, "BD0002", "TK000001", "shelved")
    assert "BD0002" in tusach.plainly("shelf").out
    refused = tusach("lend", "BD0001", "TK000001").answer
    assert (refused["reason"], refused["first"]) == ("on-hold-shelf", "BD0002")
    assert tusach.one("lend", "BD0002", "TK000001")["status"] == "lent"
    assert tusach.done("holds") == []


def test_a_copy_that_nobody_waits_for_any_more_is_told_and_goes_back(tusach: Tusach, held: str):
    tusach.one("return", "TK000001")
    assert tusach.one("cancel-hold", held)["left_aside"] == "TK000001"
    (line,) = tusach.done("shelf", "--left")
    assert (line["barcode"], line["left"], line["waiting"]) == ("TK000001", True, 0)
    assert "trả về kệ" in tusach.plainly("shelf", "--left").out
    assert "shelf --left" in tusach.plainly("shelf").out
    assert "Không còn ai chờ: trả về kệ" in tusach.plainly("return", "TK000001").out
    assert tusach.done("shelf", "--left") == []


def test_a_copy_of_another_title_is_named_with_the_title_it_is_of(tusach: Tusach):
    other = tusach.one("add-title", "--title", "Luật Công an nhân dân")["id"]
    refused = tusach("hold", "BD0002", str(other), "--item", "TK000001")
    assert (refused.code, refused.answer["reason"]) == (1, "of-another-title")
    assert "“Điều lệnh nội vụ”" in tusach.plainly("hold", "BD0002", str(other), "--item", "TK000001").err


def test_a_hold_is_suspended_resumed_and_taken_away(tusach: Tusach, held: str):
    assert tusach.one("suspend-hold", held, "--until", "2099-01-01")["status"] == "hold-suspended"
    (line,) = tusach.done("holds", "BD0002")
    assert (line["state"], line["until"], line["place"]) == ("suspended", "2099-01-01", 0)
    assert tusach.one("resume-hold", held)["status"] == "hold-resumed"
    assert [line["place"] for line in tusach.done("holds")] == [1]
    assert tusach.one("cancel-hold", held, "--why", "không cần nữa")["status"] == "hold-cancelled"
    assert tusach("cancel-hold", held).answer["reason"] == "no-such-hold"


def test_what_stands_on_the_shelves_is_fetched_for_whoever_waits(tusach: Tusach):
    tusach.one("hold", "BD0002", title(tusach))
    (line,) = tusach.done("pull-list")
    assert (line["card"], line["state"]) == ("BD0002", "waiting")
    shelved = tusach.one("shelve", str(line["barcode"]))
    assert (shelved["status"], shelved["shelved_for"]) == ("hold-shelved", "BD0002")
    assert tusach.done("pull-list") == []
    assert tusach.done("clear-shelf") == []


def test_a_due_date_is_changed_by_hand_with_a_reason_and_that_is_undone(tusach: Tusach):
    before = tusach.one("lend", "BD0001", "TK000001")["due"]
    changed = tusach.one("change-due", "TK000001", "2099-06-30", "--why", "đi công tác")
    assert (changed["status"], changed["due"], changed["before"]) == ("due-changed", "2099-06-30", before)
    undone = tusach.one("undo", str(changed["event"]), "--why", "nhầm cuốn")
    assert (undone["status"], undone["undone"]) == ("undone", "due-changed")
    assert tusach.done("loans")[0]["due"] == before
    assert tusach.one("undo")["undone"] == "lent"
    assert tusach.done("loans") == []
