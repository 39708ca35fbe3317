"""The page about this PC: operator, look, passwords, the printed sheet."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit

from desktop.library.circulation.commands import PRINTED
from desktop.library.library import Opening
from desktop.library.model.refusal import Refusal
from desktop.library.security import backup
from desktop.library.security.restoring import restore
from desktop.library.security.rights import Rights
from desktop.library.store import key
from desktop.library.store.profile import LAST_BACKUP
from desktop.ui import settings
from desktop.ui.theme import Shade
from desktop.ui.this_pc import sheet
from desktop.ui.this_pc.page import ThisPcPage
from desktop.ui.widgets import Scroll
from desktop.ui.words import Language
from sync.core.stamp import DAY_MS, wall_clock_ms
from tests.ui.world import PASSWORD, World, clipped, texts

DESK_WORD, OTHER_WORD = "sân đình mái ngói", "bến nước con đò"
OURS = ("Thư viện thử", "Tiếng Việt", "Tủ Sách")


@pytest.fixture
def page(program: World, monkeypatch: pytest.MonkeyPatch) -> ThisPcPage:
    monkeypatch.setattr(key, "_MEMORY_KIB", 8)  # the page is tried here, not the lock
    monkeypatch.setattr(key, "_TIME", 1)
    return program.page("open_settings")


def opens_as(profile: Path, password: str) -> Rights | None:
    """Whose password it is for the next start, None for nobody's."""
    try:
        opening = Opening(profile, password)
    except Refusal:
        return None
    with closing(opening.library()) as library:
        rights = library.rights
    opening.release()
    return rights


def type_into(*fields: tuple[QLineEdit, str]) -> None:
    for field, words in fields:
        field.clear()
        field.insert(words)  # as a keyboard program commits it


def press(world: World, button) -> None:
    world.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    world.settle()


def set_desk_password(world: World, page: ThisPcPage, word: str) -> None:
    card = page.desk_password
    type_into((card.new.secret, word), (card.new.again, word))
    press(world, card.go)


def test_the_operator_is_named_in_every_act_from_now_on(program: World, page: ThisPcPage):
    type_into((page.operator.field, "Lan"))
    press(program, page.operator.keep)
    assert program.window.strip.operator.text() == "Thủ thư: Lan"
    lent = program.ask(lambda library: library.circulation.lend("TV000001", "TK000100"))
    assert program.ask(lambda library: library.store.events.get(lent.event)).operator == "Lan"
    assert settings.read(program.profile).operator == "Lan"


def test_what_is_switched_on_the_page_holds_at_once_and_is_kept(program: World, page: ThisPcPage):
    for button in (page.look.shade.buttons["dark"], page.look.sounds.buttons["on"], page.look.language.buttons["en"]):
        press(program, button)
    kept = settings.read(program.profile)
    assert (kept.shade, kept.sounds, kept.language) == (Shade.DARK, True, Language.ENGLISH)
    assert program.window.heading.text() == "This PC"


def test_what_is_switched_by_a_key_is_switched_on_the_page(program: World, page: ThisPcPage):
    program.window.act("switch_shade")
    assert page.look.shade.buttons["dark"].isChecked()
    press(program, page.look.shade.buttons["dark"])
    assert program.program.preferences.chosen.shade is Shade.DARK


def test_the_scale_is_kept_for_the_next_start(program: World, page: ThisPcPage):
    page.look.scale.setFocus()
    program.qtbot.keyClick(page.look.scale, Qt.Key.Key_Down)
    assert page.look.scale.value == "125"
    assert settings.read(program.profile).scale == 125


def test_a_desk_password_is_set_and_removed(program: World, page: ThisPcPage):
    assert page.desk_password.isVisible()
    assert not page.desk_password.remove.isVisible()
    set_desk_password(program, page, DESK_WORD)
    assert page.desk_password.notice.headline.text() == "Đã đặt mật khẩu quầy."
    assert page.desk_password.new.secret.text() == ""
    assert program.ask(lambda library: library.passwords.desk_has_one)
    press(program, page.desk_password.remove)
    assert not program.ask(lambda library: library.passwords.desk_has_one)
    assert not page.desk_password.remove.isVisible()


def test_the_desk_password_opens_the_next_start_for_the_desk(program: World, page: ThisPcPage):
    set_desk_password(program, page, DESK_WORD)
    program.close()
    assert opens_as(program.profile, DESK_WORD) is Rights.DESK
    assert opens_as(program.profile, PASSWORD) is Rights.LIBRARIAN


