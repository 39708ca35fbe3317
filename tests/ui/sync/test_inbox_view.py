"""The inbox is emptied with the keys, and every decision can be taken back; two real libraries wrote differently."""

from __future__ import annotations

import platform
import shutil
import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.ui.words import Language
from tests.inbox.desks import Desk, exchange
from tests.ui.world import PASSWORD, World, clipped, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.library.library import Library
    from desktop.ui.sync.inbox_view import InboxView
    from desktop.ui.sync.point_card import PointCard

BARCODES = ("TK000100", "TK000101", "TK000102", "TK000103")
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="session")
def contested(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with seven points: four locations, a phone number, a doubled card, a book lent twice."""
    folder = tmp_path_factory.mktemp("contested")
    with ExitStack() as open_desks:
        desks = []
        for name, pc, operator in (("here", platform.node(), "Trần Thị Mẫu"), ("there", "PHONG-DOC", "Lê Văn Hai")):
            shutil.copytree(made, folder / name)
            desk = Desk(folder / name, PASSWORD, pc=pc, operator=operator)
            desks.append(open_desks.enter_context(closing(desk)).library)
        here, there = desks
        exchange(here, there)
        quarrel(here, there)
        exchange(here, there)
    return folder / "here"


def quarrel(here: Library, there: Library) -> None:
    there.circulation.lend("TV000002", "TK000199", override=True)
    here.circulation.lend("TV000001", "TK000199")
    for library, name in ((there, "Đỗ Thị Hai"), (here, "Đỗ Văn Một")):
        library.readers.register(ReaderForm(card="HV000777", name=name, group="Lớp D49A"))
    for library, phone in ((there, "0988"), (here, "0912")):
        reader = library.readers.get("TV000001").id
        library.readers.amend(reader, replace(library.readers.form(reader), phone=phone))
    for library, where in ((there, "phong-doc"), (here, "kho-muon")):
        for barcode in BARCODES:
            [copy] = library.store.items.with_barcode(barcode)
            with library.store.writing() as pen:
                pen.put("item", copy.id, {"location": where})


@pytest.fixture
def world(qapp: QApplication, qtbot: QtBot, tmp_path: Path, contested: Path) -> Iterator[World]:
    """The program on that profile, the sync page in front."""
    shutil.copytree(contested, tmp_path / "profile")
    world = World(qapp, qtbot, tmp_path / "profile")
    world.open()
    world.page("open_sync")
    yield world
    world.close()
    qapp.setStyleSheet("")


def inbox(world: World) -> InboxView:
    view: InboxView = world.window.pages["open_sync"].inbox
    return view


def press(world: World, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    world.qtbot.keyClick(focused, key, modifiers)
    world.settle()


def heads(world: World) -> list[str]:
    return [card.headline.text() for card in inbox(world).points.cards]


def current(world: World) -> PointCard:
    card = inbox(world).points.current
    assert card is not None
    return card


def choose(world: World, words: str) -> PointCard:
    points = inbox(world).points
    card = next(card for card in points.cards if words in card.headline.text())
    points.choose(card.point.conflict.id, take_keys=True)
    world.settle()
    return card


def locations(library: Library) -> set[str]:
    return {library.store.items.with_barcode(barcode)[0].location for barcode in BARCODES}


def open_count(world: World) -> Any:
    return world.ask(lambda library: library.standing().conflicts)


def test_a_page_with_points_gives_the_keys_to_the_first_of_them(world: World) -> None:
    world.page("open_desk")
    world.page("open_sync")
    assert current(world).hasFocus()
    assert current(world) is inbox(world).points.cards[0]
    assert world.window.rail.buttons["open_sync"].count.text() == "7"
    assert len(heads(world)) == 7


def test_arrows_go_through_the_whole_list_and_one_card_is_open(world: World) -> None:
    inbox(world).take_focus()
    for at in range(7):
        cards = inbox(world).points.cards
        assert [card.detail is not None and card.detail.isVisible() for card in cards].index(True) == at
        assert cards[at].hasFocus()
        press(world, Qt.Key.Key_Down)
    press(world, Qt.Key.Key_Up)
    assert inbox(world).points.cards[5].hasFocus()


def test_the_inbox_is_emptied_with_enter_alone_and_then_says_so_pleasantly(world: World) -> None:
    inbox(world).take_focus()
    before = heads(world)
    for left in range(6, -1, -1):
        press(world, Qt.Key.Key_Return)
        assert open_count(world) == left
        assert heads(world) == before  # nothing jumps
        assert [card.undo.key.isHidden() for card in inbox(world).points.cards].count(False) == 1, "where Ctrl+Z leads"
    assert [card.is_open for card in inbox(world).points.cards] == [False] * 7
    assert all(card.undo.isVisibleTo(world.window) for card in inbox(world).points.cards)
    world.page("open_desk")
    world.page("open_sync")
    assert inbox(world).points.nothing.isVisible()
    assert not inbox(world).search.isVisible()


def test_shift_and_enter_choose_the_other_way(world: World) -> None:
    card = choose(world, "Điện thoại")
    assert card.detail.choices.main == "keep"
    press(world, Qt.Key.Key_Return, SHIFT)
    assert world.ask(lambda library: library.readers.get("TV000001").phone) == "0988"
    assert "0988" in card.outcome.text()


def test_ctrl_z_takes_back_one_decision_after_the_other_and_comes_back_to_it(world: World) -> None:
    choose(world, "Điện thoại")
    press(world, Qt.Key.Key_Return, SHIFT)
    choose(world, "TK000101")
    press(world, Qt.Key.Key_Return, SHIFT)
    press(world, Qt.Key.Key_Z, CONTROL)
    assert "TK000101" in current(world).headline.text()
    assert current(world).hasFocus()
    press(world, Qt.Key.Key_Z, CONTROL)
    assert "Điện thoại" in current(world).headline.text()
    assert world.ask(lambda library: library.readers.get("TV000001").phone) == "0912"
    assert open_count(world) == 7
    press(world, Qt.Key.Key_Z, CONTROL)
    assert inbox(world).notice.isVisible()
    assert open_count(world) == 7


def test_the_button_on_a_settled_line_undoes_it(world: World) -> None:
    card = choose(world, "HV000777")
    card.detail.buttons["renumber"].click()
    world.settle()
    assert "Đã cấp số thẻ mới" in card.outcome.text()
    card.undo.click()
    world.settle()
    assert card.is_open
    assert open_count(world) == 7


def test_chips_narrow_to_a_group_and_count(world: World) -> None:
    chips = inbox(world).chips
    assert chips.buttons["copies"].word.text().split() == ["Bản", "sách", "4"]
    assert not chips.buttons["parked"].isVisible()
    chips.buttons["copies"].click()
    world.settle()
    assert len(heads(world)) == 4
    assert all("Kho – bản" in head for head in heads(world))
    chips.buttons[""].click()
    world.settle()
    assert len(heads(world)) == 7


@pytest.mark.parametrize(
    ("typed", "found"), [("tat den", 2), ("HV000777", 1), ("0988", 1), ("do van mot", 1), ("zzz", 0)]
)
def test_points_are_found_as_one_types(world: World, typed: str, found: int) -> None:
    view = inbox(world)
    view.act("find_points")
    assert view.search.hasFocus()
    view.search.setText(typed)
    world.until(lambda: len(view.points.cards) == found)
    world.settle()
    assert view.points.not_found.isVisible() is (found == 0)
    assert view.chips.buttons[""].word.text().split()[-1] == "7"


def test_a_narrowed_list_that_is_settled_shows_the_others_when_widened(world: World) -> None:
    inbox(world).chips.choose("readers")
    world.settle()
    inbox(world).take_focus()
    press(world, Qt.Key.Key_Return)
    inbox(world).chips.choose("")
    world.settle()
    assert len(heads(world)) == 6


def test_many_alike_are_looked_at_settled_at_once_and_undone_at_once(world: World) -> None:
    card = choose(world, "TK000102")
    assert "4 điểm giống nhau (kho, máy này và máy PHONG-DOC)" in card.detail.many.word.text()
    card.detail.many.click()
    world.settle()
    many = inbox(world).many
    assert many.isVisible()
    assert len(many.table.model_of_lines.lines) == 4
    assert many.ways[0].hasFocus()
    many.ways[1].click()
    world.settle()
    assert world.ask(locations) == {"phong-doc"}
    assert open_count(world) == 3
    assert "4 điểm" in inbox(world).notice.headline.text()
    press(world, Qt.Key.Key_Z, CONTROL)
    assert world.ask(locations) == {"kho-muon"}
    assert open_count(world) == 7


def test_a_decision_about_many_keeps_no_scan_waiting(world: World) -> None:
    choose(world, "TK000102").detail.many.click()
    world.settle()
    busy, answered = threading.Event(), []
    world.program.errands.run(lambda _: busy.wait(300))  # a sync is under way: the decision waits for its turn
    inbox(world).many.ways[0].click()
    world.program.background.run(lambda library: library.circulation.lend("TV000001", "TK000100"), answered.append)
    world.until(lambda: bool(answered))
    assert not inbox(world).many.ways[0].isEnabled()
    busy.set()
    world.settle()
    assert open_count(world) == 3


def test_whoever_looks_at_many_may_go_back_without_a_decision(world: World) -> None:
    choose(world, "TK000102").detail.many.click()
    world.settle()
    world.qtbot.keyClick(inbox(world).many.table, Qt.Key.Key_Escape)
    world.settle()
    assert inbox(world).points.isVisible()
    assert current(world).hasFocus()
    assert open_count(world) == 7


def test_what_was_settled_is_listed_with_who_and_undone_later(world: World) -> None:
    choose(world, "Điện thoại")
    press(world, Qt.Key.Key_Return, SHIFT)
    choose(world, "TK000102").detail.many.click()
    world.settle()
    inbox(world).many.ways[0].click()
    world.settle()
    page = world.window.pages["open_sync"]
    page.choice.buttons["settled"].click()
    world.settle()
    first, second = page.settled.cards
    assert "4 điểm giống nhau" in first.headline.text()
    assert "Điện thoại" in second.headline.text()
    assert "máy này" in second.who.text()
    for _ in range(2):
        page.settled.cards[0].undo.click()
        world.settle()
    assert page.settled.nothing.isVisible()
    assert open_count(world) == 7
    assert world.ask(lambda library: library.readers.get("TV000001").phone) == "0912"


def test_what_was_changed_since_is_not_undone_and_says_why(world: World) -> None:
    card = choose(world, "Điện thoại")
    press(world, Qt.Key.Key_Return, SHIFT)

    def amend(library: Library) -> None:
        reader = library.readers.get("TV000001").id
        library.readers.amend(reader, replace(library.readers.form(reader), phone="0999"))

    world.ask(amend)
    card.undo.click()
    world.settle()
    assert "đã được sửa tiếp" in inbox(world).notice.headline.text()
    assert world.ask(lambda library: library.readers.get("TV000001").phone) == "0999"


def test_a_point_that_comes_while_one_reads_does_not_take_the_place(world: World) -> None:
    card = choose(world, "Điện thoại")

    def add_copy(library: Library) -> None:
        title = library.catalogue.find("tat den").lines[0].id
        for number in ("DK1", "DK2"):
            with library.store.writing() as pen:
                pen.put("item", pen.new_id(), {"title_id": title, "barcode": "TK900001", "accession": number})

    world.ask(add_copy)
    world.settle()
    assert len(heads(world)) == 8
    assert current(world) is card
    assert card.hasFocus()


@pytest.mark.looks
@pytest.mark.parametrize("scale", [(1366, 768), (1024, 640), (1093, 614), (910, 512)])
def test_nothing_is_clipped_in_any_point_at_any_scale(world: World, scale: tuple[int, int]) -> None:
    for language in (Language.VIETNAMESE, Language.ENGLISH):
        world.speak(language)
        world.size(*scale)
        for card in list(inbox(world).points.cards):
            inbox(world).points.choose(card.point.conflict.id, take_keys=True)
            world.settle()
            assert clipped(inbox(world)) == []
            scroll = inbox(world).points.paper
            assert scroll.widget().width() <= scroll.viewport().width()


def test_english_leaves_no_vietnamese(world: World) -> None:
    world.speak(Language.ENGLISH)
    for card in list(inbox(world).points.cards):
        inbox(world).points.choose(card.point.conflict.id)
    world.settle()
    own = ("Trần", "Lê", "Đỗ", "Lớp", "Truyện", "Tắt", "Điều lệnh")
    shown = {text for text in texts(inbox(world)) if text and not any(name in text for name in own)}
    assert [text for text in shown if any(0xBF < ord(c) < 0x2000 and c.isalpha() for c in text)] == []


def test_the_desk_may_look_but_not_settle(qapp: QApplication, world: World) -> None:
    world.ask(lambda library: library.passwords.set_desk("quầy"))
    again = world.again()
    again.program.unlock("quầy")
    again.until_ready()
    again.page("open_sync")
    inbox(again).take_focus()
    press(again, Qt.Key.Key_Return)
    assert inbox(again).notice.isVisible()
    assert open_count(again) == 7
    assert current(again).is_open
    press(again, Qt.Key.Key_Down)  # the list still goes on
    assert inbox(again).points.cards[1].hasFocus()


def test_a_copy_is_found_twice_no_more_after_its_new_label(world: World) -> None:
    def add_copies(library: Library) -> None:
        title = library.catalogue.find("tat den").lines[0].id
        library.catalogue.add_item(title, ItemForm(barcode="TK900001", accession="DK1"))
        with library.store.writing() as pen:
            pen.put("item", pen.new_id(), {"title_id": title, "barcode": "TK900001", "accession": "DK2"})

    world.ask(add_copies)
    card = choose(world, "TK900001")
    press(world, Qt.Key.Key_Return)
    assert "in nhãn mới" in card.outcome.text()
    assert len(world.ask(lambda library: library.store.items.with_barcode("TK900001"))) == 1
