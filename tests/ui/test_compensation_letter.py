"""The compensation notice is printed from the reader's card, while there is something to make good for."""

from __future__ import annotations

from desktop.library.model.ids import Money
from desktop.library.model.money import Purpose
from desktop.ui.letters.printing import Printed
from desktop.ui.readers.money import MoneyPart
from tests.ui.world import World


def test_each_copy_not_made_good_for_gets_a_notice(program: World):
    part = MoneyPart(program.program.workplace)
    program.qtbot.addWidget(part)
    part.show()
    part.show_reader("TV000001")
    program.settle()
    assert not part.notices.isVisible()

    def lose(library) -> None:
        library.policy.amend_terms({"money": True}, why="thử")
        for barcode in ("TK000100", "TK000101"):
            library.money.charge("TV000001", Money(90_000), Purpose.LOST, barcode=barcode)

    program.ask(lose)
    part.show_reader("TV000001")
    program.settle()
    assert part.notices.isVisible()
    came: list[Printed] = []
    part._printing.printed.connect(came.append)
    part.notices.click()
    program.until(lambda: bool(came))
    assert came[0].letters == 2