@pytest.mark.parametrize(
    ("once", "twice", "complaint"),
    [
        ("abc", "abc", "Cần ít nhất 6 ký tự."),
        (DESK_WORD, OTHER_WORD, "Hai lần gõ chưa giống nhau."),
        (PASSWORD, PASSWORD, "Thủ thư và quầy cần hai mật khẩu khác nhau. Chọn mật khẩu khác."),
    ],
    ids=["short", "differing", "the librarian's"],
)
def test_what_is_no_desk_password_is_said_beneath_the_field(
    program: World, page: ThisPcPage, once: str, twice: str, complaint: str
):
    card = page.desk_password
    type_into((card.new.secret, once), (card.new.again, twice))
    press(program, card.go)
    assert complaint in {card.new.once.note.text(), card.new.twice.note.text()}
    assert not program.ask(lambda library: library.passwords.desk_has_one)


def test_the_librarian_changes_the_password_with_the_old_one(program: World, page: ThisPcPage):
    card = page.librarian_password
    type_into((card.secret, "không phải"), (card.new.secret, OTHER_WORD), (card.new.again, OTHER_WORD))
    press(program, card.go)
    assert card.old.note.text().startswith("Mật khẩu không đúng.")
    type_into((card.secret, PASSWORD))
    program.qtbot.keyClick(card.new.again, Qt.Key.Key_Return)
    program.settle()
    assert card.notice.headline.text() == "Đã đổi mật khẩu thủ thư."
    program.close()
    assert opens_as(program.profile, PASSWORD) is None
    assert opens_as(program.profile, OTHER_WORD) is Rights.LIBRARIAN


def test_the_librarian_sees_who_looked_at_what_a_reader_borrowed(program: World, page: ThisPcPage):
    card = page.look_ups
    assert card.nobody.isVisible()
    type_into((page.operator.field, "Lan"))
    press(program, page.operator.keep)
    program.ask(lambda library: library.readers.history("TV000001"))
    program.page("open_desk")
    program.page("open_settings")
    (line,) = card.table.model_of_lines.lines
    assert (line.operator, line.card, line.reader, card.nobody.isVisible()) == (
        "Lan",
        "TV000001",
        "Trần Thị Thử",
        False,
    )
    for typed, found in (("TV000002", 0), ("TV000001", 1)):
        type_into((card.card, typed))
        program.qtbot.keyClick(card.card, Qt.Key.Key_Return)
        program.settle()
        assert len(card.table.model_of_lines.lines) == found
    type_into((card.card, "TV999999"))
    program.qtbot.keyClick(card.card, Qt.Key.Key_Return)
    program.settle()
    assert "TV999999" in card.whose.note.text()
    type_into((card.since, "hôm qua"))
    program.qtbot.keyClick(card.since, Qt.Key.Key_Return)
    assert card.when.note.isVisible()


def test_opened_at_the_desk_the_page_offers_no_passwords(program: World, page: ThisPcPage):
    set_desk_password(program, page, DESK_WORD)
    desk = program.again()
    desk.program.unlock(DESK_WORD)
    desk.until_ready()
    there = desk.page("open_settings")
    assert not there.desk_password.isVisible()
    assert not there.librarian_password.isVisible()
    assert there.not_here.isVisible()
    assert not there.look_ups.isVisible()
    assert desk.window.strip.operator.text() == "Quầy"


@pytest.mark.looks
@pytest.mark.parametrize("size", [(911, 494), (1024, 640), (1366, 768)], ids=str)
@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_off(program: World, page: ThisPcPage, size: tuple[int, int], language: Language):
    program.speak(language)
    program.size(*size)
    page.librarian_password.go.click()  # with every complaint that there is room to be needed for
    program.settle()
    scroll = page.findChild(Scroll)
    assert scroll.widget().width() <= scroll.viewport().width()
    assert clipped(page) == []


def test_english_leaves_no_vietnamese(program: World, page: ThisPcPage):
    program.speak(Language.ENGLISH)
    left = {text for text in texts(page) if any(ord(letter) > 0xBF and letter.isalpha() for letter in text)}
    assert {text for text in left if not any(ours in text for ours in OURS)} == set()


