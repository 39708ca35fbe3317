"""A PC that lacks its unit's key shows names as locked on every page, works on, and shows them when the key comes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.library.store.rows import every
from desktop.ui.words import Language
from sync.core.sealing import UnitKey
from tests.ui.at_desk import scan
from tests.ui.test_readers_page import listed, look_for, show
from tests.ui.world import clipped, texts

if TYPE_CHECKING:
    from desktop.library.library import Library
    from tests.ui.world import World

KEY = UnitKey(bytes(range(32)))


@pytest.fixture
def locked(program: World) -> World:
    """All readers as they come to a PC without the key."""

    def seal(library: Library) -> None:
        with library.store.writing() as pen:
            for row in list(every(library.store.connection)):
                if (sealed := KEY.sealed_row(row)) is not row:
                    pen.take(sealed, row)

    program.ask(seal)
    return program


def picture(program: World, name: str) -> None:
    if folder := os.environ.get("TUSACH_PICTURES"):
        program.window.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.mark.looks
def test_lists_and_cards_say_that_names_are_locked(locked: World) -> None:
    page = locked.page("open_readers")
    model = page.table.model_of_lines
    assert [model.index(row, 0).data() for row in range(2)] == ["(tên đã khoá)", "(tên đã khoá)"]
    assert sorted(listed(page)) == ["TV000001", "TV000002"]
    assert look_for(locked, page, "TV000001") == ["TV000001"]
    show(locked, page, "TV000001")
    assert page.card.name.text() == "(tên đã khoá)"
    assert "TV000001" in page.card.who.text()
    assert "trao khoá" in page.card.who.text()
    assert clipped(page) == []
    picture(locked, "locked-card")
    locked.speak(Language.ENGLISH)
    assert model.index(0, 0).data() == page.card.name.text() == "(name locked)"
    assert not any("đã khoá" in text for text in texts(page))


@pytest.mark.looks
def test_the_desk_lends_to_a_reader_whose_name_is_locked(locked: World) -> None:
    desk = locked.page("open_desk")
    scan(locked, desk, "TV000001", "TK000100")
    assert desk.reader.name.text() == "(tên đã khoá)"
    today = desk.today.table.model_of_lines
    assert [line.card for line in today.lines] == ["TV000001"]
    assert "(tên đã khoá)" in [today.index(0, column).data() for column in range(today.columnCount())]
    scan(locked, desk, "TK000100")
    assert not any("\N{LOCK}" in text for text in texts(desk))
    picture(locked, "locked-desk")


@pytest.mark.looks
def test_a_form_lets_nobody_type_over_what_is_locked(locked: World) -> None:
    page = locked.page("open_readers")
    show(locked, page, "TV000002")
    page.card.edit.click()
    locked.settle()
    form = page.form
    assert [field.isEnabled() for field in (form.name, form.rank, form.phone, form.group, form.note)] == [False] * 5
    assert form.name.placeholderText() == "(đã khoá)"
    assert form.card.isEnabled()
    picture(locked, "locked-form")
    form.blocked.setText("Mất thẻ lần hai")
    form.save.click()
    locked.settle()
    kept = locked.ask(lambda library: library.readers.get("TV000002"))
    assert kept.blocked == "Mất thẻ lần hai"

    def unlock(library: Library) -> None:
        assert library.replica.learn_key(library.unit, KEY.secret)
        library.replica.unlock()

    locked.ask(unlock)
    assert locked.ask(lambda library: library.readers.get("TV000002")).name == "Lê Văn Ẫm"
    assert [page.table.model_of_lines.index(row, 0).data() for row in range(2)] == ["Lê Văn Ẫm", "Trần Thị Thử"]
    page.show_one("TV000002")
    locked.settle()
    page.card.edit.click()
    locked.settle()
    assert form.name.isEnabled()
    assert form.name.text() == "Lê Văn Ẫm"
