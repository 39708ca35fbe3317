"""A class or a team on the readers page: registered, looked at, its copies handed on, its list printed."""

from __future__ import annotations

import pytest

from desktop.library.model.reader import ReaderForm
from desktop.ui.readers.page import ReadersPage
from desktop.ui.words import Language
from tests.ui.world import World, clipped, texts

TEAM, MEMBER = "LD52", "HV1"
BOOKS = ("TK000100", "TK000101")


def a_team(library) -> None:
    library.readers.register(ReaderForm(card=MEMBER, name="Vũ Văn Bình", category="hoc-vien", group="Lop D52"))
    library.groups.add(ReaderForm(card=TEAM, name="Lớp D52", category="tap-the", representative="TV000001"))
    for book in BOOKS:
        library.circulation.lend(TEAM, book)


@pytest.fixture
def page(program: World) -> ReadersPage:
    program.ask(a_team)
    shown = program.page("open_readers")
    shown.show_one(TEAM)
    program.settle()
    return shown


def holders(page: ReadersPage) -> dict[str, str]:
    return {line.barcode: line.member for line in page.card.copies.table.model_of_lines.lines}


def test_a_group_is_registered_with_its_representative(program: World) -> None:
    page = program.page("open_readers")
    page.new_group.click()
    program.settle()
    form = page.form
    assert not form.labelled["phone"].isVisible()
    form.name.setText("Đội 3")
    form.representative.setText("KHONG")
    form.save.click()
    program.settle()
    assert "KHONG" in form.labelled["representative"].note.text()
    form.representative.setText("TV000001")
    form.save.click()
    program.settle()
    assert page.card.name.text() == "Đội 3"
    assert "Lớp, đội (mượn tập thể)" in page.card.who.text()
    assert "đại diện: Trần Thị Thử" in page.card.who.text()
    page.act("new_reader")
    program.settle()
    assert form.labelled["phone"].isVisible()
    assert not form.labelled["representative"].isVisible()


def test_the_card_of_a_group_says_who_has_what_and_who_belongs_to_it(program: World, page: ReadersPage) -> None:
    card = page.card
    assert holders(page) == dict.fromkeys(BOOKS, "")
    assert "người đại diện" in card.copies.table.model_of_lines.index(0, 1).data()
    assert not card.parts.buttons["own"].isVisible()
    card.parts.buttons["members"].click()
    assert [line.card for line in card.members.table.model_of_lines.lines] == [MEMBER]
    page.show_one("TV000001")
    program.settle()
    assert card.parts.buttons["own"].isVisible()
    assert not card.parts.buttons["copies"].isVisible()
    assert card.parts.buttons["held"].isChecked()


def test_a_scanned_copy_is_noted_with_its_holder(program: World, page: ReadersPage) -> None:
    part = page.card.copies
    part.who.choose(MEMBER)
    part.code.setText(BOOKS[0])
    part.code.returnPressed.emit()
    program.settle()
    assert part.notice.headline.text() == f"{BOOKS[0]}: Vũ Văn Bình đang giữ."
    assert holders(page) == {BOOKS[0]: "Vũ Văn Bình", BOOKS[1]: ""}
    assert part.who.value == MEMBER, "the next copy may be scanned at once"
    part.table.selectRow(1)
    assert part.code.text() in BOOKS
    part.code.setText("TK000199")
    part.note.click()
    program.settle()
    assert part.notice.property("severity") == "refused"


def test_the_list_to_sign_is_printed_or_kept(program: World, page: ReadersPage) -> None:
    part = page.card.copies
    assert not part.sheet_of_today.isVisible(), "all of it is of today"
    earlier = program.ask(lambda library: library.store.now_ms() - 2 * 86_400_000)
    program.ask(lambda library: library.circulation.lend(TEAM, "TK000102", at=earlier))
    for button, copies in ((part.sheet, 3), (part.sheet_of_today, 2)):
        part.notice.clear()
        button.click()
        program.until(part.notice.isVisible)
        program.settle()
        assert part.notice.property("severity") == "done"
        today = copies == len(BOOKS)
        facts = program.ask(lambda library, today=today: library.letters.group_list(TEAM, only_today=today))
        assert len(facts.lines) == copies


@pytest.mark.looks
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)])
def test_everything_has_room_in_both_languages(program: World, page: ReadersPage, size: tuple[int, int]) -> None:
    program.size(*size)
    for language in Language:
        program.speak(language)
        for name in ("copies", "members", "past"):
            page.card.parts.buttons[name].click()
            program.laid_out()
            assert clipped(page) == []
    assert not [text for text in texts(page.card) if "người đại diện" in text], "everything speaks English"