def test_the_sheet_is_saved_where_it_was_wanted(program: World, page: ThisPcPage, tmp_path: Path):
    page.sheet.wanted.emit(tmp_path / "to-ma-lenh.pdf")
    program.settle()
    assert (tmp_path / "to-ma-lenh.pdf").read_bytes().startswith(b"%PDF-")
    assert "to-ma-lenh.pdf" in page.sheet.notice.headline.text()
    page.sheet.wanted.emit(tmp_path / "nowhere" / "to-ma-lenh.pdf")
    program.settle()
    assert page.sheet.notice.headline.text() == "Không ghi được vào to-ma-lenh.pdf."


@pytest.mark.parametrize("code", PRINTED.values())
def test_the_bars_that_are_drawn_read_as_the_code(code: str):
    """A line across the drawn bars, as a scanner takes it, decoded by the table of ISO/IEC 16388."""
    dots = 10  # for a millimetre
    picture = QImage(90 * dots, 10, QImage.Format.Format_Grayscale8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.scale(dots, dots)
    sheet.draw_code(painter, QRectF(2, 0, 0, 1), code)
    painter.end()
    line = [picture.pixelColor(x, 5).lightness() < 128 for x in range(picture.width())]
    assert decoded(line) == f"*{code}*"


SIGNS = {
    "nwnnwnwnn": "*",
    "wwnnnnwnn": ".",
    "wnnnnwnnw": "A",
    "wnwnnwnnn": "C",
    "nnnnwwnnw": "D",
    "wnnnwwnnn": "E",
    "nnnnnwwnw": "G",
    "wnnnnwwnn": "H",
    "nnwnnwwnn": "I",
    "wnwnnnnwn": "M",
    "nnnnwnnww": "N",
    "wnnnwnnwn": "O",
    "nnwnwnnwn": "P",
    "wnnnnnwwn": "R",
    "nnnnwnwwn": "T",
    "wwnnnnnnw": "U",
    "nwnnwnnnw": "X",
    "wwnnwnnnn": "Y",
}


def decoded(line: list[bool]) -> str:
    runs: list[int] = []
    for at, dark in enumerate(line):
        if at and dark == line[at - 1] and runs:
            runs[-1] += 1
        elif dark or runs:
            runs.append(1)
    limit = 2 * min(runs)
    pattern = "".join("w" if run > limit else "n" for run in runs[:-1])
    return "".join(SIGNS[pattern[start : start + 9]] for start in range(0, len(pattern), 10))


def test_the_library_is_backed_up_where_it_was_wanted_and_the_page_remembers(
    program: World, page: ThisPcPage, tmp_path: Path
):
    card, file = page.backup, tmp_path / f"thu{backup.ENDING}"
    assert card.last.text() == "Chưa sao lưu lần nào."
    card.wanted.emit(file)
    program.settle()
    assert card.notice.headline.text() == f"Đã sao lưu vào {file.name} và đọc lại thấy đúng."
    assert card.last.text().endswith(f"vào {file.name}.")
    assert card.go.isEnabled()
    restored = restore(tmp_path / "other", file, PASSWORD)
    assert (restored.unit, restored.aside) == ("DV01", None)


def test_a_backup_that_cannot_be_written_says_so_and_may_be_tried_again(
    program: World, page: ThisPcPage, tmp_path: Path
):
    page.backup.wanted.emit(tmp_path / "nowhere" / f"thu{backup.ENDING}")
    program.settle()
    assert page.backup.notice.headline.text() == f"Không ghi được vào thu{backup.ENDING}."
    assert page.backup.go.isEnabled()
    assert page.backup.last.text() == "Chưa sao lưu lần nào."


def test_the_strip_reminds_of_a_backup_after_the_days_that_were_chosen(program: World, page: ThisPcPage):
    strip = program.window.strip
    assert strip.backup.text() == ""
    long_ago = wall_clock_ms() - 40 * DAY_MS
    noted = {"at": long_ago, "folder": "/usb", "file": f"thu{backup.ENDING}"}
    program.ask(lambda library: library.store.profile.put(LAST_BACKUP, noted))
    program.window.look_again()
    program.settle()
    assert strip.backup.text() == "Đã 40 ngày chưa sao lưu"
    choose_reminder(program, page, "90")
    assert strip.backup.text() == ""
    choose_reminder(program, page, "0")
    assert (strip.backup.text(), settings.read(program.profile).backup_days) == ("", 0)
    choose_reminder(program, page, "7")
    assert strip.backup.text() == "Đã 40 ngày chưa sao lưu"


def choose_reminder(world: World, page: ThisPcPage, days: str) -> None:
    page.backup.reminder.choose(days)
    page.backup.reminder.activated.emit(page.backup.reminder.currentIndex())
    world.settle()
