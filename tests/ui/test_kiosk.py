"""A PC that is kept to one page: what can be reached, and that only the librarian's password leaves it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from desktop.ui import settings
from desktop.ui.actions import ACTIONS
from desktop.ui.frame.kiosk import may_act
from desktop.ui.settings import Kiosk
from desktop.ui.words import Language
from tests.ui.at_desk import scan
from tests.ui.world import PASSWORD, World, clipped

BLOCKED, READER, BOOK = "TV000002", "TV000001", "TK000100"


def confined(program: World, kiosk: Kiosk = Kiosk.DESK) -> World:
    program.program.preferences.choose_kiosk(kiosk)
    program.window.confine()
    program.window.setWindowState(Qt.WindowState.WindowNoState)
    program.size(1366, 768)
    program.settle()
    return program


def give(world: World, password: str) -> None:
    secret = world.window.door.vouching.secret
    secret.insert(password)
    world.qtbot.keyClick(secret, Qt.Key.Key_Return)
    world.settle()


@pytest.mark.looks
def test_the_desk_works_and_nothing_else_is_there(program: World):
    desk = confined(program).window.pages["open_desk"]
    scan(program, desk, READER, BOOK)
    assert desk.result.headline.text() == "ĐÃ CHO MƯỢN"
    assert not program.window.rail.isVisible()
    assert not program.window.finder.isVisible()
    assert program.window.door.out.isVisible()


@pytest.mark.looks
@pytest.mark.parametrize("kiosk", [Kiosk.DESK, Kiosk.SELF_SERVICE])
def test_no_key_and_no_action_leads_elsewhere(program: World, kiosk: Kiosk):
    window = confined(program, kiosk).window
    assert window.strip.operator.isVisible() == (kiosk is Kiosk.DESK), "before readers nothing of the staff"
    home, before = window.here, program.program.preferences.chosen
    for action in ACTIONS:
        if action.name in {"leave_kiosk", "switch_language", "switch_sound", "sync_now"}:
            continue
        window.act(action.name)
        assert (window.here, window.finder.isVisible()) == (home, False), action.name
    assert program.program.preferences.chosen == before
    window.open_page("open_settings")
    program.settle()
    assert window.here == home


@pytest.mark.looks
def test_keys_typed_at_the_desk_do_not_leave(program: World):
    window = confined(program).window
    scan_field = window.pages["open_desk"].scan
    for key, held in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
    ):
        program.qtbot.keyClick(scan_field, key, held)
        assert (window.here, scan_field.hasFocus()) == ("open_desk", True), key


@pytest.mark.looks
def test_the_window_does_not_close_without_the_password(program: World):
    window = confined(program).window
    window.close()
    program.settle()
    assert window.isVisible()
    assert window.door.vouching.secret.hasFocus()
    give(program, "không phải")
    assert window.isVisible()
    assert window.door.vouching.words.text() == "Mật khẩu không đúng."
    give(program, PASSWORD)
    assert not window.isVisible()


@pytest.mark.looks
def test_escape_leaves_the_question_not_the_kiosk(program: World):
    window = confined(program).window
    window.close()
    program.qtbot.keyClick(window.door.vouching.secret, Qt.Key.Key_Escape)
    program.settle()
    assert not window.door.vouching.isVisible()
    assert window.pages["open_desk"].scan.hasFocus()
    window.act("leave_kiosk")
    give(program, PASSWORD)
    assert window.isVisible()  # leaving is not closing, when closing was given up


@pytest.mark.looks
def test_the_librarian_leaves_and_everything_is_there_again(program: World):
    window = confined(program).window
    window.findChild(QAction, "leave_kiosk").trigger()
    give(program, PASSWORD)
    assert window.rail.isVisible()
    assert window.finder.isVisible()
    assert not window.door.isVisible()
    window.act("open_settings")
    assert window.here == "open_settings"
    window.close()
    assert not window.isVisible()


@pytest.mark.looks
def test_a_refusal_in_a_kiosk_asks_for_the_librarian_whoever_opened_the_library(program: World):
    desk = confined(program).window.pages["open_desk"]
    scan(program, desk, BLOCKED, BOOK)
    desk.act("override")
    program.settle()
    assert desk.result.vouching.isVisible()
    assert desk.result.headline.text() == "CHƯA CHO MƯỢN"


def test_a_kiosk_begins_as_one_and_is_switched_off_where_it_was_switched_on(program: World):
    page = program.page("open_settings")
    program.qtbot.mouseClick(page.kiosk.choice.buttons[Kiosk.DESK], Qt.MouseButton.LeftButton)
    assert settings.read(program.profile).kiosk is Kiosk.DESK
    assert program.window.here == "open_settings"  # from the next start on
    later = program.again()
    later.program.unlock(PASSWORD)
    later.until_ready()
    assert later.program.preferences.kept_to is Kiosk.DESK
    assert not later.window.rail.isVisible()
    later.window.act("leave_kiosk")
    give(later, PASSWORD)
    card = later.page("open_settings").kiosk
    later.qtbot.mouseClick(card.choice.buttons[Kiosk.OFF], Qt.MouseButton.LeftButton)
    assert settings.read(program.profile).kiosk is Kiosk.OFF
    assert not card.go.isEnabled()


def test_the_screen_is_filled_while_it_lasts(program: World):
    program.program.preferences.choose_kiosk(Kiosk.DESK)
    program.page("open_settings").kiosk.go.click()
    assert program.window.windowState() & Qt.WindowState.WindowFullScreen
    program.window.act("leave_kiosk")
    give(program, PASSWORD)
    assert not program.window.windowState() & Qt.WindowState.WindowFullScreen


@pytest.mark.looks
def test_a_kiosk_closes_when_the_pc_shuts_down(program: World, monkeypatch: pytest.MonkeyPatch):
    window = confined(program).window
    monkeypatch.setattr(QApplication, "isSavingSession", lambda _: True)
    window.close()
    assert not window.isVisible()


def test_out_of_a_kiosk_its_door_leads_nowhere():
    assert not may_act(Kiosk.OFF, "leave_kiosk")


@pytest.mark.looks
def test_nothing_is_cut_off_in_a_small_kiosk(program: World):
    confined(program).window.act("leave_kiosk")
    for size in ((1024, 640), (911, 494)):
        program.size(*size)
        for language in Language:
            program.speak(language)
            assert clipped(program.window) == [], size
