"""The desk page as it is seen: every size, both languages, nothing cut off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.library.model.ids import Moment
from desktop.ui.desk.page import DeskPage
from desktop.ui.words import Language
from sync.core.stamp import wall_clock_ms
from tests.ui.at_desk import BLOCKED, BOOK, OTHER, READER, press, scan
from tests.ui.world import World, clipped, texts

OURS = ("Điều lệnh", "Truyện Kiều", "Trần Thị Thử", "Lê Văn Ẫm", "Thư viện thử", "mất thẻ", "Tiếng Việt", "Tủ Sách")


def test_the_models_keep_qts_rules(program: World, desk: DeskPage, qtmodeltester):
    scan(program, desk, READER, BOOK)
    qtmodeltester.check(desk.today.table.model_of_lines)


def test_the_desk_speaks_one_language_at_a_time(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK, BLOCKED, OTHER)
    program.speak(Language.ENGLISH)
    left = {text for text in texts(program.window) if any("\u1ea0" <= letter <= "\u1ef9" for letter in text)}
    assert {text for text in left if not any(name in text for name in OURS)} == set()


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)], ids=str)
def test_nothing_is_cut_off_at_the_desk(program: World, desk: DeskPage, language: Language, size: tuple[int, int]):
    program.speak(language)
    program.size(*size)
    cut = list(clipped(program.window))
    long_ago = Moment(wall_clock_ms() - 400 * 24 * 3600 * 1000)
    program.ask(lambda library: library.circulation.lend(READER, "TK000103", at=long_ago))
    scan(program, desk, READER, BOOK)
    assert "quá hạn" in "".join(texts(desk)) or language is Language.ENGLISH
    cut += clipped(program.window)
    scan(program, desk, BLOCKED, OTHER)
    assert cut + clipped(program.window) == []


@pytest.mark.looks
def test_on_an_old_monitor_at_150_percent_the_desk_shows_its_last_result_whole(program: World, desk: DeskPage):
    """1366 × 768 at 150 % are 911 × 512, less the title bar."""
    program.size(911, 494)
    scan(program, desk, READER, BOOK)
    assert (program.window.width(), program.window.height()) == (911, 494)
    assert clipped(desk.result) == []
    assert clipped(desk.reader) == []
    corner = desk.reader.mapTo(program.window, desk.reader.rect().bottomRight())
    assert program.window.rect().contains(corner)
    scan(program, desk, OTHER, "TK000103")
    bar = desk.reader.below.verticalScrollBar()
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_PageDown)
    assert (bar.value() > 0, desk.scan.hasFocus(), desk.scan.text()) == (True, True, "")
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_PageUp)
    assert bar.value() == 0


@pytest.mark.looks
def test_a_copy_put_aside_offers_its_slip_where_there_is_room(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(READER, BOOK))
    title = program.ask(lambda library: library.catalogue.find("noi vu").lines[0].id)
    program.ask(lambda library: library.circulation.hold(BLOCKED, title, override=True))
    press(desk, "give_back")
    scan(program, desk, BOOK)
    for size, offered in (((1366, 768), True), ((911, 494), False)):
        program.size(*size)
        assert desk.result.slip.isVisible() is offered
        for language in Language:
            program.speak(language)
            assert clipped(desk.result) == []
            big = desk.result.big
            assert big.height() >= big.fontMetrics().height()


@pytest.mark.looks
def test_at_200_percent_of_an_old_monitor_everything_is_still_there(program: World, desk: DeskPage):
    program.window.rail.show_console(shown=True)
    scan(program, desk, BLOCKED, BOOK)
    program.size(880, 440)
    assert (program.window.width(), program.window.height()) == (880, 440)
    for language in Language:
        program.speak(language)
        assert clipped(desk.result) == []
    inside = desk.result.mapTo(program.window, desk.result.rect().bottomRight())
    assert program.window.rect().contains(inside)
    buttons = [button for button in program.window.rail.buttons.values() if button.isVisible()]
    assert len(buttons) == 9
    assert all(button.height() >= 32 for button in buttons)
    lowest = buttons[-1].mapTo(program.window, buttons[-1].rect().bottomLeft())
    assert program.window.strip.y() > lowest.y()


@pytest.mark.looks
def test_the_rail_counts_what_holds_ask_for(program: World, desk: DeskPage):
    button = program.window.rail.buttons["open_follow"]
    assert button.count.text() == ""
    program.ask(lambda library: library.circulation.hold(READER, library.catalogue.find("kieu").lines[0].id))
    program.until(lambda: button.count.text() == "1")
    assert "1 việc đặt mượn cần làm" in button.toolTip()
    program.size(911, 494)
    assert button.badge.isVisible()


def test_the_language_may_change_when_the_reader_has_left(program: World, desk: DeskPage):
    scan(program, desk, READER)
    press(desk, "finish")
    program.settle()
    program.speak(Language.ENGLISH)  # what is said of nobody in particular is said again, too
    assert desk.reader.panel is None
