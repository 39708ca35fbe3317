"""The scan field tells a scanner from a person, and a keyboard program from both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.desk.scan_field import Entry, ScanField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Keyboard:
    """Sends keys to a field at chosen times, as Qt would deliver them."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 0
        self.field = ScanField(moment=lambda _: self.now)
        self.entries: list[Entry] = []
        self.field.entered.connect(self.entries.append)
        qtbot.addWidget(self.field)

    def press(self, key: int, text: str, *, gap: int) -> None:
        self.now += gap
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            (self.field.keyPressEvent if kind is QEvent.Type.KeyPress else self.field.keyReleaseEvent)(event)

    def keys(self, code: str, *, gap: int) -> None:
        for letter in code:
            self.press(ord(letter.upper()), letter, gap=gap)

    def enter(self, *, gap: int) -> None:
        self.press(Qt.Key.Key_Return, "\r", gap=gap)


@pytest.fixture
def keyboard(qtbot: QtBot) -> Keyboard:
    return Keyboard(qtbot)


def test_a_burst_with_enter_is_a_scan(keyboard: Keyboard) -> None:
    keyboard.keys("TK000123", gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries == [Entry("TK000123", scanned=True)]
    assert keyboard.field.text() == ""


def test_a_typed_code_is_an_entry_but_no_scan(keyboard: Keyboard) -> None:
    keyboard.keys("TK000123", gap=140)
    keyboard.enter(gap=300)
    assert keyboard.entries == [Entry("TK000123", scanned=False)]


def test_the_keys_count_when_caps_lock_turned_the_letters(keyboard: Keyboard) -> None:
    keyboard.keys("tk000123", gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries[0].code == "TK000123"


def test_a_scan_leaves_alone_what_a_person_was_typing(keyboard: Keyboard) -> None:
    keyboard.keys("TK0", gap=200)
    keyboard.now += 500
    keyboard.keys("TV000001", gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries == [Entry("TV000001", scanned=True)]
    assert keyboard.field.text() == "TK0"


def test_what_a_keyboard_program_made_of_a_burst_is_passed_on_as_it_came(keyboard: Keyboard) -> None:
    keyboard.keys("A", gap=3)
    keyboard.press(Qt.Key.Key_Backspace, "\b", gap=1)
    keyboard.press(0, "Â", gap=1)
    keyboard.keys("000123", gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries == [Entry("Â000123", scanned=True)]


@pytest.mark.parametrize(("held_back", "scanned"), [((200,), True), ((200, 90), False)])
def test_keys_held_back_within_a_scan_leave_the_code_whole(
    keyboard: Keyboard, held_back: tuple[int, ...], scanned: bool
):
    for at, part in enumerate(("TV00", "00", "01")):
        keyboard.now += held_back[at - 1] if 0 < at <= len(held_back) else 0
        keyboard.keys(part, gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries == [Entry("TV000001", scanned=scanned)]
    assert keyboard.field.text() == ""


def test_two_scans_in_a_row_do_not_run_together(keyboard: Keyboard) -> None:
    for code in ("TV000001", "TK000001"):
        keyboard.keys(code, gap=2)
        keyboard.enter(gap=2)
    assert [entry.code for entry in keyboard.entries] == ["TV000001", "TK000001"]


def test_enter_alone_asks_nothing(keyboard: Keyboard) -> None:
    keyboard.enter(gap=500)
    assert keyboard.entries == []


def test_a_refused_typed_code_comes_back_marked_to_be_mended(keyboard: Keyboard) -> None:
    keyboard.field.give_back(Entry("TK00O1", scanned=False))
    assert keyboard.field.selectedText() == "TK00O1"
    keyboard.keys("TK000001", gap=3)
    keyboard.enter(gap=3)
    assert keyboard.entries == [Entry("TK000001", scanned=True)]
    assert keyboard.field.text() == ""


def test_a_refused_scan_does_not_come_back(keyboard: Keyboard) -> None:
    keyboard.field.give_back(Entry("TK000009", scanned=True))
    assert keyboard.field.text() == ""
