"""The sync page over the real library and a real centre."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.library.model.item import ItemForm
from desktop.library.model.touched import Touched
from desktop.ui.desk.scan_field import Entry
from desktop.ui.words import Language
from sync.client.http import READ_S
from sync.client.visit import Progress
from sync.server.centre import Centre
from tests.client.devices import authority_of, through
from tests.client.faulty_line import FaultyLine, Silence
from tests.server.centre import CentreProgram
from tests.ui.sync.conftest import UNIT, SecondDesk
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.library import Library
    from desktop.library.model.item import Item

pytestmark = pytest.mark.slow


def sync(world: World) -> None:
    """F9, and everything that comes of it."""
    courier, before = world.program.courier, world.program.courier.last
    world.window.act("sync_now")
    world.until(lambda: courier.last is not before and not courier.is_running)
    world.settle()


def said(world: World) -> str:
    return world.window.pages["open_sync"].state.headline.text()


def test_a_pc_that_is_not_enrolled_is_told_what_to_do_and_f9_leads_there(program: World) -> None:
    program.window.act("sync_now")
    program.settle()
    page = program.window.pages["open_sync"]
    assert program.window.here == "open_sync"
    assert page.enrolling.isVisible()
    assert not page.state.isVisible()
    assert not page.inbox.isVisible()
    assert program.window.strip.sync.text() == "Chưa ghi danh với trung tâm"


def test_enrolling_through_the_page_begins_the_first_sync(program: World, centre: CentreProgram) -> None:
    page = program.page("open_sync")
    page.enrol(centre.enrol(UNIT))
    program.until(lambda: program.program.courier.last is not None)
    program.settle()
    assert said(program) == "Đã khớp với trung tâm"
    assert page.state.waiting.text() == "không có gì"
    assert page.state.clock.text() == "khớp với trung tâm"
    assert page.inbox.points.nothing.isVisible()
    assert page.state.go.hasFocus()
    assert program.window.strip.sync.text().endswith("đã gửi hết")
    assert program.ask(lambda library: library.standing()).waiting == 0


SPOILT = (
    ({"address": "http://centre"}, "không có địa chỉ"),
    ({"authority": "none"}, "không có chứng thư"),
    ({"code": 7}, "không phải tệp ghi danh"),
    ({"code": "used-up"}, "đã được dùng hoặc bị huỷ"),
    ({"code": "old", "expires": "2020-01-01T00:00:00Z"}, "đã hết hạn"),
    ({"unit": "DV77"}, "dành cho đơn vị DV77"),
)


def test_files_that_do_not_enrol_are_refused_in_plain_sentences(
    program: World, centre: CentreProgram, tmp_path: Path
) -> None:
    good = json.loads(centre.enrol(UNIT).read_text("utf-8"))
    file = tmp_path / "file.json"
    page = program.page("open_sync")
    for spoilt, sentence in SPOILT:
        file.write_text(json.dumps(good | spoilt), "utf-8")
        page.enrol(file)
        assert not page.enrolling.choose.isEnabled()
        program.settle()
        assert page.notice.headline.text() == "Chưa ghi danh được"
        assert sentence in page.notice.text.text()
        assert page.enrolling.choose.isEnabled()
    page.enrol(tmp_path / "gone.json")
    program.settle()
    assert "Không mở được tệp gone.json" in page.notice.text.text()
    assert page.enrolling.isVisible()


def test_a_centre_that_is_down_leaves_the_file_as_good_as_it_was(program: World, centre: CentreProgram) -> None:
    file = centre.enrol(UNIT)
    centre.stop()
    page = program.page("open_sync")
    page.enrol(file)
    program.settle()
    assert "Kiểm tra dây mạng" in page.notice.text.text()
    centre.start()
    page.enrol(file)
    program.until(lambda: program.program.courier.last is not None)
    program.settle()
    assert said(program) == "Đã khớp với trung tâm"


def test_a_loan_is_seen_at_the_other_desk_and_told_to_the_pages_there(enrolled: World, second: SecondDesk) -> None:
    assert enrolled.ask(lambda library: library.circulation.lend("TV000001", "TK000100")).status == "lent"
    assert enrolled.window.pages["open_sync"].state.waiting.text() != "không có gì"
    sync(enrolled)
    second.agree()
    assert [(line.card, line.barcode) for line in second.library.circulation.open_loans(None)] == [
        ("TV000001", "TK000100")
    ]
    assert second.library.circulation.lend("TV000001", "TK000101").status == "lent"
    second.agree()
    readers = enrolled.page("open_readers")
    sync(enrolled)
    assert next(line for line in readers.table.model_of_lines.lines if line.card == "TV000001").loans == 2


def differ(world: World, second: SecondDesk) -> None:
    """Both desks write another note and title without knowing of each other; here is the later."""
    second.agree()

    def amend(library, phone: str, title: str) -> None:
        reader = library.readers.get("TV000001").id
        library.readers.amend(reader, replace(library.readers.form(reader), phone=phone))
        found = library.catalogue.find("truyen kieu").lines[0].id
        library.catalogue.amend(found, replace(library.catalogue.form(found), title=title))

    amend(second.library, "0912", "Truyện Kiều (bản kia)")
    second.agree()
    world.ask(lambda library: amend(library, "0988", "Truyện Kiều (bản này)"))
    sync(world)


def point(world: World, words: str):
    """The point that says these words, opened."""
    points = world.window.pages["open_sync"].inbox.points
    card = next(card for card in points.cards if words in card.headline.text())
    points.choose(card.point.conflict.id, take_keys=True)
    world.settle()
    return card


def test_conflicts_show_both_values_and_are_settled_for_every_desk(enrolled: World, second: SecondDesk) -> None:
    differ(enrolled, second)
    count = enrolled.window.rail.buttons["open_sync"].count
    assert count.text() == "2"
    phone = point(enrolled, "Điện thoại")
    assert "TV000001" in phone.headline.text()
    assert (phone.detail.ours.value.text(), phone.detail.theirs.value.text()) == ("0988", "0912")
    assert "máy này" in phone.detail.ours.written.text()
    assert "Lê A" in phone.detail.theirs.written.text()
    title = point(enrolled, "Nhan đề và thông tin trách nhiệm")
    assert "bản này" in title.detail.ours.value.text()
    assert "bản kia" in title.detail.theirs.value.text()
    point(enrolled, "Điện thoại").detail.buttons["restore"].click()
    enrolled.settle()
    assert count.text() == "1"
    assert title.hasFocus()  # the next one, with the same keys
    title.detail.buttons["keep"].click()
    enrolled.settle()
    assert count.text() == ""
    sync(enrolled)
    second.agree()
    assert second.library.readers.get("TV000001").phone == "0912"
    assert second.library.catalogue.find("truyen kieu").lines[0].title == "Truyện Kiều (bản này)"
    assert second.library.standing().conflicts == 0


def test_one_code_on_two_copies_names_both_and_gives_one_a_new_code(enrolled: World, second: SecondDesk) -> None:
    second.agree()

    def add_copy(library: Library, accession: str) -> None:
        found = library.catalogue.find("tat den").lines[0].id
        library.catalogue.add_item(found, ItemForm(barcode="TK009999", accession=accession))

    def copies(library: Library) -> tuple[Item, ...]:
        return library.catalogue.items(library.catalogue.find("tat den").lines[0].id)

    add_copy(second.library, "DK01")
    enrolled.ask(lambda library: add_copy(library, "DK02"))
    second.agree()
    sync(enrolled)
    card = point(enrolled, "TK009999")
    assert {card.detail.ours.value.text(), card.detail.theirs.value.text()} == {"Tắt đèn · DK01", "Tắt đèn · DK02"}
    card.detail.buttons["renumber"].click()
    enrolled.settle()
    [other] = [
        copy.barcode for copy in enrolled.ask(copies) if copy.barcode not in {"TK000103", "TK000199", "TK009999"}
    ]
    assert other.startswith("TK")
    assert other in card.outcome.text()
    sync(enrolled)
    second.agree()
    assert other in {copy.barcode for copy in copies(second.library)}
    assert second.library.standing().conflicts == 0


def test_a_book_lent_at_both_desks_names_both_readers(enrolled: World, second: SecondDesk) -> None:
    second.agree()
    assert second.library.circulation.lend("TV000002", "TK000100", override=True).status == "lent"
    second.agree()
    assert enrolled.ask(lambda library: library.circulation.lend("TV000001", "TK000100")).status == "lent"
    sync(enrolled)
    card = point(enrolled, "TK000100")
    assert card.detail.ours.value.text() == "Trần Thị Thử"
    assert "máy này" in card.detail.ours.written.text()
    assert "Lê Văn Ẫm" in card.detail.theirs.value.text()
    assert "Lê A" in card.detail.theirs.written.text()
    card.detail.buttons["hand-back"].click()
    enrolled.settle()
    assert enrolled.ask(lambda library: library.circulation.open_loans(None))[0].card == "TV000002"
    enrolled.window.pages["open_sync"].act("undo_settling")
    enrolled.settle()
    assert enrolled.ask(lambda library: library.circulation.open_loans(None))[0].card == "TV000001"


def test_a_pc_that_the_centre_revoked_is_told_and_may_enrol_again(enrolled: World, centre: CentreProgram) -> None:
    device = enrolled.ask(lambda library: library.device)
    office = Centre.open(centre.folder)
    office.revoke(device)
    office.close()
    sync(enrolled)
    page = enrolled.window.pages["open_sync"]
    assert said(enrolled) == "Trung tâm đã thu hồi máy này"
    assert page.state.next.text() == "khi bạn bấm Đồng bộ ngay"
    assert page.state.enrol.isVisible()
    assert page.state.go.property("kind") == "plain", "one button is loud: the one that helps"
    page.state.take_focus()
    assert page.state.enrol.hasFocus()
    page.enrol(centre.enrol(UNIT))
    enrolled.until(lambda: said(enrolled) == "Đã khớp với trung tâm")
    enrolled.settle()
    assert not page.state.enrol.isVisible()
    assert page.state.go.property("kind") == "main"


def test_a_point_that_was_settled_elsewhere_meanwhile_says_so(enrolled: World, second: SecondDesk) -> None:
    differ(enrolled, second)
    card = point(enrolled, "Điện thoại")
    enrolled.ask(lambda library: library.conflicts.keep(card.point.conflict.id))
    page = enrolled.window.pages["open_sync"]
    page.inbox.points.decided.emit(card.point, "keep")
    enrolled.settle()
    assert "đã được đối chiếu" in page.inbox.notice.headline.text()


def test_a_centre_that_is_down_is_a_plain_sentence_and_the_desk_goes_on(enrolled: World, centre: CentreProgram) -> None:
    centre.stop()
    sync(enrolled)
    assert said(enrolled) == "Chưa tới được trung tâm"
    assert "máy sẽ tự thử lại" in enrolled.window.pages["open_sync"].state.text.text()
    assert enrolled.window.strip.sync.text().startswith("Chưa tới được trung tâm")
    assert enrolled.program.courier.next_run_in() is not None
    assert enrolled.ask(lambda library: library.circulation.lend("TV000001", "TK000100")).status == "lent"
    centre.start()
    sync(enrolled)
    assert said(enrolled) == "Đã khớp với trung tâm"


@pytest.fixture
def line(centre: CentreProgram, tmp_path: Path) -> Iterator[FaultyLine]:
    line = FaultyLine(centre.address, authority_of(centre), tmp_path)
    yield line
    line.close()


def test_a_run_on_a_silent_line_stops_when_asked_and_scans_are_answered_meanwhile(
    program: World, centre: CentreProgram, line: FaultyLine
) -> None:
    page = program.page("open_sync")
    page.enrol(through(line, centre.enrol(UNIT)))
    program.until(lambda: program.program.courier.last is not None)
    program.settle()
    line.forget()
    silence = Silence(threading.Event(), threading.Event())
    line.faults["greet", 0] = silence
    courier = program.program.courier
    program.window.act("sync_now")
    program.until(silence.begun.is_set)
    assert page.state.stop.isVisible()
    assert not page.state.go.isVisible()
    assert program.window.strip.sync.text() == "Đang đồng bộ với trung tâm…"
    answers: list[object] = []
    program.program.background.run(lambda library: library.circulation.lend("TV000001", "TK000100"), answers.append)
    program.until(lambda: bool(answers))
    assert courier.is_running
    page.state.stop.click()
    program.until(lambda: not courier.is_running)
    silence.over.set()
    program.settle()
    assert said(program) == "Đã dừng theo yêu cầu"
    sync(program)
    assert said(program) == "Đã khớp với trung tâm"


def test_closing_does_not_wait_for_a_silent_line(program: World, centre: CentreProgram, line: FaultyLine) -> None:
    program.page("open_sync").enrol(through(line, centre.enrol(UNIT)))
    program.until(lambda: program.program.courier.last is not None)
    program.settle()
    line.forget()
    silence = Silence(threading.Event(), threading.Event())
    line.faults["greet", 0] = silence
    program.window.act("sync_now")
    program.until(silence.begun.is_set)
    begun = time.monotonic()
    program.close()
    assert time.monotonic() - begun < READ_S / 2, "closing waited until the line gave up by itself"
    silence.over.set()


def test_a_scan_is_answered_while_a_big_sync_runs(enrolled: World, second: SecondDesk) -> None:
    second.agree()
    with second.library.store.writing() as pen:
        for number in range(1500):
            fields = {"leader": "00000nam a2200000 a 4500", "245/1": [10, "10", "a", f"Tài liệu số {number}"]}
            pen.put("title", pen.new_id(), fields)
            pen.put("reader", pen.new_id(), {"card": f"HV{number:06}", "name": f"Nguyễn Văn {number}"})
    second.agree()
    world, courier = enrolled, enrolled.program.courier
    desk = world.page("open_desk")
    order: list[str] = []
    pending = ["TV000001", "TK000100"]

    def scan_next(progress: Progress) -> None:
        if progress.step == "pull" and progress.done and pending:
            desk.scan.entered.emit(Entry(pending.pop(0), scanned=True))

    courier.moved.connect(scan_next, Qt.ConnectionType.QueuedConnection)
    courier.ended.connect(lambda _: order.append("synced"))
    world.program.background.touched.connect(lambda touched: order.extend(touched & {Touched.LOANS}))
    world.window.act("sync_now")
    world.until(lambda: "synced" in order)
    world.settle()
    assert not pending
    assert order.index(Touched.LOANS) < order.index("synced")
    assert world.ask(lambda library: library.circulation.open_loans("TV000001"))[0].barcode == "TK000100"


@pytest.mark.looks
def test_nothing_is_clipped_and_english_leaves_no_vietnamese(enrolled: World, second: SecondDesk) -> None:
    differ(enrolled, second)
    page = enrolled.window.pages["open_sync"]
    for language in (Language.VIETNAMESE, Language.ENGLISH):
        enrolled.speak(language)
        for size in ((1366, 768), (1024, 640)):
            enrolled.size(*size)
            enrolled.settle()
            assert clipped(page) == []
    own = {"Đơn vị DV01", "Truyện Kiều", "Lê A", "Trần Thị Thử"}
    shown = {text for text in texts(page) if text and not any(name in text for name in own)}
    assert [text for text in shown if any(0xBF < ord(c) < 0x2000 and c.isalpha() for c in text)] == []
