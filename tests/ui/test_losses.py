"""Losses and money in the windows: given up, found, paid, forgiven, and what everybody then sees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.library.model.ids import Money
from desktop.library.model.item import ItemForm
from desktop.ui.follow.losses_lines import who_took_words
from desktop.ui.follow.taken import LAST_MONTH, bounds
from desktop.ui.words import Language
from tests.ui.world import World

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.ui.follow.losses import LossesPage
    from desktop.ui.readers.money import MoneyPart

CARD, BOOK, UNPRICED, NEW = "TV000001", "TK000100", "TK000101", "TK000199"
OWED = 285_000


def prepare(library: Library) -> None:
    """Money is on, one copy has a price, two are lent."""
    with library.store.writing() as pen:
        pen.put("desk_policy", "0" * 32, {"money": True, "long_overdue_days": 0})
    (item,) = library.store.items.with_barcode(BOOK)
    library.catalogue.amend_item(item.id, ItemForm(price="95.000"))
    for barcode in (BOOK, UNPRICED):
        assert library.circulation.lend(CARD, barcode).status == "lent"


@pytest.fixture
def page(program: World) -> LossesPage:
    program.ask(prepare)
    follow = program.page("open_follow")
    follow.show_one("losses")
    program.settle()
    return follow.parts["losses"]


def press(program: World, page: LossesPage, code: str, button: str, *, why: str = "") -> str:
    """What the page says after the button, with this copy."""
    page.code.setText(code)
    page.why.setText(why)
    getattr(page, button).click()
    program.settle()
    return page.notice.headline.text()


def money_part(program: World) -> MoneyPart:
    readers = program.page("open_readers")
    readers.show_one(CARD)
    program.settle()
    readers.card.parts.buttons["money"].click()
    program.settle()
    return readers.card.money


def test_a_loss_is_written_down_and_its_debt_stands_in_the_list(program: World, page: LossesPage):
    told = press(program, page, BOOK, "lose", why="rơi xuống sông")
    assert BOOK in told
    assert "285.000" in told
    page.parts.buttons["debts"].click()
    program.settle()
    (line,) = page.debts.model_of_lines.lines
    assert (line.card, line.debt.owed) == (CARD, OWED)
    assert page.code.text() == page.why.text() == ""


def test_a_price_that_nobody_knows_is_asked_for(program: World, page: LossesPage):
    press(program, page, UNPRICED, "lose")
    page.price.setText("9.000")
    page.code.setText(BOOK)
    assert page.cost.isHidden()  # it is not the price of the next copy
    press(program, page, UNPRICED, "lose")
    assert not page.cost.isHidden()
    assert page.price.text() == ""
    page.price.setText("50.000")
    program.qtbot.keyClick(page.price, Qt.Key.Key_Return)
    program.settle()
    assert page.cost.isHidden()
    assert program.ask(lambda library: library.money.account(CARD)).owed == 150_000


def test_a_copy_without_a_price_is_owed_in_kind_and_later_in_money(program: World, page: LossesPage):
    press(program, page, UNPRICED, "lose")
    page.price.setText("0")
    page.lose.click()
    program.settle()
    assert "sách cùng loại" in page.notice.headline.text()
    assert "Thu bằng tiền" in page.notice.headline.text()
    page.parts.buttons["debts"].click()
    page.debts.selectRow(0)
    program.settle()
    page.settle.price.setText("50.000")
    page.settle.charge.click()
    program.settle()
    assert not page.settle.why_of_mercy.note.isHidden()
    page.settle.why.setText("không mua được sách cùng loại")
    page.settle.charge.click()
    program.settle()
    assert program.ask(lambda library: library.money.account(CARD)).owed == 150_000


def test_money_is_taken_for_the_chosen_debt(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    page.parts.buttons["debts"].click()
    page.debts.selectRow(0)
    program.settle()
    assert page.settle.amount.text() == "285.000"
    page.settle.amount.setText("85.000")
    page.settle.pay.click()
    program.settle()
    assert "85.000" in page.settle.notice.headline.text()
    (line,) = page.debts.model_of_lines.lines
    assert line.debt.owed == 200_000
    page.parts.buttons["taken"].click()
    assert [each.amount for each in page.taken.model_of_lines.lines] == [85_000]
    assert "85.000" in page.told.text()


def test_what_was_typed_by_mistake_is_voided(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    program.ask(lambda library: library.money.pay(CARD, Money(OWED)))
    page.parts.buttons["taken"].click()
    page.taken.selectRow(0)
    page.bar.void.click()
    program.settle()
    assert program.ask(lambda library: library.money.account(CARD)).owed == 0
    assert not page.bar.reason.note.isHidden()
    page.bar.why.setText("gõ nhầm thẻ")
    page.bar.void.click()
    program.settle()
    assert program.ask(lambda library: library.money.account(CARD)).owed == OWED
    (line,) = page.taken.model_of_lines.lines
    assert line.voided
    assert "gõ nhầm thẻ" in who_took_words(line)
    page.bar.days.choose(LAST_MONTH)
    page.bar.days.activated.emit(page.bar.days.currentIndex())
    program.settle()
    assert page.taken.model_of_lines.lines == ()
    assert bounds(date(2026, 1, 31), LAST_MONTH) == (date(2025, 12, 1), date(2025, 12, 31))


def test_an_amount_that_is_no_number_is_refused_beside_it(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    page.parts.buttons["debts"].click()
    page.debts.selectRow(0)
    page.settle.amount.setText("mười đồng")
    page.settle.pay.click()
    program.settle()
    assert "mười đồng" in page.settle.notice.headline.text()
    assert program.ask(lambda library: library.money.account(CARD)).owed == OWED


def test_said_to_be_back_then_found_on_the_shelf(program: World, page: LossesPage):
    press(program, page, BOOK, "claim", why="trả hôm qua")
    page.parts.buttons["claimed"].click()
    page.claimed.selectRow(0)
    assert page.code.text() == BOOK
    page.turn_up.click()
    program.settle()
    assert page.claimed.model_of_lines.lines == ()
    assert program.ask(lambda library: library.money.settled(CARD)).loans[0].barcode == UNPRICED


def test_damage_is_marked(program: World, page: LossesPage):
    press(program, page, NEW, "damage", why="rách bìa")
    (item,) = program.ask(lambda library: library.store.items.with_barcode(NEW))
    assert [mark.value for mark, _ in item.conditions] == ["damaged"]


def test_an_unknown_code_is_refused_and_stays_to_be_mended(program: World, page: LossesPage):
    assert press(program, page, "KHONGCO", "lose")
    assert page.code.text() == "KHONGCO"


def test_the_readers_card_tells_what_is_owed_and_takes_the_same_book(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    part = money_part(program)
    assert "285.000" in part.told.text()
    assert [debt.barcode for debt in part.account.open_debts] == [BOOK]
    part.settle.copy.setText(NEW)
    part.settle.replace.click()
    program.settle()
    assert part.account.is_settled
    assert program.ask(lambda library: library.money.account(CARD)).is_settled


def test_a_debt_is_let_go_on_the_readers_card(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    part = money_part(program)
    part.settle.why.setText("lỗi của thư viện")
    part.settle.forgive.click()
    program.settle()
    (entry,) = [e for e in part.account.entries if e.why]
    assert (entry.why, part.account.is_settled) == ("lỗi của thư viện", True)


def test_what_was_damaged_is_charged_by_hand_with_a_reason(program: World, page: LossesPage):
    part = money_part(program)
    form = part.charge
    assert form.form.isHidden()
    form.open.click()
    form.amount.setText("30.000")
    form.copy.setText(BOOK)
    form.save.click()
    program.settle()
    assert program.ask(lambda library: library.money.account(CARD)).owed == 0
    form.why.field.setText("rách bìa")
    form.amount.setText("9786041234567")
    form.save.click()
    program.settle()
    assert "quá lớn" in form.notice.headline.text()
    form.amount.setText("30.000")
    form.save.click()
    program.settle()
    (debt,) = part.account.open_debts
    assert (debt.owed, debt.barcode, debt.charge.purpose, debt.charge.why) == (30_000, BOOK, "damaged", "rách bìa")
    assert form.form.isHidden()


def test_money_for_a_book_that_came_back_is_given_back(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    program.ask(lambda library: library.money.pay(CARD, Money(OWED)))
    program.ask(lambda library: library.circulation.give_back(BOOK))
    part = money_part(program)
    assert not part.settle.surplus.isHidden()
    part.settle.refund.click()
    program.settle()
    assert not part.account.is_settled
    part.settle.why_back.setText("sách đã về")
    part.settle.refund.click()
    program.settle()
    assert part.account.is_settled


@pytest.mark.looks
def test_nothing_is_cut_on_a_small_screen(program: World, page: LossesPage):
    press(program, page, BOOK, "lose")
    page.parts.buttons["debts"].click()
    page.debts.selectRow(0)
    program.size(1024, 640)
    assert page.damage.mapTo(page, page.damage.rect().bottomRight()).x() <= page.width()
    assert page.settle.pay.mapTo(page, page.settle.pay.rect().bottomRight()).x() <= page.width()
    press(program, page, UNPRICED, "lose")
    page.price.setText("0")
    page.lose.click()
    program.settle()
    page.debts.selectRow(next(at for at, line in enumerate(page.debts.model_of_lines.lines) if not line.debt.owed))
    for language in (Language.ENGLISH, Language.VIETNAMESE):
        program.speak(language)
        assert page.settle.width() <= page.settle.parentWidget().parentWidget().width()  # it scrolls up and down only
    page.settle.forgive.click()
    program.laid_out()
    assert page.settle.why.visibleRegion().boundingRect().height() == page.settle.why.height()


def test_a_copy_that_was_missing_is_taken_back_at_the_desk(program: World, page: LossesPage):
    press(program, page, NEW, "lose")
    desk = program.page("open_desk")
    desk.act("give_back")
    desk.scan.setText(NEW)
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
    program.settle()
    (item,) = program.ask(lambda library: library.store.items.with_barcode(NEW))
    assert item.conditions == ()
    assert "ĐÃ TÌM THẤY" in desk.result.headline.text()
